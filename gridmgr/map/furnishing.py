# SPDX-License-Identifier: MIT
"""The furniture of a canvas as small pictures, painted once for as long as scene, scale and size stay the same."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from gridmgr.map.facilities import shows_facilities
from gridmgr.map.furniture import Piece, scale_bar
from gridmgr.map.legend import furniture, lift_of
from gridmgr.map.painting import blank_image
from gridmgr.map.scene import MapScene
from gridmgr.map.style import colours
from gridmgr.map.view import Box, ViewState


@dataclass(frozen=True, slots=True)
class Look:
    """How a canvas shows its scene: light or dark, device pixels per logical pixel, with or without legend."""

    dark: bool = False
    pixel_ratio: float = 1.0
    shows_legend: bool = True


class Furnishing:
    """Scale bar, north arrow, note and legend of a canvas, or none; its title is the window's business."""

    def __init__(self, is_bare: bool = False) -> None:
        self._is_bare = is_bare
        self._made_for: object = None
        self._scaled_for: object = None
        self._pictures: list[tuple[Box, QImage]] = []

    def boxes(self, scene: MapScene, view: ViewState, look: Look) -> list[Box]:
        """Return what the furniture covers (logical pixels)."""
        return [box for box, _ in self._made(scene, view, look)]

    def paint(self, painter: QPainter, scene: MapScene, view: ViewState, look: Look) -> None:
        """Put the furniture down."""
        for (left, top, _, _), picture in self._made(scene, view, look):
            painter.drawImage(QPointF(left, top), picture)

    def _made(self, scene: MapScene, view: ViewState, look: Look) -> list[tuple[Box, QImage]]:
        if self._is_bare:
            return []
        wanted = scene, view.width, view.height, shows_facilities(view.metres_per_pixel), look
        scaled = *wanted, view.metres_per_pixel
        if wanted != self._made_for:
            pieces = furniture(scene, view, colours(look.dark), with_title=False, with_legend=look.shows_legend)
            self._pictures = [_drawn(piece, look) for piece in pieces]
        elif scaled != self._scaled_for:
            # While the wheel turns only the scale bar changes.
            self._pictures[0] = _drawn(scale_bar(view, colours(look.dark), lift_of(scene)), look)
        self._made_for, self._scaled_for = wanted, scaled
        return self._pictures


def _drawn(piece: Piece, look: Look) -> tuple[Box, QImage]:
    return _whole(piece.box, look), _picture(piece, look)


def _whole(box: Box, look: Look) -> Box:
    """Return a box whose upper left corner lies on a device pixel, or the picture would be blurred."""
    left, top, right, bottom = box
    ratio = look.pixel_ratio
    return round(left * ratio) / ratio, round(top * ratio) / ratio, right, bottom


def _picture(piece: Piece, look: Look) -> QImage:
    left, top, right, bottom = piece.box
    picture = blank_image(round(right - left + 1), round(bottom - top + 1), look.pixel_ratio)
    painter = QPainter(picture)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-left, -top)
        piece.paint(painter)
    finally:
        painter.end()
    return picture
