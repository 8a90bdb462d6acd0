# SPDX-License-Identifier: MIT
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.demonstration import FILE_NAME
from gridmgr.ui.guide import Guide
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS, open_town


def begin(qtbot: QtBot, window: MainWindow) -> Guide:
    guide = window.feature(Guide)
    window.menus.actions["help.guide"].trigger()
    qtbot.waitUntil(lambda: window.overview.plan.name == "练习方案", timeout=WAIT_MS)
    return guide


def mend(store: Store) -> ChangeSet:
    """Put the grids back where they were in the plan that was copied."""
    grids = store.find(Grid)
    before = {g.grid_uid: g.geom for g in grids[:4]}
    return ChangeSet("移交", [changed(g, replace(g, geom=before[g.grid_uid])) for g in grids[4:]])


def test_the_steps_tick_themselves_off(qtbot: QtBot, open_window: MainWindow):
    guide = begin(qtbot, open_window)
    assert guide.card.isVisible()

    guide.card.seek.click()
    assert guide.card.is_ticked(0)
    open_window.print_wanted.emit("grid", open_window.selection.id)
    assert not guide.card.is_ticked(2)
    open_window.document.run(mend)
    qtbot.waitUntil(lambda: guide.card.is_ticked(1), timeout=WAIT_MS)
    open_window.print_wanted.emit("grid", open_window.selection.id)

    assert guide.card.is_ticked(2)
    assert "完成了" in guide.card.hint.text()


def test_the_task_is_offered_once_on_the_sample(qtbot: QtBot, window: MainWindow, divided_town: Path):
    sample = divided_town.rename(divided_town.with_name(FILE_NAME))
    open_town(qtbot, window, sample)
    guide = window.feature(Guide)
    assert guide.card.isVisible()

    guide.card.seek.click()
    qtbot.waitUntil(lambda: window.overview.plan.name == "练习方案", timeout=WAIT_MS)

    window.close_document()
    open_town(qtbot, window, sample)
    assert guide.card.isHidden()


def test_the_task_can_be_put_away_and_begun_again(qtbot: QtBot, open_window: MainWindow):
    guide = begin(qtbot, open_window)

    guide.card.left.click()
    assert guide.card.isHidden()
    open_window.menus.actions["help.guide"].trigger()
    qtbot.waitUntil(lambda: open_window.overview.plan.name == "练习方案2", timeout=WAIT_MS)

    assert guide.card.isVisible()
