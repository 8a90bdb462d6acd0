# SPDX-License-Identifier: MIT
"""Which land changes hands between two plans, and how the grids of both are coloured so that what goes on stays."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.arrays import Geometries
from gridmgr.map.coverage import neighbours
from gridmgr.map.hues import HUES
from gridmgr.map.scene import Grids, Moves

LEAST_WIDTH_M = 0.5
"""Slivers between two drawings of the same border are no land that changes hands."""
Pair = tuple[str, str]
"""The ids of an old grid and of the new one that takes something over from it."""


def moved_land(
    old: Grids, new: Grids, origin: Mapping[str, str], watch: Callable[[int, int], None]
) -> dict[Pair, shapely.Geometry]:
    """Return the land that goes from an old grid to a new one that is not its successor (metres, district CRS).

    `origin` says which old grid (id) each new one (id) succeeds. `watch` is told how many grids are done of how many.
    """
    rows, others = old.layer.tree.query(new.layer.geometries, predicate="intersects")
    found: dict[Pair, shapely.Geometry] = {}
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(len(new.ids) + 1))
    for row, one in enumerate(new.ids):
        watch(row, len(new.ids))
        beside = [int(k) for k in others[order[starts[row] : starts[row + 1]]] if old.ids[k] != origin.get(one)]
        for k, land in zip(beside, _common(new.layer.geometries[row], old.layer.geometries[beside]), strict=True):
            if land is not None:
                found[old.ids[k], one] = land
    return found


def _common(shape: shapely.Geometry, others: Geometries) -> list[shapely.Geometry | None]:
    """Return what a shape has in common with others, None where it is no more than a sliver."""
    common = shapely.intersection(shape, others)
    areas = [[part for part in shapely.get_parts(one) if part.geom_type == "Polygon"] for one in common]
    wide = [[part for part in parts if _is_wide(part)] for parts in areas]
    return [shapely.multipolygons(parts) if parts else None for parts in wide]


def _is_wide(part: shapely.Geometry) -> bool:
    """Tell whether a polygon is wider than a sliver; most are, and are not looked at closely."""
    if part.area > LEAST_WIDTH_M * part.length:
        return True
    return bool(part.area > LEAST_WIDTH_M**2 and not shapely.buffer(part, -LEAST_WIDTH_M / 2).is_empty)


def moves_of(
    land: Mapping[Pair, shapely.Geometry],
    texts: Mapping[Pair, str],
    buildings: frozenset[str],
    new: Grids,
    origin: Mapping[str, str],
) -> tuple[Moves, Moves]:
    """Return what the maps of the old and of the new plan show of what changes hands.

    `texts` is what is written upon the land of each pair, where there is anything to be written; `origin` says which
    old grid (id) each new one (id) succeeds.
    """
    pairs = sorted(land)
    ids = ["{} {}".format(*pair) for pair in pairs]
    shapes = np.array([land[pair] for pair in pairs], dtype=object)
    heads = np.array([_head(new, pair[1], land) for pair in pairs]).reshape(-1, 2)
    names = [texts.get(pair, "") for pair in pairs]
    givers, takers = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    before = givers | {origin[one] for one in takers if one in origin}
    after = takers | {one for one, old in origin.items() if old in givers}
    made = Moves(ids, names, shapes, heads, buildings, frozenset(before))
    other = Moves(ids, names, shapes, heads, buildings, frozenset(after))
    _ = made.layer.tree, made.fills, made.anchors
    vars(other).update({name: getattr(made, name) for name in ("layer", "fills", "anchors")})
    return made, other


def _head(new: Grids, grid: str, land: Mapping[Pair, shapely.Geometry]) -> tuple[float, float]:
    """Return the middle of what a grid has beside the land it takes over; NaN where it has nothing else."""
    row = new.layer.row_of[grid]
    taken = shapely.union_all([shape for pair, shape in land.items() if pair[1] == grid])
    rest = shapely.difference(new.layer.geometries[row], taken)
    if rest.is_empty or rest.area < LEAST_WIDTH_M * rest.length:
        return float("nan"), float("nan")
    x, y, _radius = new.anchors[row].tolist()
    if rest.contains(shapely.Point(x, y)):
        return x, y
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(rest, tolerance=np.sqrt(rest.area) / 40))[0]
    return float(middle[0]), float(middle[1])


def keep_hues(old: Grids, new: Grids, origin: Mapping[str, str]) -> None:
    """Colour the grids of a plan like those they succeed; where two neighbours clash, the smaller one gives way."""
    known = dict(zip(old.ids, old.hues.tolist(), strict=True))
    hues = np.array([known.get(origin.get(one, ""), -1) for one in new.ids], np.int64)
    beside: list[set[int]] = [set() for _ in new.ids]
    for first, second in neighbours(new.layer).tolist():
        beside[first].add(second)
        beside[second].add(first)
    for row in _by_size(new.layer.size):
        taken = [int(hues[other]) for other in beside[row] if hues[other] >= 0]
        if hues[row] < 0 or hues[row] in taken:
            hues[row] = min(range(HUES), key=lambda hue: (taken.count(hue), hue))
    vars(new)["hues"] = hues.astype(np.int8)


def _by_size(size: NDArray[np.float64]) -> Sequence[int]:
    return [int(row) for row in np.argsort(size, kind="stable")]
