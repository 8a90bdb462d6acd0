# SPDX-License-Identifier: MIT
"""Colouring the grids by what is known of them."""

from pytestqt.qtbot import QtBot

from gridmgr.map.layers import Fill
from gridmgr.model.themes import GridTheme
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.window import MainWindow
from tests.ui.test_layers import pick


def test_grids_are_coloured_by_vacant_roles_and_by_hue_again(qtbot: QtBot, open_window: MainWindow) -> None:
    panel = open_window.feature(LayerChoice).panel

    pick(panel.fill, Fill.VACANCIES.value)

    qtbot.waitUntil(lambda: open_window.canvas.scene.shown_theme is not None)
    theme = open_window.canvas.scene.shown_theme
    assert theme is not None
    assert theme.kind is GridTheme.VACANCIES
    assert set(theme.class_of) == set(open_window.canvas.scene.grids.ids)

    pick(panel.fill, Fill.HUE.value)

    assert open_window.canvas.scene.shown_theme is None


def test_a_theme_stays_on_the_map_when_the_district_is_read_anew(qtbot: QtBot, open_window: MainWindow) -> None:
    panel = open_window.feature(LayerChoice).panel
    pick(panel.fill, Fill.VACANCIES.value)
    qtbot.waitUntil(lambda: open_window.canvas.scene.shown_theme is not None)

    with qtbot.waitSignal(open_window.overview_changed):
        open_window.document.undo()

    assert open_window.canvas.scene.theme is not None or not open_window.overview.plan_id


def test_the_menu_leads_to_the_colours_of_the_grids(open_window: MainWindow) -> None:
    open_window.menus.actions["view.fills"].trigger()

    panel = open_window.feature(LayerChoice).panel
    assert panel.isVisible()
    assert panel.fill.findData(Fill.PILOT.value) >= 0
