# SPDX-License-Identifier: MIT
"""A brush, in metres, that hands over the buildings it runs over; the right button takes them from the target."""

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from gridmgr.map.style import colours
from gridmgr.map.tools.areas import NO_TARGET, EditTool, lead_of
from gridmgr.map.tools.gate import EVERYWHERE, Caught
from gridmgr.map.tools.painting import paint_outline, paint_rows
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.widths import BRUSH, WIDER
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED

FIRST_REACH_M = 50.0


class BrushTool(EditTool):
    """Paints buildings to the target, each once in a stroke.

    With the right button or Shift it takes them from the target: they go to the grid of the source filter, else to the
    grid in which the stroke begins, else to the nearest other one.
    """

    uses_right = True
    keys = (("[ / ]", "改大小"), ("右键或 Shift", "从接收网格退给旁边的网格"))

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.caught: Caught | None = None
        self.gaining = ""
        """The grid that gains by the stroke at hand."""
        self._losing = ""
        """The only grid that a taking stroke takes from; empty while painting."""
        self._swept: NDArray[np.int64] = np.zeros(0, np.int64)
        self._land: BaseGeometry | None = None
        """The land of the grid that gets back what is taken."""
        self._last: tuple[float, float] | None = None
        self._cursor: tuple[float, float] | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether a stroke was begun."""
        return bool(self.gaining)

    def advice(self) -> str:
        """Ask for a target, then for a stroke; say what it does."""
        piece, target = self.bench.piece, self.bench.target_name() if self.bench.has_target() else ""
        if piece is None or not target:
            return NO_TARGET
        if self.caught is not None and self.gaining:
            back = f"从 {target} 退给 {piece.name_of(self.gaining)}，" if self._losing else ""
            return self.preview_advice(f"{back}{lead_of(self.caught)}")
        width = self.bench.intake.brush_m
        return (
            f"按住左键，刷过的楼归 {target}；按住右键或 Shift，从 {target} 退给旁边的网格；[ ] 改大小（{width:g} 米）"
        )

    def aim(self, pointer: Pointer) -> bool:
        """Choose the grid under the mouse as the target."""
        self.bench.place_needed.emit(pointer.x, pointer.y)
        return True

    def key(self, key: Qt.Key) -> bool:
        """Make the brush smaller or larger."""
        steps = WIDER.get(key)
        if steps is not None:
            self.bench.take_in(BRUSH.resized(self.bench.intake, steps))
        return steps is not None

    def press(self, pointer: Pointer) -> None:
        """Begin a stroke; without a target, choose one."""
        if self.bench.piece is None or not self.bench.has_target():
            self.bench.place_needed.emit(pointer.x, pointer.y)
            return
        self._losing = self.bench.target if pointer.takes else ""
        self.gaining = self._receiver(pointer) if pointer.takes else self.bench.target
        if not self.gaining:
            self.bench.refused.emit(f"旁边没有可以接收的网格，不能从 {self.bench.target_name()} 退出楼栋。")
            return
        self._land = self.bench.piece.coverage.grid_polygon(self.gaining) if self._losing else None
        self._swept, self._last = np.zeros(0, np.int64), (pointer.x, pointer.y)
        self._sweep(pointer)

    def move(self, pointer: Pointer, held: bool) -> None:
        """Carry the circle along; with the button held, sweep."""
        self._cursor = pointer.x, pointer.y
        if held and self.gaining and self.bench.piece is not None:
            self._sweep(pointer)
        else:
            self.changed.emit()

    def release(self, _pointer: Pointer) -> None:
        """End the stroke."""
        if self.gaining:
            self.finish()

    def finish(self) -> None:
        """Hand over what was swept."""
        caught, gaining, name = self.caught, self.gaining, self.bench.target_name()
        self.give_up()
        if caught is not None and gaining:
            self.bench.hand_over(caught, gaining)
        elif gaining == self.bench.target:
            self.bench.refused.emit(f"刷过的地方没有可以移交到 {name} 的楼。")
        elif gaining:
            self.bench.refused.emit(f"刷过的地方没有 {name} 的楼。")

    def give_up(self) -> None:
        """Forget the stroke."""
        self.gaining = self._losing = ""
        self._swept, self._last, self._land, self.caught = np.zeros(0, np.int64), None, None, None
        self.bench.show(None)
        self.changed.emit()

    def lay_down(self) -> None:
        """Laid down, the brush shows no circle."""
        self._cursor = None
        super().lay_down()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint the land that would move, the grid that gains, the figures and the circle."""
        piece = self.bench.piece
        if piece is not None and self.caught is not None:
            paint_rows(painter, view, piece.layer, self.caught.faces, dark)
            if self._land is not None:
                paint_outline(painter, view, self._land, dark, 2.0)
            self.paint_preview(painter, view, dark)
        self._paint_circle(painter, view, dark)

    def _sweep(self, pointer: Pointer) -> None:
        """Add what lies under the brush between the last place and this one."""
        piece, last = self.bench.piece, self._last
        assert piece is not None
        assert last is not None
        self._last = self._cursor = pointer.x, pointer.y
        found = piece.faces_under(last, self._last, self.bench.intake.brush_m / 2)
        if self._losing:
            found = found[piece.number[found] == piece.number_of(self._losing)]
        fresh = np.setdiff1d(found, self._swept, assume_unique=True)
        if len(fresh):
            self._swept = np.union1d(self._swept, fresh)
            caught = self.bench.caught(self._swept, self.gaining, EVERYWHERE if self._losing else None)
            self.caught = caught if caught is not None and (len(caught.faces) or caught.skipped) else None
            self.bench.show(self.caught.preview if self.caught is not None else None)
        self.changed.emit()

    def _receiver(self, pointer: Pointer) -> str:
        """Return the grid that gets what is taken from the target."""
        piece, target, source = self.bench.piece, self.bench.target, self.bench.intake.source
        assert piece is not None
        if source != target and source in piece.names:
            return source
        reach, widest = FIRST_REACH_M, float(np.ptp(piece.xy, axis=0).sum()) if len(piece.xy) else 0.0
        place = shapely.Point(pointer.x, pointer.y)
        while True:
            near = piece.tree.query(place, predicate="dwithin", distance=reach)
            near = near[~np.isin(piece.coverage.grid[near], (target, UNASSIGNED))]
            if len(near):
                return str(piece.coverage.grid[near[np.argmin(shapely.distance(piece.coverage.faces[near], place))]])
            if reach > widest + FIRST_REACH_M:
                return ""
            reach *= 4

    def _paint_circle(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        if self._cursor is None:
            return
        look = colours(dark)
        x, y = view.to_screen(np.array([self._cursor]))[0].tolist()
        radius = self.bench.intake.brush_m / 2 / view.metres_per_pixel
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = Qt.PenStyle.DashLine if self._losing else Qt.PenStyle.SolidLine
        for colour, width, style in ((look.halo, 3.5, Qt.PenStyle.SolidLine), (look.accent, 1.5, line)):
            painter.setPen(QPen(QColor(colour), width, style))
            painter.drawEllipse(QPointF(x, y), radius, radius)
