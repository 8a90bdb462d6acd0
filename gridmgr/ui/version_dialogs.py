# SPDX-License-Identifier: MIT
"""What is asked before something is decided about a plan, and what a copy or a renamed plan is to be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridmgr.operations.plan_decisions import Decision
from gridmgr.ui.inspector_parts import label

WIDTH_PX = 460
LINES_PX = 84


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dialog says and asks for; a field without a label is not shown."""

    title: str
    words: str
    verb: str
    by: str
    today: date
    by_label: str = "经办人"
    day_label: str = ""
    reason_label: str = ""
    needs_reason: bool = False
    has_document: bool = False


class DecisionDialog(QDialog):
    """Asks once: who, from when on, why."""

    decided = Signal(object)
    """A Decision."""

    def __init__(self, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision_dialog")
        self.setWindowTitle(asked.title)
        self._asked = asked
        self.by = QLineEdit(asked.by, self)
        self.by.setObjectName("decision_by")
        self.day = QDateEdit(QDate(asked.today.year, asked.today.month, asked.today.day), self)
        self.day.setObjectName("decision_day")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.reason = QPlainTextEdit(self)
        self.reason.setObjectName("decision_reason")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(LINES_PX)
        self.document = QLineEdit(self)
        self.document.setObjectName("decision_document")
        self.document.setPlaceholderText("文号，可以不填")
        self.agree = _primary(asked.verb, "decision_agree")
        self.agree.clicked.connect(self._on_agreed)
        self.reason.textChanged.connect(self._refresh)
        self._lay_out()
        self._refresh()

    def decision(self) -> Decision:
        """Return what was filled in."""
        day = self.day.date()
        return Decision(
            self.by.text().strip() or self._asked.by,
            date(day.year(), day.month(), day.day()) if self._asked.day_label else self._asked.today,
            self.reason.toPlainText().strip(),
            self.document.text().strip(),
        )

    def _lay_out(self) -> None:
        asked = self._asked
        words = label(asked.words)
        words.setMinimumWidth(WIDTH_PX)
        form = QFormLayout()
        shown: Sequence[tuple[str, QWidget]] = (
            (asked.reason_label, self.reason),
            (asked.day_label, self.day),
            (asked.by_label, self.by),
            ("依据文件" if asked.has_document else "", self.document),
        )
        for title, field in shown:
            field.setVisible(bool(title))
            if title:
                field.setAccessibleName(title)
                form.addRow(title, field)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(form)
        column.addLayout(_buttons(self, self.agree))
        (self.reason if asked.reason_label else self.agree).setFocus()

    def _refresh(self) -> None:
        self.agree.setEnabled(not self._asked.needs_reason or bool(self.reason.toPlainText().strip()))
        self.agree.setToolTip("" if self.agree.isEnabled() else f"请先填写{self._asked.reason_label}。")

    def _on_agreed(self) -> None:
        self.decided.emit(self.decision())
        self.accept()


class NameDialog(QDialog):
    """Asks for the name and the note of a plan."""

    named = Signal(str, str)
    """Name and note."""

    def __init__(self, title: str, verb: str, names: tuple[str, str], parent: QWidget | None = None) -> None:
        """Show name and note as they are (`names`); an empty name stands for one that the program gives."""
        super().__init__(parent)
        self.setObjectName("name_dialog")
        self.setWindowTitle(title)
        self._may_be_empty = not names[0]
        self.name = QLineEdit(names[0], self)
        self.name.setObjectName("name_name")
        self.name.setPlaceholderText("不填则自动命名")
        self.name.setMinimumWidth(WIDTH_PX - 100)
        self.note = QLineEdit(names[1], self)
        self.note.setObjectName("name_note")
        self.note.setPlaceholderText("例如：征求意见稿，沿河划分")
        self.agree = _primary(verb, "name_agree")
        self.agree.clicked.connect(self._on_agreed)
        self.name.textChanged.connect(self._refresh)
        form = QFormLayout()
        form.addRow("方案名称", self.name)
        form.addRow("备注", self.note)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addLayout(form)
        column.addLayout(_buttons(self, self.agree))
        self._refresh()

    def _refresh(self) -> None:
        self.agree.setEnabled(self._may_be_empty or bool(self.name.text().strip()))

    def _on_agreed(self) -> None:
        self.named.emit(self.name.text().strip(), self.note.text().strip())
        self.accept()


def _primary(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("primary", True)
    button.setDefault(True)
    return button


def _buttons(dialog: QDialog, agree: QPushButton) -> QHBoxLayout:
    """Return the row of buttons of a dialog."""
    cancel = QPushButton("取消")
    cancel.setAutoDefault(False)
    cancel.clicked.connect(dialog.reject)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(agree)
    row.addWidget(cancel)
    return row
