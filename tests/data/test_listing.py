# SPDX-License-Identifier: MIT
"""Lists of records are the same, in the same order, in a file and on a server."""

from dataclasses import replace
from datetime import date

import pytest

from gridmgr.data.queries import Condition, Order, Query, Relation
from gridmgr.model.areas import Building, Estate, Facility, Grid
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.people import Appointment, Household, Resident
from tests.data.office import ALL, EAST, WEST, filling

ESTATE = Estate(id="e1", community=EAST, name="和谐苑")
BUILDINGS = (
    Building(id="k1", community=EAST, number="10幢", estate_id="e1", floors_up=6, street="苑路"),
    Building(id="k2", community=EAST, number="9幢", estate_id="e1", floors_up=18),
    Building(id="k3", community=WEST, number="", address="Garden 路 5_号", households_declared=3),
)
HOUSEHOLDS = (
    Household(id="m1", community=EAST, building_id="k1", address="和谐苑10幢", room_no="101"),
    Household(id="m2", community=EAST, building_id="k2", address="和谐苑9幢", room_no="101"),
)
PEOPLE = (
    Resident(id="n1", community=EAST, name="张伟", initials="zw", household_id="m1", education="31",
             birth_date=date(1980, 5, 1)),
    Resident(id="n2", community=EAST, name="安宁", initials="an", household_id="m2", groups=("01",),
             birth_date=date(1990, 5, 1)),
    Resident(id="n3", community=WEST, name="解放", initials="xf", phone="13800005678", education="11"),
    Resident(id="n4", community=WEST, name="谢安", initials="xa", doc_no="350402198001010011", education="31"),
)  # fmt: skip


@pytest.fixture
def office(store):
    store.apply(filling(ESTATE, *BUILDINGS, *HOUSEHOLDS, *PEOPLE))
    return store


def in_order(store, kind, *order, **where):
    return store.listed(kind, Query(where, order=tuple(Order(o.strip("-"), o.startswith("-")) for o in order)))


def holding(store, kind, field, relation, *values):
    return store.listed(kind, Query(conditions=(Condition(field, relation, values),)))


def test_without_an_order_records_come_as_they_were_added(office):
    assert in_order(office, Resident) == ["n1", "n2", "n3", "n4"]


def test_chinese_goes_by_pinyin_with_the_surnames_own_reading(office):
    assert in_order(office, Resident, "name") == ["n2", "n3", "n4", "n1"]
    assert in_order(office, Resident, "-name") == ["n1", "n4", "n3", "n2"]


def test_figures_in_text_go_by_value_and_empty_cells_come_last_either_way(office):
    assert in_order(office, Building, "number") == ["k2", "k1", "k3"]
    assert in_order(office, Building, "-number") == ["k1", "k2", "k3"]


def test_codes_go_by_their_place_in_the_list_and_several_columns_count(office):
    assert in_order(office, Resident, "education", "-name") == ["n3", "n1", "n4", "n2"]


def test_numbers_days_and_links_are_sorted_by_what_they_mean(office):
    assert in_order(office, Building, "-floors_up") == ["k2", "k1", "k3"]
    assert in_order(office, Resident, "-birth_date") == ["n2", "n1", "n3", "n4"]
    assert in_order(office, Resident, "household_id") == ["n2", "n1", "n3", "n4"]


def test_an_edit_is_seen_in_the_order_at_once(office):
    assert in_order(office, Resident, "name")[0] == "n2"
    read = office.get(Resident, "n1")

    office.apply(ChangeSet("改名", (changed(read, replace(read, name="阿木")),)))
    office.apply(ChangeSet("新增", (added(Resident(id="n9", community=EAST, name="卓玛")),)))

    assert in_order(office, Resident, "name") == ["n1", "n2", "n3", "n4", "n9"]


@pytest.mark.parametrize(
    ("field", "relation", "values", "ids"),
    [
        ("education", Relation.ONE_OF, ("11", "21"), ["n3"]),
        ("education", Relation.ONE_OF, ("11", ""), ["n2", "n3"]),
        ("groups", Relation.ONE_OF, ("01",), ["n2"]),
        ("name", Relation.CONTAINS, ("安",), ["n2", "n4"]),
        ("phone", Relation.EMPTY, (), ["n1", "n2", "n4"]),
        ("groups", Relation.FILLED, (), ["n2"]),
        ("birth_date", Relation.AT_LEAST, (date(1985, 1, 1),), ["n2"]),
        ("birth_date", Relation.AT_MOST, (date(1980, 5, 1),), ["n1"]),
        ("birth_date", Relation.EMPTY, (), ["n3", "n4"]),
    ],
)
def test_records_are_found_by_one_field(office, field, relation, values, ids):
    assert holding(office, Resident, field, relation, *values) == ids


def test_signs_of_the_database_are_plain_text_and_capitals_do_not_matter(office):
    assert holding(office, Building, "address", Relation.CONTAINS, "5_号") == ["k3"]
    assert holding(office, Building, "address", Relation.CONTAINS, "%") == []
    assert holding(office, Building, "address", Relation.CONTAINS, "gARDEN") == ["k3"]


def test_people_are_found_by_part_of_name_initials_number_and_telephone(office):
    found = {w: office.listed(Resident, Query(words=w)) for w in ("安", "xf", "0011", "5678", "安 01", "zzz")}

    assert found == {"安": ["n2", "n4"], "xf": ["n3"], "0011": ["n4"], "5678": ["n3"], "安 01": ["n4"], "zzz": []}


def test_people_and_homes_are_found_by_building_estate_and_community(office):
    assert in_order(office, Resident, building_id="k1") == ["n1"]
    assert in_order(office, Household, estate_id="e1") == ["m1", "m2"]
    assert in_order(office, Building, estate_id={"e1"}) == ["k1", "k2"]
    assert in_order(office, Resident, "name", community=WEST) == ["n3", "n4"]


def test_everything_of_a_grid_is_found(store):
    store.apply(filling(*ALL))

    assert in_order(store, Building, grid_id="g1") == ["b1"]
    assert in_order(store, Household, grid_id="g1") == ["h1", "h2"]
    assert in_order(store, Resident, grid_id=["g1", "g2"]) == ["r1", "r2", "r3"]
    assert in_order(store, Appointment, grid_id="g2") == ["a1"]
    assert in_order(store, Grid, grid_id="g3") == ["g3"]
    assert in_order(store, Facility, grid_id="g3") == []


def test_what_lies_in_no_grid_of_a_plan_is_found(store):
    store.apply(filling(*ALL))
    far = Building(id="b9", community=WEST, households_declared=5)

    store.apply(filling(far))

    assert in_order(store, Building, unassigned_in="p1") == ["b9"]


def test_an_unknown_field_is_a_mistake_of_the_caller(office):
    with pytest.raises(KeyError):
        in_order(office, Resident, grid_name="01")
    with pytest.raises(KeyError):
        in_order(office, Estate, grid_id="g1")


def test_values_are_counted_and_summed(office):
    assert office.tallied(Resident, "education", Query()) == {"31": 2, "11": 1, "": 1}
    assert office.summed(Building, "floors_up", Query({"estate_id": "e1"})) == (2, 24)


def test_records_are_called_by_what_people_call_them(office):
    assert office.titles(Building) == {"k1": "和谐苑10幢", "k2": "和谐苑9幢", "k3": "Garden 路 5_号"}
    assert office.titles(Household, ["m1"]) == {"m1": "和谐苑10幢 101"}
    assert office.titles(Resident, ["n1"]) == {"n1": "张伟"}
