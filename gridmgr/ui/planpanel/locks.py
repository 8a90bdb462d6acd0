# SPDX-License-Identifier: MIT
"""The grids whose borders are locked in the communities that are to be divided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gridmgr.ui.inspector_parts import label, plain_button
from gridmgr.ui.tree import RIGHT

GRID = Qt.ItemDataRole.UserRole
ROW_PX = 26
MOST_ROWS = 4
NONE_LOCKED = "没有锁定的网格。在地图或“区划”里的网格上按右键，可以锁定它的边界，划分时保持不变。"


@dataclass(frozen=True, slots=True)
class Locked:
    """One locked grid."""

    id: str
    name: str
    community: str
    households: int


class LockList(QWidget):
    """A row for each locked grid; a double click shows it on the map."""

    shown = Signal(str)
    """A person wants to see a grid (id)."""
    unlock_wanted = Signal(list)
    """A person wants these grids (ids) unlocked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locked: Sequence[Locked] = ()
        self._communities: Collection[str] = ()
        self.heading = label("", role="heading")
        self.unlock = plain_button("解锁", "解锁选中的网格；没有选中就全部解锁。")
        self.unlock.setObjectName("plan_unlock")
        self.unlock.clicked.connect(self._on_unlock)
        self.words = label(NONE_LOCKED, role="muted")
        self.list = QTreeWidget(self)
        self.list.setObjectName("plan_locks")
        self.list.setAccessibleName("锁定的网格")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(2)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.itemDoubleClicked.connect(lambda item, _column: self.shown.emit(item.data(0, GRID)))
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.unlock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.list)

    def show_locked(self, locked: Sequence[Locked]) -> None:
        """Show the locked grids of a plan."""
        self._locked = locked
        self.narrow(self._communities)

    def narrow(self, communities: Collection[str]) -> None:
        """Show those of some communities."""
        self._communities = communities
        here = [one for one in self._locked if one.community in communities]
        if [one.id for one in here] != [item.data(0, GRID) for item in self._items()]:
            self.list.clear()
            for one in here:
                item = QTreeWidgetItem(self.list, [one.name, f"{one.households:,} 户"])
                item.setData(0, GRID, one.id)
                item.setTextAlignment(1, RIGHT)
            self.list.resizeColumnToContents(0)
        self.heading.setText(f"锁定的网格 {len(here)} 个" if here else "锁定的网格")
        self.words.setVisible(not here)
        self.list.setVisible(bool(here))
        self.unlock.setVisible(bool(here))
        self.list.setFixedHeight(ROW_PX * min(len(here), MOST_ROWS) + 6)

    def _items(self) -> list[QTreeWidgetItem]:
        items = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [item for item in items if item is not None]

    def _on_unlock(self) -> None:
        chosen = self.list.selectedItems() or self._items()
        self.unlock_wanted.emit([str(item.data(0, GRID)) for item in chosen])
