# SPDX-License-Identifier: MIT
"""Handing over a whole estate (小区) with one click; estates that are split between grids are marked."""

import shapely
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPainter
from shapely.geometry.base import BaseGeometry

from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, Pill
from gridmgr.map.style import colours
from gridmgr.map.tools.areas import NO_TARGET, EditTool, lead_of
from gridmgr.map.tools.gate import Caught
from gridmgr.map.tools.painting import paint_outline, paint_rows
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState

MARK = Face(12, bold=True)
NONE = -1


class EstateTool(EditTool):
    """Gives all buildings of an estate in this community to the target."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.estate = NONE
        """The estate that is shown."""
        self.caught: Caught | None = None
        self._pressed: Pointer | None = None
        self._outlines: tuple[Workpiece | None, list[tuple[int, BaseGeometry]]] = (None, [])
        bench.changed.connect(self._forget)

    @property
    def is_at_work(self) -> bool:
        """Whether an estate is shown that was not under the mouse."""
        return self._shown

    _shown = False

    def advice(self) -> str:
        """Ask for a target and an estate; say how an estate is divided."""
        piece = self.bench.piece
        if piece is None or not self.bench.has_target():
            return NO_TARGET
        if self.estate == NONE:
            split = len(piece.split_estates)
            told = f"；有 {split} 个小区分在几个网格里（橙色）" if split else ""
            return f"单击一个小区，它在本社区的楼全部移交到 {self.bench.target_name()}{told}"
        if self.caught is None or not len(self.caught.faces):
            return f"{estate_text(piece, self.estate)}，不用移交"
        key = "回车" if self._shown else "单击"
        return self.preview_advice(f"{estate_text(piece, self.estate)}；{key}{lead_of(self.caught)}")

    def aim(self, pointer: Pointer) -> bool:
        """Choose the grid under the mouse as the target."""
        self.bench.place_needed.emit(pointer.x, pointer.y)
        return True

    def show_estate(self, estate: int) -> None:
        """Show an estate and what handing it over would do; Enter does it."""
        self._shown = True
        self._show(estate)

    def press(self, pointer: Pointer) -> None:
        """Remember where a click begins."""
        self._pressed = pointer

    def move(self, pointer: Pointer, held: bool) -> None:
        """Show the estate under the mouse."""
        if not held and not self._shown:
            self._show(self._estate_at(pointer))

    def release(self, pointer: Pointer) -> None:
        """A click takes the estate under the mouse."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or not pressed.is_near(pointer):
            return
        if self.bench.piece is None or not self.bench.has_target() or pointer.adds:
            self.bench.place_needed.emit(pointer.x, pointer.y)
            return
        self._shown = False
        self._show(self._estate_at(pointer))
        if self.estate == NONE:
            self.bench.refused.emit("这里的楼不属于任何小区；可以用“数据 → 识别小区…”归入，或改用套索、笔刷。")
        else:
            self.finish()

    def finish(self) -> None:
        """Hand the estate over."""
        piece, caught, estate = self.bench.piece, self.caught, self.estate
        self.give_up()
        if piece is None or estate == NONE:
            return
        if caught is not None and (len(caught.faces) or caught.skipped):
            self.bench.hand_over(caught, self.bench.target)
        elif self.bench.has_target():
            self.bench.refused.emit(f"{piece.site.estates[estate]}已经全部在 {self.bench.target_name()}。")

    def give_up(self) -> None:
        """Show no estate."""
        self._shown = False
        self._show(NONE)

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Mark the split estates, tint the one that is shown, write the figures."""
        piece = self.bench.piece
        if piece is None:
            return
        if self.caught is not None:
            paint_rows(painter, view, piece.layer, self.caught.faces, dark)
        look = colours(dark)
        # The map itself marks them unless a person has switched that off.
        is_marked = self.surface is not None and self.surface.scene.layers.split_estates
        outlines = [] if is_marked else self._split_outlines(piece)
        for _estate, land in outlines:
            paint_outline(painter, view, land, dark, 2.0, look.above)
        for estate, land in outlines:
            pill = Pill(Lettering(f"{piece.site.estates[estate]} 被拆分", MARK, ink(look.surface)), QColor(look.above))
            place = view.to_screen(shapely.get_coordinates(shapely.point_on_surface(land)))[0].tolist()
            pill.paint(painter, (place[0], place[1]))
        if self.estate != NONE:
            land = shapely.union_all(piece.coverage.faces[piece.faces_of_estate(self.estate)])
            paint_outline(painter, view, land, dark, 2.5)
        self.paint_preview(painter, view, dark)

    def _show(self, estate: int) -> None:
        if estate == self.estate and self.caught is not None:
            return
        piece, self.estate = self.bench.piece, estate
        self.caught = None
        if piece is not None and estate != NONE:
            self.caught = self.bench.caught(piece.faces_of_estate(estate))
        is_moved = self.caught is not None and len(self.caught.faces)
        self.bench.show(self.caught.preview if self.caught is not None and is_moved else None)
        self.changed.emit()

    def _forget(self) -> None:
        """With another piece or target what was shown holds no more."""
        shown, self.caught = self.estate, None
        piece = self.bench.piece
        if self.surface is not None:
            self._show(shown if piece is not None and shown < len(piece.site.estates) else NONE)

    def _estate_at(self, pointer: Pointer) -> int:
        piece = self.bench.piece
        if piece is None:
            return NONE
        faces = piece.tree.query(shapely.Point(pointer.x, pointer.y), predicate="intersects")
        found = piece.estates_on(faces)
        return int(found[0]) if len(found) else NONE

    def _split_outlines(self, piece: Workpiece) -> list[tuple[int, BaseGeometry]]:
        """Return the land of the split estates, worked out once for a piece."""
        if self._outlines[0] is not piece:
            lands = [
                (n, shapely.union_all(piece.coverage.faces[piece.faces_of_estate(n)])) for n in piece.split_estates
            ]
            self._outlines = piece, lands
        return self._outlines[1]


def estate_text(piece: Workpiece, estate: int) -> str:
    """Say in which grids an estate lies: 西苑新村：03（120 户）、05（40 户）."""
    shares = piece.estate_shares.get(estate, {})
    if len(shares) == 1:
        return f"{piece.site.estates[estate]}整个在 {piece.name_of(next(iter(shares)))}"
    parts = "、".join(f"{piece.name_of(grid)}（{count} 户）" for grid, count in shares.items())
    return f"{piece.site.estates[estate]}分在 {parts}"
