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
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.ids import counted_ids
from gridmgr.model.locks import BORDER, BUILDING, ROSTER
from gridmgr.operations.locking import Turn, lock_all, lock_buildings, lock_buildings_of, lock_grids
from gridmgr.operations.plan_states import discard
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.rebalancing import RepairRequest, repair_plan
from gridmgr.operations.redrawing import (
    Land,
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
    Session(store, "测试员").run(lock_grids(store, [g.id for g in grids], Turn.LOCK))


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

    Session(store, "测试员").run(lock_all(store, plan, WEST, Turn.LOCK))
    assert all(g.border_locked for g in grids_of(store))
    assert not any(g.border_locked for g in grids_of(store, community=EAST))

    Session(store, "测试员").run(lock_all(store, plan, "", Turn.UNLOCK))
    assert not any(g.border_locked for g in grids_of(store))


def test_locking_what_is_locked_is_said_and_changes_nothing(store: LocalStore):
    first = grids_of(store)[0]
    lock(store, first)

    with pytest.raises(InputError, match="已经锁定"):
        lock_grids(store, [first.id], Turn.LOCK)
    with pytest.raises(InputError, match="已不存在"):
        lock_grids(store, ["gone"], Turn.LOCK)


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
    Session(store, "测试员").run(lock_all(store, plan, WEST, Turn.LOCK))
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


def pin(store: LocalStore, *buildings: str) -> None:
    Session(store, "测试员").run(lock_buildings(store, buildings, Turn.LOCK))


def pinned_pair(store: LocalStore) -> tuple[Land, str, str, int]:
    """Return the land, two neighbouring grids, and the position of a building of the first that is locked in it."""
    plan = store.find(Plan)[0].id
    first, *others = grids_of(store)
    second = next(g for g in others if shapely.intersection(g.geom, first.geom).length > 1)
    land = read_land(store, WEST, plan)
    place = int(np.flatnonzero(land.coverage.grid_of_building == first.id)[0])
    pin(store, land.ground.building_ids[place])
    return read_land(store, WEST, plan), first.id, second.id, place


def test_a_stroke_leaves_locked_buildings_where_they_are_and_says_how_many(store: LocalStore):
    land, first, second, place = pinned_pair(store)
    own = land.coverage.grid_of_building == first
    free = np.flatnonzero(own & (np.arange(len(own)) != place))[:1]

    redrawing = move_faces(land, land.coverage.faces_of_buildings(np.append(free, place)), second)
    Session(store, "测试员").run(store_redrawing(store, redrawing))

    assert redrawing.told == "其中 1 栋已锁定归属，没有移交。"
    assert redrawing.label.startswith("移交 1 栋（30 户）")
    members = {building: grid for _plan, building, grid in store.members([land.plan_id])}
    assert members[land.ground.building_ids[place]] == first
    assert members[land.ground.building_ids[int(free[0])]] == second


def test_a_stroke_over_locked_buildings_alone_is_refused(store: LocalStore):
    land, _first, second, place = pinned_pair(store)

    with pytest.raises(EditError, match="都锁定了归属，没有移交"):
        move_faces(land, land.coverage.faces_of_buildings(np.array([place])), second)


def test_a_grid_with_a_locked_building_is_not_merged_into_another(store: LocalStore):
    land, first, second, _place = pinned_pair(store)

    with pytest.raises(EditError, match="有楼锁定了归属，不能取消这个网格"):
        merge_grids(land, second, first)
    assert len(merge_grids(land, first, second).after.grids) == len(land.grids) - 1


def test_a_grid_whose_roster_is_locked_is_not_merged_into_another(store: LocalStore):
    plan = store.find(Plan)[0].id
    first, *others = grids_of(store)
    second = next(g for g in others if shapely.intersection(g.geom, first.geom).length > 1)
    Session(store, "测试员").run(lock_grids(store, [first.id], Turn.LOCK, ROSTER))

    with pytest.raises(EditError, match="人员已锁定，不能取消这个网格"):
        merge_grids(read_land(store, WEST, plan), second.id, first.id)


def test_a_locked_building_keeps_its_land_when_a_grid_is_drawn_over_it(store: LocalStore):
    land, first, _second, place = pinned_pair(store)
    point = land.coverage.points[place]

    drawn = draw_new_grid(land, shapely.buffer(point, 70), counted_ids(5))

    assert drawn.after.coverage.grid_of_building[place] == first
    assert "其中 1 栋已锁定归属，没有移交。" in drawn.told
    assert area_test(land.ground.outline, [g.geom for g in drawn.after.grids.values()]).is_clean


def test_dividing_and_rebalancing_keep_locked_buildings_in_their_grid(store: LocalStore):
    land, first, _second, place = pinned_pair(store)
    building, plan = land.ground.building_ids[place], land.plan_id
    Session(store, "测试员").run(lock_grids(store, [grids_of(store)[-1].id], Turn.LOCK, ROSTER))

    for seed in range(3):
        draft = make_plan(store, PlanRequest((WEST,), Band(150, 420), seed, into=plan))
        Session(store, "测试员").run(draft.changes)
        assert (plan, building, first) in store.members([plan])
    repaired = repair_plan(store, RepairRequest(plan, seed=1))
    if repaired.changes is not None:
        Session(store, "测试员").run(repaired.changes)

    assert (plan, building, first) in store.members([plan])


def test_a_draft_with_locked_grids_is_removed_only_after_unlocking(store: LocalStore):
    plan = store.find(Plan)[0].id
    lock(store, grids_of(store)[0])

    with pytest.raises(InputError, match="有 1 个网格的边界或人员已锁定，没有删除"):
        discard(store, plan)
    Session(store, "测试员").run(lock_all(store, plan, "", Turn.UNLOCK))
    Session(store, "测试员").run(discard(store, plan))

    assert store.count(Plan) == 0


def test_all_locks_of_a_community_are_inverted_at_once(store: LocalStore):
    plan, first = store.find(Plan)[0].id, grids_of(store)[0]
    lock(store, first)

    for lock_name in (BORDER, ROSTER, BUILDING):
        Session(store, "测试员").run(lock_all(store, plan, WEST, Turn.INVERT, lock_name))

    assert [g.id for g in grids_of(store) if not g.border_locked] == [first.id]
    assert all(g.roster_locked for g in grids_of(store))
    assert store.count(Building, grid_locked=True) == store.count(Building, community=WEST)
    assert store.journal(1)[0].label == "反转锁定归属：1幢等 30 栋楼"


def test_the_buildings_of_a_grid_are_locked_together(store: LocalStore):
    plan, first = store.find(Plan)[0].id, grids_of(store)[0]

    Session(store, "测试员").run(lock_buildings_of(store, plan, [first.id], Turn.LOCK))

    locked = {b.id for b in store.find(Building, grid_locked=True)}
    assert locked == {building for _plan, building, grid in store.members([plan]) if grid == first.id}
