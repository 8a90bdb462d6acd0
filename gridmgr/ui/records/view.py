# SPDX-License-Identifier: MIT
"""The table as the hands know it from Excel: keys, copying, the first column always in sight."""

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gridmgr.ui.records.header import RecordsHeader
from gridmgr.ui.records.model import RecordsModel

ROW_PX = 28
MOST_COPIED = 50_000
KEY, CONTROL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TRIGGER = QAbstractItemView.EditTrigger
Index = QModelIndex | QPersistentModelIndex

OWN_KEYS = {
    (KEY.Key_C, CONTROL): "copy",
    (KEY.Key_C, CONTROL | SHIFT): "copy_with_headings",
    (KEY.Key_V, CONTROL): "paste",
    (KEY.Key_D, CONTROL): "fill",
    (KEY.Key_Semicolon, CONTROL): "today",
    (KEY.Key_Delete, Qt.KeyboardModifier.NoModifier): "clear",
    (KEY.Key_Return, Qt.KeyboardModifier.NoModifier): "open",
    (KEY.Key_Enter, Qt.KeyboardModifier.NoModifier): "open",
}
"""What keys do while the table has them and no cell is being typed in."""


class RecordsView(QTableView):
    """One table. What its keys ask for is told by name; copying it does itself."""

    asked = Signal(str)
    """A key asks for something: paste, fill, today, clear, open."""
    refused = Signal(object)
    """Somebody began to type into a cell (index) that cannot be typed over as it is."""

    selection_changed = Signal()
    """Other cells are selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("records_table")
        self.setAccessibleName("数据表")
        self.header = RecordsHeader(self)
        _set_up(self, self.header)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(TRIGGER.EditKeyPressed | TRIGGER.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setMinimumWidth(64)
        self.verticalHeader().setSectionsClickable(True)
        self.frozen = _FrozenColumn(self)

    @property
    def records(self) -> RecordsModel:
        """The rows it shows."""
        model = self.model()
        assert isinstance(model, RecordsModel)
        return model

    def show_model(self, model: RecordsModel) -> None:
        """Show rows; called once."""
        self.setModel(model)
        self.frozen.follow()

    @property
    def selected_rows(self) -> list[int]:
        """The rows in which cells are selected, from top to bottom."""
        rows: set[int] = set()
        for block in self.selectionModel().selection().toList():
            rows.update(range(block.top(), block.bottom() + 1))
        return sorted(rows)

    @property
    def selected_columns(self) -> list[int]:
        """The columns in which cells are selected, from left to right as they are shown."""
        found: set[int] = set()
        for block in self.selectionModel().selection().toList():
            found.update(range(block.left(), block.right() + 1))
        return sorted(found, key=self.header.visualIndex)

    def selection_text(self, with_headings: bool) -> str:
        """Return the selected cells as tab-separated text, as shown (masked where they are)."""
        model, columns = self.records, self.selected_columns
        selected = self.selectionModel()
        rows = self.selected_rows[:MOST_COPIED]
        lines = ["\t".join(model.columns[c].label for c in columns)] if with_headings else []
        for row in rows:
            cells = [model.text_at(row, c) if selected.isSelected(model.index(row, c)) else "" for c in columns]
            lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
        return "\n".join(lines)

    def copy(self, with_headings: bool = False) -> None:
        """Put the selected cells on the clipboard."""
        QGuiApplication.clipboard().setText(self.selection_text(with_headings))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the table from being taken for shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (_own(event) or event.key() == KEY.Key_F2)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of the table ask for."""
        wish = _own(event)
        if not wish or self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif wish.startswith("copy"):
            self.copy(wish == "copy_with_headings")
        else:
            self.asked.emit(wish)

    def edit(self, index: Index, trigger: TRIGGER | None = None, event: QEvent | None = None) -> bool:  # type: ignore[override]  # Qt has two overloads, the stubs' return types differ
        """Open a cell for typing; one that is locked or masked says so instead."""
        cell = self.model().index(index.row(), index.column()) if index.isValid() else QModelIndex()
        if trigger is None or event is None:
            # Qt calls this one from the other overload; going back through that would never end.
            chosen = TRIGGER.AllEditTriggers if trigger is None else trigger
            return bool(super().edit(cell, chosen, event))  # type: ignore[arg-type]  # Qt allows no event
        if trigger == TRIGGER.AnyKeyPressed and isinstance(event, QKeyEvent) and not event.text().strip():
            return False
        if trigger in (TRIGGER.EditKeyPressed, TRIGGER.AnyKeyPressed) and cell.isValid():
            model = self.records
            column = model.columns[cell.column()]
            if model.why_locked(column) or (column.sensitive and not model.is_revealed):
                self.refused.emit(QPersistentModelIndex(cell))
                return False
            if cell.column() == self.frozen.column:
                return self.frozen.type_into(cell, trigger, event)
        return bool(super().edit(cell, trigger, event))

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into view from behind the frozen column."""
        super().scrollTo(index, hint)
        if self.model() is None:
            return
        hidden = self.frozen.width() - self.columnViewportPosition(index.column())
        if index.column() != self.frozen.column and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frozen column in its place."""
        super().resizeEvent(event)
        self.frozen.settle()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Show the selection in the frozen column, too."""
        super().selectionChanged(selected, deselected)
        self.frozen.viewport().update()
        self.selection_changed.emit()


class _FrozenColumn(QTableView):
    """The first column, drawn over the table where it would scroll away."""

    def __init__(self, table: RecordsView) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName("frozen_column")
        self.header = RecordsHeader(self)
        _set_up(self, self.header)
        self.header.setSectionsMovable(False)
        self.verticalHeader().hide()
        self.setFocusProxy(table)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(TRIGGER.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.column = 0
        header = table.header
        header.sectionResized.connect(self.settle)
        header.sectionMoved.connect(self.settle)
        self.header.sectionResized.connect(self._on_resized)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        self.doubleClicked.connect(table.doubleClicked)

    def follow(self) -> None:
        """Show the rows and the selection of the table."""
        self.setModel(self._table.model())
        self.setSelectionModel(self._table.selectionModel())
        self._table.model().modelReset.connect(self.settle)
        self.settle()

    def settle(self) -> None:
        """Lie over the first column as it is now."""
        if self.model() is None:
            return
        table = self._table
        self.column = max(0, table.header.logicalIndex(0))
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column != self.column)
        self.header.blockSignals(True)
        self.setColumnWidth(self.column, table.columnWidth(self.column))
        self.header.blockSignals(False)
        left = table.verticalHeader().width() + table.frameWidth()
        height = table.viewport().height() + table.header.height()
        self.setGeometry(left, table.frameWidth(), table.columnWidth(self.column), height)
        self.setVisible(self.model().columnCount() > 0)

    def type_into(self, index: QModelIndex, trigger: TRIGGER, event: QEvent) -> bool:
        """Open a cell for typing."""
        self.setEditTriggers(TRIGGER.EditKeyPressed | TRIGGER.AnyKeyPressed)
        opened = super().edit(index, trigger, event)
        self.setEditTriggers(TRIGGER.NoEditTriggers)
        return bool(opened)

    def _on_resized(self, section: int, _old: int, width: int) -> None:
        if section == self.column and width > 0:
            self._table.setColumnWidth(section, width)


def _set_up(view: QTableView, header: RecordsHeader) -> None:
    """Give a table its rows and headings."""
    view.setHorizontalHeader(header)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(ROW_PX)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)


def _own(event: QKeyEvent) -> str:
    """Return what a key asks of the table, or ""."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return OWN_KEYS.get((KEY(event.key()), modifiers), "")
