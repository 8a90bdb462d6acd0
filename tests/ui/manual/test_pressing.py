# SPDX-License-Identifier: MIT
"""F1 in the real window: the chapter that fits, one window of the manual, also in front of a dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from gridmgr.ui.manual.pressing import ManualHelp, chapter_for
from gridmgr.ui.manual.window import ManualWindow
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS

F1 = Qt.Key.Key_F1


def shown(window: MainWindow) -> str:
    manual = window.feature(ManualHelp).manual
    return manual.chapter if manual is not None else ""


def test_on_the_first_page_the_manual_begins_at_the_beginning(qtbot: QtBot, window: MainWindow):
    QTest.keyClick(window, F1)

    assert shown(window) == "01-start.md"


@pytest.mark.parametrize(
    ("workspace", "chapter"),
    [("plan", "05-draw.md"), ("records", "07-records.md"), ("check", "08-check.md"), ("print", "10-print.md")],
)
def test_each_workspace_has_its_chapter(qtbot: QtBot, open_window: MainWindow, workspace: str, chapter: str):
    open_window.workspaces.show(workspace)
    open_window.setFocus()

    open_window.menus.actions["help.manual"].trigger()

    assert shown(open_window) == chapter


def test_a_panel_has_its_own_chapter(qtbot: QtBot, open_window: MainWindow):
    assert chapter_for(open_window.inspector) == "06-roles.md"
    assert chapter_for(open_window.tree) == "02-window.md"
    assert chapter_for(open_window.status) == ""


def test_f1_is_heard_in_a_dialog_and_the_manual_can_be_used_in_front_of_it(qtbot: QtBot, open_window: MainWindow):
    open_window.menus.actions["tools.settings"].trigger()
    dialog = open_window.findChild(QDialog, "settings_dialog")
    assert dialog is not None
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None, timeout=WAIT_MS)

    QTest.keyClick(dialog.focusWidget(), F1)

    manual = open_window.feature(ManualHelp).manual
    assert isinstance(manual, ManualWindow)
    assert manual.chapter == "02-window.md"
    assert manual.parentWidget() is dialog
    dialog.reject()


def test_there_is_one_window_of_the_manual(qtbot: QtBot, open_window: MainWindow):
    open_window.menus.actions["help.manual"].trigger()
    first = open_window.feature(ManualHelp).manual
    open_window.workspaces.show("print")
    open_window.setFocus()

    open_window.menus.actions["help.manual"].trigger()

    assert open_window.feature(ManualHelp).manual is first
    assert len([one for one in open_window.findChildren(QWidget, "manual") if one.isVisible()]) == 1


def test_a_manual_that_was_closed_opens_again(qtbot: QtBot, open_window: MainWindow):
    open_window.menus.actions["help.manual"].trigger()
    first = open_window.feature(ManualHelp).manual
    assert first is not None
    first.close()

    open_window.menus.actions["help.manual"].trigger()

    second = open_window.feature(ManualHelp).manual
    assert second is not None
    assert second is not first
