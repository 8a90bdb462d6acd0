# SPDX-License-Identifier: MIT
"""The plain tables of the wizard, all alike."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from gridmgr.model.masks import masked_number

ROW_PX = 28
WIDEST_PX = 260
LOOKED_AT_ROWS = 50
_LONG_NUMBER = re.compile(r"\d{10,}[\dXx]?")


class PlainTable(QTableWidget):
    """A table to look at, with rows of one height and headings that are not drawn bold."""

    def __init__(self, name: str, title: str, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(LOOKED_AT_ROWS)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.set_headings(headings)

    def set_headings(self, headings: Sequence[str]) -> None:
        """Name the columns anew; the rows go."""
        self.setRowCount(0)
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(list(headings))

    def fill(self, rows: Sequence[Sequence[str]]) -> None:
        """Show rows of texts; a text that does not fit can be read in its tool tip."""
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                self.put(line, column, text)

    def put(self, line: int, column: int, text: str, brush: QBrush | None = None) -> None:
        """Show one text."""
        item = QTableWidgetItem(text)
        if text:
            item.setToolTip(text)
        if brush is not None:
            item.setForeground(brush)
        self.setItem(line, column, item)

    def fit_columns(self, widest_px: int = WIDEST_PX) -> None:
        """Make columns as wide as their contents, within reason; the last takes what is left."""
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column) + 12, widest_px))
        self.horizontalHeader().setStretchLastSection(True)


def without_numbers(text: str) -> str:
    """Return a text of a foreign file for the preview: long numbers (IDs, telephones) are masked."""
    return _LONG_NUMBER.sub(lambda found: masked_number(found[0]), text)
