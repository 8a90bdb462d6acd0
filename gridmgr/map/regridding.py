# SPDX-License-Identifier: MIT
"""Grids of a scene after a change: what stayed as it was keeps its colour and the place of its number."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.coverage import SHORTEST_BORDER_M, SLACK_M, Levels, arcs
from gridmgr.map.hues import HUES
from gridmgr.map.scene import Grids

NEAR_M = 0.002


def regridded(before: Grids, after: Grids, seen: Sequence[Grids] = ()) -> Grids:
    """Return the grids after a change, with everything worked out that the map needs.

    Nothing that stayed is worked out again, and colours do not jump. Where the grids are those of `before` or of
    another time that was `seen`, these very ones are returned.
    """
    for known in (before, *reversed(seen)):
        if (
            list(known.ids) == list(after.ids)
            and (_same_rows(known, after) >= 0).all()
            and _says_the_same(known, after)
        ):
            return known
    same = _same_rows(before, after)
    if (same < 0).all():
        # Another plan: nothing to take over, and colours chosen together differ better.
        _ = after.layer.tree, after.anchors, after.hues, after.fills, after.borders
        return after
    made = vars(after)
    # Filled in where `cached_property` keeps them: unchanged areas are most of the work.
    if len(before.ids) == len(after.ids) and (same == np.arange(len(after.ids))).all():
        made.update({name: getattr(before, name) for name in ("layer", "fills", "borders", "anchors", "hues")})
        return after
    made["anchors"] = _anchors(before, after, same)
    made["hues"] = _hues(before, after, same)
    borders, rows = _borders(before, after, same)
    made["borders"] = Levels(borders)
    made["borders"].follow(before.borders, rows)
    after.fills.follow(before.fills, same)
    _ = after.layer.tree
    return after


def _same_rows(before: Grids, after: Grids) -> NDArray[np.int64]:
    """Return for each grid its row before where it has the same land, else -1."""
    known = before.layer.row_of
    rows = np.array([known.get(one, -1) for one in after.ids], dtype=np.int64)
    found = np.flatnonzero(rows >= 0)
    same = shapely.equals_exact(after.layer.geometries[found], before.layer.geometries[rows[found]])
    rows[found[~same]] = -1
    return rows


def _says_the_same(before: Grids, after: Grids) -> bool:
    return (
        list(before.names) == list(after.names)
        and before.locked == after.locked
        and list(before.states) == list(after.states)
        and np.array_equal(before.households, after.households)
        and before.locked == after.locked
    )


def _anchors(before: Grids, after: Grids, same: NDArray[np.int64]) -> NDArray[np.float64]:
    changed = np.flatnonzero(same < 0)
    fresh = Grids([after.ids[row] for row in changed.tolist()], (), after.layer.geometries[changed])
    anchors = np.empty((len(same), 3))
    anchors[same >= 0] = before.anchors[same[same >= 0]]
    anchors[changed] = fresh.anchors
    return anchors


def _hues(before: Grids, after: Grids, same: NDArray[np.int64]) -> NDArray[np.int8]:
    """Keep every hue; a grid that changed gets another one only where it clashes with a neighbour."""
    old = dict(zip(before.ids, before.hues.tolist(), strict=True))
    hues = [old.get(one, -1) for one in after.ids]
    for row in np.flatnonzero(same < 0).tolist():
        taken = [hues[other] for other in _beside(after.layer, row)]
        if hues[row] < 0 or hues[row] in taken:
            hues[row] = min(range(HUES), key=lambda hue: (taken.count(hue), hue))
    return np.array(hues, np.int8)


def _beside(layer: LayerArrays, row: int) -> list[int]:
    """Return the areas that share more than a corner with one."""
    shape = layer.geometries[row]
    near = layer.tree.query(shape, predicate="dwithin", distance=SLACK_M)
    near = near[near != row]
    common = shapely.intersection(shapely.boundary(layer.geometries[near]), shapely.buffer(shape, SLACK_M, quad_segs=1))
    return [int(other) for other in near[shapely.length(common) > SHORTEST_BORDER_M]]


def _borders(before: Grids, after: Grids, same: NDArray[np.int64]) -> tuple[LayerArrays, NDArray[np.int64]]:
    """Return the borders and the row of each before, -1 for new ones.

    Those round changed grids and their neighbours are made anew, the others stay as they were.
    """
    gone = np.setdiff1d(np.arange(len(before.ids)), same)
    reach = shapely.union_all([*before.layer.geometries[gone], *after.layer.geometries[same < 0]])
    touched = after.layer.tree.query(reach, predicate="dwithin", distance=SLACK_M)
    fresh = arcs(_part(after.layer, np.sort(touched)))
    kept = same[np.setdiff1d(np.flatnonzero(same >= 0), touched)]
    old = before.borders.layer
    middles = shapely.line_interpolate_point(old.geometries, 0.5, normalized=True)
    # An old border stays if an unchanged grid that is not beside the change has it and no grid worked out anew does.
    home = shapely.STRtree(shapely.boundary(before.layer.geometries[kept]))
    stays = np.unique(home.query(middles, predicate="dwithin", distance=NEAR_M)[0])
    again = shapely.STRtree(fresh.geometries).query(middles[stays], predicate="dwithin", distance=NEAR_M)[0]
    kept_rows = np.delete(stays, np.unique(again))
    lines = [*old.geometries[kept_rows], *fresh.geometries]
    layer = LayerArrays.from_geometries(Kind.LINE, [str(number) for number in range(len(lines))], lines)
    return layer, np.concatenate([kept_rows, np.full(len(fresh), -1)])


def _part(layer: LayerArrays, rows: NDArray[np.int64]) -> LayerArrays:
    return LayerArrays.from_geometries(
        layer.kind, [layer.ids[row] for row in rows.tolist()], layer.geometries[rows], layer.origin
    )
