# SPDX-License-Identifier: MIT
"""Locks in the window: cards, menus, the table of all locks, the marks, and what is said when something is refused."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet, removed
from gridmgr.model.locks import BORDER, BUILDING, ROSTER
from gridmgr.operations.locking import Turn
from gridmgr.ui.locking import Locking, add_locking
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS


def first_grid(window: MainWindow):
    return window.overview.communities[0].grids[0]


def test_the_card_of_a_grid_locks_border_and_people(qtbot: QtBot, open_window: MainWindow):
    open_window.show_record("grid", first_grid(open_window).id)
    qtbot.waitUntil(lambda: open_window.inspector.card is not None, timeout=WAIT_MS)
    buttons = {button.name: button for button in open_window.inspector.card.buttons}

    assert [buttons[lock].text for lock in (BORDER, ROSTER)] == ["锁定边界", "锁定人员"]
    open_window.inspector.followed.emit(buttons[ROSTER].link)
    qtbot.waitUntil(lambda: first_grid(open_window).is_roster_locked, timeout=WAIT_MS)

    assert open_window.overview.undo_label.startswith("锁定人员：西苑社区")
    assert "人员已锁定" in open_window.tree.item_of("grid", first_grid(open_window).id).toolTip(0)
    assert first_grid(open_window).id in open_window.canvas.scene.grids.locked


def test_a_building_is_locked_from_the_menu_and_shows_it(qtbot: QtBot, open_window: MainWindow):
    buildings = open_window.canvas.scene.buildings
    building = buildings.ids[0]
    menu = QMenu()
    add_locking(menu, open_window, "building", building)

    assert menu.actions()[0].text() == f"锁定归属：{buildings.numbers[0]}"
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: building in open_window.overview.scene.buildings.locked, timeout=WAIT_MS)

    open_window.selection.choose("building", building)
    open_window.menus.refresh()
    assert open_window.menus.actions["plan.lock"].text() == "解锁归属"


def test_all_locks_of_a_plan_are_turned_from_one_table(qtbot: QtBot, open_window: MainWindow):
    locking = open_window.feature(Locking)
    locking.open()
    dialog = locking.dialog
    qtbot.waitUntil(lambda: dialog.counts[BORDER].text() == "已锁定 0 / 4 个网格", timeout=WAIT_MS)

    dialog.place.setCurrentIndex(dialog.place.findData(WEST))
    dialog.buttons[BORDER, Turn.LOCK].click()
    qtbot.waitUntil(lambda: dialog.counts[BORDER].text() == "已锁定 2 / 2 个网格", timeout=WAIT_MS)
    dialog.buttons[BUILDING, Turn.INVERT].click()
    qtbot.waitUntil(lambda: dialog.counts[BUILDING].text() == "已锁定 30 / 30 栋楼", timeout=WAIT_MS)

    assert not dialog.buttons[BORDER, Turn.LOCK].isEnabled()
    assert not any(grid.is_locked for grid in open_window.overview.communities[1].grids)


def test_removing_a_locked_grid_is_refused_with_the_way_out(qtbot: QtBot, open_window: MainWindow):
    grid = first_grid(open_window)
    open_window.feature(Locking).lock([grid.id], Turn.LOCK)
    qtbot.waitUntil(lambda: first_grid(open_window).is_locked, timeout=WAIT_MS)

    open_window.document.run(lambda store: ChangeSet("删除网格", [removed(store.get(Grid, grid.id))]))
    qtbot.waitUntil(lambda: "边界已锁定" in open_window.message.text, timeout=WAIT_MS)

    assert "请先解锁：在这个网格上按右键，选“解锁边界”" in open_window.message.text
    assert open_window.overview.undo_label.startswith("锁定边界")


def test_the_building_under_the_pointer_is_found(qtbot: QtBot, open_window: MainWindow):
    qtbot.waitUntil(lambda: open_window.canvas.is_sharp, timeout=WAIT_MS)
    layer = open_window.canvas.scene.buildings.layer
    x, y = open_window.canvas.view.to_screen(layer.geometries[0].centroid.coords)[0].tolist()

    assert open_window.feature(Locking).building_at(QPoint(round(x), round(y))) == layer.ids[0]
    assert open_window.feature(Locking).building_at(QPoint(1, 1)) == ""


def test_what_cannot_be_done_again_after_something_new_is_said(qtbot: QtBot, open_window: MainWindow):
    locking = open_window.feature(Locking)
    one, other = (grid.id for grid in open_window.overview.communities[0].grids[:2])
    locking.lock([one], Turn.LOCK)
    qtbot.waitUntil(lambda: first_grid(open_window).is_locked, timeout=WAIT_MS)
    open_window.document.undo()
    qtbot.waitUntil(lambda: bool(open_window.overview.redo_label), timeout=WAIT_MS)

    locking.lock([other], Turn.LOCK)
    qtbot.waitUntil(lambda: "不能再按 Ctrl+Y 重做" in open_window.message.text, timeout=WAIT_MS)

    assert "“锁定边界：西苑社区" in open_window.message.text
