# SPDX-License-Identifier: MIT
"""The land of each building: inside its block every building owns what lies nearest to it.

An enclosed tessellation: the Voronoi cells of points along the footprint outlines, joined by building and cut at the
block (after Fleischmann, Feliciotti, Romice, Porta 2020, Computers, Environment and Urban Systems 80, 101441).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.progress import Part, Progress
from gridmgr.model.shapes import GRID_M
from gridmgr.planning.outline_points import outline_points
from gridmgr.planning.precision import Geometries, corner_numbers
from gridmgr.planning.voronoi import voronoi_borders
from gridmgr.planning.walks import followers, walks

SMOOTHING_M = 0.25
"""The saw teeth of borders between points are smoothed by no more than this."""
POINTS_AT_A_TIME = 20_000
"""So many points are worked on between two steps of progress."""
MARGIN_M = 1.0
"""Borders are looked at no farther than this outside the bounds of their block."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Lines between the lands of two buildings each (c), on the millimetre grid, cut at their block."""

    lines: Geometries
    pairs: NDArray[np.int64]
    """(c, 2) the two owners; the first, lower one lies to the left of the line."""
    on_rim: NDArray[np.bool_]
    """(c, 2) whether the line starts, and whether it ends, on the border of the block."""

    @classmethod
    def none(cls) -> "Chains":
        """Return no line."""
        return cls(np.zeros(0, dtype=object), np.zeros((0, 2), dtype=np.int64), np.zeros((0, 2), dtype=np.bool_))

    @classmethod
    def together(cls, chains: Iterable["Chains"]) -> "Chains":
        """Return several sets of lines as one."""
        every = [cls.none(), *chains]
        return cls(*(np.concatenate([getattr(one, name) for one in every]) for name in cls.__slots__))

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Chains":
        """Return the chosen lines."""
        return Chains(self.lines[chosen], self.pairs[chosen], self.on_rim[chosen])


def cell_chains(blocks: Geometries, footprints: Geometries, block: NDArray[np.int64], progress: Progress) -> Chains:
    """Return the lines between the lands of different buildings, inside every block.

    `block` (b,) is the block of each footprint. The lines of a block hang on nothing but its polygon and its
    footprints. They may cross a footprint whose neighbours touch or overlap it.
    """
    xy, owner = outline_points(footprints, block, Part(progress, 0, 5))
    progress = Part(progress, 1, 2)
    order = np.lexsort((owner, block[owner]))
    xy, owner = xy[order], owner[order]
    bounds = np.searchsorted(block[owner], np.arange(len(blocks) + 1))
    found = []
    first = 0
    for last in range(1, len(blocks) + 1):
        enough = bounds[last] - bounds[first] > POINTS_AT_A_TIME or last == len(blocks)
        if enough and bounds[last] > bounds[first]:
            progress.step(int(bounds[first]), len(xy), "划分楼幢用地")
            chosen = slice(bounds[first], bounds[last])
            found.append(_chains_in(blocks, block, xy[chosen], owner[chosen]))
            first = last
    return Chains.together(found)


def _chains_in(
    blocks: Geometries, block: NDArray[np.int64], xy: NDArray[np.float64], owner: NDArray[np.int64]
) -> Chains:
    """Return the smoothed Voronoi borders between owners of the same block, cut at the block."""
    bounds = shapely.bounds(blocks)
    start, end, pairs = voronoi_borders(xy, owner, block[owner], bounds)
    frame = bounds[block[pairs[:, 0]]]
    start, end, seen = _in_frame(start, end, frame + np.array([-1, -1, 1, 1]) * MARGIN_M)
    lines, pairs = _joined(np.round(start[seen], 3), np.round(end[seen], 3), pairs[seen])
    return _cut_at_blocks(lines, pairs, blocks[block[pairs[:, 0]]])


def _in_frame(
    start: NDArray[np.float64], end: NDArray[np.float64], frame: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Cut segments (s, 2) at their frames (s, 4), and tell which have a part inside (Liang and Barsky 1984)."""
    along = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (frame[:, :2] - start) / along, (frame[:, 2:] - start) / along
    level = along == 0
    outside = level & ((start < frame[:, :2]) | (start > frame[:, 2:]))
    near = np.where(level, 0.0, np.minimum(one, other))
    far = np.where(level, 1.0, np.maximum(one, other))
    low = np.maximum(np.maximum(near[:, 0], near[:, 1]), 0.0)
    high = np.minimum(np.minimum(far[:, 0], far[:, 1]), 1.0)
    first = np.where(low[:, None] > 0, start + low[:, None] * along, start)
    last = np.where(high[:, None] < 1, start + high[:, None] * along, end)
    return first, last, (low < high) & ~(outside[:, 0] | outside[:, 1])


def _joined(
    start: NDArray[np.float64], end: NDArray[np.float64], pairs: NDArray[np.int64]
) -> tuple[Geometries, NDArray[np.int64]]:
    """Join the segments between the same two owners to smoothed lines, with the owners."""
    corner = corner_numbers(np.concatenate((start, end)))
    begin, finish = corner[: len(start)], corner[len(start) :]
    kept = begin != finish
    start, end, pairs, begin, finish = start[kept], end[kept], pairs[kept], begin[kept], finish[kept]
    group = pairs[:, 0] * (int(pairs.max(initial=0)) + 1) + pairs[:, 1]
    group = np.unique(group, return_inverse=True)[1]
    following, double = followers(group, begin, finish)
    several = np.bincount(following[following >= 0], minlength=len(group)) > 1
    following[(following >= 0) & (double | several)[following]] = -1
    order, walk = walks(following)
    if not len(order):
        return np.zeros(0, dtype=object), pairs
    last = np.append(np.flatnonzero(walk[1:] != walk[:-1]), len(walk) - 1)
    places = np.searchsorted(walk, np.arange(len(last)), side="right")
    xy = np.insert(start[order], places, end[order][last], axis=0)
    lines = shapely.linestrings(xy, indices=np.insert(walk, places, walk[last]))
    return np.asarray(shapely.simplify(lines, SMOOTHING_M, preserve_topology=False)), pairs[order][last]


def _cut_at_blocks(lines: Geometries, pairs: NDArray[np.int64], around: Geometries) -> Chains:
    """Cut lines at the block around each; the pieces run the way the lines did."""
    shapely.prepare(around)
    crossing = ~shapely.contains_properly(around, lines)
    inside = ~crossing
    cut = shapely.intersection(lines[crossing], around[crossing])
    parts, source = shapely.get_parts(cut, return_index=True)
    parts, source = _single_lines(parts, source)
    whole, whole_pairs = lines[crossing][source], pairs[crossing][source]
    ends = [_on_grid(shapely.get_point(parts, place)) for place in (0, -1)]
    begin, finish = (shapely.line_locate_point(whole, end) for end in ends)
    turned = begin > finish
    parts[turned] = shapely.reverse(parts[turned])
    low, high = np.minimum(begin, finish), np.maximum(begin, finish)
    on_rim = np.stack((low > GRID_M / 2, high < shapely.length(whole) - GRID_M / 2), axis=1)
    parts = shapely.transform(parts, lambda xy: np.round(xy, 3))
    return Chains(
        np.concatenate((lines[inside], parts)),
        np.concatenate((pairs[inside], whole_pairs)),
        np.concatenate((np.zeros((np.count_nonzero(inside), 2), dtype=np.bool_), on_rim)),
    )


def _single_lines(parts: Geometries, source: NDArray[np.int64]) -> tuple[Geometries, NDArray[np.int64]]:
    inner, number = shapely.get_parts(parts, return_index=True)
    lines = (shapely.get_dimensions(inner) == 1) & (shapely.length(inner) > GRID_M)
    return inner[lines], source[number[lines]]


def _on_grid(points: Geometries) -> Geometries:
    return np.asarray(shapely.transform(points, lambda xy: np.round(xy, 3)))
