# SPDX-License-Identifier: MIT
"""The one selection of the window: tree, map, inspector and findings show the same record."""

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The kind (building, grid, community) and id of the record that is chosen; both empty for none."""

    changed = Signal(str, str)
    """Another record is chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind = ""
        self.id = ""

    def choose(self, kind: str, record_id: str) -> None:
        """Choose a record; choosing the same again tells nobody."""
        if (kind, record_id) != (self.kind, self.id):
            self.kind, self.id = kind, record_id
            self.changed.emit(kind, record_id)

    def clear(self) -> None:
        """Choose nothing."""
        self.choose("", "")
