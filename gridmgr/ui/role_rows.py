# SPDX-License-Identifier: MIT
"""One row of the role board: who holds the role, or a framed vacancy."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gridmgr.ui.cards import RoleLine, Tone
from gridmgr.ui.icons import set_icon
from gridmgr.ui.inspector_parts import label, plain_button

Act = Callable[[str, RoleLine], object]

AVATAR_PX = 32
GIVE, END, HISTORY = "give", "end", "history"


class Avatar(QWidget):
    """A circle with the surname of a person; empty and dashed for nobody."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._surname = name[:1]
        self.setFixedSize(QSize(AVATAR_PX, AVATAR_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle in the accent colour of the window."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        palette = self.palette()
        if self._surname:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawEllipse(circle)
            painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._surname)
        else:
            pen = painter.pen()
            pen.setColor(palette.color(QPalette.ColorRole.PlaceholderText))
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawEllipse(circle)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "?")
        painter.end()


class RoleRow(QFrame):
    """A role with its holder, phone and first day, and a menu; or its vacancy with 任命."""

    def __init__(self, line: RoleLine, may_write: bool, act: Act) -> None:
        super().__init__()
        self.setObjectName(f"role_{line.role}")
        self.setProperty("vacant", line.is_vacant)
        self._line, self._act = line, act
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(Avatar(line.name))
        row.addLayout(self._words(), 1)
        if line.is_vacant:
            button = plain_button("任命…", f"为{line.label}安排人员。")
            button.setObjectName("role_give")
            button.setEnabled(may_write)
            button.clicked.connect(lambda: act(GIVE, line))
            row.addWidget(button)
        else:
            row.addWidget(self._menu_button(may_write))

    def _words(self) -> QVBoxLayout:
        line = self._line
        column = QVBoxLayout()
        column.setSpacing(0)
        if line.is_vacant:
            column.addWidget(label("空缺", tone=Tone.MISSING.value))
            column.addWidget(label(line.label, role="muted"))
            return column
        name = label(f"{line.name}　{line.phone}" if line.phone else line.name)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(name)
        since = f"{line.label}，{line.from_on:%Y-%m-%d} 起" if line.from_on else line.label
        column.addWidget(_narrow(label(since, role="muted")))
        return column

    def _menu_button(self, may_write: bool) -> QToolButton:
        button = QToolButton()
        button.setObjectName("role_menu")
        button.setAccessibleName(f"{self._line.label}的操作")
        button.setToolTip("更换、免去、任职历史")
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(button, "dots")
        menu = QMenu(button)
        for does, text in ((GIVE, "更换…"), (END, "免去…"), (HISTORY, "任职历史…")):
            action = menu.addAction(text)
            action.setEnabled(may_write or does == HISTORY)
            action.triggered.connect(lambda _checked=False, does=does: self._act(does, self._line))
        button.setMenu(menu)
        return button


def _narrow(made: QLabel) -> QLabel:
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made
