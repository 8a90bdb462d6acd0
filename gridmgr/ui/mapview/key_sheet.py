# SPDX-License-Identifier: MIT
"""The sheet of keys that lies upon the window: `?` shows it, any key takes it away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gridmgr.map.tools.hand import HELP
from gridmgr.ui.drawing_tools import SWITCHES, TOOLS
from gridmgr.ui.features import Feature
from gridmgr.ui.keys import ON_THE_MAP, WHILE_DRAWING

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

MARGIN_PX = 24
MOST_WIDTH_PX = 1240
GAP_PX = 28
BORDER_PX = 56
OFTEN = (
    "edit.undo", "edit.redo", "edit.search", "plan.next", "plan.check", "plan.make", "plan.lock", "plan.versions",
    "view.balance", "view.layers", "view.lens", "view.second", "view.bookmarks", "view.place", "help.manual",
)  # fmt: skip
Line = tuple[str, str]


class KeySheet(QFrame):
    """Groups of keys in columns."""

    left = Signal()
    """It was taken away; the keys belong to the map again."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("key_sheet")
        self.setAccessibleName("快捷键")
        self.setProperty("floating", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._over = over
        self.groups: Sequence[tuple[str, Sequence[Line]]] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        title = QLabel("快捷键　（任意键或单击关闭；完整列表按 Ctrl+/）", self)
        title.setProperty("role", "heading")
        column.addWidget(title)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area, 1)
        over.installEventFilter(self)
        self.hide()

    def show_groups(self, groups: Sequence[tuple[str, Sequence[Line]]]) -> None:
        """Show these groups, each with a title and its keys, side by side."""
        self.groups = groups
        self._area.setWidget(_side_by_side([_group(title, lines) for title, lines in groups], self._room().width()))
        self._area.viewport().setAutoFillBackground(False)
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, _event: QKeyEvent) -> None:
        """Any key takes it away."""
        self._leave()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """So does a click."""
        self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the window."""
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    def _room(self) -> QRect:
        return self._over.rect().adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)

    def _place(self) -> None:
        room = self._room()
        inside = self._area.widget()
        wanted = inside.sizeHint() if inside is not None else QSize()
        width = min(wanted.width() + BORDER_PX, room.width(), MOST_WIDTH_PX)
        height = min(wanted.height() + 72, room.height())
        self.setGeometry(room.center().x() - width // 2, room.center().y() - height // 2, width, height)


def _side_by_side(groups: Sequence[QWidget], room_px: int) -> QWidget:
    """Put groups beside each other in as many rows as the room asks for."""
    made = QWidget()
    made.setAutoFillBackground(False)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(16)
    row, used_px = QHBoxLayout(), 0
    for group in groups:
        width_px = group.sizeHint().width() + GAP_PX
        if used_px and used_px + width_px > min(room_px, MOST_WIDTH_PX) - BORDER_PX:
            column.addLayout(row)
            row.addStretch(1)
            row, used_px = QHBoxLayout(), 0
        row.setSpacing(GAP_PX)
        row.addWidget(group, 0, Qt.AlignmentFlag.AlignTop)
        used_px += width_px
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return made


def _group(title: str, lines: Sequence[Line]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    heading = QLabel(title, made)
    heading.setProperty("role", "heading")
    grid.addWidget(heading, 0, 0, 1, 2)
    for number, (key, text) in enumerate(lines, start=1):
        name = QLabel(key, made)
        name.setProperty("role", "key")
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(QLabel(text, made), number, 1)
    return made


class KeyHelp(Feature):
    """Makes the sheet from the tables of tools and actions, so that it is never out of date."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.sheet = KeySheet(window)

        self.sheet.left.connect(window.canvas.setFocus)
        window.canvas.letter_typed.connect(self._on_letter)

    def show(self) -> None:
        """Lay the sheet upon the map, or take it away."""
        if self.sheet.isVisible():
            self.sheet.hide()
            self.window.canvas.setFocus()
            return
        actions = self.window.menus.actions
        often = [(actions[name].shortcut().toString(), actions[name].iconText()) for name in OFTEN]
        tools = [(entry.key, entry.text) for entry in TOOLS] + [(entry.key, entry.text) for entry in SWITCHES]
        half = -(-len(tools) // 2)
        groups = (
            [("工具（地图上按）", tools)]
            if len(tools) <= 14
            else [("工具（地图上按）", tools[:half]), ("", tools[half:])]
        )
        looking = [(key, text) for key, text, _ in ON_THE_MAP]
        self.sheet.show_groups(
            [*groups, ("画图时", [*WHILE_DRAWING, *self._of_tool()]), ("地图", looking), ("常用", often)]
        )

    def _on_letter(self, letter: str) -> None:
        if letter in HELP:
            self.show()

    def _of_tool(self) -> Sequence[Line]:
        """Return the keys that the tool in hand has of its own."""
        tool = self.window.canvas.tool
        return tool.keys if tool is not None else ()


def show_key_sheet(window: "MainWindow") -> None:
    """Show the keys upon the map."""
    window.feature(KeyHelp).show()
