# SPDX-License-Identifier: MIT
"""Draw steps of the land, which stays as it is while grids are edited: ground, water, buildings, railways, streets."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.crowd import crowd_steps
from gridmgr.map.scene import Barriers, Buildings, MapScene
from gridmgr.map.sheet import How, Sheet, Step, scaled
from gridmgr.map.specks import Specks
from gridmgr.map.strokes import Strokes
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
CASING_PX = 1.6
CASED_FROM_PX = 2.0
SORTED_AT_ONCE = 32768


def land_steps(sheet: Sheet, scene: MapScene, has_ground: bool = False) -> Iterator[Step]:
    """Paint the land in short steps, from the ground upwards, or upon a ground that is there already."""
    shown = scene.layers
    if shown.ground and not has_ground:
        area = QRectF(0, 0, sheet.view.width, sheet.view.height)
        sheet.painter.fillRect(area, QColor(sheet.colours.ground))
        yield Step("ground", How.FILL, 1)
    if shown.waters or shown.roads or shown.railways:
        yield from scaled(sheet, scene.barriers.areas)
        yield from scaled(sheet, scene.barriers.lines)
    if shown.waters:
        yield from water_steps(sheet, scene.barriers)
    if shown.buildings:
        yield from building_steps(sheet, scene.buildings)
    if shown.crowd:
        yield from crowd_steps(sheet, scene.buildings.crowd, scene.buildings.layer)
    if shown.railways:
        yield from railway_steps(sheet, scene.barriers)
    if shown.roads:
        yield from road_steps(sheet, scene.barriers)
        yield from other_steps(sheet, scene.barriers)


def land_layer_steps(sheet: Sheet, scene: MapScene, name: str) -> Iterator[Step]:
    """Paint one layer of the land in short steps, if it is shown."""
    if not getattr(scene.layers, name):
        return
    if name in ("waters", "railways", "roads"):
        yield from scaled(sheet, scene.barriers.areas)
        yield from scaled(sheet, scene.barriers.lines)
    match name:
        case "waters":
            yield from water_steps(sheet, scene.barriers)
        case "buildings":
            yield from building_steps(sheet, scene.buildings)
        case "crowd":
            yield from crowd_steps(sheet, scene.buildings.crowd, scene.buildings.layer)
        case "railways":
            yield from railway_steps(sheet, scene.barriers)
        case "roads":
            yield from road_steps(sheet, scene.barriers)
            yield from other_steps(sheet, scene.barriers)


def _seen(sheet: Sheet, layer: LayerArrays, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    rows = layer.within(sheet.ground)
    return rows[wanted[rows]]


def water_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint rivers and lakes: areas as they are, lines as wide as a small river."""
    wanted = barriers.is_water
    colour = QColor(sheet.colours.water)
    areas = barriers.areas.at(sheet.view.metres_per_pixel)
    sheet.smooth(True)
    for rings in sheet.fill(areas, _seen(sheet, areas, wanted), colour, QPen(colour, 0)):
        yield Step("water", How.FILL, rings, rings)
    lines = barriers.lines.at(sheet.view.metres_per_pixel)
    pen = _pen(colour, max(RIVER_M / sheet.view.metres_per_pixel, 1.5))
    for count in _drawn(sheet, lines, _seen(sheet, lines, wanted), pen):
        yield Step("water", How.LINE, count, count)


def _drawn(sheet: Sheet, lines: LayerArrays, rows: NDArray[np.int64], *pens: QPen) -> Iterator[int]:
    """Draw some lines with one pen after the other; most districts have only some of the kinds."""
    if len(rows):
        strokes = Strokes.of(sheet, lines, rows)
        for pen in pens:
            yield from strokes.draw(pen)


def building_steps(sheet: Sheet, buildings: Buildings) -> Iterator[Step]:
    """Paint footprints by their size on screen: dots, plain, with an outline, smooth."""
    layer = buildings.layer
    rows = layer.near(sheet.ground)
    if len(rows) <= SORTED_AT_ONCE:
        # Seen from near, most of what lies about is outside; of very many, as quickly painted, most is inside.
        rows = rows[layer.touches(rows, sheet.seen)]
    limits = np.empty(len(rows), np.int8)
    for first in range(0, len(rows), SORTED_AT_ONCE):
        part = slice(first, first + SORTED_AT_ONCE)
        sizes = sheet.pixels(layer.size[rows[part]])
        limits[part] = np.digitize(sizes, (BUILDING_DOT_PX, BUILDING_PLAIN_PX, BUILDING_SMOOTH_PX))
        yield Step("scale", How.PLAIN, 0, 0)
    body, line = QColor(sheet.colours.building), QColor(sheet.colours.building_line)
    if (limits < 2).any():
        yield from _speck_steps(Specks(sheet, layer, line), rows[limits == 0], rows[limits == 1])
    for number, how in ((2, How.OUTLINED), (3, How.SMOOTH)):
        sheet.smooth(how is How.SMOOTH)
        # Where footprints overlap, the later one lies on top, whatever part of the land is seen.
        for rings in sheet.fill(layer, np.sort(rows[limits == number]), body, QPen(line, 0)):
            yield Step("building", how, rings, rings)


def _speck_steps(specks: Specks, dots: NDArray[np.int64], shapes: NDArray[np.int64]) -> Iterator[Step]:
    """Paint footprints too small for an outline: the smallest as dots."""
    try:
        for count in specks.add_dots(dots):
            yield Step("building", How.DOT, count)
        for count in specks.add_shapes(shapes):
            yield Step("building", How.PLAIN, count)
        for _ in specks.paint():
            yield Step("building", How.PLAIN if len(shapes) else How.DOT, 0)
    finally:
        specks.close()


def railway_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint railways as Chinese maps do: a dark line with white pieces in it."""
    lines = barriers.lines.at(sheet.view.metres_per_pixel)
    rows = _seen(sheet, lines, barriers.is_railway)
    width = 4.0 if sheet.view.metres_per_pixel < 3.0 else 3.0
    sheet.smooth(True)
    inner = _pen(sheet.colours.halo, width - 2.0)
    inner.setDashPattern([8.0 / inner.widthF(), 8.0 / inner.widthF()])
    for count in _drawn(sheet, lines, rows, _pen(sheet.colours.railway, width), inner):
        yield Step("railway", How.LINE, count, count)


def road_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint streets: first all casings, then all roadways, small ones first, so that crossings run together."""
    scale = sheet.view.metres_per_pixel
    lines = barriers.lines.at(scale)
    rows = _seen(sheet, lines, barriers.is_road)
    ranks = np.array([road_look(barriers.classes[row]).rank for row in rows.tolist()], np.int64)
    shown = [look for look in _looks() if scale <= look.shown_to_m_per_px and (ranks == look.rank).any()]
    sheet.smooth(True)
    strokes = [Strokes.of(sheet, lines, rows[ranks == look.rank]) for look in shown]
    for colour, more in ((sheet.colours.road_casing, CASING_PX), (sheet.colours.road, 0.0)):
        for stroke, look in zip(strokes, shown, strict=True):
            width = max(look.width_m / scale, look.least_px)
            for count in _road(stroke, QColor(colour), width, more):
                yield Step("road", How.LINE, count, count)


def _road(stroke: Strokes, colour: QColor, width: float, casing: float) -> Iterator[int]:
    """Draw a casing or a roadway; streets too thin for both are only a thin line in the casing's colour."""
    if width >= CASED_FROM_PX:
        return stroke.draw(_pen(colour, width + casing))
    return stroke.draw(_pen(colour, 1.0)) if casing else iter(())


def other_steps(sheet: Sheet, barriers: Barriers) -> Iterator[Step]:
    """Paint walls, cliffs and other lines that stop people: a thin dashed grey line."""
    lines = barriers.lines.at(sheet.view.metres_per_pixel)
    wanted = ~(barriers.is_water | barriers.is_railway | barriers.is_road)
    pen = _pen(sheet.colours.muted, 1.0)
    pen.setDashPattern([4.0, 3.0])
    for count in _drawn(sheet, lines, _seen(sheet, lines, wanted), pen):
        yield Step("other", How.LINE, count, count)


def _looks() -> list[RoadLook]:
    return sorted({*ROAD_CLASSES.values(), STREET}, key=lambda look: look.rank)


def _pen(colour: QColor | str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
