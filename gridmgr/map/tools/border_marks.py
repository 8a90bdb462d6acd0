# SPDX-License-Identifier: MIT
"""How a border looks that can be taken hold of, and the line that shall take its place."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from gridmgr.map.primitives import polygon
from gridmgr.map.style import colours
from gridmgr.map.view import ViewState

BORDER_PX = 5.0
HALO_PX = 9.0
HANDLE_PX = 7.0
END_PX = 5.0

Place = tuple[float, float]


def paint_border(
    painter: QPainter, view: ViewState, border: tuple[BaseGeometry, BaseGeometry | None, Place], dark: bool
) -> None:
    """Light up a border with its handle; of a stretch that would be pulled, mark the two fixed ends."""
    (chain, stretch, foot), look = border, colours(dark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = polygon(view.to_screen(shapely.get_coordinates(stretch if stretch is not None else chain)))
    for colour, px in ((look.halo, HALO_PX), (look.accent, BORDER_PX)):
        painter.setPen(QPen(QColor(colour), px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(line)
    places = [foot, *(_ends(stretch) if stretch is not None else [])]
    for place, px in zip(places, (HANDLE_PX, END_PX, END_PX), strict=False):
        x, y = view.to_screen(shapely.get_coordinates(shapely.Point(place)))[0].tolist()
        painter.setPen(QPen(QColor(look.accent), 2.0))
        painter.setBrush(QColor(look.surface))
        painter.drawEllipse(QPointF(x, y), px, px)


def paint_new_line(painter: QPainter, view: ViewState, line: BaseGeometry, dark: bool) -> None:
    """Paint the line, or lines, that would be the border, dashed."""
    look = colours(dark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for points in (polygon(view.to_screen(shapely.get_coordinates(part))) for part in shapely.get_parts(line)):
        for colour, px, style in ((look.halo, 6.0, Qt.PenStyle.SolidLine), (look.accent, 3.0, Qt.PenStyle.DashLine)):
            painter.setPen(QPen(QColor(colour), px, style))
            painter.drawPolyline(points)


def _ends(line: BaseGeometry) -> list[Place]:
    xy = shapely.get_coordinates(line)
    return [tuple(xy[0].tolist()), tuple(xy[-1].tolist())]


def paint_handles(
    painter: QPainter, view: ViewState, handles: tuple[Sequence[Place], Sequence[Place], Place | None], dark: bool
) -> None:
    """Paint corners as squares, middles of sides as small dots, and the one under the mouse larger."""
    (corners, middles, near), look = handles, colours(dark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.accent), 2.0))
    for places, fill, px in ((corners, look.surface, 4.5), (middles, look.accent, 2.5)):
        painter.setBrush(QColor(fill))
        for x, y in view.to_screen(np.array(places).reshape(-1, 2)).tolist():
            if places is corners:
                painter.drawRect(QRectF(x - px, y - px, 2 * px, 2 * px))
            else:
                painter.drawEllipse(QPointF(x, y), px, px)
    if near is not None:
        x, y = view.to_screen(np.array([near]))[0].tolist()
        painter.setBrush(QColor(look.accent))
        painter.setPen(QPen(QColor(look.halo), 2.0))
        painter.drawEllipse(QPointF(x, y), HANDLE_PX, HANDLE_PX)
