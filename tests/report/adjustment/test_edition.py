# SPDX-License-Identifier: MIT
"""The adjustment on paper: what stands on its pages, and how long tables go over several of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from gridmgr.model.errors import InputError
from gridmgr.operations.plan_difference import FATES
from gridmgr.report.adjustment.edition import AdjustmentEdition, AdjustmentRequest, Sheets
from gridmgr.report.adjustment.paging import Line, paged, table_lines
from gridmgr.report.adjustment.reading import read_adjustment
from gridmgr.report.adjustment.tables import Heading, Table, flow_table, grid_table, posts_table, summary_table
from gridmgr.report.book.printing import page_image, write_pdf
from tests.operations.moved_border import DAY, OLD, plan_named


def printed(edition, path):
    """The text of every page, without the blanks that PDF readers put in."""
    write_pdf(edition, path)
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(path).pages]


def test_everything_is_printed_with_a_head_and_a_number_on_every_page(adjustment, land, tmp_path):
    edition = AdjustmentEdition(adjustment, AdjustmentRequest(), land)

    pages = printed(edition, tmp_path / "材料.pdf")

    assert len(pages) == len(edition) > 10
    for number, text in enumerate(pages, start=1):
        assert "方案：一号方案调整1（草案）" in text
        assert f"第{number}/{len(pages)}页" in text
    assert [leaf.title.text for leaf in edition.leaves[:3]] == ["方案比较总表", "网格增减表", "网格调整对照表"]


def test_a_form_has_figures_before_and_after_what_comes_the_five_and_lines_to_sign(adjustment, land, tmp_path):
    grid = next(g for g in adjustment.difference.changed if g.gained)
    request = AdjustmentRequest((Sheets.FORMS,), grids=(grid.new.id,))

    (text,) = printed(AdjustmentEdition(adjustment, request, land), tmp_path / "表.pdf")

    for wanted in (
        "网格调整登记表：西苑社区第1网格",
        "变动：调整",
        "调整前",
        "调整后",
        "划入：2幢，32户",
        "西苑社区第2网格",
        "划出：无",
        "网格管理员GLY1员GLY1员不变",
        "依据文件：梅综治〔2026〕7号",
        "填表人",
        "审核人",
        "日期",
        "比例尺1:",
    ):
        assert wanted in text
    assert f"{grid.after.households - grid.before.households:+,}" == "+32"
    assert "+32" in text


def test_a_form_of_a_grid_that_did_not_change_is_printed_when_it_is_asked_for(adjustment, tmp_path):
    same = next(g for g in adjustment.difference.grids if g not in adjustment.difference.changed)

    (text,) = printed(
        AdjustmentEdition(adjustment, AdjustmentRequest((Sheets.FORMS,), grids=(same.new.id,))), tmp_path / "表.pdf"
    )

    assert "网格不变。" in text
    assert "比例尺" not in text


def test_the_list_of_an_officer_names_buildings_and_figures_but_no_resident(adjustment, tmp_path):
    officer = next(o for o in adjustment.handover.officers if o.name == "GLY2员")
    request = AdjustmentRequest((Sheets.LISTS,), officers=(officer.staff_id,))

    edition = AdjustmentEdition(adjustment, request)

    (text,) = printed(edition, tmp_path / "清单.pdf")

    assert [leaf.title.text for leaf in edition.leaves] == ["交接清单：GLY2员"]
    # Where a font has no bold cut, Qt writes letters twice; PDF readers then tell them twice.
    assert "西苑社区第1网格，交给GLY1" in text
    assert "低保户1，独居老人1，高龄老人（80岁以上）1" in text
    assert "合计2幢" in text
    assert "139****5678" in text
    assert "监交人" in text
    assert "陈独居" not in text
    assert "13912345678" not in text


def test_pages_are_painted_as_pictures_with_both_maps(adjustment, land):
    edition = AdjustmentEdition(adjustment, AdjustmentRequest((Sheets.FORMS,)), land)

    image = page_image(edition, 1, 2.0)

    assert (image.width(), image.height()) == (420, 594)
    colours = {image.pixelColor(x, y).name() for x in range(30, 390, 2) for y in range(120, 330, 2)}
    assert len(colours) > 20


def test_plans_without_a_difference_have_nothing_to_print(town, tmp_path):
    plan = plan_named(town, OLD).id
    same = read_adjustment(town, plan, plan, (DAY, DAY))

    with pytest.raises(InputError, match="没有可以打印的页"):
        write_pdf(AdjustmentEdition(same, AdjustmentRequest((Sheets.FORMS, Sheets.LISTS))), tmp_path / "空.pdf")

    assert not (tmp_path / "空.pdf").exists()


def test_a_long_table_repeats_its_head_on_every_page_and_loses_no_row():
    rows = tuple((f"{n}幢", n) for n in range(150))
    lines = table_lines(Table("", (Heading("楼幢", 30), Heading("户数", 10, True)), rows, ("合计", 11_175)), 180.0)

    pages = paged(lines, 120.0)

    assert len(pages) > 3
    assert all(page[0] is lines[0] for page in pages)
    assert sum(len(page) - 1 for page in pages) == 151
    assert all(sum(line.height for line in page) <= 120.0 for page in pages)


def test_a_row_with_a_very_long_list_of_buildings_is_told_in_several_rows():
    text = "、".join(f"很长的小区名称{n}幢" for n in range(600))

    lines = table_lines(Table("", (Heading("楼幢名单", 10),), ((text,),)), 60.0)

    assert max(line.height for line in lines) < 150
    assert all(sum(line.height for line in page) <= 250 for page in paged(lines, 250.0))


@given(st.lists(st.tuples(st.floats(1, 40), st.booleans()), max_size=60))
def test_no_line_is_lost_and_no_page_is_overfull(wanted):
    lines = [Line(height, lambda painter, box: None, holds_next=holds) for height, holds in wanted]

    pages = paged(lines, 100.0)

    assert [line for page in pages for line in page] == lines
    assert all(sum(line.height for line in page) <= 100.0 + 1e-6 for page in pages)


def test_the_tables_add_up(adjustment):
    summary = summary_table(adjustment.difference)
    grids = grid_table(adjustment.difference)
    flows = flow_table(adjustment.difference, adjustment.titles, "文")

    for column in (1, 2, 3, 4):
        assert sum(row[column] for row in summary.rows) == summary.total[column]
    assert [(row[3], row[7], row[8]) for row in grids.rows] == [(FATES["adjusted"], 32, 0), (FATES["adjusted"], 0, 32)]
    assert {row[5] for row in flows.rows} == {"保留", "换网格"}
    assert all(row[-1] == "文" for row in flows.rows)
    assert posts_table(adjustment.roles).rows == ()
