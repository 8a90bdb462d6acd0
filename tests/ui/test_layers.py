# SPDX-License-Identifier: MIT
"""Choosing layers in the window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from gridmgr.map.basemap.ranges import Range
from gridmgr.map.layers import Fill, Layers
from gridmgr.ui.layer_choices import keep_layers, keep_range, kept_layers, kept_ranges
from gridmgr.ui.layer_panel import LayerPanel
from gridmgr.ui.layer_tree import NAME
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.memory import Memory
from gridmgr.ui.window import MainWindow


@pytest.fixture
def panel(open_window: MainWindow) -> LayerPanel:
    """The open panel of the window on the town."""
    open_window.menus.actions["view.layers"].trigger()
    return open_window.feature(LayerChoice).panel


def tick(panel: LayerPanel, place: str, is_on: bool) -> None:
    """Tick the box of a line or take its tick away."""
    item = panel.tree.item_of(place)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)


def ticked(panel: LayerPanel, place: str) -> bool:
    item = panel.tree.item_of(place)
    return item is not None and item.checkState(0) is Qt.CheckState.Checked


def shown(panel: LayerPanel) -> list[str]:
    """Return the layers of the own map from the uppermost down, without those below others."""
    own = panel.tree.item_of("map:")
    assert own is not None
    return [str(own.child(place).data(0, NAME)) for place in range(own.childCount())]


def pick(box: QComboBox, data: object) -> None:
    """Choose an entry as a person does."""
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_a_ticked_off_layer_leaves_the_map_and_is_remembered(qtbot: QtBot, open_window: MainWindow) -> None:
    panel = open_window.feature(LayerChoice).panel
    qtbot.mouseClick(open_window.canvas.findChild(QToolButton, "layer_button"), Qt.MouseButton.LeftButton)

    tick(panel, "buildings", False)

    assert panel.isVisible()
    assert not open_window.canvas.scene.layers.buildings
    assert panel.tree.item_of("building_labels").isDisabled()
    assert kept_layers(open_window.memory) == Layers(buildings=False)


def test_the_panel_and_the_menu_say_the_same(open_window: MainWindow) -> None:
    panel = open_window.feature(LayerChoice).panel

    open_window.menus.actions["view.balance"].trigger()
    open_window.menus.actions["view.facilities"].trigger()

    assert open_window.canvas.scene.fill is Fill.BALANCE
    assert panel.fill.currentData() == "balance"
    assert not ticked(panel, "facilities")
    assert open_window.menus.actions["view.balance"].text() == "取消达标着色"
    assert open_window.menus.actions["view.facilities"].text() == "显示设施"


def test_the_colour_of_the_grids_is_chosen_in_the_panel(open_window: MainWindow, panel: LayerPanel) -> None:
    pick(panel.fill, "balance")

    assert open_window.canvas.scene.fill is Fill.BALANCE


def test_esc_closes_the_panel_and_gives_the_map_the_keys(qtbot: QtBot, panel: LayerPanel) -> None:
    qtbot.keyClick(panel.tree, Qt.Key.Key_Escape)

    assert panel.isHidden()


def test_space_ticks_the_line_that_has_the_keys(qtbot: QtBot, open_window: MainWindow, panel: LayerPanel) -> None:
    panel.tree.setCurrentItem(panel.tree.item_of("roads"))

    qtbot.keyClick(panel.tree, Qt.Key.Key_Space)

    assert not open_window.canvas.scene.layers.roads


def test_land_and_plan_fade_by_sliders(open_window: MainWindow, panel: LayerPanel) -> None:
    panel.choose_row("map:")

    panel.findChild(QSlider, "land_opacity").setValue(40)
    panel.findChild(QSlider, "plan_opacity").setValue(70)

    layers = open_window.canvas.scene.layers
    assert (layers.land_opacity, layers.plan_opacity) == (0.4, 0.7)
    assert kept_layers(open_window.memory) == Layers(land_opacity=0.4, plan_opacity=0.7)


def test_a_layer_is_shown_only_at_its_scales(open_window: MainWindow, panel: LayerPanel) -> None:
    canvas = open_window.canvas
    panel.tree.setCurrentItem(panel.tree.item_of("buildings"))
    pick(panel.detail.coarsest, 5000)

    canvas.set_view(replace(canvas.view, metres_per_pixel=5.0))
    from_afar = canvas.scene.layers.buildings
    canvas.set_view(replace(canvas.view, metres_per_pixel=0.5))

    assert not from_afar
    assert canvas.scene.layers.buildings
    assert open_window.feature(LayerChoice).layers.buildings
    assert kept_ranges(open_window.memory)["buildings"] == Range(0, 5000)


def test_every_layer_is_a_row_that_fades_by_itself(open_window: MainWindow, panel: LayerPanel) -> None:
    panel.tree.setCurrentItem(panel.tree.item_of("buildings"))

    panel.findChild(QSlider, "layer_opacity").setValue(40)
    panel.tree.setCurrentItem(panel.tree.item_of("grid_labels"))
    names_at = panel.findChild(QSlider, "layer_opacity").value()
    panel.findChild(QSlider, "layer_opacity").setValue(70)

    layers = open_window.canvas.scene.layers
    assert names_at == 100
    assert layers.opacities == (("buildings", 0.4), ("grid_labels", 0.7))
    assert kept_layers(open_window.memory) == layers


def test_a_layer_is_moved_by_keys_and_buttons_and_the_order_is_remembered(
    qtbot: QtBot, open_window: MainWindow, panel: LayerPanel
) -> None:
    panel.tree.setCurrentItem(panel.tree.item_of("buildings"))

    for _ in range(4):
        qtbot.keyClick(panel.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    raised = open_window.canvas.scene.layers.order
    panel.findChild(QToolButton, "layer_down").click()

    lowered = open_window.canvas.scene.layers.order
    assert raised.index("buildings") == raised.index("grid_fill") + 1
    assert lowered.index("buildings") == lowered.index("grid_fill") - 1
    assert panel.tree.current_layer == "buildings"
    assert shown(panel)[5:9] == ["grid_fill", "buildings", "roads", "railways"]
    assert kept_layers(open_window.memory).order == lowered


def test_a_layer_is_dragged_between_others(open_window: MainWindow, panel: LayerPanel) -> None:
    panel.tree.drop_layer("facilities", "roads", is_below=True)

    assert shown(panel)[:6] == ["street_names", "split_estates", "communities", "grids", "grid_fill", "roads"]
    assert shown(panel)[6] == "facilities"
    panel.tree.drop_layer("facilities", "communities", is_below=False)
    assert open_window.canvas.scene.layers == Layers()


def test_the_uppermost_layer_stays_where_it_is_and_names_lie_above_all(
    qtbot: QtBot, open_window: MainWindow, panel: LayerPanel
) -> None:
    for name in ("facilities", "street_names", "grid_labels"):
        panel.tree.setCurrentItem(panel.tree.item_of(name))
        qtbot.keyClick(panel.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)

    assert open_window.canvas.scene.layers == Layers()
    assert panel.detail.buttons["up"].isHidden()


def test_fading_a_group_goes_on_top_of_its_layers_own_shares(open_window: MainWindow, panel: LayerPanel) -> None:
    panel.choose_row("map:")
    panel.findChild(QSlider, "land_opacity").setValue(50)
    panel.tree.setCurrentItem(panel.tree.item_of("buildings"))

    panel.findChild(QSlider, "layer_opacity").setValue(50)

    painted = open_window.canvas.scene.layers
    assert (painted.land_opacity, painted.opacity_of("buildings"), painted.opacity_of("roads")) == (1.0, 0.25, 0.5)
    assert open_window.feature(LayerChoice).layers.land_opacity == 0.5


def test_a_kept_order_that_lacks_a_layer_gives_way_to_the_usual_one(memory: Memory) -> None:
    memory.keep_text("layer.order", "roads grids")
    memory.switch("layer.waters", False)

    kept = kept_layers(memory)

    assert kept == Layers(waters=False, railways=False)


def test_a_range_that_ends_before_it_begins_loses_its_other_end(open_window: MainWindow, panel: LayerPanel) -> None:
    panel.tree.setCurrentItem(panel.tree.item_of("roads"))
    pick(panel.detail.coarsest, 5000)

    pick(panel.detail.finest, 10_000)

    assert open_window.feature(LayerChoice).ranges["roads"] == Range(10_000, 0)


def test_a_kept_choice_that_nobody_knows_any_more_gives_way_to_the_usual_one(memory: Memory) -> None:
    keep_layers(memory, Layers(roads=False))
    memory.keep_text("layer.fill", "rainbow")
    memory.keep_text("layer.land_opacity", "strong")
    memory.keep_text("layer.scales.roads", "near")

    assert kept_layers(memory) == Layers(roads=False)
    assert kept_ranges(memory)["roads"] == Range()


def test_a_range_of_scales_is_remembered(memory: Memory) -> None:
    keep_range(memory, "grids", Range(500, 25_000))

    assert kept_ranges(memory)["grids"] == Range(500, 25_000)


def test_the_panel_stays_within_the_map(open_window: MainWindow, panel: LayerPanel) -> None:
    open_window.resize(1000, 600)

    assert panel.geometry().bottom() <= open_window.canvas.height()
    assert panel.geometry().left() >= 0
