# SPDX-License-Identifier: MIT
"""What a person does with grids on the map: split, merge, reshape, transfer, draw. Each returns a new coverage.

A line or polygon may be given to any precision; it is put on the millimetre grid first. An edit that would change a
locked grid, leave a grid without land or change nothing is refused with a sentence (EditError).
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.errors import GridmgrError
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.precision import ROUNDING_M, Geometries, only_areas, snapped
from gridmgr.planning.shared_borders import Segments, components, shared_segments


class EditError(GridmgrError):
    """The edit would not lead to a legal coverage; nothing was changed."""


def split(coverage: Coverage, grid: str, line: BaseGeometry, new_grid: str) -> Coverage:
    """Split a grid along a line; the larger side keeps its id, the other side becomes `new_grid`."""
    _known(coverage, grid)
    _free(coverage, new_grid)
    cut = coverage.cut(_drawn(line))
    mine = np.flatnonzero(cut.grid == grid)
    before, after = _parts(cut, mine, None), _parts(cut, mine, _drawn(line))
    torn = np.flatnonzero(np.bincount(before[np.unique(after, return_index=True)[1]]) > 1)
    count = sum(len(np.unique(after[before == part])) for part in torn)
    if not count:
        raise EditError("这条线没有把网格分开，请从网格的一侧边界外画到另一侧边界外。")
    if count > 2:
        raise EditError("这条线把网格切成了 {count} 块，请画一条只穿过网格一次的线。", count=count)
    chosen = before == torn[0]
    area = np.bincount(after[chosen], shapely.area(cut.faces[mine[chosen]]))
    sides = np.unique(after[chosen])
    smaller = sides[np.argmin(area[sides])]
    return _changed(cut, mine[after == smaller], new_grid)


def merge(coverage: Coverage, grid: str, absorbed: str) -> Coverage:
    """Join a neighbouring grid to a grid, which keeps its id."""
    _known(coverage, grid)
    _known(coverage, absorbed)
    if grid == absorbed:
        raise EditError("请选择两个不同的网格再合并。")
    borders = shared_segments(coverage.faces[np.isin(coverage.grid, (grid, absorbed))])
    names = coverage.grid[np.isin(coverage.grid, (grid, absorbed))]
    if not (names[borders.a] != names[borders.b]).any():
        raise EditError("这两个网格没有共同的边界，合并后会分成两块，请选择相邻的网格。")
    return _changed(coverage, np.flatnonzero(coverage.grid == absorbed), grid, emptied=absorbed)


def reshape(coverage: Coverage, grid: str, line: BaseGeometry) -> Coverage:
    """Draw a part of a grid's border anew.

    Land between the border and a line that runs outside comes to the grid; land that a line inside cuts off goes to the
    neighbour with the longest border along it.
    """
    _known(coverage, grid)
    drawn = _drawn(line)
    cut = coverage.cut(drawn)
    gained = _enclosed(cut, grid, drawn)
    handed = _cut_off(cut, grid, drawn)
    result = cut
    for faces, receiver in handed:
        result = _changed(result, faces, receiver)
    if len(gained):
        result = _changed(result, gained, grid)
    if not len(gained) and not handed:
        raise EditError("这条线没有改变网格的边界，请从边界上一点画到边界上另一点。")
    return result


def transfer(coverage: Coverage, faces: NDArray[np.int64], to_grid: str) -> Coverage:
    """Give faces to another grid; see `Coverage.faces_of_buildings` and `Coverage.faces_in` for choosing them."""
    _known(coverage, to_grid)
    return _changed(coverage, faces, to_grid)


def draw_grid(coverage: Coverage, polygon: BaseGeometry, new_grid: str) -> Coverage:
    """Make a new grid from the land inside a polygon, whatever grids it belonged to; land outside is left out."""
    _free(coverage, new_grid)
    area = only_areas(polygon)
    if area.is_empty:
        raise EditError("画出的范围没有面积，请至少点三个不在一条直线上的点。")
    cut = coverage.cut(shapely.boundary(area))
    shapely.prepare(area)
    inside = np.flatnonzero(shapely.intersects(area, shapely.point_on_surface(cut.faces)))
    if not len(inside):
        raise EditError("画出的范围不在本社区内，请在社区范围内画。")
    return _changed(cut, inside, new_grid)


def _changed(coverage: Coverage, faces: NDArray[np.int64], grid: str, emptied: str = UNASSIGNED) -> Coverage:
    """Give faces to a grid: the one door of all edits, which looks after locks and grids left without land."""
    faces = np.asarray(faces, dtype=np.int64)
    faces = faces[coverage.grid[faces] != grid]
    if not len(faces):
        raise EditError("所选范围已经在这个网格内，没有可以改动的地方。")
    losing = set(coverage.grid[faces].tolist())
    held = sorted((losing | {grid}) & coverage.locked)
    if held:
        raise EditError("网格“{grid}”已锁定，请先解锁再修改。", grid=held[0])
    result = coverage.assigned(faces, grid)
    gone = sorted(losing - set(result.grids()) - {UNASSIGNED, emptied})
    if gone:
        raise EditError("这样网格“{grid}”就没有范围了，如要取消它请使用“合并”。", grid=gone[0])
    return result


def _known(coverage: Coverage, grid: str) -> None:
    if grid == UNASSIGNED or grid not in coverage.grids():
        raise EditError("没有找到网格“{grid}”，它可能已被合并，请刷新后重试。", grid=grid)


def _free(coverage: Coverage, grid: str) -> None:
    if grid == UNASSIGNED or grid in coverage.grids():
        raise EditError("网格标识“{grid}”已被使用，请换一个。", grid=grid)


def _drawn(line: BaseGeometry) -> BaseGeometry:
    tidy = snapped(np.array([shapely.force_2d(line)], dtype=object))[0]
    if tidy.is_empty or tidy.length == 0:
        raise EditError("这条线太短，请至少点两个不同的点。")
    return tidy


def _along(segments: Segments, line: BaseGeometry) -> NDArray[np.bool_]:
    """Tell which border segments run along a line that the faces were cut by."""
    shapely.prepare(line)
    found = shapely.dwithin(line, segments.middle, ROUNDING_M)
    ends = shapely.dwithin(line, shapely.points(segments.start), ROUNDING_M)
    return np.asarray(found & ends & shapely.dwithin(line, shapely.points(segments.end), ROUNDING_M))


def _parts(coverage: Coverage, faces: NDArray[np.int64], line: BaseGeometry | None) -> NDArray[np.int64]:
    """Number the connected parts of some faces; a line parts what lies on its two sides."""
    segments = shared_segments(coverage.faces[faces])
    if line is not None:
        segments = segments.only(~_along(segments, line))
    return components(len(faces), segments.a, segments.b)


def _enclosed(coverage: Coverage, grid: str, line: BaseGeometry) -> NDArray[np.int64]:
    """Return the faces of other grids between a line and the border of a grid."""
    border = shapely.boundary(coverage.grid_polygon(grid))
    rings = shapely.get_parts(shapely.polygonize([shapely.union_all([border, line])]))
    reached = shapely.length(shapely.intersection(shapely.boundary(rings), line)) > ROUNDING_M
    others = np.flatnonzero(coverage.grid != grid)
    points: Geometries = shapely.point_on_surface(coverage.faces[others])
    point, _ = shapely.STRtree(rings[reached]).query(points, predicate="intersects")
    return np.asarray(others[np.unique(point)])


def _cut_off(coverage: Coverage, grid: str, line: BaseGeometry) -> list[tuple[NDArray[np.int64], str]]:
    """Return the parts of a grid that a line cuts off and the neighbour that each goes to."""
    mine = np.flatnonzero(coverage.grid == grid)
    before, after = _parts(coverage, mine, None), _parts(coverage, mine, line)
    area = np.bincount(after, shapely.area(coverage.faces[mine]))
    found = []
    for part in np.unique(before):
        pieces = np.unique(after[before == part])
        for piece in pieces[pieces != pieces[np.argmax(area[pieces])]]:
            faces = mine[after == piece]
            found.append((faces, _receiver(coverage, faces, grid)))
    return found


def _receiver(coverage: Coverage, faces: NDArray[np.int64], grid: str) -> str:
    near = np.unique(shapely.STRtree(coverage.faces).query(coverage.faces[faces], predicate="intersects")[1])
    segments = shared_segments(coverage.faces[near])
    inside = np.isin(near, faces)
    rim = segments.only(inside[segments.a] != inside[segments.b])
    other = coverage.grid[near[np.where(inside[rim.a], rim.b, rim.a)]]
    length: dict[str, float] = {name: float(rim.length_m[other == name].sum()) for name in sorted(set(other.tolist()))}
    length = {name: metres for name, metres in length.items() if name not in (grid, UNASSIGNED)}
    if not length:
        raise EditError("切下的部分没有相邻网格可以接收，请改用“拆分”。")
    return max(length, key=lambda name: length[name])
