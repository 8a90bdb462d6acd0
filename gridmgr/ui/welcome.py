# SPDX-License-Identifier: MIT
"""What is seen when nothing is open: what to do first, and the files of late."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

COLUMN_PX = 560


class WelcomePage(QWidget):
    """Two buttons, one sentence and the recent files."""

    sample_wanted = Signal()
    """A person wants to see the sample district."""
    file_wanted = Signal()
    """A person wants to choose a file."""
    recent_wanted = Signal(str)
    """A person wants to open this file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QWidget(self)
        inner.setFixedWidth(COLUMN_PX)
        self._column = QVBoxLayout(inner)
        self._column.setSpacing(10)
        title = QLabel("社区网格化管理", inner)
        title.setObjectName("welcome_title")
        hint = QLabel("打开示范区看看程序能做什么，或者打开已有的区县数据文件（.gpkg）继续工作。", inner)
        hint.setObjectName("welcome_hint")
        hint.setWordWrap(True)
        hint.setProperty("role", "muted")
        self._column.addWidget(title)
        self._column.addWidget(hint)
        self._column.addSpacing(8)
        self._column.addLayout(self._buttons(inner))
        self._column.addSpacing(16)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._column.addLayout(self._recent)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(inner, alignment=Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def show_recent(self, locations: Sequence[str]) -> None:
        """List the recent files; nothing is said where there are none."""
        while (entry := self._recent.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.deleteLater()
        if locations:
            heading = QLabel("最近打开的文件")
            heading.setProperty("role", "heading")
            self._recent.addWidget(heading)
        for location in locations:
            button = QPushButton(f"{Path(location).name}    {Path(location).parent}")
            button.setProperty("link", True)
            button.setToolTip(location)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _checked=False, path=location: self.recent_wanted.emit(path))
            self._recent.addWidget(button)

    def _buttons(self, parent: QWidget) -> QHBoxLayout:
        sample = QPushButton("打开示范区", parent)
        sample.setObjectName("welcome_sample")
        sample.setProperty("primary", True)
        sample.setDefault(True)
        sample.clicked.connect(self.sample_wanted)
        file = QPushButton("打开文件…", parent)
        file.setObjectName("welcome_file")
        file.clicked.connect(self.file_wanted)
        row = QHBoxLayout()
        row.addWidget(sample)
        row.addWidget(file)
        row.addStretch(1)
        return row
