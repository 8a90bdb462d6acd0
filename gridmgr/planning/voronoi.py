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

    Points (p, 2) of different places (p,) know nothing of each other; `bounds` (k, 4) are the bounds of each place.
    """
    numbers, number = np.unique(place, return_inverse=True)
    origin = np.floor(bounds[numbers, :2] / STEP_M) * STEP_M
    points, owner, number = _distinct(np.round((xy - origin[number]) / STEP_M).astype(np.int64), owner, number)
    points, owner, number = _framed(points, owner, number, bounds[numbers])
    triangles, number_of_triangle = _triangles(points, number)
    a, b, left, right = _inner_sides(_corner_points(points, number, triangles, number_of_triangle))
    kept = (owner[a] != owner[b]) & (owner[a] >= 0) & (owner[b] >= 0)
    a, b, left, right = a[kept], b[kept], left[kept], right[kept]
    centre = _circumcentres(triangles) * STEP_M + origin[number_of_triangle]
    pairs = np.stack((np.minimum(owner[a], owner[b]), np.maximum(owner[a], owner[b])), axis=1)
    longer = np.any(centre[left] != centre[right], axis=1)
    return centre[left][longer], centre[right][longer], pairs[longer]


def _distinct(points: Numbers, owner: Numbers, number: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    first = np.sort(np.unique(np.column_stack((number, points)), axis=0, return_index=True)[1])
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
    """Return the corners (t, 3, 2) of the Delaunay triangles of each place and the place of each."""
    order = np.argsort(number, kind="stable")
    together = shapely.multipoints(points[order].astype(np.float64), indices=number[order])
    parts, number_of_triangle = shapely.get_parts(shapely.delaunay_triangles(together), return_index=True)
    corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
    return np.round(corners).astype(np.int64), np.asarray(number_of_triangle, dtype=np.int64)


def _corner_points(points: Numbers, number: Numbers, triangles: Numbers, number_of_triangle: Numbers) -> Numbers:
    """Return the point at each corner of each triangle (t, 3)."""
    low = points.min(axis=0)
    wide, high = points.max(axis=0) - low + 1
    code = (number * wide + points[:, 0] - low[0]) * high + points[:, 1] - low[1]
    wanted = (number_of_triangle[:, None] * wide + triangles[..., 0] - low[0]) * high + triangles[..., 1] - low[1]
    order = np.argsort(code, kind="stable")
    return np.asarray(order[np.searchsorted(code[order], wanted)])


def _inner_sides(corner: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return for each side of two triangles its two points and the two triangles."""
    a, b = corner[:, [0, 1, 2]].ravel(), corner[:, [1, 2, 0]].ravel()
    triangle = np.repeat(np.arange(len(corner)), 3)
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((triangle, high, low))
    low, high, triangle = low[order], high[order], triangle[order]
    same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    return low[1:][same], high[1:][same], triangle[:-1][same], triangle[1:][same]


def _circumcentres(triangles: Numbers) -> NDArray[np.float64]:
    origin = triangles[:, 0].astype(np.float64)
    b, c = (triangles[:, n] - origin for n in (1, 2))
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    x = c[:, 1] * bb - b[:, 1] * cc
    y = b[:, 0] * cc - c[:, 0] * bb
    return np.asarray(origin + np.stack((x, y), axis=1) / twice[:, None])
