# SPDX-License-Identifier: MIT
from dataclasses import replace
from datetime import date

import pytest

from gridmgr.model.areas import Building, Estate, Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.errors import ConflictError, InputError
from gridmgr.model.people import Household, Resident
from gridmgr.operations.editing_cells import CellEdit, edit_cells, remove_rows, typed
from gridmgr.operations.listing import columns_of, read_rows
from gridmgr.operations.places import place_of
from tests.operations.town import WEST, make_town

TODAY = date(2012, 8, 5)
PERSON = Resident(id="n1", community=WEST, name="张伟", initials="zw", household_id="m1", phone="13800001111")


@pytest.fixture
def town(tmp_path):
    store = make_town(tmp_path / "town.gpkg")
    building = next(iter(store.find(Building, community=WEST)))
    home = Household(id="m1", community=WEST, building_id=building.id)
    store.apply(ChangeSet("录入", [added(home), added(PERSON)]))
    with store:
        yield store


def typing(store, column, text):
    row = read_rows(store, Resident, ["n1"])[0]
    return typed(row, Resident, columns_of(Resident)[column], text, standard_code_lists(), TODAY)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("birth_date", "1984.8.27", date(1984, 8, 27)),
        ("gender", "女", "2"),
        ("phone", "１３９ 0000 1234", "13900001234"),
        ("remark", "", ""),
        ("is_key_resident", "是", True),
    ],
)
def test_what_is_typed_becomes_a_value(town, column, text, value):
    found = typing(town, column, text)

    assert (found.value, found.problem) == (value, "")


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("name", "", "必须填写"),
        ("birth_date", "昨天", "日期无法识别"),
        ("birth_date", "2013-01-01", "晚于今天"),
        ("gender", "不知道是啥", "请从列表里选择"),
        ("doc_no", "350402198001010012", "校验"),
    ],
)
def test_what_cannot_be_stored_is_said(town, column, text, sentence):
    assert sentence in typing(town, column, text).problem


def test_a_number_fills_in_what_it_tells(town):
    changes = edit_cells(town, Resident, [CellEdit("n1", "doc_no", "", "11010519491231002X")], TODAY)

    assert changes.label == "修改居民：证件号码"
    assert changes.changes[0].after.birth_date == date(1949, 12, 31)


def test_two_people_may_change_different_cells_of_a_record(town):
    read = town.get(Resident, "n1")
    town.apply(ChangeSet("同事", [changed(read, replace(read, remark="同事写的"))]))

    town.apply(edit_cells(town, Resident, [CellEdit("n1", "phone", "13800001111", "")], TODAY))

    found = town.get(Resident, "n1")
    assert (found.phone, found.remark) == ("", "同事写的")


def test_a_cell_that_somebody_changed_meanwhile_is_refused(town):
    with pytest.raises(ConflictError, match="别人改过"):
        edit_cells(town, Resident, [CellEdit("n1", "phone", "13800009999", "")], TODAY)
    with pytest.raises(ConflictError, match="已被删除"):
        edit_cells(town, Resident, [CellEdit("gone", "phone", "", "1")], TODAY)


def test_a_building_goes_with_its_households_and_people(town):
    building = town.get(Household, "m1").building_id

    changes = remove_rows(town, Building, [building])
    town.apply(changes)

    assert [c.record_type for c in changes.changes] == ["resident", "household", "building"]
    assert town.count(Resident) == 0
    town.undo()
    assert town.get(Resident, "n1") == PERSON


def test_an_estate_with_buildings_stays_and_grids_are_not_deleted_in_tables(town):
    with pytest.raises(InputError, match="还有"):
        remove_rows(town, Estate, [next(iter(town.find(Estate))).id])
    with pytest.raises(InputError, match="规划"):
        remove_rows(town, Grid, ["g"])


def test_a_person_is_on_the_map_where_the_household_lives(town):
    assert place_of(town, "resident", "n1") == ("building", town.get(Household, "m1").building_id)
    assert place_of(town, "staff", "s1") == ("", "")


def test_the_code_of_a_grid_is_fixed_with_its_plan_and_its_name_is_not(town):
    plan = Plan(id="p", name="甲", state="submitted")
    grid = Grid(id="g", plan_id="p", community=WEST, code=f"{WEST}001", name="第1网格")
    town.apply(ChangeSet("方案", [added(plan), added(grid)]))

    with pytest.raises(InputError, match="已送审，不能直接改动"):
        edit_cells(town, Grid, [CellEdit("g", "code", f"{WEST}001", f"{WEST}009")], TODAY)
    town.apply(edit_cells(town, Grid, [CellEdit("g", "name", "第1网格", "新村网格")], TODAY))

    assert town.get(Grid, "g").name == "新村网格"
