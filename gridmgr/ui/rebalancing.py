# SPDX-License-Identifier: MIT
"""Rebalancing from the window: asks, works the repair out beside the window, shows it and stores what is adopted."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from gridmgr.map.scene import Moves
from gridmgr.model.errors import CancelledError, GridmgrError
from gridmgr.operations.rebalancing import PlanRepair, RepairRequest
from gridmgr.ui.commands import today
from gridmgr.ui.drawing_actions import can_draw
from gridmgr.ui.features import Feature
from gridmgr.ui.moved_preview import moves_shown
from gridmgr.ui.tree_panel import TreePanel

if TYPE_CHECKING:
    from gridmgr.data.store import Store
    from gridmgr.model.progress import Progress
    from gridmgr.ui.jobs import Job
    from gridmgr.ui.rebalancing_dialog import RebalanceDialog
    from gridmgr.ui.window import MainWindow

TITLE = "重新平衡"
GIVEN_UP = "已停止试算，方案没有改动。"


class Rebalancing(Feature):
    """Brings grids off the band back with as few households changing hands as possible."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: RebalanceDialog | None = None
        """The dialog that is open, None otherwise."""
        self._job: Job | None = None
        self._shown: PlanRepair | None = None
        """The repair that the map shows; None while it shows none."""
        window.overview_changed.connect(lambda _overview: self._preview())
        window.rebalance_wanted.connect(self.ask)
        window.document_changed.connect(self._on_document)
        tree = window.findChild(TreePanel)
        assert tree is not None
        tree.more_wanted.connect(self._add_to_menu)

    def ask(self, grid_ids: Collection[str] = ()) -> None:
        """Ask which grids to mend; those named are ticked where they are off the band, else all that are."""
        from gridmgr.ui.rebalancing_dialog import RebalanceDialog

        overview = self.window.overview
        if overview is None or overview.plan is None or self.dialog is not None or not can_draw(self.window):
            return
        dialog = RebalanceDialog(overview.communities, overview.band, self.window)
        dialog.tick(grid_ids)
        dialog.wished.connect(self.work_out)
        dialog.adopted.connect(self._store)
        dialog.taken_back.connect(self._stop_preview)
        dialog.shown.connect(self.window.show_community)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.setModal(False)
        dialog.show()

    def work_out(self, request: RepairRequest) -> None:
        """Work a repair out on a thread of its own and show it."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None or self.dialog is None:
            return
        wanted = replace(request, plan_id=overview.plan_id, made_by=document.author, today=today())

        def work(store: "Store", progress: "Progress") -> PlanRepair:
            from gridmgr.operations.rebalancing import repair_plan

            return repair_plan(store, wanted, progress=progress)

        self.dialog.show_waiting()
        self._job = document.study(work, TITLE)
        self._job.succeeded.connect(self._on_found)
        self._job.failed.connect(self._on_failed)

    def _on_found(self, repair: PlanRepair) -> None:
        self._job = None
        if self.dialog is not None:
            self.dialog.show_repair(repair)
            self._shown = repair
            self._preview()
            moved = [outcome.community for outcome in repair.outcomes if outcome.moved_households]
            if moved:
                self.window.show_community(moved[0])

    def _preview(self) -> None:
        """Hatch the land that changes hands in the repair that is shown, on the map as it is stored."""
        overview = self.window.overview
        if self._shown is not None and overview is not None:
            self.window.canvas.set_scene(replace(overview.scene, moves=moves_of_repair(self._shown)))

    def _stop_preview(self) -> None:
        if self._shown is not None and self.window.overview is not None:
            self.window.canvas.set_scene(self.window.overview.scene)
        self._shown = None

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if self.dialog is not None:
            is_told = isinstance(error, GridmgrError) and not isinstance(error, CancelledError)
            self.dialog.say(str(error) if is_told else GIVEN_UP)

    def _store(self, repair: PlanRepair) -> None:
        """Store a repair in one step that can be undone; a new draft is shown then."""
        document, changes = self.window.document, repair.changes
        if document is None or changes is None:
            return
        job = document.run(lambda _store: changes, "保存调整")
        job.succeeded.connect(lambda _step: self._on_stored(repair))

    def _on_stored(self, repair: PlanRepair) -> None:
        if self.window.document is not None and repair.plan.id != repair.base_id:
            self.window.document.show_plan(repair.plan.name)
        self.window.message.say(f"已重新平衡：{repair.moved_households:,} 户换网格。可以用 Ctrl+Z 撤销。")

    def _on_finished(self) -> None:
        if self._job is not None:
            self._job.cancel()
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
        self._stop_preview()

    def _on_document(self, _document: object) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _add_to_menu(self, menu: QMenu, kind: str, record_id: str) -> None:
        if kind == "grid":
            menu.addAction("重新平衡…", lambda: self.ask([record_id])).setEnabled(can_draw(self.window))


def moves_of_repair(repair: PlanRepair) -> Moves:
    """Return what the map shows of a repair: the land and the buildings that change hands."""
    land = [piece for outcome in repair.outcomes for piece in outcome.moved_land]
    return moves_shown(land, [one for outcome in repair.outcomes for one in outcome.moved_ids])


def open_rebalancing(window: "MainWindow") -> None:
    """Ask which grids to bring back into the band; the chosen grid is ticked."""
    selection = window.selection
    window.feature(Rebalancing).ask([selection.id] if selection.kind == "grid" else [])
