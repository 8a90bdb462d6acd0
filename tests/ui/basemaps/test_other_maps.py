# SPDX-License-Identifier: MIT
"""Basemaps on the second map and below the two plans of a comparison."""

from pathlib import Path

from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.comparison.feature import Comparison
from gridmgr.ui.mapview.second_map import SecondMap
from gridmgr.ui.window import MainWindow
from tests.ui.basemaps.conftest import Settle
from tests.ui.basemaps.looking import GREEN, corner
from tests.ui.conftest import WAIT_MS


def test_the_second_map_lies_upon_the_same_basemap(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    second = open_window.feature(SecondMap).open()
    qtbot.waitUntil(second.canvas.isVisible, timeout=WAIT_MS)
    second.links.setCurrentIndex(0)
    second.canvas.zoom(0.5)

    def colour() -> object:
        canvas = second.canvas
        return canvas.grab().toImage().pixelColor(canvas.width() // 2, 4)

    qtbot.waitUntil(lambda: colour() == GREEN, timeout=WAIT_MS)
    credited = second.backing.credit.text()
    second.findChild(QToolButton, "second_basemap").click()
    qtbot.waitUntil(lambda: colour() != GREEN, timeout=WAIT_MS)

    assert credited == "某测绘院"
    assert second.canvas.scene.layers.ground
    assert not open_window.canvas.scene.layers.ground
    assert not open_window.memory.is_on("second.basemap", otherwise=True)
    assert second.backing.credit.isHidden()
    assert corner(open_window) == GREEN


def test_both_plans_of_a_comparison_lie_upon_the_basemap(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    swipe = open_window.feature(Comparison).page.swipe

    open_window.feature(Comparison).show()
    qtbot.waitUntil(lambda: swipe.old._underlay is not None, timeout=WAIT_MS)

    assert swipe.old._underlay is swipe.new._underlay
    assert swipe.old._underlay is not open_window.canvas._underlay
    assert not swipe.old.scene.layers.ground
    assert not swipe.new.scene.layers.ground
    basemaps.toggle_all()
    assert swipe.old.scene.layers.ground
    assert swipe.new.scene.layers.ground
