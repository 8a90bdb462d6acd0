# SPDX-License-Identifier: MIT
"""Borders between the owners of points: the edges of Voronoi cells, for many separate places at once.

Only the edges between different owners are made, as the dual of a Delaunay triangulation; that is several times faster
than making all cells.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.ordering import Numbers, numbered, order_of, twins
from gridmgr.planning.partition.kernel.loading import Kernel, loops_at_hand
from gridmgr.planning.triangulating import FRAME_CORNERS

STEP_M = 0.05
"""Points are moved to whole steps: points nearer to each other are one, and no triangle is too thin to be computed."""
FRAME = 4
"""Four points without owner lie this many sizes of the place away, so that all edges inside it are finite."""
WIDEST_STEPS = 100_000
"""In a wider place the loop's floating-point numbers could judge four points on one circle otherwise than GEOS."""


@dataclass(frozen=True, slots=True)
class Borders:
    """Edges of Voronoi cells between different owners (s)."""

    start: NDArray[np.float64]
    """(s, 2)"""
    end: NDArray[np.float64]
    """(s, 2) now and then the same place as the start."""
    pairs: Numbers
    """(s, 2) the two owners; the first, lower one lies to the left of the edge."""
    following: Numbers
    """(s,) the edge between the same two owners that begins where this one ends; -1 where a third one has land."""


def voronoi_borders(xy: NDArray[np.float64], owner: Numbers, place: Numbers, bounds: NDArray[np.float64]) -> Borders:
    """Return the Voronoi edges between different owners.

    Points (p, 2) of different places (p,) know nothing of each other; `bounds` (k, 4) are the bounds of each place.
    """
    number = numbered(place)
    some = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int64)
    some[number] = place
    origin = np.floor(bounds[some, :2] / STEP_M) * STEP_M
    points, owner, number = _distinct(np.round((xy - origin.take(number, axis=0)) / STEP_M), owner, number)
    points, owner, number = _framed(points, owner, number, bounds[some])
    corner, where = _mixed(*_triangles(points, number), owner)
    pairs, start, end = _sides_between(corner, owner)
    centre = _circumcentres(points, corner) * STEP_M + origin.take(where, axis=0)
    following = _following(owner.take(corner), start, end)
    return Borders(centre.take(start, axis=0), centre.take(end, axis=0), pairs, following)


def _distinct(
    points: NDArray[np.float64], owner: Numbers, number: Numbers
) -> tuple[NDArray[np.float64], Numbers, Numbers]:
    """Leave out points at the place of an earlier one."""
    x, y = (np.ascontiguousarray(points[:, axis]).astype(np.int64) for axis in (0, 1))
    x, y = x - x.min(initial=0), y - y.min(initial=0)
    _, later = twins((number * (x.max(initial=0) + 1) + x) * (y.max(initial=0) + 1) + y)
    if not len(later):
        return points, owner, number
    kept = np.ones(len(points), dtype=np.bool_)
    kept[later] = False
    return points[kept], owner[kept], number[kept]


def _framed(
    points: NDArray[np.float64], owner: Numbers, number: Numbers, bounds: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Numbers, Numbers]:
    size = np.ceil((bounds[:, 2:] - bounds[:, :2]).max(axis=1) / STEP_M) + 1
    corners = np.array([(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)]) * FRAME
    frame = (size[:, None, None] * corners).reshape(-1, 2)
    count = len(frame)
    return (
        np.concatenate((points, frame)),
        np.concatenate((owner, np.full(count, -1, dtype=np.int64))),
        np.concatenate((number, np.repeat(np.arange(len(bounds)), 4))),
    )


def _triangles(points: NDArray[np.float64], number: Numbers) -> tuple[Numbers, Numbers]:
    """Return the points at the corners (t, 3) of the Delaunay triangles of each place and the place of each.

    The corners run against the clock; a frame of four points for each place comes last.
    """
    loops = loops_at_hand()
    frames = points[len(points) - FRAME_CORNERS * (int(number.max(initial=-1)) + 1) :]
    if loops.is_compiled and frames.max(initial=0.0) <= 2 * FRAME * WIDEST_STEPS:
        return triangles_by_loop(points, number, loops)
    return triangles_by_geos(points, number)


def triangles_by_geos(points: NDArray[np.float64], number: Numbers) -> tuple[Numbers, Numbers]:
    """Return what `_triangles` does. GEOS carries the heights of points through; here they are their numbers."""
    order = order_of(number)
    numbered_points = np.empty((len(points), 3))
    numbered_points[:, :2] = points.take(order, axis=0)
    numbered_points[:, 2] = order
    # Lines, because arrays of points are made one by one; only their corners count.
    together = shapely.linestrings(numbered_points, indices=number.take(order))
    corners, place = shapely.get_coordinates(shapely.delaunay_triangles(together), include_z=True, return_index=True)
    corner = corners[:, 2].reshape(-1, 4)[:, :3].astype(np.int64)
    return corner, np.asarray(place[::4], dtype=np.int64)


def triangles_by_loop(points: NDArray[np.float64], number: Numbers, loops: Kernel) -> tuple[Numbers, Numbers]:
    """Return what `_triangles` does, by the loop of `planning.triangulating`; triangles may come in another order."""
    places = int(number.max(initial=-1)) + 1
    inner = len(points) - FRAME_CORNERS * places
    x, y = (np.ascontiguousarray(points[:, axis]) for axis in (0, 1))
    east, north = ((along[:inner] - along[:inner].min(initial=0)).astype(np.int64) for along in (x, y))
    count = np.bincount(number[:inner], minlength=places)
    order = order_of((number[:inner] * (east.max(initial=0) + 1) + east) * (north.max(initial=0) + 1) + north)
    first = np.concatenate(([0], np.cumsum(count + FRAME_CORNERS)))
    # Place by place: its frame, then its points from west to east.
    sorted_points = np.empty(len(points), dtype=np.int64)
    sorted_points[np.arange(inner) + FRAME_CORNERS * (number.take(order) + 1)] = order
    sorted_points[(first[:-1, None] + np.arange(FRAME_CORNERS)).ravel()] = np.arange(inner, len(points))
    made = 2 * (count + FRAME_CORNERS) - 6
    corner = np.empty(3 * int(made.sum()), dtype=np.int64)
    loops.triangulate(x.take(sorted_points), y.take(sorted_points), first, corner, np.empty_like(corner))
    return sorted_points.take(corner).reshape(-1, 3), np.repeat(np.arange(places), made)


def finds_the_same(loops: Kernel) -> bool:
    """Tell whether compiled loops find the triangles that GEOS finds, on a lattice with many points on one circle."""
    side = np.arange(12.0)
    points, number = np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2), np.zeros(144, dtype=np.int64)
    points, _, number = _framed(points, number, number, np.array([[0.0, 0.0, 1.0, 1.0]]))
    one, other = (some[0] for some in (triangles_by_geos(points, number), triangles_by_loop(points, number, loops)))
    one, other = (np.sort(corner[corner.max(axis=1) < 144], axis=1) for corner in (one, other))
    return np.array_equal(np.unique(one, axis=0), np.unique(other, axis=0))


def _mixed(corner: Numbers, place: Numbers, owner: Numbers) -> tuple[Numbers, Numbers]:
    """Return the triangles that not one owner alone holds."""
    one, other, third = (owner.take(corner[:, k]) for k in range(3))
    kept = np.flatnonzero((one != other) | (other != third))
    return corner.take(kept, axis=0), place.take(kept)


def _sides_between(corner: Numbers, owner: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the owners (s, 2) of the sides between two triangles, and the triangle where each border starts and ends.

    Who leaves a triangle across one of its sides has the point at the end of the side to the left.
    """
    a, b = corner.ravel(), corner.take([1, 2, 0], axis=1).ravel()
    of_a, of_b = owner.take(a), owner.take(b)
    leaving = np.flatnonzero((of_b < of_a) & (of_b >= 0))
    coming = np.flatnonzero((of_a < of_b) & (of_a >= 0))
    size = len(owner)
    out = a.take(leaving) * size + b.take(leaving)
    back = b.take(coming) * size + a.take(coming)
    one, other = twins(np.concatenate((out, back)))
    start, end = leaving.take(one), coming.take(other - len(leaving))
    pairs = np.stack((of_b.take(start), of_a.take(start)), axis=1)
    return pairs, start // 3, end // 3


def _following(owner: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """Return the border behind each one; `owner` (t, 3) are the owners at the corners of the triangles.

    Two owners share a triangle: their border goes on through it. Three do: it ends there.
    """
    one, other, third = owner.T
    through = ((one == other) | (other == third) | (third == one)) & (owner.min(axis=1, initial=0) >= 0)
    leaves = np.full(len(owner), -1, dtype=np.int64)
    leaves[start] = np.arange(len(start))
    leaves[~through] = -1
    return leaves.take(end)


def _circumcentres(points: NDArray[np.float64], corner: Numbers) -> NDArray[np.float64]:
    """Return the centres (t, 2) of the circles through the corners (t, 3) of triangles.

    Each is reckoned from its lowest corner on, so that the last digit does not hang on where the triangle begins.
    """
    first = corner.argmin(axis=1)
    ends = np.arange(0, corner.size, 3)
    corner = np.stack([corner.take(ends + (first + k) % 3) for k in range(3)], axis=1)
    x, y = (np.ascontiguousarray(points[:, axis]) for axis in (0, 1))
    (ax, bx, cx), (ay, by, cy) = ([along.take(corner[:, k]) for k in range(3)] for along in (x, y))
    bx, by, cx, cy = bx - ax, by - ay, cx - ax, cy - ay
    twice = 2 * (bx * cy - by * cx)
    bb, cc = bx**2 + by**2, cx**2 + cy**2
    return np.stack((ax + (cy * bb - by * cc) / twice, ay + (bx * cc - cx * bb) / twice), axis=1)
