# SPDX-License-Identifier: MIT
"""The backups of the open file in a list; one of them opens as a copy beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.data.opening import is_url
from gridmgr.operations.kept_copies import KeptCopy, copies_folder, kept_copies, take_copy
from gridmgr.ui.errors import sentence
from gridmgr.ui.starting.one_job import OneJob
from gridmgr.ui.tree import RIGHT
from gridmgr.ui.wording import size_text

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SIZE_PX = 680, 420
HEADINGS = ["备份时间", "大小", "步数", "最后一步"]
PATH = Qt.ItemDataRole.UserRole
LEAD = "每天第一次打开、每次导入前和关闭时自动备份。恢复时在旁边另存一份副本并打开，现在的文件不会改动。"


class BackupsDialog(QDialog):
    """Lists the backups of one file."""

    copied = Signal(str)
    """A copy of a backup lies at this path and can be opened."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backups_dialog")
        self.setWindowTitle(f"恢复备份 - {path.name}")
        self.resize(*SIZE_PX)
        self._path = path
        self._job = OneJob(self)
        self.said = QLabel(LEAD, self)
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        self.list = self._make_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addLayout(self._make_buttons())
        self._job.start(lambda _progress: kept_copies(path)).succeeded.connect(self._on_read)

    def restore(self) -> None:
        """Copy the chosen backup and have it opened."""
        item = self.list.currentItem()
        if item is None or self._job.is_busy:
            return
        backup: Path = item.data(0, PATH)
        self.go.setEnabled(False)
        self.said.setText("正在复制备份……")
        job = self._job.start(lambda _progress: take_copy(self._path, backup))
        job.succeeded.connect(self._on_copied)
        job.failed.connect(self._on_failed)

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("backups_list")
        made.setAccessibleName("备份")
        made.setRootIsDecorated(False)
        made.setHeaderLabels(HEADINGS)
        for column in range(len(HEADINGS) - 1):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (1, 2):
            made.headerItem().setTextAlignment(column, RIGHT)
        made.currentItemChanged.connect(lambda item, _before: self.go.setEnabled(item is not None))
        made.itemActivated.connect(lambda _item, _column: self.restore())
        return made

    def _make_buttons(self) -> QHBoxLayout:
        folder = QPushButton("打开备份文件夹", self)
        folder.setAutoDefault(False)
        folder.clicked.connect(lambda: show_folder(copies_folder(self._path)))
        leave = QPushButton("关闭", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.go = QPushButton("打开副本", self)
        self.go.setObjectName("backups_go")
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.go.clicked.connect(self.restore)
        row = QHBoxLayout()
        row.addWidget(folder)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.go)
        return row

    def _on_read(self, found: list[KeptCopy]) -> None:
        for copy in found:
            texts = [f"{copy.at:%Y-%m-%d %H:%M}", size_text(copy.size), f"{copy.steps:,}", copy.last_step]
            item = QTreeWidgetItem(self.list, texts)
            item.setData(0, PATH, copy.path)
            for column in (1, 2):
                item.setTextAlignment(column, RIGHT)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            self.said.setText(f"还没有备份。{LEAD}")

    def _on_copied(self, target: Path) -> None:
        self.accept()
        self.copied.emit(str(target))

    def _on_failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.said.setText(sentence(error))


def show_folder(folder: Path) -> None:
    """Show a folder in the desktop's own file browser, or the nearest one above it that exists."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(existing)))


def has_file(window: "MainWindow") -> bool:
    """Tell whether a file is open, and no server, whose backups are its administrator's."""
    return window.document is not None and not is_url(window.document.location)


def show_backups(window: "MainWindow") -> None:
    """List the backups of the open file."""
    if window.document is None:
        return
    dialog = BackupsDialog(Path(window.document.location), window)
    dialog.copied.connect(window.open_location)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
