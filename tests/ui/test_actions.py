# SPDX-License-Identifier: MIT
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gridmgr.map.style import DARK
from gridmgr.ui.actions import ACTIONS, MENUS
from gridmgr.ui.keys import KeysDialog
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS


def test_every_action_has_a_name_a_text_a_tip_and_a_menu():
    assert [a.name for a in ACTIONS if not (a.name and a.text and a.tip)] == []
    assert {a.menu for a in ACTIONS} <= set(MENUS)


def test_names_and_shortcuts_are_given_once():
    names = [a.name for a in ACTIONS]
    keys = [QKeySequence(a.shortcut).toString() for a in ACTIONS if a.shortcut]

    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
    assert "" not in keys


def test_every_action_stands_in_its_menu(window: MainWindow):
    missing = [a.name for a in ACTIONS if window.menus.actions[a.name] not in window.menus.menus[a.menu].actions()]

    assert missing == []


def test_the_list_of_keys_names_them_all(window: MainWindow):
    dialog = KeysDialog([(a.shortcut, a.text, a.tip) for a in ACTIONS if a.shortcut], window)

    shown = {dialog.list.topLevelItem(row).text(0) for row in range(dialog.list.topLevelItemCount())}
    assert {a.shortcut for a in ACTIONS if a.shortcut} <= shown


def test_dark_is_remembered(window: MainWindow, qapp: QApplication):
    sheet, palette = qapp.styleSheet(), qapp.palette()

    window.menus.actions["view.dark"].trigger()

    assert window.memory.is_on("view.dark", otherwise=False)
    assert qapp.palette().base().color().name().upper() == DARK.surface
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def test_the_legend_can_be_switched_off(window: MainWindow):
    window.menus.actions["view.legend"].trigger()

    assert not window.memory.is_on("view.legend", otherwise=True)


def test_opening_asks_in_the_folder_used_last(qtbot: QtBot, window: MainWindow, divided_town: Path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *given: asked.append(given[2]) or (str(divided_town), "")
    )

    window.menus.actions["file.open"].trigger()
    qtbot.waitUntil(lambda: window.overview is not None, timeout=WAIT_MS)
    window.menus.actions["file.open"].trigger()

    assert asked == ["", str(divided_town.parent)]
    assert "已经打开" in window.message.text


def test_a_key_of_the_map_is_free_in_the_lists(open_window: MainWindow):
    seek = open_window.menus.actions["plan.next"]

    on_map = seek.isEnabled()
    open_window.workspaces.show("records")

    assert on_map
    assert not seek.isEnabled()
