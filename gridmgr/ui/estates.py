# SPDX-License-Identifier: MIT
"""Recognising compounds (小区): what was found is shown, and what a person ticks is stored."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from gridmgr.map.view import ViewState
from gridmgr.operations.estates import Proposal, accept_estates, find_estates

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

HEADINGS = ("小区名称", "社区", "楼幢", "户数", "依据", "记为")
ROOM_M = 60.0
"""So much ground is shown around a compound."""


def recognise_estates(window: "MainWindow") -> None:
    """Look for compounds among the buildings without one, and show what was found."""
    document = window.document
    if document is None:
        return
    job = document.study(lambda store, progress: find_estates(store, progress=progress), "识别小区")
    job.succeeded.connect(lambda found: _review(window, found))


def _review(window: "MainWindow", found: Sequence[Proposal]) -> None:
    if not found:
        window.message.say("没有找到新的小区：按楼幢名称、地址和小区范围，没有可以归为一个小区的楼幢。")
        return
    review = EstateReview(found, window)
    review.place_wanted.connect(lambda proposal: _show(window, proposal))
    review.accepted.connect(lambda: _store(window, review.chosen))
    review.open()


def _show(window: "MainWindow", proposal: Proposal) -> None:
    west, south, east, north = proposal.place.bounds
    box = (west - ROOM_M, south - ROOM_M, east + ROOM_M, north + ROOM_M)
    window.workspaces.show("plan")
    window.canvas.set_view(ViewState.fit(box, window.canvas.width(), window.canvas.height()))


def _store(window: "MainWindow", chosen: Sequence[Proposal]) -> None:
    if window.document is not None and chosen:
        window.document.run(lambda store: accept_estates(store, chosen))


class EstateReview(QDialog):
    """A table of proposals with check boxes; nothing is stored before the button is pressed."""

    place_wanted = Signal(object)
    """A Proposal whose place shall be brought into view."""

    def __init__(self, found: Sequence[Proposal], parent: "MainWindow | None" = None) -> None:
        super().__init__(parent)
        self._found = tuple(found)
        self.setWindowTitle("识别小区")
        self.setObjectName("estate_review")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        explanation = QLabel(
            "下列楼幢按名称、地址或范围看是一个小区。勾选的会建成小区（或归入已有小区），划分网格时默认不拆开；可以撤销。",
            self,
        )
        explanation.setWordWrap(True)
        self.table = self._made_table()
        self.place = QPushButton("在地图上看", self)
        self.place.setObjectName("estate_place")
        self.place.clicked.connect(self._on_place)
        self.buttons = QDialogButtonBox(self)
        self.all = self.buttons.addButton("全选", QDialogButtonBox.ButtonRole.ActionRole)
        self.none = self.buttons.addButton("全不选", QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.place, QDialogButtonBox.ButtonRole.ActionRole)
        self.accept_button = QPushButton(self)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self.accept_button.setObjectName("estate_accept")
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.all.clicked.connect(lambda: self._tick_all(Qt.CheckState.Checked))
        self.none.clicked.connect(lambda: self._tick_all(Qt.CheckState.Unchecked))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (explanation, self.table, self.buttons):
            layout.addWidget(widget)
        self.resize(760, 480)
        self._on_ticked()

    @property
    def chosen(self) -> list[Proposal]:
        """The proposals that are ticked."""
        return [p for row, p in enumerate(self._found) if self._tick(row).checkState() is Qt.CheckState.Checked]

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(len(self._found), len(HEADINGS), self)
        table.setObjectName("estate_table")
        table.setAccessibleName("找到的小区")
        table.setHorizontalHeaderLabels(HEADINGS)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for row, proposal in enumerate(self._found):
            for column, text in enumerate(_cells(proposal)):
                item = _cell(text, column in (2, 3))
                if column == 0:
                    item.setCheckState(Qt.CheckState.Checked)
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.selectRow(0)
        table.itemChanged.connect(self._on_ticked)
        table.itemDoubleClicked.connect(self._on_place)
        return table

    def _tick(self, row: int) -> QTableWidgetItem:
        item = self.table.item(row, 0)
        assert item is not None
        return item

    def _tick_all(self, state: Qt.CheckState) -> None:
        for row in range(len(self._found)):
            self._tick(row).setCheckState(state)

    def _on_ticked(self) -> None:
        new = sum(not proposal.estate_id for proposal in self.chosen)
        known = len(self.chosen) - new
        parts = ([f"建立 {new} 个小区"] if new else []) + ([f"归入 {known} 个已有小区"] if known else [])
        self.accept_button.setText("，".join(parts) or "建立小区")
        self.accept_button.setEnabled(bool(parts))

    def _on_place(self) -> None:
        self.place_wanted.emit(self._found[max(self.table.currentRow(), 0)])


def _cells(proposal: Proposal) -> tuple[str, ...]:
    known = "归入已有小区" if proposal.estate_id else "新小区"
    buildings, households = f"{len(proposal.building_ids):,}", f"{proposal.households:,}"
    return proposal.name, proposal.community_name, buildings, households, proposal.why, known


def _cell(text: str, is_number: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item
