# SPDX-License-Identifier: MIT
"""What all pages share: header, title, marks for drafts and invented data, footer, legend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from gridmgr.map.lettering import PaperPainter, letters_width
from gridmgr.map.paper import MM_PER_PX
from gridmgr.map.style import LIGHT
from gridmgr.map.view import Box
from gridmgr.report.book.drawing import Align, Style, frame, rule, say

SIDE_MM = 14.0
HEADER_MM = 12.0
TITLE_MM = 15.0
FOOTER_MM = 13.0
GAP_MM = 4.0
LEGEND_ROW_MM = 4.6
SWATCH_MM = 6.0
DRAFT = "草案"
INVENTED = "虚构数据"


@dataclass(frozen=True, slots=True)
class Format:
    """Width and height of a page in millimetres."""

    width: float
    height: float

    @property
    def turned(self) -> "Format":
        """The page on its side."""
        return Format(self.height, self.width)

    @property
    def content(self) -> Box:
        """What lies between title and footer."""
        return SIDE_MM, HEADER_MM + TITLE_MM + 1.5, self.width - SIDE_MM, self.height - FOOTER_MM


class Imprinted(Protocol):
    """What the head and the foot of a page name: the map book, or an adjustment."""

    @property
    def district(self) -> str:
        """Name of the district."""

    @property
    def programme(self) -> str:
        """What the office calls the whole work."""

    @property
    def plan(self) -> str:
        """Name of the plan."""

    @property
    def state(self) -> str:
        """Label of the plan's state."""

    @property
    def is_final(self) -> bool:
        """Whether the plan is approved, in force or was so; everything else is a draft on paper."""

    @property
    def is_invented(self) -> bool:
        """Whether the district says that its data are invented."""

    @property
    def day(self) -> date:
        """The day of printing."""

    @property
    def crs(self) -> str:
        """The coordinate system in words."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Head and foot of pages that are no part of a map book."""

    district: str
    programme: str
    plan: str
    state: str
    is_final: bool
    day: date
    crs: str

    @property
    def is_invented(self) -> bool:
        """Whether the district says that its data are invented."""
        return "虚构" in self.district or "虚构" in self.programme


@dataclass(frozen=True, slots=True)
class Title:
    """What a page says of itself: a title and a muted line below."""

    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend; the swatch is painted in pixels of the map into a rectangle."""

    text: str
    swatch: Callable[[PaperPainter, QRectF], None]


def dress(painter: PaperPainter, book: Imprinted, paper: Format, title: Title, numbers: tuple[int, int]) -> None:
    """Paint header, title, marks and footer of the page `numbers` (page, of how many)."""
    painter.fillRect(QRectF(0, 0, paper.width, paper.height), QColor("#FFFFFF"))
    left, right = SIDE_MM, paper.width - SIDE_MM
    muted = Style(2.8, LIGHT.muted)
    middle = (left + right) / 2
    programme = "" if book.programme == "社区网格化管理" else f" · {book.programme}"
    say(painter, f"{book.district}{programme}", (left, 6.5, middle + 20, HEADER_MM - 0.5), muted)
    plan = f"方案：{book.plan}（{book.state}）"
    say(painter, plan, (middle + 22, 6.5, right, HEADER_MM - 0.5), Style(2.8, LIGHT.muted, align=Align.RIGHT))
    rule(painter, left, right, HEADER_MM, LIGHT.muted)
    end = _marks(painter, book, right)
    say(painter, title.text, (left, HEADER_MM + 2, end - 3, HEADER_MM + 9.5), Style(6.0, bold=True))
    say(painter, title.below, (left, HEADER_MM + 9.8, right, HEADER_MM + 14.3), muted)
    _footer(painter, book, paper, numbers)


def _marks(painter: PaperPainter, book: Imprinted, right: float) -> float:
    """Paint what nobody may overlook at the right of the title; returns where it begins."""
    marks = (
        [] if book.is_final else [(f"{DRAFT}（{book.state}，未批准）" if book.state != DRAFT else DRAFT, LIGHT.error)]
    )
    marks += [(INVENTED, LIGHT.muted)] if book.is_invented else []
    for text, colour in marks:
        width = letters_width(text, 3.8, bold=True) + 4
        box = (right - width, HEADER_MM + 2.6, right, HEADER_MM + 9.0)
        frame(painter, box, colour, 0.4)
        say(painter, text, box, Style(3.8, colour, bold=True, align=Align.MIDDLE))
        right -= width + 2
    return right


def _footer(painter: PaperPainter, book: Imprinted, paper: Format, numbers: tuple[int, int]) -> None:
    left, right = SIDE_MM, paper.width - SIDE_MM
    top, bottom = paper.height - 11.0, paper.height - 6.0
    rule(painter, left, right, paper.height - 11.5, LIGHT.muted)
    made = f"编制：{book.district}    打印日期：{book.day:%Y-%m-%d}"
    plain = Style(2.6, LIGHT.muted)
    third = (right - left) / 3
    say(painter, made, (left, top, left + third * 1.3, bottom), plain)
    page = f"第 {numbers[0]} / {numbers[1]} 页"
    say(painter, page, (left + third, top, right - third, bottom), Style(2.8, align=Align.MIDDLE))
    place = f"坐标系：{book.crs}    内部资料"
    say(painter, place, (right - third * 1.3, top, right, bottom), Style(2.6, LIGHT.muted, align=Align.RIGHT))


def legend(painter: PaperPainter, entries: Sequence[Entry], box: Box, columns: int) -> float:
    """Paint a legend from the top of a box, row by row; returns where it ends."""
    left, top, right, _ = box
    width = (right - left) / columns
    for number, entry in enumerate(entries):
        row, column = divmod(number, columns)
        x, y = left + column * width, top + row * LEGEND_ROW_MM
        swatch(painter, entry, x, y + LEGEND_ROW_MM / 2)
        say(painter, entry.text, (x + SWATCH_MM + 1.8, y, x + width - 1, y + LEGEND_ROW_MM), Style(2.7))
    return top + LEGEND_ROW_MM * (-(-len(entries) // columns))


def swatch(painter: PaperPainter, entry: Entry, x: float, middle: float) -> None:
    """Paint the picture of a legend's line, which is in pixels of the map."""
    painter.save()
    painter.translate(x, middle)
    painter.scale(MM_PER_PX, MM_PER_PX)
    entry.swatch(painter, QRectF(0, -7, SWATCH_MM / MM_PER_PX, 14))
    painter.restore()


def line_swatch(*pens: QPen) -> Callable[[PaperPainter, QRectF], None]:
    """Return how a line is shown in a legend."""

    def paint(painter: PaperPainter, area: QRectF) -> None:
        for pen in pens:
            painter.setPen(pen)
            y = area.center().y()
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    return paint


def area_swatch(fill: str, line: QPen) -> Callable[[PaperPainter, QRectF], None]:
    """Return how an area is shown in a legend."""

    def paint(painter: PaperPainter, area: QRectF) -> None:
        painter.setPen(line)
        painter.setBrush(QColor(fill))
        painter.drawRect(area.adjusted(3, 1.5, -3, -1.5))

    return paint
