# SPDX-License-Identifier: MIT
"""The small window under a heading in which a column is filtered, and how its conditions are called."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridmgr.data.queries import Condition, Relation
from gridmgr.model.fields import Field, Kind
from gridmgr.model.folding import fold_label
from gridmgr.model.parsing import parse
from gridmgr.operations.initials import name_initials
from gridmgr.operations.listing import Legend

WIDTH_PX = 280
VALUE_PX, MOST_VALUES = 24, 10
LISTED = frozenset({Kind.CODE, Kind.CODES, Kind.FLAG})
RANGED = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.DATE})
VALUE = Qt.ItemDataRole.UserRole
NOTHING = "（空白）"


class FilterPopup(QFrame):
    """Asks which values of one column are wanted."""

    chosen = Signal(object)
    """The conditions of the column, a tuple; an empty one for no filter."""
    sort_wanted = Signal(bool)
    """The column is to be sorted (descending or not)."""

    def __init__(self, column: Field, legend: Legend, conditions: Sequence[Condition], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("filter_popup")
        self.setFrameShape(QFrame.Shape.Box)
        self.setFixedWidth(WIDTH_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column, self._legend, self._given = column, legend, tuple(conditions)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(12, 10, 12, 12)
        self._rows.setSpacing(8)
        self._add_sorting()
        self.list: QListWidget | None = None
        self.fields: list[QLineEdit] = []
        if is_listed(column):
            self._add_list()
        elif column.kind in RANGED:
            self._add_range()
        else:
            self._add_text()
        self._problem = QLabel(self)
        self._problem.setWordWrap(True)
        self._problem.setProperty("tone", "missing")
        self._problem.hide()
        self._rows.addWidget(self._problem)
        self._add_buttons()

    def show_below(self, place: QPoint) -> None:
        """Show the window at a place of the screen, within it."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        self.move(min(place.x(), screen.right() - self.width()), min(place.y(), screen.bottom() - self.height()))
        self.show()
        (self.fields[0] if self.fields else self).setFocus()

    def show_tally(self, tally: Mapping[Any, int]) -> None:
        """List the values there are with how many records hold each (Any: the type of the column)."""
        if self.list is None:
            return
        wanted = next((set(c.values) for c in self._given if c.relation is Relation.ONE_OF), None)
        counts: dict[Any, int] = {}
        for value, count in tally.items():
            several = isinstance(value, tuple) and value
            for one in value if several else ["" if value in (None, ()) else value]:
                counts[one] = counts.get(one, 0) + count
        order = self._order()
        self.list.clear()
        for value in sorted(counts, key=lambda v: (v == "", order.get(v, len(order)), str(v))):
            item = QListWidgetItem(f"{self._label(value)}  {counts[value]:,}", self.list)
            item.setData(VALUE, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = wanted is None or value in wanted
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, VALUE_PX))
        self.list.setFixedHeight(VALUE_PX * min(max(len(counts), 2), MOST_VALUES) + 2 * self.list.frameWidth())
        self.adjustSize()

    def accept(self) -> None:
        """Take what was chosen; a text that is no number or day is said and stays."""
        conditions = self._conditions()
        if conditions is not None:
            self.chosen.emit(conditions)
            self.close()

    def _order(self) -> Mapping[Any, int]:
        known = self._legend.code_lists.get(self.column.code_list)
        names = [i.code for i in known.items] if known else [True, False, *self._legend.communities]
        return {code: place for place, code in enumerate(names)}

    def _label(self, value: Any) -> str:
        return value_label(self.column, value, self._legend)

    def _conditions(self) -> tuple[Condition, ...] | None:
        name = self.column.name
        if self.list is not None:
            items = [self.list.item(row) for row in range(self.list.count())]
            chosen = [i.data(VALUE) for i in items if i.checkState() == Qt.CheckState.Checked]
            return () if len(chosen) == len(items) else (Condition(name, Relation.ONE_OF, tuple(chosen)),)
        texts = [field.text().strip() for field in self.fields]
        if self.column.kind not in RANGED:
            return (Condition(name, Relation.CONTAINS, tuple(texts[0].split())),) if texts[0] else ()
        found = []
        for text, relation in zip(texts, (Relation.AT_LEAST, Relation.AT_MOST), strict=True):
            read = parse(self.column, text, self._legend.code_lists, date.max)
            if read.problem:
                self._say(read.problem)
                return None
            if read.value is not None:
                found.append(Condition(name, relation, (read.value,)))
        return tuple(found)

    def _sort(self, descending: bool) -> None:
        self.sort_wanted.emit(descending)
        self.close()

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.show()
        self.adjustSize()

    def _add_sorting(self) -> None:
        row = QHBoxLayout()
        for text, descending in (("升序", False), ("降序", True)):
            button = QPushButton(text, self)
            button.setObjectName("filter_descending" if descending else "filter_ascending")
            button.clicked.connect(lambda _=False, d=descending: self._sort(d))
            row.addWidget(button)
        self._rows.addLayout(row)

    def _add_list(self) -> None:
        search = QLineEdit(self)
        search.setObjectName("filter_search")
        search.setPlaceholderText("查找（汉字或拼音首字母）")
        search.textChanged.connect(self._on_searched)
        search.returnPressed.connect(self.accept)
        self.list = QListWidget(self)
        self.list.setObjectName("filter_list")
        self.list.setFixedHeight(VALUE_PX * MOST_VALUES)
        everything = QHBoxLayout()
        for text, state in (("全选", Qt.CheckState.Checked), ("全不选", Qt.CheckState.Unchecked)):
            button = QPushButton(text, self)
            button.setProperty("link", "true")
            button.clicked.connect(lambda _=False, s=state: self._check_all(s))
            everything.addWidget(button)
        everything.addStretch()
        self.fields = [search]
        self._rows.addWidget(search)
        self._rows.addLayout(everything)
        self._rows.addWidget(self.list)

    def _add_range(self) -> None:
        grid = QGridLayout()
        example = "例如 1984-08-27" if self.column.kind is Kind.DATE else ""
        for row, (label, relation) in enumerate((("从", Relation.AT_LEAST), ("到", Relation.AT_MOST))):
            field = QLineEdit(self)
            field.setObjectName("filter_from" if row == 0 else "filter_to")
            field.setPlaceholderText(example)
            given = next((c.values[0] for c in self._given if c.relation is relation), "")
            field.setText(str(given))
            field.returnPressed.connect(self.accept)
            grid.addWidget(QLabel(label, self), row, 0)
            grid.addWidget(field, row, 1)
            self.fields.append(field)
        self._rows.addLayout(grid)

    def _add_text(self) -> None:
        field = QLineEdit(self)
        field.setObjectName("filter_text")
        field.setPlaceholderText("包含的文字")
        given = next((c.values for c in self._given if c.relation is Relation.CONTAINS), ())
        field.setText(" ".join(str(v) for v in given))
        field.returnPressed.connect(self.accept)
        self.fields = [field]
        self._rows.addWidget(field)

    def _add_buttons(self) -> None:
        if not is_listed(self.column):
            row = QHBoxLayout()
            for text, relation in (("只看空白", Relation.EMPTY), ("只看已填", Relation.FILLED)):
                button = QPushButton(text, self)
                button.setObjectName(f"filter_{relation.value}")
                button.clicked.connect(lambda _=False, r=relation: self._choose((Condition(self.column.name, r),)))
                row.addWidget(button)
            self._rows.addLayout(row)
        row = QHBoxLayout()
        clear, take = QPushButton("清除", self), QPushButton("筛选", self)
        clear.setObjectName("filter_clear")
        take.setObjectName("filter_accept")
        take.setProperty("primary", "true")
        clear.clicked.connect(lambda: self._choose(()))
        take.clicked.connect(self.accept)
        row.addWidget(clear)
        row.addWidget(take)
        self._rows.addLayout(row)

    def _choose(self, conditions: tuple[Condition, ...]) -> None:
        self.chosen.emit(conditions)
        self.close()

    def _check_all(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count() if self.list else 0):
            if self.list is not None and not self.list.item(row).isHidden():
                self.list.item(row).setCheckState(state)

    def _on_searched(self, text: str) -> None:
        word, letters = fold_label(text), text.strip().lower()
        for row in range(self.list.count() if self.list else 0):
            item = self.list.item(row) if self.list else None
            if item is not None:
                label = self._label(item.data(VALUE))
                item.setHidden(not (word in fold_label(label) or letters in name_initials(label)))


def is_listed(column: Field) -> bool:
    """Tell whether a column is filtered by a list of its values."""
    return column.kind in LISTED or column.name in {"community", "plan"}


def value_label(column: Field, value: Any, legend: Legend) -> str:
    """Return what a value is called in a filter (Any: the type of the column)."""
    if value in ("", None, ()):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.name == "community":
        return legend.communities.get(value, str(value))
    known = legend.code_lists.get(column.code_list)
    return known.label(str(value)) if known else str(value)


def condition_text(column: Field, condition: Condition, legend: Legend) -> str:
    """Say a condition in a few words."""
    words = [value_label(column, value, legend) for value in condition.values]
    if condition.relation is Relation.ONE_OF:
        told = "、".join(words[:3]) or "没有"
        return f"{column.label}：{told}等 {len(words)} 项" if len(words) > 3 else f"{column.label}：{told}"
    said = {
        Relation.CONTAINS: f"含“{' '.join(words)}”",
        Relation.AT_LEAST: f"从 {' '.join(words)}",
        Relation.AT_MOST: f"到 {' '.join(words)}",
        Relation.EMPTY: "空白",
        Relation.FILLED: "已填",
    }
    return f"{column.label}：{said[condition.relation]}"
