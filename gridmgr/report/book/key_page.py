# SPDX-License-Identifier: MIT
"""The first page: the district with its communities, the page of each, and the figures of the plan."""

from collections.abc import Mapping, Sequence

from gridmgr.map.lettering import PaperPainter
from gridmgr.map.style import BandState
from gridmgr.map.view import Box
from gridmgr.report.book.cartography import Frame, draw_key_map
from gridmgr.report.book.contents import Book, CommunityContents
from gridmgr.report.book.drawing import Align, Column, Style, frame, heading, say, table
from gridmgr.report.book.grid_page import scale_text
from gridmgr.report.book.legends import key_legend
from gridmgr.report.book.sheets import LEGEND_ROW_MM, Format, Title, legend

ROW_MM = 5.0
COLUMN_MM = 58.0
GAP_MM = 4.0
MOST_ROWS = 22
COLUMNS = (
    Column("社区", 30),
    Column("网格", 12, Align.RIGHT),
    Column("户数", 16, Align.RIGHT),
    Column("页码", 12, Align.RIGHT),
)
SUMMARY = (
    "共 {communities} 个社区、{grids} 个网格、{households:,} 户；达标 {inside} 个，不足 {below} 个，超出 {above} 个。"
)


def key_format(book: Book, upright: Format) -> Format:
    """Return the page upright, or on its side where the map becomes larger that way."""
    scales = {paper: _frame(book, paper).denominator for paper in (upright, upright.turned)}
    return upright.turned if scales[upright.turned] < scales[upright] else upright


def key_title(book: Book) -> Title:
    """Return what the first page says of itself."""
    below = f"方案“{book.plan}”，编制于 {book.plan_day:%Y-%m-%d}" if book.plan_day else f"方案“{book.plan}”"
    return Title(f"{book.district}网格总图", below)


def paint_key(painter: PaperPainter, book: Book, paper: Format, pages: Mapping[str, int]) -> None:
    """Paint the key map, the list of communities and the figures."""
    left, _, right, bottom = paper.content
    at = _frame(book, paper)
    draw_key_map(painter, book, at, pages)
    frame(painter, at.box)
    scale_text(painter, at)
    entries = key_legend(book)
    y = legend(painter, entries, (left, at.box[3] + 1.5, right, bottom), max(len(entries), int((right - left) / 36)))
    top = heading(painter, "社区一览", (left, y + 1.5, right, bottom))
    say(painter, summary(book), (left + 24, y + 1.5, right, y + 6.5), Style(2.8))
    _list(painter, book.communities, (left, top, right, bottom), pages)


def summary(book: Book) -> str:
    """Say the plan in figures."""
    states = [grid.state for community in book.communities for grid in community.grids]
    return SUMMARY.format(
        communities=len(book.communities),
        grids=len(states),
        households=sum(community.households for community in book.communities),
        inside=states.count(BandState.INSIDE),
        below=states.count(BandState.BELOW),
        above=states.count(BandState.ABOVE),
    )


def _list(painter: PaperPainter, communities: Sequence[CommunityContents], box: Box, pages: Mapping[str, int]) -> None:
    left, top, right, bottom = box
    count = _columns(left, right)
    width = (right - left - GAP_MM * (count - 1)) / count
    length = _rows(len(communities), count)
    for number in range(count):
        part = communities[number * length : (number + 1) * length]
        x = left + number * (width + GAP_MM)
        rows = [(c.name, str(len(c.grids)), f"{c.households:,}", str(pages.get(c.code, ""))) for c in part]
        if rows:
            table(painter, (x, top, x + width, bottom), COLUMNS, rows, ROW_MM)


def _columns(left: float, right: float) -> int:
    return max(int((right - left) / COLUMN_MM), 1)


def _rows(communities: int, columns: int) -> int:
    """Return how many rows each column of the list has."""
    return -(-communities // columns)


def _frame(book: Book, paper: Format) -> Frame:
    left, top, right, bottom = paper.content
    rows = min(_rows(len(book.communities), _columns(left, right)), MOST_ROWS)
    below = LEGEND_ROW_MM + 3.0 + 6.2 + ROW_MM * (rows + 1)
    return Frame.around(book.scene.extent, (left, top, right, bottom - below))
