# SPDX-License-Identifier: MIT
"""The padlock that stands beside the number of a locked grid or building."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gridmgr.map.lettering import Ink
from gridmgr.map.marks import Mark, Point

GAP_PX = 3.0
LEAST_PX = 9.0
SHARE = 0.62
"""A padlock is so much of the height of the text that it stands beside."""


@dataclass(frozen=True)
class Padlock:
    """A padlock alone."""

    side: float
    ink: Ink

    @property
    def size(self) -> Point:
        """Width and height."""
        return self.side, self.side

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint the padlock."""
        paint_padlock(painter, centre, self.side, self.ink)


@dataclass(frozen=True)
class Locked:
    """A mark with a padlock right of it; the mark itself stays in the middle."""

    mark: Mark
    ink: Ink

    @cached_property
    def side(self) -> float:
        """Height of the padlock."""
        return max(self.mark.size[1] * SHARE, LEAST_PX)

    @cached_property
    def size(self) -> Point:
        """Width and height, with as much room on the left as the padlock takes on the right."""
        width, height = self.mark.size
        return width + 2 * (self.side + GAP_PX), max(height, self.side)

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint the mark and the padlock beside it."""
        self.mark.paint(painter, centre)
        left = centre[0] + self.mark.size[0] / 2 + GAP_PX
        paint_padlock(painter, (left + self.side / 2, centre[1]), self.side, self.ink)


def paint_padlock(painter: QPainter, centre: Point, side: float, colours: Ink) -> None:
    """Paint a padlock about a point: a body with a bow, in the colour of the text with a halo round it."""
    x, y = centre
    body = QRectF(x - side * 0.4, y - side * 0.08, side * 0.8, side * 0.58)
    bow = QRectF(x - side * 0.25, y - side * 0.5, side * 0.5, side * 0.6)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shade, more in ((colours.halo, 2.4), (colours.text, 0.0)):
        if shade is None:
            continue
        colour = QColor.fromRgba(shade)
        pen = QPen(colour, max(side * 0.14, 1.2) + more, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(bow, 0, 180 * 16)
        for side_x in (bow.left(), bow.right()):
            painter.drawLine(QPointF(side_x, bow.center().y()), QPointF(side_x, body.top()))
        painter.setPen(QPen(colour, more) if more else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(body, side * 0.1, side * 0.1)
    painter.restore()
