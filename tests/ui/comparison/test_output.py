# SPDX-License-Identifier: MIT
"""A comparison leaves the program as a workbook, as forms and as lists to hand over by."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtWidgets import QFileDialog, QPushButton

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.session import Session
from gridmgr.ui.comparison.feature import Comparison
from gridmgr.ui.comparison.output import file_part
from gridmgr.ui.comparison.tables import GRIDS, ROLES
from tests.operations.town import WEST
from tests.ui.comparison.conftest import DAY
from tests.ui.conftest import WAIT_MS, open_town


@pytest.fixture
def staffed(two_plans):
    """The two plans, with a police officer in each grid of the west."""
    with open_store(two_plans) as store:
        plan = store.find(Plan, state="in_force")[0]
        records = []
        for number, grid in enumerate(store.find(Grid, plan_id=plan.id, community=WEST)):
            person = StaffPerson(id=f"s{number}", name=("陈一", "林二")[number], phone="13800000000")
            records += [person, appointment(f"a{number}", person.id, grid)]
        Session(store, "测试员").run(ChangeSet("任命", [added(r) for r in records]))
    return two_plans


def appointment(key, staff_id, grid):
    made = Appointment(id=key, community=WEST, grid_uid=grid.grid_uid, role="JWY", staff_id=staff_id)
    return replace(made, from_on=DAY)


@pytest.fixture
def staffed_comparison(qtbot, window, staffed):
    """The comparison workspace with both plans and their officers."""
    open_town(qtbot, window, staffed)
    window.compare_wanted.emit("", "")
    feature = window.feature(Comparison)
    qtbot.waitUntil(lambda: feature.is_ready, timeout=WAIT_MS)
    return feature


def told(qtbot, window, words):
    qtbot.waitUntil(lambda: words in window.message.text, timeout=WAIT_MS)


def agree(feature, number=0):
    feature.output.question.findChild(QPushButton, f"comparison_go_{number}").click()


def test_who_hands_what_to_whom_stands_in_the_table_of_roles(staffed_comparison):
    lines = staffed_comparison.page.tables.tables[ROLES].lines.lines

    passages = [line.cells for line in lines if line.cells[0] == "交接"]
    assert [(cells[3], cells[4], cells[6], cells[7]) for cells in passages] in (
        [("陈一", "林二", 2, 60)],
        [("林二", "陈一", 2, 60)],
    )


def test_the_workbook_is_told_once_and_written_where_it_is_wanted(
    staffed_comparison, qtbot, window, tmp_path, monkeypatch
):
    path = tmp_path / "比较"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    staffed_comparison.page.sheet.click()
    assert "不含居民信息" in staffed_comparison.output.question.text()
    agree(staffed_comparison)
    told(qtbot, window, "张表到")

    assert len(load_workbook(tmp_path / "比较.xlsx").sheetnames) >= 4
    assert window.memory.folder == str(tmp_path)


def test_only_the_forms_of_the_chosen_grids_are_printed(staffed_comparison, qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "登记表.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    table = staffed_comparison.page.tables.tables[GRIDS]
    table.selectRow(0)

    staffed_comparison.page.forms.click()
    agree(staffed_comparison, 1)
    told(qtbot, window, "页调整登记表到")

    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert table.lines.lines[0].cells[0] in text
    assert f"网格调整登记表：{table.lines.lines[1].cells[0]}" not in text


def test_the_lists_to_hand_over_by_come_as_pdf_or_as_a_workbook(staffed_comparison, qtbot, window, tmp_path):
    output = staffed_comparison.output

    staffed_comparison.page.handover.click()
    assert output.question.text().startswith("有 2 位人员要交出或接手楼幢")
    output.question.reject()
    output.write_lists(tmp_path / "清单.pdf")
    told(qtbot, window, "页交接清单到")
    output.write_list_sheets(tmp_path / "清单.xlsx")
    told(qtbot, window, "张表到")

    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "清单.pdf").pages)
    assert "陈一" in text
    assert "林二" in text
    assert "13800000000" not in text
    assert len(load_workbook(tmp_path / "清单.xlsx").sheetnames) == 3


def test_where_nobody_serves_there_is_nothing_to_hand_over(comparison, window):
    comparison.page.handover.click()

    assert comparison.output.question is None
    assert "没有人员需要交接" in window.message.text


def test_what_no_longer_holds_does_not_leave_the_program(comparison, qtbot, window):
    assert comparison.page.sheet.isEnabled()

    window.menus.actions["edit.undo"].trigger()
    qtbot.waitUntil(lambda: comparison.page.stale.isVisible(), timeout=WAIT_MS)

    assert not comparison.page.sheet.isEnabled()


def test_a_name_with_signs_that_files_cannot_bear_is_mended():
    assert file_part("2025/2026：甲?") == "2025-2026：甲-"
