# SPDX-License-Identifier: MIT
"""Opening a district: beside the one that is open, which stays until the new one can be shown."""

from PySide6.QtCore import QObject, Signal

from gridmgr.ui.document import Document
from gridmgr.ui.jobs import Job, WorkThread
from gridmgr.ui.overview import Overview
from gridmgr.ui.sample import find_or_make, own_folder


class Opening(QObject):
    """Opens one district at a time and makes the sample district where there is none."""

    opened = Signal(object, object)
    """A Document can be shown: itself and its first Overview. Whoever hears it closes it some day."""
    failed = Signal(object)
    """The exception for which a district could not be opened or made."""
    job_started = Signal(object)
    """A Job has begun."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.author = ""
        """Who is named in the journal; empty for the account of this computer."""
        self._candidate: Document | None = None
        self._making: tuple[WorkThread, Job] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a district is being opened just now."""
        return self._candidate is not None

    def open(self, location: str) -> None:
        """Open a file or server; ends in `opened` or `failed`."""
        self._candidate = Document(location, self, self.author or None)
        self._candidate.job_started.connect(self.job_started)
        self._candidate.failed.connect(self._on_failed)
        self._candidate.refreshed.connect(self._on_first_read)
        self._candidate.open()

    def find_sample(self) -> Job | None:
        """Find the sample district or make it; the job's result is its path. None when that is going on already."""
        if self._making is not None:
            return None
        job = Job("准备示范区", self)
        self._making = WorkThread("sample"), job
        job.failed.connect(self.failed)
        job.ended.connect(self._on_made)
        self._making[0].start(job, lambda progress: find_or_make(progress, own_folder()))
        self.job_started.emit(job)
        return job

    def close(self) -> None:
        """Give up what is going on."""
        if self._making is not None:
            thread, job = self._making
            job.cancel()
            thread.close()
        if self._candidate is not None:
            let_go(self._candidate)
        self._candidate = None

    def _on_first_read(self, overview: Overview) -> None:
        document, self._candidate = self._candidate, None
        if document is not None:
            document.job_started.disconnect(self.job_started)
            document.failed.disconnect(self._on_failed)
            document.refreshed.disconnect(self._on_first_read)
            self.opened.emit(document, overview)

    def _on_failed(self, error: Exception) -> None:
        document, self._candidate = self._candidate, None
        if document is not None:
            let_go(document)
        self.failed.emit(error)

    def _on_made(self) -> None:
        if self._making is not None:
            self._making[0].close()
        self._making = None


def let_go(document: Document) -> None:
    """Close a document whose signals nobody needs any more."""
    document.blockSignals(True)
    document.close()
    document.deleteLater()
