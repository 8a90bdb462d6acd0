# SPDX-License-Identifier: MIT
"""Tables and layers leave by a dialog that says what leaves."""

from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.people import StaffPerson
from gridmgr.operations.session import Session
from gridmgr.ui.exporting import ExportDialog, Exporting
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town


def dialog(window: MainWindow) -> ExportDialog:
    window.menus.actions["file.export"].trigger()
    opened = window.feature(Exporting).dialog
    assert opened is not None
    return opened


def choose(opened: ExportDialog, layer: str, form: str) -> None:
    opened.layer.setCurrentIndex(opened.layer.findData(layer))
    opened.form.setCurrentIndex(opened.form.findData(form))


def test_grids_are_exported_where_the_person_says(qtbot: QtBot, open_window: MainWindow, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "网格"), ""))
    opened = dialog(open_window)
    choose(opened, "grid", ".csv")

    opened.save.click()
    qtbot.waitUntil(lambda: bool(open_window.message.text), timeout=WAIT_MS)

    assert "已导出 4 个网格" in open_window.message.text
    assert "西苑社区第1网格" in (tmp_path / "网格.csv").read_text("utf-8-sig")
    assert open_window.message.findChild(QPushButton, "message_more").text() == "打开所在文件夹"
    assert open_window.feature(Exporting).dialog is None


def test_people_offer_no_map_form_and_grids_a_plan(open_window: MainWindow):
    opened = dialog(open_window)

    choose(opened, "grid", ".gpkg")
    assert opened.plan.isVisibleTo(opened)
    choose(opened, "resident", ".xlsx")

    assert not opened.plan.isVisibleTo(opened)
    assert opened.form.findData(".gpkg") == -1


def test_unmasked_people_leave_only_when_somebody_says_so_twice(
    qtbot: QtBot, window: MainWindow, divided_town: Path, tmp_path: Path
):
    with open_store(divided_town) as store:
        person = StaffPerson(id="p1", community=WEST, name="张三", certificate_no="A12345678")
        Session(store, "测试员").run(ChangeSet("录入", [added(person)]))
    open_town(qtbot, window, divided_town)
    opened = dialog(window)
    choose(opened, "staff", ".xlsx")

    opened.unmasked.setChecked(True)
    assert not opened.save.isEnabled()
    assert "证件号" in opened.warning.text()
    opened.sure.setChecked(True)
    assert opened.save.isEnabled()
    opened.write(tmp_path / "人员.xlsx")
    qtbot.waitUntil(lambda: "已导出 1 个" in window.message.text, timeout=WAIT_MS)

    cells = [cell for row in openpyxl.load_workbook(tmp_path / "人员.xlsx").active.values for cell in row]
    assert "A12345678" in cells


def test_masked_is_what_is_offered_first(qtbot: QtBot, open_window: MainWindow):
    opened = dialog(open_window)

    choose(opened, "resident", ".xlsx")

    assert not opened.unmasked.isChecked()
    assert opened.save.isEnabled()
    assert not opened.warning.isVisibleTo(opened)
