# SPDX-License-Identifier: MIT
"""The rows that were refused, as a workbook for the person who made the file: mended there, it is imported again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from gridmgr.data.sources import SourceRow
from gridmgr.model.cells import Cell, CellError, cell_text, is_damaged
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.importing.account import source_rows
from gridmgr.operations.importing.columns import REASON
from gridmgr.operations.importing.importer import Prepared

_WIDTH = 16
_REASON_WIDTH = 56
_RED, _PALE = "#F8CBAD", "#FDEDE4"


def refused_rows(prepared: Prepared) -> dict[int, list[Finding]]:
    """Return what is wrong with each refused row, by row number."""
    found: dict[int, list[Finding]] = {}
    for finding in prepared.report.findings:
        if finding.severity is Severity.ERROR and finding.row is not None:
            found.setdefault(finding.row, []).append(finding)
    return dict(sorted(found.items()))


def write_refused(path: Path, prepared: Prepared, target: Path) -> int:
    """Write the refused rows of a file as the office wrote them, with the reasons before them; return how many.

    Cells at fault are red and carry the sentence as a comment. The headings are those of the file, so that the mended
    workbook is read with the same mapping. Raises InputError where it cannot be written.
    """
    refused = refused_rows(prepared)
    rows = source_rows(path, prepared.options, refused.keys())
    content = _workbook(prepared, refused, rows)
    try:
        target.write_bytes(content)
    except OSError:
        text = "无法写入“{name}”，请检查文件夹是否存在、文件是否正被打开。"
        raise InputError(text, name=target.name) from None
    return len(rows)


def _workbook(prepared: Prepared, refused: Mapping[int, Sequence[Finding]], rows: Mapping[int, SourceRow]) -> bytes:
    """Return the workbook as it will stand in the file."""
    import xlsxwriter

    columns = [column for column in prepared.batch.layer.columns if column != REASON]
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("有问题的行")
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1, "text_wrap": True})
        sheet.write_row(0, 0, [REASON, *columns], head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, _REASON_WIDTH)
        sheet.set_column(1, max(len(columns), 1), _WIDTH, book.add_format({"num_format": "@"}))
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns))
        writer = _RowWriter(sheet, book, columns, _columns_at_fault(prepared))
        for line, (number, row) in enumerate(rows.items(), start=1):
            writer.write(line, row, refused[number])
    return content.getvalue()


def _columns_at_fault(prepared: Prepared) -> Mapping[str, str]:
    """Return the column of the file behind each field."""
    return {**prepared.batch.columns.related, **prepared.batch.columns.fields}


class _RowWriter:
    """Writes rows of a foreign table back into a sheet (Any: the library's classes carry no types)."""

    def __init__(self, sheet: Any, book: Any, columns: Sequence[str], fields: Mapping[str, str]) -> None:
        self._sheet, self._columns, self._fields = sheet, columns, fields
        self._reason = book.add_format({"text_wrap": True, "bg_color": _PALE, "valign": "top"})
        self._plain = {kind: book.add_format({"num_format": shape}) for kind, shape in _SHAPES.items()}
        self._red = {kind: book.add_format({"num_format": s, "bg_color": _RED}) for kind, s in _SHAPES.items()}

    def write(self, line: int, row: SourceRow, findings: Sequence[Finding]) -> None:
        """Write one row with its reasons."""
        sentences = list(dict.fromkeys(finding.message for finding in findings))
        self._sheet.write_string(line, 0, "；".join(s.rstrip("。") for s in sentences) + "。", self._reason)
        wrong = {self._fields[f.field]: f.message for f in findings if f.field in self._fields}
        for place, column in enumerate(self._columns, start=1):
            self._cell(line, place, row.values.get(column), self._red if column in wrong else self._plain)
            if column in wrong:
                self._sheet.write_comment(line, place, wrong[column], {"x_scale": 2})

    def _cell(self, line: int, place: int, cell: Cell, formats: Mapping[str, Any]) -> None:
        """Write a cell so that it is read back as it was; a number that lost digits stays one, and is refused again."""
        if isinstance(cell, datetime) or (isinstance(cell, date) and not isinstance(cell, datetime)):
            self._sheet.write_datetime(line, place, cell, formats["day"])
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and is_damaged(cell):
            self._sheet.write_number(line, place, cell, formats["text"])
        elif cell is None or isinstance(cell, CellError) or not cell_text(cell):
            self._sheet.write_blank(line, place, None, formats["text"])
        else:
            self._sheet.write_string(line, place, cell_text(cell), formats["text"])


_SHAPES = {"text": "@", "day": "yyyy-mm-dd"}
