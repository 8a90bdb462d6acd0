# SPDX-License-Identifier: MIT
"""Tools that hand over what lies in a rectangle, along a line or on one side of it."""

import math

import numpy as np
import shapely
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.areas import AssignTool, lead_of
from gridmgr.map.tools.gate import Caught
from gridmgr.map.tools.painting import paint_outline
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.widths import STRIP, WIDER
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.precision import only_areas

Points = list[tuple[float, float]]


class RectangleTool(AssignTool):
    """Gives the buildings in a rectangle that is dragged open to the target."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, freehand=True, parent=parent)

    def next_step(self, name: str) -> str:
        """Ask for a rectangle."""
        return f"按住左键拖出一个框，框里的楼移交到 {name}；单击另一个网格可以换目标；Esc 放弃"

    def move(self, pointer: Pointer, held: bool) -> None:
        """Open the rectangle as far as the mouse."""
        if held and self.points:
            (x, y), *_ = self.points
            self.points = [(x, y), (pointer.x, y), (pointer.x, pointer.y), (x, pointer.y)]
            self._count()


class StripTool(AssignTool):
    """Gives the buildings along a line, to both sides of it, to the target: those of a street."""

    closes = False
    keys = (("[ / ]", "改宽度"),)

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, freehand=False, parent=parent)
        bench.intake_changed.connect(lambda _intake: self._count() if self.points else None)

    def next_step(self, name: str) -> str:
        """Ask for a line."""
        width = self.bench.intake.strip_m
        return f"沿着街道逐点单击，两侧共 {width:g} 米内的楼移交到 {name}；[ ] 改宽度，双击或回车完成，Esc 放弃"

    def area_of(self, points: Points) -> BaseGeometry | None:
        """Return the strip."""
        if len(points) < 2:
            return None
        line = shapely.linestrings(np.asarray(points))
        if line.length == 0:
            return None
        return only_areas(shapely.buffer(line, self.bench.intake.strip_m / 2, cap_style="flat", join_style="round"))

    def key(self, key: Qt.Key) -> bool:
        """Make the strip narrower or wider."""
        steps = WIDER.get(key)
        if steps is not None:
            self.bench.take_in(STRIP.resized(self.bench.intake, steps))
        return steps is not None

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint the edge of the strip, too."""
        area = self._area()
        if area is not None:
            paint_outline(painter, view, area, dark, 1.5)
        super().paint(painter, view, dark)


class SideTool(AssignTool):
    """Gives what lies on one side of a line, of the grids that the line runs through, to the target.

    First the line is drawn, then a click chooses the side. The line goes straight on beyond its ends.
    """

    closes = False

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, freehand=False, parent=parent)
        self._drawn: Points = []
        """The finished line, while a side is being chosen."""
        self._side: BaseGeometry | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether a line was begun or waits for its side."""
        return bool(self._drawn) or super().is_at_work

    def advice(self) -> str:
        """Ask for a line, then for a side."""
        if self._drawn and self.caught is None:
            return "把鼠标移到要移交的一侧，单击移交；Esc 放弃"
        if self._drawn and self.caught is not None and len(self.caught.faces):
            return self.preview_advice(f"单击，{lead_of(self.caught)}")
        return super().advice()

    def next_step(self, name: str) -> str:
        """Ask for a line."""
        return f"逐点单击画一条线，双击或回车完成；再单击一侧，线穿过的网格在这一侧的楼移交到 {name}；Esc 放弃"

    def press(self, pointer: Pointer) -> None:
        """Remember where a corner may come, or choose the side."""
        self._pressed = pointer

    def move(self, pointer: Pointer, held: bool) -> None:
        """Follow the mouse with the line, or show the side that it is on."""
        if not self._drawn:
            super().move(pointer, held)
            return
        self._side = self._side_at(pointer.x, pointer.y)
        self.caught = self._caught(self._side) if self._side is not None else None
        self.bench.show(self.caught.preview if self.caught is not None else None)
        self.changed.emit()

    def release(self, pointer: Pointer) -> None:
        """Set a corner, or take the side."""
        if not self._drawn:
            super().release(pointer)
            return
        if self._pressed is not None:
            self.move(pointer, False)
            self._take_side()

    def finish(self) -> None:
        """The line is complete, and then the side that is shown is meant."""
        if self._drawn:
            self._take_side()
            return
        if len(self.points) < 2:
            self.give_up()
            return
        self._drawn, self.points, self._cursor = self.points, [], None
        self.changed.emit()

    def step_back(self) -> None:
        """Take the last corner back, or the end of the line."""
        if self._drawn:
            self.points, self._drawn, self._side, self.caught = self._drawn, [], None, None
            self.bench.show(None)
            self.changed.emit()
        else:
            super().step_back()

    def give_up(self) -> None:
        """Forget line and side."""
        self._drawn, self._side = [], None
        super().give_up()

    def area_of(self, _points: Points) -> BaseGeometry | None:
        """Return the side that is shown; while the line is being drawn there is none."""
        return self._side

    def catch(self, area: BaseGeometry) -> Caught | None:
        """Return the land on a side that belongs to grids through which the line runs."""
        piece = self.bench.piece
        if piece is None:
            return None
        along = piece.faces_along(shapely.linestrings(np.asarray(self._drawn)))
        faces = piece.faces_in(area)
        found = self.bench.caught(faces[np.isin(piece.number[faces], piece.number[along])])
        return found if found is not None and (len(found.faces) or found.skipped) else None

    @property
    def line(self) -> Points:
        """The line that is painted."""
        return self._drawn or super().line

    def _take_side(self) -> None:
        caught, side = self.caught, self._side
        has_target = self.bench.has_target()
        self.give_up()
        if caught is not None and side is not None:
            self.hand_over(side, caught)
        elif not has_target or side is not None:
            self.bench.refused.emit(self.why_not())

    def _side_at(self, x: float, y: float) -> BaseGeometry | None:
        """Return the part of the community on the same side of the line as a place."""
        if self.bench.piece is None:
            return None
        west, south, east, north = shapely.total_bounds(self.bench.piece.coverage.faces).tolist()
        room = shapely.box(west - 1, south - 1, east + 1, north + 1)
        line = shapely.linestrings(np.asarray(lengthened(self._drawn, math.hypot(east - west, north - south) * 2)))
        sides = shapely.get_parts(shapely.polygonize([shapely.union_all([shapely.boundary(room), line])]))
        mine = sides[shapely.intersects_xy(sides, x, y)]
        return mine[0] if len(mine) else None


def lengthened(points: Points, metres: float) -> Points:
    """Return a line that goes straight on beyond both ends."""
    return [_beyond(points[1], points[0], metres), *points, _beyond(points[-2], points[-1], metres)]


def _beyond(inner: tuple[float, float], end: tuple[float, float], metres: float) -> tuple[float, float]:
    right, up = end[0] - inner[0], end[1] - inner[1]
    length = math.hypot(right, up) or 1.0
    return end[0] + right / length * metres, end[1] + up / length * metres
