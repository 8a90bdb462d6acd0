# SPDX-License-Identifier: MIT
"""The rows of basemaps in the window: shown, ordered, remembered."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.rows import kept_rows
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.window import MainWindow
from tests.ui.basemaps.conftest import Settle
from tests.ui.basemaps.looking import GREEN, corner, ids
from tests.ui.conftest import WAIT_MS, open_town


def test_with_nothing_chosen_there_is_no_basemap_and_no_network(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle
):
    settle()

    assert ids(basemaps) == ["map"]
    assert basemaps.store.fetcher is None
    assert open_window.canvas.scene.layers.ground
    assert basemaps.credit.isHidden()


def test_an_archive_lies_below_the_map_and_credits_its_maker(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()

    assert corner(open_window) == GREEN
    assert ids(basemaps) == ["map", "archive"]
    assert basemaps.credit.text() == "某测绘院"
    assert basemaps.store.fetcher is None


def test_all_basemaps_are_hidden_and_shown_by_one_key(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    action = open_window.menus.actions["view.basemaps"]
    before = action.isEnabled()
    basemaps.add_file(green_tiles)
    settle()

    action.trigger()
    settle()
    hidden, text = corner(open_window), action.text()
    action.trigger()
    settle()

    assert (before, action.isEnabled()) == (False, True)
    assert hidden != GREEN
    assert text == "显示底图"
    assert corner(open_window) == GREEN


def test_the_panel_sets_how_strongly_a_basemap_is_shown(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[1].id)

    panel.findChild(QSlider, "layer_opacity").setValue(50)
    settle()

    assert basemaps.rows[1].opacity == 50
    assert corner(open_window).green() not in (120, 243)
    assert panel.detail.state.text() == '<a href="#">某测绘院</a>' or "某测绘院" in panel.detail.state.text()


def test_without_colours_a_basemap_is_grey(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()

    basemaps.change(basemaps.rows[1].id, is_grey=True)
    settle()

    colour = corner(open_window)
    assert colour.red() == colour.green() == colour.blue() != 0


def test_rows_are_moved_by_keys_and_remembered_for_this_district(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[1].id)

    qtbot.keyClick(panel.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()

    assert ids(basemaps) == ["archive", "map"]
    assert panel.tree.current_row == basemaps.rows[0].id
    assert open_window.canvas.scene.layers.ground
    assert kept_rows(open_window.memory, open_window.document.location) == basemaps.rows


def test_dragging_sets_the_order(basemaps: Basemaps, open_window: MainWindow, settle: Settle, green_tiles: Path):
    basemaps.add_file(green_tiles)
    settle()

    open_window.feature(LayerChoice).panel.tree.ordered.emit([basemaps.rows[1].id, "map:"])

    assert ids(basemaps) == ["archive", "map"]


def test_a_removed_basemap_leaves_its_file_alone(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[1].id)

    qtbot.keyClick(panel.tree, Qt.Key.Key_Delete)
    settle()

    assert ids(basemaps) == ["map"]
    assert green_tiles.exists()
    assert open_window.canvas.scene.layers.ground


def test_rows_come_back_with_the_district(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path, divided_town: Path
):
    basemaps.add_file(green_tiles)
    settle()

    open_window.close_document()
    closed = ids(basemaps)
    open_town(qtbot, open_window, divided_town)
    qtbot.waitUntil(lambda: basemaps.epsg is not None, timeout=WAIT_MS)
    settle()

    assert closed == ["map"]
    assert ids(basemaps) == ["map", "archive"]
    assert corner(open_window) == GREEN
