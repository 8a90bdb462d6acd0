# SPDX-License-Identifier: MIT
"""What tools have in common that draw a line corner by corner."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.corners import Corners
from gridmgr.map.tools.painting import paint_corners, paint_trace
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState


class LineTool(EditTool):
    """Draws a line corner by corner."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.corners = Corners(bench)

    @property
    def snaps(self) -> bool:
        """Points are drawn to corners, borders and roads unless that is switched off."""
        return self.bench.magnet

    @property
    def draws_points(self) -> bool:
        """Coordinates may be typed."""
        return True

    @property
    def is_at_work(self) -> bool:
        """Whether a line was begun."""
        return bool(self.corners.points)

    def press(self, pointer: Pointer) -> None:
        """Remember where a corner may come."""
        self.corners.pressed = pointer

    def move(self, pointer: Pointer, _held: bool) -> None:
        """Follow the mouse and count."""
        if self.corners.points:
            self.corners.cursor = (pointer.x, pointer.y)
            self.count()

    def release(self, pointer: Pointer) -> None:
        """Set a corner; without a community in hand, ask for the one at this place."""
        if self.bench.piece is None:
            self.corners.clear()
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif self.corners.released(pointer):
            self.count()

    def step_back(self) -> None:
        """Take the last corner back."""
        if self.corners.points:
            self.corners.step_back()
            self.count()

    def give_up(self) -> None:
        """Forget the line."""
        self.corners.clear()
        self.bench.show(None)
        self.changed.emit()

    def count(self) -> None:
        """Show what the line would do."""
        raise NotImplementedError

    def paint_line(self, painter: QPainter, view: ViewState, dark: bool, closed: bool = False) -> None:
        """Paint the line with the corners that were clicked, and the figures."""
        paint_trace(painter, view, self.corners.all, closed, False, dark)
        paint_corners(painter, view, self.corners.clicked, dark)
        self.paint_preview(painter, view, dark)
