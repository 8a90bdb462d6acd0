# SPDX-License-Identifier: MIT
"""The blocks of text beside and below a grid's map: roles, figures, legend, facilities, neighbours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gridmgr.map.builders import band_states
from gridmgr.map.lettering import PaperPainter
from gridmgr.map.style import LIGHT, BandState
from gridmgr.map.view import Box
from gridmgr.model.bands import Band
from gridmgr.report.book.cartography import MOST_PLACES, neighbour_name
from gridmgr.report.book.contents import Book, GridContents
from gridmgr.report.book.drawing import (
    LEADING,
    Align,
    Cell,
    Column,
    Style,
    frame,
    heading,
    paragraph,
    say,
    table,
    wrapped,
)
from gridmgr.report.book.legends import grid_legend
from gridmgr.report.book.reading import VACANT
from gridmgr.report.book.sheets import LEGEND_ROW_MM, legend

HEADING_MM = 6.2
AFTER_MM = 3.0
ROLE_ROW_MM = 6.0
FIGURE_MM = 12.5
TEXT = Style(2.8)
LINE_MM = TEXT.size * LEADING
ROLE_COLUMNS = (Column("职责", 27), Column("姓名", 24), Column("联系电话", 36))
M2_PER_HECTARE = 10_000


@dataclass(frozen=True, slots=True)
class Block:
    """Something with a heading in a column: its height in millimetres and how it is painted into a box."""

    height: float
    paint: Callable[[PaperPainter, Box], None]


def grid_blocks(book: Book, grid: GridContents, width: float, pages: Mapping[str, int]) -> list[Block]:
    """Return the blocks of a grid's sheet for columns of a width (millimetres), the most important first."""
    blocks = [_roles(grid), _figures(book, grid), _legend(book, grid)]
    blocks += [_text("相邻网格", _neighbours(book, grid, pages), width)] if grid.neighbours else []
    blocks += [_text("四至", grid.boundary, width)] if grid.boundary else []
    blocks += [_text("设施", _places(grid), width)] if grid.places else []
    blocks += [_text("例外说明", grid.reason, width)] if grid.reason else []
    return blocks


def in_columns(blocks: Sequence[Block], count: int) -> list[list[Block]]:
    """Share blocks out: each goes into the column that is shortest so far."""
    columns: list[list[Block]] = [[] for _ in range(count)]
    for block in blocks:
        min(columns, key=lambda column: sum(b.height + AFTER_MM for b in column)).append(block)
    return columns


def height_of(columns: Sequence[Sequence[Block]]) -> float:
    """Return the height of the tallest column."""
    return max(sum(b.height + AFTER_MM for b in column) - AFTER_MM for column in columns if column)


def paint_columns(painter: PaperPainter, columns: Sequence[Sequence[Block]], box: Box, gap: float) -> None:
    """Paint columns of blocks side by side into a box."""
    left, top, right, bottom = box
    width = (right - left - gap * (len(columns) - 1)) / len(columns)
    for number, column in enumerate(columns):
        x, y = left + number * (width + gap), top
        for block in column:
            block.paint(painter, (x, y, x + width, min(y + block.height, bottom)))
            y += block.height + AFTER_MM


def _roles(grid: GridContents) -> Block:
    rows = [
        (role.label, Cell(role.name, bold=True) if role.name else Cell(VACANT, LIGHT.error, bold=True), role.phone)
        for role in grid.roles
    ]

    def paint(painter: PaperPainter, box: Box) -> None:
        top = heading(painter, "一格五员", box)
        table(painter, (box[0], top, box[2], box[3]), ROLE_COLUMNS, rows, ROLE_ROW_MM)

    return Block(HEADING_MM + ROLE_ROW_MM * (len(rows) + 1), paint)


def _figures(book: Book, grid: GridContents) -> Block:
    figures = (
        ("户数", f"{grid.households:,}"),
        ("人数", f"{grid.persons:,}" if grid.persons else "未登记"),
        ("楼幢", f"{grid.buildings:,}"),
        ("面积（公顷）", f"{grid.area_m2 / M2_PER_HECTARE:,.2f}"),
    )
    sentence = size_sentence(grid.households, book.band)
    colour = LIGHT.text if grid.state is BandState.INSIDE else LIGHT.error

    def paint(painter: PaperPainter, box: Box) -> None:
        left, _, right, _ = box
        top = heading(painter, "网格概况", box)
        width = (right - left) / len(figures)
        for number, (label, value) in enumerate(figures):
            x = left + number * width
            frame(painter, (x, top, x + width, top + FIGURE_MM), LIGHT.line)
            say(painter, label, (x + 1, top + 0.8, x + width - 1, top + 4.8), _middle(2.6, LIGHT.muted))
            say(painter, value, (x + 1, top + 4.6, x + width - 1, top + FIGURE_MM - 0.6), _middle(4.6, bold=True))
        top += FIGURE_MM
        painter.fillRect(QRectF(left, top, right - left, 5.6), QColor("#F3F5F8"))
        say(painter, sentence, (left + 1.5, top, right - 1.5, top + 5.6), Style(3.0, colour))

    return Block(HEADING_MM + FIGURE_MM + 5.6, paint)


def size_sentence(households: int, band: Band) -> str:
    """Say with its sign how a number of households lies to the size rule."""
    state = band_states([households], band)[0]
    templates = {
        BandState.BELOW: "规模：{sign} 不足，比下限 {low} 户少 {off} 户",
        BandState.INSIDE: "规模：{sign} 达标，在 {low}–{high} 户之内",
        BandState.ABOVE: "规模：{sign} 超出，比上限 {high} 户多 {off} 户",
    }
    off = abs(band.excess(households))
    return templates[state].format(sign=state.value, low=band.low, high=band.high, off=off)


def _middle(size: float, colour: str = LIGHT.text, bold: bool = False) -> Style:
    return Style(size, colour, bold, Align.MIDDLE)


def _legend(book: Book, grid: GridContents) -> Block:
    entries = grid_legend(book, grid)

    def paint(painter: PaperPainter, box: Box) -> None:
        top = heading(painter, "图例", box)
        legend(painter, entries, (box[0], top, box[2], box[3]), 2)

    return Block(HEADING_MM + LEGEND_ROW_MM * (-(-len(entries) // 2)), paint)


def _text(title: str, text: str, width: float) -> Block:
    lines = len(wrapped(text, width, TEXT.size))

    def paint(painter: PaperPainter, box: Box) -> None:
        top = heading(painter, title, box)
        paragraph(painter, text, (box[0], top - 0.6, box[2], box[3]), TEXT)

    return Block(HEADING_MM - 0.6 + lines * LINE_MM, paint)


def _neighbours(book: Book, grid: GridContents, pages: Mapping[str, int]) -> str:
    """List the grids beside one, with their pages where they have one."""
    grids = book.grids
    names = []
    for other in sorted((grids[row] for row in grid.neighbours if row in grids), key=lambda g: g.code):
        page = pages.get(other.id)
        name = neighbour_name(book, grid, other)
        names.append(name if page is None else f"{name}（第 {page} 页）")
    return "、".join(names) + "。"


def _places(grid: GridContents) -> str:
    names = [f"{number} {place.name}" for number, place in enumerate(grid.places[:MOST_PLACES], start=1)]
    more = len(grid.places) - len(names)
    return "；".join(names) + (f"；另有 {more} 处未列出。" if more else "。")
