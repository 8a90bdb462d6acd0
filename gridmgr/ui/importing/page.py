# SPDX-License-Identifier: MIT
"""What every page of the wizard has."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard

GAP_PX = 8


class Page(QWidget):
    """One step: a title, one line on what it is about, and what a person says in it."""

    name = ""
    title = ""
    about = ""
    changed = Signal()
    """What was said has changed; whether one may go on may have, too."""

    def __init__(self, wizard: "ImportWizard") -> None:
        super().__init__(wizard)
        self.wizard = wizard
        self.setObjectName(f"import_page_{self.name}")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 8)
        self.column.setSpacing(GAP_PX)
        title = QLabel(self.title, self)
        title.setProperty("role", "title")
        self.column.addWidget(title)
        if self.about:
            self.column.addWidget(muted(self.about))

    def enter(self) -> None:
        """Show what was said so far; called each time the page comes up."""

    @property
    def obstacle(self) -> str:
        """A sentence on why one cannot go on, empty where one can."""
        return self.wizard.course.wants(self.name)


def muted(text: str) -> QLabel:
    """Return a line of explanation."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
