# SPDX-License-Identifier: MIT
"""Importing as the window offers it: by menu, and by letting a file go over the map."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from gridmgr.data.opening import is_district_file
from gridmgr.ui.basemaps.choosing import RowChoice
from gridmgr.ui.document import Document
from gridmgr.ui.features import Feature
from gridmgr.ui.importing.dropping import dropped_file

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard
    from gridmgr.ui.window import MainWindow


class Importing(Feature):
    """Keeps the wizard, one at a time, and takes files that are dropped."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.wizard: ImportWizard | None = None
        for target in (window, window.canvas):
            target.setAcceptDrops(True)
            target.installEventFilter(self)
        window.document_changed.connect(self._on_document)

    def open(self, path: Path | None = None) -> "ImportWizard | None":
        """Open the wizard, with a file if there is one; None where nothing can be imported into."""
        document = self.window.document
        if document is None:
            self.window.message.say("请先打开或新建一个区县数据文件，再导入。")
            return None
        if document.access.read_only:
            self.window.message.say("这份数据只能查看，不能导入。")
            return None
        if self.wizard is None:
            from gridmgr.ui.importing.wizard import ImportWizard

            self.wizard = ImportWizard(self.window, document)
            self.wizard.finished.connect(self._on_finished)
            self.wizard.open()
        if path is not None:
            self.wizard.take_file(path)
        return self.wizard

    def take_dropped(self, path: Path) -> None:
        """Open a district's file that was dropped; show or import any other, as a person wants it."""
        if is_district_file(path):
            self.window.open_location(str(path))
        elif not self.window.feature(RowChoice).take_dropped(path, self.open):
            self.open(path)

    def eventFilter(self, _target: QObject, event: QEvent) -> bool:
        """Take files that are dragged over the window."""
        if isinstance(event, QDropEvent) and event.type() in (
            QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop,
        ):  # fmt: skip
            path = dropped_file(event.mimeData())
            if path is None:
                return False
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent | QDragMoveEvent):
                self.take_dropped(path)
            return True
        return False

    def _on_finished(self) -> None:
        if self.wizard is not None:
            self.wizard.deleteLater()
        self.wizard = None

    def _on_document(self, _document: Document | None) -> None:
        """A wizard belongs to the district for which it was opened."""
        if self.wizard is not None:
            self.wizard.dismiss()
