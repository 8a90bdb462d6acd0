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
    triangles, number_of_triangle = _triangles(points, number)
    corner = _corner_points(points, number, triangles, number_of_triangle)
    a, b, one, other = _sides_between(corner, owner)
    centre = _circumcentres(triangles) * STEP_M + origin[number_of_triangle]
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
    """Return the corners (t, 3, 2) of the Delaunay triangles of each place and the place of each."""
    order = np.argsort(number, kind="stable")
    # Lines, because arrays of points are made one by one; only their corners count.
    together = shapely.linestrings(points[order].astype(np.float64), indices=number[order])
    corners, place = shapely.get_coordinates(shapely.delaunay_triangles(together), return_index=True)
    return np.round(corners.reshape(-1, 4, 2)[:, :3]).astype(np.int64), np.asarray(place[::4], dtype=np.int64)


def _corner_points(points: Numbers, number: Numbers, triangles: Numbers, number_of_triangle: Numbers) -> Numbers:
    """Return the point at each corner of each triangle (t, 3)."""
    low, size = _extent(points)
    code = _code(points, number, low, size)
    order = np.argsort(code, kind="stable")
    wanted = _code(triangles, number_of_triangle[:, None], low, size)
    return np.asarray(order[np.searchsorted(code[order], wanted)])


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


def _circumcentres(triangles: Numbers) -> NDArray[np.float64]:
    origin = triangles[:, 0].astype(np.float64)
    b, c = (triangles[:, n] - origin for n in (1, 2))
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    x = c[:, 1] * bb - b[:, 1] * cc
    y = b[:, 0] * cc - c[:, 0] * bb
    return np.asarray(origin + np.stack((x, y), axis=1) / twice[:, None])
