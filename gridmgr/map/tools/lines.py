# SPDX-License-Identifier: MIT
"""Tools that draw a line: splitting a grid, and measuring."""

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.painting import paint_land, paint_outline, paint_trace
from gridmgr.map.tools.tool import Pointer, Tool
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import NEW_GRID, Preview
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED

KM_M = 1000.0
HECTARE_M2 = 10_000.0


class Corners:
    """The corners of a line set by clicks, and where the mouse is."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.cursor: tuple[float, float] | None = None
        self.pressed: Pointer | None = None

    @property
    def all(self) -> list[tuple[float, float]]:
        """The corners with the mouse as the last one."""
        return [*self.points, self.cursor] if self.cursor and self.points else list(self.points)

    def released(self, pointer: Pointer) -> bool:
        """Set a corner where a click ends; tell whether it was one."""
        pressed, self.pressed = self.pressed, None
        if pressed is None or not pressed.is_near(pointer):
            return False
        self.points.append((pointer.x, pointer.y))
        return True

    def clear(self) -> None:
        """Forget everything."""
        self.points, self.cursor, self.pressed = [], None, None


class SplitTool(EditTool):
    """Splits a grid along a line drawn across it."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.corners = Corners()
        self._part: BaseGeometry | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether a line was begun."""
        return bool(self.corners.points)

    def advice(self) -> str:
        """Ask for a line across a grid, then say what the two sides have."""
        if self.bench.piece is None:
            return "先单击要拆分的网格"
        if self.bench.preview is not None:
            return self.preview_advice("拆成两块：")
        return "从网格一侧的边界外单击，逐点画线穿过网格，到另一侧边界外；双击或回车完成，Esc 放弃"

    def press(self, pointer: Pointer) -> None:
        """Remember where a corner may come."""
        self.corners.pressed = pointer

    def move(self, pointer: Pointer, _held: bool) -> None:
        """Follow the mouse and count both sides."""
        if self.corners.points:
            self.corners.cursor = (pointer.x, pointer.y)
            self._count()

    def release(self, pointer: Pointer) -> None:
        """Set a corner; without a community in hand, ask for the one at this place."""
        if self.bench.piece is None:
            self.corners.clear()
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif self.corners.released(pointer):
            self._count()

    def finish(self) -> None:
        """Hand the line over."""
        self.corners.cursor = None
        line, grid = self._line(), self._grid()
        self.give_up()
        if line is not None and grid != UNASSIGNED:
            self.bench.split_wanted.emit(grid, line)
        elif line is not None:
            self.bench.refused.emit("这条线没有穿过本社区的网格，请从网格一侧的边界外画到另一侧。")

    def step_back(self) -> None:
        """Take the last corner back."""
        if self.corners.points:
            self.corners.points.pop()
            self._count()

    def give_up(self) -> None:
        """Forget the line."""
        self.corners.clear()
        self._part = None
        self.bench.show(None)
        self.changed.emit()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Tint the side that would become a new grid; paint the line and the figures."""
        if self._part is not None:
            paint_land(painter, view, np.array([self._part], dtype=object), dark)
        paint_trace(painter, view, self.corners.all, False, True, dark)
        self.paint_preview(painter, view, dark)

    def _line(self) -> BaseGeometry | None:
        points = self.corners.all
        line = shapely.linestrings(np.asarray(points)) if len(points) > 1 else None
        return line if line is not None and line.length > 0 else None

    def _grid(self) -> str:
        """Return the grid to split: the target, else the one that most of the line runs through, if it is cut in two.

        Where the line cuts none in two it is the one that most of the line runs through.
        """
        crossed = self._crossed()
        whole = [grid for grid in crossed if len(self._parts(grid)) > 1]
        return next(iter([*whole, *crossed]), UNASSIGNED)

    def _crossed(self) -> list[str]:
        """Return the grids on the line, the target first and then by the length of the line in them."""
        piece, line = self.bench.piece, self._line()
        if piece is None or line is None:
            return []
        faces = piece.faces_along(line)
        length = shapely.length(shapely.intersection(piece.coverage.faces[faces], line))
        sums: dict[str, float] = {}
        for grid, metres in zip(piece.coverage.grid[faces].tolist(), length.tolist(), strict=True):
            sums[grid] = sums.get(grid, 0.0) + metres
        sums.pop(UNASSIGNED, None)
        return sorted(sums, key=lambda grid: (grid != self.bench.target, -sums[grid], grid))

    def _parts(self, grid: str) -> NDArray[np.object_]:
        """Return the parts into which the line cuts a grid."""
        assert self.bench.piece is not None
        whole = self.bench.piece.coverage.grid_polygon(grid)
        parts = shapely.get_parts(shapely.polygonize([shapely.union_all([shapely.boundary(whole), self._line()])]))
        return np.asarray(parts[shapely.contains(whole, shapely.point_on_surface(parts))], dtype=object)

    def _count(self) -> None:
        self._part = None
        preview = self._preview()
        self.bench.show(preview)
        self.changed.emit()

    def _preview(self) -> Preview | None:
        piece, grid = self.bench.piece, self._grid()
        if piece is None or grid == UNASSIGNED:
            return None
        parts = self._parts(grid)
        if len(parts) < 2:
            return None
        self._part = min(parts.tolist(), key=lambda part: part.area)
        return piece.after_drawing(self._part, NEW_GRID)


class MergeTool(EditTool):
    """Joins two grids: first the one that stays, then its neighbour."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self._first = self._second = ""

    @property
    def is_at_work(self) -> bool:
        """Whether the first grid is chosen."""
        return bool(self._first)

    def advice(self) -> str:
        """Ask for the first grid, then for the second."""
        piece = self.bench.piece
        if piece is None:
            return "先单击要保留的网格"
        if not self._first:
            return "单击要保留的网格，它的编码和人员不变"
        if self.bench.preview is not None:
            return self.preview_advice("单击并入：")
        return f"再单击要并入 {piece.name_of(self._first)} 的相邻网格；Esc 放弃"

    def move(self, pointer: Pointer, _held: bool) -> None:
        """Show what the grid under the mouse would add."""
        piece = self.bench.piece
        if piece is None or not self._first:
            return
        under = piece.grid_at(pointer.x, pointer.y)
        self._second = under if under not in (UNASSIGNED, self._first) else ""
        preview = None
        if self._second:
            members = np.flatnonzero(piece.coverage.grid_of_building == self._second)
            total = piece.households_of(self._first) + int(piece.households[members].sum())
            change = total - piece.households_of(self._first)
            preview = Preview({self._first: (total, change)}, change, len(members))
        self.bench.show(preview)
        self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        """Choose a grid; the second one ends the stroke."""
        piece = self.bench.piece
        grid = piece.grid_at(pointer.x, pointer.y) if piece is not None else UNASSIGNED
        if grid == UNASSIGNED:
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif not self._first:
            self._first = grid
            self.bench.target_chosen.emit(grid)
        elif grid != self._first:
            kept = self._first
            self.give_up()
            self.bench.merge_wanted.emit(kept, grid)
        self.changed.emit()

    def give_up(self) -> None:
        """Forget both."""
        self._first = self._second = ""
        self.bench.show(None)
        self.changed.emit()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Outline the first, tint the second."""
        piece = self.bench.piece
        if piece is None:
            return
        if self._second:
            paint_land(painter, view, piece.coverage.faces[piece.coverage.grid == self._second], dark)
        if self._first:
            paint_outline(painter, view, piece.coverage.grid_polygon(self._first), dark)
        self.paint_preview(painter, view, dark)


class MeasureTool(Tool):
    """Measures the length of a line and, from three points on, the area it encloses."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.corners = Corners()
        self.is_done = False

    @property
    def is_at_work(self) -> bool:
        """Whether something is measured."""
        return bool(self.corners.points)

    @property
    def hint(self) -> str:
        """The length and area, or how to begin."""
        points = self.corners.all
        if len(points) < 2:
            return "逐点单击量距离；围成一圈可以看面积；双击结束，Esc 清除"
        length = shapely.linestrings(np.asarray(points)).length
        if len(points) < 3:
            return f"长 {length_text(length)}"
        area = abs(shapely.polygons(np.asarray(points)).area)
        return f"长 {length_text(length)}，围合面积 {area / HECTARE_M2:.2f} 公顷（{area:,.0f} 平方米）"

    def press(self, pointer: Pointer) -> None:
        """Remember where a corner may come; a new line replaces one that is done."""
        if self.is_done:
            self.give_up()
        self.corners.pressed = pointer

    def move(self, pointer: Pointer, _held: bool) -> None:
        """Measure up to the mouse."""
        if self.corners.points and not self.is_done:
            self.corners.cursor = (pointer.x, pointer.y)
            self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        """Set a corner."""
        if self.corners.released(pointer):
            self.changed.emit()

    def finish(self) -> None:
        """Keep the line on the map."""
        self.corners.cursor = None
        self.is_done = True
        self.changed.emit()

    def step_back(self) -> None:
        """Take the last corner back."""
        if self.corners.points:
            self.corners.points.pop()
            self.is_done = False
            self.changed.emit()

    def give_up(self) -> None:
        """Forget the line."""
        self.corners.clear()
        self.is_done = False
        self.changed.emit()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint the line."""
        paint_trace(painter, view, self.corners.all, len(self.corners.all) > 2, True, dark)


def length_text(metres: float) -> str:
    """Say a length in metres, from a kilometre on in kilometres."""
    return f"{metres / KM_M:.2f} 千米" if metres >= KM_M else f"{metres:.1f} 米"
