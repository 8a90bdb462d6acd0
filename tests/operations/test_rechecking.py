# SPDX-License-Identifier: MIT
"""A check after a change says what a check of the whole plan would say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Building, Estate, Grid
from gridmgr.model.changes import Change, ChangeSet, added, changed, removed
from gridmgr.model.ids import new_id
from gridmgr.model.people import Appointment, Household
from gridmgr.model.shapes import normal_form
from gridmgr.operations import checking, rechecking
from gridmgr.operations.checking import CheckReport, check_plan
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.rechecking import recheck
from gridmgr.operations.session import Session
from tests.operations.town import EAST, WEST, make_town

TODAY = date(2012, 8, 5)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_town(tmp_path / "镇.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(today=TODAY)).changes)
        yield session


def after(session: Session, before: CheckReport, *changes: Change) -> CheckReport:
    """Store changes and check what they touched."""
    seen = session.store.last_seq
    session.run(ChangeSet("改动", changes))
    return recheck(session.store, before, session.store.changes_since(seen), TODAY)


def random_change(store: LocalStore, rng: np.random.Generator) -> Change:
    """Return an edit as people, imports and other programs make them, good or bad."""
    grids, buildings, estate = store.find(Grid), store.find(Building), store.find(Estate)[0]
    grid = grids[rng.integers(len(grids))]
    building = buildings[rng.integers(len(buildings))]
    neighbours = [b for b in buildings if b.community == estate.community]
    home = neighbours[rng.integers(len(neighbours))]
    west, south, east, north = grid.geom.bounds
    x, y = rng.uniform(west - 40, east + 40), rng.uniform(south - 40, north + 40)
    box = shapely.box(x, y, x + rng.uniform(1, 90), y + rng.uniform(1, 90))
    kinds = [
        lambda: changed(grid, replace(grid, geom=normal_form(shapely.union(grid.geom, box), "MULTIPOLYGON"))),
        lambda: changed(grid, replace(grid, geom=normal_form(shapely.difference(grid.geom, box), "MULTIPOLYGON"))),
        lambda: changed(grid, replace(grid, name=grids[0].name)),
        lambda: changed(grid, replace(grid, code=grids[-1].code)),
        lambda: changed(grid, replace(grid, accepted_reason=str(rng.choice(["", "飞地", "G-03：大楼"])))),
        lambda: changed(grid, replace(grid, kind=str(rng.choice(["1", "2", "3"])))),
        lambda: removed(grid) if len(grids) > 2 else changed(grid, replace(grid, kind="1")),
        lambda: added(replace(grid, id=new_id(), grid_uid=new_id(), geom=normal_form(box, "MULTIPOLYGON"))),
        lambda: changed(building, replace(building, households_declared=int(rng.integers(0, 600)))),
        lambda: changed(building, replace(building, geom=normal_form(box, "GEOMETRY"))),
        lambda: removed(building),
        lambda: changed(home, replace(home, estate_id="" if home.estate_id else estate.id)),
        lambda: changed(estate, replace(estate, keep_whole=not estate.keep_whole)),
        lambda: added(Household(id=new_id(), community=building.community, building_id=building.id)),
        lambda: added(Household(id=new_id(), community=WEST)),
        lambda: added(Appointment(id=new_id(), community=EAST, grid_uid=grid.grid_uid, role="JWY", staff_id=new_id())),
        lambda: added(post_for(grid, services=tuple(sorted({str(n) for n in rng.integers(1, 8, 3)})))),
    ]
    return kinds[rng.integers(len(kinds))]()


def post_for(grid: Grid, services: tuple[str, ...]) -> Appointment:
    """Return a post in a grid that looks after some service lines."""
    return Appointment(
        id=new_id(), community=grid.community, grid_uid=grid.grid_uid, role="FWY", staff_id=new_id(), services=services
    )


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_after_any_edits_it_is_the_same_as_a_check_of_the_whole_plan(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    with make_town(tmp_path_factory.mktemp("town") / "镇.gpkg") as store:
        session = Session(store, "测试员")
        session.run(make_plan(store, PlanRequest(today=TODAY)).changes)
        report = check_plan(store, TODAY)

        for number in range(6):
            seen = store.last_seq
            if number and rng.random() < 0.2:
                session.undo()
            else:
                session.run(ChangeSet("改动", [random_change(store, rng)]))
            report = recheck(store, report, store.changes_since(seen), TODAY)

            whole = check_plan(store, TODAY)
            assert report.findings == whole.findings
            assert report == whole


def test_a_grid_drawn_over_the_next_community_is_told_there_too(session: Session):
    before = check_plan(session.store, TODAY)
    grid = session.store.find(Grid, community=WEST)[0]
    wide = normal_form(shapely.buffer(grid.geom, 120, join_style="mitre"), "MULTIPOLYGON")

    report = after(session, before, changed(grid, replace(grid, geom=wide)))

    assert report == check_plan(session.store, TODAY)
    assert {"G-01", "G-06", "G-07"} <= {f.rule for f in report.findings}


def test_what_is_far_away_is_not_looked_at_again(session: Session, monkeypatch):
    before = check_plan(session.store, TODAY)
    asked: list[int] = []
    monkeypatch.setattr(rechecking, "RULES", [lambda plan, _: asked.append(len(plan.wanted or ())) or []])
    grid = session.store.find(Grid, community=WEST)[0]

    after(session, before, changed(grid, replace(grid, name="改名")))

    known = before.basis.known.facts
    assert 0 < asked[0] < len(known.grids) + len(known.buildings)


def test_a_change_of_the_plan_itself_is_checked_as_a_whole(session: Session, monkeypatch):
    before = check_plan(session.store, TODAY)
    asked: list[str] = []
    monkeypatch.setattr(rechecking, "check_plan", lambda _store, _today, name, _watch: asked.append(name) or before)

    after(session, before, changed(before.basis.known.plan, replace(before.basis.known.plan, max_households=450)))

    assert asked == [before.plan]
    assert checking.check_plan is check_plan


def test_the_first_service_line_that_somebody_gets_shows_all_that_nobody_has(session: Session):
    grids = session.store.find(Grid)
    before = check_plan(session.store, TODAY)

    report = after(session, before, added(post_for(grids[0], services=("1", "2", "3", "4", "5", "6"))))

    told = [f.message for f in report.findings if f.rule == "G-11"]
    assert [f for f in before.findings if f.rule == "G-11"] == []
    assert len(told) == len(grids)
    assert sum("有 1 个服务项目没有人负责：居民服务" in message for message in told) == 1
    assert report == check_plan(session.store, TODAY, before.plan)


def test_a_resident_who_moves_changes_nothing_that_is_checked(session: Session):
    before = check_plan(session.store, TODAY)

    report = recheck(session.store, before, [], TODAY)

    assert report == before
