# SPDX-License-Identifier: MIT
"""A small picture of a divided community."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from shapely.geometry.base import BaseGeometry

from gridmgr.map.scene import Grids
from gridmgr.map.style import BandState, colours
from gridmgr.map.view import ViewState

FILL_SHARE = 0.45


def thumbnail(
    shapes: Sequence[BaseGeometry], states: Sequence[BandState], size: QSize, dark: bool, ratio: float
) -> QPixmap:
    """Return a picture of grids in the four hues of the map; one off the size rule carries its sign.

    `size` is in logical pixels, `ratio` that of the screen's pixels to them.
    """
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    if not shapes:
        return picture
    view = ViewState.fit(tuple(shapely.total_bounds(list(shapes)).tolist()), size.width(), size.height(), 0.04)
    grids = Grids([str(k) for k in range(len(shapes))], [""] * len(shapes), np.array(shapes, dtype=object))
    look = colours(dark)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape, hue, state in zip(shapes, grids.hues.tolist(), states, strict=True):
        tint = QColor(look.hues[hue])
        tint.setAlphaF(FILL_SHARE)
        painter.setPen(QPen(QColor(look.grid_border), 1.0))
        painter.setBrush(tint)
        painter.drawPath(_path(shape, view))
        if state is not BandState.INSIDE:
            _sign(painter, shape, state, view, look.band(state))
    painter.end()
    return picture


def _sign(painter: QPainter, shape: BaseGeometry, state: BandState, view: ViewState, colour: QColor) -> None:
    """Write the sign of the band state into the middle of a grid."""
    place = shapely.get_coordinates(shapely.point_on_surface(shape))
    ((x, y),) = view.to_screen(place).tolist()
    painter.setPen(colour)
    painter.drawText(QPointF(x - 5, y + 5), state.value)


def _path(shape: BaseGeometry, view: ViewState) -> QPainterPath:
    path = QPainterPath()
    for polygon in shapely.get_parts(shapely.simplify(shape, view.metres_per_pixel / 2)):
        for ring in shapely.get_rings(polygon):
            points = view.to_screen(shapely.get_coordinates(ring)).tolist()
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            path.closeSubpath()
    return path
