# SPDX-License-Identifier: MIT
"""Try mode (试改): gestures are collected and shown, and only stored when they are adopted, as one step."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from gridmgr.data.store import LoggedChange, Store
from gridmgr.map.scene import MapScene
from gridmgr.model.areas import Grid
from gridmgr.operations.kept_trials import KeptTrial
from gridmgr.operations.redrawing import drawing_key, read_grids, store_redrawing
from gridmgr.operations.trial import People, Trial, read_people, trial_lines
from gridmgr.ui.commands import today
from gridmgr.ui.drawing_land import Prepared
from gridmgr.ui.drawing_strokes import Worked
from gridmgr.ui.jobs import Job, WorkThread
from gridmgr.ui.kept_trying import STALE, Key, Rebuilt, TrialMemory, Tried, notes_of, rebuilt, waiting_text
from gridmgr.ui.trial_panel import TrialPanel
from gridmgr.ui.trial_picture import pictured

if TYPE_CHECKING:
    from gridmgr.ui.document import Document
    from gridmgr.ui.drawing import Drawing


class Trying(QObject):
    """Keeps one trial per community, whatever tool is in hand, until it is adopted or dropped."""

    def __init__(self, drawing: "Drawing") -> None:
        super().__init__(drawing)
        self._drawing, self._window = drawing, drawing.window
        self.is_on = False
        self.tried: dict[Key, Tried] = {}
        self.memory = TrialMemory(self)
        self._resuming: set[Key] = set()
        """Trials of another day that are taken up as soon as their community is in hand."""
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
        if is_on and self.waiting:
            self.resume()
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

    @property
    def waiting(self) -> list[KeptTrial]:
        """What was tried in the plan that is shown, was left on another day and is not taken up yet."""
        overview = self._window.overview
        is_draft = overview is not None and overview.plan is not None and overview.plan.is_draft
        return self.memory.of_plan(overview.plan_id) if overview is not None and is_draft else []

    def resume(self) -> None:
        """Go on with what was left on another day, community by community."""
        waiting, keeper = self.waiting, self._drawing.keeper
        if not waiting:
            return
        self.is_on = True
        self._resuming |= {one.key for one in waiting}
        first = waiting[0]
        self._window.workspaces.show("plan")
        self._window.show_community(first.community)
        if self._is_in_hand(first.key) and self._drawing.bench.piece is not None and keeper.land is not None:
            self._rebuild(first, (keeper.land, self._drawing.bench.piece))
        else:
            keeper.want(first.plan_id, first.community, first.name)

    def keep_fitting(self) -> None:
        """Go on with those gestures alone that fit on what is stored now."""
        tried = self.present
        if tried is not None and tried.trial.steps:
            made = replace(tried, kept=None, refused=())
            self._keep(made)
            self._put(made)

    def drop(self) -> None:
        """Forget what was tried; the stored grids are shown again."""
        tried = self.present
        if tried is None:
            self._drop_waiting()
        else:
            self._forget(tried)
            if tried.is_stale:
                self._drawing.keeper.look()
                self._show_stored()
            else:
                self._put(Tried(Trial(tried.trial.base), tried.pieces[:1]))
            count = len(tried.kept.steps if tried.kept is not None else tried.trial.steps)
            self._window.message.say(f"已放弃 {count} 笔试改，草案没有改动。")

    def _connect(self) -> None:
        window, panel = self._window, self.panel
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(lambda _overview: self.show())
        self.memory.found.connect(self._on_found)
        window.records_touched.connect(self._on_touched)
        window.canvas.tool_changed.connect(self._on_tool)
        window.canvas.letter_typed.connect(lambda letter: self.switch(not self.is_on) if letter == "Q" else None)
        self._drawing.keeper.ready.connect(self._on_ready)
        panel.adopted.connect(self.adopt)
        panel.stepped_back.connect(self.step_back)
        panel.dropped.connect(self.drop)
        panel.resumed.connect(self.resume)
        panel.fitting_kept.connect(self.keep_fitting)
        panel.chosen.connect(lambda grid: window.show_record("grid", grid))

    def _keep(self, tried: Tried) -> None:
        self.tried.pop(tried.key, None)
        self.memory.waiting.pop(tried.key, None)
        self.tried[tried.key] = tried
        self.memory.keep(self.tried.values())
        self.show()

    def _forget(self, tried: Tried) -> None:
        self.tried.pop(tried.key, None)
        self.memory.keep(self.tried.values())
        self._show_panel()

    def _drop_waiting(self) -> None:
        waiting = self.waiting
        for one in waiting:
            self.memory.waiting.pop(one.key)
        if waiting:
            self.memory.keep(self.tried.values())
            self._show_panel()
            self._window.message.say(f"已放弃 {sum(len(one.steps) for one in waiting)} 笔试改，草案没有改动。")

    def _on_found(self) -> None:
        self._show_panel()
        if self.waiting:
            self._window.message.say(waiting_text(self.waiting), "继续试改", self.resume)

    def _put(self, tried: Tried) -> None:
        """Lay the land of a trial on the bench, if its community is in hand, and show it."""
        if self._is_in_hand(tried.key):
            self._drawing.keeper.keep(tried.prepared)
        if not tried.trial.steps:
            self._show_stored()
        self.show()

    def _is_in_hand(self, key: Key) -> bool:
        land = self._drawing.keeper.land
        return land is not None and (land.plan_id, land.community.code) == key

    def _on_adopted(self, tried: Tried) -> None:
        self._forget(tried)
        self._window.message.say(f"已采用 {len(tried.trial.steps)} 笔试改，可以用 Ctrl+Z 一次撤销。")

    def _on_document(self, document: "Document | None") -> None:
        self.tried.clear()
        self._resuming.clear()
        self.is_on = False
        self.memory.follow(document)
        self._show_panel()

    def _on_tool(self, tool: object) -> None:
        tried = self.present
        if tool is None and tried is not None and not tried.is_stale:
            count = len(tried.trial.steps)
            self._window.message.say(
                f"{tried.trial.base.community.name}的 {count} 笔试改保留着，采用或放弃之前不会丢。"
            )

    def _on_ready(self, prepared: Prepared) -> None:
        """Another land lies on the bench: put the trial of the community on it."""
        land = prepared[0]
        key = land.plan_id, land.community.code
        tried, left = self.tried.get(key), self.memory.waiting.get(key)
        if tried is None:
            if left is not None and key in self._resuming:
                self._rebuild(left, prepared)
            return
        base = tried.trial.base
        if not tried.is_stale and any(land is step.after for step in tried.trial.steps):
            return
        if not tried.is_stale and land.key == base.key and land.ground is base.ground:
            self._put(tried)
        else:
            self._rebuild(tried.as_kept(), prepared)

    def _rebuild(self, kept: KeptTrial, prepared: Prepared) -> None:
        """Put a trial on the land that is stored now: after a restart, a colleague's change or one of the buildings."""
        band, guard = self._drawing.keeper.band, self._drawing.bench.intake.guard
        job = Job("", self)
        job.succeeded.connect(self._on_rebuilt)
        job.failed.connect(self._window.message.tell)
        self._thread.start(job, lambda _progress: rebuilt(kept, prepared, band, guard))

    def _on_rebuilt(self, made: Rebuilt) -> None:
        tried, land = made.tried, self._drawing.keeper.land
        is_known = tried.key in self.tried or tried.key in self.memory.waiting
        if not is_known or land is None or land.key != tried.trial.base.key:
            return
        was_stale = tried.key in self.tried and self.tried[tried.key].is_stale
        was_waiting = tried.key in self.memory.waiting
        name, count = tried.trial.base.community.name, len(tried.trial.steps)
        self._keep(tried)
        if tried.is_stale:
            self._show_stored()
            self._window.message.say(f"{STALE.format(name=name)}，这次试改不能直接采用；原因写在“试改对照”里。")
            return
        self._put(tried)
        if not made.is_exact:
            self._window.message.say(f"{name}的网格被改过，{count} 笔试改都放到了现在的网格上，请对照后采用。")
        elif was_waiting:
            self._window.message.say(f"接着{name}上次的 {count} 笔试改；采用之前草案没有改动。")
        elif was_stale:
            self._window.message.say(f"{name}的网格又和试改开始时一样了，{count} 笔试改可以采用。")

    def _on_touched(self, changes: Iterable[LoggedChange]) -> None:
        """Look whether grids under a trial are still what it began with."""
        document = self._window.document
        communities = {change.community for change in changes if change.record_type == "grid"}
        for key in [key for key in self.tried if key[1] in communities or "" in communities]:
            # Of the community in hand the keeper brings the new land.
            if document is not None and not self._is_in_hand(key):
                job = document.ask(partial(_grids, key=key))
                job.succeeded.connect(partial(self._on_grids, key))

    def _on_grids(self, key: Key, grids: dict[str, Grid]) -> None:
        tried = self.tried.get(key)
        known = (tried.trial.base.key, tried.trial.land.key) if tried is not None else ()
        if tried is not None and not tried.is_stale and drawing_key(grids.values()) not in known:
            name = tried.trial.base.community.name
            self._keep(replace(tried, kept=tried.as_kept()))
            self._window.message.say(f"{STALE.format(name=name)}；选中这个社区，试改会重新放到现在的网格上。")

    def _show_stored(self) -> None:
        overview = self._window.overview
        if overview is not None:
            self._window.canvas.set_scene(overview.scene)

    def show(self) -> None:
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
        waiting = self.waiting if tried is None else []
        self.dock.setVisible(document is not None and (self.is_on or tried is not None or bool(waiting)))
        self._drawing.assigning.strip.trial.setChecked(self.is_on or tried is not None)
        self._window.menus.refresh()
        if overview is None or document is None:
            return
        lines = trial_lines(tried.trial) if tried is not None else []
        dark = self._window.memory.is_on("view.dark", otherwise=False)
        self.panel.show_lines(waiting_text(waiting) if waiting else heading_text(tried), lines, overview.band, dark)
        fitting = len(tried.trial.steps) if tried is not None and tried.refused else 0
        self.panel.show_notes(tried.refused if tried is not None else notes_of(waiting))
        self.panel.show_choices(tried is None or tried.is_stale, bool(waiting), fitting)
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
        told = f"{STALE.format(name=name)}。"
        return f"{told}有 {len(tried.refused)} 笔不能放到现在的网格上：" if tried.refused else told
    return f"{name}：试改了 {len(tried.trial.steps)} 笔，地图上斜线是要换网格的地方；采用之前草案没有改动。"


def _grids(store: Store, key: Key) -> dict[str, Grid]:
    return read_grids(store, *key)
