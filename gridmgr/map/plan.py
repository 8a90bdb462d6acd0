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
        if scene.fill is not Fill.NONE and not scene.shows_only_moves:
            yield from (_balance_steps if scene.fill is Fill.BALANCE else _hue_steps)(sheet, scene.grids)
        yield from _border_steps(sheet, scene.grids, "grid", grid_pen(sheet.colours))
    if shown.communities:
        yield from _border_steps(sheet, scene.communities, "community", community_pen(sheet.colours))
    yield from move_steps(sheet, scene)
    if shown.facilities:
        yield from facility_steps(sheet, scene.facilities)


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


def _border_steps(sheet: Sheet, areas: Areas, name: str, pen: QPen) -> Iterator[Step]:
    """Paint each border once upon a pale halo."""
    yield from scaled(sheet, areas.borders)
    arcs = areas.borders.at(sheet.view.metres_per_pixel)
    rows = arcs.within(sheet.ground)
    halo = _pen(QColor(sheet.colours.halo), pen.widthF() + 2.0)
    sheet.smooth(True)
    strokes = Strokes(sheet, arcs, rows)
    for line in (halo, pen):
        for count in strokes.draw(line):
            yield Step(name, How.LINE, count, count)
