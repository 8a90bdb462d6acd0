# SPDX-License-Identifier: MIT
"""The land of each building: inside its block every building owns what lies nearest to it.

An enclosed tessellation: the Voronoi cells of points along the footprint outlines, joined by building and cut at the
block (after Fleischmann, Feliciotti, Romice, Porta 2020, Computers, Environment and Urban Systems 80, 101441).
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.progress import Part, Progress
from gridmgr.planning.chains import Chains, cut_at_blocks, linked
from gridmgr.planning.ordering import Numbers, order_of
from gridmgr.planning.outline_points import outline_points
from gridmgr.planning.precision import Geometries
from gridmgr.planning.voronoi import Borders, voronoi_borders
from gridmgr.planning.walks import walks

Places = NDArray[np.float64]

SMOOTHING_M = 0.25
"""The saw teeth of borders between points are smoothed by no more than this."""
POINTS_AT_A_TIME = 20_000
"""So many points are worked on between two steps of progress."""
MARGIN_M = 1.0
"""Borders are looked at no farther than this outside the bounds of their block."""


def cell_chains(blocks: Geometries, footprints: Geometries, block: NDArray[np.int64], progress: Progress) -> Chains:
    """Return the lines between the lands of different buildings, inside every block.

    `block` (b,) is the block of each footprint. The lines of a block hang on nothing but its polygon and its
    footprints. They may cross a footprint whose neighbours touch or overlap it.
    """
    xy, owner = outline_points(footprints, block, Part(progress, 0, 5))
    progress = Part(progress, 1, 2)
    order = order_of(block.take(owner) * len(footprints) + owner)
    xy, owner = xy.take(order, axis=0), owner.take(order)
    bounds = np.searchsorted(block[owner], np.arange(len(blocks) + 1))
    found = []
    first = 0
    for last in range(1, len(blocks) + 1):
        enough = bounds[last] - bounds[first] > POINTS_AT_A_TIME or last == len(blocks)
        if enough and bounds[last] > bounds[first]:
            progress.step(int(bounds[first]), len(xy), "划分楼幢用地")
            chosen = slice(bounds[first], bounds[last])
            found.append(_chains_in(blocks[first:last], block - first, xy[chosen], owner[chosen]))
            first = last
    return Chains.together(found)


def _chains_in(
    blocks: Geometries, block: NDArray[np.int64], xy: NDArray[np.float64], owner: NDArray[np.int64]
) -> Chains:
    """Return the smoothed Voronoi borders between owners of the same block, cut at the block."""
    bounds = shapely.bounds(blocks)
    borders = voronoi_borders(xy, owner, block.take(owner), bounds)
    frame = bounds + np.array([-1, -1, 1, 1]) * MARGIN_M
    borders = in_frames(borders, frame.take(block.take(borders.pairs[:, 0]), axis=0))
    lines, pairs = _joined(borders)
    return cut_at_blocks(lines, pairs, blocks, block.take(pairs[:, 0]))


def in_frames(borders: Borders, frame: Places) -> Borders:
    """Cut borders at their frames (s, 4); what lies outside is left out (Liang and Barsky 1984)."""
    start, end, (left, low, right, high) = borders.start, borders.end, frame.T
    (x, y), (to_x, to_y) = start.T, end.T
    out = (x < left) | (x > right) | (y < low) | (y > high)
    out |= (to_x < left) | (to_x > right) | (to_y < low) | (to_y > high)
    beyond = np.flatnonzero(out)
    if not len(beyond):
        return borders
    first, last, seen = _in_frame(start.take(beyond, axis=0), end.take(beyond, axis=0), frame.take(beyond, axis=0))
    start, end, following = start.copy(), end.copy(), borders.following.copy()
    following[beyond[~seen | (last != end.take(beyond, axis=0)).any(axis=1)]] = -1
    start[beyond], end[beyond] = first, last
    is_kept = np.ones(len(start), dtype=np.bool_)
    is_kept[beyond[~seen]] = False
    kept = np.flatnonzero(is_kept)
    # A border that nothing follows asks for the last entry.
    number = np.append(np.where(is_kept, np.cumsum(is_kept) - 1, -1), -1)
    return Borders(
        start.take(kept, axis=0),
        end.take(kept, axis=0),
        borders.pairs.take(kept, axis=0),
        number[following.take(kept)],
    )


def _in_frame(start: Places, end: Places, frame: Places) -> tuple[Places, Places, NDArray[np.bool_]]:
    """Cut segments (s, 2) at their frames (s, 4), and tell which have a part inside."""
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


def _joined(borders: Borders) -> tuple[Geometries, Numbers]:
    """Join the borders between the same two owners to smoothed lines, with the owners."""
    order, walk = walks(borders.following)
    if not len(order):
        return np.zeros(0, dtype=object), borders.pairs
    last = np.append(np.flatnonzero(walk[1:] != walk[:-1]), len(walk) - 1)
    xy = np.empty((len(walk) + len(last), 2))
    xy[np.arange(len(walk)) + walk] = borders.start.take(order, axis=0)
    xy[last + np.arange(1, len(last) + 1)] = borders.end.take(order.take(last), axis=0)
    number = np.repeat(np.arange(len(last)), np.bincount(walk) + 1)
    lines, kept = linked(np.round(xy, 3), number, len(last))
    pairs = borders.pairs.take(order.take(last.take(kept)), axis=0)
    return np.asarray(shapely.simplify(lines, SMOOTHING_M, preserve_topology=False)), pairs
