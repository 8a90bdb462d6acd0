# SPDX-License-Identifier: MIT
"""Draw steps and labels of what changes hands between two plans: hatched land, buildings, arrows with households."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPen, QPolygonF

from gridmgr.map.labels import Label
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, Pill, label_at
from gridmgr.map.scene import Buildings, MapScene, Moves
from gridmgr.map.sheet import How, Sheet, Step, scaled
from gridmgr.map.strokes import Strokes
from gridmgr.map.style import BUILDING_PLAIN_PX, Colours

VEIL_SHARE = 0.62
"""How much of the land is hidden while only what changes hands is shown."""
TINT_SHARE = 0.12
HATCH_SHARE = 0.6
BUILDING_SHARE = 0.55
HATCH = Qt.BrushStyle.FDiagPattern
"""Leans against the hatching of small grids, so that both can be told apart where they meet."""
BORDER_PX = 2.0
ARROW_PX = 2.5
ARROW_HEAD_PX = 11.0
SHORTEST_ARROW_PX = 30.0
ARROW_ROOM_PX = 16.0
"""An arrow ends so far before the middle of the grid it goes to, where the number stands."""
ROOM_PX = 20.0
"""Land with less room than this gets its number of households only where there is nothing else to be written."""


def veil_steps(sheet: Sheet) -> Iterator[Step]:
    """Fade what has been painted so far."""
    veil = QColor(sheet.colours.ground)
    veil.setAlphaF(VEIL_SHARE)
    sheet.painter.fillRect(QRectF(0, 0, sheet.view.width, sheet.view.height), veil)
    yield Step("veil", How.FILL, 1)


def moved_brush(colours: Colours) -> QBrush:
    """Return the hatching of land that changes hands."""
    colour = QColor(colours.moved)
    colour.setAlphaF(HATCH_SHARE)
    return QBrush(colour, HATCH)


def moved_pen(colours: Colours) -> QPen:
    """Return the pen round land that changes hands."""
    return QPen(QColor(colours.moved), BORDER_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)


def move_steps(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    """Paint what changes hands in short steps; arrows only while everything else fades."""
    moves = scene.moves
    if not len(moves.layer):
        return
    yield from scaled(sheet, moves.fills)
    layer = moves.fills.at(sheet.view.metres_per_pixel)
    rows = layer.within(sheet.ground)
    tint = QColor(sheet.colours.moved)
    tint.setAlphaF(TINT_SHARE)
    sheet.smooth(False)
    for brush in (tint, moved_brush(sheet.colours)):
        for rings in sheet.fill(layer, rows, brush):
            yield Step("moved", How.FILL, rings, rings)
    if scene.layers.buildings:
        yield from _building_steps(sheet, scene.buildings, moves)
    sheet.smooth(True)
    for count in Strokes.of(sheet, layer, rows).draw(moved_pen(sheet.colours)):
        yield Step("moved", How.LINE, count, count)
    if scene.shows_only_moves:
        yield from _arrow_steps(sheet, moves, rows)


def _building_steps(sheet: Sheet, buildings: Buildings, moves: Moves) -> Iterator[Step]:
    """Fill the buildings that change hands, where they are large enough to have a colour."""
    layer = buildings.layer
    known = [layer.row_of[one] for one in moves.buildings if one in layer.row_of]
    seen = np.intersect1d(layer.within(sheet.ground), np.array(known, np.int64))
    tint = QColor(sheet.colours.moved)
    tint.setAlphaF(BUILDING_SHARE)
    for rings in sheet.fill(layer, seen[sheet.pixels(layer.size[seen]) >= BUILDING_PLAIN_PX], tint):
        yield Step("moved", How.FILL, rings, rings)


def arrow_ends(sheet: Sheet, moves: Moves, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the arrows of some areas, (m, 4) pixels from tail to head; those too short to be seen are left out."""
    tails, heads = (sheet.view.to_screen(ends[rows]) for ends in (moves.anchors[:, :2], moves.heads))
    along = heads - tails
    length = np.hypot(*along.T)
    long = np.isfinite(length) & (length >= SHORTEST_ARROW_PX)
    tails, along, length = tails[long], along[long], length[long][:, None]
    return np.hstack([tails, tails + along * (1 - np.minimum(ARROW_ROOM_PX / length, 0.5))])


def _arrow_steps(sheet: Sheet, moves: Moves, rows: NDArray[np.int64]) -> Iterator[Step]:
    """Paint an arrow from the land to the grid that takes it over."""
    painter = sheet.painter
    halo, colour = QColor(sheet.colours.halo), QColor(sheet.colours.moved)
    for x, y, to_x, to_y in arrow_ends(sheet, moves, rows).tolist():
        tip, length = QPointF(to_x, to_y), float(np.hypot(to_x - x, to_y - y))
        right, down = (to_x - x) / length, (to_y - y) / length
        foot = QPointF(to_x - right * ARROW_HEAD_PX, to_y - down * ARROW_HEAD_PX)
        side = QPointF(-down, right) * ARROW_HEAD_PX / 2
        head = QPolygonF([tip, foot + side, foot - side])
        for brush, width in ((halo, ARROW_PX + 3.0), (colour, ARROW_PX)):
            painter.setPen(QPen(brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(x, y), foot)
            painter.setPen(QPen(brush, width - ARROW_PX))
            painter.setBrush(brush)
            painter.drawPolygon(head)
        yield Step("arrow", How.LINE, 1)


def move_labels(sheet: Sheet, moves: Moves) -> Iterator[Label]:
    """Offer what is written upon the land that changes hands, the largest first."""
    rows = moves.layer.within(sheet.ground)
    rows = rows[[bool(moves.names[row]) for row in rows.tolist()]] if len(rows) else rows
    places = sheet.view.to_screen(moves.anchors[rows, :2])
    room = sheet.pixels(2 * moves.anchors[rows, 2])
    for row, free, (x, y) in zip(rows.tolist(), room.tolist(), places.tolist(), strict=True):
        letters = Lettering(moves.names[row], Face(12, bold=True), ink(sheet.colours.surface))
        pill = Pill(letters, QColor(sheet.colours.moved))
        for turn, (right, down) in enumerate(((0, 0), (0, -14), (0, 14), (-20, 0), (20, 0))):
            yield label_at(pill, (x + right, y + down), ("moved", row), 4.0 + turn / 10 - min(free, ROOM_PX) / ROOM_PX)
