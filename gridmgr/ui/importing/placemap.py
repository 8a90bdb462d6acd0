# SPDX-License-Identifier: MIT
"""A small map that shows where the shapes of a file lie beside the district."""

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gridmgr.map.style import colours
from gridmgr.operations.importing.whereabouts import Whereabouts

MARGIN_PX = 14
POINT_PX = 4.0
MOST_POINTS = 1500


class PlaceMap(QWidget):
    """Outlines of the district in lines, the middles of shapes as dots."""

    def __init__(self, dark: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_place_map")
        self.setAccessibleName("位置预览")
        self.setMinimumSize(QSize(220, 180))
        self._colours = colours(dark)
        self._found: Whereabouts | None = None

    def show_place(self, found: Whereabouts | None) -> None:
        """Show where shapes lie, or nothing."""
        self._found = found
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the district and the shapes."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(self._colours.ground))
            painter.setPen(QPen(QColor(self._colours.line), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            if self._found is not None:
                self._draw(painter, self._found)
        finally:
            painter.end()

    def _draw(self, painter: QPainter, found: Whereabouts) -> None:
        rings = [shapely.get_coordinates(ring) for outline in found.outlines for ring in _rings(outline)]
        points = found.points[:: max(1, len(found.points) // MOST_POINTS)]
        known = [part for part in (*rings, points) if len(part)]
        if not known:
            return
        together = np.vstack(known)
        low, high = together.min(axis=0), together.max(axis=0)
        room = np.array([self.width() - 2 * MARGIN_PX, self.height() - 2 * MARGIN_PX], dtype=float)
        scale = float(np.min(room / np.maximum(high - low, 1e-9)))
        middle = (low + high) / 2

        def at(xy: "np.typing.NDArray[np.float64]") -> list[QPointF]:
            x = self.width() / 2 + (xy[:, 0] - middle[0]) * scale
            y = self.height() / 2 - (xy[:, 1] - middle[1]) * scale
            return [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]

        painter.setPen(QPen(QColor(self._colours.community_border), 1.5))
        for ring in rings:
            painter.drawPolygon(QPolygonF(at(ring)))
        pen = QPen(QColor(self._colours.accent), POINT_PX)
        painter.setPen(pen)
        if len(points):
            painter.drawPoints(QPolygonF(at(points)))


def _rings(outline: shapely.Geometry) -> list[shapely.Geometry]:
    """Return the outer rings of an area."""
    return [part.exterior for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
