# SPDX-License-Identifier: MIT
"""What the starting dialogs have in common: a column of fields, a sentence below, buttons with verbs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridmgr.ui.appearance import grown

WIDTH_PX = 520


class FieldsDialog(QDialog):
    """A dialog with labelled fields, a sentence that says what is wrong, and two buttons."""

    def __init__(self, title: str, lead: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(grown(self, WIDTH_PX))
        self.lead = QLabel(lead, self)
        self.lead.setProperty("role", "muted")
        self.lead.setWordWrap(True)
        self.fields = QFormLayout()
        self.fields.setSpacing(8)
        self.fields.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.said = QLabel(self)
        self.said.setObjectName("dialog_said")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(self.said.fontMetrics().height() * 2)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.leave = QPushButton("取消", self)
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        self.go = QPushButton(verb, self)
        self.go.setObjectName("dialog_go")
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.clicked.connect(self.carry_out)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.leave)
        self.buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.lead)
        column.addLayout(self.fields)
        column.addWidget(self.said)
        column.addLayout(self.buttons)

    def carry_out(self) -> None:
        """Do what the dialog is for; told by its own kind."""
        raise NotImplementedError

    def add_line(self, label: str, name: str, text: str = "", hint: str = "") -> QLineEdit:
        """Add a field for one line of text."""
        edit = QLineEdit(text, self)
        edit.setObjectName(name)
        edit.setAccessibleName(label)
        edit.setPlaceholderText(hint)
        self.fields.addRow(label, edit)
        return edit

    def say(self, text: str, is_wrong: bool = False) -> None:
        """Say something below the fields."""
        self.said.setText(text)
        self.said.setProperty("tone", "missing" if is_wrong else "muted")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
