# SPDX-License-Identifier: MIT
"""Borders drawn anew as areas that change hands: worked out on outlines while a line is drawn, carried out by cutting.

What a person is shown before and what is done afterwards come from the same areas.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.coverage import LEAST_M2, UNASSIGNED, Coverage
from gridmgr.planning.editing import EditError, changed_hands, drawn_line, is_known
from gridmgr.planning.grid_borders import GridBorders
from gridmgr.planning.precision import ROUNDING_M, Geometries, mean_width_m

THIN_M = 0.05
"""A part narrower than this is rounding, not a piece of a grid."""


@dataclass(frozen=True, eq=False)
class Give:
    """The land in an area that belongs to one grid shall go to another one."""

    area: BaseGeometry
    giver: str
    """UNASSIGNED for land in no grid."""
    taker: str


def give_areas(coverage: Coverage, lines: BaseGeometry, gives: Sequence[Give]) -> Coverage:
    """Cut the faces along lines, then give away what lies in the areas. Raises EditError.

    A face belongs to an area by a point inside it: the lines are edges of the areas, so no face is partly in one.
    """
    for give in gives:
        is_known(coverage, give.taker)
    cut = coverage.cut(drawn_line(lines))
    # Looked for before anything moves: what one area gives, another must not give on.
    points = shapely.point_on_surface(cut.faces)
    moves = [(give, _faces_of(cut, points, give)) for give in gives]
    result = cut
    for give, faces in moves:
        if len(faces):
            result = changed_hands(result, faces, give.taker)
    if result is cut:
        raise EditError("这条线没有改变网格的边界，请从边界上一点画到边界上另一点。")
    return result


def _faces_of(coverage: Coverage, points: Geometries, give: Give) -> NDArray[np.int64]:
    mine = np.flatnonzero(coverage.grid == give.giver)
    shapely.prepare(give.area)
    return np.asarray(mine[shapely.intersects(give.area, points[mine])])


def bent(line: BaseGeometry, borders: GridBorders, shape: BaseGeometry, grid: str) -> list[Give]:
    """Return what changes hands when a line is drawn from border to border of a grid with the outline `shape`.

    Land of neighbours between the line and the border comes to the grid; of the pieces that the line cuts off inside,
    the largest stays and every other one goes to the neighbour with the longest border along it.
    """
    rings = _rings([shapely.boundary(shape), line])
    rings = rings[shapely.length(shapely.intersection(shapely.boundary(rings), line)) > ROUNDING_M]
    points = shapely.point_on_surface(rings)
    parts = [shapely.intersects(part, points) for part in shapely.get_parts(shape)]
    outside = rings[~np.any(parts, axis=0)] if len(rings) else rings
    gives = [Give(ring, giver, grid) for ring in outside for giver in _givers(borders, ring, grid)]
    for pieces in (rings[inside] for inside in parts if inside.any()):
        lesser = pieces[np.arange(len(pieces)) != np.argmax(shapely.area(pieces))]
        gives += [Give(piece, grid, _receiver(borders, grid, piece)) for piece in lesser]
    return gives


def reshape(coverage: Coverage, grid: str, line: BaseGeometry) -> Coverage:
    """Draw a part of a grid's border anew, as in `bent`. Raises EditError."""
    is_known(coverage, grid)
    drawn = drawn_line(line)
    gives = bent(drawn, GridBorders.of(coverage), coverage.grid_polygon(grid), grid)
    return give_areas(coverage, drawn, gives)


def pulled(
    old: BaseGeometry, new: BaseGeometry, pair: tuple[str, str], shapes: tuple[BaseGeometry, BaseGeometry]
) -> list[Give]:
    """Return what changes hands when a stretch of the border of two grids is drawn anew between its ends.

    Only land of the two changes hands: what lies between the old line and the new one goes to the other side.
    """
    gives = []
    for ring in _rings([old, new]):
        if mean_width_m(np.array([ring], dtype=object))[0] < THIN_M:
            continue
        one, other = (float(shapely.area(shapely.intersection(shape, ring))) for shape in shapes)
        if max(one, other) > LEAST_M2:
            gives.append(Give(ring, *(pair if one > other else pair[::-1])))
    return gives


def torn_by(gives: Sequence[Give], shapes: Iterable[tuple[str, BaseGeometry]]) -> tuple[str, ...]:
    """Return the grids (of those whose outlines are given) that would fall into more parts than they have."""
    found = []
    for name, shape in shapes:
        gone = [give.area for give in gives if give.giver == name]
        come = [give.area for give in gives if give.taker == name]
        if gone:
            left = shapely.difference(shape, shapely.union_all(gone))
            left = shapely.union_all([left, *come]) if come else left
            if _parts(left) > _parts(shape):
                found.append(name)
    return tuple(found)


def _receiver(borders: GridBorders, grid: str, piece: BaseGeometry) -> str:
    taker = borders.longest_neighbour(grid, piece)
    if taker == UNASSIGNED:
        raise EditError("切下的部分没有相邻网格可以接收，请改用“拆分”。")
    return taker


def _parts(shape: BaseGeometry) -> int:
    return int(np.count_nonzero(mean_width_m(shapely.get_parts(shape)) > THIN_M))


def _rings(lines: list[BaseGeometry]) -> Geometries:
    return np.asarray(shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])))


def _givers(borders: GridBorders, ring: BaseGeometry, grid: str) -> list[str]:
    """Return whose land may lie in a ring: every grid with a border in it, and land of none."""
    near = borders.tree.query(ring, predicate="intersects")
    names = {*borders.one[near].tolist(), *borders.other[near].tolist()}
    return sorted((names | {UNASSIGNED}) - {grid})
