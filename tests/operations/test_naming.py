# SPDX-License-Identifier: MIT
"""What records are called and found by."""

from pathlib import Path

import pytest

from gridmgr.model.areas import Building
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.operations.naming import choices, masked_title, search, title
from gridmgr.operations.session import Session
from tests.operations.town import WEST, make_town


@pytest.fixture
def store(tmp_path: Path):
    with make_town(tmp_path / "town.gpkg") as made:
        people = [
            Resident(id="r1", community=WEST, name="曾小明", initials="zxm", phone="13800001234"),
            Resident(id="r2", community=WEST, name="曾小明明", initials="zxmm"),
        ]
        Session(made, "甲").run(ChangeSet("装入", [added(r) for r in people]))
        yield made


@pytest.mark.parametrize("words", ["曾小", "zxm", "1234", "ZXM 1380"])
def test_a_resident_is_found_by_name_initials_or_telephone(store, words):
    assert search(store, "resident", words)[0].id == "r1"


def test_a_person_is_not_found_by_a_place_where_another_is_named(store):
    elsewhere = Resident(id="r3", community=WEST, name="李四", initials="ls", hukou_address="曾小路1380号")
    Session(store, "甲").run(ChangeSet("装入", [added(elsewhere)]))

    assert [hit.id for hit in search(store, "resident", "曾小")] == ["r1", "r2"]
    assert [hit.id for hit in search(store, "resident", "1380")] == ["r1"]


def test_nothing_typed_finds_nothing_and_hits_are_bounded(store):
    assert search(store, "building", "  ") == []
    assert len(search(store, "building", "幢")) == 20
    assert search(store, "building", "幢 没有这样的楼") == []


def test_records_are_called_by_what_an_office_calls_them():
    building = Building(id="b", street="苑路", house_number="3号", number="2幢", name="综合楼")
    home = Household(id="h", address="苑路3号2幢1单元502室", head_name="张三")

    assert title(building) == "苑路3号2幢（综合楼）"
    assert title(Building(id="b", address="苑路3号2幢", number="2幢")) == "苑路3号2幢"
    assert title(home) == "苑路3号2幢1单元502室（张三）"
    assert title(Household(id="h", unit_no="1", room_no="502")) == "1单元502室"
    assert title(StaffPerson(id="s", name="王五", unit="派出所")) == "王五（派出所）"
    assert title(Building(id="b")) == "未命名的楼幢"
    assert masked_title(home) == "苑路3号2幢***（张*）"


def test_codes_are_chosen_by_first_letters_too():
    han = next(c for c in choices(standard_code_lists()["ethnic_group"]) if c.label == "汉族")

    assert han.initials == "hz"
