# SPDX-License-Identifier: MIT
"""Colouring the grids by what is known of them."""

from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from gridmgr.model.themes import GridTheme
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.window import MainWindow


def test_grids_are_coloured_by_vacant_roles_and_by_hue_again(qtbot: QtBot, divided_town: MainWindow) -> None:
    panel = divided_town.feature(LayerChoice).panel

    panel.findChild(QRadioButton, "fill_vacancies").click()

    qtbot.waitUntil(lambda: divided_town.canvas.scene.shown_theme is not None)
    theme = divided_town.canvas.scene.shown_theme
    assert theme is not None
    assert theme.kind is GridTheme.VACANCIES
    assert set(theme.class_of) == set(divided_town.canvas.scene.grids.ids)

    panel.findChild(QRadioButton, "fill_hue").click()

    assert divided_town.canvas.scene.shown_theme is None


def test_a_theme_stays_on_the_map_when_the_district_is_read_anew(qtbot: QtBot, divided_town: MainWindow) -> None:
    panel = divided_town.feature(LayerChoice).panel
    panel.findChild(QRadioButton, "fill_vacancies").click()
    qtbot.waitUntil(lambda: divided_town.canvas.scene.shown_theme is not None)

    with qtbot.waitSignal(divided_town.overview_changed):
        divided_town.document.undo()

    assert divided_town.canvas.scene.theme is not None or not divided_town.overview.plan_id
