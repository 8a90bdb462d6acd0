# SPDX-License-Identifier: MIT
"""Lines between the lands of two buildings each, and where their street block ends them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.shapes import GRID_M
from gridmgr.planning.block_sides import sides_at
from gridmgr.planning.ordering import Numbers, order_of
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import sides

Flags = NDArray[np.bool_]
Places = NDArray[np.float64]

SAME_M = 1e-6
"""Two crossings of one border with the rim nearer to each other than this are one, at a corner of the rim."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Lines between the lands of two buildings each (c), on the millimetre grid, cut at their block."""

    lines: Geometries
    pairs: Numbers
    """(c, 2) the two owners; the first, lower one lies to the left of the line."""
    on_rim: Flags
    """(c, 2) whether the line starts, and whether it ends, on the border of the block."""
    clear: Flags
    """(c,) whether it runs into no footprint, as far as that was looked at."""

    @classmethod
    def none(cls) -> "Chains":
        """Return no line."""
        pairs = np.zeros((0, 2), dtype=np.int64)
        return cls(np.zeros(0, dtype=object), pairs, pairs.astype(np.bool_), np.zeros(0, dtype=np.bool_))

    @classmethod
    def inside(cls, lines: Geometries, pairs: Numbers, on_rim: Flags) -> "Chains":
        """Return lines of which nothing is known but their owners and whether they end on the rim."""
        return cls(lines, pairs, on_rim, np.ones(len(lines), dtype=np.bool_))

    @classmethod
    def together(cls, chains: Iterable["Chains"]) -> "Chains":
        """Return several sets of lines as one."""
        every = [cls.none(), *chains]
        return cls(*(np.concatenate([getattr(one, name) for one in every]) for name in cls.__slots__))

    def renamed(self, owner: Numbers) -> "Chains":
        """Return the lines with the numbers of owners looked up in `owner`."""
        return replace(self, pairs=owner.take(self.pairs))

    def only(self, chosen: Flags | Numbers) -> "Chains":
        """Return the chosen lines."""
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        pairs, on_rim = self.pairs.take(places, axis=0), self.on_rim.take(places, axis=0)
        return Chains(self.lines.take(places), pairs, on_rim, self.clear.take(places))


def cut_at_blocks(lines: Geometries, pairs: Numbers, blocks: Geometries, block: Numbers) -> Chains:
    """Cut lines on the millimetre grid at their blocks (k,), polygons; `block` (c,) numbers the block of each line.

    The pieces run the way the lines did.
    """
    shapely.prepare(blocks)
    inside = shapely.contains_properly(blocks.take(block), lines)
    kept, crossing = np.flatnonzero(inside), np.flatnonzero(~inside)
    whole = Chains.inside(lines.take(kept), pairs.take(kept, axis=0), np.zeros((len(kept), 2), dtype=np.bool_))
    if not len(crossing):
        return whole
    paths = _Paths.of(lines.take(crossing), blocks, block.take(crossing))
    quick, plain = _cut_at_crossings(paths, pairs.take(crossing, axis=0))
    rest = crossing[~plain]
    careful = _overlaid(lines.take(rest), pairs.take(rest, axis=0), blocks.take(block.take(rest)))
    return Chains.together((whole, quick, careful))


@dataclass(frozen=True, slots=True)
class _Paths:
    """The corners (p) of lines (c) in order, in stretches of corners that all lie inside the block or all do not."""

    xy: Places
    line: Numbers
    """(p,)"""
    within: Flags
    """(p,)"""
    stretch: Numbers
    """(p,) numbers from 0."""
    blocks: Geometries
    """(k,)"""
    block: Numbers
    """(c,)"""

    @classmethod
    def of(cls, lines: Geometries, blocks: Geometries, block: Numbers) -> "_Paths":
        xy, line = shapely.get_coordinates(lines, return_index=True)
        within = shapely.contains_xy(blocks.take(block.take(line)), xy)
        stretch = np.zeros(len(line), dtype=np.int64)
        stretch[1:] = np.cumsum((line[1:] != line[:-1]) | (within[1:] != within[:-1]))
        return cls(xy, line, within, stretch, blocks, block)

    @property
    def crossings(self) -> Numbers:
        """The last corner of every stretch that another stretch of the same line follows."""
        return np.flatnonzero((self.line[1:] == self.line[:-1]) & (self.within[1:] != self.within[:-1]))

    def hiding(self) -> Numbers:
        """Return the lines that cross the rim between two corners on the same side of it."""
        begin = np.flatnonzero(np.diff(self.stretch, prepend=-1))
        lines, long = linked(self.xy, self.stretch, len(begin))
        first = begin.take(long)
        line, within = self.line.take(first), self.within.take(first)
        around = self.blocks.take(self.block.take(line))
        bad = np.where(within, ~shapely.contains_properly(around, lines), within)
        outer = np.flatnonzero(~within)
        bad[outer] = shapely.intersects(around.take(outer), lines.take(outer))
        return np.asarray(line[bad])

    def places(self, corner: Numbers) -> tuple[Places, Flags]:
        """Return where lines cross the rim behind some corners (q,), and whether that is at one place."""
        start, end = self.xy.take(corner, axis=0), self.xy.take(corner + 1, axis=0)
        which, share = self._met(start, end, self.block.take(self.line.take(corner)))
        nearest, farthest = np.full(len(corner), np.inf), np.full(len(corner), -np.inf)
        np.minimum.at(nearest, which, share)
        np.maximum.at(farthest, which, share)
        along = end - start
        found = (farthest - nearest) * np.hypot(along[:, 0], along[:, 1]) <= SAME_M
        found &= np.isfinite(nearest)
        return np.round(start + np.where(found, nearest, 0.0)[:, None] * along, 3), found

    def _met(self, start: Places, end: Places, block: Numbers) -> tuple[Numbers, NDArray[np.float64]]:
        """Return which pieces of line (q,) meet the rim of their block, and at which share of their length."""
        rim_start, rim_end, _ = rim = sides(self.blocks)
        which, side = sides_at(np.minimum(start, end), np.maximum(start, end), block, rim)
        pieces = start.take(which, axis=0), end.take(which, axis=0)
        share, met = _shares(*pieces, rim_start.take(side, axis=0), rim_end.take(side, axis=0))
        return which[met], share[met]


def _shares(start: Places, end: Places, rim_start: Places, rim_end: Places) -> tuple[NDArray[np.float64], Flags]:
    """Return at which share of each line it meets a side of the rim, and whether it does."""
    (x, y), (side_x, side_y), (to_x, to_y) = (end - start).T, (rim_end - rim_start).T, (rim_start - start).T
    across = x * side_y - y * side_x
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (to_x * side_y - to_y * side_x) / across
        side_share = (to_x * y - to_y * x) / across
    return share, (share >= 0) & (share <= 1) & (side_share >= 0) & (side_share <= 1)


def _cut_at_crossings(paths: _Paths, pairs: Numbers) -> tuple[Chains, Flags]:
    """Cut the lines that cross the rim only between a corner inside and one outside; tell (c,) which these are."""
    crossing = paths.crossings
    place, found = paths.places(crossing)
    plain = np.ones(len(pairs), dtype=np.bool_)
    plain[paths.line.take(crossing[~found])] = False
    plain[paths.hiding()] = False
    good = plain.take(paths.line)
    corner = np.flatnonzero(paths.within & good)
    met = np.flatnonzero(good.take(crossing))
    crossing = crossing.take(met)
    inner = crossing + ~paths.within.take(crossing)
    order = order_of(np.concatenate((2 * corner, 2 * crossing + 1)))
    xy = np.concatenate((paths.xy.take(corner, axis=0), place.take(met, axis=0))).take(order, axis=0)
    stretch = paths.stretch.take(np.concatenate((corner, inner)).take(order))
    is_place = order >= len(corner)
    first = np.flatnonzero(np.diff(stretch, prepend=-1))
    last = np.append(first[1:], len(stretch))[: len(first)] - 1
    on_rim = np.stack((is_place.take(first), is_place.take(last)), axis=1)
    lines, kept = linked(xy, np.repeat(np.arange(len(first)), last - first + 1), len(first))
    line = paths.line.take(np.concatenate((corner, inner)).take(order.take(first.take(kept))))
    return Chains.inside(lines, pairs.take(line, axis=0), on_rim.take(kept, axis=0)), plain


def linked(xy: Places, number: Numbers, count: int) -> tuple[Geometries, Numbers]:
    """Return the lines along corners (p, 2) of the same number (p,), ascending, and the numbers that are lines.

    A corner like the one before it counts once; what has but one corner is no line.
    """
    new = np.ones(len(xy), dtype=np.bool_)
    new[1:] = (xy[1:, 0] != xy[:-1, 0]) | (xy[1:, 1] != xy[:-1, 1]) | (number[1:] != number[:-1])
    is_line = np.bincount(number[new], minlength=count) > 1
    kept = np.flatnonzero(new & is_line.take(number))
    found = np.flatnonzero(is_line)
    if not len(found):
        return np.zeros(0, dtype=object), found
    dense = (np.cumsum(is_line) - 1).take(number.take(kept))
    return np.asarray(shapely.linestrings(xy.take(kept, axis=0), indices=dense)), found


def _overlaid(lines: Geometries, pairs: Numbers, around: Geometries) -> Chains:
    """Cut lines at the block around each by overlay."""
    parts, source = shapely.get_parts(shapely.intersection(lines, around), return_index=True)
    parts, source = _single_lines(parts, source)
    whole = lines.take(source)
    ends = [_on_grid(shapely.get_point(parts, place)) for place in (0, -1)]
    begin, finish = (shapely.line_locate_point(whole, end) for end in ends)
    turned = begin > finish
    parts[turned] = shapely.reverse(parts[turned])
    low, high = np.minimum(begin, finish), np.maximum(begin, finish)
    on_rim = np.stack((low > GRID_M / 2, high < shapely.length(whole) - GRID_M / 2), axis=1)
    return Chains.inside(_on_grid(parts), pairs.take(source, axis=0), on_rim)


def _single_lines(parts: Geometries, source: Numbers) -> tuple[Geometries, Numbers]:
    inner, number = shapely.get_parts(parts, return_index=True)
    lines = (shapely.get_dimensions(inner) == 1) & (shapely.length(inner) > GRID_M)
    return inner[lines], source[number[lines]]


def _on_grid(geometries: Geometries) -> Geometries:
    return np.asarray(shapely.transform(geometries, lambda xy: np.round(xy, 3)))
