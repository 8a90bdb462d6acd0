# SPDX-License-Identifier: MIT
"""The page of one community: its map with all grids, and the list of them."""

from collections.abc import Mapping, Sequence

from gridmgr.map.lettering import PaperPainter
from gridmgr.map.style import LIGHT
from gridmgr.report.book.cartography import Frame, draw_community
from gridmgr.report.book.contents import Book, CommunityContents, GridContents
from gridmgr.report.book.drawing import Align, Cell, Column, frame, heading, table
from gridmgr.report.book.grid_page import scale_text
from gridmgr.report.book.legends import community_legend
from gridmgr.report.book.reading import VACANT
from gridmgr.report.book.sheets import LEGEND_ROW_MM, Format, Title, legend

ROW_MM = 5.2
MOST_BESIDE_MAP = 32
"""More grids than these are listed on pages of their own."""
COLUMNS = (
    Column("网格", 38),
    Column("户数", 17, Align.RIGHT),
    Column("楼幢", 13, Align.RIGHT),
    Column("网格管理员", 22),
    Column("页码", 12, Align.RIGHT),
)
LEGEND_MM = 42.0
TABLE_GAP_MM = 6.0


def community_format(community: CommunityContents, upright: Format) -> Format:
    """Return the page upright, or on its side where the map becomes larger that way."""
    scales = {paper: _frame(community, paper, 2).denominator for paper in (upright, upright.turned)}
    return upright.turned if scales[upright.turned] < scales[upright] else upright


def community_title(community: CommunityContents) -> Title:
    """Return what a community's page says of itself."""
    parts = (community.street, f"社区代码 {community.code}", community.office)
    return Title(f"{community.name}网格图", "    ".join(filter(None, parts)))


def is_listed_beside_map(community: CommunityContents) -> bool:
    """Tell whether the list of grids has room on the page of the map."""
    return len(community.grids) <= MOST_BESIDE_MAP


def paint_community(
    painter: PaperPainter,
    book: Book,
    community: CommunityContents,
    paper: Format,
    pages: Mapping[str, int],
    wanted: int = 0,
) -> None:
    """Paint map, legend and, where it has room, the list of grids."""
    left, _, right, bottom = paper.content
    columns = int((right - left) / LEGEND_MM)
    at = community_frame(book, community, paper, wanted)
    entries = community_legend(book, community, at.shows_buildings)
    draw_community(painter, book, community, at)
    frame(painter, at.box)
    scale_text(painter, at)
    y = legend(painter, entries, (left, at.box[3] + 1.5, right, bottom), columns)
    if community.grids and is_listed_beside_map(community):
        paint_grid_list(painter, community.grids, (left, y + 2.0, right, bottom), pages)


def community_frame(book: Book, community: CommunityContents, paper: Format, wanted: int = 0) -> Frame:
    """Return where the map lies on its page, and its scale."""
    left, _, right, _ = paper.content
    columns = int((right - left) / LEGEND_MM)
    return _frame(community, paper, -(-len(community_legend(book, community)) // columns), wanted)


def paint_grid_list(
    painter: PaperPainter,
    grids: Sequence[GridContents],
    box: tuple[float, float, float, float],
    pages: Mapping[str, int],
) -> None:
    """Paint a list of grids in as many tables side by side as the width allows."""
    left, top, right, bottom = box
    top = heading(painter, "网格一览", box)
    count = max(int((right - left) / 85), 1)
    width = (right - left - TABLE_GAP_MM * (count - 1)) / count
    length = -(-len(grids) // count)
    with_pages = any(grid.id in pages for grid in grids)
    columns = COLUMNS if with_pages else COLUMNS[:-1]
    for number in range(count):
        part = grids[number * length : (number + 1) * length]
        x = left + number * (width + TABLE_GAP_MM)
        if part:
            rows = [_row(grid, pages)[: len(columns)] for grid in part]
            table(painter, (x, top, x + width, bottom), columns, rows, ROW_MM)


def grids_on_page(paper: Format) -> int:
    """Return how many grids a page of nothing but the list holds."""
    left, top, right, bottom = paper.content
    return max(int((right - left) / 85), 1) * (int((bottom - top - 6.2) / ROW_MM) - 1)


def _row(grid: GridContents, pages: Mapping[str, int]) -> list[str | Cell]:
    page = pages.get(grid.id)
    leader = grid.leader or Cell(VACANT, LIGHT.error)
    return [grid.name, f"{grid.state.value} {grid.households:,}", f"{grid.buildings:,}", leader, str(page or "")]


def _frame(community: CommunityContents, paper: Format, legend_rows: int, wanted: int = 0) -> Frame:
    left, top, right, bottom = paper.content
    below = legend_rows * LEGEND_ROW_MM + 1.5
    if community.grids and is_listed_beside_map(community):
        count = max(int((right - left) / 85), 1)
        below += 2.0 + 6.2 + ROW_MM * (-(-len(community.grids) // count) + 1)
    box = (left, top, right, bottom - below)
    return Frame.around(community.geom.bounds, box, wanted)
