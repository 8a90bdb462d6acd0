# SPDX-License-Identifier: MIT
"""A check that follows the work: whole when another plan is shown, after that only of what was touched."""

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from gridmgr.data.store import LoggedChange, Store
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Progress
from gridmgr.operations.checking import CheckReport, check_plan
from gridmgr.operations.rechecking import recheck
from gridmgr.ui.document import Document
from gridmgr.ui.jobs import Job

SETTLING_MS = 120
"""A stroke and what follows from it are one change: so long nothing new must be touched."""
OPENING_MS = 1200
"""A plan that was just opened is drawn first."""


class LiveCheck(QObject):
    """Keeps the report of the plan that is shown true; newer changes give a running check up."""

    checked = Signal(object)
    """A CheckReport of the present state."""
    lost = Signal()
    """Nothing is known of the plan: another one is shown, none, or the check failed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report: CheckReport | None = None
        self._document: Document | None = None
        self._plan = ""
        self._touched: list[LoggedChange] = []
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)

    @property
    def is_behind(self) -> bool:
        """Whether something was touched that the report does not know yet."""
        return self._job is not None or self._timer.isActive()

    def follow(self, document: Document | None, plan: str) -> None:
        """Check another plan; an empty name stands for none."""
        self._give_up()
        self._timer.stop()
        self._document, self._plan, self.report = document, plan, None
        self._touched.clear()
        self.lost.emit()
        if document is not None and plan:
            self._timer.start(OPENING_MS)

    def hear(self, touched: list[LoggedChange]) -> None:
        """Records were touched; they are checked once nothing more comes."""
        if self._document is not None and self._plan:
            self._touched += touched
            self._give_up()
            self._timer.start(SETTLING_MS if self.report is not None else OPENING_MS)

    def take(self, report: CheckReport) -> None:
        """A check that a person asked for is as good; what was touched while it ran is looked at again."""
        self.report, self._plan = report, report.plan

    def _begin(self) -> None:
        document, before, touched, plan = self._document, self.report, list(self._touched), self._plan
        if document is None:
            return

        def work(store: Store, progress: Progress) -> CheckReport:
            today = date.today()  # noqa: DTZ011 - the day on the office's own clock
            if before is None:
                return check_plan(store, today, plan, progress)
            return recheck(store, before, touched, today, progress)

        self._job = job = document.study(work, "")
        # A check nobody asked for tells no errors: the list says that it is out of date.
        job.failed.disconnect()
        job.succeeded.connect(self._on_checked)
        job.failed.connect(self._on_failed)

    def _give_up(self) -> None:
        """Leave the running check; what it looked at stays to be looked at."""
        job, self._job = self._job, None
        if job is not None:
            job.succeeded.disconnect(self._on_checked)
            job.failed.disconnect()
            job.cancel()

    def _on_checked(self, report: CheckReport) -> None:
        self._job, self.report = None, report
        self._touched.clear()
        self.checked.emit(report)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, CancelledError):
            self.report = None
            self.lost.emit()
