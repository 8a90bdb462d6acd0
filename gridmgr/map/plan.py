# SPDX-License-Identifier: MIT
"""Draw steps of the plan: the tint of the grids, their borders and those of the communities."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from gridmgr.map.facilities import facility_steps
from gridmgr.map.layers import Fill
from gridmgr.map.moves import move_steps, veil_steps
from gridmgr.map.scene import Areas, Grids, MapScene
from gridmgr.map.sheet import How, Sheet, Step, scaled
from gridmgr.map.strokes import Strokes
from gridmgr.map.style import GRID_FILL_SHARE, BandState, Colours
from gridmgr.map.themes import theme_steps

FINE_BELOW_PX = 34.0
"""Where the middle one of the grids has less room than this, no numbers are written and borders are hairlines."""
COARSER = 2.0
BALANCE_HATCH = {
    BandState.BELOW: Qt.BrushStyle.BDiagPattern,
    BandState.INSIDE: Qt.BrushStyle.NoBrush,
    BandState.ABOVE: Qt.BrushStyle.DiagCrossPattern,
}


def plan_steps(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    """Paint grids, communities and the dots of facilities in short steps, without their names."""
    shown = scene.layers
    if scene.shows_only_moves:
        yield from veil_steps(sheet)
    if shown.grids:
        if not scene.shows_only_moves:
            yield from _fill_steps(sheet, scene)
        yield from _grid_border_steps(sheet, scene)
    if shown.communities:
        yield from _community_border_steps(sheet, scene.communities)
    yield from move_steps(sheet, scene)
    if shown.facilities:
        yield from facility_steps(sheet, scene.facilities)


def plan_layer_steps(sheet: Sheet, scene: MapScene, name: str) -> Iterator[Step]:
    """Paint one layer of the plan in short steps, if it is shown."""
    shown = scene.layers
    if name == "grid_fill" and shown.grids:
        yield from _fill_steps(sheet, scene)
    elif name == "grids" and shown.grids:
        yield from _grid_border_steps(sheet, scene)
    elif name == "communities" and shown.communities:
        yield from _community_border_steps(sheet, scene.communities)
    elif name == "facilities" and shown.facilities:
        yield from facility_steps(sheet, scene.facilities)


def _fill_steps(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    if scene.fill is Fill.HUE:
        yield from _hue_steps(sheet, scene.grids)
    elif scene.fill is Fill.BALANCE:
        yield from _balance_steps(sheet, scene.grids)
    elif scene.shown_theme is not None:
        yield from theme_steps(sheet, scene.grids, scene.shown_theme)


def grid_pen(colours: Colours) -> QPen:
    """Return the pen of grid borders."""
    return _pen(QColor(colours.grid_border), 1.5)


def community_pen(colours: Colours) -> QPen:
    """Return the pen of community borders: thicker, dashed."""
    pen = _pen(QColor(colours.community_border), 2.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([4.0, 1.6])
    return pen


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.BevelJoin)


def _hue_steps(sheet: Sheet, grids: Grids) -> Iterator[Step]:
    yield from scaled(sheet, grids.fills)
    layer = grids.fills.at(sheet.view.metres_per_pixel)
    rows = layer.within(sheet.ground)
    # The tint is cut at pixels: smooth edges of two neighbours would show as a pale seam, and the border covers them.
    sheet.smooth(False)
    for hue, name in enumerate(sheet.colours.hues):
        tint = QColor(name)
        tint.setAlphaF(GRID_FILL_SHARE)
        for rings in sheet.fill(layer, rows[grids.hues[rows] == hue], tint):
            yield Step("grid", How.FILL, rings, rings)


def _balance_steps(sheet: Sheet, grids: Grids) -> Iterator[Step]:
    yield from scaled(sheet, grids.fills)
    layer = grids.fills.at(sheet.view.metres_per_pixel)
    rows = layer.within(sheet.ground)
    sheet.smooth(False)
    for state, pattern in BALANCE_HATCH.items():
        members = rows[np.array([grids.states[row] is state for row in rows.tolist()], bool)]
        tint = sheet.colours.band(state)
        tint.setAlphaF(GRID_FILL_SHARE)
        for rings in sheet.fill(layer, members, tint):
            yield Step("grid", How.FILL, rings, rings)
        if pattern is not Qt.BrushStyle.NoBrush:
            tint.setAlphaF(2 * GRID_FILL_SHARE)
            for rings in sheet.fill(layer, members, QBrush(tint, pattern)):
                yield Step("grid", How.FILL, rings, rings)


def _grid_border_steps(sheet: Sheet, scene: MapScene) -> Iterator[Step]:
    """Paint each border once upon a pale halo; hairlines where grids are so small that halos would fill them."""
    borders = scene.grids.borders
    yield from scaled(sheet, borders)
    arcs = borders.at(sheet.view.metres_per_pixel)
    rows = arcs.within(sheet.ground)
    if scene.layers.communities and scene.layers.opacity_of("communities") >= 1.0:
        # The border of a community hides the one below it, halo and all.
        rows = rows[scene.is_inner_border[rows]]
    pen = grid_pen(sheet.colours)
    if scene.grids.usual_room_m < FINE_BELOW_PX * sheet.view.metres_per_pixel:
        sheet.smooth(True)
        for count in Strokes.of(sheet, arcs, rows).hairlines(pen):
            yield Step("grid", How.LINE, count, 1)
    else:
        yield from _haloed(sheet, Strokes.of(sheet, arcs, rows), "grid", pen)


def _community_border_steps(sheet: Sheet, communities: Areas) -> Iterator[Step]:
    """Paint each border once upon a pale halo."""
    # Upon its wide halo nobody sees whether a dash is a pixel off.
    scale = COARSER * sheet.view.metres_per_pixel
    yield from scaled(sheet, communities.borders, scale)
    arcs = communities.borders.at(scale)
    rows = arcs.within(sheet.ground)
    yield from _haloed(sheet, Strokes.of(sheet, arcs, rows), "community", community_pen(sheet.colours))


def _haloed(sheet: Sheet, strokes: Strokes, name: str, pen: QPen) -> Iterator[Step]:
    halo = _pen(QColor(sheet.colours.halo), pen.widthF() + 2.0)
    # A pale edge need not be smooth, which would take more than twice the time.
    for line, smooth in ((halo, False), (pen, True)):
        sheet.smooth(smooth)
        for count in strokes.draw(line):
            yield Step(name, How.LINE, count, count)
            sheet.smooth(smooth)
