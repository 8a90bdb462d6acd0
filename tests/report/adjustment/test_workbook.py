# SPDX-License-Identifier: MIT
"""The adjustment as a workbook, opened again."""

import openpyxl
import pytest

from gridmgr.data.workbooks import Sheet, SheetColumn, write_workbook
from gridmgr.model.errors import InputError
from gridmgr.report.adjustment.workbook import write_comparison, write_handover


def texts(sheet):
    return [[cell for cell in row if cell not in (None, "")] for row in sheet.iter_rows(values_only=True)]


def test_the_comparison_has_a_sheet_for_every_table_and_its_figures_are_figures(adjustment, tmp_path):
    made = write_comparison(adjustment, tmp_path / "对照.xlsx")

    book = openpyxl.load_workbook(tmp_path / "对照.xlsx")
    assert book.sheetnames == [
        "方案比较总表",
        "网格增减表",
        "网格调整对照表",
        "岗位变动表",
        "人员交接汇总表",
        "交接清单",
    ]
    assert made == 6
    flows = texts(book["网格调整对照表"])
    head = next(row for row in flows if row[:1] == ["社区"])
    assert head[6:10] == ["楼幢", "户数", "人数", "关怀对象户"]
    moved = next(row for row in flows if "换网格" in row)
    assert moved[moved.index("换网格") + 1 :][:4] == [2, 32, 1, 2]
    assert moved[1] == "350402001001002"
    assert moved[-1] == "梅综治〔2026〕7号"
    assert book["网格调整对照表"].print_title_rows
    assert any("填表人" in str(row[0]) for row in flows if row)


def test_the_lists_have_a_sheet_for_each_officer_and_name_no_resident(adjustment, tmp_path):
    made = write_handover(adjustment, tmp_path / "交接.xlsx")

    book = openpyxl.load_workbook(tmp_path / "交接.xlsx")
    assert made == len(book.sheetnames) == 1 + len(adjustment.handover.officers)
    rows = texts(book["GLY2员"])
    assert any("低保户 1，独居老人 1，高龄老人（80岁以上） 1" in row for row in rows)
    everything = str([texts(sheet) for sheet in book])
    assert "陈独居" not in everything
    assert "13912345678" not in everything


def test_sheets_of_one_name_and_names_that_are_not_allowed_get_others(tmp_path):
    column = (SheetColumn("名", 10),)
    sheets = [Sheet(name, "题", (), column, (("甲",),)) for name in ("王五", "王五", "a/b:c", "长" * 40, "长" * 40)]

    write_workbook(tmp_path / "册.xlsx", sheets)

    names = openpyxl.load_workbook(tmp_path / "册.xlsx").sheetnames
    assert names[:3] == ["王五", "王五(2)", "a／b：c"]
    assert len(set(names)) == 5
    assert max(map(len, names)) == 31


def test_a_text_that_looks_like_a_formula_stays_a_text_and_an_empty_table_is_written(tmp_path):
    column = (SheetColumn("名", 10), SheetColumn("数", 10, True))

    write_workbook(
        tmp_path / "册.xlsx", [Sheet("甲", "题", ("注",), column, (("=1+1", 5),)), Sheet("乙", "空", (), column, ())]
    )

    book = openpyxl.load_workbook(tmp_path / "册.xlsx")
    assert [cell.value for cell in book["甲"][4]] == ["=1+1", 5]
    assert book["甲"]["A4"].data_type == "s"
    assert texts(book["乙"]) == [["空"], ["名", "数"]]


def test_a_folder_that_is_not_there_is_named(adjustment, tmp_path):
    with pytest.raises(InputError, match="不存在"):
        write_comparison(adjustment, tmp_path / "没有" / "对照.xlsx")
