# SPDX-License-Identifier: MIT
"""Facilities on the map: a dot from afar, a picture of its type from near, its name from very near."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, Point, label_at
from gridmgr.map.scene import Facilities
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.style import Colours
from gridmgr.model.resources import resource

DOTS_TO_M_PER_PX = 2.0
"""Seen from farther away, facilities are not shown."""
ICONS_TO_M_PER_PX = 1.3
NAMES_TO_M_PER_PX = 0.6
DOT_RADIUS_PX = 2.5
PLATE_PX = 18.0
ICON_PX = 13.0
PLATE_RADIUS_PX = 4.0
DOTS_PER_STEP = 128
PLAIN_ICON = "map-pin"

ICONS = {
    "A01": "building-community", "A02": "theater", "A03": "device-tv", "A04": "book", "A05": "clipboard",
    "A06": "message", "B01": "home", "B02": "mood-kid", "B03": "barbell", "B04": "old", "B05": "school",
    "B06": "wifi", "B07": "heart-handshake", "B08": "phone", "B09": "phone", "B10": "device-cctv", "B11": "shield",
    "B12": "device-tv", "B13": "flag", "C01": "building-store", "C02": "shopping-cart", "C03": "pill",
    "C04": "first-aid-kit", "C05": "building-hospital", "C06": "horse-toy", "C07": "school", "C08": "wheelchair",
    "C09": "bowl", "C10": "tool", "C11": "package", "C12": "building-bank", "C13": "toilet-paper", "C14": "recycle",
    "C15": "parking", "C16": "charging-pile", "C17": "bus", "C18": "shield-check", "C19": "fire-extinguisher",
    "C20": "tent", "C21": "fire-hydrant", "C22": "building", "C23": "flag",
}  # fmt: skip
"""Picture of each code of the list `facility_type`, by its name in `resources/icons`."""


def shows_facilities(metres_per_pixel: float) -> bool:
    """Tell whether facilities are seen at a scale."""
    return metres_per_pixel <= DOTS_TO_M_PER_PX


def is_community_service(facility_type: str) -> bool:
    """Tell whether a type is run by the community itself; the others are shops, schools and the like."""
    return facility_type[:1] in {"A", "B"}


@dataclass(frozen=True)
class Symbol:
    """The picture of a type of facility upon a small plate."""

    facility_type: str
    colours: Colours

    @property
    def size(self) -> Point:
        """Width and height of the plate."""
        return PLATE_PX, PLATE_PX

    def paint(self, painter: QPainter, centre: Point) -> None:
        """Paint plate and picture."""
        colour = self.colours.accent if is_community_service(self.facility_type) else self.colours.text
        name = ICONS.get(self.facility_type, PLAIN_ICON)
        left, top = centre[0] - PLATE_PX / 2, centre[1] - PLATE_PX / 2
        ratio = painter.device().devicePixelRatioF()
        # Whole device pixels keep the thin lines sharp.
        place = QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)
        painter.drawImage(place, _picture(name, colour, self.colours.surface, ratio))


@lru_cache(maxsize=256)
def _picture(name: str, colour: str, ground: str, ratio: float) -> QImage:
    picture = QImage(round(PLATE_PX * ratio), round(PLATE_PX * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.0))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(0.5, 0.5, PLATE_PX - 1, PLATE_PX - 1), PLATE_RADIUS_PX, PLATE_RADIUS_PX)
        source = resource(f"icons/{name}.svg").read_text("utf-8").replace("currentColor", colour)
        edge = (PLATE_PX - ICON_PX) / 2
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(edge, edge, ICON_PX, ICON_PX))
    finally:
        painter.end()
    return picture


def facility_steps(sheet: Sheet, facilities: Facilities) -> Iterator[Step]:
    """Paint a dot for each facility, which stays where its picture finds no room."""
    if sheet.view.metres_per_pixel > DOTS_TO_M_PER_PX or not len(facilities.layer):
        return
    rows, places = _seen(sheet, facilities)
    painter = sheet.painter
    for first in range(0, len(rows), DOTS_PER_STEP):
        sheet.smooth(True)
        painter.setPen(QPen(QColor(sheet.colours.halo), 1.0))
        for row, (x, y) in zip(
            rows[first : first + DOTS_PER_STEP].tolist(), places[first : first + DOTS_PER_STEP].tolist(), strict=True
        ):
            own = is_community_service(facilities.types[row])
            painter.setBrush(QColor(sheet.colours.accent if own else sheet.colours.text))
            painter.drawEllipse(QRectF(x - DOT_RADIUS_PX, y - DOT_RADIUS_PX, 2 * DOT_RADIUS_PX, 2 * DOT_RADIUS_PX))
        yield Step("facility", How.DOT, min(len(rows) - first, DOTS_PER_STEP))


def facility_labels(sheet: Sheet, facilities: Facilities) -> Iterator[Label]:
    """Offer the picture of each facility at its place, those of the community first."""
    if sheet.view.metres_per_pixel > ICONS_TO_M_PER_PX:
        return
    rows, places = _seen(sheet, facilities)
    for row, (x, y) in zip(rows.tolist(), places.tolist(), strict=True):
        symbol = Symbol(facilities.types[row], sheet.colours)
        yield label_at(symbol, (x, y), ("facility", row), 20.0 - is_community_service(facilities.types[row]))


def facility_names(sheet: Sheet, facilities: Facilities) -> Iterator[Label]:
    """Offer the name of each facility right of its picture, below, left of it or above."""
    if sheet.view.metres_per_pixel > NAMES_TO_M_PER_PX:
        return
    rows, places = _seen(sheet, facilities)
    for row, (x, y) in zip(rows.tolist(), places.tolist(), strict=True):
        own = is_community_service(facilities.types[row])
        colour = sheet.colours.accent if own else sheet.colours.text
        name = Lettering(facilities.names[row], Face(11), ink(colour, sheet.colours.halo))
        aside, above = (PLATE_PX + name.size[0]) / 2 + 3, (PLATE_PX + name.size[1]) / 2 + 3
        for turn, (right, down) in enumerate(((aside, 0.0), (0.0, above), (-aside, 0.0), (0.0, -above))):
            yield label_at(name, (x + right, y + down), ("facility_name", row), 22.0 - own + turn / 10)


def _seen(sheet: Sheet, facilities: Facilities) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the facilities on the sheet and their places in pixels."""
    layer = facilities.layer
    rows = layer.within(sheet.ground)
    return rows, sheet.view.to_screen(layer.bounds[rows, :2] + np.asarray(layer.origin))
