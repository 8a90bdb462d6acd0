# SPDX-License-Identifier: MIT
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmgr.data.opening import create_local
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import Barrier, Building, Community, District, Grid, LandLink, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Severity
from gridmgr.operations.checking import check_plan
from gridmgr.operations.ground import DistrictGround, read_ground
from gridmgr.operations.land_links import accept_link
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.planning.crossings import are_joined
from gridmgr.planning.unit_building import Units, build_units

CODE = "350402001001"
EAST, NORTH = 500_000.0, 2_900_000.0


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    """A community of two banks without a bridge, and one piece of land far away."""
    made = create_local(tmp_path / "district.gpkg", District(id="d", code="350402", name="样例区"), crs=4547)
    outline = shapely.MultiPolygon([box(0, 0, 400, 400), box(900, 0, 1000, 100)])
    places = [(100, 100), (300, 100), (100, 300), (300, 300), (950, 50)]
    river = shapely.LineString([(EAST - 5, NORTH + 200), (EAST + 405, NORTH + 200)])
    houses = [
        Building(id=f"b{n}", community=CODE, name=f"{n}号楼", households_declared=90, geom=box(x, y, x + 12, y + 10))
        for n, (x, y) in enumerate(places)
    ]
    community = Community(id="c", code=CODE, community=CODE, name="东新社区", geom=outline)
    barrier = Barrier(id="r", community=CODE, kind="river", geom=shapely.MultiLineString([river]))
    made.apply(ChangeSet("样例", [added(r) for r in (community, barrier, *houses)]))
    return made


def units_of(store: SqlStore) -> Units:
    ground = read_ground(store, store.find(Community)[0], DistrictGround(store))
    assert ground is not None
    return build_units(ground.outline, ground.barriers, ground.buildings)


def test_what_lies_apart_is_linked_once_and_kept_in_the_file(store: SqlStore) -> None:
    assert len(units_of(store).links) == 2

    draft = make_plan(store, PlanRequest())
    store.apply(draft.changes)

    assert sorted(link.kind for link in store.find(LandLink)) == ["barrier", "exclave"]
    assert any("飞地" in sentence for outcome in draft.outcomes for sentence in outcome.reasons)
    assert len(units_of(store).links) == 0
    again = make_plan(store, PlanRequest())
    assert not any(isinstance(change.after, LandLink) for change in again.changes.changes)


def test_where_a_person_counts_two_banks_as_joined_a_grid_may_reach_across(store: SqlStore) -> None:
    line = shapely.LineString([(EAST + 305, NORTH + 105), (EAST + 305, NORTH + 305)])

    store.apply(accept_link(store.find(Community)[0], line, "有人行天桥"))

    units = units_of(store)
    joined = {tuple(sorted((units.unit_of_building[1], units.unit_of_building[3])))}
    graph = units.graph
    passable = {
        (a, b)
        for a, b, p in zip(graph.edge_a.tolist(), graph.edge_b.tolist(), graph.passable.tolist(), strict=True)
        if p
    }
    assert joined <= passable
    assert len(units.links) == 1


def test_two_banks_are_not_counted_as_joined_without_a_reason(store: SqlStore) -> None:
    line = shapely.LineString([(EAST + 305, NORTH + 105), (EAST + 305, NORTH + 305)])

    with pytest.raises(InputError, match="请写明为什么"):
        accept_link(store.find(Community)[0], line, " ")


def test_pieces_are_joined_when_links_lead_to_all_of_them() -> None:
    area = shapely.MultiPolygon([box(0, 0, 10, 10), box(50, 0, 60, 10), box(100, 0, 110, 10)])
    first = shapely.LineString([(EAST + 5, NORTH + 5), (EAST + 55, NORTH + 5)])
    second = shapely.LineString([(EAST + 55, NORTH + 5), (EAST + 105, NORTH + 5)])

    assert not are_joined(area, np.array([first], dtype=object))
    assert are_joined(area, np.array([first, second], dtype=object))


def test_a_grid_in_pieces_that_were_counted_as_joined_is_no_error(store: SqlStore) -> None:
    plan = Plan(id="p", name="方案", min_households=100, max_households=1000)
    torn = shapely.MultiPolygon([box(0, 0, 400, 190), box(0, 210, 400, 400)])
    grid = Grid(id="g", community=CODE, plan_id="p", grid_uid="g", code=f"{CODE}001", geom=torn)
    store.apply(ChangeSet("样例", [added(plan), added(grid)]))
    before = [f.severity for f in check_plan(store, date(2026, 1, 1)).findings if f.rule == "G-04"]
    assert before == [Severity.ERROR]

    line = shapely.LineString([(EAST + 305, NORTH + 105), (EAST + 305, NORTH + 305)])
    store.apply(accept_link(store.find(Community)[0], line, "有人行天桥"))

    after = [f.severity for f in check_plan(store, date(2026, 1, 1)).findings if f.rule == "G-04"]
    assert after == [Severity.INFO]
