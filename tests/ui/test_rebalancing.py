# SPDX-License-Identifier: MIT
"""Rebalancing in the window: tick, look at what it changes, adopt in one step or leave it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building, Grid
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.session import Session
from gridmgr.ui.rebalancing import Rebalancing
from gridmgr.ui.rebalancing_dialog import RebalanceDialog
from gridmgr.ui.tree_panel import TreePanel
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town


@pytest.fixture
def crowded(qtbot: QtBot, window: MainWindow, divided_town: Path) -> MainWindow:
    """The town with an estate that makes a grid too large."""
    with open_store(divided_town) as store:
        building = min(store.find(Building, community=WEST), key=lambda b: int(b.number.removesuffix("幢")))
        more = replace(building, households_declared=building.households_declared + 100)
        Session(store, "测试员").run(ChangeSet("新建小区", [changed(building, more)]))
    open_town(qtbot, window, divided_town)
    return window


def sizes(window: MainWindow) -> list[int]:
    assert window.overview is not None
    return [g.households for c in window.overview.communities for g in c.grids]


def asked(window: MainWindow) -> RebalanceDialog:
    window.menus.actions["plan.rebalance"].trigger()
    dialog = window.feature(Rebalancing).dialog
    assert dialog is not None
    return dialog


def worked_out(qtbot: QtBot, dialog: RebalanceDialog) -> None:
    dialog.start.click()
    qtbot.waitUntil(lambda: dialog.adopt.isEnabled(), timeout=WAIT_MS)


def test_grids_off_the_band_are_offered_and_ticked(crowded):
    dialog = asked(crowded)

    assert dialog.list.topLevelItemCount() == 1
    assert len(dialog.ticked()) == 1
    assert dialog.start.isEnabled()
    assert not dialog.adopt.isEnabled()


def test_a_repair_is_shown_before_anything_is_stored(crowded, qtbot):
    before = sizes(crowded)
    dialog = asked(crowded)

    worked_out(qtbot, dialog)

    assert "最少也要动" in dialog.summary.text()
    assert dialog.found.topLevelItemCount() == 1
    assert sizes(crowded) == before


def test_the_map_hatches_what_would_change_hands_while_the_result_is_shown(crowded, qtbot):
    dialog = asked(crowded)
    assert not len(crowded.canvas.scene.moves.layer)

    worked_out(qtbot, dialog)
    moves = crowded.canvas.scene.moves

    assert len(moves.layer)
    assert moves.buildings
    assert {b for b in moves.buildings if b in crowded.canvas.scene.buildings.layer.row_of} == moves.buildings
    dialog.discard.click()
    assert not len(crowded.canvas.scene.moves.layer)


def test_an_adopted_repair_is_one_step_that_can_be_undone(crowded, qtbot):
    before = sizes(crowded)
    dialog = asked(crowded)
    worked_out(qtbot, dialog)

    dialog.adopt.click()
    qtbot.waitUntil(lambda: all(Band().contains(size) for size in sizes(crowded)), timeout=WAIT_MS)
    crowded.menus.actions["edit.undo"].trigger()
    qtbot.waitUntil(lambda: sizes(crowded) == before, timeout=WAIT_MS)

    assert crowded.feature(Rebalancing).dialog is None


def test_a_repair_that_is_left_changes_nothing(crowded, qtbot):
    before = sizes(crowded)
    dialog = asked(crowded)
    worked_out(qtbot, dialog)

    dialog.discard.click()

    assert crowded.feature(Rebalancing).dialog is None
    assert sizes(crowded) == before


def test_another_choice_takes_the_offer_back(crowded, qtbot):
    dialog = asked(crowded)
    worked_out(qtbot, dialog)

    dialog.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)

    assert not dialog.adopt.isEnabled()
    assert not dialog.start.isEnabled()
    assert "至少选一个" in dialog.summary.text()


def test_a_locked_grid_is_named_and_not_offered(crowded, qtbot):
    with open_store(crowded.document.location) as store:
        bad = next(g for g in store.find(Grid) if g.households > 500)
        Session(store, "测试员").run(ChangeSet("锁定", [changed(bad, replace(bad, border_locked=True))]))
    crowded.document.refresh()
    qtbot.waitUntil(lambda: any(g.is_locked for c in crowded.overview.communities for g in c.grids), timeout=WAIT_MS)

    dialog = asked(crowded)

    assert dialog.list.topLevelItemCount() == 0
    assert bad.name in dialog.locks.text()
    assert not dialog.start.isEnabled()


def test_the_menu_of_a_grid_offers_it(crowded):
    menu = QMenu()
    tree = crowded.findChild(TreePanel)
    grid = crowded.overview.communities[0].grids[0]

    tree.more_wanted.emit(menu, "grid", grid.id)

    assert "重新平衡…" in [action.text() for action in menu.actions()]


def test_a_finding_can_ask_for_it(crowded):
    bad = next(g for c in crowded.overview.communities for g in c.grids if g.households > 500)

    crowded.rebalance_wanted.emit([bad.id])

    assert crowded.feature(Rebalancing).dialog.ticked() == [bad.code]
