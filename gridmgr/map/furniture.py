# SPDX-License-Identifier: MIT
"""What stands on the map without being ground: title, scale bar, north arrow, note; the legend has its own module."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering
from gridmgr.map.style import Colours
from gridmgr.map.view import Box, ViewState

MARGIN_PX = 12.0
PADDING_PX = 10.0
LONGEST_BAR_PX = 150.0
BAR_HEIGHT_PX = 34.0
NOTE_HEIGHT_PX = 20.0
ARROW_PX = (34.0, 50.0)
PLATE_OPACITY = 0.88
RADIUS_PX = 4.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of furniture: the box it covers (logical pixels) and how it is painted."""

    box: Box
    paint: Callable[[QPainter], None]


def round_length(most_m: float) -> float:
    """Return the largest of … 1, 2, 5, 10, 20, 50, 100 … metres that is not longer than `most_m`."""
    power = 10.0 ** floor(log10(most_m))
    return max(step * power for step in (1, 2, 5) if step == 1 or step * power <= most_m)


def length_text(metres: float) -> str:
    """Write a length: 200 米, 2 公里, 20 厘米."""
    if metres >= 1000:
        return f"{metres / 1000:g} 公里"
    return f"{metres:g} 米" if metres >= 1 else f"{metres * 100:g} 厘米"


def plate(painter: QPainter, box: Box, colours: Colours) -> None:
    """Paint the pale ground of a piece of furniture, so that it can be read on any map."""
    ground = QColor(colours.surface)
    ground.setAlphaF(PLATE_OPACITY)
    painter.setPen(QPen(QColor(colours.line), 1.0))
    painter.setBrush(ground)
    left, top, right, bottom = box
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1), RADIUS_PX, RADIUS_PX)


def scale_bar(view: ViewState, colours: Colours, lift: float = 0.0) -> Piece:
    """Return a bar of a round length at the lower left, `lift` pixels above the corner."""
    metres = round_length(LONGEST_BAR_PX * view.metres_per_pixel)
    long = metres / view.metres_per_pixel
    text = Lettering(length_text(metres), Face(12), ink(colours.text))
    width = max(long, text.size[0]) + 2 * PADDING_PX
    bottom = view.height - MARGIN_PX - lift
    box = (MARGIN_PX, bottom - BAR_HEIGHT_PX, MARGIN_PX + width, bottom)

    def paint(painter: QPainter) -> None:
        plate(painter, box, colours)
        middle, line = (box[0] + box[2]) / 2, box[3] - 8
        text.paint(painter, (middle, box[1] + 12))
        painter.setPen(QPen(QColor(colours.text), 1.0))
        left, right = round(middle - long / 2) + 0.5, round(middle + long / 2) + 0.5
        ends = [QPointF(left, line - 5), QPointF(left, line), QPointF(right, line), QPointF(right, line - 5)]
        painter.drawPolyline(QPolygonF(ends))

    return Piece(box, paint)


def north_arrow(view: ViewState, colours: Colours) -> Piece:
    """Return the arrow to the north at the upper right, with the word on top as Chinese maps have it."""
    width, height = ARROW_PX
    left = view.width - MARGIN_PX - width
    box = (left, MARGIN_PX, left + width, MARGIN_PX + height)
    word = Lettering("北", Face(12, bold=True), ink(colours.text))

    def paint(painter: QPainter) -> None:
        plate(painter, box, colours)
        middle, top, foot = left + width / 2, box[1] + 21, box[3] - 6
        word.paint(painter, (middle, box[1] + 12))
        tip, notch = QPointF(middle, top), QPointF(middle, foot - 6)
        painter.setPen(QPen(QColor(colours.text), 1.0))
        for side, brush in ((-8, QBrush(QColor(colours.text))), (8, QBrush(Qt.BrushStyle.NoBrush))):
            painter.setBrush(brush)
            painter.drawPolygon(QPolygonF([tip, QPointF(middle + side, foot), notch]))

    return Piece(box, paint)


def title(text: str, view: ViewState, colours: Colours) -> Piece:
    """Return the title at the upper left."""
    return _text_plate(Lettering(text, Face(18, bold=True), ink(colours.text)), MARGIN_PX, 38.0, colours, view)


def note(text: str, view: ViewState, colours: Colours) -> Piece:
    """Return the note (source, licence, date) in the lower left corner."""
    top = view.height - MARGIN_PX - NOTE_HEIGHT_PX
    return _text_plate(Lettering(text, Face(11), ink(colours.muted)), top, NOTE_HEIGHT_PX, colours, view)


def _text_plate(text: Lettering, top: float, height: float, colours: Colours, view: ViewState) -> Piece:
    width = min(text.size[0] + 2 * PADDING_PX, view.width - 2 * MARGIN_PX)
    box = (MARGIN_PX, top, MARGIN_PX + width, top + height)

    def paint(painter: QPainter) -> None:
        plate(painter, box, colours)
        painter.save()
        painter.setClipRect(QRectF(box[0], box[1], width, height))
        text.paint(painter, (box[0] + PADDING_PX + text.size[0] / 2, top + height / 2))
        painter.restore()

    return Piece(box, paint)
