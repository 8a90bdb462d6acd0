# SPDX-License-Identifier: MIT
"""A table of lines: sorted by a click on a heading, copied with its headings, leading to the map."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gridmgr.ui.comparison.lines import Cell, Heading, Line
from gridmgr.ui.tree import TONE, ToneDelegate

ROW_PX = 28
MOST_PX = 260
"""A column is at first no wider than this."""
Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LinesModel(QAbstractTableModel):
    """Lines under their headings."""

    def __init__(self, headings: Sequence[Heading], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = headings
        self.lines: list[Line] = []
        self._given: Sequence[Line] = ()
        self._order: tuple[int, bool] | None = None

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines in the order that was chosen last."""
        self.beginResetModel()
        self._given = lines
        self.lines = self._sorted()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell says, how it lies and its tone."""
        line, column = self.lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_text(line.cells[column], self.headings[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.headings[column].is_number else LEFT
        return line.tones.get(column) if role == TONE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a heading and what it means."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        heading = self.headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if heading.is_number else LEFT
        return {Qt.ItemDataRole.DisplayRole: heading.title, Qt.ItemDataRole.ToolTipRole: heading.tip or None}.get(
            Qt.ItemDataRole(role)
        )

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a negative one brings back the order in which the lines were given."""
        self._order = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        before = list(self.lines)
        self.lines = self._sorted()
        place = {id(line): row for row, line in enumerate(self.lines)}
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(place[id(before[index.row()])], index.column()))
        self.layoutChanged.emit()

    def _sorted(self) -> list[Line]:
        if self._order is None:
            return list(self._given)
        column, descending = self._order
        return sorted(self._given, key=lambda line: _key(line.cells[column]), reverse=descending)


class LinesTable(QTableView):
    """Shows lines; choosing one tells it, double click or Enter asks to see it on the map."""

    chosen = Signal(object)
    """Another Line is chosen, or None."""
    wanted = Signal(object)
    """A person wants to see a Line on the map."""

    def __init__(self, name: str, title: str, headings: Sequence[Heading], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.lines = LinesModel(headings, self)
        self.setModel(self.lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(ToneDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_PX)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(24)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._is_fitted = False
        self.activated.connect(lambda index: self.wanted.emit(self.lines.lines[index.row()]))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; columns take the width that the first ones need."""
        self.lines.show_lines(lines)
        if lines and not self._is_fitted:
            self._is_fitted = True
            self.resizeColumnsToContents()
            for column in range(self.lines.columnCount()):
                self.setColumnWidth(column, min(self.columnWidth(column), MOST_PX))

    def select_grid(self, old_id: str, new_id: str) -> None:
        """Choose the first line of a grid (by its id in the old or in the new plan) without telling."""
        for row, line in enumerate(self.lines.lines):
            if (old_id and line.old_id == old_id) or (new_id and line.new_id == new_id):
                blocked = self.blockSignals(True)
                self.selectRow(row)
                self.blockSignals(blocked)
                self.scrollTo(self.lines.index(row, 0))
                return
        self.clearSelection()

    @property
    def chosen_lines(self) -> list[Line]:
        """The lines that are chosen, from top to bottom."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.lines.lines[row] for row in rows]

    def copied_text(self) -> str:
        """Return the chosen lines, or all of them, with their headings as a spreadsheet takes them."""
        headings = self.lines.headings
        lines = ["\t".join(heading.title for heading in headings)]
        for line in self.chosen_lines or self.lines.lines:
            cells = (cell_text(cell, heading) for cell, heading in zip(line.cells, headings, strict=True))
            lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        else:
            super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell the line that is chosen."""
        super().selectionChanged(selected, deselected)
        chosen = self.chosen_lines
        self.chosen.emit(chosen[0] if chosen else None)


def cell_text(cell: Cell, heading: Heading) -> str:
    """Write a cell; gains and losses with their sign, nothing where nothing changes."""
    if cell is None or (heading.is_change and cell == 0):
        return ""
    if isinstance(cell, str):
        return cell
    # The sign of a loss is a real minus, as wide as the plus.
    return f"{cell:+,d}".replace("-", "−") if heading.is_change else f"{cell:,}"


def _key(cell: Cell) -> tuple[int, int, str]:
    """Sort numbers before words, and what is empty first."""
    if cell is None:
        return (0, 0, "")
    return (1, cell, "") if isinstance(cell, int) else (2, 0, cell)
