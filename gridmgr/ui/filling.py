# SPDX-License-Identifier: MIT
"""The list of land in no grid: where each piece would go, accepted row by row, done as one step."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.map.view import ViewState
from gridmgr.model.bands import Band
from gridmgr.operations.shaping import fill_patches
from gridmgr.planning.filling import Filling, Patch, fillings
from gridmgr.ui.wording import band_state

if TYPE_CHECKING:
    from gridmgr.ui.drawing import Drawing

HEADINGS = ("地块", "归入网格", "归入后户数")
PATCH, TAKER, AFTER = range(len(HEADINGS))
SIZE_PX = 520, 420
PATCH_PX, TAKER_PX = 190, 140
SHOWN_SHARE = 0.3
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class FillingDialog(QDialog):
    """One row for each piece of land; a choice in one row changes the counts in those below."""

    agreed = Signal(object)
    """A list of (faces, grid id): what a person accepted."""
    patch_chosen = Signal(object)
    """A Patch that a person wants to see on the map."""

    def __init__(self, piece: Workpiece, found: Sequence[Patch], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filling_dialog")
        self.setWindowTitle("填补未归格的地")
        self.resize(*SIZE_PX)
        self._piece = piece
        counts = {grid: piece.households_of(grid) for grid in piece.names}
        planned = fillings(found, counts)
        self.rows: list[Filling] = planned
        lost = len(found) - len(planned)
        self.said = QLabel(f"共 {len(found)} 处：四周只有一个网格的归它，其余归户数最少的相邻网格；可以逐行改。", self)
        if lost:
            self.said.setText(f"{self.said.text()}有 {lost} 处四周没有网格，请用“新画网格”。")
        self.said.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setObjectName("filling_list")
        self.list.setAccessibleName("未归格的地")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(HEADINGS)
        self.choices = [self._row(one) for one in planned]
        for column, width in ((PATCH, PATCH_PX), (TAKER, TAKER_PX)):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.list.header().resizeSection(column, width)
        self.accept_button = QPushButton("填补选中的", self)
        self.accept_button.setObjectName("filling_accept")
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self._lay_out()
        self._count_anew()

    def wanted(self) -> list[tuple[NDArray[np.int64], str]]:
        """Return the faces and the grid of every row that is ticked."""
        rows = [(row.patch.faces, str(box.currentData())) for row, box in zip(self.rows, self.choices, strict=True)]
        return [row for number, row in enumerate(rows) if self._is_ticked(number)]

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        for widget in (self.said, self.list, buttons):
            column.addWidget(widget)
        self.list.itemChanged.connect(lambda _item, _column: self._count_anew())
        self.list.currentItemChanged.connect(self._on_current)

    def _row(self, filling: Filling) -> QComboBox:
        patch = filling.patch
        item = QTreeWidgetItem(self.list)
        item.setText(PATCH, f"{patch.buildings} 栋，{patch.households:,} 户")
        item.setCheckState(PATCH, CHECKED)
        box = QComboBox(self.list)
        box.setAccessibleName("归入网格")
        for grid in patch.takers:
            box.addItem(f"网格{self._piece.name_of(grid)}", grid)
        box.setCurrentIndex(box.findData(filling.taker))
        box.currentIndexChanged.connect(lambda _row: self._count_anew())
        self.list.setItemWidget(item, TAKER, box)
        return box

    def _count_anew(self) -> None:
        """Write what each grid would have, row after row."""
        counts = {grid: self._piece.households_of(grid) for grid in self._piece.names}
        band: Band = self._piece.band
        with QSignalBlocker(self.list):
            for number, (row, box) in enumerate(zip(self.rows, self.choices, strict=True)):
                grid, text = str(box.currentData()), "不填"
                if self._is_ticked(number):
                    before = counts[grid]
                    counts[grid] = before + row.patch.households
                    text = f"{before:,} → {counts[grid]:,} {band_state(counts[grid], band).value}"
                self._item(number).setText(AFTER, text)
        chosen = sum(self._is_ticked(number) for number in range(len(self.rows)))
        self.accept_button.setText(f"填补选中的 {chosen} 处")
        self.accept_button.setEnabled(chosen > 0)

    def _is_ticked(self, number: int) -> bool:
        return self._item(number).checkState(PATCH) == CHECKED

    def _item(self, number: int) -> QTreeWidgetItem:
        item = self.list.topLevelItem(number)
        assert item is not None
        return item

    def _on_current(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.patch_chosen.emit(self.rows[self.list.indexOfTopLevelItem(item)].patch)

    def _agree(self) -> None:
        self.agreed.emit(self.wanted())
        self.accept()


class FillingOffer(QObject):
    """Shows the list when the tool asks for it and has what was accepted carried out."""

    def __init__(self, drawing: "Drawing") -> None:
        super().__init__(drawing)
        self.window, self.drawing = drawing.window, drawing
        self.drawing.bench.filling_wanted.connect(self.offer)
        self.dialog: FillingDialog | None = None

    def offer(self, found: Sequence[Patch]) -> None:
        """Show the list of some patches of the community in hand."""
        piece = self.drawing.bench.piece
        if piece is None:
            return
        self.dialog = FillingDialog(piece, found, self.window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.patch_chosen.connect(partial(self._show, piece))
        self.dialog.agreed.connect(self._fill)
        self.dialog.open()

    def _fill(self, wanted: Sequence[tuple[NDArray[np.int64], str]]) -> None:
        self.drawing.strokes.work(lambda land: fill_patches(land, wanted))

    def _show(self, piece: Workpiece, patch: Patch) -> None:
        bounds = shapely.total_bounds(piece.coverage.faces[patch.faces]).tolist()
        canvas = self.window.canvas
        canvas.set_view(ViewState.fit(bounds, canvas.width(), canvas.height(), margin=SHOWN_SHARE))
