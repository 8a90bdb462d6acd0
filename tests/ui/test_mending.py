# SPDX-License-Identifier: MIT
"""Borders that do not fit are listed with what mending changes, and mended with one press that can be undone."""

from dataclasses import replace

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.ids import new_id
from gridmgr.model.shapes import normal_form
from gridmgr.ui.checking import Checking
from gridmgr.ui.mending import Mending
from gridmgr.ui.mending_dialog import MendingDialog
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS


def shrunk(store: Store) -> ChangeSet:
    """Draw every grid of one community a little too small, and one with a hole."""
    made = []
    for number, grid in enumerate(store.find(Grid, community=WEST)):
        area = shapely.buffer(grid.geom, -0.2, join_style="mitre")
        if number == 0:
            area = shapely.difference(area, shapely.buffer(shapely.centroid(area), 30))
        made.append(changed(grid, replace(grid, geom=normal_form(area, "MULTIPOLYGON"))))
    return ChangeSet("改小", made)


@pytest.fixture
def untidy(qtbot: QtBot, open_window: MainWindow) -> MainWindow:
    """The window on a plan with slivers and one hole."""
    with qtbot.waitSignal(open_window.overview_changed, timeout=WAIT_MS):
        open_window.document.run(shrunk)
    return open_window


def opened(qtbot: QtBot, window: MainWindow) -> MendingDialog:
    window.menus.actions["plan.mend"].trigger()
    mending = window.feature(Mending)
    qtbot.waitUntil(lambda: mending.dialog is not None, timeout=WAIT_MS)
    return mending.dialog


def test_narrow_places_are_ticked_and_mended_and_the_wide_one_stays(qtbot: QtBot, untidy: MainWindow):
    dialog = opened(qtbot, untidy)
    count = dialog.list.topLevelItemCount()
    qtbot.waitUntil(lambda: dialog.go.isEnabled(), timeout=WAIT_MS)
    assert len(dialog.chosen) == count - 1
    assert dialog.go.text() == f"修补 {count - 1} 处"
    assert "其余 1 处不动" in dialog.said.text()

    dialog.findChild(QPushButton, "mending_go").click()

    checking = untidy.feature(Checking)
    qtbot.waitUntil(lambda: "修补网格边界" in untidy.message.text, timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: [f.rule for f in checking.findings.filtered if f.rule == "G-02"] == ["G-02"], timeout=WAIT_MS
    )
    assert untidy.feature(Mending).dialog is None


def test_a_wider_setting_ticks_more(qtbot: QtBot, untidy: MainWindow):
    dialog = opened(qtbot, untidy)
    count = dialog.list.topLevelItemCount()

    dialog.width_m.setValue(50.0)

    assert len(dialog.chosen) == count
    qtbot.waitUntil(lambda: "其余 0 处不动" in dialog.said.text(), timeout=WAIT_MS)


def test_without_a_tick_nothing_is_mended(qtbot: QtBot, untidy: MainWindow):
    dialog = opened(qtbot, untidy)

    for number in range(dialog.list.topLevelItemCount()):
        dialog.list.topLevelItem(number).setCheckState(0, Qt.CheckState.Unchecked)

    assert dialog.said.text() == "没有勾选要修补的地方。"
    assert not dialog.go.isEnabled()


def test_a_plan_in_force_is_only_looked_at(qtbot: QtBot, untidy: MainWindow):
    def into_force(store: Store) -> ChangeSet:
        plan = store.find(Plan)[0]
        return ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))])

    with qtbot.waitSignal(untidy.overview_changed, timeout=WAIT_MS):
        untidy.document.run(into_force)
    dialog = opened(qtbot, untidy)

    qtbot.waitUntil(lambda: dialog.said.text().startswith("修补"), timeout=WAIT_MS)

    assert not dialog.go.isEnabled()


def test_a_clean_plan_needs_no_mending(qtbot: QtBot, open_window: MainWindow):
    open_window.menus.actions["plan.mend"].trigger()

    qtbot.waitUntil(lambda: "不用修补" in open_window.message.text, timeout=WAIT_MS)
    assert open_window.feature(Mending).dialog is None


def test_mending_is_offered_after_grids_came_in_that_do_not_fit(qtbot: QtBot, open_window: MainWindow):
    checking = open_window.feature(Checking)
    qtbot.waitUntil(lambda: checking.live.report is not None, timeout=WAIT_MS)

    def more(store: Store) -> ChangeSet:
        grids = store.find(Grid)
        return ChangeSet("导入", [added(replace(g, id=new_id(), grid_uid=new_id(), code=f"{g.code}X")) for g in grids])

    open_window.document.run(more)

    qtbot.waitUntil(lambda: "可以先看看怎样修补" in open_window.message.text, timeout=WAIT_MS)
