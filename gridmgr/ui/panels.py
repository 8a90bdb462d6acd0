# SPDX-License-Identifier: MIT
"""The panels round the map: where they lie, when they are seen, and what is remembered of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QWidget

from gridmgr.ui.memory import Memory

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

TREE_PX, INSPECTOR_PX, LIST_PX = 270, 290, 190
AREA = Qt.DockWidgetArea


class Panels:
    """Tree on the left, inspector on the right, findings and outcome below; the last two are hidden at first."""

    def __init__(self, window: "MainWindow", memory: Memory) -> None:
        self._window, self._memory = window, memory
        self.tree = self._dock("区划", "tree_dock", window.tree, AREA.LeftDockWidgetArea)
        self.inspector = self._dock("详情", "inspector_dock", window.inspector, AREA.RightDockWidgetArea)
        self.findings = self._dock("检查结果", "findings_dock", window.findings, AREA.BottomDockWidgetArea)
        self.outcome = self._dock("划分结果", "outcome_dock", window.outcome, AREA.BottomDockWidgetArea)
        self._all = (self.tree, self.inspector, self.findings, self.outcome)
        self._lie = False
        self._place()
        self.hide()

    def show(self) -> None:
        """Show the panels of an open district as they lay last."""
        if self._lie:
            return
        self._lie = True
        kept = self._memory.bytes_of("state")
        if kept.isEmpty() or not self._window.restoreState(kept):
            self._place()
            self.tree.show()
            self.inspector.show()
        self.findings.hide()
        self.outcome.hide()

    def hide(self) -> None:
        """Hide all panels: nothing is open."""
        self.remember()
        self._lie = False
        for dock in self._all:
            dock.hide()

    def remember(self) -> None:
        """Keep how the panels lie, unless none is seen because nothing is open."""
        if self._lie:
            self._memory.keep_bytes("state", self._window.saveState())

    def restore_default(self) -> None:
        """Put every panel back where it was at first."""
        self._memory.forget_arrangement()
        for dock in self._all:
            dock.setFloating(False)
        self._place()
        self.tree.show()
        self.inspector.show()

    def _dock(self, title: str, name: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self._window.addDockWidget(area, dock)
        return dock

    def _place(self) -> None:
        window = self._window
        window.setCorner(Qt.Corner.BottomRightCorner, AREA.RightDockWidgetArea)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREA.LeftDockWidgetArea)
        window.addDockWidget(AREA.LeftDockWidgetArea, self.tree)
        window.addDockWidget(AREA.RightDockWidgetArea, self.inspector)
        window.addDockWidget(AREA.BottomDockWidgetArea, self.findings)
        window.tabifyDockWidget(self.findings, self.outcome)
        window.resizeDocks([self.tree, self.inspector], [TREE_PX, INSPECTOR_PX], Qt.Orientation.Horizontal)
        window.resizeDocks([self.findings], [LIST_PX], Qt.Orientation.Vertical)
