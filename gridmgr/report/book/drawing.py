# SPDX-License-Identifier: MIT
"""Text, rules and tables on a page; all lengths in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from gridmgr.map.lettering import BASELINE_SHARE, PaperPainter, letters_width, write_letters
from gridmgr.map.style import LIGHT
from gridmgr.map.view import Box

LEADING = 1.5
SMALLEST_SHARE = 0.72
"""A text that is too long for its place is made smaller down to this share, then it ends in an ellipsis."""
NOT_FIRST = "，。；：、）》”％%,.;:)"
"""Characters that no line begins with."""
HEAD_GROUND = "#E8EDF4"
HAIR_MM = 0.15


class Align(Enum):
    """Where a text stands in its box."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written: its size in millimetres, colour, weight and place."""

    size: float = 3.0
    colour: str = LIGHT.text
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: heading, its share of the width, where its texts stand."""

    title: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table that is written differently from its column."""

    text: str
    colour: str = LIGHT.text
    bold: bool = False


def fitted(text: str, width: float, size: float, bold: bool = False) -> tuple[str, float]:
    """Return a text and its size so that it is not wider than its place."""
    wide = letters_width(text, size, bold)
    if wide <= width:
        return text, size
    smaller = max(width / wide, SMALLEST_SHARE) * size
    if letters_width(text, smaller, bold) <= width * 1.001:
        return text, smaller
    while text and letters_width(text + "…", smaller, bold) > width:
        text = text[:-1]
    return text + "…", smaller


def say(painter: PaperPainter, text: str, box: Box, style: Style) -> None:
    """Write one line in the middle of the height of a box; it never leaves the box sideways."""
    left, top, right, bottom = box
    text, size = fitted(text, right - left, style.size, style.bold)
    if text:
        start = left + (right - left - letters_width(text, size, style.bold)) * style.align.value
        baseline = (top + bottom) / 2 + size * BASELINE_SHARE
        write_letters(painter, text, size, style.colour, (start, baseline), style.bold)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Cut a text into lines that are not wider than `width`; no line begins with a closing mark."""
    lines: list[str] = []
    current, used = "", 0.0
    for character in text:
        # Chinese characters are not drawn together, so their widths add up; measuring whole lines would be slow.
        step = letters_width(character, size)
        if current and character not in NOT_FIRST and used + step > width:
            lines.append(current)
            current, used = character.strip(), step
        else:
            current, used = current + character, used + step
    return [*lines, current] if current else lines


def paragraph(painter: PaperPainter, text: str, box: Box, style: Style) -> float:
    """Write a text in lines from the top of a box; returns where it ends. What has no room ends in an ellipsis."""
    left, top, right, bottom = box
    height = style.size * LEADING
    most = max(int((bottom - top + 0.01) / height), 1)
    lines = wrapped(text, right - left, style.size)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    for line in lines:
        say(painter, line, (left, top, right, top + height), style)
        top += height
    return top


def heading(painter: PaperPainter, text: str, box: Box) -> float:
    """Write a heading with a short bar before it; returns where what stands below may begin."""
    left, top, right, _ = box
    painter.fillRect(QRectF(left, top + 0.7, 1.0, 3.6), QColor(LIGHT.accent))
    say(painter, text, (left + 2.4, top, right, top + 5.0), Style(3.4, bold=True))
    return top + 6.2


def rule(painter: PaperPainter, left: float, right: float, y: float, colour: str = LIGHT.line) -> None:
    """Draw a thin line across."""
    painter.setPen(QPen(QColor(colour), HAIR_MM))
    painter.drawLine(QLineF(left, y, right, y))


def frame(painter: PaperPainter, box: Box, colour: str = LIGHT.muted, width: float = 0.25) -> None:
    """Draw a rectangle."""
    left, top, right, bottom = box
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    )
    painter.drawRect(QRectF(left, top, right - left, bottom - top))


def table(
    painter: PaperPainter, box: Box, columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]], row_mm: float
) -> float:
    """Draw a table from the top of a box over its whole width; returns where it ends."""
    left, top, right, _ = box
    whole = sum(column.share for column in columns)
    size = min(3.0, row_mm * 0.56)
    painter.fillRect(QRectF(left, top, right - left, row_mm), QColor(HEAD_GROUND))
    for number, row in enumerate([[Cell(c.title, bold=True) for c in columns], *rows]):
        start, above = left, top + number * row_mm
        for column, text in zip(columns, row, strict=True):
            cell = text if isinstance(text, Cell) else Cell(text)
            end = start + (right - left) * column.share / whole
            place = (start + 1.2, above, end - 1.2, above + row_mm)
            say(painter, cell.text, place, Style(size, cell.colour, cell.bold, column.align))
            start = end
        rule(painter, left, right, above + row_mm)
    rule(painter, left, right, top)
    return top + (len(rows) + 1) * row_mm
