# SPDX-License-Identifier: MIT
"""What stands on the map of a district with nothing in it: the things to do, in their order."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gridmgr.ui.floating import FloatingCard

CARD_PX = 460
STEPS = (
    ("data.import", "导入社区边界和楼幢", "从地图文件或表格读入，先看预览再确认。"),
    ("plan.make", "自动划分网格", "按户数范围划好一个草案，再动手调整。"),
    ("plan.check", "检查方案", "看有没有漏楼、重叠和户数不合适的网格。"),
)


class EmptyCard(FloatingCard):
    """Three steps; a step that the program can do now has a button."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, CARD_PX, in_the_middle=True)
        self.setObjectName("empty_card")
        title = QLabel("这个区里还没有数据", self)
        title.setProperty("role", "title")
        self.column.addWidget(title)
        self._buttons: dict[str, QPushButton] = {}
        self._actions: dict[str, QAction] = {}
        for number, (name, text, line) in enumerate(STEPS, start=1):
            self._add(name, f"{number}. {text}", line)

    def show_actions(self, actions: dict[str, QAction]) -> None:
        """Give each step its button, where the window has an action for it; it can be used when the action can."""
        for name, button in self._buttons.items():
            action = actions.get(name)
            button.setVisible(action is not None)
            if action is not None and name not in self._actions:
                button.clicked.connect(action.trigger)
                action.changed.connect(self._refresh)
                self._actions[name] = action
        self._refresh()

    def _refresh(self) -> None:
        for name, action in self._actions.items():
            self._buttons[name].setEnabled(action.isEnabled())

    def _add(self, name: str, text: str, line: str) -> None:
        words = QLabel(f"<b>{text}</b><br>{line}", self)
        words.setWordWrap(True)
        button = QPushButton("开始…", self)
        button.setObjectName(f"empty_{name}")
        button.setProperty("primary", True)
        button.setAccessibleName(text)
        self._buttons[name] = button
        row = QHBoxLayout()
        row.addWidget(words, 1)
        row.addWidget(button)
        self.column.addLayout(row)
