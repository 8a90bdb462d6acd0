# SPDX-License-Identifier: MIT
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.people import Resident
from gridmgr.operations.session import Session
from gridmgr.ui.commands import today
from gridmgr.ui.records.editors import CellEdit, ChoiceEdit
from gridmgr.ui.records.pasting import PasteDialog
from gridmgr.ui.records.questions import Question
from gridmgr.ui.records.records import Records
from tests.ui.records.conftest import column, listed, names, stored, wait_for

KEY = Qt.Key


def editor_of(qtbot: QtBot, records: Records, row: int, name: str) -> CellEdit:
    """Open a cell as F2 does."""
    table = records.page.table
    table.setCurrentIndex(records.model.index(row, column(records, name)))
    qtbot.keyClick(table, KEY.Key_F2)
    view = table.frozen if column(records, name) == table.frozen.column else table
    return next(e for e in view.viewport().findChildren(QLineEdit) if isinstance(e, CellEdit))


def select(records: Records, first: int, last: int, name: str) -> None:
    """Select cells of one column."""
    place, model = column(records, name), records.model
    table = records.page.table
    table.setCurrentIndex(model.index(first, place))
    block = QItemSelection(model.index(first, place), model.index(last, place))
    table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_a_number_typed_over_is_stored_in_one_step_and_can_be_undone(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 0, "phone")

    editor.setText("13900009999")
    qtbot.keyClick(editor, KEY.Key_Return)

    wait_for(qtbot, lambda: stored(records, "n0").phone == "13900009999")
    wait_for(qtbot, lambda: records.window.overview.undo_label == "修改居民：手机")
    records.window.document.undo()
    wait_for(qtbot, lambda: stored(records, "n0").phone == "13800001111")


def test_the_name_in_the_frozen_column_is_typed_over_with_its_initials(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 0, "name")

    editor.setText("张小明")
    qtbot.keyClick(editor, KEY.Key_Return)

    wait_for(qtbot, lambda: stored(records, "n0").initials == "zxm")
    assert names(records)[0] == "张小明"


def test_a_masked_cell_is_opened_only_after_revealing(records: Records, qtbot: QtBot):
    table = records.page.table
    table.setCurrentIndex(records.model.index(0, column(records, "phone")))

    qtbot.keyClick(table, KEY.Key_F2)

    assert isinstance(records.cells.dialog, Question)
    assert table.viewport().findChildren(QLineEdit) == []
    records.cells.dialog.yes.click()
    assert records.model.is_revealed


def test_what_is_wrong_stays_in_the_cell_with_a_sentence(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 0, "birth_date")

    editor.setText("昨天")
    qtbot.keyClick(editor, KEY.Key_Return)

    assert editor.isVisible()
    assert editor.text() == "昨天"
    assert "日期无法识别" in editor.problem
    editor.setText("1981.2.3")
    qtbot.keyClick(editor, KEY.Key_Return)
    wait_for(qtbot, lambda: stored(records, "n0").birth_date == date(1981, 2, 3))


def test_escape_leaves_the_cell_as_it_was(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 0, "birth_date")

    editor.setText("昨天")
    qtbot.keyClick(editor, KEY.Key_Escape)

    assert records.model.text_at(0, column(records, "birth_date")) == "1980-05-01"


def test_a_code_is_found_by_the_initials_of_its_label(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 2, "gender")
    assert isinstance(editor, ChoiceEdit)

    editor.clear()
    qtbot.keyClicks(editor, "nx")
    assert [editor.list.item(row).text() for row in range(editor.list.count())] == ["男性", "女性"]
    qtbot.keyClick(editor, KEY.Key_Down)
    qtbot.keyClick(editor, KEY.Key_Return)

    wait_for(qtbot, lambda: stored(records, "n2").gender == "2")


def test_several_codes_are_chosen_one_after_the_other(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 0, "groups")
    assert isinstance(editor, ChoiceEdit)
    wait_for(qtbot, editor.list.isVisible)

    for row in (0, 1):
        editor.list.itemClicked.emit(editor.list.item(row))
    qtbot.keyClick(editor, KEY.Key_Return)

    wait_for(qtbot, lambda: len(stored(records, "n0").groups) == 2)


def test_a_link_says_why_it_cannot_be_typed_over(records: Records, qtbot: QtBot):
    table = records.page.table
    table.setCurrentIndex(records.model.index(0, column(records, "household_id")))

    qtbot.keyClick(table, KEY.Key_F2)

    assert "表单" in records.window.message.text


def test_what_a_colleague_changed_is_not_written_over(records: Records, qtbot: QtBot):
    records.reveal(True)
    editor = editor_of(qtbot, records, 0, "phone")
    with open_store(records.window.document.location) as store:
        read = store.get(Resident, "n0")
        other = replace(read, phone="13700007777")
        Session(store, "同事").run(ChangeSet("改电话", [changed(read, other)]))

    editor.setText("13900009999")
    qtbot.keyClick(editor, KEY.Key_Return)

    wait_for(qtbot, lambda: "别人改过" in records.window.message.text)
    assert stored(records, "n0").phone == "13700007777"
    wait_for(qtbot, lambda: records.model.text_at(0, column(records, "phone")) == "13700007777")


def test_cells_are_filled_down_emptied_and_dated(records: Records, qtbot: QtBot):
    records.reveal(True)
    table = records.page.table
    select(records, 0, 2, "phone")
    qtbot.keyClick(table, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: stored(records, "n2").phone == "13800001111")

    qtbot.keyClick(table, KEY.Key_Delete)
    wait_for(qtbot, lambda: {stored(records, f"n{i}").phone for i in range(3)} == {""})

    select(records, 2, 2, "birth_date")
    qtbot.keyClick(table, KEY.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: stored(records, "n2").birth_date == today())


def test_a_name_cannot_be_emptied(records: Records, qtbot: QtBot):
    records.reveal(True)
    select(records, 0, 2, "name")

    qtbot.keyClick(records.page.table, KEY.Key_Delete)

    assert "必须填写" in records.window.message.text
    assert stored(records, "n0").name == "张伟"


def test_a_block_from_excel_is_shown_before_it_is_stored(records: Records, qtbot: QtBot):
    records.reveal(True)
    records.choose_columns(["name", "birth_date", "phone"])
    records.page.table.setCurrentIndex(records.model.index(0, 1))
    QGuiApplication.clipboard().setText("1981-01-01\t13800001111\n不知何时\t13900008888\n")

    qtbot.keyClick(records.page.table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)

    dialog = records.cells.dialog
    assert isinstance(dialog, PasteDialog)
    assert dialog.text.text() == "将修改 2 格，1 格不变。1 格有问题，不会写入，见下面红字。"
    assert dialog.yes.text() == "写入 2 格"
    dialog.yes.click()
    wait_for(qtbot, lambda: stored(records, "n1").phone == "13900008888")
    assert stored(records, "n0").birth_date == date(1981, 1, 1)
    assert stored(records, "n1").birth_date == date(1990, 6, 2)
    wait_for(qtbot, lambda: records.window.overview.undo_label == "粘贴 2 格")


def test_deleting_says_what_goes_with_it_and_can_be_undone(records: Records, qtbot: QtBot):
    records.show("household")
    listed(qtbot, records, 1)
    records.page.table.selectRow(0)

    records.cells.delete()
    wait_for(qtbot, lambda: isinstance(records.cells.dialog, Question))
    assert "连同3 名居民" in records.cells.dialog.text.text()
    records.cells.dialog.yes.click()
    listed(qtbot, records, 0)

    wait_for(qtbot, lambda: records.window.overview.undo_label == "删除 1 条住户")
    records.window.document.undo()
    listed(qtbot, records, 1)
