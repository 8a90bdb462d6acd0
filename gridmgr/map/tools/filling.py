# SPDX-License-Identifier: MIT
"""Land in no grid, and parts of a grid that lie apart: a click gives them to the grid round them."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.painting import paint_land
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.filling import Patch, fillings, patch_at, patches


class FillTool(EditTool):
    """Shows what a patch of land would add to the grid beside it, and gives it there at a click."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self._known: Workpiece | None = None
        self._loose: list[Patch] = []
        self._patch: Patch | None = None
        self._taker = ""

    def advice(self) -> str:
        """Say how much land is in no grid, then what a click would do."""
        piece, patch = self.bench.piece, self._patch
        if piece is None:
            return "先单击要填补的社区"
        if patch is not None and not self._taker:
            return "这块地四周没有网格，请用“新画网格”。"
        if patch is not None:
            others = "；按 Tab 换一个网格" if len(patch.takers) > 1 else ""
            lead = (
                f"这块地 {patch.buildings} 栋、{patch.households} 户 → {piece.name_of(self._taker)}，单击归入{others}："
            )
            return self.preview_advice(lead)
        loose = self._unassigned(piece)
        if not loose:
            return "本社区没有未归格的地；指到孤立在外的小块上，可以把它归入周围的网格"
        return f"本社区有 {len(loose)} 处未归格的地，单击一处归入周围的网格；回车全部填补（先看清单）"

    def move(self, pointer: Pointer, _held: bool) -> None:
        """Show the patch under the mouse and what it would add."""
        piece = self.bench.piece
        if piece is None:
            return
        faces = piece.faces_at(pointer.x, pointer.y)
        if self._patch is not None and len(faces) and int(faces[0]) in self._patch.faces:
            return
        patch = patch_at(piece.coverage, piece.borders, piece.households, int(faces[0])) if len(faces) else None
        if patch is None and self._patch is None:
            return
        self._patch, self._taker = patch, ""
        if patch is not None:
            counts = {grid: piece.households_of(grid) for grid in patch.takers}
            self._taker = next((one.taker for one in fillings([patch], counts)), "")
        self._show(piece)

    def release(self, pointer: Pointer) -> None:
        """Give the patch away."""
        piece = self.bench.piece
        if piece is None or (self._patch is None and piece.grid_at(pointer.x, pointer.y) == UNASSIGNED):
            self.bench.place_needed.emit(pointer.x, pointer.y)
        elif self._patch is not None and self._taker:
            faces, taker = self._patch.faces, self._taker
            self.give_up()
            self.bench.move_wanted.emit(faces, taker)

    def finish(self) -> None:
        """Ask for the list of everything that is in no grid."""
        piece = self.bench.piece
        if piece is None:
            return
        loose = self._unassigned(piece)
        if loose:
            self.bench.filling_wanted.emit(loose)
        else:
            self.bench.refused.emit("本社区没有未归格的地。")

    def give_up(self) -> None:
        """Forget the patch."""
        self._patch, self._taker = None, ""
        self.bench.show(None)
        self.changed.emit()

    def key(self, key: Qt.Key) -> bool:
        """Tab offers the patch to the next grid round it."""
        if key != Qt.Key.Key_Tab or self._patch is None or len(self._patch.takers) < 2 or self.bench.piece is None:
            return False
        takers = list(self._patch.takers)
        self._taker = takers[(takers.index(self._taker) + 1) % len(takers)]
        self._show(self.bench.piece)
        return True

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Hatch all land in no grid in the colour of warning, and the patch under the mouse."""
        piece = self.bench.piece
        if piece is None:
            return
        paint_land(painter, view, piece.coverage.faces[piece.coverage.grid == UNASSIGNED], dark, True)
        if self._patch is not None:
            paint_land(painter, view, piece.coverage.faces[self._patch.faces], dark)
        self.paint_preview(painter, view, dark)

    def _show(self, piece: Workpiece) -> None:
        patch = self._patch
        shown = patch is not None and self._taker
        self.bench.show(piece.after_moving(patch.faces, self._taker, ()) if patch is not None and shown else None)
        self.changed.emit()

    def _unassigned(self, piece: Workpiece) -> list[Patch]:
        if piece is not self._known:
            self._known, self._loose = piece, patches(piece.coverage, piece.borders, piece.households)
        return self._loose
