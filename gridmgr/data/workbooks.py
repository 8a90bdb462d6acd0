# SPDX-License-Identifier: MIT
"""Writing a workbook of several finished tables, each ready to be printed: title, notes, headings, rows, total."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gridmgr.data.targets import Cell, demand_folder, whole_file

_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans("[]:*?/\\", "（）：＊？／、")
A4 = 9
"""The number that spreadsheets have for the paper."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: heading, width in characters, and whether it holds figures (else text)."""

    heading: str
    width: float
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook."""

    name: str
    title: str
    notes: Sequence[str]
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    footer: str = ""
    """A line below the table, as for signatures."""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the tables as .xlsx, whole or not at all. Raises InputError where there is no such folder, OSError."""
    import xlsxwriter

    demand_folder(path)
    with whole_file(path) as place:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(place), options) as book:
            looks = _looks(book)
            names: set[str] = set()
            for sheet in sheets:
                _write_sheet(book.add_worksheet(_free_name(sheet.name, names)), sheet, looks)


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and none has yet (spreadsheets do not tell capitals apart)."""
    plain = wanted.translate(_FORBIDDEN).strip("'")[:_LONGEST_NAME] or "表"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        ending = f"({number})"
        name = plain[: _LONGEST_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name


def _looks(book: Any) -> dict[str, Any]:
    """Return the formats of cells (Any: the library's classes carry no types, here and below)."""
    lined = {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "note": book.add_format({"font_color": "#5B6472", "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**lined, "bold": True, "bg_color": "#E8EDF4", "text_wrap": True, "align": "center"}),
        "text": book.add_format({**lined, "num_format": "@", "text_wrap": True}),
        "figure": book.add_format({**lined, "num_format": "#,##0"}),
        "day": book.add_format({**lined, "num_format": "yyyy-mm-dd"}),
        "total": book.add_format({**lined, "bold": True, "num_format": "#,##0", "bg_color": "#F3F5F8"}),
        "plain": book.add_format({}),
    }


def _write_sheet(sheet: Any, content: Sheet, looks: dict[str, Any]) -> None:
    last = len(content.columns) - 1
    _across(sheet, (0, last), content.title, looks["title"])
    sheet.set_row(0, 28)
    for number, note in enumerate(content.notes, start=1):
        _across(sheet, (number, last), note, looks["note"])
    head = 1 + len(content.notes)
    for number, column in enumerate(content.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(head, number, column.heading, looks["head"])
    row = head + 1
    for row, cells in enumerate(content.rows, start=head + 1):
        _write_row(sheet, row, content.columns, cells, looks)
    end = head + len(content.rows)
    if content.total is not None:
        end += 1
        for number, cell in enumerate(content.total):
            _write_cell(sheet, (end, number), cell, looks["total"], looks["total"])
    if content.footer:
        sheet.write_string(end + 2, 0, content.footer, looks["plain"])
    _ready_to_print(sheet, content, head)


def _across(sheet: Any, place: tuple[int, int], text: str, look: Any) -> None:
    """Write a line over the whole width of a table."""
    row, last = place
    if last:
        sheet.merge_range(row, 0, row, last, text, look)
    else:
        sheet.write_string(row, 0, text, look)


def _write_row(sheet: Any, row: int, columns: Sequence[SheetColumn], cells: Sequence[Cell], looks: Any) -> None:
    for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        _write_cell(sheet, (row, number), cell, looks["figure" if column.is_figure else "text"], looks["day"])


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, look: Any, day: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(*place, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(*place, cell, look)
    elif cell in {None, ""}:
        sheet.write_blank(*place, None, look)
    else:
        sheet.write_string(*place, str(cell), look)


def _ready_to_print(sheet: Any, content: Sheet, head: int) -> None:
    sheet.freeze_panes(head + 1, 0)
    if content.rows:
        sheet.autofilter(head, 0, head + len(content.rows), len(content.columns) - 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页&R&D")
