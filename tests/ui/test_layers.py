# SPDX-License-Identifier: MIT
"""Choosing layers in the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QRadioButton, QToolButton
from pytestqt.qtbot import QtBot

from gridmgr.map.layers import Fill, Layers
from gridmgr.ui.layers import LayerChoice, LayerPanel, keep_layers, kept_layers
from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow


def test_a_ticked_off_layer_leaves_the_map_and_is_remembered(qtbot: QtBot, open_window: MainWindow) -> None:
    panel = open_window.canvas.findChild(LayerPanel, "layer_panel")
    qtbot.mouseClick(open_window.canvas.findChild(QToolButton, "layer_button"), Qt.MouseButton.LeftButton)

    panel.findChild(QCheckBox, "layer_buildings").click()

    assert panel.isVisible()
    assert not open_window.canvas.scene.layers.buildings
    assert not panel.findChild(QCheckBox, "layer_building_labels").isEnabled()
    assert kept_layers(open_window.memory) == Layers(buildings=False)


def test_the_panel_and_the_menu_say_the_same(open_window: MainWindow) -> None:
    panel = open_window.canvas.findChild(LayerPanel, "layer_panel")

    open_window.menus.actions["view.balance"].trigger()
    open_window.menus.actions["view.facilities"].trigger()

    assert open_window.canvas.scene.fill is Fill.BALANCE
    assert panel.findChild(QRadioButton, "fill_balance").isChecked()
    assert not panel.findChild(QCheckBox, "layer_facilities").isChecked()
    assert open_window.menus.actions["view.balance"].text() == "取消达标着色"
    assert open_window.menus.actions["view.facilities"].text() == "显示设施"


def test_esc_closes_the_panel_and_gives_the_map_the_keys(qtbot: QtBot, open_window: MainWindow) -> None:
    open_window.menus.actions["view.layers"].trigger()
    panel = open_window.feature(LayerChoice).panel

    qtbot.keyClick(panel, Qt.Key.Key_Escape)

    assert panel.isHidden()


def test_a_kept_choice_that_nobody_knows_any_more_gives_way_to_the_usual_one(memory: Memory) -> None:
    keep_layers(memory, Layers(roads=False))
    memory.keep_text("layer.fill", "rainbow")

    assert kept_layers(memory) == Layers(roads=False)
