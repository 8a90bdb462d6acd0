# SPDX-License-Identifier: MIT
"""Working with others on the same data: who changed something, and what to do when the server is gone."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridmgr.data.store import LoggedChange
from gridmgr.ui.features import Feature
from gridmgr.ui.history import History
from gridmgr.ui.icon_label import IconLabel

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

LOST = "与服务器的连接中断，正在重试……这时不能修改，已保存的内容都在服务器上。"


class Colleagues(Feature):
    """Tells quietly of changes that others made, and plainly when the connection is lost."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.banner = LostBanner(window)
        middle = window.centralWidget()
        column = middle.layout() if middle is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, self.banner)
        self._step = 0
        self.banner.retry.clicked.connect(window.watch.look)
        window.watch.lost.connect(self.banner.show)
        window.watch.regained.connect(self._on_regained)
        window.records_touched.connect(self._on_touched)
        window.document_changed.connect(self._on_document)
        window.status.news.clicked.connect(self.show_news)

    def show_news(self) -> None:
        """Open the journal at what was changed by others last."""
        self.window.status.show_news("")
        self.window.feature(History).show_step(self._step)

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        document = self.window.document
        others = [c for c in touched if document is not None and c.author and c.author != document.author]
        if others:
            self._step = others[-1].step
            self.window.status.show_news(news_text(others))

    def _on_regained(self) -> None:
        if not self.banner.isHidden() and self.window.document is not None:
            self.window.document.refresh()
        self.banner.hide()

    def _on_document(self, _document: object) -> None:
        self.window.status.show_news("")
        self.banner.hide()


class LostBanner(QFrame):
    """Stands over the page while the server does not answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lost_banner")
        text = QLabel(LOST, self)
        text.setWordWrap(True)
        self.retry = QPushButton("立即重试", self)
        self.retry.setObjectName("lost_retry")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(IconLabel("cloud-off", 20, self))
        row.addWidget(text, 1)
        row.addWidget(self.retry)
        self.hide()


def news_text(changes: Sequence[LoggedChange]) -> str:
    """Say who changed how much."""
    counts = Counter(change.author for change in changes)
    author, most = counts.most_common(1)[0]
    if len(counts) == 1:
        return f"{author} 修改了 {most:,} 条记录 · 查看"
    return f"{author} 等 {len(counts)} 人修改了 {len(changes):,} 条记录 · 查看"
