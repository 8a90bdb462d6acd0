"""What is sensitive is shown masked unless somebody asks for it."""

from datetime import date

import pytest

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.masks import masked, masked_cell
from gridmgr.model.records import fields_of


@pytest.mark.parametrize(
    ("kind", "name", "value", "shown"),
    [
        ("resident", "doc_no", "11010519491231002X", "110105********002X"),
        ("resident", "phone", "13812345678", "138****5678"),
        ("resident", "phone", "13812345678、13912345679", "138****5678、139****5679"),
        ("resident", "name", "张小三", "张*三"),
        ("resident", "name", "张三", "张*"),
        ("resident", "name", "欧阳小三", "欧**三"),
        ("resident", "birth_date", date(1984, 8, 27), "1984年"),
        ("resident", "ethnic", "01", "***"),
        ("household", "address", "列东街12号3幢1单元502室", "列东街12号3幢***"),
        ("household", "room_no", "502", "***"),
        ("building", "name", "阳光大厦", "阳光大厦"),
        ("resident", "phone", "", ""),
    ],
)
def test_a_sensitive_value_is_shown_masked(kind, name, value, shown):
    assert masked(fields_of(RECORD_TYPES[kind])[name], value) == shown


def test_every_sensitive_text_of_every_record_changes_when_masked():
    sensitive = [f for t in RECORD_TYPES.values() for f in fields_of(t).values() if f.sensitive and f.kind == "text"]

    assert all("*" in masked(f, "1234567890甲乙丙") for f in sensitive)


@pytest.mark.parametrize(
    ("text", "shown"), [("999幢", "999幢"), ("12", "12"), ("3幢1单元502室", "3幢***"), ("3-1-502", "3***")]
)
def test_the_building_that_a_list_names_can_be_read_but_no_door(text, shown):
    assert masked_cell(fields_of(RECORD_TYPES["household"])["building_id"], text) == shown
