# SPDX-License-Identifier: MIT
"""Gestures on the map: worked out away from the window, shown at once, stored as one step each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QObject, Signal

from gridmgr.data.store import Store
from gridmgr.map.builders import band_states
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Areas, Grids, MapScene
from gridmgr.map.split_estates import with_community
from gridmgr.map.tools.gate import reached_across
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.model.changes import ChangeSet
from gridmgr.model.progress import Progress
from gridmgr.operations.crossing import changed_grids, with_reason
from gridmgr.operations.estate_unity import estates_told, split_on_land
from gridmgr.operations.redrawing import (
    Edit,
    Redrawing,
    appointments_kept,
    draw_new_grid,
    merge_grids,
    split_grid,
    store_redrawing,
)
from gridmgr.operations.shaping import carried_out, cut_hole, give_land, split_off
from gridmgr.planning.crossings import Reach
from gridmgr.report.scenes import short_number, split_marks
from gridmgr.ui.document import Document
from gridmgr.ui.drawing_land import LandKeeper, workpiece_of
from gridmgr.ui.errors import MessageBar
from gridmgr.ui.jobs import Job, WorkThread

EDITS: Mapping[str, Callable[..., Redrawing]] = {
    "split_wanted": split_grid,
    "merge_wanted": merge_grids,
    "drawing_wanted": draw_new_grid,
    "giving_wanted": give_land,
    "halving_wanted": split_off,
    "hole_wanted": cut_hole,
}
"""What each wish of a tool does to the land; the values of the signal follow the land as arguments."""


@dataclass(frozen=True, eq=False)
class Move:
    """A gesture that hands pieces of land to a grid."""

    faces: NDArray[np.int64]
    target: str


@dataclass(frozen=True, slots=True)
class Worked:
    """What a gesture comes to: the change, the land as tools see it afterwards, and its picture."""

    redrawing: Redrawing
    piece: Workpiece
    grids: Grids
    before: Workpiece
    """The land as tools saw it."""
    told: str = ""
    """What it did to estates, and what it left out."""
    reaches: tuple[Reach, ...] = ()
    """Where grids would reach across a barrier by it; none once there is a reason."""
    move: Move | None = None
    aside: str = ""
    """What it left out."""
    estates: Areas = field(default_factory=Areas)
    """The marks of estates that lie in several grids."""


class Strokes(QObject):
    """Carries out what the tools wish, one gesture after the other."""

    draft_needed = Signal()
    """The plan that is shown may not be redrawn."""
    worked = Signal(object)
    """A Worked that is to be shown; it is being stored meanwhile."""
    refused = Signal()
    """What was shown could not be stored; what is stored counts."""
    reason_needed = Signal(object)
    """A Worked by which a grid would reach across a barrier: it waits for `go_on`, whatever tool made it."""

    def __init__(self, bench: Workbench, keeper: LandKeeper, canvas: MapCanvas, message: MessageBar) -> None:
        super().__init__(bench)
        self.bench, self.keeper, self._canvas, self._message = bench, keeper, canvas, message
        self.document: Document | None = None
        self.is_draft = False
        """Whether the plan that is shown may be redrawn."""
        self.collects: Callable[[Worked], bool] = lambda _worked: False
        """Takes a gesture that is only tried; False if it is to be stored."""
        self._thread = WorkThread("drawing")
        self._gesture: Job | None = None
        self._said = ""
        """What was last said about a stroke; the next one that succeeds takes it away."""
        for wish, edit in EDITS.items():
            getattr(bench, wish).connect(partial(self._wish, edit))
        bench.refused.connect(self.say)

    @property
    def is_working(self) -> bool:
        """Whether a gesture is being worked out."""
        return self._gesture is not None

    def say(self, sentence: str) -> None:
        """Say something about a stroke; it goes with the next one that succeeds."""
        self._said = sentence
        self._message.say(sentence)

    def work(self, edit: Edit, aside: str = "", move: Move | None = None) -> None:
        """Work a gesture out away from the window, then show and store it; `aside` is said with it.

        Where a grid would reach across a barrier by it, `reason_needed` is told instead.
        """
        land = self.keeper.land
        if land is None or self.document is None:
            return
        if not self.is_draft:
            self.draft_needed.emit()
            return
        if self._gesture is not None:
            self._message.say("上一笔还没有画完，请稍候再画。")
            return
        scene, band, before, guard = self._canvas.scene, self.keeper.band, self.bench.piece, self.bench.intake.guard
        assert before is not None

        def work(_progress: Progress) -> Worked:
            redrawing = carried_out(edit, land)
            piece = workpiece_of(redrawing.after, band, before)
            told = f"{redrawing.told}{estates_told(redrawing.before, redrawing.after)}{aside}"
            grids = regridded(scene.grids, redrawn_grids(scene, redrawing))
            reaches = reached_across(before, piece, changed_grids(redrawing), guard)
            split = split_marks(split_on_land(redrawing.after))
            marks = with_community(scene.split_estates, land.community.code, split)
            return Worked(redrawing, piece, grids, before, told, tuple(reaches), move, aside, marks)

        self._gesture = Job("", self)
        self._gesture.succeeded.connect(self._on_worked)
        self._gesture.failed.connect(self._on_failed)
        self._gesture.ended.connect(self._on_ended)
        self._thread.start(self._gesture, work)

    def go_on(self, worked: Worked, reason: str) -> None:
        """Show and store a gesture that has waited for the reason why a grid reaches across a barrier."""
        if self.keeper.land is worked.redrawing.before:
            redrawing = with_reason(worked.redrawing, worked.reaches, reason)
            self._on_worked(replace(worked, redrawing=redrawing, reaches=()))

    def settle(self) -> None:
        """Wait until the gesture at work is on its way into the store: the district is about to close."""
        if self._gesture is not None:
            loop = QEventLoop()
            self._gesture.ended.connect(loop.quit)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _wish(self, edit: Callable[..., Redrawing], *values: object) -> None:
        self.work(lambda land: edit(land, *values))

    def _on_failed(self, error: Exception) -> None:
        self._message.tell(error)
        self._said = self._message.text

    def _on_ended(self) -> None:
        self._gesture = None

    def _on_worked(self, worked: Worked) -> None:
        """Have the result shown and store it; if it is refused, what is stored comes back."""
        redrawing = worked.redrawing
        if self.document is None or self.keeper.land is not redrawing.before:
            return
        if worked.reaches:
            self.reason_needed.emit(worked)
            return
        is_tried = self.collects(worked)
        self.keeper.keep((redrawing.after, worked.piece))
        self.worked.emit(worked)
        if worked.told:
            self.say(worked.told)
        elif self._said and self._message.text == self._said:
            self._message.hide()
        if not is_tried:
            self._store(self.document, redrawing)

    def _store(self, document: Document, redrawing: Redrawing) -> None:
        kept: list[int] = []

        def make(store: Store) -> ChangeSet:
            kept.append(appointments_kept(store, redrawing))
            return store_redrawing(store, redrawing)

        job = document.run(make)
        job.succeeded.connect(lambda _step: self._tell_appointments(redrawing, kept[0]))
        job.failed.connect(lambda _error: self.refused.emit())

    def _tell_appointments(self, redrawing: Redrawing, count: int) -> None:
        if count:
            self._message.say(
                f"{redrawing.label}。被并网格的 {count} 项任职没有改动，现行方案仍按原网格；新方案执行时再调整人员。"
            )


def redrawn_grids(scene: MapScene, redrawing: Redrawing) -> Grids:
    """Return the grids of a scene after a gesture, in the order in which the store gives them."""
    before, after = redrawing.before, redrawing.after
    old = scene.grids
    rows: dict[str, tuple[str, object, int]] = {
        one: (old.names[row], old.layer.geometries[row], int(old.households[row])) for row, one in enumerate(old.ids)
    }
    for gone in before.grids.keys() - after.grids.keys():
        rows.pop(gone, None)
    for one, grid in after.grids.items():
        rows[one] = short_number(grid.code, grid.community), grid.geom, after.households_of(one)
    ids = sorted(rows)
    shown = [one for one in ids if rows[one][1] is not None]
    counts = np.array([rows[one][2] for one in shown], np.int64)
    return Grids(
        shown,
        [rows[one][0] for one in shown],
        np.array([rows[one][1] for one in shown], dtype=object),
        counts,
        band_states(counts.tolist(), scene.band),
        old.locked & set(shown),
    )
