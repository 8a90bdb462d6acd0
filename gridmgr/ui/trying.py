# SPDX-License-Identifier: MIT
"""Try mode (试改): gestures are collected and shown, and only stored when they are adopted, as one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt

from gridmgr.data.store import LoggedChange, Store
from gridmgr.map.moved_land import moved_land
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Grids, MapScene, Moves
from gridmgr.map.split_estates import with_community
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.model.areas import Grid
from gridmgr.model.progress import Progress
from gridmgr.operations.estate_unity import split_on_land
from gridmgr.operations.redrawing import Land, Redrawing, drawing_key, read_grids, store_redrawing, with_grids
from gridmgr.operations.trial import People, Trial, read_people, touched, trial_lines
from gridmgr.report.scenes import split_marks
from gridmgr.ui.commands import today
from gridmgr.ui.drawing_land import Prepared, workpiece_of
from gridmgr.ui.drawing_strokes import Worked, redrawn_grids
from gridmgr.ui.jobs import Job, WorkThread
from gridmgr.ui.trial_panel import TrialPanel

if TYPE_CHECKING:
    from gridmgr.ui.drawing import Drawing

Key = tuple[str, str]
"""Plan (id) and community (code)."""
STALE = "{name}的网格在试改期间被改过（可能是同事，也可能是撤销或锁定），这次试改不能直接采用；请对照后放弃，再重新画。"


@dataclass(frozen=True, eq=False)
class Tried:
    """A trial and its land as the tools see it: as it is stored, then after every gesture."""

    trial: Trial
    pieces: tuple[Workpiece, ...]
    is_stale: bool = False
    """Whether what is stored is not what the trial began with any more."""

    @property
    def prepared(self) -> Prepared:
        """What lies on the bench."""
        return self.trial.land, self.pieces[-1]

    @property
    def key(self) -> Key:
        """Plan and community."""
        return self.trial.base.plan_id, self.trial.base.community.code


class Trying(QObject):
    """Keeps one trial per community, whatever tool is in hand, until it is adopted or dropped."""

    def __init__(self, drawing: "Drawing") -> None:
        super().__init__(drawing)
        self._drawing, self._window = drawing, drawing.window
        self.is_on = False
        self.tried: dict[Key, Tried] = {}
        self.panel = TrialPanel(self._window)
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.dock = self._window.panels.add("试改对照", "trial_dock", self.panel, bottom, ())
        self._thread = WorkThread("trial")
        self._ticket = 0
        self._connect()

    @property
    def present(self) -> Tried | None:
        """The trial of the community in hand, else another one of the plan that is shown."""
        plan = self._window.overview.plan_id if self._window.overview is not None else ""
        mine = [one for key, one in self.tried.items() if key[0] == plan]
        return self.tried.get((plan, self._drawing.keeper.wanted)) or (mine[-1] if mine else None)

    def switch(self, is_on: bool) -> None:
        """Begin to collect gestures, or store them at once again; a trial that is open goes on."""
        if not is_on and self.present is not None:
            self._window.message.say("还有试改没有采用；请先点“采用”或“放弃试改”。")
            is_on = True
        self.is_on = is_on
        self._drawing.assigning.strip.trial.setChecked(is_on)
        self._show_panel()

    def collect(self, worked: Worked) -> bool:
        """Take a gesture in that is only tried; False if it is to be stored."""
        before = worked.redrawing.before
        key = before.plan_id, before.community.code
        known = self.tried.get(key)
        if known is None and not self.is_on:
            return False
        if known is not None and (known.is_stale or known.trial.land is not before):
            return False
        known = known or Tried(Trial(before), (worked.before,))
        self._keep(Tried(known.trial.with_step(worked.redrawing), (*known.pieces, worked.piece)))
        return True

    def step_back(self) -> bool:
        """Take the last tried gesture back; False if there is none."""
        tried = self.present
        if tried is None or tried.is_stale or self._drawing.strokes.is_working:
            return False
        left = Tried(tried.trial.without_last(), tried.pieces[:-1])
        if left.trial.steps:
            self._keep(left)
        else:
            self._forget(tried)
        self._put(left)
        return True

    def adopt(self) -> None:
        """Store what was tried as one step."""
        tried, document = self.present, self._window.document
        if tried is None or document is None or tried.is_stale:
            return
        redrawing = tried.trial.adopted()
        job = document.run(lambda store: store_redrawing(store, redrawing))
        job.succeeded.connect(lambda _step: self._on_adopted(tried))

    def drop(self) -> None:
        """Forget what was tried; the stored grids are shown again."""
        tried = self.present
        if tried is not None:
            self._forget(tried)
            if tried.is_stale:
                self._drawing.keeper.look()
                self._show_stored()
            else:
                self._put(Tried(Trial(tried.trial.base), tried.pieces[:1]))
            self._window.message.say(f"已放弃 {len(tried.trial.steps)} 笔试改，草案没有改动。")

    def _connect(self) -> None:
        window, panel = self._window, self.panel
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(lambda _overview: self._show())
        window.records_touched.connect(self._on_touched)
        window.canvas.tool_changed.connect(self._on_tool)
        window.canvas.letter_typed.connect(lambda letter: self.switch(not self.is_on) if letter == "Q" else None)
        self._drawing.keeper.ready.connect(self._on_ready)
        panel.adopted.connect(self.adopt)
        panel.stepped_back.connect(self.step_back)
        panel.dropped.connect(self.drop)
        panel.chosen.connect(lambda grid: window.show_record("grid", grid))

    def _keep(self, tried: Tried) -> None:
        self.tried.pop(tried.key, None)
        self.tried[tried.key] = tried
        self._show()

    def _forget(self, tried: Tried) -> None:
        self.tried.pop(tried.key, None)
        self._show_panel()

    def _put(self, tried: Tried) -> None:
        """Lay the land of a trial on the bench, if its community is in hand, and show it."""
        if self._is_in_hand(tried.key):
            self._drawing.keeper.keep(tried.prepared)
        if not tried.trial.steps:
            self._show_stored()
        self._show()

    def _is_in_hand(self, key: Key) -> bool:
        land = self._drawing.keeper.land
        return land is not None and (land.plan_id, land.community.code) == key

    def _on_adopted(self, tried: Tried) -> None:
        self._forget(tried)
        self._window.message.say(f"已采用 {len(tried.trial.steps)} 笔试改，可以用 Ctrl+Z 一次撤销。")

    def _on_document(self, _document: object) -> None:
        self.tried.clear()
        self.is_on = False
        self._show_panel()

    def _on_tool(self, tool: object) -> None:
        tried = self.present
        if tool is None and tried is not None and not tried.is_stale:
            count = len(tried.trial.steps)
            self._window.message.say(
                f"{tried.trial.base.community.name}的 {count} 笔试改保留着，采用或放弃之前不会丢。"
            )

    def _on_ready(self, prepared: Prepared) -> None:
        """Another land lies on the bench: put the trial of the community back, or say that it does not fit any more."""
        land = prepared[0]
        tried = self.tried.get((land.plan_id, land.community.code))
        if tried is None or tried.is_stale or land is tried.trial.land:
            return
        if land.key == tried.trial.base.key and land.ground is tried.trial.base.ground:
            self._put(tried)
        elif land.key == tried.trial.base.key:
            self._carry_over(tried, prepared)
        elif not any(land is step.after for step in tried.trial.steps):
            self._mark_stale(tried)

    def _carry_over(self, tried: Tried, prepared: Prepared) -> None:
        """Buildings or streets were changed: draw the tried borders on the new ground."""
        land, piece = prepared
        wanted, band = tried.trial.land.grids, self._drawing.keeper.band

        def work(_progress: Progress) -> Tried:
            after = with_grids(land, wanted)
            step = Redrawing(land, after, tried.trial.steps[-1].label, beside=tried.trial.adopted().beside)
            return Tried(Trial(land, (step,)), (piece, workpiece_of(after, band)))

        job = Job("", self)
        job.succeeded.connect(self._on_carried)
        job.failed.connect(self._window.message.tell)
        self._thread.start(job, work)

    def _on_carried(self, made: Tried) -> None:
        if made.key in self.tried:
            self._keep(made)
            self._put(made)

    def _on_touched(self, changes: Iterable[LoggedChange]) -> None:
        """Look whether grids under a trial are still what it began with."""
        document = self._window.document
        communities = {change.community for change in changes if change.record_type == "grid"}
        for key in [key for key in self.tried if key[1] in communities or "" in communities]:
            if document is not None:
                job = document.ask(partial(_grids, key=key))
                job.succeeded.connect(partial(self._on_grids, key))

    def _on_grids(self, key: Key, grids: dict[str, Grid]) -> None:
        tried = self.tried.get(key)
        if tried is not None and drawing_key(grids.values()) not in (tried.trial.base.key, tried.trial.land.key):
            self._mark_stale(tried)

    def _mark_stale(self, tried: Tried) -> None:
        if tried.is_stale:
            return
        self.tried[tried.key] = replace(tried, is_stale=True)
        self._window.message.say(STALE.format(name=tried.trial.base.community.name))
        self._show()

    def _show_stored(self) -> None:
        overview = self._window.overview
        if overview is not None:
            self._window.canvas.set_scene(overview.scene)

    def _show(self) -> None:
        """Paint the trials of the plan over what is stored, and fill the table."""
        self._show_panel()
        overview = self._window.overview
        self._ticket += 1
        if overview is None:
            return
        mine = [one for key, one in self.tried.items() if key[0] == overview.plan_id and not one.is_stale]
        if not mine:
            return
        job = Job("", self)
        job.succeeded.connect(partial(self._on_picture, self._ticket))
        job.failed.connect(self._window.message.tell)
        trials = [one.trial for one in mine]
        self._thread.start(job, lambda _progress: pictured(overview.scene, trials))

    def _on_picture(self, ticket: int, scene: MapScene) -> None:
        if ticket == self._ticket:
            canvas = self._window.canvas
            canvas.set_scene(
                replace(canvas.scene, grids=scene.grids, moves=scene.moves, split_estates=scene.split_estates)
            )

    def _show_panel(self) -> None:
        tried, overview, document = self.present, self._window.overview, self._window.document
        self.dock.setVisible(document is not None and (self.is_on or tried is not None))
        self._drawing.assigning.strip.trial.setChecked(self.is_on or tried is not None)
        self._window.menus.refresh()
        if overview is None or document is None:
            return
        lines = trial_lines(tried.trial) if tried is not None else []
        dark = self._window.memory.is_on("view.dark", otherwise=False)
        self.panel.show_lines(heading_text(tried), lines, overview.band, dark)
        self.panel.show_stale(tried is None or tried.is_stale)
        if tried is not None:
            job = document.ask(partial(read_people, trial=tried.trial, day=today()))
            job.succeeded.connect(partial(self._on_people, tried))

    def _on_people(self, tried: Tried, people: People) -> None:
        if self.present is tried:
            self.panel.show_people(people)


def heading_text(tried: Tried | None) -> str:
    """Say what is being tried."""
    if tried is None:
        return "试改：画的每一笔先记在这里，和现在的草案对照；点“采用”才存进草案。"
    name = tried.trial.base.community.name
    if tried.is_stale:
        return STALE.format(name=name)
    return f"{name}：试改了 {len(tried.trial.steps)} 笔，地图上斜线是要换网格的地方；采用之前草案没有改动。"


def pictured(scene: MapScene, trials: Sequence[Trial]) -> MapScene:
    """Return a map with the grids as they would be, and what would change hands hatched."""
    ids: list[str] = []
    names: list[str] = []
    shapes: list[object] = []
    buildings: set[str] = set()
    for trial in trials:
        split = split_marks(split_on_land(trial.land))
        scene = replace(scene, split_estates=with_community(scene.split_estates, trial.base.community.code, split))
        for (old, new), land in _moved(trial).items():
            ids.append(f"{old} {new}")
            shapes.append(land)
            names.append("")
        before, after = (land.coverage.grid_of_building for land in (trial.base, trial.land))
        buildings |= {trial.base.ground.building_ids[row] for row in np.flatnonzero(before != after).tolist()}
        scene = replace(
            scene, grids=regridded(scene.grids, redrawn_grids(scene, Redrawing(trial.base, trial.land, "")))
        )
    heads = np.full((len(ids), 2), np.nan)
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    moves = Moves(ids, names, array, heads, frozenset(buildings), frozenset(one for t in trials for one in touched(t)))
    return replace(scene, moves=moves)


def _moved(trial: Trial) -> dict[tuple[str, str], object]:
    """Return the land that goes from one grid to another, by both."""
    ids = touched(trial)
    old, new = (_drawn(land, ids) for land in (trial.base, trial.land))
    return dict(moved_land(old, new, {one: one for one in ids}, lambda _done, _all: None))


def _drawn(land: Land, ids: Sequence[str]) -> Grids:
    known = [land.grids[one] for one in ids if one in land.grids and land.grids[one].geom is not None]
    shapes = np.empty(len(known), dtype=object)
    shapes[:] = [grid.geom for grid in known]
    return Grids([grid.id for grid in known], [""] * len(known), shapes)


def _grids(store: Store, key: Key) -> dict[str, Grid]:
    return read_grids(store, *key)
