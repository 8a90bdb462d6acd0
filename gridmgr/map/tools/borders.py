# SPDX-License-Identifier: MIT
"""Moving a border: press beside it and drag over the buildings that shall come to the side you come from."""

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.painting import paint_land, paint_outline
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.planning.coverage import UNASSIGNED

NEAR_PX = 40.0
"""A press so near to a border takes hold of it."""


class BorderTool(EditTool):
    """Sweeps land across a border: the grid in which the button goes down gains what the mouse runs over.

    Only land of the grid on the other side is taken, and only what hangs together with the gaining grid, so no island
    can be made; a stroke that would cut the other grid in two is not carried out.
    """

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self.gaining = self.losing = ""
        self._last: Pointer | None = None
        self._swept: set[int] = set()
        self._ready = ("", "")

    @property
    def is_at_work(self) -> bool:
        """Whether a border is held."""
        return bool(self.gaining)

    @property
    def swept(self) -> NDArray[np.int64]:
        """The faces that would change sides."""
        return np.array(sorted(self._swept), dtype=np.int64)

    def advice(self) -> str:
        """Say how to take hold of a border, then what would change."""
        piece = self.bench.piece
        if piece is None:
            return "先单击要调整的网格"
        if self.gaining and self.bench.preview is not None:
            return self.preview_advice("")
        if self.gaining:
            names = piece.name_of(self.gaining), piece.name_of(self.losing) or "相邻网格"
            return "拖过 {1} 的楼，它们就归 {0}；Esc 放弃".format(*names)
        if all(self._ready):
            return "按住左键向 {1} 拖，扫过的楼归 {0}".format(*(piece.name_of(grid) for grid in self._ready))
        return "在两个网格的边界旁按住左键，向对面拖：扫过的楼归起点一侧；Esc 放弃"

    def press(self, pointer: Pointer) -> None:
        """Take hold of the nearest border."""
        piece = self.bench.piece
        grid = piece.grid_at(pointer.x, pointer.y) if piece is not None else UNASSIGNED
        if piece is None or grid == UNASSIGNED:
            self.bench.place_needed.emit(pointer.x, pointer.y)
            return
        beyond = self._beyond(piece, grid, pointer)
        if not beyond:
            self.bench.refused.emit("这里离边界太远；请在两个网格的边界旁按下，再向对面拖。")
            return
        self.gaining, self.losing, self._last, self._swept = grid, beyond, pointer, set()
        self.bench.target_chosen.emit(grid)
        self.changed.emit()

    def move(self, pointer: Pointer, held: bool) -> None:
        """Sweep what lies between the last place and this one; without the button, say what a press would do."""
        piece = self.bench.piece
        if piece is None:
            return
        if not (held and self.gaining and self._last is not None):
            grid = piece.grid_at(pointer.x, pointer.y)
            self._show_ready((grid, self._beyond(piece, grid, pointer)) if grid != UNASSIGNED else ("", ""))
            return
        track = shapely.linestrings([(self._last.x, self._last.y), (pointer.x, pointer.y)])
        self._last = pointer
        self._sweep(piece, piece.faces_along(track))

    def release(self, _pointer: Pointer) -> None:
        """Carry the stroke out, unless it would cut the other grid in two."""
        if self.gaining:
            self.finish()

    def finish(self) -> None:
        """Hand the swept land over."""
        piece, faces, gaining, preview = self.bench.piece, self.swept, self.gaining, self.bench.preview
        self.give_up()
        if piece is None or not len(faces):
            return
        if preview is not None and preview.torn:
            torn = "、".join(piece.name_of(grid) for grid in preview.torn)
            self.bench.refused.emit(f"这样会把 {torn} 切成两块，没有改动；请从边界开始，连着扫过要移交的楼。")
        else:
            self.bench.move_wanted.emit(faces, gaining)

    def give_up(self) -> None:
        """Let go of the border."""
        self.gaining = self.losing = ""
        self._last, self._swept = None, set()
        self.bench.show(None)
        self.changed.emit()

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Outline the gaining grid, hatch what it would get, write the figures."""
        piece = self.bench.piece
        if piece is None or not self.gaining:
            return
        paint_outline(painter, view, piece.coverage.grid_polygon(self.gaining), dark)
        paint_land(painter, view, piece.coverage.faces[self.swept], dark)
        self.paint_preview(painter, view, dark)

    def _sweep(self, piece: Workpiece, faces: NDArray[np.int64]) -> None:
        """Add faces of the losing grid that hang together with what gains, nearest first."""
        grid = piece.coverage.grid
        waiting = {int(face) for face in faces if grid[face] == self.losing} - self._swept
        found = True
        while waiting and found:
            found = False
            for face in sorted(waiting):
                if self._hangs_on(piece, face):
                    self._swept.add(face)
                    waiting.discard(face)
                    found = True
        self.bench.show(piece.after_moving(self.swept, self.gaining) if self._swept else None)
        self.changed.emit()

    def _hangs_on(self, piece: Workpiece, face: int) -> bool:
        around = piece.neighbours_of(face)
        return bool((piece.coverage.grid[around] == self.gaining).any()) or any(f in self._swept for f in around)

    def _beyond(self, piece: Workpiece, grid: str, pointer: Pointer) -> str:
        """Return the nearest other grid within reach; "" where there is none."""
        reach = NEAR_PX * (self.surface.view.metres_per_pixel if self.surface is not None else 1.0)
        place = shapely.Point(pointer.x, pointer.y)
        near = piece.tree.query(place, predicate="dwithin", distance=reach)
        near = near[~np.isin(piece.coverage.grid[near], (grid, UNASSIGNED))]
        if not len(near):
            return ""
        distance = shapely.distance(piece.coverage.faces[near], place)
        return str(piece.coverage.grid[near[np.argmin(distance)]])

    def _show_ready(self, ready: tuple[str, str]) -> None:
        if ready != self._ready:
            self._ready = ready
            self.changed.emit()
