# SPDX-License-Identifier: MIT
"""One question with a verb on its button."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

WIDTH_PX = 380


class Question(QDialog):
    """Asks once before something leaves the screen or is shown on it; Esc gives up."""

    def __init__(self, sentence: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle("请确认")
        self.setMinimumWidth(WIDTH_PX)
        self.text = QLabel(sentence, self)
        self.text.setObjectName("question_text")
        self.text.setWordWrap(True)
        self.yes = QPushButton(verb, self)
        self.yes.setObjectName("question_yes")
        self.yes.setProperty("primary", "true")
        self.yes.setDefault(True)
        self.no = QPushButton("放弃", self)
        self.no.setObjectName("question_no")
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.no)
        row.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addWidget(self.text)
        column.addLayout(row)
