# SPDX-License-Identifier: MIT
"""The sheet of one grid: its map above, its roles, figures, neighbours and facilities below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridmgr.map.lettering import PaperPainter
from gridmgr.map.style import LIGHT
from gridmgr.report.book.blocks import Block, grid_blocks, height_of, in_columns, paint_columns
from gridmgr.report.book.cartography import Frame, draw_grid
from gridmgr.report.book.contents import Book, CommunityContents, GridContents
from gridmgr.report.book.drawing import Align, Style, frame, say
from gridmgr.report.book.sheets import GAP_MM, Format, Title

COLUMN_GAP_MM = 6.0
WIDEST_COLUMN_MM = 100.0
LEAST_MAP_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class GridLayout:
    """How a grid's sheet is laid out."""

    paper: Format
    map: Frame
    columns: Sequence[Sequence[Block]]


def grid_layout(book: Book, grid: GridContents, paper: Format, pages: Mapping[str, int], wanted: int = 0) -> GridLayout:
    """Lay a sheet out on a page that is upright or on its side; `wanted` is the denominator of a fixed scale or 0."""
    left, top, right, bottom = paper.content
    count = max(round((right - left) / WIDEST_COLUMN_MM), 2)
    width = (right - left - COLUMN_GAP_MM * (count - 1)) / count
    columns = in_columns(grid_blocks(book, grid, width, pages), count)
    below = min(height_of(columns), (bottom - top) * (1 - LEAST_MAP_SHARE))
    box = (left, top, right, bottom - below - GAP_MM)
    return GridLayout(paper, Frame.around(grid.geom.bounds, box, wanted), columns)


def grid_format(book: Book, grid: GridContents, upright: Format) -> Format:
    """Return the page upright, or on its side where the map becomes larger that way."""
    scales = {paper: grid_layout(book, grid, paper, {}).map.denominator for paper in (upright, upright.turned)}
    return upright.turned if scales[upright.turned] < scales[upright] else upright


def grid_title(community: CommunityContents, grid: GridContents) -> Title:
    """Return what a grid's sheet says of itself."""
    name = grid.name if community.name in grid.name else f"{community.name} {grid.name}"
    where = f"{community.street} {community.name}".strip()
    return Title(name, f"{where}    网格编码 {grid.code}")


def paint_grid(painter: PaperPainter, book: Book, grid: GridContents, layout: GridLayout) -> None:
    """Paint the sheet between title and footer."""
    left, _, right, bottom = layout.map.box
    missing = draw_grid(painter, book, grid, layout.map)
    frame(painter, layout.map.box)
    scale_text(painter, layout.map, f"另有 {missing} 幢楼的号码地方太小，未注出    " if missing else "")
    _, _, _, end = layout.paper.content
    paint_columns(painter, layout.columns, (left, bottom + GAP_MM, right, end), COLUMN_GAP_MM)


def scale_text(painter: PaperPainter, at: Frame, before: str = "") -> None:
    """Write the scale above the upper right corner of a map, in the line below the title."""
    _, top, right, _ = at.box
    text = f"{before}比例尺 1:{at.denominator:,}"
    say(painter, text, (right - 110, top - 6.2, right, top - 1.6), Style(2.8, LIGHT.text, align=Align.RIGHT))
