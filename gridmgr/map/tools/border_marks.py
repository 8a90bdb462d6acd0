# SPDX-License-Identifier: MIT
"""How a border looks that can be taken hold of, and the line that shall take its place."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from shapely.geometry.base import BaseGeometry

from gridmgr.map.arrays import Geometries
from gridmgr.map.strokes import Strokes
from gridmgr.map.style import colours
from gridmgr.map.view import ViewState

BORDER_PX = 5.0
HALO_PX = 9.0
NEW_PX = 3.0
HANDLE_PX = 7.0
END_PX = 5.0

Place = tuple[float, float]


def paint_border(
    painter: QPainter, view: ViewState, border: tuple[BaseGeometry, BaseGeometry | None, Place], dark: bool
) -> None:
    """Light up a border with its handle; of a stretch that would be pulled, mark the two fixed ends."""
    (chain, stretch, foot), look = border, colours(dark)
    line = shapely.get_parts(stretch if stretch is not None else chain)
    _paint_lines(painter, view, line, [QPen(QColor(look.halo), HALO_PX), QPen(QColor(look.accent), BORDER_PX)])
    places = [foot, *(_ends(stretch) if stretch is not None else [])]
    for place, px in zip(places, (HANDLE_PX, END_PX, END_PX), strict=False):
        x, y = view.to_screen(shapely.get_coordinates(shapely.Point(place)))[0].tolist()
        painter.setPen(QPen(QColor(look.accent), 2.0))
        painter.setBrush(QColor(look.surface))
        painter.drawEllipse(QPointF(x, y), px, px)


def paint_new_line(painter: QPainter, view: ViewState, line: BaseGeometry, dark: bool) -> None:
    """Paint the line, or lines, that would be the border, dashed."""
    look = colours(dark)
    dashed = QPen(QColor(look.accent), NEW_PX)
    dashed.setDashPattern([5.0, 1.0])
    _paint_lines(painter, view, shapely.get_parts(line), [QPen(QColor(look.halo), 2 * NEW_PX), dashed])


def _paint_lines(painter: QPainter, view: ViewState, lines: Geometries, pens: Sequence[QPen]) -> None:
    """Paint lines with a halo and then another pen; a pale edge need not be smooth."""
    strokes = Strokes.along(painter, view, lines)
    for pen, is_smooth in zip(pens, (False, True), strict=True):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        for _ in strokes.draw(pen):
            pass
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


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
        xy = view.to_screen(np.array(places).reshape(-1, 2))
        seen = ((xy >= -HANDLE_PX) & (xy <= np.array([view.width, view.height]) + HANDLE_PX)).all(axis=1)
        for x, y in xy[seen].tolist():
            if places is corners:
                painter.drawRect(QRectF(x - px, y - px, 2 * px, 2 * px))
            else:
                painter.drawEllipse(QPointF(x, y), px, px)
    if near is not None:
        x, y = view.to_screen(np.array([near]))[0].tolist()
        painter.setBrush(QColor(look.accent))
        painter.setPen(QPen(QColor(look.halo), 2.0))
        painter.drawEllipse(QPointF(x, y), HANDLE_PX, HANDLE_PX)
