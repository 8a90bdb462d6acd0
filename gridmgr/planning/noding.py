# SPDX-License-Identifier: MIT
"""Lines that meet where they should: noded once on the millimetre grid, small gaps closed, faces between them."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.shapes import GRID_M
from gridmgr.planning.precision import Geometries, corner_numbers, plain

LOOK_BACK_M = 5.0
"""The direction of a dangling end is taken over its last metres, so that a small hook at the end does not count."""


def noded(lines: Geometries) -> Geometries:
    """Return the pieces of lines between their crossings, every corner on the millimetre grid."""
    parts = shapely.get_parts(shapely.union_all(lines, grid_size=GRID_M))
    return plain(parts[shapely.get_dimensions(parts) == 1])


def faces_between(pieces: Geometries) -> Geometries:
    """Return the polygons that noded lines enclose; dead ends enclose nothing and drop out."""
    return np.asarray(shapely.get_parts(shapely.polygonize(pieces)))


def gap_lines(pieces: Geometries, reach_m: float) -> Geometries:
    """Return short lines that lead dangling ends on to what lies ahead of them.

    Streets drawn by hand or cut into tiles often end a few metres before the street they meet. A dangling end is led
    straight on to the first line within `reach_m`, else to the nearest other dangling end within reach.
    """
    ends, edge, inward = _dangling(pieces)
    if not len(ends):
        return np.zeros(0, dtype=object)
    ahead = ends + (ends - inward) / np.maximum(np.hypot(*(ends - inward).T), GRID_M)[:, None] * reach_m
    target = _first_hit(pieces, ends, edge, ahead)
    missing = np.isnan(target[:, 0])
    target[missing] = _nearest_end(ends, edge, reach_m)[missing]
    found = ~np.isnan(target[:, 0])
    return np.asarray(shapely.linestrings(np.stack((ends[found], target[found]), axis=1)))


def _dangling(pieces: Geometries) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    corners, piece = shapely.get_coordinates(pieces, return_index=True)
    first = np.searchsorted(piece, np.arange(len(pieces)))
    last = np.append(first[1:], len(corners))[: len(first)] - 1
    xy = corners.take(np.concatenate((first, last)), axis=0)
    corner = corner_numbers(xy)
    alone = np.flatnonzero(np.bincount(corner).take(corner) == 1)
    edge = alone % max(len(pieces), 1)
    back = np.minimum(LOOK_BACK_M, shapely.length(pieces.take(edge)))
    inward = shapely.line_interpolate_point(pieces.take(edge), np.where(alone < len(pieces), back, -back))
    return xy.take(alone, axis=0), edge, shapely.get_coordinates(inward)


def _first_hit(
    pieces: Geometries, ends: NDArray[np.float64], edge: NDArray[np.int64], ahead: NDArray[np.float64]
) -> NDArray[np.float64]:
    rays = shapely.linestrings(np.stack((ends, ahead), axis=1))
    ray, piece = shapely.STRtree(pieces).query(rays, predicate="intersects")
    other = piece != edge[ray]
    ray, piece = ray[other], piece[other]
    hits, which = shapely.get_coordinates(shapely.intersection(rays[ray], pieces[piece]), return_index=True)
    order = np.argsort(-np.hypot(*(hits - ends[ray[which]]).T), kind="stable")
    target = np.full((len(ends), 2), np.nan)
    target[ray[which][order]] = hits[order]
    return target


def _nearest_end(ends: NDArray[np.float64], edge: NDArray[np.int64], reach_m: float) -> NDArray[np.float64]:
    points = shapely.points(ends)
    here, there = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach_m)
    other = edge[here] != edge[there]
    here, there = here[other], there[other]
    order = np.argsort(-np.hypot(*(ends[here] - ends[there]).T), kind="stable")
    target = np.full((len(ends), 2), np.nan)
    target[here[order]] = ends[there[order]]
    return target
