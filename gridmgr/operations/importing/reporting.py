# SPDX-License-Identifier: MIT
"""The account of an import as a workbook that goes back to the person who made the file."""

from io import BytesIO
from pathlib import Path

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.records import fields_of
from gridmgr.operations.importing.columns import related_fields
from gridmgr.operations.importing.report import ImportReport

_SEVERITIES = {Severity.ERROR: "错误（未导入）", Severity.WARNING: "提醒", Severity.INFO: "说明"}
_HEADINGS = ("行号", "列", "严重程度", "说明")
_MOST_ROWS = 1_000_000


def write_report(report: ImportReport, path: str | Path) -> None:
    """Write the findings of an import, row by row, and its figures to an .xlsx file. Raises InputError."""
    content = _workbook(report)
    try:
        Path(path).write_bytes(content)
    except OSError:
        text = "无法写入报告“{name}”，请检查文件夹是否存在、文件是否正被打开。"
        raise InputError(text, name=Path(path).name) from None


def _workbook(report: ImportReport) -> bytes:
    """Return the workbook as it will stand in the file."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
        figures = book.add_worksheet("结果")
        figures.set_column(0, 0, 24)
        for row, line in enumerate(_figures(report)):
            figures.write_row(row, 0, line)
        sheet = book.add_worksheet("逐行说明")
        sheet.write_row(0, 0, _HEADINGS, bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 2, 14)
        sheet.set_column(3, 3, 90)
        said = sorted(report.findings, key=lambda f: (f.row is None, f.row or 0))[:_MOST_ROWS]
        for row, finding in enumerate(said, 1):
            sheet.write_row(row, 0, _cells(finding))
        sheet.autofilter(0, 0, len(said), len(_HEADINGS) - 1)
    return content.getvalue()


def _figures(report: ImportReport) -> list[tuple[str, int]]:
    """Return the counts of an import with their names."""
    return [
        ("读取行数", report.read),
        ("新增或更新", report.stored),
        ("没有变化", report.unchanged),
        ("未导入", report.refused),
        ("其中图形经过修复", report.mended),
        *((f"{_SEVERITIES[s]}条数", sum(f.severity is s for f in report.findings)) for s in Severity),
    ]


def _cells(finding: Finding) -> tuple[int | str, str, str, str]:
    """Return a finding as a line of the report."""
    row = finding.row if finding.row is not None else "全部"
    return row, field_label(finding), _SEVERITIES[finding.severity], finding.message


def field_label(finding: Finding) -> str:
    """Return the label of the field that a finding is about, "" for none."""
    kind = RECORD_TYPES.get(finding.record_type)
    if kind is None or not finding.field:
        return ""
    known = {**related_fields(finding.record_type), **fields_of(kind)}
    return known[finding.field].label if finding.field in known else finding.field
