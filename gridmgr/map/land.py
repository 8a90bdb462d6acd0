# SPDX-License-Identifier: MIT
"""Draw steps of the land: ground, water, buildings, railways and streets. Nothing here changes while grids are edited."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPen

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.scene import RAILWAY_KINDS, ROAD_KINDS, WATER_KINDS, Barriers, Buildings, MapScene
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.style import (
    BUILDING_DOT_PX,
    BUILDING_PLAIN_PX,
    BUILDING_SMOOTH_PX,
    ROAD_CLASSES,
    STREET,
    RoadLook,
    road_look,
)

RIVER_M = 12.0
DOT_PX = 2


def land_steps(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    """Paint the land in short steps, from the ground upwards."""
    area = QRectF(0, 0, sheet.view.width, sheet.view.height)
    sheet.painter.fillRect(area, QColor(sheet.colours.ground))
    yield Step("ground", How.FILL, 1)
    yield from water_steps(sheet, scene.barriers)
    yield from building_steps(sheet, scene.buildings)
    yield from railway_steps(sheet, scene.barriers)
    yield from road_steps(sheet, scene.barriers)
    yield from other_steps(sheet, scene.barriers)


def _seen(sheet: Sheet, layer: LayerArrays, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    rows = layer.within(sheet.ground)
    return rows[wanted[rows]]


def water_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint rivers and lakes: areas as they are, lines as wide as a small river."""
    wanted = barriers.of_kinds(WATER_KINDS)
    colour = QColor(sheet.colours.water)
    areas = barriers.areas.at(sheet.view.metres_per_pixel)
    sheet.smooth(True)
    for rings in sheet.fill(areas, _seen(sheet, areas, wanted), colour, QPen(colour, 1.0)):
        yield Step("water", How.FILL, rings, rings)
    lines = barriers.lines.at(sheet.view.metres_per_pixel)
    pen = _round_pen(colour, max(RIVER_M / sheet.view.metres_per_pixel, 1.5))
    for count in sheet.stroke(lines, _seen(sheet, lines, wanted), pen):
        yield Step("water", How.LINE, count)


def building_steps(sheet: Sheet, buildings: Buildings) -> Iterator[Step]:
    """Paint footprints by their size on screen: dots, plain, with an outline, smooth."""
    layer = buildings.layer
    rows = layer.within(sheet.ground)
    size = sheet.pixels(layer.size[rows])
    limits = np.digitize(size, (BUILDING_DOT_PX, BUILDING_PLAIN_PX, BUILDING_SMOOTH_PX))
    if (limits == 0).any():
        _paint_dots(sheet, layer, rows[limits == 0])
        yield Step("building", How.DOT, int((limits == 0).sum()))
    body, line = QColor(sheet.colours.building), QColor(sheet.colours.building_line)
    looks = ((How.PLAIN, line, None), (How.OUTLINED, body, QPen(line, 1.0)), (How.SMOOTH, body, QPen(line, 1.0)))
    for number, (how, brush, pen) in enumerate(looks, start=1):
        sheet.smooth(how is How.SMOOTH)
        for rings in sheet.fill(layer, rows[limits == number], brush, pen):
            yield Step("building", how, rings, rings)


def _paint_dots(sheet: Sheet, layer: LayerArrays, rows: NDArray[np.int64]) -> None:
    """Write footprints too small for a shape as dots of 2 x 2 pixels, all in one picture."""
    ratio = sheet.painter.device().devicePixelRatioF()
    width, height = round(sheet.view.width * ratio), round(sheet.view.height * ratio)
    centres = (layer.bounds[rows, :2] + layer.bounds[rows, 2:]) / 2 + layer.origin
    column, row = (sheet.view.to_screen(centres) * ratio).astype(np.int64).T
    inside = (column >= 0) & (row >= 0) & (column < width - DOT_PX) & (row < height - DOT_PX)
    pixels = np.zeros((height, width), np.uint32)
    for across in range(DOT_PX):
        for down in range(DOT_PX):
            pixels[row[inside] + down, column[inside] + across] = QColor(sheet.colours.building_line).rgba()
    picture = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    sheet.painter.drawImage(QPointF(0, 0), picture)


def railway_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint railways as Chinese maps do: a dark line with white pieces in it."""
    lines = barriers.lines.at(sheet.view.metres_per_pixel)
    rows = _seen(sheet, lines, barriers.of_kinds(RAILWAY_KINDS))
    width = 4.0 if sheet.view.metres_per_pixel < 3.0 else 3.0
    sheet.smooth(True)
    for count in sheet.stroke(lines, rows, _flat_pen(sheet.colours.railway, width)):
        yield Step("railway", How.LINE, count)
    inner = _flat_pen(sheet.colours.halo, width - 2.0)
    inner.setDashPattern([8.0 / inner.widthF(), 8.0 / inner.widthF()])
    for count in sheet.stroke(lines, rows, inner):
        yield Step("railway", How.LINE, count)


def road_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint streets: first all casings, then all roadways, small ones first, so that crossings run together."""
    scale = sheet.view.metres_per_pixel
    lines = barriers.lines.at(scale)
    rows = _seen(sheet, lines, barriers.of_kinds(ROAD_KINDS))
    looks = np.array([road_look(barriers.classes[row]).rank for row in rows.tolist()], np.int64)
    shown = [look for look in _looks() if scale <= look.shown_to_m_per_px]
    sheet.smooth(True)
    for look in shown:
        width = max(look.width_m / scale, look.least_px)
        pen = (
            _flat_pen(sheet.colours.road_casing, 1.0)
            if width < 2.0
            else _round_pen(QColor(sheet.colours.road_casing), width + 1.6)
        )
        for count in sheet.stroke(lines, rows[looks == look.rank], pen):
            yield Step("road", How.LINE, count)
    for look in shown:
        width = max(look.width_m / scale, look.least_px)
        if width >= 2.0:
            for count in sheet.stroke(lines, rows[looks == look.rank], _round_pen(QColor(sheet.colours.road), width)):
                yield Step("road", How.LINE, count)


def other_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint walls, cliffs and other lines that stop people: a thin dashed grey line."""
    lines = barriers.lines.at(sheet.view.metres_per_pixel)
    wanted = ~barriers.of_kinds((*WATER_KINDS, *RAILWAY_KINDS, *ROAD_KINDS))
    pen = _flat_pen(sheet.colours.muted, 1.0)
    pen.setDashPattern([4.0, 3.0])
    for count in sheet.stroke(lines, _seen(sheet, lines, wanted), pen):
        yield Step("other", How.LINE, count)


def _looks() -> list[RoadLook]:
    return sorted({*ROAD_CLASSES.values(), STREET}, key=lambda look: look.rank)


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _flat_pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
