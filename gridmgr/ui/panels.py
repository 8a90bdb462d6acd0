# SPDX-License-Identifier: MIT
"""The panels round the page: where they lie in each workspace, when they are seen, and what is remembered of it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QWidget

from gridmgr.ui.dock_title import DockTitle
from gridmgr.ui.memory import Memory

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

LEFT_PX, RIGHT_PX, BELOW_PX = 270, 300, 190
AREA = Qt.DockWidgetArea


class Panels:
    """All docks. A workspace shows its own at first, and later those that a person left open in it."""

    def __init__(self, window: "MainWindow", memory: Memory) -> None:
        self._window, self._memory = window, memory
        self._docks: dict[str, tuple[QDockWidget, AREA, frozenset[str]]] = {}
        self._workspace = ""
        window.setCorner(Qt.Corner.BottomRightCorner, AREA.RightDockWidgetArea)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREA.LeftDockWidgetArea)

    def add(
        self,
        title: str,
        name: str,
        widget: QWidget,
        area: Qt.DockWidgetArea,
        workspaces: Collection[str],
        on_top: bool = False,
    ) -> QDockWidget:
        """Make a dock of a widget, seen at first in the named workspaces.

        Panels below share their place as tabs; at the sides they stand one above the other, one `on_top` above those
        that were there before.
        """
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        dock.setTitleBarWidget(DockTitle(dock))
        made = {name: (dock, area, frozenset(workspaces))}
        self._docks = made | self._docks if on_top else self._docks | made
        self._window.addDockWidget(area, dock)
        dock.hide()
        return dock

    def dock(self, name: str) -> QDockWidget:
        """Return a dock by its name. Raises KeyError."""
        return self._docks[name][0]

    @property
    def all(self) -> list[QDockWidget]:
        """Every dock, in the order in which they were added."""
        return [dock for dock, _, _ in self._docks.values()]

    def show(self, workspace: str) -> None:
        """Show the panels of a workspace as they lay last."""
        self._workspace = workspace
        kept = self._memory.bytes_of(f"state/{workspace}")
        if kept.isEmpty() or not self._window.restoreState(kept):
            self._place()

    def hide(self) -> None:
        """Hide all panels: nothing is open."""
        self.remember()
        self._workspace = ""
        for dock in self.all:
            dock.hide()

    def remember(self) -> None:
        """Keep how the panels of the present workspace lie."""
        if self._workspace:
            self._memory.keep_bytes(f"state/{self._workspace}", self._window.saveState())

    def restore_default(self) -> None:
        """Put every panel back where it was at first."""
        self._memory.forget_arrangement()
        self._place()

    def _place(self) -> None:
        """Put every dock in its area; show those that belong to the present workspace."""
        below: QDockWidget | None = None
        for dock, area, workspaces in self._docks.values():
            dock.setFloating(False)
            self._window.addDockWidget(area, dock)
            if area == AREA.BottomDockWidgetArea:
                if below is not None:
                    self._window.tabifyDockWidget(below, dock)
                below = below or dock
            dock.setVisible(self._workspace in workspaces)
        self._size(AREA.LeftDockWidgetArea, LEFT_PX, Qt.Orientation.Horizontal)
        self._size(AREA.RightDockWidgetArea, RIGHT_PX, Qt.Orientation.Horizontal)
        self._size(AREA.BottomDockWidgetArea, BELOW_PX, Qt.Orientation.Vertical)

    def _size(self, wanted: Qt.DockWidgetArea, size_px: int, orientation: Qt.Orientation) -> None:
        docks = [dock for dock, area, _ in self._docks.values() if area == wanted and not dock.isHidden()]
        self._window.resizeDocks(docks, [size_px] * len(docks), orientation)
