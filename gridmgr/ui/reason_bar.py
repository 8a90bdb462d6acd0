# SPDX-License-Identifier: MIT
"""Asks, over the map, why a grid shall reach across a railway, a river or a main road."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridmgr.ui.drawing_palette import BESIDE_PX, EDGE_PX

WIDTH_PX = 560
TOP_PX = 96
"""Below the strip of options, in two rows if need be."""


class ReasonBar(QFrame):
    """One question at a time; with nothing typed the reason cannot be given."""

    given = Signal(str)
    """The reason."""
    halved = Signal()
    """Only what lies on this side shall go."""
    dropped = Signal()
    """The stroke is given up."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("reason_bar")
        self.setProperty("floating", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = QLabel(self)
        self.text.setObjectName("reason_text")
        self.text.setWordWrap(True)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("reason_line")
        self.reason.setAccessibleName("跨过隔离的理由")
        self.reason.setPlaceholderText("理由，例如：有人行天桥，步行三分钟")
        self.give = QPushButton("写明理由，移交", self)
        self.give.setObjectName("reason_give")
        self.give.setProperty("primary", True)
        self.half = QPushButton("只移交这一侧的", self)
        self.half.setObjectName("reason_half")
        self.drop = QPushButton("放弃", self)
        self.drop.setObjectName("reason_drop")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for button in (self.drop, self.half, self.give):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part in (self.text, self.reason):
            column.addWidget(part)
        column.addLayout(row)
        self._connect()
        self.hide()

    def ask(self, sentence: str, give: str, has_this_side: bool) -> None:
        """Ask for the reason; `give` is what the button says that goes on with it."""
        self.text.setText(sentence)
        self.give.setText(give)
        self.reason.clear()
        self.half.setVisible(has_this_side)
        self._place()
        self.show()
        self.raise_()
        self.reason.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the map's upper part; Esc gives the stroke up."""
        if event.type() == QEvent.Type.Resize and watched is self._canvas and not self.isHidden():
            self._place()
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is not self._canvas
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
            return True
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        self._canvas.installEventFilter(self)
        for widget in (self.reason, self.give, self.half, self.drop):
            widget.installEventFilter(self)
        self.give.clicked.connect(self._give)
        self.reason.returnPressed.connect(self._give)
        self.reason.textChanged.connect(lambda text: self.give.setEnabled(bool(text.strip())))
        self.give.setEnabled(False)
        self.half.clicked.connect(self.halved)
        self.drop.clicked.connect(self.dropped)

    def _give(self) -> None:
        if self.reason.text().strip():
            self.given.emit(self.reason.text().strip())

    def _place(self) -> None:
        room = self._canvas.width() - BESIDE_PX - EDGE_PX
        width = min(room, WIDTH_PX)
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None else self.sizeHint().height()
        self.setGeometry(BESIDE_PX + (room - width) // 2, TOP_PX, width, height)
