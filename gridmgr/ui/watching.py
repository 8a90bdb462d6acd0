# SPDX-License-Identifier: MIT
"""Looking every few seconds for changes made elsewhere: by a colleague, or by another program in the same file."""

from PySide6.QtCore import QObject, QTimer, Signal

from gridmgr.ui.document import Document

POLL_MS = 2_000
RETRY_MS = 30_000
"""After a failure (the server does not answer) it looks less often, so that the same sentence does not come all day."""


class Watch(QObject):
    """Has one document catch up again and again while it is open."""

    failed = Signal(object)
    """The exception for which nothing could be learnt."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
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
        if document is not None:
            self._timer.start(POLL_MS)

    def look(self) -> None:
        """Look once, unless the writer is at work and will tell itself."""
        job = self._document.catch_up() if self._document is not None else None
        if job is not None:
            job.succeeded.connect(self._on_answered)
            job.failed.connect(self._on_failed)

    def _on_answered(self, _touched: object) -> None:
        if self._timer.interval() != POLL_MS:
            self._timer.setInterval(POLL_MS)

    def _on_failed(self, error: Exception) -> None:
        self._timer.setInterval(RETRY_MS)
        self.failed.emit(error)
