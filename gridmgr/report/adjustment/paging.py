# SPDX-License-Identifier: MIT
"""Lines that fill page after page: texts, tables whose heads are repeated, blocks that stay whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gridmgr.map.lettering import PaperPainter
from gridmgr.map.style import LIGHT
from gridmgr.map.view import Box
from gridmgr.report.adjustment.tables import Heading, Row, Table
from gridmgr.report.book.drawing import (
    HEAD_GROUND,
    LEADING,
    Align,
    Style,
    frame,
    heading,
    rule,
    say,
    wrapped,
)

SIZE_MM = 2.8
HEADING_MM = 7.4
PADDING_MM = 1.1
TOTAL_GROUND = "#F3F5F8"
MOST_LINES = 30
"""A row that is higher than this goes on in another one, so that no row is higher than a page."""
LINE_MM = SIZE_MM * LEADING


@dataclass(frozen=True, slots=True)
class Line:
    """Something as wide as the page; `paint` gets its box in millimetres."""

    height: float
    paint: Callable[[PaperPainter, Box], None]
    again: "Line | None" = None
    """What is put above it where it begins a page: the head of its table."""
    holds_next: bool = False
    """It is not left alone at the foot of a page."""


def paged(lines: Sequence[Line], height: float) -> list[list[Line]]:
    """Share lines out to pages of a height (millimetres); what holds together is not torn apart where it fits."""
    pages: list[list[Line]] = [[]]
    used = 0.0
    for group in _groups(lines):
        needed = sum(line.height for line in group)
        if pages[-1] and used + needed > height:
            pages.append([])
            used = 0.0
        for line in group:
            if pages[-1] and used + line.height > height:
                pages.append([])
                used = 0.0
            if not pages[-1] and line.again is not None:
                pages[-1].append(line.again)
                used += line.again.height
            pages[-1].append(line)
            used += line.height
    return [page for page in pages if page]


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        group.append(line)
        if not line.holds_next:
            yield group
            group = []
    if group:
        yield group


def paint_lines(painter: PaperPainter, lines: Sequence[Line], box: Box) -> None:
    """Paint the lines of one page from the top of a box."""
    left, top, right, _ = box
    for line in lines:
        line.paint(painter, (left, top, right, top + line.height))
        top += line.height


def heading_line(text: str) -> Line:
    """Return a heading that stays with what follows."""
    return Line(HEADING_MM, lambda painter, box: _ignore(heading(painter, text, box)), holds_next=True)


def text_lines(text: str, width: float, style: Style | None = None) -> list[Line]:
    """Return a text in as many lines as it needs."""
    look = style or Style(SIZE_MM)
    return [_text_line(part, look) for part in wrapped(text, width, look.size)]


def _text_line(text: str, look: Style) -> Line:
    return Line(look.size * LEADING, lambda painter, box: say(painter, text, box, look))


def gap(height: float) -> Line:
    """Return empty room."""
    return Line(height, _leave)


def table_lines(table: Table, width: float) -> list[Line]:
    """Return a table over a width: its head, which is repeated on every page, its rows with long texts in lines."""
    whole = sum(h.share for h in table.headings)
    widths = [width * h.share / whole for h in table.headings]
    titles = _row_line(table.headings, tuple(h.title for h in table.headings), widths, HEAD_GROUND)
    head = replace(titles[0], holds_next=True)
    rows = [line for row in table.rows for line in _row_line(table.headings, row, widths)]
    if table.total is not None:
        if rows:
            rows[-1] = replace(rows[-1], holds_next=True)
        rows += _row_line(table.headings, table.total, widths, TOTAL_GROUND)
    return [head, *(replace(line, again=head) for line in rows)]


def _row_line(headings: Sequence[Heading], row: Row, widths: Sequence[float], ground: str = "") -> list[Line]:
    """Return a row; a very high one in several."""
    texts = [cell if isinstance(cell, str) else f"{cell:,}" for cell in row]
    cells = [wrapped(text, wide - 2 * PADDING_MM, SIZE_MM) for text, wide in zip(texts, widths, strict=True)]
    highest = max((len(lines) for lines in cells), default=1) or 1
    return [
        _cells_line(headings, [lines[first : first + MOST_LINES] for lines in cells], widths, ground)
        for first in range(0, highest, MOST_LINES)
    ]


def _cells_line(
    headings: Sequence[Heading], cells: Sequence[Sequence[str]], widths: Sequence[float], ground: str
) -> Line:
    most = max(max(len(lines) for lines in cells), 1)
    height = most * LINE_MM + 1.2

    def paint(painter: PaperPainter, box: Box) -> None:
        left, top, right, bottom = box
        if ground:
            painter.fillRect(QRectF(left, top, right - left, bottom - top), QColor(ground))
        start = left
        for column, lines, wide in zip(headings, cells, widths, strict=True):
            align = Align.MIDDLE if ground == HEAD_GROUND else Align.RIGHT if column.is_figure else Align.LEFT
            look = Style(SIZE_MM, LIGHT.text, bool(ground), align)
            y = (top + bottom - len(lines) * LINE_MM) / 2
            for text in lines:
                say(painter, text, (start + PADDING_MM, y, start + wide - PADDING_MM, y + LINE_MM), look)
                y += LINE_MM
            frame(painter, (start, top, start + wide, bottom), LIGHT.line, 0.15)
            start += wide

    return Line(height, paint)


def signature_line(labels: Sequence[str]) -> Line:
    """Return a line to sign on, with a rule behind each of some labels."""

    def paint(painter: PaperPainter, box: Box) -> None:
        left, top, right, _ = box
        wide = (right - left) / len(labels)
        for number, text in enumerate(labels):
            x = left + number * wide
            say(painter, f"{text}：", (x, top + 4, x + wide, top + 9), Style(3.0))
            rule(painter, x + 4.0 * (len(text) + 1) - 1, x + wide - 6, top + 9, LIGHT.muted)

    return Line(12.0, paint)


def _leave(_painter: PaperPainter, _box: Box) -> None:
    """Paint nothing."""


def _ignore(_end: float) -> None:
    """Take no notice of where something ends."""
