# SPDX-License-Identifier: MIT
"""A table of a comparison: sorted, copied, written."""

import pytest
from PySide6.QtCore import Qt

from gridmgr.ui.comparison.lines import Heading, Line
from gridmgr.ui.comparison.table import LinesTable, cell_text

HEADINGS = (Heading("网格"), Heading("户", is_number=True), Heading("划入", is_number=True, is_change=True))


def line(name, households, change):
    return Line((name, households, change), {}, "", is_changed=True, old_id=name)


@pytest.fixture
def table(qtbot):
    made = LinesTable("table", "表", HEADINGS)
    qtbot.addWidget(made)
    made.show_lines([line("乙", 9, 0), line("甲", 1100, 34), line("丙", None, -20)])
    return made


def names(table):
    return [one.cells[0] for one in table.lines.lines]


def test_numbers_are_sorted_as_numbers_and_what_is_empty_comes_first(table):
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)

    assert names(table) == ["丙", "乙", "甲"]


def test_the_order_of_the_codes_comes_back_and_the_chosen_line_stays_chosen(table):
    table.selectRow(1)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert names(table) == ["甲", "乙", "丙"]

    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    assert names(table) == ["乙", "甲", "丙"]
    assert [one.cells[0] for one in table.chosen_lines] == ["甲"]


def test_other_lines_come_in_the_order_that_was_chosen(table):
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)

    table.show_lines([line("丁", 5, 0), line("戊", 50, 0)])

    assert names(table) == ["戊", "丁"]


def test_without_a_choice_everything_is_copied(table):
    assert table.copied_text().split("\n") == ["网格\t户\t划入", "乙\t9\t", "甲\t1,100\t+34", "丙\t\t−20"]


@pytest.mark.parametrize(
    ("cell", "heading", "text"),
    [(0, HEADINGS[1], "0"), (0, HEADINGS[2], ""), (-1234, HEADINGS[2], "−1,234"), (None, HEADINGS[1], "")],
)
def test_a_figure_is_written_as_people_write_it(cell, heading, text):
    assert cell_text(cell, heading) == text
