# SPDX-License-Identifier: MIT
"""How a border looks that can be taken hold of, and the line that shall take its place."""

import shapely
from PySide6.QtCore import QPointF, Qt
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
    """Paint the line that would be the border, dashed."""
    look = colours(dark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = polygon(view.to_screen(shapely.get_coordinates(line)))
    for colour, px, style in ((look.halo, 6.0, Qt.PenStyle.SolidLine), (look.accent, 3.0, Qt.PenStyle.DashLine)):
        painter.setPen(QPen(QColor(colour), px, style))
        painter.drawPolyline(points)


def _ends(line: BaseGeometry) -> list[Place]:
    xy = shapely.get_coordinates(line)
    return [tuple(xy[0].tolist()), tuple(xy[-1].tolist())]
