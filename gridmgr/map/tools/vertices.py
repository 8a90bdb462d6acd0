# SPDX-License-Identifier: MIT
"""Corners of a border moved one by one: both sides move with them, so no gap can come of it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from gridmgr.map.tools.areas import EditTool
from gridmgr.map.tools.border_marks import paint_handles, paint_new_line
from gridmgr.map.tools.painting import paint_land, paint_outline
from gridmgr.map.tools.tool import Pointer
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.planning.border_corners import (
    Chain,
    Junction,
    Place,
    Redrawn,
    chains_of,
    corner_added,
    corner_moved,
)
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.editing import EditError

NEAR_PX = 10.0
MIDDLE_PX = 24.0
"""A side shorter than twice this has no handle in its middle."""


@dataclass(frozen=True, eq=False)
class Handle:
    """A corner that can be taken hold of, or the middle of a side."""

    place: Place
    chain: Chain
    number: int
    """The corner, or the one before the middle."""
    is_middle: bool

    @property
    def is_end(self) -> bool:
        """Whether other borders end here, too."""
        return not self.is_middle and self.number in (0, len(self.chain.corners) - 1)


class VertexTool(EditTool):
    """Drags the corners of the target's borders; a middle becomes a corner, Delete takes one away."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(bench, parent)
        self._known: tuple[Workpiece | None, str] = (None, "")
        self._chains: list[Chain] = []
        self._near: Handle | None = None
        self._held: Handle | None = None
        self._redrawn: Redrawn | None = None
        self._junction: tuple[Workpiece, Place, Junction] | None = None
        self._why = ""

    @property
    def is_at_work(self) -> bool:
        """Whether a corner is held."""
        return self._held is not None

    @property
    def snaps(self) -> bool:
        """A corner that is held is drawn to what is near."""
        return self._held is not None and self.bench.magnet

    def advice(self) -> str:
        """Say how to take a corner, then what would change."""
        if not self.bench.has_target():
            return "先单击要改边界的网格（也可在“均衡”里选）"
        if self._why:
            return self._why
        if self.is_at_work and self.bench.preview is not None:
            return self.preview_advice("")
        if self._near is None:
            return f"拖动 {self.bench.target_name()} 边界上的拐点；拖两点之间的小圆点添一个拐点；单击另一个网格换目标"
        if self._near.is_middle:
            return "按住拖动，在这里添一个拐点，两侧的网格一起改；Esc 放弃"
        if self._near.is_end:
            return "按住拖动这个交点，相接的几个网格一起改；Esc 放弃"
        return "按住拖动这个拐点，两侧的网格一起改；按 Delete 去掉它；Esc 放弃"

    @property
    def warns(self) -> bool:
        """Whether the corner cannot go there."""
        return bool(self._why) or super().warns

    def press(self, pointer: Pointer) -> None:
        """Take hold of the handle under the mouse."""
        self._near = self._held = self._handle_at(pointer)
        self.changed.emit()

    def move(self, pointer: Pointer, held: bool) -> None:
        """Move the corner and count; without the button, mark what a press would take."""
        if self._held is None or not held:
            near = self._handle_at(pointer)
            if near is not self._near:
                self._near = near
                self.changed.emit()
            return
        self._show(self._held, (pointer.x, pointer.y))

    def release(self, pointer: Pointer) -> None:
        """Carry it out; a click beside every corner chooses a grid."""
        if self._held is not None:
            self.finish()
            return
        piece = self.bench.piece
        grid = piece.grid_at(pointer.x, pointer.y) if piece is not None else UNASSIGNED
        if grid == UNASSIGNED:
            self.bench.place_needed.emit(pointer.x, pointer.y)
        else:
            self.bench.target_chosen.emit(grid)
            self.bench.aim(grid)

    def finish(self) -> None:
        """Hand over what changes hands."""
        piece, redrawn, preview, why = self.bench.piece, self._redrawn, self.bench.preview, self._why
        self.give_up()
        if piece is None or (redrawn is None and not why):
            return
        if why:
            self.bench.refused.emit(why)
        elif preview is not None and preview.torn:
            torn = "、".join(piece.name_of(grid) for grid in preview.torn)
            self.bench.refused.emit(f"这样会把 {torn} 切成两块，没有改动；请拖近一些。")
        elif redrawn is not None and redrawn.gives:
            self.bench.giving_wanted.emit(redrawn.lines, list(redrawn.gives), "移动拐点")

    def give_up(self) -> None:
        """Let go of the corner."""
        self._near = self._held = self._redrawn = self._junction = None
        self._why = ""
        self.bench.show(None)
        self.changed.emit()

    def key(self, key: Qt.Key) -> bool:
        """Delete takes the corner under the mouse away."""
        if key != Qt.Key.Key_Delete or self._near is None or self._near.is_middle or self.is_at_work:
            return False
        if self._near.is_end and not self._near.chain.is_closed:
            self.bench.refused.emit("这里有几条边界相接，不能去掉；可以拖动它。")
            return True
        self._show(self._near, None)
        self.finish()
        return True

    def paint(self, painter: QPainter, view: ViewState, dark: bool) -> None:
        """Paint the handles, the new line and what changes hands."""
        piece = self.bench.piece
        if piece is None or not self.bench.has_target():
            return
        paint_outline(painter, view, piece.shape_of(self.bench.target), dark)
        if self._redrawn is not None:
            areas = np.array([give.area for give in self._redrawn.gives], dtype=object)
            paint_land(painter, view, areas, dark, self.warns)
            paint_new_line(painter, view, self._redrawn.lines, dark)
        else:
            handles = self._handles()
            corners = [one.place for one in handles if not one.is_middle]
            middles = [one.place for one in handles if one.is_middle]
            paint_handles(painter, view, (corners, middles, self._near.place if self._near else None), dark)
        self.paint_preview(painter, view, dark)

    def _show(self, handle: Handle, to: Place | None) -> None:
        piece = self.bench.piece
        assert piece is not None
        self._redrawn, self._why = None, ""
        try:
            self._redrawn = self._moved(piece, handle, to)
        except EditError as error:
            self._why = str(error)
        gives = self._redrawn.gives if self._redrawn is not None else ()
        self.bench.show(piece.after_giving(gives) if gives else None)
        self.changed.emit()

    def _moved(self, piece: Workpiece, handle: Handle, to: Place | None) -> Redrawn:
        chain, number = handle.chain, handle.number
        if handle.is_end and chain.is_closed:
            chain = chain.turned()
            number = chain.corners.index(handle.place)
        elif handle.is_end and to is not None:
            return self._junction_at(piece, handle.place).moved(to)
        shapes = {one: piece.shape_of(one) for one in chain.pair}
        if handle.is_middle and to is not None:
            return corner_added(chain, number, to, shapes)
        return corner_moved(chain, number, to, shapes)

    def _junction_at(self, piece: Workpiece, place: Place) -> Junction:
        """Return what meets at a place; while it is dragged, that is found only once."""
        if self._junction is None or self._junction[:2] != (piece, place):
            self._junction = piece, place, self._found_junction(piece, place)
        return self._junction[2]

    def _found_junction(self, piece: Workpiece, place: Place) -> Junction:
        borders = piece.grid_borders
        at = (borders.segments.start == place).all(axis=1) | (borders.segments.end == place).all(axis=1)
        names = sorted({*borders.one[at].tolist(), *borders.other[at].tolist()})
        if UNASSIGNED in names:
            raise EditError("这里挨着没有归格的地，请先用“填补”把它归入网格，再拖动。")
        found = [chain for name in names for chain in chains_of(borders, name)]
        once = {
            (chain.pair, chain.line.wkb): chain for chain in found if place in (chain.corners[0], chain.corners[-1])
        }
        return Junction(list(once.values()), place, {name: piece.shape_of(name) for name in names})

    def _handles(self) -> list[Handle]:
        """Return the handles of the target's borders."""
        piece, target = self.bench.piece, self.bench.target
        if piece is None or not self.bench.has_target():
            return []
        if self._known[0] is not piece or self._known[1] != target:
            self._known, self._chains = (piece, target), chains_of(piece.grid_borders, target)
        least = MIDDLE_PX * 2 * (self.surface.view.metres_per_pixel if self.surface is not None else 1.0)
        found = []
        for chain in self._chains:
            found += [Handle(place, chain, number, False) for number, place in enumerate(chain.corners)]
            for number, (one, other) in enumerate(pairwise(chain.corners)):
                if np.hypot(one[0] - other[0], one[1] - other[1]) > least:
                    middle = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
                    found.append(Handle(middle, chain, number, True))
        return found

    def _handle_at(self, pointer: Pointer) -> Handle | None:
        """Return the handle under the mouse, corners before middles."""
        reach = NEAR_PX * (self.surface.view.metres_per_pixel if self.surface is not None else 1.0)
        near = [
            (np.hypot(one.place[0] - pointer.x, one.place[1] - pointer.y), one.is_middle, number, one)
            for number, one in enumerate(self._handles())
        ]
        best = min(((m, away, n, one) for away, m, n, one in near if away <= reach), default=None, key=lambda e: e[:3])
        if best is None:
            return None
        return self._near if self._near is not None and self._near.place == best[3].place else best[3]
