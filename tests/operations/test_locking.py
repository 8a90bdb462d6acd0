# SPDX-License-Identifier: MIT
"""A locked grid stays as it is, to the last digit, whatever is drawn or divided round it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmgr.data.local import LocalStore
from gridmgr.model.areas import Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.operations.locking import lock_all, lock_grids
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.redrawing import (
    draw_new_grid,
    merge_grids,
    move_faces,
    read_grids,
    read_land,
    split_grid,
    store_redrawing,
    with_grids,
)
from gridmgr.operations.session import Session
from gridmgr.operations.sites import read_site
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.editing import EditError
from gridmgr.planning.partition import Verdict
from tests.operations.town import EAST, WEST, make_town

SMALL = Band(100, 300)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    """The town with a draft of many small grids."""
    with make_town(tmp_path / "town.gpkg") as made:
        Session(made, "测试员").run(make_plan(made, PlanRequest(name="一号方案", band=SMALL)).changes)
        yield made


def grids_of(store: LocalStore, plan_id: str = "", community: str = WEST) -> list[Grid]:
    plan_id = plan_id or store.find(Plan)[0].id
    return sorted(store.find(Grid, plan_id=plan_id, community=community), key=lambda g: g.code)


def lock(store: LocalStore, *grids: Grid) -> None:
    Session(store, "测试员").run(lock_grids(store, [g.id for g in grids], True))


def as_kept(grid: Grid) -> tuple[str, str, bytes]:
    return grid.code, grid.grid_uid, shapely.to_wkb(grid.geom)


def test_locking_is_one_step_that_can_be_taken_back(store: LocalStore):
    first, second, *_ = grids_of(store)

    lock(store, first, second)

    assert store.journal(1)[0].label == f"锁定边界：{first.name}等 2 个网格"
    store.undo("测试员")
    assert not any(g.border_locked for g in grids_of(store))


def test_a_whole_community_is_locked_and_unlocked_at_once(store: LocalStore):
    plan = store.find(Plan)[0].id

    Session(store, "测试员").run(lock_all(store, plan, WEST, True))
    assert all(g.border_locked for g in grids_of(store))
    assert not any(g.border_locked for g in grids_of(store, community=EAST))

    Session(store, "测试员").run(lock_all(store, plan, "", False))
    assert not any(g.border_locked for g in grids_of(store))


def test_locking_what_is_locked_is_said_and_changes_nothing(store: LocalStore):
    first = grids_of(store)[0]
    lock(store, first)

    with pytest.raises(InputError, match="已经锁定"):
        lock_grids(store, [first.id], True)
    with pytest.raises(InputError, match="已不存在"):
        lock_grids(store, ["gone"], True)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 5), min_size=1, max_size=3), seed=st.integers(0, 99), inside=st.booleans())
def test_dividing_anew_never_changes_a_locked_grid(store: LocalStore, chosen: set[int], seed: int, inside: bool):
    session = Session(store, "测试员")
    before = [g for i, g in enumerate(grids_of(store)) if i in chosen]
    lock(store, *before)
    plan = store.find(Plan)[0].id

    draft = make_plan(store, PlanRequest((WEST,), SMALL, seed, into=plan if inside else "", base=plan))
    session.run(draft.changes)

    after = {g.code: g for g in grids_of(store, draft.plan.id)}
    assert [as_kept(after[g.code]) for g in before] == [as_kept(g) for g in before]
    assert all(after[g.code].border_locked for g in before)
    outline = next(c.geom for c in store.find(Community) if c.code == WEST)
    assert area_test(outline, [g.geom for g in after.values()]).is_clean
    assert sum(g.households for g in after.values()) == 900
    assert len({g.code for g in after.values()}) == len(after)
    for _ in range(2):
        session.undo()


def test_codes_named_for_one_run_lock_like_the_mark_in_the_plan(store: LocalStore):
    held = grids_of(store)[1]

    draft = make_plan(store, PlanRequest((WEST,), SMALL, seed=7, locked=(held.code,)))
    Session(store, "测试员").run(draft.changes)

    (outcome,) = draft.outcomes
    assert outcome.locked == 1
    assert as_kept(held) in [as_kept(g) for g in grids_of(store, draft.plan.id)]


def test_an_unknown_code_to_lock_is_refused(store: LocalStore):
    with pytest.raises(InputError, match="没有编码为 999 的网格"):
        make_plan(store, PlanRequest((WEST,), locked=("999",)))


def test_with_every_grid_locked_nothing_changes_and_it_is_said(store: LocalStore):
    plan = store.find(Plan)[0].id
    Session(store, "测试员").run(lock_all(store, plan, WEST, True))
    before = [as_kept(g) for g in grids_of(store)]

    draft = make_plan(store, PlanRequest((WEST,), SMALL, into=plan))
    Session(store, "测试员").run(draft.changes)

    assert draft.outcomes[0].reasons == ("全部网格都已锁定，没有改动。",)
    assert [as_kept(g) for g in grids_of(store)] == before


def test_what_the_locks_leave_has_a_certificate_of_its_own(store: LocalStore):
    held = grids_of(store)[0]
    lock(store, held)
    plan = store.find(Plan)[0].id
    rest = 900 - held.households

    draft = make_plan(store, PlanRequest((WEST,), Band(rest + 1, rest + 200), into=plan))

    (outcome,) = draft.outcomes
    assert outcome.verdict is Verdict.INFEASIBLE
    assert "锁定 1 个网格以后，按剩余部分划分。" in outcome.reasons
    assert any(f"{rest}户" in reason for reason in outcome.reasons)
    assert any(held.name in reason and "已锁定" in reason for reason in outcome.reasons)


def test_no_drawing_tool_gets_past_a_lock(store: LocalStore):
    plan = store.find(Plan)[0].id
    held, *others = grids_of(store)
    lock(store, held)
    land = read_land(store, WEST, plan)
    own = np.flatnonzero(land.coverage.grid == held.id)
    foreign = np.flatnonzero(land.coverage.grid == others[0].id)
    west, south, east, north = shapely.bounds(held.geom)
    across = shapely.LineString([(west - 5, (south + north) / 2), (east + 5, (south + north) / 2)])
    next_to = next(g for g in others if shapely.intersection(g.geom, held.geom).length > 1)

    for edit in (
        lambda: move_faces(land, own[:1], others[0].id),
        lambda: move_faces(land, foreign[:1], held.id),
        lambda: split_grid(land, held.id, across),
        lambda: merge_grids(land, held.id, next_to.id),
        lambda: merge_grids(land, next_to.id, held.id),
        lambda: draw_new_grid(land, shapely.box(west - 5, south - 5, east + 5, (south + north) / 2)),
    ):
        with pytest.raises(EditError):
            edit()


def test_a_lock_that_came_meanwhile_refuses_the_gesture_when_it_is_stored(store: LocalStore):
    plan = store.find(Plan)[0].id
    held, *others = grids_of(store)
    land = read_land(store, WEST, plan)
    next_to = next(g for g in others if shapely.intersection(g.geom, held.geom).length > 1)
    redrawing = merge_grids(land, next_to.id, held.id)
    lock(store, held)

    with pytest.raises(EditError):
        store_redrawing(store, redrawing)
    fresh = with_grids(land, read_grids(store, plan, WEST))
    with pytest.raises(EditError, match="边界已锁定"):
        merge_grids(fresh, next_to.id, held.id)


def test_no_remedy_for_a_finding_gets_past_a_lock(store: LocalStore):
    plan = store.find(Plan)[0].id
    held = grids_of(store)[0]
    lock(store, held)
    site = read_site(store, plan, [WEST])

    with pytest.raises(EditError, match="边界已锁定"):
        site.redrawn({held.id: shapely.buffer(held.geom, -5)})
    with pytest.raises(EditError, match="边界已锁定"):
        site.without(held.id)
    assert site.redrawn({held.id: held.geom}).grids == site.grids
