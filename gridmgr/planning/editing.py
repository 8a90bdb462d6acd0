# SPDX-License-Identifier: MIT
"""What a person does with grids on the map: split, merge, transfer, draw. Each returns a new coverage.

A line or polygon may be given to any precision; it is put on the millimetre grid first. An edit that would change a
locked grid, leave a grid without land or change nothing is refused with a sentence (EditError).
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.errors import GridmgrError
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.precision import ROUNDING_M, only_areas, snapped
from gridmgr.planning.shared_borders import Segments, components, shared_segments


class EditError(GridmgrError):
    """The edit would not lead to a legal coverage; nothing was changed."""


@dataclass(frozen=True, eq=False)
class Keeping:
    """Which side of a split stays the grid it was: the one with more households, unless a person wants the other."""

    households: NDArray[np.int64]
    """(b,) households of each building of the coverage."""
    swapped: bool = False


def split(coverage: Coverage, grid: str, line: BaseGeometry, new_grid: str, keeping: Keeping | None = None) -> Coverage:
    """Split a grid along a line; one side keeps its id, the other becomes `new_grid`.

    The side with more households stays, where neither has more (or none are given) the larger one.
    """
    is_known(coverage, grid)
    _free(coverage, new_grid)
    cut = coverage.cut(drawn_line(line))
    mine = np.flatnonzero(cut.grid == grid)
    before, after = _parts(cut, mine, None), _parts(cut, mine, drawn_line(line))
    torn = np.flatnonzero(np.bincount(before[np.unique(after, return_index=True)[1]]) > 1)
    count = sum(len(np.unique(after[before == part])) for part in torn)
    if not count:
        raise EditError("这条线没有把网格分开，请从网格的一侧边界外画到另一侧边界外。")
    if count > 2:
        raise EditError("这条线把网格切成了 {count} 块，请画一条只穿过网格一次的线。", count=count)
    one, other = (mine[after == side] for side in np.unique(after[before == torn[0]]))
    return changed_hands(cut, _leaving(cut, one, other, keeping), new_grid)


def _leaving(
    coverage: Coverage, one: NDArray[np.int64], other: NDArray[np.int64], keeping: Keeping | None
) -> NDArray[np.int64]:
    """Return the faces of the side of a split that becomes another grid."""
    size = [float(shapely.area(coverage.faces[side]).sum()) for side in (one, other)]
    counts = [0, 0]
    if keeping is not None:
        counts = [int(keeping.households[np.isin(coverage.face_of_building, side)].sum()) for side in (one, other)]
    first_leaves = (counts[0], size[0]) < (counts[1], size[1])
    return one if first_leaves != (keeping is not None and keeping.swapped) else other


def merge(coverage: Coverage, grid: str, absorbed: str) -> Coverage:
    """Join a neighbouring grid to a grid, which keeps its id."""
    is_known(coverage, grid)
    is_known(coverage, absorbed)
    if grid == absorbed:
        raise EditError("请选择两个不同的网格再合并。")
    borders = shared_segments(coverage.faces[np.isin(coverage.grid, (grid, absorbed))])
    names = coverage.grid[np.isin(coverage.grid, (grid, absorbed))]
    if not (names[borders.a] != names[borders.b]).any():
        raise EditError("这两个网格没有共同的边界，合并后会分成两块，请选择相邻的网格。")
    return changed_hands(coverage, np.flatnonzero(coverage.grid == absorbed), grid, emptied=absorbed)


def transfer(coverage: Coverage, faces: NDArray[np.int64], to_grid: str) -> Coverage:
    """Give faces to another grid; see `Coverage.faces_of_buildings` and `Coverage.faces_in` for choosing them."""
    is_known(coverage, to_grid)
    return changed_hands(coverage, faces, to_grid)


def draw_grid(coverage: Coverage, polygon: BaseGeometry, new_grid: str, giver: str | None = None) -> Coverage:
    """Make a new grid from the land inside a polygon; land outside the community is left out.

    It is taken from whatever grids it belonged to, or from one `giver` alone, as a hole that is cut into that grid.
    """
    _free(coverage, new_grid)
    area = only_areas(polygon)
    if area.is_empty:
        raise EditError("画出的范围没有面积，请至少点三个不在一条直线上的点。")
    cut = coverage.cut(shapely.boundary(area))
    shapely.prepare(area)
    inside = np.flatnonzero(shapely.intersects(area, shapely.point_on_surface(cut.faces)))
    if giver is not None:
        inside = inside[cut.grid[inside] == giver]
    if not len(inside):
        raise EditError("画出的范围不在本社区内，请在社区范围内画。")
    return changed_hands(cut, inside, new_grid)


def changed_hands(coverage: Coverage, faces: NDArray[np.int64], grid: str, emptied: str = UNASSIGNED) -> Coverage:
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


def is_known(coverage: Coverage, grid: str) -> None:
    """Raise EditError for a grid that is not there."""
    if grid == UNASSIGNED or grid not in coverage.grids():
        raise EditError("没有找到网格“{grid}”，它可能已被合并，请刷新后重试。", grid=grid)


def _free(coverage: Coverage, grid: str) -> None:
    if grid == UNASSIGNED or grid in coverage.grids():
        raise EditError("网格标识“{grid}”已被使用，请换一个。", grid=grid)


def drawn_line(line: BaseGeometry) -> BaseGeometry:
    """Return a line as it is cut along, on the millimetre grid. Raises EditError for one without length."""
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
