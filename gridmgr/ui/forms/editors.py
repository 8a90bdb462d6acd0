# SPDX-License-Identifier: MIT
"""Editors for the plain kinds of fields: text, number, day, yes or no. All are ordinary Qt inputs, so any IME works."""

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from gridmgr.model.fields import Field, Kind
from gridmgr.model.parsing import CodeLists, Parsed, parse
from gridmgr.model.writing import written
from gridmgr.ui.icons import set_icon

LONG_TEXTS = frozenset({"remark", "duty_text", "boundary_text"})
LONG_TEXT_PX = 62
EMPTY: dict[Kind, Any] = {Kind.TEXT: "", Kind.CODE: "", Kind.LINK: "", Kind.CODES: (), Kind.TEXTS: (), Kind.FLAG: False}
"""What a field of a kind holds when nothing stands in its editor; None for the others."""


class Editor(QWidget):
    """Edits one field. Any: its value is of the field's own type."""

    edited = Signal()
    """A person changed what stands here."""
    left = Signal()
    """The person is done with it, for now."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.code_lists, self.today = field, code_lists, today
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def take_in(self, widget: QWidget, stretch: int = 1) -> None:
        """Make a widget the input of this editor."""
        self.row.addWidget(widget, stretch)
        widget.setObjectName(f"field_{self.field.name}")
        widget.setAccessibleName(self.field.label)
        self.setFocusProxy(widget)

    def text(self) -> str:
        """Return what stands here as it was typed."""
        raise NotImplementedError

    def read(self) -> Parsed:
        """Return the value that stands here, or a sentence why it is none."""
        return parse(self.field, self.text(), self.code_lists, self.today)

    def show_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def show_text(self, text: str) -> None:
        """Show what somebody typed that is no value yet."""
        raise NotImplementedError

    def set_locked(self, locked: bool) -> None:
        """Forbid or allow changes; what stands here stays readable."""
        self.setEnabled(not locked)


class LineEditor(Editor):
    """One line: texts, numbers with their unit, several texts."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self.line = QLineEdit(self)
        self.take_in(self.line)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self.left)
        if field.kind in (Kind.WHOLE, Kind.NUMBER):
            self.line.setMaximumWidth(140)
            self.row.addWidget(QLabel(unit_of(field), self))
            self.row.addStretch(2)
        if field.kind is Kind.TEXTS:
            self.line.setPlaceholderText("多项之间用“、”隔开")

    def text(self) -> str:
        """Return what stands here."""
        return self.line.text()

    def show_value(self, value: Any) -> None:
        """Show a value as it is written."""
        self.show_text(written(self.field, value, self.code_lists))

    def show_text(self, text: str) -> None:
        """Show a text; the cursor stays where a person is typing."""
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def set_locked(self, locked: bool) -> None:
        """Keep the text readable and to be copied."""
        self.line.setReadOnly(locked)


class LongTextEditor(Editor):
    """Several lines that are stored as one; Enter goes on."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self.box = _TextBox(self)
        self.box.setFixedHeight(LONG_TEXT_PX)
        self.box.setTabChangesFocus(True)
        self.take_in(self.box)
        self._is_showing = False
        self.box.textChanged.connect(self._on_changed)
        self.box.left.connect(self.left)

    def text(self) -> str:
        """Return what stands here."""
        return self.box.toPlainText()

    def show_value(self, value: Any) -> None:
        """Show a text."""
        self.show_text(value or "")

    def show_text(self, text: str) -> None:
        """Show a text."""
        if text != self.text():
            self._is_showing = True
            self.box.setPlainText(text)
            self._is_showing = False

    def set_locked(self, locked: bool) -> None:
        """Keep the text readable and to be copied."""
        self.box.setReadOnly(locked)

    def _on_changed(self) -> None:
        if not self._is_showing:
            self.edited.emit()


class _TextBox(QPlainTextEdit):
    """A box that tells when it is left and lets Enter go on to the next field."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class DayEditor(LineEditor):
    """A day: typed in any of the usual forms, or taken from a calendar."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self.line.setMaximumWidth(140)
        self.line.setPlaceholderText("如 19840827")
        self.line.setToolTip("可以写 19840827、1984.8.27、1984-8-27 或 1984年8月27日。")
        self.button = QToolButton(self)
        self.button.setToolTip("从日历中选")
        self.button.setAccessibleName(f"{field.label}：从日历中选")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setAutoRaise(True)
        set_icon(self.button, "calendar")
        self.button.clicked.connect(self._on_calendar)
        self.row.addWidget(self.button)
        self.row.addStretch(2)

    def set_locked(self, locked: bool) -> None:
        """Keep the day readable."""
        super().set_locked(locked)
        self.button.setDisabled(locked)

    def _on_calendar(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        known = self.read().value
        if known is not None:
            calendar.setSelectedDate(QDate(known.year, known.month, known.day))
        entry = QWidgetAction(menu)
        entry.setDefaultWidget(calendar)
        menu.addAction(entry)
        calendar.clicked.connect(self._on_chosen)
        calendar.clicked.connect(menu.close)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _on_chosen(self, day: QDate) -> None:
        self.show_text(day.toString("yyyy-MM-dd"))
        self.edited.emit()
        self.left.emit()


class FlagEditor(Editor):
    """A yes or no."""

    def __init__(self, field: Field, code_lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, code_lists, today, parent)
        self.box = QCheckBox("是", self)
        self.take_in(self.box)
        self.box.clicked.connect(lambda _on: self.edited.emit())
        self.box.clicked.connect(lambda _on: self.left.emit())

    def text(self) -> str:
        """Return 是 or 否."""
        return "是" if self.box.isChecked() else "否"

    def show_value(self, value: Any) -> None:
        """Show a yes or no."""
        self.box.setChecked(bool(value))

    def show_text(self, text: str) -> None:
        """Show a yes or no that was written."""
        self.box.setChecked(text == "是")


def unit_of(field: Field) -> str:
    """Return the unit that stands in brackets at the end of a label, or ""."""
    return field.label.rpartition("（")[2].removesuffix("）") if field.label.endswith("）") else ""


def label_of(field: Field) -> str:
    """Return the label of a field as a form says it: without its unit, and the community by name."""
    if field.name == "community":
        return "所属社区"
    return field.label.rpartition("（")[0] if unit_of(field) else field.label
