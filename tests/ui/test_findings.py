# SPDX-License-Identifier: MIT
"""The list of findings is filtered, copied, exported, and leads to the records."""

from pathlib import Path

import openpyxl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import new_id
from gridmgr.model.people import Household
from gridmgr.ui.checking import Checking
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town


def check(qtbot: QtBot, window: MainWindow) -> Checking:
    checking = window.feature(Checking)
    window.menus.actions["plan.check"].trigger()
    qtbot.waitUntil(lambda: checking.findings.list.topLevelItemCount() > 0, timeout=WAIT_MS)
    return checking


def choose(checking: Checking, name: str, text: str) -> None:
    box = checking.findings.findChild(QComboBox, name)
    assert box is not None
    box.setCurrentIndex(next(n for n in range(box.count()) if box.itemText(n).startswith(text)))


def household_without_home(qtbot: QtBot, window: MainWindow) -> None:
    home = Household(id=new_id(), community=WEST)
    assert window.document is not None
    with qtbot.waitSignal(window.overview_changed, timeout=WAIT_MS):
        window.document.run(lambda _store: ChangeSet("录入", [added(home)]))


def test_filters_count_and_narrow_the_list(qtbot: QtBot, open_window: MainWindow):
    checking = check(qtbot, open_window)
    assert len(checking.findings.filtered) == 4

    choose(checking, "findings_community", "西苑社区（2）")

    assert [checking.findings.community_of(f) for f in checking.findings.filtered] == ["西苑社区", "西苑社区"]
    assert checking.findings.list.topLevelItemCount() == 2


def test_what_is_listed_can_be_copied_into_a_spreadsheet(qtbot: QtBot, open_window: MainWindow):
    checking = check(qtbot, open_window)

    checking.findings.copy_shown()

    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "级别\t规则\t社区\t问题"
    assert len(lines) == 5
    assert lines[1].startswith("警告\tG-10 五员到岗\t西苑社区\t网格“西苑社区第1网格”还缺 5 个岗位")


def test_what_is_listed_is_exported_as_a_workbook(qtbot: QtBot, open_window: MainWindow, tmp_path: Path, monkeypatch):
    checking = check(qtbot, open_window)
    choose(checking, "findings_community", "东苑社区")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "问题"), ""))

    checking.export()

    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx").worksheets[0]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert "已导出 2 个问题" in open_window.message.text
    assert [row[2] for row in rows if row[0] == "警告"] == ["东苑社区", "东苑社区"]


def test_a_finding_about_households_opens_their_list(qtbot: QtBot, open_window: MainWindow):
    household_without_home(qtbot, open_window)
    checking = check(qtbot, open_window)
    finding = next(f for f in checking.findings.filtered if f.rule == "V-11")

    with qtbot.waitSignal(open_window.records_wanted) as asked:
        checking.show_finding(finding)

    assert asked.args == ["household", {"building_id": ""}]


def test_the_findings_follow_an_edit_without_being_asked(qtbot: QtBot, open_window: MainWindow):
    checking = check(qtbot, open_window)
    assert open_window.status.check.text() == "检查：警告 4"

    household_without_home(qtbot, open_window)

    qtbot.waitUntil(lambda: checking.findings.list.topLevelItemCount() == 5, timeout=WAIT_MS)
    assert open_window.status.check.text() == "检查：警告 5"
    assert not checking.findings.stale.isVisible()


def test_a_plan_is_checked_as_soon_as_it_is_open(qtbot: QtBot, open_window: MainWindow):
    checking = open_window.feature(Checking)

    qtbot.waitUntil(lambda: checking.live.report is not None, timeout=WAIT_MS)

    assert open_window.status.check.text() == "检查：警告 4"
    assert not checking.findings_dock.isVisible()


def test_a_running_check_gives_way_to_a_newer_change(qtbot: QtBot, open_window: MainWindow):
    checking = check(qtbot, open_window)

    for _ in range(3):
        household_without_home(qtbot, open_window)

    qtbot.waitUntil(lambda: not checking.live.is_behind, timeout=WAIT_MS)
    assert any("有 3 户没有登记所在楼幢" in f.message for f in checking.findings.filtered)


def test_undo_takes_a_finding_back(qtbot: QtBot, open_window: MainWindow):
    checking = check(qtbot, open_window)
    household_without_home(qtbot, open_window)
    qtbot.waitUntil(lambda: checking.findings.list.topLevelItemCount() == 5, timeout=WAIT_MS)

    open_window.document.undo()

    qtbot.waitUntil(lambda: checking.findings.list.topLevelItemCount() == 4, timeout=WAIT_MS)


def test_a_district_without_a_check_says_what_a_check_does(qtbot: QtBot, window: MainWindow, town: Path):
    open_town(qtbot, window, town)

    window.workspaces.show("check")

    assert "还没有检查" in window.feature(Checking).findings.summary.text()
