# SPDX-License-Identifier: MIT
"""Tools of a few clicks: merging two grids, and measuring."""

import numpy as np
import shapely
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.corners import Corners
from gridmgr.map.tools.painting import paint_land, paint_outline, paint_trace
from gridmgr.map.tools.tool import Pointer, Tool
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Preview
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED

KM_M = 1000.0
HECTARE_M2 = 10_000.0


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

    def __init__(self, bench: Workbench | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.corners = Corners(bench)
        self.is_done = False
        self._bench = bench

    @property
    def snaps(self) -> bool:
        """Points are drawn to corners, borders and roads unless that is switched off."""
        return self._bench is not None and self._bench.magnet

    @property
    def draws_points(self) -> bool:
        """Coordinates may be typed."""
        return True

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
            self.corners.step_back()
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
