# SPDX-License-Identifier: MIT
"""The legends of the book's maps: only what is on them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gridmgr.map.lettering import Face, PaperPainter, ink
from gridmgr.map.marks import Lettering, Pill
from gridmgr.map.paper import PAPER, pen
from gridmgr.map.scene import Barriers
from gridmgr.map.style import BandState
from gridmgr.model.bands import Band
from gridmgr.report.book.cartography import OWN_BORDER, OWN_BUILDING, OWN_BUILDING_LINE, PLACE
from gridmgr.report.book.contents import Book, CommunityContents, GridContents
from gridmgr.report.book.sheets import Entry, area_swatch, line_swatch

COMMUNITY_BORDER = Entry("社区界线", line_swatch(pen(PAPER.community_border, 2.6, (5.0, 1.6))))
GRID_BORDER = Entry("网格界线", line_swatch(pen(PAPER.grid_border, 1.7)))
THIN_GRID_BORDER = Entry("网格界线", line_swatch(pen(PAPER.grid_border, 0.7)))
OWN_GRID_BORDER = Entry("本网格界线", line_swatch(pen(OWN_BORDER, 3.2)))
OTHER_GRID_BORDER = Entry("其他网格界线", line_swatch(pen(PAPER.muted, 1.1, (5, 3))))
OWN_BUILDINGS = Entry("本网格楼幢", area_swatch(OWN_BUILDING, pen(OWN_BUILDING_LINE, 0.8)))
BUILDINGS = Entry("楼幢", area_swatch(PAPER.building, pen(PAPER.building_line, 0.6)))
OTHER_BUILDINGS = Entry("其他楼幢", BUILDINGS.swatch)
ROADS = Entry("道路", line_swatch(pen(PAPER.road_casing, 6.6), pen(PAPER.road, 5.0)))
WATER = Entry("水域", area_swatch(PAPER.water, pen(PAPER.water, 0.6)))
RAILWAYS = Entry("铁路", line_swatch(pen(PAPER.railway, 3.6), pen(PAPER.halo, 2.0, (4.0, 4.0))))
BAND_TEXTS = {
    BandState.BELOW: "不足 {low} 户：{count} 个",
    BandState.INSIDE: "{low}–{high} 户：{count} 个",
    BandState.ABOVE: "超过 {high} 户：{count} 个",
}


def key_legend(book: Book) -> list[Entry]:
    """Return the legend of the key map."""
    return [COMMUNITY_BORDER, THIN_GRID_BORDER, *_land(book.scene.barriers)]


def community_legend(book: Book, community: CommunityContents, with_buildings: bool = True) -> list[Entry]:
    """Return the legend of a community's map, with its grids below, inside and above the size rule."""
    states = [grid.state for grid in community.grids]
    signs = [_band_entry(state, states.count(state), book.band) for state in BandState if state in states]
    buildings = [BUILDINGS] if with_buildings else []
    return [COMMUNITY_BORDER, GRID_BORDER, *signs, *buildings, *_land(book.scene.barriers)]


def grid_legend(book: Book, grid: GridContents) -> list[Entry]:
    """Return the legend of a grid's map."""
    places = [Entry("设施（编号见下）", _place)] if grid.places else []
    return [
        OWN_GRID_BORDER,
        OTHER_GRID_BORDER,
        COMMUNITY_BORDER,
        OWN_BUILDINGS,
        OTHER_BUILDINGS,
        *_land(book.scene.barriers),
        *places,
    ]


def _land(barriers: Barriers) -> Sequence[Entry]:
    entries = ((barriers.is_road, ROADS), (barriers.is_water, WATER), (barriers.is_railway, RAILWAYS))
    return [entry for there, entry in entries if there.any()]


def _band_entry(state: BandState, count: int, band: Band) -> Entry:
    text = BAND_TEXTS[state].format(low=band.low, high=band.high, count=count)
    return Entry(text, _sign(Pill(Lettering(state.value, Face(10, bold=True), ink("#FFFFFF")), PAPER.band(state))))


def _sign(mark: Pill) -> Callable[[PaperPainter, QRectF], None]:
    return lambda painter, area: mark.paint(painter, (area.center().x(), area.center().y()))


_place = _sign(Pill(Lettering("1", Face(9, bold=True), ink("#FFFFFF")), QColor(PLACE)))
