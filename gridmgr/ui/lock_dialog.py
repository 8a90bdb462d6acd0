# SPDX-License-Identifier: MIT
"""A small table of the three locks of a community or a whole plan: how many are locked, and all at once."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridmgr.data.store import Store
from gridmgr.operations.locking import WORDS, Counted, Turn, locks_counted
from gridmgr.ui.document import Document
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.overview import CommunityEntry

TURNS = ((Turn.LOCK, "全部锁定"), (Turn.UNLOCK, "全部解锁"), (Turn.INVERT, "反转"))
TITLES: Mapping[str, str] = {"border_locked": "网格边界", "roster_locked": "网格人员", "grid_locked": "楼幢归属"}
MEANINGS: Mapping[str, str] = {
    "border_locked": "网格的范围不增不减，别的网格也不能占用它的土地。",
    "roster_locked": "网格的任职不能增加、终止、改动或移走。",
    "grid_locked": "楼幢在每个草案里都留在现在的网格。",
}
WHOLE_PLAN = "整个方案"
WIDTH_PX = 560


class LockDialog(QDialog):
    """Counts what is locked and asks to lock, unlock or invert all of it; each is one step that can be taken back."""

    turned = Signal(str, object, str)
    """Code of a community (empty for the whole plan), a Turn, and the lock."""

    def __init__(
        self, document: Document, plan_id: str, communities: Iterable[CommunityEntry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lock_dialog")
        self.setWindowTitle("锁定")
        self.setMinimumWidth(WIDTH_PX)
        self._document, self._plan_id = document, plan_id
        self.place = QComboBox(self)
        self.place.setObjectName("lock_place")
        self.place.setAccessibleName("范围")
        self.place.addItem(WHOLE_PLAN, "")
        for community in communities:
            self.place.addItem(community.name, community.code)
        self.place.currentIndexChanged.connect(self.refresh)
        self.counts: dict[str, QLabel] = {}
        self.buttons: dict[tuple[str, Turn], QPushButton] = {}
        self._lay_out()

    def choose(self, code: str) -> None:
        """Show one community, or the whole plan, and count."""
        self.place.setCurrentIndex(max(self.place.findData(code), 0))
        self.refresh()

    def refresh(self, _overview: object = None) -> None:
        """Count anew."""
        plan_id, code = self._plan_id, self.place.currentData()

        def read(store: Store) -> Mapping[str, Counted]:
            return locks_counted(store, plan_id, code)

        self._document.ask(read).succeeded.connect(self._on_counted)

    def _lay_out(self) -> None:
        table = QGridLayout()
        table.setHorizontalSpacing(8)
        table.setVerticalSpacing(4)
        for row, (lock, title) in enumerate(TITLES.items()):
            self._add_row(table, 2 * row, lock, title)
        closing = QPushButton("关闭", self)
        closing.setObjectName("lock_close")
        closing.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(closing)
        head = QHBoxLayout()
        head.addWidget(label("范围"))
        head.addWidget(self.place, 1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(table)
        column.addWidget(label("每一次都是一步，可以撤销。锁定的内容先解锁，再另做一步改动。", role="muted"))
        column.addLayout(foot)

    def _add_row(self, table: QGridLayout, row: int, lock: str, title: str) -> None:
        """Add the line of one lock: its name, how many are locked, three buttons, and what it means."""
        self.counts[lock] = label("")
        self.counts[lock].setObjectName(f"lock_count_{lock}")
        self.counts[lock].setWordWrap(False)
        table.addWidget(label(title), row, 0)
        table.addWidget(self.counts[lock], row, 1)
        table.setColumnStretch(1, 1)
        for place, (turn, text) in enumerate(TURNS):
            button = QPushButton(text, self)
            button.setObjectName(f"{turn.value}_{lock}")
            button.setAccessibleName(f"{title}{text}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, t=turn: self.turned.emit(self.place.currentData(), t, lock))
            self.buttons[lock, turn] = button
            table.addWidget(button, row, 2 + place)
        table.addWidget(label(MEANINGS[lock], role="muted"), row + 1, 0, 1, 5)

    def _on_counted(self, found: Mapping[str, Counted]) -> None:
        for lock, (locked, all_of_them) in found.items():
            unit = WORDS[lock].counted
            self.counts[lock].setText(f"已锁定 {locked:,} / {all_of_them:,} {unit}")
            self.buttons[lock, Turn.LOCK].setEnabled(locked < all_of_them)
            self.buttons[lock, Turn.UNLOCK].setEnabled(locked > 0)
            self.buttons[lock, Turn.INVERT].setEnabled(all_of_them > 0)
