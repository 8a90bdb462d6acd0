# SPDX-License-Identifier: MIT
"""Points along the outlines of buildings, close where a neighbour stands near and wide apart where none does."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.progress import Progress
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
    start, end, owner = xy[wall], xy[wall + 1], footprint[line[wall]]
    length = np.hypot(*(end - start).T)
    spacing = np.clip(SPACING_SHARE * _room_m(footprints, block, start, end, owner), SPACING_M, WIDEST_SPACING_M)
    around = np.bincount(owner, length, len(footprints))
    pieces = np.round(length / np.maximum(spacing, around[owner] / POINTS_AT_MOST)).astype(np.int64)
    pieces = np.maximum(pieces, 1)
    which = np.repeat(np.arange(len(wall)), pieces)
    share = (np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[which]
    single = np.bincount(line, minlength=len(lines)) == 1
    return (
        np.concatenate((start[which] + share[:, None] * (end - start)[which], xy[single[line]])),
        np.concatenate((owner[which], footprint[single])),
    )


def _inner_outlines(footprints: Geometries) -> Geometries:
    """Return the outlines of footprints moved inwards by SHRINK_M with sharp corners; of what vanishes a point.

    A simple footprint keeps its corners, each on its bisector; where a wall would turn round or is too short for
    that, the buffer of GEOS is asked.
    """
    rings = _moved_inwards(footprints)
    rest = np.flatnonzero(shapely.is_missing(rings))
    inner = shapely.buffer(footprints[rest], -SHRINK_M, quad_segs=1, join_style="mitre")
    rings[rest] = np.where(shapely.is_empty(inner), shapely.point_on_surface(footprints[rest]), shapely.boundary(inner))
    return rings


def _moved_inwards(footprints: Geometries) -> Geometries:
    """Return the outlines of footprints without courtyard moved inwards, None where that is not to be had so easily."""
    simple = (shapely.get_type_id(footprints) == POLYGON) & (shapely.get_num_interior_rings(footprints) == 0)
    number = np.flatnonzero(simple)
    found = np.full(len(footprints), None, dtype=object)
    if not len(number):
        return found
    xy, ring = shapely.get_coordinates(shapely.orient_polygons(footprints[number]), return_index=True)
    wall = np.flatnonzero(ring[1:] == ring[:-1])
    start, ring = xy[wall], ring[wall]
    along = xy[wall + 1] - start
    length = np.hypot(*along.T)
    along /= length[:, None]
    before = np.arange(-1, len(wall) - 1)
    first = np.searchsorted(ring, np.arange(len(number)))
    before[first] = np.append(first[1:], len(wall)) - 1
    turn = along[before]
    straight = 1 + (turn[:, 0] * along[:, 0] + turn[:, 1] * along[:, 1])
    inwards = np.stack((-(turn + along)[:, 1], (turn + along)[:, 0]), axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = start + inwards * (SHRINK_M / straight)[:, None]
    after = np.arange(1, len(wall) + 1)
    after[before[first]] = first
    step = moved[after] - moved
    kept = step[:, 0] * along[:, 0] + step[:, 1] * along[:, 1] > 0
    good = np.bincount(ring, ~kept | (straight < SHARPEST), len(number)) == 0
    rings = shapely.linearrings(moved, indices=ring) if good.all() else np.full(len(number), None, dtype=object)
    if not good.all():
        chosen = good[ring]
        rings[good] = shapely.linearrings(moved[chosen], indices=(np.cumsum(good) - 1)[ring[chosen]])
    found[number] = rings
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
    one, other = shapely.STRtree(footprints).query(shapely.box(*(bounds + np.array([-1, -1, 1, 1]) * REACH_M).T))
    near = (one < other) & (block[one] == block[other])
    one, other = one[near], other[near]
    apart = shapely.distance(footprints[one], footprints[other])
    here, there = np.concatenate((one, other)), np.concatenate((other, one))
    apart = np.concatenate((apart, apart))
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], here)
    count = np.searchsorted(owner[order], here, side="right") - first
    row = np.repeat(np.arange(len(here)), count)
    wall = order[first[row] + np.arange(len(row)) - (np.cumsum(count) - count)[row]]
    low, high = np.minimum(start, end)[wall], np.maximum(start, end)[wall]
    gap = np.maximum(bounds[there[row], :2] - high, low - bounds[there[row], 2:])
    away = np.hypot(*np.maximum(gap, 0.0).T)
    room = np.full(len(owner), REACH_M)
    np.minimum.at(room, wall, np.maximum(away, apart[row]))
    return room
