# SPDX-License-Identifier: MIT
"""Borders of the community in hand drawn anew by geometry: areas change hands, a grid is halved."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.ids import Ids, new_id
from gridmgr.operations.redrawing import (
    Edit,
    Land,
    Redrawing,
    cut_note,
    fresh_grid,
    short_name,
    split_label,
    with_coverage,
)
from gridmgr.planning.editing import EditError, changed_hands, draw_grid, transfer
from gridmgr.planning.reshaping import Give, give_areas


def give_land(land: Land, lines: BaseGeometry, gives: Sequence[Give], what: str) -> Redrawing:
    """Let the land in some areas change hands along freshly drawn lines; `what` names the gesture. Raises EditError."""
    after = with_coverage(land, give_areas(land.coverage, lines, gives))
    crossed = shapely.intersection(lines, land.ground.outline)
    return Redrawing(land, after, f"{what}：{moved_text(land, after)}", cut_note(land, crossed))


def split_off(land: Land, grid: str, faces: NDArray[np.int64], ids: Ids = new_id) -> Redrawing:
    """Make a new grid of some pieces of a grid, as a proposal for halving it wants. Raises EditError."""
    fresh = fresh_grid(land, ids)
    mine = faces[land.coverage.grid[faces] == grid]
    if not len(mine) or len(mine) == int((land.coverage.grid == grid).sum()):
        raise EditError("这个网格没有分成两半，请换一个方案，或者改用“画线拆分”。")
    after = with_coverage(land, changed_hands(land.coverage, mine, fresh.id), added_grid=fresh)
    return Redrawing(land, after, split_label(land, after, grid, fresh.id))


def cut_hole(land: Land, grid: str, polygon: BaseGeometry, ids: Ids = new_id) -> Redrawing:
    """Make a new grid of the land of one grid inside a polygon. Raises EditError."""
    fresh = fresh_grid(land, ids)
    after = with_coverage(land, draw_grid(land.coverage, polygon, fresh.id, grid), added_grid=fresh)
    label = f"在{short_name(land, grid)}里挖出{short_name(after, fresh.id)}（{after.households_of(fresh.id):,} 户）"
    return Redrawing(land, after, label, cut_note(land, shapely.boundary(polygon)))


def fill_patches(land: Land, wanted: Sequence[tuple[NDArray[np.int64], str]]) -> Redrawing:
    """Give pieces of land (face numbers) each to a grid, all in one step. Raises EditError."""
    coverage = land.coverage
    for faces, taker in wanted:
        coverage = transfer(coverage, faces, taker)
    if coverage is land.coverage:
        raise EditError("没有选中要归入网格的地块。")
    after = with_coverage(land, coverage)
    return Redrawing(land, after, f"填补 {len(wanted)} 处未归格的地块：{moved_text(land, after)}")


def moved_text(before: Land, after: Land) -> str:
    """Say which grids gain and which lose: 第3网格 412→431 户，第4网格 520→501 户."""
    names = sorted(before.grids.keys() & after.grids.keys(), key=lambda one: after.grids[one].code)
    counts = [(one, before.households_of(one), after.households_of(one)) for one in names]
    said = [f"{short_name(after, one)} {was:,}→{now:,} 户" for one, was, now in counts if was != now]
    return "，".join(said) or "没有楼栋换网格"


def carried_out(edit: Edit, land: Land) -> Redrawing:
    """Carry out an edit; what it is refused with names grids as people know them. Raises EditError."""
    try:
        return edit(land)
    except EditError as error:
        known = {name: short_name(land, str(value)) for name, value in error.values.items() if value in land.grids}
        raise EditError(error.template, **{**error.values, **known}) from error
