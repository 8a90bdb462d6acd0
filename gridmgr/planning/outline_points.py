# SPDX-License-Identifier: MIT
"""Points along the outlines of buildings, close where a neighbour stands near and wide apart where none does."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.progress import Progress
from gridmgr.planning.ordering import order_of, ranges
from gridmgr.planning.precision import POLYGON, Geometries, piecemeal

SHRINK_M = 0.3
"""Footprints are shrunk before they are turned into points, so that the points of two wall-to-wall houses differ."""
SHARPEST = 0.3
"""One plus the cosine of the turn at a corner; where it is less, the corner would move far."""
SPACING_M = 2.0
"""Metres between two points along a wall with a neighbour beside it."""
WIDEST_SPACING_M = 12.0
SPACING_SHARE = 1.0
"""Where there is more room, points may lie apart by this share of the distance to the nearest footprint."""
POINTS_AT_MOST = 40
"""A longer outline gets a wider spacing: a hall of 400 m needs no 200 points."""
REACH_M = WIDEST_SPACING_M / SPACING_SHARE
"""A neighbour farther away changes nothing."""


def outline_points(
    footprints: Geometries, block: NDArray[np.int64], progress: Progress | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points along every footprint, slightly inside, and the footprint of each: (p, 2), (p,).

    Only footprints of the same block (b,) are neighbours.
    """
    inner = piecemeal(_inner_outlines, footprints, progress, "划分楼幢用地")
    lines, footprint = shapely.get_parts(inner, return_index=True)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    wall = np.flatnonzero(line[1:] == line[:-1])
    start, end, owner = xy.take(wall, axis=0), xy.take(wall + 1, axis=0), footprint.take(line.take(wall))
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])
    spacing = np.clip(SPACING_SHARE * _room_m(footprints, block, start, end, owner), SPACING_M, WIDEST_SPACING_M)
    around = np.bincount(owner, length, len(footprints))
    pieces = np.round(length / np.maximum(spacing, around.take(owner) / POINTS_AT_MOST)).astype(np.int64)
    pieces = np.maximum(pieces, 1)
    share = ranges(np.zeros_like(pieces), pieces) / np.repeat(pieces, pieces)
    which = np.repeat(np.arange(len(wall)), pieces)
    single = np.bincount(line, minlength=len(lines)) == 1
    return (
        np.concatenate((start.take(which, axis=0) + share[:, None] * along.take(which, axis=0), xy[single[line]])),
        np.concatenate((owner.take(which), footprint[single])),
    )


def _inner_outlines(footprints: Geometries) -> Geometries:
    """Return the outlines of footprints moved inwards by SHRINK_M with sharp corners; of what vanishes a point.

    A simple footprint keeps its corners, each on its bisector; where a wall would turn round or is too short for
    that, the buffer of GEOS is asked.
    """
    rings = moved_inwards(footprints, SHRINK_M)
    rest = np.flatnonzero(shapely.is_missing(rings))
    inner = shapely.buffer(footprints[rest], -SHRINK_M, quad_segs=1, join_style="mitre")
    rings[rest] = np.where(shapely.is_empty(inner), shapely.point_on_surface(footprints[rest]), shapely.boundary(inner))
    return rings


def moved_inwards(footprints: Geometries, by_m: float) -> Geometries:
    """Return the outlines of footprints without courtyard moved inwards, None where that is not to be had so easily."""
    simple = (shapely.get_type_id(footprints) == POLYGON) & (shapely.get_num_interior_rings(footprints) == 0)
    number = np.flatnonzero(simple)
    found = np.full(len(footprints), None, dtype=object)
    if not len(number):
        return found
    xy, ring = shapely.get_coordinates(shapely.orient_polygons(footprints[number]), return_index=True)
    wall = np.flatnonzero(ring[1:] == ring[:-1])
    (x, y), ring = xy.take(wall, axis=0).T, ring.take(wall)
    to_x, to_y = xy.take(wall + 1, axis=0).T - (x, y)
    length = np.hypot(to_x, to_y)
    to_x, to_y = to_x / length, to_y / length
    first = np.searchsorted(ring, np.arange(len(number)))
    last = np.append(first[1:], len(wall)) - 1
    before, after = np.arange(-1, len(wall) - 1), np.arange(1, len(wall) + 1)
    before[first], after[last] = last, first
    turn_x, turn_y = to_x.take(before), to_y.take(before)
    straight = 1 + (turn_x * to_x + turn_y * to_y)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = by_m / straight
        moved = np.stack((x - (turn_y + to_y) * far, y + (turn_x + to_x) * far), axis=1)
    step_x, step_y = (moved.take(after, axis=0) - moved).T
    is_bad = (step_x * to_x + step_y * to_y <= 0) | (straight < SHARPEST)
    good = np.bincount(ring[is_bad], minlength=len(number)) == 0
    chosen = np.flatnonzero(good.take(ring))
    if len(chosen):
        places = (np.cumsum(good) - 1).take(ring.take(chosen))
        found[number[good]] = shapely.linearrings(moved.take(chosen, axis=0), indices=places)
    return found


def _room_m(
    footprints: Geometries,
    block: NDArray[np.int64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    owner: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return for each wall (w,) at least how far the nearest neighbour is.

    What counts is the distance of the two footprints, and where that is more, of the bounds of wall and neighbour.
    """
    bounds = shapely.bounds(footprints)
    around = bounds + np.array([-1, -1, 1, 1]) * REACH_M
    # A line from corner to corner has the same bounds as the box and is made faster.
    one, other = shapely.STRtree(footprints).query(shapely.linestrings(around.reshape(-1, 2, 2)))
    near = np.flatnonzero((one < other) & (block.take(one) == block.take(other)))
    one, other = one.take(near), other.take(near)
    apart = shapely.distance(footprints.take(one), footprints.take(other))
    here, there = np.concatenate((one, other)), np.concatenate((other, one))
    order = order_of(owner)
    count = np.bincount(owner, minlength=len(footprints))
    first = (np.cumsum(count) - count).take(here)
    count = count.take(here)
    wall = order.take(ranges(first, count))
    beside = np.repeat(there, count)
    low, high = np.minimum(start, end).take(wall, axis=0), np.maximum(start, end).take(wall, axis=0)
    bounds = bounds.take(beside, axis=0)
    gap = np.maximum(np.maximum(bounds[:, :2] - high, low - bounds[:, 2:]), 0.0)
    away = np.hypot(gap[:, 0], gap[:, 1])
    room = np.full(len(owner), REACH_M)
    np.minimum.at(room, wall, np.maximum(away, np.repeat(np.concatenate((apart, apart)), count)))
    return room
