# SPDX-License-Identifier: MIT
"""Tools that enclose land: assigning by lasso or polygon, and drawing a new grid."""

import numpy as np
import shapely
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.gate import Caught, skipped_text
from gridmgr.map.tools.painting import paint_figures, paint_land, paint_rows, paint_trace, preview_text
from gridmgr.map.tools.tool import Pointer, Tool
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.view import ViewState
from gridmgr.planning.precision import only_areas

NO_TARGET = "先单击要接收楼栋的网格（也可按 G 输入编号，或按 Alt+1–9 选最近用过的），再选要移交给它的楼"
STEP_PX = 3.0
"""A freehand line gets a point for every so many pixels."""


class EditTool(Tool):
    """A tool that needs a community in hand."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = bench

    def lay_down(self) -> None:
        """Laid down, it waits for nothing and previews nothing."""
        super().lay_down()
        self.bench.show(None)

    @property
    def hint(self) -> str:
        """What is awaited, else what the tool says itself."""
        return self.bench.waiting_for or self.advice()

    @property
    def warns(self) -> bool:
        """Whether the stroke would cut a grid in two, or give the target a part that lies apart."""
        return self.bench.preview is not None and bool(self.bench.preview.torn or self.bench.preview.stray)

    def advice(self) -> str:
        """What to do next, with a community in hand or none."""
        return ""

    def preview_advice(self, lead: str) -> str:
        """Say what the stroke would do, and first that it cuts a grid in two."""
        piece, preview = self.bench.piece, self.bench.preview
        if piece is None or preview is None:
            return lead
        figures = preview_text(piece, preview)
        if preview.torn:
            return f"这样会把 {'、'.join(piece.name_of(grid) for grid in preview.torn)} 切成两块。{figures}"
        if preview.stray:
            return f"这样 {piece.name_of(preview.stray)} 会多出不相连的一块。{figures}"
        return f"{lead}{figures}"

    def paint_preview(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Write the figures of touched grids."""
        if self.surface is not None and self.bench.piece is not None and self.bench.preview is not None:
            paint_figures(painter, self.surface.scene, view, self.bench.piece, self.bench.preview, dark)


class AreaTool(EditTool):
    """Encloses land, freehand with the button held or corner by corner."""

    closes = True
    """Whether the line is closed to an area."""

    def __init__(self, bench: Workbench, freehand: bool, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.freehand = freehand
        self.points: list[tuple[float, float]] = []
        self._pressed: Pointer | None = None
        self._cursor: tuple[float, float] | None = None
        self._legs: list[int] = []
        """How many points each click has set."""
        self.caught: Caught | None = None

    @property
    def snaps(self) -> bool:
        """Corners set one by one are drawn to borders, roads and buildings unless that is switched off."""
        return not self.freehand and self.bench.magnet

    @property
    def draws_points(self) -> bool:
        """Coordinates of corners may be typed."""
        return not self.freehand

    @property
    def is_at_work(self) -> bool:
        """Whether a line was begun."""
        return bool(self.points) or self._pressed is not None

    def press(self, pointer: Pointer) -> None:
        """Begin a freehand line, or remember where a corner may come."""
        self._pressed = pointer
        if self.freehand:
            self.points = [(pointer.x, pointer.y)]

    def move(self, pointer: Pointer, held: bool) -> None:
        """Follow the mouse and count what is enclosed."""
        if self.freehand and not (held and self._pressed is not None):
            return
        if self.freehand:
            step = STEP_PX * (self.surface.view.metres_per_pixel if self.surface else 1.0)
            last = self.points[-1]
            if abs(pointer.x - last[0]) + abs(pointer.y - last[1]) < step:
                return
            self.points.append((pointer.x, pointer.y))
        elif self.points:
            self._cursor = (pointer.x, pointer.y)
        else:
            return
        self._count()

    def release(self, pointer: Pointer) -> None:
        """End a freehand line, or set a corner; a click is told apart."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        # A lasso that ends where it began is no click.
        is_click = pressed.is_near(pointer) and not (self.freehand and len(self.points) > 1)
        if self.freehand and not is_click:
            self.finish()
        elif self.freehand or (self.picks(pointer) and not self.points):
            self.points = []
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif is_click:
            way = self._way((pointer.x, pointer.y))
            self.points += way
            self._legs.append(len(way))
            self._count()
        self.changed.emit()

    def picks(self, pointer: Pointer) -> bool:
        """Tell whether a click here chooses a grid and is no corner."""
        return pointer.adds or self.bench.piece is None

    def finish(self) -> None:
        """Hand over what is enclosed."""
        self._cursor = None
        area = self._area()
        caught = self._caught(area) if area is not None else None
        self.give_up()
        if area is not None and caught is not None:
            self.hand_over(area, caught)
        elif area is not None and self.bench.piece is not None:
            self.bench.refused.emit(self.why_not())

    def step_back(self) -> None:
        """Take the last corner back."""
        if not self.freehand and self.points:
            # Without a leg of its own a point came by itself, not by a click.
            del self.points[-(self._legs.pop() if self._legs else 1) :]
            self._count()

    def give_up(self) -> None:
        """Forget the line."""
        self.points, self._pressed, self._cursor, self.caught, self._legs = [], None, None, None, []
        self.bench.show(None)
        self.changed.emit()

    def catch(self, area: BaseGeometry) -> Caught | None:
        """Return what an area catches; None where it catches nothing."""
        raise NotImplementedError

    def hand_over(self, area: BaseGeometry, caught: Caught) -> None:
        """Tell what is wanted."""
        raise NotImplementedError

    def why_not(self) -> str:
        """Say why an area is of no use."""
        return "圈出的范围里没有可以移交的楼，请再圈一次。"

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint the land that would move, the line and the figures."""
        if self.caught is not None and self.bench.piece is not None:
            paint_rows(painter, view, self.bench.piece.layer, self.caught.faces, dark)
        paint_trace(painter, view, self.line, self.closes, not self.freehand, dark)
        self.paint_preview(painter, view, dark)

    def area_of(self, points: list[tuple[float, float]]) -> BaseGeometry | None:
        """Return the area that a line means; None while it means none."""
        if len(points) < 3:
            return None
        area = only_areas(shapely.polygons(np.asarray(points)))
        return None if area.is_empty else area

    @property
    def line(self) -> list[tuple[float, float]]:
        """The line as far as the mouse."""
        return [*self.points, *self._way(self._cursor)] if self._cursor else self.points

    def _way(self, place: tuple[float, float]) -> list[tuple[float, float]]:
        """Return the points that lead to a place: along streets and borders if that is switched on."""
        return self.bench.way(self.points[-1], place) if self.points and not self.freehand else [place]

    def _area(self) -> BaseGeometry | None:
        return self.area_of(self.line)

    def _caught(self, area: BaseGeometry) -> Caught | None:
        return self.catch(area) if self.bench.piece is not None else None

    def _count(self) -> None:
        area = self._area()
        self.caught = self._caught(area) if area is not None else None
        self.bench.show(self.caught.preview if self.caught is not None else None)
        self.changed.emit()


def lead_of(caught: Caught) -> str:
    """Say how much a stroke would hand over, and what it leaves where it is."""
    count, skipped = caught.preview, skipped_text(caught.skipped)
    if not len(caught.faces):
        return f"{skipped}："
    return f"移交 {count.buildings} 栋、{count.moved} 户{f'，{skipped}' if skipped else ''}："


class AssignTool(AreaTool):
    """Gives the buildings in an area, with their land, to the target."""

    def advice(self) -> str:
        """Ask for a target, then for an area."""
        name = self.bench.target_name() if self.bench.has_target() else ""
        if not name:
            return NO_TARGET
        if self.caught is not None:
            return self.preview_advice(lead_of(self.caught))
        return self.next_step(name)

    def next_step(self, name: str) -> str:
        """Say how to catch buildings for a target of this name."""
        if self.freehand:
            return f"按住左键，圈出要移交到 {name} 的楼；单击另一个网格可以换目标；Esc 放弃"
        return f"逐点单击，围住要移交到 {name} 的楼；双击或回车完成；Ctrl+单击换目标；Esc 放弃"

    def aim(self, pointer: Pointer) -> bool:
        """Choose the grid under the mouse as the target."""
        self.bench.place_needed.emit(pointer.x, pointer.y)
        return True

    def picks(self, pointer: Pointer) -> bool:
        """Without a target a click chooses one."""
        return super().picks(pointer) or not self.bench.has_target()

    def catch(self, area: BaseGeometry) -> Caught | None:
        """Return the pieces of land that are not the target's yet."""
        piece = self.bench.piece
        found = self.bench.caught(piece.faces_in(area)) if piece is not None else None
        return found if found is not None and (len(found.faces) or found.skipped) else None

    def hand_over(self, _area: BaseGeometry, caught: Caught) -> None:
        """The faces shall go to the target."""
        self.bench.hand_over(caught, self.bench.target)

    def why_not(self) -> str:
        """Say that there is no target, or nothing to give."""
        if not self.bench.has_target():
            return "还没有选接收的网格：请先单击一个网格，再圈要移交给它的楼。"
        return f"圈出的范围里没有可以移交到 {self.bench.target_name()} 的楼，请再圈一次。"


class DrawTool(AreaTool):
    """Makes a new grid of the land in a polygon."""

    def advice(self) -> str:
        """Ask for corners."""
        if self.caught is not None:
            return self.preview_advice("新网格：")
        if self.bench.piece is None:
            return "先单击要画新网格的社区"
        return "逐点单击，围出新网格的范围；双击或回车完成，退格撤回一点，Esc 放弃"

    def catch(self, area: BaseGeometry) -> Caught | None:
        """Return the households in the area."""
        piece = self.bench.piece
        if piece is None:
            return None
        preview = piece.after_drawing(area)
        return Caught(np.zeros(0, np.int64), preview)

    def hand_over(self, area: BaseGeometry, _caught: Caught) -> None:
        """The polygon shall become a grid."""
        self.bench.drawing_wanted.emit(area)

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Tint the area itself."""
        area = self._area()
        if area is not None:
            paint_land(painter, view, np.array([area], dtype=object), dark)
        super().paint(painter, view, dark)
