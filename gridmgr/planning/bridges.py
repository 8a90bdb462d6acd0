# SPDX-License-Identifier: MIT
"""Ways across railways and rivers: which units a road, a footbridge or an underpass joins."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.barriers import Barriers
from gridmgr.planning.precision import Geometries
from gridmgr.planning.units import EdgeKind

STEP_M = 5.0
"""The units a bridge joins are looked for this far beyond its ends, and as far to either side of the road."""
SEARCH_M = 40.0
"""No unit farther than this from the end of a bridge is joined by it."""


def bridge_pairs(barriers: Barriers, dry_units: Geometries, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of units (p, 2) at the two ends of every crossing.

    `dry_units` are the polygons that a bridge may lead to, `numbers` their units. A crossing is where a road, a
    footbridge or a tunnel meets a barrier that may not be crossed; both sides of the road are joined.
    """
    lines = shapely.get_dimensions(barriers.geometry) == 1
    ways = barriers.geometry[lines & barriers.crossable & (barriers.kind > EdgeKind.INSIDE)]
    obstacles = barriers.geometry[~barriers.crossable & ~shapely.is_empty(barriers.geometry)]
    if not len(ways) or not len(obstacles) or not len(dry_units):
        return np.zeros((0, 2), dtype=np.int64)
    way_lines = shapely.get_parts(shapely.line_merge(shapely.union_all(ways)))
    before, after = _ends_of_crossings(way_lines, obstacles)
    tree = shapely.STRtree(dry_units)
    # First left of the ways, before and after the crossing, then right of them.
    places = np.stack((before, after), axis=1).transpose(2, 1, 0, 3).reshape(-1, 2)
    found = _units_at(tree, numbers, places).reshape(2, 2, -1).transpose(0, 2, 1).reshape(-1, 2)
    return np.asarray(found[(found >= 0).all(axis=1)])


def linked_pairs(barriers: Barriers, units: Geometries) -> NDArray[np.int64]:
    """Return the pairs of units (p, 2) at the two ends of every link that an office has drawn."""
    lines = shapely.get_parts(barriers.links)
    if not len(lines) or not len(units):
        return np.zeros((0, 2), dtype=np.int64)
    tree, numbers = shapely.STRtree(units), np.arange(len(units))
    ends = [_units_at(tree, numbers, shapely.get_coordinates(shapely.get_point(lines, place))) for place in (0, -1)]
    found = np.stack(ends, axis=1)
    return np.asarray(found[(found >= 0).all(axis=1)])


def _ends_of_crossings(ways: Geometries, obstacles: Geometries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the places before and after each crossing, left and right of the way: two arrays (c, 2, 2)."""
    areas = shapely.get_dimensions(obstacles) == 2
    water = shapely.get_parts(shapely.union_all(obstacles[areas]))
    barred = np.concatenate((water, obstacles[~areas]))
    way, obstacle = shapely.STRtree(barred).query(ways, predicate="intersects")
    parts, which = shapely.get_parts(shapely.intersection(ways[way], barred[obstacle]), return_index=True)
    line = ways[way[which]]
    first = shapely.line_locate_point(line, shapely.get_point(_as_line(parts), 0))
    last = shapely.line_locate_point(line, shapely.get_point(_as_line(parts), -1))
    low, high = np.minimum(first, last) - STEP_M, np.maximum(first, last) + STEP_M
    whole = (low > -STEP_M) & (high < shapely.length(line) + STEP_M)
    line, low, high = line[whole], np.maximum(low[whole], 0.0), np.minimum(high[whole], shapely.length(line[whole]))
    return _both_sides(line, low), _both_sides(line, high)


def _as_line(parts: Geometries) -> Geometries:
    """Turn points into lines of no length, so that both have a first and a last point."""
    points = np.flatnonzero(shapely.get_dimensions(parts) == 0)
    lines = parts.copy()
    xy = shapely.get_coordinates(parts[points])
    lines[points] = shapely.linestrings(np.stack((xy, xy), axis=1))
    return np.asarray(lines)


def _both_sides(line: Geometries, at: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    back = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(at - 1.0, 0.0)))
    front = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(at + 1.0, shapely.length(line))))
    along = front - back
    across = np.stack((-along[:, 1], along[:, 0]), axis=1)
    across *= STEP_M / np.maximum(np.hypot(*across.T), 1e-9)[:, None]
    return np.stack((middle + across, middle - across), axis=1)


def _units_at(tree: shapely.STRtree, numbers: NDArray[np.int64], xy: NDArray[np.float64]) -> NDArray[np.int64]:
    place, unit = tree.query_nearest(shapely.points(xy), max_distance=SEARCH_M, all_matches=False)
    found = np.full(len(xy), -1, dtype=np.int64)
    found[place] = numbers[unit]
    return found
