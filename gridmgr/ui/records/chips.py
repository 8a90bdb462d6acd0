# SPDX-License-Identifier: MIT
"""The line of active filters: each can be dropped by its cross."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gridmgr.ui.icons import set_icon

MOST_CHARACTERS = 28


class Chips(QWidget):
    """Shows what the list is narrowed down by."""

    dropped = Signal(str)
    """The filter of this key is to go."""
    all_dropped = Signal()
    """Every filter is to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("records_chips")
        self._shown: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 8)
        self._row.setSpacing(8)
        self.hide()

    def show_filters(self, filters: Sequence[tuple[str, str]]) -> None:
        """Show filters by key and text."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._shown = [self._chip(key, text) for key, text in filters]
        for chip in self._shown:
            self._row.addWidget(chip)
        if filters:
            clear = QPushButton("全部清除", self)
            clear.setObjectName("chips_clear")
            clear.setProperty("link", "true")
            clear.clicked.connect(self.all_dropped)
            self._row.addWidget(clear)
        self._row.addStretch()
        self.setVisible(bool(filters))

    @property
    def texts(self) -> list[str]:
        """What is shown."""
        return [chip.toolTip() for chip in self._shown]

    def _chip(self, key: str, text: str) -> QPushButton:
        short = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
        chip = QPushButton(short, self)
        chip.setObjectName(f"chip_{key}")
        chip.setProperty("chip", "true")
        chip.setToolTip(text)
        chip.setAccessibleName(f"去掉筛选：{text}")
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_icon(chip, "x")
        chip.clicked.connect(lambda: self.dropped.emit(key))
        return chip
