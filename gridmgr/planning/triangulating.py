# SPDX-License-Identifier: MIT
"""Delaunay triangles of many small sets of points, as a loop over plain arrays that numba can compile.

Points are put in one by one and edges flipped until every circle is empty (Lawson 1977). Where more than three points
lie on one empty circle, their order decides; it is that of GEOS, so that both find the same triangles.
"""

from typing import Any

Numbers = Any
"""An array of whole numbers, or a list of them where the loop is not compiled."""
Real = Any
"""The same of floating-point numbers."""

FRAME_CORNERS = 4
"""So many points of each set, its first ones, are a square around all others, against the clock."""


def triangulate(x: Real, y: Real, first: Numbers, corner: Numbers, twin: Numbers) -> None:
    """Write the points at the corners of all triangles into `corner`, against the clock, three for each.

    Set k has the points from `first[k]` to `first[k + 1]`, no two at one place; whole numbers up to a million are safe.
    It gets 2 n - 6 triangles for n points. `twin` (as long as `corner`) is room for the side across each side.
    """
    open_ = [0] * 256
    at = 0
    for number in range(len(first) - 1):
        begin = first[number]
        _put_frame(begin, at, corner, twin)
        count, triangle = at + 6, at
        for point in range(begin + FRAME_CORNERS, first[number + 1]):
            triangle = _around(x, y, point, triangle, corner, twin)
            _split(point, triangle, count, corner, twin)
            open_[0], open_[1], open_[2] = triangle, count, count + 3
            count += 6
            depth = 3
            while depth:
                depth -= 1
                side = open_[depth]
                across = twin[side]
                if across >= 0 and _is_in_circle(x, y, side, across, point, corner):
                    _flip(side, across, corner, twin)
                    if depth + 2 > len(open_):
                        open_ = open_ + open_
                    open_[depth], open_[depth + 1] = side, across
                    depth += 2
        at = count


def _put_frame(begin: int, at: int, corner: Numbers, twin: Numbers) -> None:
    """Begin with the two triangles of a square."""
    corner[at], corner[at + 1], corner[at + 2] = begin, begin + 1, begin + 2
    corner[at + 3], corner[at + 4], corner[at + 5] = begin, begin + 2, begin + 3
    for side in range(at, at + 6):
        twin[side] = -1
    twin[at + 2], twin[at + 3] = at + 3, at + 2


def _next(side: int) -> int:
    """Return the side behind one in its triangle."""
    return side - 2 if side % 3 == 2 else side + 1


def _around(x: Real, y: Real, point: int, triangle: int, corner: Numbers, twin: Numbers) -> int:
    """Return the first side of the triangle that a point lies in, walking there from another one."""
    px, py = x[point], y[point]
    step = 0
    while step < 3:
        side = triangle + step
        a, b = corner[side], corner[_next(side)]
        if (x[b] - x[a]) * (py - y[a]) - (y[b] - y[a]) * (px - x[a]) < 0:
            triangle = twin[side] // 3 * 3
            step = 0
        else:
            step += 1
    return triangle


def _split(point: int, triangle: int, count: int, corner: Numbers, twin: Numbers) -> None:
    """Put a point into a triangle, which becomes three; the side across from the point is the first of each."""
    one, other = count, count + 3
    a, b, c = corner[triangle], corner[triangle + 1], corner[triangle + 2]
    beyond_b, beyond_c = twin[triangle + 1], twin[triangle + 2]
    corner[triangle + 2] = point
    corner[one], corner[one + 1], corner[one + 2] = b, c, point
    corner[other], corner[other + 1], corner[other + 2] = c, a, point
    twin[one], twin[other] = beyond_b, beyond_c
    if beyond_b >= 0:
        twin[beyond_b] = one
    if beyond_c >= 0:
        twin[beyond_c] = other
    twin[triangle + 1], twin[one + 2] = one + 2, triangle + 1
    twin[one + 1], twin[other + 2] = other + 2, one + 1
    twin[other + 1], twin[triangle + 2] = triangle + 2, other + 1


def _is_in_circle(x: Real, y: Real, side: int, across: int, point: int, corner: Numbers) -> bool:
    """Tell whether a point lies within the circle around the triangle across a side."""
    a, b, c = corner[side], corner[_next(_next(across))], corner[_next(side)]
    px, py = x[point], y[point]
    ax, ay, bx, by, cx, cy = x[a] - px, y[a] - py, x[b] - px, y[b] - py, x[c] - px, y[c] - py
    lifted = (ax * ax + ay * ay) * (bx * cy - cx * by)
    lifted += (bx * bx + by * by) * (cx * ay - ax * cy)
    lifted += (cx * cx + cy * cy) * (ax * by - bx * ay)
    return bool(lifted > 0)


def _flip(side: int, across: int, corner: Numbers, twin: Numbers) -> None:
    """Turn the common side of two triangles; both sides then face the point that the first one faced."""
    after, far, back = _next(side), _next(across), _next(_next(across))
    beyond_after, beyond_far, beyond_back = twin[after], twin[far], twin[back]
    point, last = corner[_next(after)], corner[after]
    corner[after] = corner[across] = corner[back]
    corner[far], corner[back] = last, point
    twin[side], twin[across], twin[far] = beyond_far, beyond_back, beyond_after
    twin[after], twin[back] = back, after
    if beyond_far >= 0:
        twin[beyond_far] = side
    if beyond_back >= 0:
        twin[beyond_back] = across
    if beyond_after >= 0:
        twin[beyond_after] = far
