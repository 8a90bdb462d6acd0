# SPDX-License-Identifier: MIT
"""Reshaping: a stretch of a grid's border is drawn anew, from the border to the border."""

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from gridmgr.map.tools.line_tool import LineTool
from gridmgr.map.tools.painting import paint_land, paint_outline
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.editing import EditError
from gridmgr.planning.reshaping import Give, bent


class ReshapeTool(LineTool):
    """Draws a part of the target's border anew: what lies between comes to it outside, goes to neighbours inside."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self._gives: list[Give] = []
        self._why = ""

    def advice(self) -> str:
        """Ask for a line from border to border, then say who gains."""
        name = self.bench.target_name() if self.bench.has_target() else ""
        if not name:
            return "先单击要改边界的网格（也可在“均衡”里选）"
        if self._why:
            return f"{self._why}退格撤回一点，Esc 放弃"
        if self.bench.preview is not None:
            return self.preview_advice("双击或回车完成：")
        if self.is_at_work:
            return "接着逐点画新的边界，再画回这个网格的边界上；按 T 沿街道和现有边线走"
        return f"从 {name} 的边界上单击，画新的边界，画回 {name} 的边界上：画在外面就扩大，画在里面就缩小"

    def release(self, pointer: Pointer) -> None:
        """Without a target a click chooses one."""
        if not self.bench.has_target() or pointer.adds:
            self.corners.clear()
            self.bench.place_needed.emit(pointer.x, pointer.y)
        else:
            super().release(pointer)

    def finish(self) -> None:
        """Hand the line over."""
        self.count()
        line, gives, why, preview = self.corners.line, self._gives, self._why, self.bench.preview
        piece = self.bench.piece
        self.give_up()
        if line is None or piece is None:
            return
        if preview is not None and preview.torn:
            torn = "、".join(piece.name_of(grid) for grid in preview.torn)
            self.bench.refused.emit(f"这样会把 {torn} 切成两块，没有改动；请换一条线。")
        elif gives:
            self.bench.giving_wanted.emit(line, gives, "重画边界")
        else:
            self.bench.refused.emit(why or "这条线没有改变网格的边界，请从边界上一点画到边界上另一点。")

    def give_up(self) -> None:
        """Forget the line."""
        self._gives, self._why = [], ""
        super().give_up()

    def count(self) -> None:
        """Show what the line would do."""
        piece, line = self.bench.piece, self.corners.line
        self._gives, self._why = [], ""
        if piece is not None and line is not None and self.bench.has_target():
            try:
                self._gives = bent(line, piece.grid_borders, piece.shape_of(self.bench.target), self.bench.target)
            except EditError as error:
                self._why = str(error)
        self.bench.show(piece.after_giving(self._gives) if piece is not None and self._gives else None)
        self.changed.emit()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Outline the grid, tint what changes hands, paint the line and the figures."""
        piece = self.bench.piece
        if piece is not None and self.bench.has_target():
            paint_outline(painter, view, piece.shape_of(self.bench.target), dark)
        if self._gives:
            areas = np.array([give.area for give in self._gives], dtype=object)
            paint_land(painter, view, areas, dark, self.warns)
        self.paint_line(painter, view, dark)
