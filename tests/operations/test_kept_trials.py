# SPDX-License-Identifier: MIT
"""What was tried outlives the window, and is drawn on what colleagues have made of the plan meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import Grid, LandLink
from gridmgr.operations.crossing import with_reason
from gridmgr.operations.kept_trials import KeptTrial, kept_of, remember_trials, remembered_trials, resumed
from gridmgr.operations.locking import Turn, lock_grids
from gridmgr.operations.plans import PlanRequest, make_plan, plan_in_use
from gridmgr.operations.redrawing import (
    Land,
    draw_new_grid,
    merge_grids,
    move_faces,
    read_land,
    split_grid,
    store_redrawing,
)
from gridmgr.operations.session import Session
from gridmgr.operations.trial import Trial
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.crossings import Reach
from tests.operations.server_town import town_on_server
from tests.operations.test_fixes import TODAY, box
from tests.operations.town import WEST, make_town

AT = datetime(2012, 8, 5, 11, 40, tzinfo=UTC)


def divided(store: SqlStore) -> Session:
    session = Session(store, "测试员")
    session.run(make_plan(store, PlanRequest(today=TODAY)).changes)
    return session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_town(tmp_path / "镇.gpkg") as store:
        yield divided(store)


@pytest.fixture(params=["local", pytest.param("shared", marks=pytest.mark.shared)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """The divided town in a file and on a server."""
    make = town_on_server(tmp_path) if request.param == "shared" else make_town(tmp_path / "镇.gpkg")
    with make as store:
        yield divided(store)


def land_of(session: Session) -> Land:
    return read_land(session.store, WEST, plan_in_use(session.store).id)


def grids(land: Land) -> list[str]:
    return sorted(land.grids, key=lambda one: land.grids[one].code)


def nearest(land: Land, giver: str, taker: str, count: int = 1) -> np.ndarray:
    """Return the faces of the buildings of one grid that lie nearest to another one."""
    coverage = land.coverage
    rows = np.flatnonzero(coverage.grid_of_building == giver)
    far = shapely.distance(coverage.grid_polygon(taker), coverage.points[rows])
    return coverage.faces_of_buildings(rows[np.argsort(far, kind="stable")[:count]])


def tried(land: Land) -> Trial:
    """Return a trial of three gestures: a building moves, a grid is split, a new one is drawn."""
    one, other = grids(land)
    trial = Trial(land)
    trial = trial.with_step(move_faces(land, nearest(land, other, one), one))
    west, _, east, _ = trial.land.coverage.grid_polygon(one).bounds
    y = shapely.get_y(shapely.centroid(trial.land.coverage.grid_polygon(one)))
    trial = trial.with_step(split_grid(trial.land, one, shapely.LineString([(west - 5, y), (east + 5, y)])))
    return trial.with_step(draw_new_grid(trial.land, box(210, 10, 290, 190)))


def drawn(land: Land) -> dict[str, bytes]:
    return {grid.id: shapely.to_wkb(grid.geom) for grid in land.grids.values()}


def through(session: Session, kept: KeptTrial) -> KeptTrial:
    """Keep a trial with the data and read it back."""
    remember_trials(session.store, "测试员", [kept])
    (found,) = remembered_trials(session.store, "测试员")
    return found


def test_a_trial_comes_back_gesture_by_gesture_exactly_as_it_was(office: Session):
    trial = tried(land_of(office))

    again = resumed(through(office, kept_of(trial, AT)), land_of(office))

    assert again.is_exact
    assert again.refused == ()
    assert [step.label for step in again.trial.steps] == [step.label for step in trial.steps]
    for ours, theirs in zip(again.trial.steps, trial.steps, strict=True):
        assert drawn(ours.after) == drawn(theirs.after)
    office.run(store_redrawing(office.store, again.trial.adopted()))
    assert {g.id: shapely.to_wkb(g.geom) for g in office.store.find(Grid, community=WEST)} == drawn(trial.land)
    remember_trials(office.store, "测试员", [])
    assert remembered_trials(office.store, "测试员") == []


def test_nobody_else_finds_it_and_the_journal_does_not_know_of_it(office: Session):
    steps = len(office.store.journal())

    through(office, kept_of(tried(land_of(office)), AT))

    assert remembered_trials(office.store, "同事") == []
    assert len(office.store.journal()) == steps


def test_after_a_colleague_drew_elsewhere_all_gestures_fit_on_the_new_state(session: Session):
    land = land_of(session)
    kept = kept_of(tried(land), AT)
    session.run(store_redrawing(session.store, draw_new_grid(land, box(10, 10, 190, 90))))
    now = land_of(session)

    again = resumed(through(session, kept), now)

    assert not again.is_exact
    assert again.refused == ()
    assert len(again.trial.steps) == 3
    codes = [grid.code for grid in again.trial.land.grids.values()]
    assert len(codes) == len(set(codes)) == 5
    session.run(store_redrawing(session.store, again.trial.adopted()))
    west = session.store.find(Grid, community=WEST)
    test = area_test(now.ground.outline, [g.geom for g in west])
    assert (test.gaps_m2, test.overlaps_m2) == (0.0, 0.0)


def test_what_a_colleague_took_meanwhile_is_listed_and_the_rest_fits(session: Session):
    land = land_of(session)
    one, other = grids(land)
    first = move_faces(land, nearest(land, other, one), one)
    far = np.setdiff1d(nearest(first.after, one, other, 15), nearest(first.after, one, other, 14))
    second = move_faces(first.after, far, other)
    kept = kept_of(Trial(land, (first, second)), AT)
    taken = draw_new_grid(land, shapely.buffer(shapely.union_all(land.coverage.faces[nearest(land, other, one)]), 1))
    session.run(store_redrawing(session.store, taken))

    again = resumed(kept, land_of(session))

    (refused,) = again.refused
    assert refused.startswith("第 1 笔（移交 1 栋（30 户）到第1网格）：这块地有 ")
    assert refused.endswith("平方米现在属于第3网格。")
    assert len(again.trial.steps) == 1


def test_a_grid_that_is_gone_or_locked_is_named(session: Session):
    land = land_of(session)
    one, other = grids(land)
    kept = kept_of(Trial(land, (move_faces(land, nearest(land, other, one), one),)), AT)

    session.run(lock_grids(session.store, [other], Turn.LOCK))
    (locked,) = resumed(kept, land_of(session)).refused
    session.undo()
    session.run(store_redrawing(session.store, merge_grids(land_of(session), one, other)))
    (gone,) = resumed(kept, land_of(session)).refused

    assert "第2网格的边界已锁定" in locked
    assert gone.endswith("第2网格已经不在了。")


def test_the_reason_for_crossing_a_railway_stays_with_the_gesture(session: Session):
    land = land_of(session)
    one, other = grids(land)
    moved = move_faces(land, nearest(land, other, one), one)
    rows = np.flatnonzero(moved.after.coverage.grid_of_building == one)
    step = with_reason(moved, [Reach(one, rows[1:], (rows[:1],))], "有人行天桥")

    again = resumed(through(session, kept_of(Trial(land, (step,)), AT)), land_of(session))
    session.run(store_redrawing(session.store, again.trial.adopted()))

    assert [link.reason for link in session.store.find(LandLink)] == ["有人行天桥"]
