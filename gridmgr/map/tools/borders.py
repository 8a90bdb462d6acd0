# SPDX-License-Identifier: MIT
"""Moving a border: take hold of it where it lights up, then sweep over buildings or pull the line itself."""

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.border_marks import paint_border, paint_new_line
from gridmgr.map.tools.painting import paint_land, paint_outline
from gridmgr.map.tools.sweeping import Sweep
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.reshaping import Give, pulled

NEAR_PX = 40.0
"""A press so near to a border takes hold of it."""
DIRECTION_PX = 5.0
"""After so many pixels it is clear to which side a sweep goes."""
STRETCH_PX = 110.0
"""So much of the border, on both sides of the hand, follows it when the line is pulled."""

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Hold:
    """A border within reach."""

    pair: tuple[str, str]
    chain: BaseGeometry
    """The whole stretch that the two grids share."""
    foot: Place
    """The place on it that is nearest to the mouse."""

    def stretch(self, half_m: float) -> BaseGeometry:
        """Return the part of the border round the hand that would follow it."""
        along = shapely.line_locate_point(self.chain, shapely.Point(self.foot))
        whole = self.chain.length
        if whole <= 2 * half_m:
            return self.chain
        first = min(max(along - half_m, 0.0), whole - 2 * half_m)
        return shapely.ops.substring(self.chain, first, first + 2 * half_m)


class BorderTool(EditTool):
    """Takes hold of the border between two grids; the direction of the stroke decides which of them gains.

    Sweeping hands over the buildings that the mouse runs over; with Shift (or after Tab) the line itself follows the
    mouse between two fixed points. A stroke that would cut a grid in two is not carried out.
    """

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.pulls = False
        """Whether a drag pulls the line instead of sweeping over buildings."""
        self._hold: Hold | None = None
        self._pressed: Pointer | None = None
        self._is_pulling = False
        self._sweep: Sweep | None = None
        self._last: Place | None = None
        self._line: BaseGeometry | None = None
        self._gives: list[Give] = []

    @property
    def is_at_work(self) -> bool:
        """Whether a border is held."""
        return self._pressed is not None

    @property
    def warns(self) -> bool:
        """Whether the stroke would cut a grid in two, or the border is locked."""
        return super().warns or (self._hold is not None and bool(self._locked(self._hold)))

    @property
    def snaps(self) -> bool:
        """A line that is pulled is drawn to roads and corners."""
        return self._is_pulling and self.bench.magnet

    @property
    def swept(self) -> NDArray[np.int64]:
        """The faces that would change sides."""
        return self._sweep.faces if self._sweep is not None else np.zeros(0, np.int64)

    def advice(self) -> str:
        """Say how to take hold of a border, then what would change."""
        piece, hold = self.bench.piece, self._hold
        if piece is None:
            return "先单击要调整的网格"
        if self.is_at_work and self.bench.preview is not None:
            return self.preview_advice("")
        if hold is None:
            return "把鼠标移到两个网格的边界上，边界亮起来再按住左键拖动；Esc 放弃"
        names = "{}｜{}".format(*(piece.name_of(grid) for grid in hold.pair))
        if self._locked(hold):
            return f"边界 {names}：{self._locked(hold)} 的边界已锁定，不能移动；请先解锁（在网格上按右键）"
        if self._is_pulling:
            return f"边界 {names}：拖到新位置松开，两个圆点之间的边界跟着走；Esc 放弃"
        if self.is_at_work:
            return f"边界 {names}：向哪边拖，哪边的楼就划给对面；Esc 放弃"
        if self.pulls:
            return f"边界 {names}：按住左键直接拉边界线；按 Tab 改回扫楼"
        return f"边界 {names}：按住左键扫过要划走的楼；按住 Shift 拖（或先按 Tab）直接拉边界线"

    def press(self, pointer: Pointer) -> None:
        """Take hold of the nearest border."""
        piece = self.bench.piece
        self._hold = self._found(pointer)
        if piece is None or (self._hold is None and piece.grid_at(pointer.x, pointer.y) == UNASSIGNED):
            self.bench.place_needed.emit(pointer.x, pointer.y)
            return
        if self._hold is None:
            self.bench.refused.emit("这里离边界太远；请把鼠标移到边界上，亮起来再按下。")
            return
        if self._locked(self._hold):
            self.bench.refused.emit(f"{self._locked(self._hold)} 的边界已锁定，不能移动；请先解锁（在网格上按右键）。")
            return
        self._pressed, self._is_pulling = pointer, self.pulls != pointer.adds
        self._last = self._hold.foot
        self.changed.emit()

    def move(self, pointer: Pointer, held: bool) -> None:
        """Sweep or pull; without the button, light up the border that a press would take hold of."""
        piece = self.bench.piece
        if piece is None:
            return
        if not (held and self._pressed is not None and self._hold is not None):
            self._show_ready(self._found(pointer))
        elif self._is_pulling:
            self._pull(piece, self._hold, pointer)
        else:
            self._sweep_to(piece, self._hold, pointer)

    def release(self, _pointer: Pointer) -> None:
        """Carry the stroke out, unless it would cut a grid in two."""
        if self._pressed is not None:
            self.finish()

    def finish(self) -> None:
        """Hand the land over."""
        piece, preview, sweep = self.bench.piece, self.bench.preview, self._sweep
        line, gives = self._line, self._gives
        self.give_up()
        if piece is None or preview is None:
            return
        if preview.torn:
            torn = "、".join(piece.name_of(grid) for grid in preview.torn)
            self.bench.refused.emit(f"这样会把 {torn} 切成两块，没有改动；请从边界开始，连着扫过要移交的楼。")
        elif sweep is not None and len(sweep.faces):
            self.bench.move_wanted.emit(sweep.faces, sweep.gaining)
        elif gives and line is not None:
            self.bench.giving_wanted.emit(line, gives, "移动边界")

    def give_up(self) -> None:
        """Let go of the border."""
        self._hold = self._pressed = self._sweep = self._last = self._line = None
        self._is_pulling, self._gives = False, []
        self.bench.show(None)
        self.changed.emit()

    def key(self, key: Qt.Key) -> bool:
        """Tab changes between sweeping and pulling."""
        if key != Qt.Key.Key_Tab or self.is_at_work:
            return False
        self.pulls = not self.pulls
        self.changed.emit()
        return True

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Light the border up; hatch what would change hands and write the figures."""
        piece, hold = self.bench.piece, self._hold
        if piece is None or hold is None:
            return
        if self._sweep is not None:
            paint_outline(painter, view, piece.shape_of(self._sweep.gaining), dark)
            paint_land(painter, view, piece.coverage.faces[self.swept], dark, self.warns)
        if self._gives:
            paint_land(painter, view, np.array([give.area for give in self._gives], dtype=object), dark, self.warns)
        pulls = self._is_pulling or (self.pulls and not self.is_at_work)
        stretch = hold.stretch(STRETCH_PX * view.metres_per_pixel) if pulls else None
        if self._sweep is None:
            paint_border(painter, view, (hold.chain, stretch, hold.foot), dark)
        if self._line is not None:
            paint_new_line(painter, view, self._line, dark)
        self.paint_preview(painter, view, dark)

    def _locked(self, hold: Hold) -> str:
        """Return the names of the grids beside a border that are locked; empty for none."""
        piece = self.bench.piece
        return "、".join(piece.name_of(grid) for grid in hold.pair if grid in piece.locked) if piece is not None else ""

    def _sweep_to(self, piece: Workpiece, hold: Hold, pointer: Pointer) -> None:
        """Take what lies between the last place and this one; first find out to which side the stroke goes."""
        if self._sweep is None:
            sides = self._sides(piece, hold, pointer)
            if sides is None:
                return
            self._sweep = Sweep(piece, *sides)
            self.bench.target_chosen.emit(sides[0])
        assert self._last is not None
        self._sweep.add(piece.faces_along(shapely.linestrings([self._last, (pointer.x, pointer.y)])))
        self._last = pointer.x, pointer.y
        faces = self._sweep.faces
        preview = piece.after_moving(faces, self._sweep.gaining, self._sweep.torn) if len(faces) else None
        self.bench.show(preview)
        self.changed.emit()

    def _sides(self, piece: Workpiece, hold: Hold, pointer: Pointer) -> tuple[str, str] | None:
        """Return the gaining and the losing grid by the direction of the stroke, None while it is not clear."""
        assert self._pressed is not None
        step = np.array([pointer.x - self._pressed.x, pointer.y - self._pressed.y])
        length, scale = float(np.hypot(*step)), self._metres_per_pixel
        if length < DIRECTION_PX * scale:
            return None
        for px in (DIRECTION_PX, 2 * DIRECTION_PX, NEAR_PX):
            there = piece.grid_at(*(np.array(hold.foot) + step / length * px * scale).tolist())
            if there in hold.pair:
                return (hold.pair[1], there) if there == hold.pair[0] else (hold.pair[0], there)
        return None

    def _pull(self, piece: Workpiece, hold: Hold, pointer: Pointer) -> None:
        """Lead the stretch of border through the place of the mouse."""
        stretch = hold.stretch(STRETCH_PX * self._metres_per_pixel)
        xy = shapely.get_coordinates(stretch)
        self._line = shapely.linestrings([xy[0], (pointer.x, pointer.y), xy[-1]])
        one, other = hold.pair
        self._gives = pulled(stretch, self._line, hold.pair, (piece.shape_of(one), piece.shape_of(other)))
        self.bench.show(piece.after_giving(self._gives) if self._gives else None)
        self.changed.emit()

    @property
    def _metres_per_pixel(self) -> float:
        return self.surface.view.metres_per_pixel if self.surface is not None else 1.0

    def _found(self, pointer: Pointer) -> Hold | None:
        """Return the border within reach of the mouse."""
        piece = self.bench.piece
        if piece is None:
            return None
        borders = piece.grid_borders
        number = borders.nearest(pointer.x, pointer.y, NEAR_PX * self._metres_per_pixel)
        if number < 0:
            return None
        chain, pair = borders.chain(number), (str(borders.one[number]), str(borders.other[number]))
        foot = shapely.line_interpolate_point(
            chain, shapely.line_locate_point(chain, shapely.Point(pointer.x, pointer.y))
        )
        return Hold(pair, chain, (foot.x, foot.y))

    def _show_ready(self, hold: Hold | None) -> None:
        if hold is not self._hold:
            self._hold = hold
            self.changed.emit()
