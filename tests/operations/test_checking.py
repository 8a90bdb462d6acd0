"""A check tells what is wrong with a plan and with the records it rests on."""

from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridmgr.model.areas import Building, Grid
from gridmgr.model.changes import ChangeSet, added, changed, removed
from gridmgr.model.findings import Severity
from gridmgr.model.ids import new_id
from gridmgr.model.people import Appointment, Household
from gridmgr.model.shapes import normal_form
from gridmgr.operations.checking import check_plan
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.session import Session
from tests.operations.town import EAST, make_town

TODAY = date(2012, 8, 5)


@pytest.fixture
def session(tmp_path):
    with make_town(tmp_path / "镇.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(today=TODAY)).changes)
        yield session


def rules_of(session, severity=Severity.ERROR):
    return {f.rule for f in check_plan(session.store, TODAY).findings if f.severity is severity}


def test_a_good_plan_has_no_errors_but_five_empty_posts_in_every_grid(session):
    assert rules_of(session) == set()
    assert rules_of(session, Severity.WARNING) == {"G-10"}


def test_a_removed_grid_leaves_a_gap_and_homeless_buildings(session):
    grid = session.store.find(Grid, community=EAST)[0]
    session.run(ChangeSet("删除网格", [removed(grid)]))

    report = check_plan(session.store, TODAY)

    assert {"G-02", "G-06"} <= rules_of(session)
    assert report.summary.gaps_m2 == pytest.approx(grid.area_m2, abs=0.1)
    assert report.summary.unassigned_households == grid.households


def test_a_grid_drawn_over_its_neighbour_is_an_overlap(session):
    first, second = session.store.find(Grid, community=EAST)[:2]
    wider = normal_form(shapely.union(first.geom, shapely.box(*second.geom.bounds)), "MULTIPOLYGON")
    session.run(ChangeSet("改边界", [changed(first, replace(first, geom=wider))]))

    assert "G-01" in rules_of(session)
    assert check_plan(session.store, TODAY).summary.overlaps_m2 > 100


def test_the_records_of_the_changed_grid_follow_its_border(session):
    first = session.store.find(Grid, community=EAST)[0]
    everything = normal_form(
        shapely.union_all([g.geom for g in session.store.find(Grid, community=EAST)]), "MULTIPOLYGON"
    )
    others = [removed(g) for g in session.store.find(Grid, community=EAST) if g.id != first.id]
    session.run(ChangeSet("合并", [*others, changed(first, replace(first, geom=everything))]))

    merged = session.store.get(Grid, first.id)

    assert merged.households == 900
    assert {b.grid_code for b in session.store.find(Building, community=EAST)} == {merged.code}
    assert "G-03" in rules_of(session)


def test_a_held_role_is_no_longer_missing(session):
    grid = session.store.find(Grid)[0]
    before = sum("网格警务员" in f.message for f in check_plan(session.store, TODAY).findings)
    post = Appointment(id=new_id(), community=grid.community, grid_uid=grid.grid_uid, role="JWY", staff_id=new_id())
    session.run(ChangeSet("任命", [added(post)]))

    after = sum("网格警务员" in f.message for f in check_plan(session.store, TODAY).findings)

    assert after == before - 1


def test_a_household_without_a_building_is_counted_nowhere_and_said(session):
    session.run(ChangeSet("登记", [added(Household(id=new_id(), community=EAST, head_name="某"))]))

    report = check_plan(session.store, TODAY)

    assert report.summary.unassigned_households == 1
    assert any(f.rule == "V-11" and "1 户" in f.message for f in report.findings)
    assert not any("某" in f.message for f in report.findings if f.rule == "V-11")


def test_household_records_of_a_building_count_before_its_declared_number(session):
    building = session.store.find(Building, community=EAST)[0]
    lived_in = [
        Household(id=new_id(), community=EAST, building_id=building.id, residence=residence)
        for residence in ("1", "2", "3", "4")
    ]
    session.run(ChangeSet("入户登记", [added(h) for h in lived_in]))

    stored = session.store.get(Building, building.id)

    assert (stored.households, stored.households_source) == (3, "records")
