# SPDX-License-Identifier: MIT
"""The communities of a district with a tick for each: which of them are divided."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gridmgr.model.bands import Band
from gridmgr.operations.plan_states import Dividable
from gridmgr.planning.partition import possible_counts
from gridmgr.ui.inspector_parts import label, plain_button
from gridmgr.ui.tree import RIGHT

CODE = Qt.ItemDataRole.UserRole
HIGH_PX = 150


class CommunityList(QWidget):
    """Names, households and how many grids each community allows."""

    ticks_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._communities: dict[str, Dividable] = {}
        head = QHBoxLayout()
        head.addWidget(label("要划分的社区", role="heading"), 1)
        for text, codes in (("全选", ()), ("全不选", ("",))):
            button = plain_button(text, "")
            button.clicked.connect(lambda _checked=False, codes=codes: self._on_button(codes))
            head.addWidget(button)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("plan_communities")
        self.tree.setAccessibleName("要划分的社区")
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setHeaderLabels(["社区", "户数", "可划网格"])
        self.tree.setFixedHeight(HIGH_PX)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number in (1, 2):
            self.tree.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
            self.tree.headerItem().setTextAlignment(number, RIGHT)
        self.tree.itemChanged.connect(lambda _item, _column: self.ticks_changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.tree)

    def show_communities(self, communities: Sequence[Dividable]) -> None:
        """Show the communities of a district, none of them ticked."""
        self._communities = {c.code: c for c in communities}
        with QSignalBlocker(self.tree):
            self.tree.clear()
            for community in communities:
                item = QTreeWidgetItem(self.tree, [community.name, f"{community.households:,}", ""])
                item.setData(0, CODE, community.code)
                item.setCheckState(0, Qt.CheckState.Unchecked)
                for number in (1, 2):
                    item.setTextAlignment(number, RIGHT)
                if not community.has_outline:
                    item.setFlags(Qt.ItemFlag.NoItemFlags)

    def tick(self, codes: Collection[str]) -> None:
        """Tick these communities, all where none is named."""
        with QSignalBlocker(self.tree):
            for item in self._items():
                if item.flags() & Qt.ItemFlag.ItemIsEnabled:
                    is_on = not codes or item.data(0, CODE) in codes
                    item.setCheckState(0, Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
                    if codes and is_on:
                        self.tree.scrollToItem(item)

    def ticked(self) -> list[str]:
        """Return the codes of the communities that are ticked."""
        return [str(i.data(0, CODE)) for i in self._items() if i.checkState(0) is Qt.CheckState.Checked]

    def show_counts(self, band: Band | None) -> None:
        """Show how many grids each community allows; with a band upside down, nothing."""
        with QSignalBlocker(self.tree):
            for item in self._items():
                community = self._communities[item.data(0, CODE)]
                counts = possible_counts(community.households, band) if band is not None else ()
                item.setText(2, counts_text(community, counts))

    def _items(self) -> list[QTreeWidgetItem]:
        items = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        return [item for item in items if item is not None]

    def _on_button(self, codes: Collection[str]) -> None:
        self.tick(codes)
        self.ticks_changed.emit()


def counts_text(community: Dividable, counts: Sequence[int]) -> str:
    """Say how many grids a community allows, or why it allows none."""
    if not community.has_outline:
        return "没有边界"
    if not counts:
        return "不能全部达标"
    return f"{counts[0]} 个" if counts[0] == counts[-1] else f"{counts[0]}–{counts[-1]} 个"
