# SPDX-License-Identifier: MIT
"""The adjustment as a workbook: comparison, 网格调整对照表, posts, and the lists to hand over by."""

from collections.abc import Sequence
from pathlib import Path

from gridmgr.data.workbooks import Sheet, SheetColumn, write_workbook
from gridmgr.operations.care_lists import CareLine
from gridmgr.report.adjustment.reading import Adjustment
from gridmgr.report.adjustment.tables import (
    Table,
    building_table,
    care_table,
    flow_table,
    grid_table,
    passage_table,
    posts_table,
    summary_table,
)

SIGNED = "填表人：                    审核人：                    日期：        年    月    日"
FIGURES_ONLY = "只含户数，不含居民姓名、证件号和电话。一户属于几类时只计一户，“其中”按类别分别计。"


def write_comparison(adjustment: Adjustment, path: Path, care: Sequence[CareLine] = ()) -> int:
    """Write the workbook and return how many tables it has. Raises InputError, OSError.

    `care` are households to be listed one by one; without them the workbook names no resident.
    """
    sheets = [_sheet(adjustment, table, signed) for table, signed in _tables(adjustment)]
    sheets += _care(adjustment, care)
    write_workbook(path, sheets)
    return len(sheets)


def write_handover(adjustment: Adjustment, path: Path, care: Sequence[CareLine] = ()) -> int:
    """Write the lists to hand over by, one table for each officer; return how many tables. Raises InputError, OSError.

    `care` are households to be listed one by one; without them the workbook names no resident.
    """
    handover = adjustment.handover
    sheets = [_sheet(adjustment, passage_table(handover), True)]
    for officer in handover.officers:
        lists = building_table(handover, (*officer.gives, *officer.takes), f"{officer.name}交接清单")
        sheets.append(_sheet(adjustment, lists, True, officer.name))
    sheets += _care(adjustment, care)
    write_workbook(path, sheets)
    return len(sheets)


def _care(adjustment: Adjustment, lines: Sequence[CareLine]) -> list[Sheet]:
    return [_sheet(adjustment, care_table(adjustment.difference, lines, adjustment.titles), True)] if lines else []


def _tables(adjustment: Adjustment) -> list[tuple[Table, bool]]:
    """Return the tables of the comparison, and which of them are signed."""
    return [
        (summary_table(adjustment.difference), False),
        (grid_table(adjustment.difference), False),
        (flow_table(adjustment.difference, adjustment.titles, adjustment.document), True),
        (posts_table(adjustment.roles), False),
        (passage_table(adjustment.handover), False),
        (building_table(adjustment.handover), True),
    ]


def _sheet(adjustment: Adjustment, table: Table, is_signed: bool, name: str = "") -> Sheet:
    difference, imprint = adjustment.difference, adjustment.imprint
    plans = f"原方案：{difference.old.name}    新方案：{difference.new.name}（{imprint.state}）"
    days = f"生效日期：{adjustment.day:%Y-%m-%d}    制表日期：{imprint.day:%Y-%m-%d}"
    heads = (
        "    ".join((imprint.district, plans, days)),
        *table.notes,
        *((FIGURES_ONLY,) if any(h.title == "关怀对象户" for h in table.headings) else ()),
        *(() if table.rows else ("没有内容。",)),
    )
    columns = [SheetColumn(h.title, max(h.share * 1.15, len(h.title) * 2.2), h.is_figure) for h in table.headings]
    footer = SIGNED if is_signed else ""
    return Sheet(name or table.title, table.title, heads, columns, table.rows, table.total, footer)
