# SPDX-License-Identifier: MIT
"""Borders between the owners of points: the edges of Voronoi cells, for many separate places at once.

Only the edges between different owners are made, as the dual of a Delaunay triangulation; that is several times faster
than making all cells.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

STEP_M = 0.05
"""Points are moved to whole steps: points nearer to each other are one, and no triangle is too thin to be computed."""
FRAME = 4
"""Four points without owner lie this many sizes of the place away, so that all edges inside it are finite."""

Numbers = NDArray[np.int64]


def voronoi_borders(
    xy: NDArray[np.float64], owner: Numbers, place: Numbers, bounds: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], Numbers]:
    """Return start (s, 2), end (s, 2) and the two owners (s, 2) of every Voronoi edge between different owners.

    The lower owner comes first and lies to the left of the edge. Points (p, 2) of different places (p,) know nothing
    of each other; `bounds` (k, 4) are the bounds of each place.
    """
    numbers, number = np.unique(place, return_inverse=True)
    origin = np.floor(bounds[numbers, :2] / STEP_M) * STEP_M
    points, owner, number = _distinct(np.round((xy - origin[number]) / STEP_M).astype(np.int64), owner, number)
    points, owner, number = _framed(points, owner, number, bounds[numbers])
    corner, number_of_triangle = _triangles(points, number)
    a, b, one, other = _sides_between(corner, owner)
    centre = _circumcentres(points, corner) * STEP_M + origin[number_of_triangle]
    start, end = centre[one], centre[other]
    along, across = end - start, points[a] - points[b]
    turned = along[:, 0] * across[:, 1] < along[:, 1] * across[:, 0]
    start[turned], end[turned] = end[turned], start[turned]
    longer = (along[:, 0] != 0) | (along[:, 1] != 0)
    return start[longer], end[longer], np.stack((owner[a], owner[b]), axis=1)[longer]


def _code(points: Numbers, number: Numbers, low: Numbers, size: Numbers) -> Numbers:
    """Return one number for each place and point on the grid of whole steps."""
    return np.asarray((number * size[0] + points[..., 0] - low[0]) * size[1] + points[..., 1] - low[1])


def _extent(points: Numbers) -> tuple[Numbers, Numbers]:
    """Return the lowest coordinates and the size of a set of points; column by column, which is faster."""
    low = np.array([points[:, 0].min(initial=0), points[:, 1].min(initial=0)])
    return low, np.array([points[:, 0].max(initial=0), points[:, 1].max(initial=0)]) - low + 1


def _distinct(points: Numbers, owner: Numbers, number: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    first = np.sort(np.unique(_code(points, number, *_extent(points)), return_index=True)[1])
    return points[first], owner[first], number[first]


def _framed(
    points: Numbers, owner: Numbers, number: Numbers, bounds: NDArray[np.float64]
) -> tuple[Numbers, Numbers, Numbers]:
    size = np.ceil((bounds[:, 2:] - bounds[:, :2]).max(axis=1) / STEP_M).astype(np.int64) + 1
    corners = np.array([(-1, -1), (2, -1), (2, 2), (-1, 2)]) * FRAME
    frame = (size[:, None, None] * corners).reshape(-1, 2)
    count = len(frame)
    return (
        np.concatenate((points, frame)),
        np.concatenate((owner, np.full(count, -1, dtype=np.int64))),
        np.concatenate((number, np.repeat(np.arange(len(bounds)), 4))),
    )


def _triangles(points: Numbers, number: Numbers) -> tuple[Numbers, Numbers]:
    """Return the points at the corners (t, 3) of the Delaunay triangles of each place and the place of each.

    GEOS carries the heights of points through; here they are the numbers of the points.
    """
    order = np.argsort(number, kind="stable")
    numbered = np.column_stack((points[order], order)).astype(np.float64)
    # Lines, because arrays of points are made one by one; only their corners count.
    together = shapely.linestrings(numbered, indices=number[order])
    corners, place = shapely.get_coordinates(shapely.delaunay_triangles(together), include_z=True, return_index=True)
    corner = corners[:, 2].astype(np.int64).reshape(-1, 4)[:, :3]
    return corner, np.asarray(place[::4], dtype=np.int64)


def _sides_between(corner: Numbers, owner: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return the sides of two triangles between different owners: the points of both owners, the two triangles."""
    a, b = corner[:, [0, 1, 2]].ravel(), corner[:, [1, 2, 0]].ravel()
    kept = np.flatnonzero((owner[a] != owner[b]) & (owner[a] >= 0) & (owner[b] >= 0))
    a, b, triangle = a[kept], b[kept], kept // 3
    swapped = owner[a] > owner[b]
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    code = a * len(owner) + b
    order = np.argsort(code, kind="stable")
    same = code[order[1:]] == code[order[:-1]]
    one, other = order[:-1][same], order[1:][same]
    return a[one], b[one], triangle[one], triangle[other]


def _circumcentres(points: Numbers, corner: Numbers) -> NDArray[np.float64]:
    """Return the centres (t, 2) of the circles through the corners (t, 3) of triangles."""
    x, y = (points[:, axis][corner].astype(np.float64) for axis in (0, 1))
    bx, by, cx, cy = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0], x[:, 2] - x[:, 0], y[:, 2] - y[:, 0]
    twice = 2 * (bx * cy - by * cx)
    bb, cc = bx**2 + by**2, cx**2 + cy**2
    return np.stack((x[:, 0] + (cy * bb - by * cc) / twice, y[:, 0] + (bx * cc - cx * bb) / twice), axis=1)
