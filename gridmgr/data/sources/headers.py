# SPDX-License-Identifier: MIT
"""Where the heading of an office table stands, and what its columns are called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridmgr.model.cells import Cell, cell_text, is_blank, is_number
from gridmgr.model.errors import InputError
from gridmgr.model.folding import clean_text, fold_label
from gridmgr.model.headings import is_known

_LOOKED_AT = 40
"""Lines in which a heading is looked for."""

Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each (row, column) from 0."""


@dataclass
class Sheet:
    """A table as it was read: cells in rows, and which of them were merged."""

    name: str
    cells: list[list[Cell]]
    merged: Sequence[Merged] = ()
    encoding: str = "UTF-8"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The heading of a sheet."""

    last_row: int
    """Row (from 0) in which the heading ends; data begin below."""
    names: Mapping[int, str]
    """Name of each column that has one or that holds data, by column (from 0)."""


def find_header(sheet: Sheet, known: frozenset[str]) -> Header:
    """Find the heading rows: those with the most known headings, else the first full line.

    Titles above are passed over; a heading of two rows is joined to "基本信息/姓名".
    """
    scores = [_score(row, known) for row in sheet.cells[:_LOOKED_AT]]
    best = max(scores, default=0)
    main = scores.index(best) if best else _first_full_row(sheet.cells)
    first, last = _span(sheet, main, known)
    return Header(last, _named(sheet, first, last))


def header_at(sheet: Sheet, line: int) -> Header:
    """Return the heading that ends in a line, from 1, with the group headings above it.

    Raises InputError for a line that the sheet does not have.
    """
    last = line - 1
    if not 0 <= last < len(sheet.cells):
        raise InputError("工作表“{name}”没有第 {line} 行。", name=sheet.name, line=line)
    return Header(last, _named(sheet, last - 1 if last and _groups(sheet, last - 1) else last, last))


def _score(row: Sequence[Cell], known: frozenset[str]) -> int:
    """Count the different known headings of a row."""
    texts = {clean_text(cell) for cell in row if isinstance(cell, str) and 0 < len(cell) <= 40}
    return sum(is_known(text, known) for text in texts)


def _first_full_row(cells: Sequence[Sequence[Cell]]) -> int:
    """Return the first row that is as full as the fullest of the first ten."""
    filled = [sum(not is_blank(cell) for cell in row) for row in cells[:10]]
    return filled.index(max(filled)) if filled else 0


def _span(sheet: Sheet, main: int, known: frozenset[str]) -> tuple[int, int]:
    """Return first and last row of the heading around its main row."""
    below = [end[0] for start, end in sheet.merged if start[0] == main < end[0] <= main + 2]
    if below:
        return main, min(max(below), len(sheet.cells) - 1)
    if main + 1 < len(sheet.cells) and _completes(sheet.cells[main], sheet.cells[main + 1], known):
        return main, main + 1
    if main and _groups(sheet, main - 1):
        return main - 1, main
    return main, main


def _completes(upper: Sequence[Cell], lower: Sequence[Cell], known: frozenset[str]) -> bool:
    """Tell whether a row names the columns that the row above leaves open."""
    filled = [cell for cell in lower if not is_blank(cell)]
    if not filled or any(is_number(cell) or not isinstance(cell, str) for cell in filled):
        return False
    fresh = [c for i, c in enumerate(lower) if isinstance(c, str) and (i >= len(upper) or is_blank(upper[i]))]
    return any(is_known(c, known) for c in fresh if not is_blank(c))


def _groups(sheet: Sheet, row: int) -> bool:
    """Tell whether a row above the main one holds group headings rather than a title."""
    distinct = {cell_text(cell) for cell in sheet.cells[row] if not is_blank(cell)}
    reaching_down = any(start[0] <= row < end[0] for start, end in sheet.merged)
    beside = any(start[0] == row == end[0] and start[1] < end[1] for start, end in sheet.merged)
    return reaching_down or (beside and len(distinct) > 1)


def _named(sheet: Sheet, first: int, last: int) -> dict[int, str]:
    """Join the heading rows of each column; a column without a name but with data gets the table program's letter."""
    width = max((len(row) for row in sheet.cells), default=0)
    rows = [_spread(sheet, row, width) for row in range(first, last + 1)]
    taken: dict[str, int] = {}
    names: dict[int, str] = {}
    for column in range(width):
        parts = dict.fromkeys(p for row in rows if (p := clean_text(cell_text(row[column]))))
        name = "/".join(parts)
        if not name:
            if all(column >= len(row) or is_blank(row[column]) for row in sheet.cells[last + 1 :]):
                continue
            name = f"{column_letter(column)}列"
        taken[name] = taken.get(name, 0) + 1
        names[column] = name if taken[name] == 1 else f"{name}({taken[name]})"
    return names


def _spread(sheet: Sheet, row: int, width: int) -> list[Cell]:
    """Return a heading row with merged headings repeated in each of their cells."""
    cells = [*sheet.cells[row], *([None] * (width - len(sheet.cells[row])))] if row < len(sheet.cells) else []
    for start, end in sheet.merged:
        if start[0] <= row <= end[0] and start[0] < len(sheet.cells) and start[1] < len(sheet.cells[start[0]]):
            for column in range(start[1], min(end[1] + 1, width)):
                cells[column] = sheet.cells[start[0]][start[1]]
    return cells


def column_letter(column: int) -> str:
    """Return the letter by which table programs name a column (from 0): A, B, …, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def same_heading(row: Sequence[Cell], names: Mapping[int, str]) -> bool:
    """Tell whether a row repeats the heading, as tables printed page by page do."""
    first = next((i for i, cell in enumerate(row) if not is_blank(cell)), -1)
    if first not in names or fold_label(cell_text(row[first])) not in fold_label(names[first]):
        return False
    said = {i: fold_label(cell_text(c)) for i, c in enumerate(row) if not is_blank(c)}
    wanted = {i: re.sub(r"\(\d+\)$", "", name.split("/")[-1]) for i, name in names.items()}
    return len(said) > 1 and all(i in wanted and fold_label(wanted[i]) == text for i, text in said.items())
