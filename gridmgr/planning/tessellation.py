# SPDX-License-Identifier: MIT
"""The land of each building: inside its block every building owns what lies nearest to it.

An enclosed tessellation: the Voronoi cells of points along the footprint outlines, joined by building and cut at the
block (after Fleischmann, Feliciotti, Romice, Porta 2020, Computers, Environment and Urban Systems 80, 101441).
"""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.progress import Progress
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import Segments, shared_segments

SHRINK_M = 0.3
"""Footprints are shrunk before they are turned into points, so that the points of two wall-to-wall houses differ."""
SPACING_M = 2.0
"""Metres between two points along a footprint."""
POINTS_AT_MOST = 40
"""A longer outline gets a wider spacing: a hall of 400 m needs no 200 points."""
SMOOTHING_M = 0.25
"""The saw teeth of borders between points are smoothed by no more than this."""
POINT_STEP_M = 0.05
"""Points of two buildings nearer than this are one point."""


def outline_points(footprints: Geometries) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points along every footprint, slightly inside, and the footprint of each: (p, 2), (p,)."""
    inner = shapely.buffer(footprints, -SHRINK_M, quad_segs=1, join_style="mitre")
    inner = np.where(shapely.is_empty(inner), shapely.point_on_surface(footprints), shapely.boundary(inner))
    spacing = np.maximum(SPACING_M, shapely.length(inner) / POINTS_AT_MOST)
    dense = shapely.segmentize(inner, spacing)
    xy, owner = shapely.get_coordinates(dense, return_index=True)
    return xy, np.asarray(owner, dtype=np.int64)


def cell_borders(
    blocks: Geometries, footprints: Geometries, block: NDArray[np.int64], progress: Progress
) -> Geometries:
    """Return the lines between the lands of different buildings, inside every block.

    `block` (b,) is the block of each footprint. The lines end on the border of their block to within rounding; they
    are not noded yet, and they may cross a footprint whose neighbours overlap it.
    """
    xy, owner = outline_points(footprints)
    order = np.lexsort((owner, block[owner]))
    xy, owner = xy[order], owner[order]
    bounds = np.searchsorted(block[owner], np.arange(len(blocks) + 1))
    found, sides = [np.zeros(0, dtype=object)], [np.zeros((0, 2), dtype=np.int64)]
    for number, (first, last) in enumerate(pairwise(bounds)):
        if last > first and owner[first] != owner[last - 1]:
            lines, pairs = _borders_in(blocks[number], xy[first:last], owner[first:last])
            found.append(lines)
            sides.append(pairs)
            progress.step(int(last), len(xy), "划分楼幢用地")
    return _outside(np.concatenate(found), np.concatenate(sides), footprints)


def _outside(lines: Geometries, pairs: NDArray[np.int64], footprints: Geometries) -> Geometries:
    """Cut away what runs inside the two footprints it separates: there the wall is the border."""
    for side in (0, 1):
        own = footprints[pairs[:, side]]
        met = shapely.intersects(lines, own)
        lines[met] = shapely.difference(lines[met], own[met])
    parts = shapely.get_parts(lines)
    return np.asarray(parts[shapely.get_dimensions(parts) == 1])


def _borders_in(
    block: BaseGeometry, xy: NDArray[np.float64], owner: NDArray[np.int64]
) -> tuple[Geometries, NDArray[np.int64]]:
    """Return the smoothed Voronoi borders, cut at the block, and the two owners of each."""
    origin = xy.mean(axis=0)
    steps = np.round((xy - origin) / POINT_STEP_M).astype(np.int64)
    _, first = np.unique(steps, axis=0, return_index=True)
    first.sort()
    near = shapely.transform(block, lambda c: c - origin)
    cells = shapely.voronoi_polygons(shapely.multipoints(steps[first] * POINT_STEP_M), extend_to=near, ordered=True)
    between = shared_segments(shapely.get_parts(cells)).between(owner[first])
    if not len(between):
        return np.zeros(0, dtype=object), np.zeros((0, 2), dtype=np.int64)
    chains, pairs = _chains(between)
    shapely.prepare(near)
    crossing = ~shapely.covers(near, chains)
    chains[crossing] = shapely.intersection(chains[crossing], near)
    return np.asarray(shapely.transform(chains, lambda c: c + origin)), pairs


def _chains(between: Segments) -> tuple[Geometries, NDArray[np.int64]]:
    """Join the segments between the same two owners to smoothed lines, with the owners."""
    order = np.lexsort((between.b, between.a))
    owners = np.stack((between.a, between.b), axis=1)[order]
    segments = shapely.linestrings(np.stack((between.start, between.end), axis=1))[order]
    new_pair = np.concatenate(([False], np.any(owners[1:] != owners[:-1], axis=1)))
    pair = np.cumsum(new_pair)
    chains, source = shapely.get_parts(
        shapely.line_merge(shapely.multilinestrings(segments, indices=pair)), return_index=True
    )
    first = np.flatnonzero(np.concatenate(([True], new_pair[1:])))
    smooth = shapely.simplify(chains, SMOOTHING_M, preserve_topology=False)
    return np.asarray(smooth), owners[first][source]
