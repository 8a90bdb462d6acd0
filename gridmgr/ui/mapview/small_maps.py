# SPDX-License-Identifier: MIT
"""The overview in a panel and the lens upon the map."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from gridmgr.map.companions import Lens, OverviewMap
from gridmgr.ui.features import Feature

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class SmallMaps(Feature):
    """Makes both with the window; neither costs anything while it is not seen."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.overview = OverviewMap(window.canvas)
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        self.dock = window.panels.add("鹰眼图", "overview_dock", self.overview, left, set())
        self.lens = Lens(window.canvas)
        window.document_changed.connect(lambda _document: self.lens.hide())

    def show_overview(self) -> None:
        """Show the overview, or hide it."""
        self.dock.setVisible(not self.dock.isVisible())

    def show_lens(self) -> None:
        """Hold the lens over the map, or put it away."""
        canvas = self.window.canvas
        self.lens.setVisible(not self.lens.isVisible())
        place = canvas.mapFromGlobal(canvas.cursor().pos())
        inside = place if canvas.rect().contains(place) else QPoint(canvas.width() // 2, canvas.height() // 2)
        self.lens.look_at(*canvas.view.point_at(inside.x(), inside.y()))


def show_overview(window: "MainWindow") -> None:
    """Show or hide the overview."""
    window.feature(SmallMaps).show_overview()


def show_lens(window: "MainWindow") -> None:
    """Show or hide the lens."""
    window.feature(SmallMaps).show_lens()
