# SPDX-License-Identifier: MIT
"""The bar that offers forms which were not stored."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

KEPT = "刚才没有保存的内容已留作草稿。"
OFFER = "有 {count} 张没有保存的表单，是否恢复？"


class DraftBar(QFrame):
    """Asks once, over the map, and stands in nobody's way."""

    restore_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draft_bar")
        self._text = QLabel(self)
        self._text.setObjectName("draft_text")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._text, 1)
        for name, text, signal in (
            ("draft_restore", "恢复", self.restore_wanted),
            ("draft_discard", "放弃这些内容", self.discard_wanted),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.clicked.connect(signal)
            row.addWidget(button)
        later = QPushButton("以后再说", self)
        later.setObjectName("draft_later")
        later.clicked.connect(self.hide)
        row.addWidget(later)
        self.hide()

    def offer(self, count: int, just_kept: bool = False) -> None:
        """Offer so many forms; none hides the bar. `just_kept` says that one was closed unsaved this moment."""
        self._text.setText((KEPT if just_kept else "") + OFFER.format(count=count))
        self.setVisible(count > 0)
