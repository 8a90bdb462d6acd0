"""Doors are taken apart however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.rooms import Door, parse_room, plain_number


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("3-1-502", Door("3", "1", "502")),
        ("3幢1单元502室", Door("3", "1", "502")),
        ("3栋1单元502", Door("3", "1", "502")),
        ("3号楼1-502", Door("3", "1", "502")),
        ("一单元101", Door("", "1", "101")),
        ("1-101", Door("", "1", "101")),
        ("101室", Door("", "", "101")),
        ("A座1203", Door("A", "", "1203")),
        ("12#502", Door("12", "", "502")),
        ("\uff13\uff0d\uff11\uff0d\uff15\uff10\uff12", Door("3", "1", "502")),
        ("列东街12号阳光小区3幢1单元502室", Door("3", "1", "502", "列东街12号阳光小区")),
        ("三号楼", Door("3")),
    ],
)
def test_a_door_is_taken_apart(text, door):
    assert parse_room(text) == door


@pytest.mark.parametrize("text", ["列东街12号", "阳光小区", "", "门卫室"])
def test_what_names_no_door_stays_whole(text):
    assert parse_room(text) is None


@pytest.mark.parametrize(
    ("text", "plain"), [("三号楼", "3"), ("3#", "3"), ("03幢", "3"), ("3 栋", "3"), ("二十一栋", "21"), ("a座", "A")]
)
def test_numbers_of_buildings_are_compared_in_one_form(text, plain):
    assert plain_number(text) == plain


@given(st.text(max_size=130), st.from_regex(r"[0-9一二十幢栋号楼单元室\-#]{0,30}", fullmatch=True))
def test_no_text_breaks_the_reader_of_doors(anything, likely):
    for text in (anything, likely):
        parse_room(text)

        assert plain_number(plain_number(text)) == plain_number(text) or plain_number(text)
