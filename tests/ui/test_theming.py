# SPDX-License-Identifier: MIT
"""Colouring the grids by what is known of them."""

from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from gridmgr.model.themes import GridTheme
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.window import MainWindow


def test_grids_are_coloured_by_vacant_roles_and_by_hue_again(qtbot: QtBot, open_window: MainWindow) -> None:
    panel = open_window.feature(LayerChoice).panel

    panel.findChild(QRadioButton, "fill_vacancies").click()

    qtbot.waitUntil(lambda: open_window.canvas.scene.shown_theme is not None)
    theme = open_window.canvas.scene.shown_theme
    assert theme is not None
    assert theme.kind is GridTheme.VACANCIES
    assert set(theme.class_of) == set(open_window.canvas.scene.grids.ids)

    panel.findChild(QRadioButton, "fill_hue").click()

    assert open_window.canvas.scene.shown_theme is None


def test_a_theme_stays_on_the_map_when_the_district_is_read_anew(qtbot: QtBot, open_window: MainWindow) -> None:
    panel = open_window.feature(LayerChoice).panel
    panel.findChild(QRadioButton, "fill_vacancies").click()
    qtbot.waitUntil(lambda: open_window.canvas.scene.shown_theme is not None)

    with qtbot.waitSignal(open_window.overview_changed):
        open_window.document.undo()

    assert open_window.canvas.scene.theme is not None or not open_window.overview.plan_id
