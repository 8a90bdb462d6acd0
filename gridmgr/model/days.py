# SPDX-License-Identifier: MIT
"""The ways in which offices write a day."""

import re
from datetime import date, timedelta

from gridmgr.model.cells import Cell, cell_text
from gridmgr.model.folding import fold_plain

OLDEST = date(1900, 1, 1)
_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of table programs; counts the leap day of 1900 that never was, so it holds from March 1900 on."""

_FULL = re.compile(
    r"(\d{4})(?:[-./]|年)\s*(\d{1,2})(?:[-./]|月)\s*(\d{1,2})日?(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:(?:[-./]|年)\s*(\d{1,2})月?|(\d{2}))")
_YEAR = re.compile(r"(\d{4})年?")
_SERIAL = re.compile(r"(\d{1,5})(\.\d+)?")


def parse_day(cell: Cell, today: date) -> tuple[date, str] | None:
    """Return the day a cell names and a note on what had to be read into it; None for any form not listed.

    Known are 1984-8-27, 1984.8.27, 1984/8/27, 1984年8月27日, 19840827, each with a time behind it; a month or a year
    alone (its first day, with a note); and the serial numbers of table programs from 1900-01-01 to `today`.
    """
    if isinstance(cell, bool):
        return None
    text = fold_plain(cell_text(cell)).strip("'")
    if len(text) > 40:
        return None
    for pattern in (_FULL, _PACKED):
        if match := pattern.fullmatch(text):
            day = _real_day(int(match[1]), int(match[2]), int(match[3]))
            return None if day is None else (day, "")
    return _part_of_day(text) or _serial_day(text, today)


def _part_of_day(text: str) -> tuple[date, str] | None:
    """Read a month or a year."""
    if (match := _YEAR.fullmatch(text)) and OLDEST.year <= int(match[1]) <= 2100:
        return date(int(match[1]), 1, 1), "只写了年份，按当年 1 月 1 日记。"
    if (match := _MONTH.fullmatch(text)) and OLDEST.year <= int(match[1]) <= 2100:
        day = _real_day(int(match[1]), int(match[2] or match[3]), 1)
        return None if day is None else (day, "只写到月份，按当月 1 日记。")
    return None


def _serial_day(text: str, today: date) -> tuple[date, str] | None:
    """Read the number by which a table program counts days."""
    match = _SERIAL.fullmatch(text)
    if match is None or int(match[1]) < 1:
        return None
    serial = int(match[1])
    day = _SERIAL_ZERO + timedelta(days=serial + (1 if serial < 60 else 0))
    return (day, "单元格是日期序号，已换算成日期。") if OLDEST <= day <= today else None


def _real_day(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar, or None."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
