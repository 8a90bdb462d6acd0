# SPDX-License-Identifier: MIT
"""Looking every few seconds for changes made elsewhere: by a colleague, or by another program in the same file."""

from PySide6.QtCore import QObject, QTimer, Signal

from gridmgr.model.errors import ServerGoneError
from gridmgr.ui.document import Document

POLL_MS = 2_000
RETRY_MS = 5_000
"""How often it tries again while the server does not answer, or nothing can be learnt for another reason."""


class Watch(QObject):
    """Has one document catch up again and again while it is open."""

    failed = Signal(object)
    """The exception for which nothing could be learnt; told once until it is well again."""
    lost = Signal()
    """The server does not answer any more."""
    regained = Signal()
    """The data can be reached again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._is_well = True
        self.poll_ms = POLL_MS
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def interval_ms(self) -> int:
        """How long it waits until it looks again."""
        return self._timer.interval()

    def follow(self, document: Document | None) -> None:
        """Look after this document from now on; None for none."""
        self._document = document
        self._timer.stop()
        if not self._is_well:
            self._is_well = True
            self.regained.emit()
        if document is not None:
            self._timer.start(self.poll_ms)

    def set_interval(self, poll_ms: int) -> None:
        """Look more or less often from now on."""
        self.poll_ms = poll_ms
        if self._is_well:
            self._timer.setInterval(poll_ms)

    def look(self) -> None:
        """Look once, unless the writer is at work and will tell itself."""
        job = self._document.catch_up() if self._document is not None else None
        if job is not None:
            job.succeeded.connect(self._on_answered)
            job.failed.connect(self._on_failed)

    def _on_answered(self, _touched: object) -> None:
        if not self._is_well:
            self._is_well = True
            self._timer.setInterval(self.poll_ms)
            self.regained.emit()

    def _on_failed(self, error: Exception) -> None:
        was_well, self._is_well = self._is_well, False
        self._timer.setInterval(RETRY_MS)
        if isinstance(error, ServerGoneError):
            self.lost.emit()
        elif was_well:
            self.failed.emit(error)
