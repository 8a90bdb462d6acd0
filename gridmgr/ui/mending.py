# SPDX-License-Identifier: MIT
"""Mending the borders of the plan that is shown: surveys it in the background and stores what is agreed to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from gridmgr.data.store import LoggedChange, Step
from gridmgr.map.view import ViewState
from gridmgr.model.errors import CancelledError
from gridmgr.operations.checking import CheckReport
from gridmgr.operations.mending import Item, Proposal, Survey, mend, proposal, survey
from gridmgr.ui.errors import sentence
from gridmgr.ui.features import Feature
from gridmgr.ui.finding_words import surroundings
from gridmgr.ui.jobs import Job
from gridmgr.ui.live_check import LiveCheck
from gridmgr.ui.mending_dialog import MendingDialog

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SETTLING_MS = 200
"""Ticks follow each other quickly."""
MANY = 3
"""So many new grids in one step are an import, not a drawing."""


class Mending(Feature):
    """Opens the report and carries it out; offers it once after grids were imported that do not fit together."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: MendingDialog | None = None
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work_out)
        self._has_new_grids = False
        window.records_touched.connect(self._on_touched)
        window.document_changed.connect(lambda _document: self._close())
        window.closing.connect(self._close)
        live = window.findChild(LiveCheck)
        assert live is not None, "the live check is made before what listens to it"
        live.checked.connect(self._on_checked)

    def open(self) -> None:
        """Survey the plan that is shown and open the report."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None or not overview.plan_id:
            return
        plan_id = overview.plan_id
        job = document.study(lambda store, progress: survey(store, plan_id, progress), "核对网格边界")
        job.succeeded.connect(self._on_surveyed)

    def _on_surveyed(self, known: Survey) -> None:
        self._close()
        if not known.items:
            self.window.message.say(f"方案“{known.plan}”的网格边界没有空隙、重叠和越界，不用修补。")
            return
        self.dialog = MendingDialog(known, self.window)
        self.dialog.chosen_changed.connect(lambda: self._timer.start(SETTLING_MS))
        self.dialog.place_wanted.connect(self._show_place)
        self.dialog.agreed.connect(self._agree)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.show()
        self._timer.start(0)

    def _work_out(self) -> None:
        """Say beforehand what the ticked places come to."""
        document, dialog = self.window.document, self.dialog
        if document is None or dialog is None or not dialog.chosen:
            return
        self._leave_job()
        known, chosen = dialog.survey, dialog.chosen
        self._job = document.study(lambda _store, _progress: proposal(known, chosen), "")
        # A refusal is said in the dialog, where the ticks are.
        self._job.failed.disconnect()
        self._job.succeeded.connect(self._on_worked_out)
        self._job.failed.connect(self._on_refused)

    def _on_worked_out(self, worked: Proposal) -> None:
        self._job = None
        if self.dialog is not None:
            self.dialog.show_proposal(worked)

    def _agree(self) -> None:
        document, dialog = self.window.document, self.dialog
        if document is None or dialog is None:
            return
        known, chosen = dialog.survey, dialog.chosen
        dialog.go.setEnabled(False)
        job = document.run(lambda store: mend(store, known, chosen), "修补网格边界")
        job.succeeded.connect(self._on_mended)
        job.failed.connect(self._on_refused)

    def _on_mended(self, step: Step | None) -> None:
        self._close()
        if step is not None:
            self.window.message.say(f"{step.label}，可以用 Ctrl+Z 撤销。")

    def _on_refused(self, error: Exception) -> None:
        self._job = None
        if self.dialog is not None and not isinstance(error, CancelledError):
            self.dialog.refuse(sentence(error))

    def _show_place(self, item: Item) -> None:
        canvas = self.window.canvas
        canvas.set_view(ViewState.fit(surroundings(item.flaw.place), canvas.width(), canvas.height()))

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        self._has_new_grids = sum(c.record_type == "grid" and c.operation == "insert" for c in touched) >= MANY

    def _on_checked(self, report: CheckReport) -> None:
        """Offer mending once when grids just came in that do not fit together."""
        has_flaws = report.summary.gaps_m2 + report.summary.overlaps_m2 > 0
        if self._has_new_grids and has_flaws and self.dialog is None:
            template = "新来的网格之间有空隙 {gaps:,.2f} 平方米、重叠 {overlaps:,.2f} 平方米，可以先看看怎样修补。"
            figures = {"gaps": report.summary.gaps_m2, "overlaps": report.summary.overlaps_m2}
            self.window.message.say(template.format(**figures), "修补网格边界…", self.open)
        self._has_new_grids = False

    def _leave_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.succeeded.disconnect(self._on_worked_out)
            job.failed.disconnect(self._on_refused)
            job.cancel()

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.close()

    def _on_finished(self) -> None:
        self._timer.stop()
        self._leave_job()
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None


def open_mending(window: "MainWindow") -> None:
    """Open the report on the borders of the plan that is shown."""
    window.feature(Mending).open()
