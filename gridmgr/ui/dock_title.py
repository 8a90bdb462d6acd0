# SPDX-License-Identifier: MIT
"""The head of a panel: its title, and two buttons whose icons can be seen on light and dark ground."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from gridmgr.ui.icons import set_icon

ICON_PX = 14


class DockTitle(QWidget):
    """Takes the place of Qt's own; the panel is still moved by its head and let loose by a double click."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dock_title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel(dock.windowTitle(), self)
        title.setProperty("role", "heading")
        dock.windowTitleChanged.connect(title.setText)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 4, 3)
        row.setSpacing(2)
        row.addWidget(title, 1)
        row.addWidget(self._button("external-link", "放到单独的窗口，或放回原处", lambda: _let_loose(dock)))
        row.addWidget(self._button("x", "收起；可以从“视图 → 面板”再打开", dock.hide))

    def _button(self, icon: str, tip: str, run: object) -> QToolButton:
        button = QToolButton(self)
        set_icon(button, icon)
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if callable(run):
            button.clicked.connect(lambda: run())
        return button


def _let_loose(dock: QDockWidget) -> None:
    dock.setFloating(not dock.isFloating())
