# SPDX-License-Identifier: MIT
"""What helps to look at the map: a second window, a lens, an overview, bookmarks, places and the sheet of keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridmgr.map.companions import LENS_POWER
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.mapview.bookmarks import Bookmarks, kept_bookmarks
from gridmgr.ui.mapview.key_sheet import KeyHelp
from gridmgr.ui.mapview.places import Places
from gridmgr.ui.mapview.second_map import SecondMap
from gridmgr.ui.mapview.small_maps import SmallMaps
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS


def press(window: MainWindow, name: str) -> None:
    """Choose a line of a menu."""
    window.menus.actions[name].trigger()


def test_the_second_map_goes_where_the_first_goes_until_it_is_let_alone(open_window: MainWindow):
    press(open_window, "view.second")
    second = open_window.feature(SecondMap).shown
    assert second is not None
    open_window.canvas.zoom(4)
    assert second.canvas.view.metres_per_pixel == open_window.canvas.view.metres_per_pixel

    second.links.setCurrentIndex(0)
    before = second.canvas.view
    open_window.canvas.zoom(2)

    assert second.canvas.view == before
    second.close()


def test_the_second_map_has_a_look_and_layers_of_its_own(open_window: MainWindow, qtbot: QtBot):
    press(open_window, "view.second")
    second = open_window.feature(SecondMap).shown
    assert second is not None

    second.dark.setChecked(True)
    buildings = second.panel.tree.item_of("buildings")
    assert buildings is not None
    buildings.setCheckState(0, Qt.CheckState.Unchecked)

    assert second.canvas.is_dark
    assert not open_window.canvas.is_dark
    assert not second.canvas.scene.layers.buildings
    assert open_window.canvas.scene.layers.buildings
    second.close()


def test_what_is_chosen_on_the_second_map_is_chosen_everywhere(open_window: MainWindow, qtbot: QtBot):
    press(open_window, "view.second")
    second = open_window.feature(SecondMap).shown
    assert second is not None
    assert open_window.overview is not None
    grid = open_window.overview.communities[0].grids[0].id
    second.links.setCurrentIndex(0)
    second.canvas.show_record("grid", grid)

    second.canvas.picked.emit("grid", grid)

    assert open_window.selection.id == grid
    second.close()


def test_a_click_on_the_overview_moves_the_map(open_window: MainWindow, qtbot: QtBot):
    press(open_window, "view.overview")
    overview = open_window.feature(SmallMaps).overview
    qtbot.waitUntil(lambda: overview.isVisible() and overview.is_sharp, timeout=WAIT_MS)
    open_window.canvas.zoom(6)

    place = QPoint(overview.width() // 3, overview.height() // 2)
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    wanted = overview.view.point_at(place.x(), place.y())
    assert (open_window.canvas.view.x, open_window.canvas.view.y) == pytest.approx(wanted)
    assert overview.frame().center().x() == pytest.approx(place.x(), abs=1)


def test_the_lens_lies_over_the_cursor_shows_three_times_more_and_lets_clicks_through(open_window: MainWindow):
    press(open_window, "view.lens")
    lens, canvas = open_window.feature(SmallMaps).lens, open_window.canvas

    QTest.mouseMove(canvas, QPoint(300, 250))

    assert lens.geometry().contains(300, 250)
    assert lens.view.metres_per_pixel == pytest.approx(canvas.view.metres_per_pixel / LENS_POWER)
    assert (lens.view.x, lens.view.y) == pytest.approx(canvas.view.point_at(300, 250))
    assert canvas.childAt(300, 250) is None
    press(open_window, "view.lens")
    assert not lens.isVisible()


def test_the_lens_shows_the_stroke_of_the_tool_in_hand(open_window: MainWindow, qtbot: QtBot):
    open_window.feature(Drawing).choose("measure")
    press(open_window, "view.lens")
    lens, canvas = open_window.feature(SmallMaps).lens, open_window.canvas
    QTest.mouseMove(canvas, QPoint(300, 250))
    qtbot.waitUntil(lambda: lens.is_sharp, timeout=WAIT_MS)
    before = lens.grab().toImage()

    for place in (QPoint(300, 250), QPoint(340, 260)):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseMove(canvas, QPoint(300, 250))
    qtbot.waitUntil(lambda: lens.is_sharp, timeout=WAIT_MS)

    assert lens.grab().toImage() != before


def test_a_bookmark_brings_the_map_back_and_is_there_tomorrow(open_window: MainWindow):
    press(open_window, "view.bookmarks")
    dialog, canvas = open_window.feature(Bookmarks).dialog, open_window.canvas
    assert dialog is not None
    assert open_window.document is not None
    canvas.zoom(5)
    marked = canvas.view

    dialog.add_here()
    dialog.list.item(0).setText("菜市场")
    canvas.show_all()
    dialog.list.setCurrentRow(0)
    dialog.go_there()

    assert (canvas.view.x, canvas.view.metres_per_pixel) == (marked.x, marked.metres_per_pixel)
    assert [one.name for one in kept_bookmarks(open_window.memory, open_window.document.location)] == ["菜市场"]
    dialog.remove_chosen()
    assert kept_bookmarks(open_window.memory, open_window.document.location) == []


def test_typed_coordinates_bring_the_map_there_and_nonsense_is_said(open_window: MainWindow, qtbot: QtBot):
    places, canvas = open_window.feature(Places), open_window.canvas
    press(open_window, "view.place")
    west, south, east, north = canvas.scene.extent
    x, y = round((2 * west + east) / 3), round((south + north) / 2)

    places.dialog.field.setText(f"{x}，{y}")
    QTest.keyClick(places.dialog.field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: places.pin.place is not None, timeout=WAIT_MS)
    assert (canvas.view.x, canvas.view.y) == (x, y)
    places.go("到菜市场去")
    qtbot.waitUntil(lambda: "没有看懂" in places.dialog.said.text(), timeout=WAIT_MS)
    places.go("1, 900000")
    qtbot.waitUntil(lambda: "很远" in places.dialog.said.text(), timeout=WAIT_MS)


def test_the_coordinates_under_the_cursor_are_copied_as_they_can_be_typed(open_window: MainWindow, qtbot: QtBot):
    canvas = open_window.canvas
    QTest.mouseMove(canvas, QPoint(200, 200))
    x, y = canvas.view.point_at(200, 200)

    press(open_window, "view.copy_place")

    assert QApplication.clipboard().text() == f"{x:.2f}, {y:.2f}"


def test_a_question_mark_on_the_map_shows_every_tool_with_its_key(open_window: MainWindow, qtbot: QtBot):
    canvas, sheet = open_window.canvas, open_window.feature(KeyHelp).sheet
    canvas.setFocus()

    QTest.keyClick(canvas, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)

    assert sheet.isVisible()
    lines = {key: text for _, group in sheet.groups for key, text in group}
    assert lines["B"] == "移动边界"
    assert lines["F2"] == "下一个不达标网格"
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
