# SPDX-License-Identifier: MIT
"""One piece of work of a dialog, in a thread that ends with it."""

from PySide6.QtCore import QObject

from gridmgr.ui.jobs import Job, Work, WorkThread


class OneJob(QObject):
    """Does one thing at a time for a dialog."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: WorkThread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._thread is not None

    def start(self, work: Work, title: str = "") -> Job:
        """Begin; the job's signals tell how it ends."""
        job = Job(title, self)
        self._thread = WorkThread("dialog")
        # Before those of the dialog, so that whoever hears of the end may begin the next thing.
        job.succeeded.connect(self._on_ended)
        job.failed.connect(self._on_ended)
        self._thread.start(job, work)
        return job

    def _on_ended(self, _outcome: object) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.close()
