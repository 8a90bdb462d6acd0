# SPDX-License-Identifier: MIT
"""The workspaces of the window (规划、数据、检查、打印): a rail, a page each, panels of their own."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QToolBar, QWidget

from gridmgr.ui.icons import SIZE_PX, set_icon

FIRST = "plan"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One way to look at the district."""

    name: str
    title: str
    icon: str
    shortcut: str
    page: QWidget
    """What fills the middle of the window; several workspaces may share the map."""


class Workspaces(QObject):
    """The rail at the left edge and the page in the middle. Without a district only the first page is seen."""

    leaving = Signal(str)
    """The workspace of this name gives way to another."""
    entered = Signal(str)
    """The workspace of this name is shown."""

    def __init__(self, window: QMainWindow, start_page: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._start = start_page
        self._known: dict[str, Workspace] = {}
        self._actions: dict[str, QAction] = {}
        self._group = QActionGroup(self)
        self.current = ""
        """Name of the workspace that is shown; empty while nothing is open."""
        self.pages = QStackedWidget(window)
        self.pages.addWidget(start_page)
        self.rail = QToolBar("工作区", window)
        self.rail.setObjectName("workspace_rail")
        self.rail.setMovable(False)
        self.rail.setIconSize(QSize(SIZE_PX + 4, SIZE_PX + 4))
        self.rail.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.rail.toggleViewAction().setVisible(False)
        window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.rail)

    def add(self, workspace: Workspace) -> None:
        """Offer one more workspace."""
        self._known[workspace.name] = workspace
        if self.pages.indexOf(workspace.page) < 0:
            self.pages.addWidget(workspace.page)
        action = QAction(workspace.title, self._window)
        action.setObjectName(f"workspace.{workspace.name}")
        action.setCheckable(True)
        action.setShortcut(QKeySequence(workspace.shortcut))
        action.setToolTip(f"{workspace.title}工作区（{workspace.shortcut}）")
        action.setActionGroup(self._group)
        set_icon(action, workspace.icon)
        action.triggered.connect(lambda: self.show(workspace.name))
        # The rail follows the shortcuts, whichever feature comes first.
        behind = [n for n in self._actions if self._known[n].shortcut > workspace.shortcut]
        before = min(behind, key=lambda n: self._known[n].shortcut, default="")
        if before:
            self.rail.insertAction(self._actions[before], action)
        else:
            self.rail.addAction(action)
        self._actions[workspace.name] = action

    @property
    def names(self) -> list[str]:
        """The names of all workspaces, from top to bottom."""
        return list(self._known)

    def show(self, name: str = FIRST) -> None:
        """Show a workspace."""
        if name == self.current:
            return
        if self.current:
            self.leaving.emit(self.current)
        self.current = name
        self.rail.show()
        self._actions[name].setChecked(True)
        self.pages.setCurrentWidget(self._known[name].page)
        self.entered.emit(name)

    def leave(self) -> None:
        """Show the start page: nothing is open."""
        if self.current:
            self.leaving.emit(self.current)
        self.current = ""
        self.rail.hide()
        self.pages.setCurrentWidget(self._start)
