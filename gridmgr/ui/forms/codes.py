# SPDX-License-Identifier: MIT
"""Choosing codes: a list that is searched by label, by first letters or by code while one types."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QWidget,
    QWidgetAction,
)

from gridmgr.model.fields import Field
from gridmgr.model.parsing import NOTHING, CodeLists, Parsed, parse
from gridmgr.operations.naming import Choice
from gridmgr.ui.forms.editors import Editor
from gridmgr.ui.icons import pixmap

CODE = Qt.ItemDataRole.UserRole
KEYS = Qt.ItemDataRole.UserRole + 1
"""Everything by which a code is found, in one text."""
MOST_SHOWN = 14
ARROW_PX = 14
LIST_PX = 240, 300


class CodeBox(QComboBox):
    """A drop-down of codes in which one may type; the wheel does not change it by accident."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = {choice.code: choice.label for choice in choices}
        self._choices = choices
        self.line = QLineEdit(self)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(MOST_SHOWN)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        source = QStandardItemModel(self)
        for choice in (Choice("", "", ""), *choices):
            item = QStandardItem(choice.label)
            item.setData(choice.code, CODE)
            item.setData(f"{choice.label} {choice.initials} {choice.code}", KEYS)
            source.appendRow(item)
        self.setModel(source)
        self.finder = _KeysCompleter(source, self)
        self.setCompleter(self.finder)
        self.line.setPlaceholderText("输入首字母或选择")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow that style sheets leave out."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            arrow = pixmap("chevron-down", self.palette().text().color().name(), self.devicePixelRatioF(), ARROW_PX)
            painter.drawPixmap(self.width() - ARROW_PX - 6, (self.height() - ARROW_PX) // 2, arrow)
        finally:
            painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form, which scrolls."""
        event.ignore()

    def code(self) -> str | None:
        """Return the code meant by what stands here: label, code or first letters, or the only one that fits."""
        typed = self.currentText().strip().casefold()
        if not typed:
            return ""
        for choice in self._choices:
            if typed in (choice.label.casefold(), choice.code.casefold()):
                return choice.code
        exact = next((c.code for c in self._choices if c.initials == typed), None)
        if exact is not None:
            # Several labels may have the same letters: lists put the usual one first, and what was taken is shown.
            return exact
        fitting = [c.code for c in self._choices if c.initials.startswith(typed) or typed in c.label]
        return fitting[0] if len(fitting) == 1 else None

    def show_code(self, code: str) -> None:
        """Show a code by its label; a code that the list does not know is shown itself."""
        row = self.findData(code, CODE)
        self.setCurrentIndex(row)
        self.setEditText(self._known.get(code, code))
        self.line.setCursorPosition(0)


class _KeysCompleter(QCompleter):
    """Finds a code by any of its keys and writes its label."""

    def __init__(self, source: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(source, parent)
        self.setCompletionRole(KEYS)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(MOST_SHOWN)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class CodeEditor(Editor):
    """Edits one code."""

    def __init__(
        self,
        field: Field,
        code_lists: CodeLists,
        today: date,
        choices: Sequence[Choice],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(field, code_lists, today, parent)
        self.box = CodeBox(choices, self)
        self.take_in(self.box)
        self.box.line.textEdited.connect(lambda _text: self.edited.emit())
        self.box.activated.connect(lambda _row: self.edited.emit())
        self.box.finder.activated.connect(lambda *_: self.edited.emit())
        self.box.line.editingFinished.connect(self.left)

    def text(self) -> str:
        """Return what stands here."""
        return self.box.currentText()

    def read(self) -> Parsed:
        """Return the code that is meant."""
        code = self.box.code()
        if code is not None:
            return Parsed(code or None)
        if self.field.code_list:
            return parse(self.field, self.text(), self.code_lists, self.today)
        return Parsed(problem="没有这个社区，请从列表中选。")

    def show_value(self, value: Any) -> None:
        """Show a code."""
        self.box.show_code(value)

    def show_text(self, text: str) -> None:
        """Show what somebody typed."""
        self.box.setEditText(text)


class CodesEditor(Editor):
    """Edits several codes: a button that names them and opens a list to tick."""

    def __init__(
        self,
        field: Field,
        code_lists: CodeLists,
        today: date,
        choices: Sequence[Choice],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(field, code_lists, today, parent)
        self._choices = choices
        self._codes: tuple[str, ...] = ()
        self.button = QPushButton(self)
        self.button.setProperty("role", "choices")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setAutoDefault(False)
        self.button.setSizePolicy(
            self.button.sizePolicy().horizontalPolicy().Ignored, self.sizePolicy().verticalPolicy()
        )
        self.take_in(self.button)
        self.list = QListWidget(self)
        self.list.setObjectName(f"list_{field.name}")
        self.list.setMinimumSize(*LIST_PX)
        for choice in choices:
            item = QListWidgetItem(choice.label, self.list)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setData(CODE, choice.code)
            item.setCheckState(Qt.CheckState.Unchecked)
        menu = QMenu(self.button)
        entry = QWidgetAction(menu)
        entry.setDefaultWidget(self.list)
        menu.addAction(entry)
        menu.aboutToShow.connect(self.list.setFocus)
        menu.aboutToHide.connect(self.left)
        self.button.setMenu(menu)
        self.list.itemChanged.connect(self._on_ticked)
        self._say()

    def text(self) -> str:
        """Return the labels of the chosen codes."""
        known = {c.code: c.label for c in self._choices}
        return "、".join(known.get(code, code) for code in self._codes)

    def read(self) -> Parsed:
        """Return the chosen codes."""
        return Parsed(self._codes) if self._codes else NOTHING

    def show_value(self, value: Any) -> None:
        """Tick the chosen codes; those that the list does not know are kept."""
        self._codes = tuple(value or ())
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            is_on = item.data(CODE) in self._codes
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._say()

    def show_text(self, text: str) -> None:
        """Tick what a text names."""
        self.show_value(parse(self.field, text, self.code_lists, self.today).value)

    def _on_ticked(self, _item: QListWidgetItem) -> None:
        rows = [self.list.item(row) for row in range(self.list.count())]
        ticked = {str(item.data(CODE)): item.checkState() == Qt.CheckState.Checked for item in rows}
        kept = [code for code in self._codes if ticked.get(code, True)]
        self._codes = (*kept, *(code for code, is_on in ticked.items() if is_on and code not in kept))
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        self.button.setText(self.text() or "点此选择，可多选")
        self.button.setToolTip(self.text())
