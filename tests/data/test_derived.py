# SPDX-License-Identifier: MIT
"""Counts, grid codes and areas follow from what is stored, at once and in both stores."""

from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from gridmgr.data.geometry import shapes_array
from gridmgr.model.areas import Building, District, Facility, Grid, Plan
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.people import Appointment, Household, Resident
from gridmgr.model.placing import first_covering
from tests.data.office import ALL, BUILDINGS, EAST, GRIDS, PLAN, WEST, area, filling


@pytest.fixture
def office(store):
    store.apply(filling(*ALL))
    return store


def edit(store, kind, record_id, **new):
    read = store.get(kind, record_id)
    store.apply(ChangeSet("修改", (changed(read, replace(read, **new)),)))


def counts(store, building_id):
    b = store.get(Building, building_id)
    return (b.households, b.households_source, b.persons)


def figures(store, grid_id):
    g = store.get(Grid, grid_id)
    return (g.households, g.persons, g.buildings)


def test_households_come_from_records_else_declared_else_dwellings_else_estimate(office):
    assert counts(office, "b1") == (1, "records", 2)
    assert counts(office, "b2") == (8, "estimate", 0)
    assert counts(office, "b3") == (20, "dwellings", 0)

    edit(office, Building, "b3", households_declared=18)
    edit(office, Building, "b2", households_estimated=None)

    assert counts(office, "b3") == (18, "declared", 0)
    assert counts(office, "b2") == (0, "none", 0)


def test_grids_add_up_their_buildings_and_know_their_area_and_plan(office):
    assert figures(office, "g1") == (1, 2, 1)
    assert figures(office, "g2") == (8, 0, 1)
    assert figures(office, "g3") == (20, 0, 1)
    assert (office.get(Grid, "g1").area_m2, office.get(Grid, "g1").plan) == (10_000.0, "方案一")


def test_buildings_facilities_and_appointments_name_their_grid(office):
    assert [b.grid_code for b in office.find(Building)] == ["01", "02", "03"]
    assert office.get(Facility, "f1").grid_code == "02"
    assert office.get(Appointment, "a1").grid_code == "02"


def test_a_household_that_comes_moves_or_goes_is_counted_at_once(office):
    office.apply(filling(Household(id="h3", community=EAST, building_id="b1")))
    assert (counts(office, "b1")[0], figures(office, "g1")[0]) == (2, 2)

    edit(office, Household, "h3", building_id="b2")
    assert (counts(office, "b1")[0], counts(office, "b2")[:2], figures(office, "g2")[0]) == (1, (1, "records"), 1)

    office.apply(ChangeSet("删除", (removed(office.get(Household, "h3")),)))
    assert (counts(office, "b2")[:2], figures(office, "g2")[0]) == ((8, "estimate"), 8)


def test_a_vacant_registration_does_not_count_as_living_here(office):
    edit(office, Household, "h2", residence="4")
    assert counts(office, "b1")[0] == 2

    edit(office, Household, "h1", residence="2")
    edit(office, Household, "h2", residence="2")
    assert counts(office, "b1")[:2] == (0, "records")


def test_residents_who_moved_out_or_died_are_no_persons_of_the_building(office):
    edit(office, Resident, "r2", residence_status="4")
    assert (counts(office, "b1")[2], figures(office, "g1")[1]) == (1, 1)

    edit(office, Resident, "r1", residence_status="5")
    assert counts(office, "b1")[2] == 4, "without residents the declared number stands in"


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("registered", [(2, "records"), (8, "estimate"), (20, "dwellings")]),
        ("dwellings", [(1, "records"), (8, "estimate"), (20, "dwellings")]),
        ("declared", [(12, "declared"), (8, "estimate"), (20, "dwellings")]),
    ],
)
def test_the_household_basis_of_the_district_decides(office, basis, expected):
    edit(office, District, "d1", household_basis=basis)

    assert [counts(office, b)[:2] for b in ("b1", "b2", "b3")] == expected
    assert figures(office, "g1")[0] == expected[0][0]


def test_a_building_that_moves_changes_its_grid_in_every_plan(office):
    office.apply(
        filling(
            Plan(id="p0", name="旧"), Grid(id="g9", community=EAST, plan_id="p0", code="9", geom=area(0, 0, 200, 100))
        )
    )

    edit(office, Building, "b1", geom=box(120, 50, 130, 60))

    assert office.get(Building, "b1").grid_code == "02"
    assert [figures(office, g) for g in ("g1", "g2", "g9")] == [(0, 0, 0), (9, 2, 2), (9, 2, 2)]


def test_a_building_without_a_place_is_in_no_grid(office):
    edit(office, Building, "b1", geom=None)

    assert office.get(Building, "b1").grid_code == ""
    assert figures(office, "g1") == (0, 0, 0)


def test_a_building_that_is_removed_leaves_its_grid(office):
    office.apply(ChangeSet("拆除", (removed(office.get(Building, "b2")),)))

    assert figures(office, "g2") == (0, 0, 0)
    office.undo()
    assert figures(office, "g2") == (8, 0, 1)


def test_a_border_drawn_anew_moves_buildings_facilities_and_figures(office):
    g1, g2 = office.get(Grid, "g1"), office.get(Grid, "g2")
    west, east = area(0, 0, 5, 100), area(5, 0, 200, 100)

    office.apply(ChangeSet("调整边界", (changed(g1, replace(g1, geom=west)), changed(g2, replace(g2, geom=east)))))

    assert office.get(Building, "b1").grid_code == "02"
    assert [figures(office, g) for g in ("g1", "g2")] == [(0, 0, 0), (9, 2, 2)]
    assert [office.get(Grid, g).area_m2 for g in ("g1", "g2")] == [500.0, 19_500.0]
    office.undo()
    assert office.get(Building, "b1").grid_code == "01"
    assert [figures(office, g) for g in ("g1", "g2")] == [(1, 2, 1), (8, 0, 1)]


def test_a_grid_that_is_removed_leaves_its_buildings_without_one(office):
    office.apply(ChangeSet("撤销网格", (removed(office.get(Grid, "g2")),)))

    assert office.get(Building, "b2").grid_code == ""
    assert office.get(Facility, "f1").grid_code == ""
    assert office.get(Appointment, "a1").grid_code == ""


def test_a_grid_renamed_while_another_community_is_redrawn_keeps_its_buildings(office):
    west, east = office.get(Grid, "g3"), office.get(Grid, "g1")

    renamed = changed(west, replace(west, name="西一格"))
    redrawn = changed(east, replace(east, geom=area(0, 0, 90, 100)))
    office.apply(ChangeSet("修改", (renamed, redrawn)))

    assert figures(office, "g3") == (20, 0, 1)
    assert office.get(Building, "b3").grid_code == "03"


def test_the_plan_in_force_counts_before_a_newer_one(office):
    whole = Grid(id="n1", community=EAST, plan_id="p2", grid_uid="u2", code="77", geom=area(0, 0, 200, 100))
    office.apply(filling(Plan(id="p2", name="方案二"), whole))
    assert [b.grid_code for b in office.find(Building)] == ["77", "77", ""]
    assert office.get(Appointment, "a1").grid_code == "77"

    edit(office, Plan, "p1", state="in_force")

    assert [b.grid_code for b in office.find(Building)] == ["01", "02", "03"]
    assert office.get(Facility, "f1").grid_code == "02"
    assert figures(office, "n1") == (9, 2, 2)


def test_a_new_plan_without_grids_does_not_clear_the_grid_codes(office):
    office.apply(filling(Plan(id="p2", name="方案二")))

    assert [b.grid_code for b in office.find(Building)] == ["01", "02", "03"]


def test_a_plan_that_is_renamed_is_renamed_on_its_grids(office):
    edit(office, Plan, "p1", name="2026 年方案")

    assert {g.plan for g in office.find(Grid)} == {"2026 年方案"}


def test_a_grid_that_gets_another_code_passes_it_on(office):
    edit(office, Grid, "g2", code="22")

    assert office.get(Building, "b2").grid_code == "22"
    assert office.get(Facility, "f1").grid_code == "22"
    assert office.get(Appointment, "a1").grid_code == "22"


def test_a_building_counts_only_in_grids_of_its_own_community(office):
    edit(office, Building, "b2", community=WEST)

    assert office.get(Building, "b2").grid_code == ""
    assert figures(office, "g2") == (0, 0, 0)


def test_deriving_neither_raises_revisions_nor_enters_the_journal(office):
    before = office.last_seq

    edit(office, Household, "h2", residence="1")

    assert office.last_seq == before + 1
    assert (office.get(Building, "b1").rev, office.get(Grid, "g1").rev) == (1, 1)


def test_deriving_everything_anew_changes_nothing_that_is_right(office):
    before = [(r, r.households, r.persons) for kind in (Building, Grid) for r in office.find(kind)]

    office.refresh()

    assert [(r, r.households, r.persons) for kind in (Building, Grid) for r in office.find(kind)] == before


def test_what_is_derived_is_the_same_step_by_step_and_at_once(store):
    for record in ALL:
        store.apply(filling(record))
    step_by_step = [(figures(store, g.id), counts(store, b.id)) for g, b in zip(GRIDS, BUILDINGS, strict=True)]

    store.refresh()

    assert [(figures(store, g.id), counts(store, b.id)) for g, b in zip(GRIDS, BUILDINGS, strict=True)] == step_by_step
    assert step_by_step[0] == ((1, 2, 1), (1, "records", 2))


def test_a_point_on_a_shared_border_belongs_to_the_first_area():
    areas = shapes_array([area(0, 0, 10, 10), area(10, 0, 20, 10)])
    points = shapes_array([Point(10, 5), Point(15, 5), Point(99, 99), None, Point()])

    assert first_covering(points, areas).tolist() == [0, 1, -1, -1, -1]


def test_a_building_on_a_shared_border_belongs_to_the_grid_with_the_lowest_code(store):
    swapped = (replace(GRIDS[0], code="20"), replace(GRIDS[1], code="10"))
    on_border = Building(id="b1", community=EAST, geom=Point(100, 50), households_declared=5)

    store.apply(filling(PLAN, *swapped, on_border))

    assert store.get(Building, "b1").grid_code == "10"
