# SPDX-License-Identifier: MIT
"""Plans are compared, and days counted, from the command line."""

import json

import openpyxl
import pytest
from pypdf import PdfReader

from gridmgr.cli import main
from tests.operations.moved_border import NEW, OLD, town_with_moved_border


@pytest.fixture
def file(tmp_path):
    with town_with_moved_border(tmp_path) as store:
        return store.location


def test_two_plans_are_compared_in_sentences_and_a_table(file, capsys):
    code = main(["compare", file, OLD, NEW])
    said = capsys.readouterr().out

    assert code == 0
    assert "换网格的住户 32 户，占 1,772 户的 1.8%" in said
    assert "网格：不变 2 个，调整 2 个。" in said
    assert "西苑社区第1网格" in said
    assert "网格管理员：2 幢楼（32 户）换人负责。" in said
    assert "岗位：10 个任职不变，0 个任职随网格撤销终止，0 个新岗位待任命。" in said


def test_a_plan_compared_with_itself_is_told_in_a_sentence_and_prints_nothing(file, tmp_path, capsys):
    out = tmp_path / "空.pdf"

    code = main(["compare", file, OLD, OLD, "--pdf", str(out)])

    said = capsys.readouterr().out
    assert code == 0
    assert "两个方案没有差别" in said
    assert "未生成 PDF" in said
    assert not out.exists()


def test_json_holds_every_figure_and_the_files(file, tmp_path, capsys):
    book, pdf = tmp_path / "对照.xlsx", tmp_path / "材料.pdf"

    code = main(["compare", file, OLD, NEW, "--json", "--on", "2026-06-01", "--xlsx", str(book), "--pdf", str(pdf)])
    found = json.loads(capsys.readouterr().out)

    assert code == 0
    assert (found["identical"], found["effective_on"]) == (False, "2026-06-01")
    parts = ("kept", "moved", "only_old", "only_new", "in_neither")
    assert sum(found[part]["households"] for part in parts) == found["total"]["households"] == 1772
    assert [grid["fate"] for grid in found["grids"]] == ["adjusted", "adjusted"]
    assert len(found["flows"][0]["building_ids"]) == 2
    assert {row["role"] for row in found["handover"]} == {"GLY", "XCY", "XXY", "FWY"}
    assert found["files"] == [str(book), str(pdf)]
    assert len(openpyxl.load_workbook(book).sheetnames) == 6
    assert len(PdfReader(pdf).pages) > 10


def test_residents_are_named_only_when_that_is_asked_for(file, tmp_path, capsys):
    plain, open_ = tmp_path / "清单.xlsx", tmp_path / "名单.xlsx"

    main(["compare", file, OLD, NEW, "--handover", str(plain)])
    main(["compare", file, OLD, NEW, "--xlsx", str(open_), "--unmasked"])

    assert "关怀对象户名单" not in openpyxl.load_workbook(plain).sheetnames
    rows = list(openpyxl.load_workbook(open_)["关怀对象户名单"].iter_rows(values_only=True))
    listed = [row[4:] for row in rows if row[4] in {"101", "102", "103"}]
    assert listed == [("101", "林户主", "13812345678", "低保户"), ("102", None, None, "独居老人、高龄老人（80岁以上）")]
    assert str(open_) in capsys.readouterr().out


def test_only_the_forms_are_printed(file, tmp_path, capsys):
    pdf = tmp_path / "登记表.pdf"

    code = main(["compare", file, OLD, NEW, "--pdf", str(pdf), "--sheets", "forms"])

    assert code == 0
    assert len(PdfReader(pdf).pages) == 2
    assert str(pdf) in capsys.readouterr().out


def test_plans_may_be_named_by_their_identifier_and_unknown_ones_are_refused(file, capsys):
    main(["compare", file, OLD, NEW, "--json"])
    found = json.loads(capsys.readouterr().out)
    ids = [found[side]["id"] for side in ("old", "new")]

    assert main(["compare", file, *ids]) == 0
    assert main(["compare", file, OLD, "没有"]) == 2
    assert "没有名为“没有”的方案" in capsys.readouterr().err
    assert main(["compare", file, OLD, NEW, "--on", "下周"]) == 2
    assert "请写成 2026-12-01" in capsys.readouterr().err


def test_the_figures_of_a_day_are_told_and_written(file, tmp_path, capsys):
    table = tmp_path / "统计.xlsx"

    code = main(["statistics", file, "--on", "2026-03-05", "--xlsx", str(table)])
    said = capsys.readouterr().out

    assert code == 0
    assert "2026-03-05 执行的方案：“一号方案”，4 个网格" in said
    assert "当天在岗 10 个岗位，空缺 10 个。" in said
    sheet = openpyxl.load_workbook(table).active
    assert (sheet.title, sheet.max_row) == ("2026-03-05", 5)
    assert main(["statistics", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["households"] == sum(grid["households"] for grid in found["grids"]) == 1772
