# SPDX-License-Identifier: MIT
"""The legend: only what is on the map, with the number of grids below, inside and above the size rule."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from gridmgr.map.crowd import SHADED_FROM_M_PER_PX
from gridmgr.map.facilities import Symbol, is_community_service, shows_facilities
from gridmgr.map.furniture import (
    MARGIN_PX,
    NOTE_HEIGHT_PX,
    PADDING_PX,
    Piece,
    north_arrow,
    note,
    plate,
    scale_bar,
    title,
)
from gridmgr.map.layers import Fill
from gridmgr.map.lettering import Face, ink
from gridmgr.map.marks import Lettering, Mark, Pill
from gridmgr.map.moves import moved_brush, moved_pen
from gridmgr.map.padlock import Padlock
from gridmgr.map.plan import BALANCE_HATCH, community_pen, grid_pen
from gridmgr.map.scene import MapScene
from gridmgr.map.style import GRID_FILL_SHARE, BandState, Colours
from gridmgr.map.themes import paint_swatch, theme_brushes
from gridmgr.map.view import Box, ViewState

ROW_PX = 22.0
SWATCH_PX = (30.0, 14.0)
BAND_SENTENCES = {
    BandState.BELOW: "不足 {low} 户（{count} 个网格）",
    BandState.INSIDE: "{low}–{high} 户（{count} 个网格）",
    BandState.ABOVE: "超过 {high} 户（{count} 个网格）",
}


MOST_SHARE = 0.25
"""A legend that would take more of the map than this is left out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: what is painted on the left and what is written beside it."""

    text: str
    swatch: Callable[[QPainter, QRectF], None]
    is_heading: bool = False
    """Whether it stands above the lines that belong to it, with nothing painted beside it."""


def furniture(
    scene: MapScene, view: ViewState, colours: Colours, with_title: bool = True, with_legend: bool = True
) -> list[Piece]:
    """Return everything that stands upon the map of a scene, the scale bar first: what is empty is left out."""
    pieces = [scale_bar(view, colours, lift_of(scene)), north_arrow(view, colours)]
    if with_title and scene.title:
        pieces.append(title(scene.title, view, colours))
    if scene.note:
        pieces.append(note(scene.note, view, colours))
    lines = entries(scene, colours, view.metres_per_pixel) if with_legend else []
    explained = legend(lines, view, colours) if lines else None
    return [*pieces, explained] if explained is not None and _has_room(explained.box, pieces[0].box, view) else pieces


def lift_of(scene: MapScene) -> float:
    """Return by how much the scale bar lies above the corner, in which the note stands (pixels)."""
    return NOTE_HEIGHT_PX + 6.0 if scene.note else 0.0


def _has_room(box: Box, scale: Box, view: ViewState) -> bool:
    """Tell whether a legend leaves most of the map free, and the scale bar whole; on a small map it stays away."""
    left, top, right, bottom = box
    return left > scale[2] + MARGIN_PX and (right - left) * (bottom - top) <= MOST_SHARE * view.width * view.height


def legend(lines: list[Entry], view: ViewState, colours: Colours) -> Piece:
    """Return the legend at the lower right."""
    letters = [Lettering(line.text, Face(12, bold=line.is_heading), ink(colours.text)) for line in lines]
    indents = [0.0 if line.is_heading else SWATCH_PX[0] + PADDING_PX for line in lines]
    width = max(text.size[0] + indent for text, indent in zip(letters, indents, strict=True)) + 2 * PADDING_PX
    height = ROW_PX * len(lines) + PADDING_PX
    right, bottom = view.width - MARGIN_PX, view.height - MARGIN_PX
    box = (right - width, bottom - height, right, bottom)

    def paint(painter: QPainter) -> None:
        plate(painter, box, colours)
        middle = box[1] + PADDING_PX / 2 + ROW_PX / 2
        for line, text, indent in zip(lines, letters, indents, strict=True):
            left = box[0] + PADDING_PX
            painter.save()
            line.swatch(painter, QRectF(left, middle - SWATCH_PX[1] / 2, *SWATCH_PX))
            painter.restore()
            text.paint(painter, (left + indent + text.size[0] / 2, middle))
            middle += ROW_PX

    return Piece(box, paint)


def entries(scene: MapScene, colours: Colours, metres_per_pixel: float = 0.0) -> list[Entry]:
    """Return the lines of the legend for what the scene holds and shows at a scale."""
    lines, shown = [], scene.layers
    if shown.communities and len(scene.communities.layer):
        lines.append(Entry("社区界线", _line(community_pen(colours))))
    if shown.grids and len(scene.grids.layer):
        lines.append(Entry("网格界线", _line(grid_pen(colours))))
        if shown.grid_labels or scene.fill is Fill.BALANCE:
            lines += [_band_entry(scene, state, colours) for state in BandState]
        lines += _theme_entries(scene, colours)
    if (shown.grids and shown.grid_labels and scene.grids.locked) or (shown.building_labels and scene.buildings.locked):
        lines.append(Entry("已锁定", _symbol(Padlock(14.0, ink(colours.grid_border)))))
    if len(scene.moves.layer):
        # Who compares plans looks at them: what the land shows needs no words there, and the map keeps its room.
        return [*lines, *_move_entries(scene, colours)]
    if shown.crowd and len(scene.buildings.layer):
        lines.append(_crowd_entry(metres_per_pixel, colours))
    if shown.buildings and len(scene.buildings.layer):
        lines.append(Entry("建筑物", _area(QColor(colours.building), QColor(colours.building_line))))
    if shown.roads and scene.barriers.is_road.any():
        lines.append(Entry("道路", _road(colours)))
    if shown.railways and scene.barriers.is_railway.any():
        lines.append(Entry("铁路", _railway(colours)))
    if shown.waters and scene.barriers.is_water.any():
        lines.append(Entry("水域", _area(QColor(colours.water), QColor(colours.water))))
    if shown.facilities and shows_facilities(metres_per_pixel):
        lines += _facility_entries(scene, colours)
    return lines


def _crowd_entry(metres_per_pixel: float, colours: Colours) -> Entry:
    if metres_per_pixel > SHADED_FROM_M_PER_PX:
        return Entry("住户越多，颜色越浓", _shades(QColor(colours.crowd)))
    return Entry("每点一户，落在所在楼内", _dots(QColor(colours.crowd)))


def _shades(colour: QColor) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        for step in range(5):
            colour.setAlphaF(0.15 + 0.15 * step)
            painter.fillRect(QRectF(area.left() + 6 * step, area.top(), 6, area.height()), colour)

    return paint


def _dots(colour: QColor) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        for right, down in ((5, 4), (13, 9), (20, 3), (25, 10)):
            painter.fillRect(QRectF(area.left() + right, area.top() + down, 2, 2), colour)

    return paint


def _theme_entries(scene: MapScene, colours: Colours) -> list[Entry]:
    """Return a heading, a line for each class with the number of its grids, and one for grids without any."""
    theme = scene.shown_theme
    if theme is None:
        return []
    lines = [Entry(theme.title, lambda _painter, _area: None, is_heading=True)]
    present = [theme.class_of.get(one, -1) for one in scene.grids.ids]
    counts = Counter(present)
    for number, one in enumerate(theme.classes):
        text = f"{one.label}（{counts[number]} 个网格）"
        lines.append(Entry(text, _theme_swatch(theme_brushes(theme, number, colours), colours)))
    if counts[-1]:
        lines.append(Entry(f"{theme.unknown}（{counts[-1]} 个网格）", _theme_swatch((), colours)))
    return lines


def _theme_swatch(brushes: Sequence[QBrush], colours: Colours) -> Callable[[QPainter, QRectF], None]:
    return lambda painter, area: paint_swatch(painter, area, brushes, colours.line)


def _move_entries(scene: MapScene, colours: Colours) -> list[Entry]:
    lines = [Entry("换网格的地块和楼幢", _moved(colours))]
    return [*lines, Entry("去向和户数", _line(moved_pen(colours)))] if scene.shows_only_moves else lines


def _facility_entries(scene: MapScene, colours: Colours) -> list[Entry]:
    """Return a line for facilities of the community and one for all others, each where there are any."""
    kinds: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for facility_type in scene.facilities.types:
        kinds[is_community_service(facility_type)][facility_type] += 1
    lines = []
    for is_own, text in ((True, "社区服务设施"), (False, "便民与公共设施")):
        if kinds[is_own]:
            usual = min(kinds[is_own], key=lambda one: (-kinds[is_own][one], one))
            lines.append(Entry(text, _symbol(Symbol(usual, colours))))
    return lines


def _symbol(symbol: Mark) -> Callable[[QPainter, QRectF], None]:
    return lambda painter, area: symbol.paint(painter, (area.center().x(), area.center().y()))


def _band_entry(scene: MapScene, state: BandState, colours: Colours) -> Entry:
    count = sum(one is state for one in scene.grids.states)
    text = BAND_SENTENCES[state].format(low=scene.band.low, high=scene.band.high, count=count)
    if scene.fill is Fill.BALANCE:
        return Entry(text, _balance(state, colours))
    sign = Pill(Lettering(state.value, Face(10, bold=True), ink(colours.surface)), colours.band(state))
    return Entry(text, lambda painter, area: sign.paint(painter, (area.center().x(), area.center().y())))


def _line(pen: QPen) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        painter.setPen(pen)
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))

    return paint


def _area(fill: QColor, outline: QColor) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(outline, 1.0))
        painter.setBrush(fill)
        painter.drawRect(area.adjusted(3.5, 0.5, -3.5, -0.5))

    return paint


def _moved(colours: Colours) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        painter.setPen(moved_pen(colours))
        painter.setBrush(moved_brush(colours))
        painter.drawRect(area.adjusted(3.5, 0.5, -3.5, -0.5))

    return paint


def _balance(state: BandState, colours: Colours) -> Callable[[QPainter, QRectF], None]:
    tint, full = colours.band(state), colours.band(state)
    tint.setAlphaF(GRID_FILL_SHARE)
    sign = Lettering(state.value, Face(10, bold=True), ink(full, colours.surface))

    def paint(painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, tint)
        painter.fillRect(area, QBrush(full, BALANCE_HATCH[state]))
        sign.paint(painter, (area.center().x(), area.center().y()))

    return paint


def _road(colours: Colours) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area.adjusted(0, 3, 0, -3), QColor(colours.road_casing))
        painter.fillRect(area.adjusted(0, 4, 0, -4), QColor(colours.road))

    return paint


def _railway(colours: Colours) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area.adjusted(0, 5, 0, -5), QColor(colours.railway))
        for left in np.arange(area.left() + 7, area.right(), 15).tolist():
            painter.fillRect(QRectF(left, area.top() + 6, 8, area.height() - 12), QColor(colours.halo))

    return paint
