# SPDX-License-Identifier: MIT
"""The question before a gesture by which a grid would reach across a railway, a river or a main road."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QObject

from gridmgr.map.scene import Moves
from gridmgr.map.tools.gate import Guard
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.operations.moved_land import MovedLand
from gridmgr.operations.redrawing import move_faces
from gridmgr.planning.crossings import Reach
from gridmgr.ui.drawing_strokes import Worked
from gridmgr.ui.moved_preview import moves_shown
from gridmgr.ui.reason_bar import ReasonBar

if TYPE_CHECKING:
    from gridmgr.ui.drawing import Drawing

BARRED = {Guard.RAILS: "铁路、河流", Guard.ROADS: "铁路、河流或主干道"}


class BarrierQuestion(QObject):
    """Holds one gesture, whatever tool made it, until a person gives the reason or gives the gesture up."""

    def __init__(self, drawing: "Drawing") -> None:
        super().__init__(drawing)
        self._drawing, self._window = drawing, drawing.window
        self.bar = ReasonBar(self._window.canvas)
        self.held: Worked | None = None
        """The gesture that waits; nothing of it is shown or stored yet."""
        self._before, self._hatched = Moves(), Moves()
        """What was hatched on the map before the question, and what is for it."""
        drawing.strokes.reason_needed.connect(self.ask)
        drawing.bench.changed.connect(self._on_bench)
        self._window.canvas.tool_changed.connect(lambda _tool: self.drop())
        self.bar.given.connect(self._on_reason)
        self.bar.halved.connect(self._on_half)
        self.bar.dropped.connect(self.drop)

    def ask(self, worked: Worked) -> None:
        """Ask for the reason, and hatch on the map what lies beyond."""
        self.drop()
        self.held = worked
        guard = self._drawing.bench.intake.guard
        self._hatch(worked)
        give = "写明理由，移交" if worked.move is not None else "写明理由，继续"
        self.bar.ask(barrier_sentence(worked.piece, worked.reaches, guard), give, len(this_side(worked)) > 0)

    def drop(self) -> None:
        """Forget the gesture that waits; nothing was changed."""
        if self.held is None:
            return
        focused = self._window.focusWidget()
        had_focus = focused is not None and self.bar.isAncestorOf(focused)
        self.held = None
        self.bar.hide()
        self._hatch(None)
        if had_focus:
            self._window.canvas.setFocus()

    def _hatch(self, worked: Worked | None) -> None:
        """Hatch what lies beyond a barrier; None puts back what was hatched before."""
        canvas = self._window.canvas
        if worked is not None:
            self._before, self._hatched = canvas.scene.moves, moves_beyond(worked)
            canvas.set_scene(replace(canvas.scene, moves=self._hatched))
        elif canvas.scene.moves is self._hatched:
            canvas.set_scene(replace(canvas.scene, moves=self._before))

    def _on_bench(self) -> None:
        if self.held is not None and self._drawing.bench.piece is not self.held.before:
            self.drop()

    def _on_reason(self, reason: str) -> None:
        held = self.held
        self.drop()
        if held is not None:
            self._drawing.strokes.go_on(held, reason)

    def _on_half(self) -> None:
        held = self.held
        self.drop()
        if held is not None and held.move is not None:
            faces, target = this_side(held), held.move.target
            self._drawing.strokes.work(lambda land: move_faces(land, faces, target), held.aside)


def this_side(worked: Worked) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the faces of a move that lie on this side of the barrier; none where the gesture was another one."""
    move = worked.move
    if move is None or any(reach.grid != move.target for reach in worked.reaches):
        return np.zeros(0, np.int64)
    coverage = worked.before.coverage
    beyond = [coverage.faces_of_buildings(reach.buildings) for reach in worked.reaches]
    return np.asarray(np.setdiff1d(move.faces, np.concatenate(beyond)))


def barrier_sentence(piece: Workpiece, reaches: Sequence[Reach], guard: Guard) -> str:
    """Say what lies beyond the barrier, and from which grid."""
    said = [
        f"{len(reach.buildings):,} 栋（{int(piece.households[reach.buildings].sum()):,} 户）"
        f"和网格 {piece.name_of(reach.grid)} "
        for reach in reaches
    ]
    return (
        f"{'，'.join(said)}之间隔着{BARRED[guard]}，没有桥或通道。确实要划在一起，请写明理由，理由会作为连通认定保存。"
    )


def moves_beyond(worked: Worked) -> Moves:
    """Return the land beyond a barrier as the map hatches it."""
    piece, land = worked.piece, []
    for reach in worked.reaches:
        faces = piece.coverage.faces[piece.coverage.faces_of_buildings(reach.buildings)]
        households = int(piece.households[reach.buildings].sum())
        land.append(MovedLand(households, shapely.union_all(faces)))
    rows = np.concatenate([reach.buildings for reach in worked.reaches]).tolist()
    ids = worked.redrawing.after.ground.building_ids
    return moves_shown(land, {ids[row] for row in rows})
