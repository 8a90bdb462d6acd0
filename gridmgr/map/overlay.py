# SPDX-License-Identifier: MIT
"""What the canvas paints at every frame: the old picture at its new place, and the records that stand out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.facilities import PLATE_PX
from gridmgr.map.furnishing import Look
from gridmgr.map.picking import Hit, layer_of
from gridmgr.map.render import Picture, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.strokes import Strokes
from gridmgr.map.style import colours
from gridmgr.map.view import Box, ViewState

MARGIN_SHARE = 0.25
LEAST_SHARE = 0.5
COARSEST_BLOW_UP = 4.0
SELECTED_PX = 3.0
HOVERED_PX = 1.5
BUILDING_FILL_SHARE = 0.35


def request_for(scene: MapScene, view: ViewState, look: Look, furniture: Sequence[Box]) -> Request:
    """Return the request for the picture of a view, with a margin round it so that dragging shows no blank ground."""
    grown = view.grown(MARGIN_SHARE)
    left, top = (grown.width - view.width) / 2, (grown.height - view.height) / 2
    taken = tuple((west + left, north + top, east + left, south + top) for west, north, east, south in furniture)
    core = (left, top, left + view.width, top + view.height)
    return Request(scene, grown, core, taken, look.dark, look.pixel_ratio)


def covered(widgets: Sequence[QWidget]) -> list[Box]:
    """Return the boxes of what lies upon the map and is not hidden (pixels of the map)."""
    boxes = [widget.geometry() for widget in widgets if not widget.isHidden()]
    return [(box.left(), box.top(), box.right() + 1, box.bottom() + 1) for box in boxes]


def paint_picture(painter: QPainter, picture: Picture, view: ViewState) -> None:
    """Put a picture down where its ground lies in the present view, scaled if the scale has changed."""
    paint_image(painter, picture.image, picture.request.view, view)


def paint_image(painter: QPainter, image: QImage, made: ViewState, view: ViewState) -> None:
    """Put the image of another view down where its ground lies in the present one."""
    ratio = image.devicePixelRatio()
    west, south, east, north = made.bounds
    (left, top), (right, bottom) = view.to_screen(np.array([[west, north], [east, south]])).tolist()
    if made.metres_per_pixel == view.metres_per_pixel:
        # Whole device pixels, or every blit would blur the picture.
        painter.drawImage(QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio), image)
    else:
        painter.drawImage(QRectF(left, top, right - left, bottom - top), image)


def hides_ground(picture: Picture | None, view: ViewState) -> bool:
    """Tell whether a picture leaves nothing of a view free and nothing shows through it."""
    if picture is None:
        return False
    layers = picture.request.scene.layers
    (west, south, east, north), (left, low, right, high) = picture.request.view.bounds, view.bounds
    around = west <= left and south <= low and east >= right and north >= high
    return around and layers.ground and layers.land_opacity >= 1.0


def is_of_elsewhere(picture: Picture | None, view: ViewState) -> bool:
    """Tell whether a picture has little to say of a view: it covers less than half of it, or only very coarsely."""
    return picture is None or says_little(picture.request.view, view)


def says_little(made: ViewState, view: ViewState) -> bool:
    """Tell whether a picture of one view shows less than half of another, or only very coarsely."""
    (west, south, east, north), (left, low, right, high) = made.bounds, view.bounds
    shared = max(min(east, right) - max(west, left), 0.0) * max(min(north, high) - max(south, low), 0.0)
    is_coarse = made.metres_per_pixel > COARSEST_BLOW_UP * view.metres_per_pixel
    return is_coarse or shared < LEAST_SHARE * (right - left) * (high - low)


@dataclass(frozen=True, slots=True)
class Marked:
    """The records that stand out: the selected one and the one under the cursor."""

    selected: Hit | None
    hovered: Hit | None


def paint_marks(painter: QPainter, scene: MapScene, view: ViewState, marked: Marked, dark: bool) -> None:
    """Paint the outlines of the records that stand out."""
    look = colours(dark)
    sheet = Sheet(painter, view, look, (0.0, 0.0, float(view.width), float(view.height)))
    accent = QColor(look.accent)
    if marked.selected is not None:
        _outline(sheet, scene, marked.selected, ((QColor(look.halo), SELECTED_PX + 2.0), (accent, SELECTED_PX)))
    if marked.hovered is not None and marked.hovered != marked.selected:
        _outline(sheet, scene, marked.hovered, ((accent, HOVERED_PX),))


def _frame(sheet: Sheet, layer: LayerArrays, row: int, pens: Sequence[tuple[QColor, float]]) -> None:
    """Paint a frame round the picture of a facility."""
    x, y = sheet.view.to_screen(shapely.get_coordinates(layer.geometries[row])[:1])[0].tolist()
    half = PLATE_PX / 2 + 2
    sheet.smooth(True)
    sheet.painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in pens:
        sheet.painter.setPen(QPen(colour, width))
        sheet.painter.drawRoundedRect(QRectF(x - half, y - half, 2 * half, 2 * half), half / 2, half / 2)


def _outline(sheet: Sheet, scene: MapScene, hit: Hit, pens: Sequence[tuple[QColor, float]]) -> None:
    """Paint the outline of a record; only a building is filled, in an area the tint would dull the names."""
    layer, rows = layer_of(scene, hit.kind), np.array([hit.row])
    if hit.kind == "facility":
        _frame(sheet, layer, hit.row, pens)
        return
    if hit.kind == "building":
        tint = QColor(sheet.colours.accent)
        tint.setAlphaF(BUILDING_FILL_SHARE)
        for _ in sheet.fill(layer, rows, tint):
            pass
    sheet.smooth(True)
    strokes = Strokes.of(sheet, layer, rows)
    for colour, width in pens:
        for _ in strokes.draw(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)):
            pass
