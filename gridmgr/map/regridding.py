# SPDX-License-Identifier: MIT
"""Grids of a scene after a change: what stayed as it was keeps its colour and the place of its number."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.coverage import neighbours
from gridmgr.map.hues import HUES
from gridmgr.map.scene import Grids


def regridded(before: Grids, after: Grids) -> Grids:
    """Return the grids after a change, with everything worked out that the map needs.

    Nothing that stayed is worked out again, and colours do not jump. Grids that are the same are returned as they were.
    """
    same = _same_rows(before, after)
    if len(before.ids) == len(after.ids) and (same >= 0).all() and _says_the_same(before, after):
        return before
    made = vars(after)
    # Filled in where `cached_property` keeps them: unchanged areas are most of the work.
    made["anchors"] = _anchors(before, after, same)
    made["hues"] = _hues(before, after)
    if len(before.ids) == len(after.ids) and (same == np.arange(len(after.ids))).all():
        made["layer"], made["fills"], made["borders"] = before.layer, before.fills, before.borders
    _ = after.layer.tree, after.fills, after.borders
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
        list(before.ids) == list(after.ids)
        and list(before.names) == list(after.names)
        and list(before.states) == list(after.states)
        and np.array_equal(before.households, after.households)
    )


def _anchors(before: Grids, after: Grids, same: NDArray[np.int64]) -> NDArray[np.float64]:
    changed = np.flatnonzero(same < 0)
    fresh = Grids([after.ids[row] for row in changed], (), after.layer.geometries[changed])
    anchors = np.empty((len(same), 3))
    anchors[same >= 0] = before.anchors[same[same >= 0]]
    anchors[changed] = fresh.anchors
    return anchors


def _hues(before: Grids, after: Grids) -> NDArray[np.int8]:
    """Keep every hue that does not clash with that of a neighbour met before; give the others a free one."""
    old = dict(zip(before.ids, before.hues.tolist(), strict=True))
    wanted = [old.get(one, -1) for one in after.ids]
    beside: list[set[int]] = [set() for _ in wanted]
    for a, b in neighbours(after.layer).tolist():
        beside[a].add(b)
        beside[b].add(a)
    for row in sorted(range(len(wanted)), key=lambda one: (wanted[one] < 0, one)):
        taken = [wanted[other] for other in beside[row]]
        if wanted[row] < 0 or wanted[row] in [wanted[other] for other in beside[row] if other < row]:
            wanted[row] = min(range(HUES), key=lambda hue: (taken.count(hue), hue))
    return np.array(wanted, np.int8)
