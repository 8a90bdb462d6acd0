# SPDX-License-Identifier: MIT
"""The rims of street blocks, with every place on them where a border of land begins on either side."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.shapes import GRID_M
from gridmgr.planning.block_cuts import Cuts
from gridmgr.planning.block_sides import sides_at
from gridmgr.planning.ordering import Numbers, numbered
from gridmgr.planning.precision import Geometries, corner_numbers

Flags = NDArray[np.bool_]

REACH_M = 2 * GRID_M
"""A place this near to a side lies on it."""


@dataclass(frozen=True, slots=True)
class Rims:
    """The pieces of rim (r), ring after ring, each with its block to the left."""

    start: NDArray[np.float64]
    """(r, 2)"""
    end: NDArray[np.float64]
    """(r, 2)"""
    block: Numbers
    """(r,)"""
    owner: Numbers
    """(r,) who owns the land to the left; -1 on a ring where nothing tells."""
    bad: Numbers
    """Blocks whose cuts contradict each other at the rim."""

    def outside(self, blocks: list[int]) -> "Rims":
        """Return the pieces that are not rims of some blocks."""
        kept = np.flatnonzero(~np.isin(self.block, blocks))
        ends = self.start.take(kept, axis=0), self.end.take(kept, axis=0)
        return Rims(*ends, self.block.take(kept), self.owner.take(kept), self.bad)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The sides of the polygons of blocks (i), ring after ring, and the line (one for both directions) of each."""

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    block: Numbers
    ring: Numbers
    corner: Numbers
    line: Numbers
    forward: Flags


def rims_of(blocks: Geometries, cuts: Cuts, town: Numbers | None = None) -> Rims:
    """Divide the rims of blocks (k,) at the places of cuts.

    A place on the border of two blocks of the same town (k,) becomes a corner of both. Empty polygons have no rim.
    """
    sides, corner = _sides(blocks, cuts, town)
    side, at_corner = _sides_of_places(sides, cuts, corner)
    lost = side < 0
    inner = np.flatnonzero(~lost & ~at_corner)
    line, place, row = _inserted(sides, cuts.place[inner], corner[inner], side[inner])
    count = np.bincount(line, minlength=int(sides.line.max(initial=-1)) + 1)
    first = np.cumsum(count) - count
    pieces = 1 + count[sides.line]
    offset = np.cumsum(pieces) - pieces
    which = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(which)) - offset[which]
    turned = np.where(sides.forward[which], step - 1, pieces[which] - 1 - step)
    start = np.where((step > 0)[:, None], _at(place, first[sides.line[which]] + turned), sides.start[which])
    position = offset[np.maximum(side, 0)]
    rank = row - first[line[row]] if len(row) else row
    here = side[inner]
    position[inner] += np.where(sides.forward[here], 1 + rank, pieces[here] - 1 - rank)
    ring = sides.ring[which]
    told = cuts.before >= 0
    owner, bad = _owned(cuts, position, ~lost & told, ring)
    bad = np.unique(np.concatenate((cuts.block[lost & told], bad)))
    return Rims(start, start[_next(ring)], sides.block[which], owner, bad)


def _at(place: NDArray[np.float64], number: Numbers) -> NDArray[np.float64]:
    """Look places up; a number that means none gives any."""
    return place[np.clip(number, 0, len(place) - 1)] if len(place) else np.zeros((len(number), 2))


def _sides(blocks: Geometries, cuts: Cuts, town: Numbers | None) -> tuple[_Sides, Numbers]:
    """Return the sides of the blocks, and the number of the corner at each place."""
    parts, part_block = shapely.get_parts(shapely.orient_polygons(blocks), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    kept = np.flatnonzero(ring[1:] == ring[:-1])
    start, end, ring = xy.take(kept, axis=0), xy.take(kept + 1, axis=0), ring.take(kept)
    block = part_block.take(ring_part.take(ring))
    towns = town.take(np.concatenate((block, block, cuts.block))) if town is not None else None
    corner = corner_numbers(np.concatenate((start, end, cuts.place)), towns)
    p, q = corner[: len(start)], corner[len(start) : 2 * len(start)]
    line = numbered(np.minimum(p, q) * (len(corner) + 1) + np.maximum(p, q))
    return _Sides(start, end, block, ring, p, line, p < q), corner[2 * len(start) :]


def _sides_of_places(sides: _Sides, cuts: Cuts, corner: Numbers) -> tuple[Numbers, Flags]:
    """Return the side of its block on which each place lies, -1 for none, and whether it is the side's first corner."""
    size = int(max(sides.corner.max(initial=0), corner.max(initial=0))) + 1
    known, wanted = sides.block * size + sides.corner, cuts.block * size + corner
    order = np.argsort(known, kind="stable")
    at = np.minimum(np.searchsorted(known[order], wanted), max(len(order) - 1, 0))
    at_corner = known[order][at] == wanted if len(order) else np.zeros(len(wanted), dtype=np.bool_)
    side = np.where(at_corner, order[at] if len(order) else -1, -1)
    free = np.flatnonzero(~at_corner)
    xy = cuts.place.take(free, axis=0)
    point, near = sides_at(xy - REACH_M, xy + REACH_M, cuts.block.take(free), (sides.start, sides.end, sides.block))
    along = sides.end[near] - sides.start[near]
    share = _share_along(xy[point] - sides.start[near], along)
    good = (share > 0) & (share < 1)
    point, near = point[good], near[good]
    lines = shapely.linestrings(np.stack((sides.start.take(near, axis=0), sides.end.take(near, axis=0)), axis=1))
    away = shapely.distance(lines, shapely.points(xy.take(point, axis=0)))
    within = np.flatnonzero(away <= REACH_M)
    point, near, away = point.take(within), near.take(within), away.take(within)
    best = np.lexsort((-near, -away))
    side[free[point[best]]] = near[best]
    return side, at_corner


def _inserted(
    sides: _Sides, xy: NDArray[np.float64], corner: Numbers, side: Numbers
) -> tuple[Numbers, NDArray[np.float64], Numbers]:
    """Return the line and place of each new corner, in order along the lines, and the new corner of each given place.

    Places of both sides of a line that are one corner become one.
    """
    forward = sides.forward[side][:, None]
    start = np.where(forward, sides.start[side], sides.end[side])
    along = np.where(forward, sides.end[side], sides.start[side]) - start
    share = _share_along(xy - start, along)
    line = sides.line[side]
    order = np.lexsort((corner, share, line))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (line[order][1:] != line[order][:-1]) | (corner[order][1:] != corner[order][:-1])
    row = np.empty(len(order), dtype=np.int64)
    row[order] = np.cumsum(new) - 1
    chosen = order[new]
    return line[chosen], xy[chosen], row


def _share_along(way: NDArray[np.float64], along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of the vectors `along` (n, 2) ways (n, 2) go; column by column, which is faster."""
    (x, y), (to_x, to_y) = way.T, along.T
    return np.asarray((x * to_x + y * to_y) / (to_x**2 + to_y**2))


def _next(ring: Numbers) -> Numbers:
    """Return for each piece the one behind it in its ring."""
    following = np.arange(1, len(ring) + 1)
    if len(ring):
        last = np.append(np.flatnonzero(ring[1:] != ring[:-1]), len(ring) - 1)
        following[last] = np.concatenate(([0], last[:-1] + 1))
    return following


def _owned(cuts: Cuts, position: Numbers, found: Flags, ring: Numbers) -> tuple[Numbers, Numbers]:
    """Return the owner of each piece of rim, and the blocks where two places contradict each other."""
    position, block = position[found], cuts.block[found]
    before, after = cuts.before[found], cuts.after[found]
    event = np.full(len(ring), -1, dtype=np.int64)
    event[position] = np.arange(len(position))
    doubled = block[np.bincount(position, minlength=len(ring))[position] > 1]
    ends = np.flatnonzero(np.append(ring[1:] != ring[:-1], True)) if len(ring) else position[:0]
    latest = np.maximum.accumulate(np.where(event >= 0, np.arange(len(ring)), -1))
    first = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    number = np.repeat(np.arange(len(ends)), np.diff(np.concatenate(([-1], ends))))
    of_ring = latest[ends]
    wrapped = np.where(latest >= first[number], latest, of_ring[number])
    told = wrapped >= first[number]
    owner = np.where(told, after[event[np.maximum(wrapped, 0)]] if len(after) else -1, -1)
    back = np.empty(len(ring), dtype=np.int64)
    back[_next(ring)] = np.arange(len(ring))
    wrong = block[owner[back[position]] != before]
    return owner, np.concatenate((doubled, wrong))
