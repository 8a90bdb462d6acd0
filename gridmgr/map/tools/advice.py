# SPDX-License-Identifier: MIT
"""The line of advice at the lower edge of the map, in as many rows as the map has no room for one."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from gridmgr.map.lettering import ink, text_width, write
from gridmgr.map.style import colours
from gridmgr.map.tools.painting import ADVICE
from gridmgr.map.tools.tool import Tool
from gridmgr.map.view import Box, ViewState

EDGE_PX, SIDE_PX, GAP_PX = 12.0, 16.0, 8.0
ROW_PX, PLATE_PX = 20.0, 12.0
BETWEEN_PX = 280.0
"""Narrower than this, the gap between what stands on the map is no place for advice: it lies over it instead."""
_ENDS = "；，。、："


def paint_advice(painter: QPainter, view: ViewState, tool: Tool, taken: Sequence[Box], dark: bool) -> None:
    """Write what a tool advises at the lower edge of the map, between what stands there already if there is room."""
    if not tool.hint:
        return
    look, warns = colours(dark), tool.warns
    box, rows = laid_out(tool.hint, view, taken)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.above if warns else look.line), 1.5 if warns else 1.0))
    painter.setBrush(QColor(look.surface))
    painter.drawRoundedRect(QRectF(box[0] + 0.5, box[1] + 0.5, box[2] - box[0], box[3] - box[1]), 4.0, 4.0)
    shade = ink(look.above if warns else look.text)
    for number, row in enumerate(rows):
        middle = box[1] + PLATE_PX / 2 + ROW_PX * (number + 0.5)
        write(painter, row, ADVICE, shade, ((box[0] + box[2]) / 2, middle))


def laid_out(text: str, view: ViewState, taken: Sequence[Box]) -> tuple[Box, tuple[str, ...]]:
    """Return the box (pixels) and the rows of a text; no row is wider than the map.

    It stands at the lower edge, between what is `taken`, or above what stands there on the left if it takes fewer rows
    there; where there is room at neither place, over everything.
    """
    floor = view.height - EDGE_PX
    low = [box for box in taken if box[3] > floor - PLATE_PX - ROW_PX and box[0] < view.width / 2]
    above = min((box[1] for box in low), default=floor) - GAP_PX
    places = [(bottom, *_free(view, taken, bottom)) for bottom in (floor, above)]
    ways = [_placed(text, view, *place) for place in places if place[2] - place[1] >= BETWEEN_PX]
    return min(ways, key=lambda way: len(way[1]), default=_placed(text, view, floor, GAP_PX, view.width - GAP_PX))


def _free(view: ViewState, taken: Sequence[Box], bottom: float) -> tuple[float, float]:
    """Return from where to where nothing stands at a height, in the middle of the map."""
    beside = [box for box in taken if box[3] > bottom - PLATE_PX - 2 * ROW_PX and box[1] < bottom]
    west = max((right for left, _, right, _ in beside if left < view.width / 2), default=0.0)
    east = min((left for left, _, _, _ in beside if left >= view.width / 2), default=float(view.width))
    return west + GAP_PX, east - GAP_PX


def _placed(text: str, view: ViewState, bottom: float, west: float, east: float) -> tuple[Box, tuple[str, ...]]:
    """Break a text into rows and put it between two sides, in the middle of the map if it fits there."""
    rows = rows_of(text, max(east - west - 2 * SIDE_PX, ROW_PX))
    width = max(text_width(row, ADVICE) for row in rows) + 2 * SIDE_PX
    left = float(round(min(max((view.width - width) / 2, west), max(east - width, GAP_PX))))
    top = float(round(bottom - ROW_PX * len(rows) - PLATE_PX))
    return (left, top, left + round(width), top + ROW_PX * len(rows) + PLATE_PX), rows


@lru_cache(maxsize=64)
def rows_of(text: str, room: float) -> tuple[str, ...]:
    """Break a text into rows of at most so many pixels, after a punctuation mark where there is one."""
    rows: list[str] = []
    rest = text
    while text_width(rest, ADVICE) > room and len(rest) > 1:
        fits = max((end for end in range(1, len(rest)) if text_width(rest[:end], ADVICE) <= room), default=1)
        marks = [end for end in range(fits, fits // 3, -1) if rest[end - 1] in _ENDS]
        end = marks[0] if marks else fits
        rows.append(rest[:end])
        rest = rest[end:].lstrip()
    return (*rows, rest) if rest else tuple(rows)
