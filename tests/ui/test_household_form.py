# SPDX-License-Identifier: MIT
"""The form of a household with its members."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gridmgr.model.people import Household, Resident
from gridmgr.operations.naming import Hit
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.forms.members import COLUMNS
from tests.operations.town import WEST
from tests.ui.forms import WAIT_MS, commit, new_form, open_form, save, store, stored, type_in

HOME = Household(id="h1", community=WEST, unit_no="1", room_no="502", address="苑路1号1单元502室")
HEAD = Resident(id="r1", community=WEST, name="曾小明", household_id="h1", relation="02", phone="13800001234")
WIFE = Resident(id="r2", community=WEST, name="李小红", household_id="h1", relation="12")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Drafts go to a folder that ends with the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def type_cell(members, name, text):
    """Type into the current row as a person does: the editor opens, Enter goes on."""
    table = members.table
    row = table.currentRow()
    table.setCurrentCell(row, list(COLUMNS).index(name))
    members._edit(table.currentItem())
    editor = table.focusWidget() if table.focusWidget() is not table else None
    assert editor is not None
    line = getattr(editor, "line", editor)
    line.selectAll()
    commit(line, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_a_family_is_typed_in_and_stored_as_one_step(qtbot, open_window):
    building = open_window.overview.scene.buildings.layer.ids[0]
    sheet = new_form(qtbot, open_window, "household", {"building_id": building})
    type_in(sheet, "room_no", "502")

    sheet.members.add_button.click()
    type_cell(sheet.members, "name", "曾小明")
    assert sheet.members.table.currentColumn() == list(COLUMNS).index("relation")
    type_cell(sheet.members, "relation", "户主")
    type_cell(sheet.members, "doc_no", "11010519491231002X")
    QTest.keyClick(sheet.members.table, Qt.Key.Key_Insert)
    type_cell(sheet.members, "name", "李小红")
    type_cell(sheet.members, "birth_date", "1951.2.3")
    save(qtbot, sheet)

    home = stored(qtbot, open_window, Household, sheet.work.key[1])
    ids = [part.record.id for part in sheet.work.members]
    head, wife = (stored(qtbot, open_window, Resident, record_id) for record_id in ids)
    assert (home.head_name, head.gender, head.birth_date) == ("曾小明", "2", date(1949, 12, 31))
    assert wife.birth_date == date(1951, 2, 3)
    assert head.community == home.community != ""
    qtbot.waitUntil(lambda: open_window.overview.undo_label == "新增住户和 2 位成员", timeout=WAIT_MS)
    with qtbot.waitSignal(open_window.document.undo().succeeded, timeout=WAIT_MS):
        pass
    assert stored(qtbot, open_window, Household, home.id) is None
    assert stored(qtbot, open_window, Resident, head.id) is None


def test_members_are_masked_and_cannot_be_typed_over_until_shown(qtbot, open_window):
    store(qtbot, open_window, HOME, HEAD, WIFE)
    sheet = open_form(qtbot, open_window, "household", "h1")
    table = sheet.members.table

    assert [table.item(row, 0).text() for row in range(2)] == ["曾*明", "李*红"]
    assert not table.item(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    sheet.reveal_button.click()
    assert table.item(0, 0).text() == "曾小明"
    assert table.verticalHeaderItem(0).text() == "户主"
    table.setCurrentCell(1, 0)
    type_cell(sheet.members, "phone", "13900001111")
    save(qtbot, sheet)

    assert stored(qtbot, open_window, Resident, "r2").phone == "13900001111"
    assert stored(qtbot, open_window, Resident, "r1").name == "曾小明"


def test_a_member_leaves_the_household_with_delete_and_stays_on_record(qtbot, open_window):
    store(qtbot, open_window, HOME, HEAD, WIFE)
    sheet = open_form(qtbot, open_window, "household", "h1")

    sheet.members.table.setCurrentCell(1, 0)
    QTest.keyClick(sheet.members.table, Qt.Key.Key_Delete)
    assert sheet.members.table.rowCount() == 1
    save(qtbot, sheet)

    assert stored(qtbot, open_window, Resident, "r2").household_id == ""


def test_a_known_resident_moves_in(qtbot, open_window):
    store(qtbot, open_window, HOME, HEAD, replace(WIFE, household_id=""))
    sheet = open_form(qtbot, open_window, "household", "h1")

    sheet.members.search.choose(Hit("r2", "李小红"))
    qtbot.waitUntil(lambda: len(sheet.work.members) == 2, timeout=WAIT_MS)
    save(qtbot, sheet)

    assert stored(qtbot, open_window, Resident, "r2").household_id == "h1"


def test_a_wrong_cell_is_told_below_the_table_and_nothing_is_stored(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "household", {"community": WEST})

    sheet.members.add_button.click()
    type_cell(sheet.members, "name", "曾小明")
    type_cell(sheet.members, "birth_date", "四月一日")
    sheet.save_button.click()

    assert "第 1 位：日期无法识别" in sheet.members.message.text()
    assert sheet.members.table.item(0, 4).text() == "四月一日"
    assert not sheet.work.is_saving


def test_a_household_without_a_head_is_a_warning_only(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "household", {"community": WEST})

    sheet.members.add_button.click()
    type_cell(sheet.members, "name", "曾小明")

    assert "户主" in sheet.members.message.text()
    save(qtbot, sheet)


def test_an_empty_row_is_not_stored(qtbot, open_window):
    sheet = new_form(qtbot, open_window, "household", {"community": WEST})

    sheet.members.add_button.click()
    type_in(sheet, "room_no", "502")
    save(qtbot, sheet)

    qtbot.waitUntil(lambda: open_window.overview.undo_label == "新增住户", timeout=WAIT_MS)


def test_a_household_is_removed_with_its_members_only_after_a_word(qtbot, open_window):
    store(qtbot, open_window, HOME, HEAD)
    sheet = open_form(qtbot, open_window, "household", "h1")

    sheet.remove_button.click()
    box = sheet.findChild(object, "remove_box")
    assert "1 位成员" in box.text()
    with qtbot.waitSignal(sheet.work.gone, timeout=WAIT_MS):
        box.findChild(QPushButton, "remove_together").click()

    assert stored(qtbot, open_window, Resident, "r1") is None


def test_a_member_opens_in_a_form_of_their_own_beside(qtbot, open_window):
    store(qtbot, open_window, HOME, HEAD)
    sheet = open_form(qtbot, open_window, "household", "h1")

    sheet.members.table.setCurrentCell(0, 0)
    sheet.members.form_button.click()

    forms = open_window.feature(Forms)
    qtbot.waitUntil(lambda: set(forms.sheets) == {("household", "h1"), ("resident", "r1")}, timeout=WAIT_MS)
