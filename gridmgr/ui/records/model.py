# SPDX-License-Identifier: MIT
"""The rows behind a table: all ids of the list, and the pages of rows that were looked at last."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from gridmgr.map.style import colours
from gridmgr.model.fields import Field
from gridmgr.model.records import Record
from gridmgr.operations.editing_cells import why_locked
from gridmgr.operations.listing import Legend, Row, columns_of, shown
from gridmgr.ui.records.columns import is_figure

PAGE = 200
KEPT_PAGES = 40
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole


class RecordsModel(QAbstractTableModel):
    """One list of one record type. It never reads anything itself: it says which pages it lacks."""

    page_lacking = Signal(int)
    """The rows of a page are on the screen and not there."""
    typed = Signal(object, str)
    """A person typed a text into a cell (index, text) that was found good."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind: type[Record] = Record
        self.columns: list[Field] = []
        self.legend = Legend({}, {})
        self.is_revealed = False
        self.is_read_only = True
        self.is_dark = False
        self._ids: Sequence[str] = ()
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._texts: dict[tuple[str, str], str] = {}
        self._stale: set[int] = set()

    @property
    def ids(self) -> Sequence[str]:
        """The ids of all rows."""
        return self._ids

    def show_list(self, kind: type[Record], columns: Sequence[str], ids: Sequence[str]) -> None:
        """Show another list."""
        self.beginResetModel()
        self.kind, self._ids = kind, ids
        self.columns = [columns_of(kind)[name] for name in columns]
        self._pages.clear()
        self._texts.clear()
        self._stale.clear()
        self.endResetModel()

    def take_page(self, number: int, rows: Sequence[Row]) -> None:
        """Show the rows of a page; a row whose record is gone stays empty."""
        by_id = {row.id: row for row in rows}
        wanted = self._ids[number * PAGE : (number + 1) * PAGE]
        self._pages[number] = [by_id.get(i, Row(i, {})) for i in wanted]
        self._pages.move_to_end(number)
        self._stale.discard(number)
        while len(self._pages) > KEPT_PAGES:
            gone, _ = self._pages.popitem(last=False)
            self._stale.discard(gone)
        self._texts.clear()
        self._tell_changed(number * PAGE, number * PAGE + len(wanted) - 1)

    def reveal(self, is_revealed: bool) -> None:
        """Show sensitive values as they are, or masked."""
        self.is_revealed = is_revealed
        self._texts.clear()
        self._tell_changed(0, len(self._ids) - 1)

    def refresh(self, ids: set[str] | None = None) -> None:
        """Have pages read anew that hold some records, or all pages; until then they show what they had."""
        for number, rows in self._pages.items():
            if ids is None or any(row.id in ids for row in rows):
                self._stale.add(number)
        self._tell_changed(0, len(self._ids) - 1)

    def row_at(self, row: int) -> Row | None:
        """Return a row that is there, or None."""
        rows = self._pages.get(row // PAGE)
        found = rows[row % PAGE] if rows is not None and row % PAGE < len(rows) else None
        return found if found is not None and found.values else None

    def put_value(self, record_id: str, name: str, value: Any) -> None:
        """Show a value that is being stored (Any: the type of the field)."""
        for number, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == record_id and row.values:
                    row.values[name] = value
                    self._texts.pop((record_id, name), None)
                    self._tell_changed(number * PAGE + place, number * PAGE + place)

    def text_at(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        found = self.row_at(row)
        return "" if found is None else self._text(found, self.columns[column])

    def why_locked(self, column: Field) -> str:
        """Say why a column cannot be typed over; "" when it can."""
        if self.is_read_only:
            return "这份数据是以只读方式打开的，不能修改。"
        return why_locked(self.kind, column)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """Return what Qt asks of a cell (Any: its kind depends on the role)."""
        if not index.isValid():
            return None
        if role == ROLE.DisplayRole:
            return self._shown(index.row(), self.columns[index.column()])
        column = self.columns[index.column()]
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if is_figure(column) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == ROLE.ForegroundRole and why_locked(self.kind, column):
            return QColor(colours(self.is_dark).muted)
        return self._tip(index, column) if role == ROLE.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """Return a heading, or the number of a row (Any: its kind depends on the role)."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == ROLE.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == ROLE.DisplayRole:
            return column.label
        if role == ROLE.ToolTipRole:
            locked = why_locked(self.kind, column)
            return f"{column.label}：单击排序，单击右侧箭头筛选。{locked}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether a cell may be typed over."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return plain if self.why_locked(self.columns[index.column()]) else plain | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        """Tell what was typed (Any: a text); it is stored elsewhere."""
        if role != ROLE.EditRole or not index.isValid() or not isinstance(value, str):
            return False
        self.typed.emit(QPersistentModelIndex(index), value)
        return True

    def _shown(self, row: int, column: Field) -> str:
        number = row // PAGE
        if number not in self._pages or number in self._stale:
            self.page_lacking.emit(number)
        found = self.row_at(row)
        return "" if found is None else self._text(found, column)

    def _text(self, row: Row, column: Field) -> str:
        key = (row.id, column.name)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = shown(row, column, self.legend, self.is_revealed)
        return text

    def _tip(self, index: Index, column: Field) -> str:
        text = self.text_at(index.row(), index.column())
        if column.sensitive and not self.is_revealed and text:
            return f"{text}\n敏感信息已遮挡，按 Ctrl+Shift+I 显示。"
        locked = self.why_locked(column)
        return f"{text}\n{locked}".strip() if locked else text

    def _tell_changed(self, first: int, last: int) -> None:
        if self.columns and 0 <= first <= last < len(self._ids):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
