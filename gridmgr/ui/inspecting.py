# SPDX-License-Identifier: MIT
"""What the figures and buttons of the inspector open."""

from typing import TYPE_CHECKING

from gridmgr.data.store import LoggedChange
from gridmgr.ui.cards import Does, Link
from gridmgr.ui.commands import today
from gridmgr.ui.document import Document
from gridmgr.ui.features import Feature

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SHOWN = frozenset({"appointment", "staff"})
"""What the map does not show but the inspector does: it is read anew at once."""


class Inspecting(Feature):
    """Follows the links of the inspector and keeps it up to date."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        window.inspector.followed.connect(self.follow)
        window.document_changed.connect(self._on_document)
        window.records_touched.connect(self._on_touched)

    def follow(self, link: Link) -> None:
        """Open what a link leads to; links of roles and plans are followed by their own features."""
        if link.does is Does.RECORDS:
            self.window.records_wanted.emit(link.name, dict(link.wanted))
        elif link.does is Does.RECORD:
            self.window.record_wanted.emit(link.name, link.id)
        elif link.does is Does.SELECT:
            self.window.show_record(link.name, link.id)
        elif link.does is Does.PRINT:
            self.window.print_wanted.emit(link.name, link.id)

    def _on_document(self, document: Document | None) -> None:
        self.window.inspector.allow_writing(document is not None and not document.access.read_only)

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        window = self.window
        if window.document is not None and window.selection.kind and any(c.record_type in SHOWN for c in touched):
            window.document.describe(window.selection.kind, window.selection.id, today())
