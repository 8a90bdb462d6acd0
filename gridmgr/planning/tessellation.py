# SPDX-License-Identifier: MIT
"""The land of each building: inside its block every building owns what lies nearest to it.

An enclosed tessellation: the Voronoi cells of points along the footprint outlines, joined by building and cut at the
block (after Fleischmann, Feliciotti, Romice, Porta 2020, Computers, Environment and Urban Systems 80, 101441).
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.progress import Part, Progress
from gridmgr.planning.precision import Geometries, piecemeal
from gridmgr.planning.voronoi import voronoi_borders

SHRINK_M = 0.3
"""Footprints are shrunk before they are turned into points, so that the points of two wall-to-wall houses differ."""
SPACING_M = 2.0
"""Metres between two points along a footprint with a neighbour beside it."""
WIDEST_SPACING_M = 8.0
SPACING_SHARE = 0.5
"""Where there is more room, points may lie apart by this share of the distance to the nearest footprint."""
POINTS_AT_MOST = 40
"""A longer outline gets a wider spacing: a hall of 400 m needs no 200 points."""
SMOOTHING_M = 0.25
"""The saw teeth of borders between points are smoothed by no more than this."""
POINTS_AT_A_TIME = 8_000
"""So many points are worked on between two steps of progress."""


def outline_points(
    footprints: Geometries, progress: Progress | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points along every footprint, slightly inside, and the footprint of each: (p, 2), (p,)."""
    inner = piecemeal(_shrunk, footprints, progress, "划分楼幢用地")
    inner = np.where(shapely.is_empty(inner), shapely.point_on_surface(footprints), shapely.boundary(inner))
    wanted = np.clip(SPACING_SHARE * _room_m(footprints), SPACING_M, WIDEST_SPACING_M)
    spacing = np.maximum(wanted, shapely.length(inner) / POINTS_AT_MOST)
    dense = shapely.segmentize(inner, spacing)
    xy, owner = shapely.get_coordinates(dense, return_index=True)
    return xy, np.asarray(owner, dtype=np.int64)


def _shrunk(footprints: Geometries) -> Geometries:
    return np.asarray(shapely.buffer(footprints, -SHRINK_M, quad_segs=1, join_style="mitre"))


def _room_m(footprints: Geometries) -> NDArray[np.float64]:
    """Return the distance from each footprint to the nearest other one."""
    room = np.full(len(footprints), np.inf)
    if len(footprints) > 1:
        (near, _), distance = shapely.STRtree(footprints).query_nearest(
            footprints, exclusive=True, all_matches=False, return_distance=True
        )
        room[near] = distance
    return room


def cell_borders(
    blocks: Geometries, footprints: Geometries, block: NDArray[np.int64], progress: Progress
) -> Geometries:
    """Return the lines between the lands of different buildings, inside every block.

    `block` (b,) is the block of each footprint. The lines end on the border of their block to within rounding; they
    are not noded yet, and they may cross a footprint whose neighbours overlap it.
    """
    xy, owner = outline_points(footprints, Part(progress, 0, 5))
    progress = Part(progress, 1, 2)
    order = np.lexsort((owner, block[owner]))
    xy, owner = xy[order], owner[order]
    bounds = np.searchsorted(block[owner], np.arange(len(blocks) + 1))
    found = [np.zeros(0, dtype=object)]
    first = 0
    for last in range(1, len(blocks) + 1):
        enough = bounds[last] - bounds[first] > POINTS_AT_A_TIME or last == len(blocks)
        if enough and bounds[last] > bounds[first]:
            progress.step(int(bounds[first]), len(xy), "划分楼幢用地")
            chosen = slice(bounds[first], bounds[last])
            found.append(_borders_in((blocks, footprints, block), xy[chosen], owner[chosen]))
            first = last
    return np.concatenate(found)


def _borders_in(
    ground: tuple[Geometries, Geometries, NDArray[np.int64]], xy: NDArray[np.float64], owner: NDArray[np.int64]
) -> Geometries:
    """Return the smoothed Voronoi borders between owners of the same block, cut at the block and at their walls."""
    blocks, footprints, block = ground
    start, end, pairs = voronoi_borders(xy, owner, block[owner], shapely.bounds(blocks))
    if not len(pairs):
        return np.zeros(0, dtype=object)
    lines, pairs = _chains(start, end, pairs)
    around = blocks[block[pairs[:, 0]]]
    shapely.prepare(around)
    crossing = ~shapely.covers(around, lines)
    lines[crossing] = shapely.intersection(lines[crossing], around[crossing])
    return _outside(lines, pairs, footprints)


def _outside(lines: Geometries, pairs: NDArray[np.int64], footprints: Geometries) -> Geometries:
    """Cut away what runs inside the two footprints it separates: there the wall is the border."""
    for side in (0, 1):
        own = footprints[pairs[:, side]]
        met = shapely.intersects(lines, own)
        lines[met] = shapely.difference(lines[met], own[met])
    parts = shapely.get_parts(lines)
    return np.asarray(parts[shapely.get_dimensions(parts) == 1])


def _chains(
    start: NDArray[np.float64], end: NDArray[np.float64], pairs: NDArray[np.int64]
) -> tuple[Geometries, NDArray[np.int64]]:
    """Join the segments between the same two owners to smoothed lines, with the owners."""
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    owners = pairs[order]
    segments = shapely.linestrings(np.stack((start, end), axis=1)[order])
    new_pair = np.concatenate(([True], np.any(owners[1:] != owners[:-1], axis=1)))
    joined = shapely.line_merge(shapely.multilinestrings(segments, indices=np.cumsum(new_pair) - 1))
    chains, source = shapely.get_parts(joined, return_index=True)
    smooth = shapely.simplify(chains, SMOOTHING_M, preserve_topology=False)
    return np.asarray(smooth), owners[new_pair][source]
