# SPDX-License-Identifier: MIT
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.ui.palette import Palette
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS


def titles(palette: Palette) -> list[str]:
    return [palette.box.list.item(row).text() for row in range(palette.box.list.count())]


def opened(window: MainWindow, text: str) -> Palette:
    palette = window.feature(Palette)
    window.menus.actions["edit.search"].trigger()
    palette.box.field.setText(text)
    return palette


def test_commands_are_found_by_the_initials_of_their_words(open_window: MainWindow, qtbot: QtBot):
    palette = opened(open_window, "jcfa")

    assert titles(palette) == ["命令", "检查方案"]
    assert palette.box.list.currentItem().text() == "检查方案"


def test_enter_runs_the_marked_command_and_closes(open_window: MainWindow, qtbot: QtBot):
    palette = opened(open_window, "图例")
    was_on = open_window.menus.actions["view.legend"].isChecked()

    qtbot.keyClick(palette.box.field, Qt.Key.Key_Return)

    assert open_window.menus.actions["view.legend"].isChecked() != was_on
    assert not palette.box.isVisible()


def test_a_grid_is_found_and_shown_on_the_map(open_window: MainWindow, qtbot: QtBot):
    palette = opened(open_window, "西苑 1")
    qtbot.waitUntil(lambda: "西苑社区第1网格" in titles(palette), timeout=WAIT_MS)

    qtbot.keyClick(palette.box.field, Qt.Key.Key_Return)

    assert open_window.selection.kind == "grid"
    assert open_window.workspaces.current == "plan"


def test_the_arrows_pass_over_headings_and_escape_closes(open_window: MainWindow, qtbot: QtBot):
    palette = opened(open_window, "西苑社区")
    qtbot.waitUntil(lambda: "社区" in titles(palette), timeout=WAIT_MS)
    chosen = []

    for _ in range(3):
        chosen.append(palette.box.list.currentItem().text())
        qtbot.keyClick(palette.box.field, Qt.Key.Key_Down)

    assert chosen == ["西苑社区第1网格", "西苑社区第2网格", "西苑社区"]
    qtbot.keyClick(palette.box.field, Qt.Key.Key_Escape)
    assert not palette.box.isVisible()


def test_nothing_found_says_what_to_try(open_window: MainWindow, qtbot: QtBot):
    palette = opened(open_window, "不存在的词")

    qtbot.waitUntil(lambda: "没有找到" in titles(palette)[0], timeout=WAIT_MS)


def test_the_field_in_the_menu_bar_opens_it(window: MainWindow, qtbot: QtBot):
    qtbot.mouseClick(window.findChild(QPushButton, "search_field"), Qt.MouseButton.LeftButton)

    assert window.feature(Palette).box.isVisible()
    assert "打开文件" in titles(window.feature(Palette))
