# SPDX-License-Identifier: MIT
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from gridmgr.ui.records.handing_dialog import HandingDialog
from gridmgr.ui.records.records import Records
from tests.operations.town import WEST
from tests.ui.records.conftest import listed, wait_for

ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def asked(qtbot: QtBot, records: Records) -> HandingDialog:
    records.page.hand.click()
    dialog = records.handing.dialog
    assert dialog is not None
    wait_for(qtbot, lambda: dialog.place.count() > 0)
    return dialog


def offered(qtbot: QtBot, dialog: HandingDialog, number: str) -> list[str]:
    grid = dialog.target.grid_called(number)
    assert grid
    dialog.target.picked.emit(grid)
    wait_for(qtbot, lambda: "移交后的户数" not in dialog.outcome.text())
    return dialog.outcome.text().split("\n")


def counts(records: Records) -> dict[str, int]:
    return {g.code[-3:]: g.households for c in records.window.overview.communities if c.code == WEST for g in c.grids}


def test_a_grid_that_would_be_left_without_land_is_told_before(records: Records, qtbot: QtBot):
    records.show("building", {"community": WEST})
    listed(qtbot, records, 30)
    before = counts(records)
    table = records.page.table
    table.selectionModel().select(table.model().index(0, 0), ROWS)
    dialog = asked(qtbot, records)

    dialog.every.setChecked(True)
    wait_for(qtbot, lambda: dialog.place.currentText().endswith("（30 栋）"))
    lines = offered(qtbot, dialog, "2")
    assert lines[-1] == "01 就没有范围了；要取消一个网格，请用“合并网格”。"
    assert not dialog.go.isEnabled()
    dialog.reject()

    assert counts(records) == before


def test_a_selected_building_goes_to_the_grid_after_its_figures_were_shown(records: Records, qtbot: QtBot):
    grids = {g.code[-3:]: g.id for c in records.window.overview.communities if c.code == WEST for g in c.grids}
    records.show("building", {"grid_id": grids["001"]})
    before = counts(records)
    listed(qtbot, records, before["001"] // 30)
    table = records.page.table
    table.selectionModel().select(table.model().index(0, 0), ROWS)
    dialog = asked(qtbot, records)

    lines = offered(qtbot, dialog, "2")
    assert lines[0] == "移交 1 栋（30 户）到 02："
    assert dialog.go.text() == "移交 1 栋"
    dialog.go.click()
    wait_for(qtbot, lambda: counts(records)["002"] == before["002"] + 30)

    assert counts(records)["001"] == before["001"] - 30
    wait_for(qtbot, lambda: "Ctrl+Z" in records.window.message.text)


def test_buildings_of_another_community_are_skipped_and_counted(records: Records, qtbot: QtBot):
    records.show("building")
    listed(qtbot, records, 60)
    dialog = asked(qtbot, records)
    dialog.every.setChecked(True)
    wait_for(qtbot, lambda: dialog.place.currentText().endswith("（30 栋）"))

    lines = offered(qtbot, dialog, "1")

    assert any(line == "30 栋在别的社区，跳过。" for line in lines)
    dialog.reject()


def test_people_are_not_handed_over(records: Records):
    assert records.page.hand.isHidden()
    assert not records.handing.is_possible
