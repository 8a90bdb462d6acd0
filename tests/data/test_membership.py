# SPDX-License-Identifier: MIT
"""Which building lies in which grid, and how many households need care, is the same in both stores."""

from dataclasses import replace

import pytest

from gridmgr.model.areas import District, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.people import Household, Resident
from gridmgr.operations.comparing import plan_difference
from gridmgr.operations.plan_difference import Fate
from tests.data.office import ALL, EAST, GRIDS, PLAN, area, filling


@pytest.fixture
def office(store):
    store.apply(filling(*ALL))
    return store


def family(number, building="b1", **more):
    return Household(id=f"f{number}", community=EAST, building_id=building, **more)


def member(number, household, **more):
    return Resident(id=f"m{number}", community=EAST, household_id=household, name="某某", **more)


def second_plan(office):
    """The same grids under other borders: the second grid of the east takes the first building in."""
    office.apply(filling(Plan(id="p2", name="方案二", parent_id="p1")))
    borders = {"g1": area(40, 0, 100, 100), "g2": area(0, 0, 40, 100)}
    grids = [replace(g, id=f"{g.id}-2", plan_id="p2", geom=borders.get(g.id, g.geom)) for g in GRIDS]
    office.apply(filling(*grids))


def test_every_building_of_the_plans_asked_for_is_told_with_its_grid(office):
    second_plan(office)

    assert sorted(office.members(["p1"])) == [("p1", "b1", "g1"), ("p1", "b2", "g2"), ("p1", "b3", "g3")]
    assert sorted(office.members(["p2"])) == [("p2", "b1", "g2-2"), ("p2", "b3", "g3-2")]
    assert len(office.members(["p1", "p2"])) == 5
    assert office.members([]) == []


def test_a_household_counts_once_by_its_own_groups_and_those_of_its_residents(office):
    office.apply(filling(family(1, groups=("01", "02")), family(2), family(3), family(4, "b2", groups=("01",))))
    office.apply(filling(member(1, "f1", groups=("01",)), member(2, "f2", groups=("31",)), member(3, "f3")))

    found = office.special_households()

    assert set(found) == {"b1", "b2"}
    assert (found["b1"].households, dict(found["b1"].by_group)) == (2, {"01": 1, "02": 1, "31": 1})
    assert set(office.special_households(["b2"])) == {"b2"}
    assert office.special_households([]) == {}


def test_who_has_left_or_does_not_live_here_does_not_count(office):
    away = member(1, "f1", groups=("31",), residence_status="4")
    office.apply(filling(family(1), family(2, residence="2", groups=("01",)), away))

    assert office.special_households() == {}

    district = office.find(District)[0]
    office.apply(ChangeSet("改口径", [changed(district, replace(district, household_basis="registered"))]))
    assert office.special_households()["b1"].households == 1


def test_two_plans_are_compared_alike_in_both_stores(office):
    second_plan(office)

    found = plan_difference(office, PLAN.id, "p2")

    assert {(g.side.id, g.fate) for g in found.grids} == {
        ("g1-2", Fate.ADJUSTED),
        ("g2-2", Fate.ADJUSTED),
        ("g3-2", Fate.UNCHANGED),
    }
    assert (found.moved.buildings, found.only_old.buildings, found.kept.buildings) == (1, 1, 1)
    assert plan_difference(office, "p2", "p2").is_empty
    assert office.count(Grid) == 6
