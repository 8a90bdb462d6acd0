# SPDX-License-Identifier: MIT
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
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.ids import counted_ids
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.plans import PlanRequest, make_plan
from gridmgr.operations.redrawing import (
    Land,
    Redrawing,
    draw_new_grid,
    merge_grids,
    move_faces,
    next_off_band,
    read_grids,
    read_land,
    split_grid,
    store_redrawing,
    with_grids,
)
from gridmgr.operations.session import Session
from gridmgr.planning.area_tests import area_test
from gridmgr.planning.coverage import LEAST_M2
from gridmgr.planning.editing import EditError
from tests.operations.town import WEST, make_town

TODAY = date(2026, 3, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    """The town with a draft of four grids."""
    with make_town(tmp_path / "town.gpkg") as made:
        Session(made, "测试员").run(make_plan(made, PlanRequest(name="一号方案")).changes)
        yield made


def land_of(store: LocalStore) -> Land:
    return read_land(store, WEST, store.find(Plan)[0].id)


def two_grids(land: Land) -> tuple[str, str]:
    one, other = sorted(land.grids, key=lambda grid: land.grids[grid].code)
    return one, other


def line_across(land: Land, grid: str) -> shapely.LineString:
    west, south, east, north = land.coverage.grid_polygon(grid).bounds
    middle = (west + east) / 2 + 7
    return shapely.LineString([(middle, south - 20), (middle, north + 20)])


def border_faces(land: Land, gaining: str, losing: str) -> np.ndarray:
    near = shapely.dwithin(land.coverage.faces, land.coverage.grid_polygon(gaining), 1.0)
    return np.flatnonzero(near & (land.coverage.grid == losing))[:1]


def assert_sound(store: LocalStore, land: Land) -> None:
    """The stored grids cover the community once, and every building lies in one of them."""
    outline = store.find(Community, code=WEST)[0].geom
    grids = store.find(Grid, community=WEST, plan_id=land.plan_id)
    assert area_test(outline, [grid.geom for grid in grids]).is_clean
    assert sum(grid.buildings for grid in grids) == store.count(Building, community=WEST)


def stored(store: LocalStore, redrawing: Redrawing) -> Redrawing:
    Session(store, "测试员").run(store_redrawing(store, redrawing))
    return redrawing


def test_buildings_change_their_grid_and_the_label_says_how_many(store: LocalStore):
    land = land_of(store)
    one, other = two_grids(land)

    done = stored(store, move_faces(land, border_faces(land, one, other), one))

    grids = read_grids(store, land.plan_id, WEST)
    assert done.label == "移交 1 栋（30 户）到第1网格"
    assert grids[one].households == land.households_of(one) + 30
    assert_sound(store, land)


def test_undo_brings_the_very_borders_back(store: LocalStore):
    land = land_of(store)
    one, other = two_grids(land)
    stored(store, move_faces(land, border_faces(land, one, other), one))

    Session(store, "测试员").undo()

    again = read_grids(store, land.plan_id, WEST)
    assert {i: g.geom for i, g in again.items()} == {i: g.geom for i, g in land.grids.items()}


def test_a_split_grid_keeps_its_identity_and_the_other_side_gets_the_next_code(store: LocalStore):
    land = land_of(store)
    one, _ = two_grids(land)

    done = stored(store, split_grid(land, one, line_across(land, one), ids=counted_ids(5)))

    grids = read_grids(store, land.plan_id, WEST)
    (fresh,) = grids.keys() - land.grids.keys()
    assert grids[one].grid_uid == land.grids[one].grid_uid
    assert grids[fresh].code == f"{WEST}003"
    assert grids[fresh].name == "西苑社区第3网格"
    assert grids[fresh].grid_uid not in {"", grids[one].grid_uid}
    assert done.label.startswith("拆分第1网格，分出第3网格")
    assert_sound(store, land)


def test_a_line_through_buildings_says_how_many_it_cuts(store: LocalStore):
    land = land_of(store)
    one, _ = two_grids(land)

    done = split_grid(land, one, line_across(land, one))

    assert "穿过" in done.note
    assert "按它的中心归入一侧" in done.note


def test_merged_grids_keep_one_of_the_two_and_take_every_household(store: LocalStore):
    land = land_of(store)
    one, other = two_grids(land)

    done = stored(store, merge_grids(land, other, one))

    grids = read_grids(store, land.plan_id, WEST)
    assert list(grids) == [other]
    assert grids[other].grid_uid == land.grids[other].grid_uid
    assert grids[other].households == 900
    assert done.label == "把第1网格并入第2网格（合计 900 户）"
    assert_sound(store, land)


def test_a_split_is_taken_back_by_a_merge(store: LocalStore):
    land = land_of(store)
    one, _ = two_grids(land)
    split = stored(store, split_grid(land, one, line_across(land, one)))
    (fresh,) = split.after.grids.keys() - land.grids.keys()

    stored(store, merge_grids(split.after, one, fresh))

    again = read_grids(store, land.plan_id, WEST)
    assert again.keys() == land.grids.keys()
    assert again[one].geom.symmetric_difference(land.grids[one].geom).area < 0.1


def test_a_code_is_not_given_out_twice_even_after_its_grid_went(store: LocalStore):
    land = land_of(store)
    one, _ = two_grids(land)
    first = split_grid(land, one, line_across(land, one))
    (fresh,) = first.after.grids.keys() - land.grids.keys()
    merged = merge_grids(first.after, one, fresh)

    second = split_grid(merged.after, one, line_across(land, one))

    (newest,) = second.after.grids.keys() - land.grids.keys()
    assert second.after.grids[newest].code == f"{WEST}004"


def test_a_drawn_grid_takes_land_from_all_below_it(store: LocalStore):
    land = land_of(store)
    west, south, _, north = shapely.bounds(land.community.geom).tolist()

    stored(store, draw_new_grid(land, shapely.box(west - 50, south - 50, west + 100, north + 50)))

    grids = read_grids(store, land.plan_id, WEST)
    assert sorted(grid.households for grid in grids.values())[0] == 300
    assert len(grids) == 3
    assert_sound(store, land)


def test_a_plan_in_force_is_not_redrawn(store: LocalStore):
    land = land_of(store)
    one, other = two_grids(land)
    plan = store.find(Plan)[0]
    Session(store, "测试员").run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))]))

    with pytest.raises(EditError, match="以这个方案为底稿新建草案"):
        store_redrawing(store, merge_grids(land, one, other))


def test_a_stroke_on_grids_that_a_colleague_moved_is_not_stored(store: LocalStore):
    mine = land_of(store)
    one, other = two_grids(mine)
    stored(store, move_faces(mine, border_faces(mine, one, other), one))

    with pytest.raises(EditError, match="刚刚被改过"):
        store_redrawing(store, move_faces(mine, border_faces(mine, other, one), other))


def test_land_follows_the_stored_grids_without_being_cut_anew(store: LocalStore):
    land = land_of(store)
    one, other = two_grids(land)
    done = stored(store, move_faces(land, border_faces(land, one, other), one))

    followed = with_grids(land, read_grids(store, land.plan_id, WEST))

    assert followed.units is land.units
    assert followed.key == done.after.key
    assert followed.households_of(one) == done.after.households_of(one)


def test_a_copy_of_a_plan_is_a_draft_with_the_same_grids(store: LocalStore):
    plan = store.find(Plan)[0]
    Session(store, "测试员").run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))]))

    copied = copy_plan(store, plan.id, "测试员", TODAY)
    Session(store, "测试员").run(copied.changes)
    again = copy_plan(store, copied.plan.id, "测试员", TODAY)

    old, new = (store.find(Grid, plan_id=one) for one in (plan.id, copied.plan.id))
    assert (copied.plan.name, copied.plan.state, copied.plan.parent_id) == ("一号方案调整1", "draft", plan.id)
    assert sorted(g.grid_uid for g in new) == sorted(g.grid_uid for g in old)
    assert sorted(g.households for g in new) == sorted(g.households for g in old)
    assert store.get(Plan, plan.id).state == "in_force"
    assert again.plan.name == "一号方案调整2"


def test_the_next_grid_off_the_band_is_found_round_the_corner():
    counts = [("a", 520), ("b", 400), ("c", 290)]

    assert next_off_band(counts, Band(), "") == "a"
    assert next_off_band(counts, Band(), "a") == "c"
    assert next_off_band(counts, Band(), "c") == "a"
    assert next_off_band([("b", 400)], Band(), "b") == ""


@pytest.fixture(scope="module")
def shared_land(tmp_path_factory: pytest.TempPathFactory) -> Land:
    """The west of the town, for strokes that are not stored."""
    with make_town(tmp_path_factory.mktemp("strokes") / "town.gpkg") as made:
        Session(made, "测试员").run(make_plan(made, PlanRequest(name="一号方案")).changes)
        return land_of(made)


SPOTS = st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strokes=st.lists(st.tuples(st.sampled_from("mdsj"), SPOTS, SPOTS), min_size=1, max_size=5))
def test_whatever_is_drawn_the_grids_stay_the_community_and_no_building_is_lost(shared_land: Land, strokes):
    land, ids = shared_land, counted_ids(9)
    west, south, east, north = shapely.bounds(land.community.geom).tolist()

    for kind, start, end in strokes:
        (x1, y1), (x2, y2) = ((west + x * (east - west), south + y * (north - south)) for x, y in (start, end))
        grids = sorted(land.grids)
        try:
            if kind == "m":
                faces = land.coverage.faces_in(shapely.box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
                land = move_faces(land, faces, grids[0]).after
            elif kind == "d":
                land = draw_new_grid(land, shapely.box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), ids).after
            elif kind == "s":
                land = split_grid(land, grids[-1], shapely.LineString([(x1, y1), (x2, y2)]), ids=ids).after
            else:
                land = merge_grids(land, grids[0], grids[-1]).after
        except EditError:
            # A stroke that leads nowhere leaves the land as it was.
            continue

    assert area_test(land.community.geom, [grid.geom for grid in land.grids.values()]).is_clean
    assert sum(land.households_of(grid) for grid in land.grids) == 900
    assert {grid.geom.geom_type for grid in land.grids.values()} == {"MultiPolygon"}
    # Undo and a colleague's edit lead to the same land by another way.
    again = with_grids(shared_land, land.grids)
    assert {g: again.households_of(g) for g in land.grids} == {g: land.households_of(g) for g in land.grids}
    for grid, record in land.grids.items():
        assert shapely.symmetric_difference(again.coverage.grid_polygon(grid), record.geom).area < LEAST_M2
