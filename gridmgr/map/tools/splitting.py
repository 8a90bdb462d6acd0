# SPDX-License-Identifier: MIT
"""Splitting a grid: along a drawn line, or into two balanced halves that are proposed at one click."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.holding import NEW_GRID
from gridmgr.map.tools.line_tool import LineTool
from gridmgr.map.tools.painting import paint_land, paint_outline
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.halving import Halves, Halving


class SplitTool(LineTool):
    """Splits a grid along a line drawn across it; the side with more households stays what it was, X changes that."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.swapped = False
        self._parts: list[BaseGeometry] = []
        """The two sides, first the one that becomes a new grid."""

    def advice(self) -> str:
        """Ask for a line across a grid, then say what the two sides have."""
        if self.bench.piece is None:
            return "先单击要拆分的网格"
        if self.bench.preview is not None:
            return self.preview_advice("拆成两块（双击或回车完成，X 交换新旧）：")
        if len(self._parts) > 2:
            return f"这条线把网格切成了 {len(self._parts)} 块，请只穿过网格一次；退格撤回一点"
        return "从网格一侧的边界外单击，逐点画线穿过网格，到另一侧边界外；双击或回车完成，Esc 放弃"

    def finish(self) -> None:
        """Hand the line over."""
        line, grid, swapped = self.corners.line, self._grid(), self.swapped
        self.give_up()
        if line is not None and grid != UNASSIGNED:
            self.bench.split_wanted.emit(grid, line, swapped)
        elif line is not None:
            self.bench.refused.emit("这条线没有穿过本社区的网格，请从网格一侧的边界外画到另一侧。")

    def give_up(self) -> None:
        """Forget the line."""
        self._parts, self.swapped = [], False
        super().give_up()

    def key(self, key: Qt.Key) -> bool:
        """X lets the other side stay the grid it was."""
        if key != Qt.Key.Key_X or not self.is_at_work:
            return False
        self.swapped = not self.swapped
        self.count()
        return True

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Tint the side that would become a new grid; paint the line and the figures."""
        if len(self._parts) == 2:
            paint_land(painter, view, np.array(self._parts[:1], dtype=object), dark)
        self.paint_line(painter, view, dark)

    def count(self) -> None:
        """Show what both sides would have."""
        piece, grid = self.bench.piece, self._grid()
        self._parts = [] if grid == UNASSIGNED else self._pieces(grid).tolist()
        preview = None
        if piece is not None and len(self._parts) == 2:
            previews = [piece.after_drawing(part, NEW_GRID, grid) for part in self._parts]
            # The side with more households stays, of equal ones the larger.
            sizes = [(one.moved, part.area) for one, part in zip(previews, self._parts, strict=True)]
            leaving = int((sizes[1] < sizes[0]) != self.swapped)
            middle = shapely.point_on_surface(self._parts[leaving])
            preview = replace(previews[leaving], new_at=(middle.x, middle.y))
            self._parts = [self._parts[leaving], self._parts[1 - leaving]]
        self.bench.show(preview)
        self.changed.emit()

    def _grid(self) -> str:
        """Return the grid to split: the target, else the one that most of the line runs through, if it is cut in two.

        Where the line cuts none in two it is the one that most of the line runs through.
        """
        crossed = self._crossed()
        whole = [grid for grid in crossed if len(self._pieces(grid)) > 1]
        return next(iter([*whole, *crossed]), UNASSIGNED)

    def _crossed(self) -> list[str]:
        """Return the grids on the line, the target first and then by the length of the line in them."""
        piece, line = self.bench.piece, self.corners.line
        if piece is None or line is None:
            return []
        faces = piece.faces_along(line)
        length = shapely.length(shapely.intersection(piece.coverage.faces[faces], line))
        sums: dict[str, float] = {}
        for grid, metres in zip(piece.coverage.grid[faces].tolist(), length.tolist(), strict=True):
            sums[grid] = sums.get(grid, 0.0) + metres
        sums.pop(UNASSIGNED, None)
        return sorted(sums, key=lambda grid: (grid != self.bench.target, -sums[grid], grid))

    def _pieces(self, grid: str) -> NDArray[np.object_]:
        """Return the parts into which the line cuts a grid."""
        assert self.bench.piece is not None
        whole = self.bench.piece.shape_of(grid)
        rings = shapely.polygonize([shapely.union_all([shapely.boundary(whole), self.corners.line])])
        parts = shapely.get_parts(rings)
        return np.asarray(parts[shapely.contains(whole, shapely.point_on_surface(parts))], dtype=object)


class HalvesTool(EditTool):
    """Proposes ways to halve the grid that is clicked; one after the other is looked at, one is taken."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.swapped = False
        self.proposals: list[Halving] = []
        self._number = 0
        self._halves: Halves | None = None
        self._grid = ""
        self._found: list[Halving] = []
        self._search: Iterator[Halving | None] = iter(())
        # One sweep at a time: the window never waits for the whole search.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look_on)

    @property
    def is_at_work(self) -> bool:
        """Whether a grid was chosen."""
        return bool(self._grid)

    def advice(self) -> str:
        """Ask for a grid, then say what the proposal comes to."""
        piece = self.bench.piece
        if piece is None:
            return "先单击要对半拆分的网格"
        if not self._grid:
            return "单击一个网格，程序按街道和户数提出对半拆分的方案；Esc 放弃"
        if self._timer.isActive():
            return f"正在给 {piece.name_of(self._grid)} 找最好的拆法……"
        if not self.proposals:
            return f"{piece.name_of(self._grid)} 只有一块地，分不成两半；Esc 放弃"
        share = self.chosen.street_m / self.chosen.border_m if self.chosen.border_m else 0.0
        lead = f"方案 {self._number + 1}/{len(self.proposals)}（{share:.0%} 沿街道）："
        return f"{self.preview_advice(lead)}；回车采用，Tab 换一个，X 交换新旧"

    @property
    def chosen(self) -> Halving:
        """The proposal that is shown."""
        return self.proposals[self._number]

    @property
    def faces(self) -> NDArray[np.int64]:
        """The faces of the half that would become a new grid."""
        if self._halves is None or not self.proposals:
            return np.zeros(0, np.int64)
        return np.setdiff1d(self._halves.members, self.chosen.faces) if self.swapped else self.chosen.faces

    def release(self, pointer: Pointer) -> None:
        """Choose a grid; a click on the one that is chosen takes the proposal."""
        piece = self.bench.piece
        grid = piece.grid_at(pointer.x, pointer.y) if piece is not None else UNASSIGNED
        if piece is None or grid == UNASSIGNED:
            self.give_up()
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif grid != self._grid:
            self.give_up()
            self._grid = grid
            self._halves = Halves(piece.coverage, grid, piece.households, piece.band, piece.guides.streets)
            self._search = self._halves.search()
            self._timer.start(0)
            self.bench.target_chosen.emit(grid)
            self.changed.emit()

    def finish(self) -> None:
        """Take the proposal that is shown."""
        grid, faces = self._grid, self.faces
        if self._timer.isActive() or not len(faces):
            return
        self.give_up()
        self.bench.halving_wanted.emit(grid, faces)

    def give_up(self) -> None:
        """Forget the grid."""
        self._timer.stop()
        self._grid, self._halves, self._found, self.proposals = "", None, [], []
        self._number, self.swapped = 0, False
        self.bench.show(None)
        self.changed.emit()

    def key(self, key: Qt.Key) -> bool:
        """Tab shows the next proposal, X lets the other half stay the grid it was."""
        if not self.proposals or key not in (Qt.Key.Key_Tab, Qt.Key.Key_X):
            return False
        if key == Qt.Key.Key_X:
            self.swapped = not self.swapped
        else:
            self._number = (self._number + 1) % len(self.proposals)
        self._show()
        return True

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Tint the half that would become a new grid, outline the whole, write the figures."""
        piece = self.bench.piece
        if piece is None or not self._grid:
            return
        paint_outline(painter, view, piece.shape_of(self._grid), dark)
        paint_land(painter, view, piece.coverage.faces[self.faces], dark)
        self.paint_preview(painter, view, dark)

    def _look_on(self) -> None:
        """Sweep once more; show the proposals when all is seen."""
        assert self._halves is not None
        for found in self._search:
            if found is not None:
                self._found.append(found)
            return
        self._timer.stop()
        self.proposals = self._halves.proposals(self._found)
        self._show()

    def _show(self) -> None:
        piece, faces, preview = self.bench.piece, self.faces, None
        if piece is not None and len(faces):
            xy = shapely.get_coordinates(shapely.point_on_surface(piece.coverage.faces[faces]))
            x, y = xy[np.argmin(np.hypot(*(xy - xy.mean(axis=0)).T))].tolist()
            preview = replace(piece.after_moving(faces, NEW_GRID, ()), new_at=(x, y))
        self.bench.show(preview)
        self.changed.emit()
