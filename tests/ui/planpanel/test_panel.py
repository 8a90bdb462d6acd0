# SPDX-License-Identifier: MIT
"""The planning panel: preferences, the gap table, locks, and ways to divide side by side."""

from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.operations import plans
from gridmgr.operations.locking import Turn
from gridmgr.operations.plan_states import Dividable
from gridmgr.operations.plans import PlanRequest
from gridmgr.operations.second_measures import SecondMeasure
from gridmgr.planning.partition import Policy, Weights, possible_counts
from gridmgr.ui.locking import Locking
from gridmgr.ui.memory import Memory
from gridmgr.ui.planning import Planning
from gridmgr.ui.planpanel.choosing import Choosing
from gridmgr.ui.planpanel.gaps import GapTable
from gridmgr.ui.planpanel.panel import PlanPanel
from gridmgr.ui.planpanel.preferences import Preferences
from gridmgr.ui.tree_panel import TreePanel
from gridmgr.ui.window import MainWindow
from tests.operations.town import EAST, WEST
from tests.ui.conftest import WAIT_MS

SMALL = Band(100, 200)


def opened(qtbot: QtBot, window: MainWindow) -> PlanPanel:
    planning = window.feature(Planning)
    planning.ask()
    qtbot.waitUntil(planning.panel_dock.isVisible, timeout=WAIT_MS)
    assert planning.panel is not None
    return planning.panel


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.document.is_at_work and not window.document.is_busy, timeout=WAIT_MS)


def found(qtbot: QtBot, window: MainWindow, count: int = 2) -> Choosing:
    choosing = window.feature(Choosing)
    overview = window.overview
    choosing.find(PlanRequest((WEST,), SMALL, into=overview.plan_id, base=overview.plan_id), count)
    qtbot.waitUntil(lambda: choosing.panel is not None and choosing.panel.found is not None, timeout=WAIT_MS)
    return choosing


def previewed(window: MainWindow) -> int:
    return sum(one.startswith("choice-") for one in window.canvas.scene.grids.ids)


def test_preferences_begin_as_the_program_plans_and_are_remembered(qtbot: QtBot, memory: Memory):
    first = Preferences(memory)
    qtbot.addWidget(first)
    assert first.wish().weights == Weights()

    first.sliders["streets"].setValue(4)
    first.sliders["closeness"].setValue(2)
    first.policy.setCurrentIndex(1)
    first.second.setCurrentIndex(1)
    first.keep()
    again = Preferences(memory)
    qtbot.addWidget(again)

    assert again.wish() == first.wish()
    assert again.wish().policy is Policy.FEWEST
    assert again.wish().weights.streets > Weights().streets
    assert (again.second_measure(), again.wish().weights.second > 0) == (SecondMeasure.VISITS, True)
    again.restore.click()
    assert again.wish().weights == Weights()


def test_a_number_of_grids_can_be_asked_for_one_community_only(qtbot: QtBot, open_window: MainWindow):
    panel = opened(qtbot, open_window)
    panel.tick([WEST])
    panel.preferences.policy.setCurrentIndex(2)
    panel.preferences.grids.setValue(3)
    assert panel.request().wish.grids == 3

    panel.tick([WEST, EAST])

    assert panel.request().wish.grids is None


def test_the_gap_table_names_who_falls_into_a_gap(qtbot: QtBot):
    table = GapTable()
    qtbot.addWidget(table)
    places = [Dividable(f"c{n}", f"{n}号社区", n, possible_counts(n, Band()), True) for n in (250, 550, 560, 900)]

    table.show_band(Band(300, 500), places)

    rows = [
        tuple(table.list.topLevelItem(row).text(column) for column in range(2))
        for row in range(table.list.topLevelItemCount())
    ]
    assert rows == [("不足 300 户", "1 个：250号社区"), ("501–599 户", "2 个：550号社区、560号社区")]
    assert "本区有 3 个社区落在其中" in table.sentence.text()
    table.show_band(Band(200, 500), places)
    assert table.list.isHidden()
    assert "本区没有这样的社区" in table.sentence.text()


def test_a_grid_is_locked_and_unlocked_from_its_menu(qtbot: QtBot, open_window: MainWindow):
    panel = opened(qtbot, open_window)
    panel.tick([WEST])
    grid = open_window.overview.communities[0].grids[0]

    def menu_entry(text: str):
        menu = open_window.findChild(TreePanel).menu_for("grid", grid.id)
        return next(action for action in menu.actions() if action.text() == text)

    menu_entry("锁定边界").trigger()
    qtbot.waitUntil(lambda: panel.locks.list.topLevelItemCount() == 1, timeout=WAIT_MS)
    assert not open_window.tree.item_of("grid", grid.id).icon(1).isNull()

    menu_entry("解锁边界").trigger()
    qtbot.waitUntil(lambda: panel.locks.list.topLevelItemCount() == 0, timeout=WAIT_MS)
    assert open_window.tree.item_of("grid", grid.id).icon(1).isNull()


def test_the_map_offers_the_menu_of_the_grid_under_the_pointer(qtbot: QtBot, open_window: MainWindow):
    qtbot.waitUntil(lambda: open_window.canvas.is_sharp, timeout=WAIT_MS)
    layer = open_window.canvas.scene.grids.layer
    place = shapely.get_coordinates(shapely.point_on_surface(layer.geometries[:1]))
    x, y = open_window.canvas.view.to_screen(place)[0].tolist()

    assert open_window.feature(Locking).grid_at(QPoint(round(x), round(y))) == layer.ids[0]
    assert open_window.feature(Locking).grid_at(QPoint(1, 1)) == ""


def test_locked_grids_are_unlocked_from_the_panel(qtbot: QtBot, open_window: MainWindow):
    open_window.feature(Locking).lock_all(WEST, Turn.LOCK)
    qtbot.waitUntil(lambda: open_window.overview.communities[0].grids[0].is_locked, timeout=WAIT_MS)
    panel = opened(qtbot, open_window)
    panel.tick([WEST])
    assert panel.locks.list.topLevelItemCount() == 2

    panel.locks.unlock.click()

    qtbot.waitUntil(lambda: not open_window.overview.communities[0].grids[0].is_locked, timeout=WAIT_MS)


def test_ways_to_divide_are_previewed_and_nothing_is_stored(qtbot: QtBot, open_window: MainWindow):
    choosing = found(qtbot, open_window)
    panel = choosing.panel
    qtbot.waitUntil(lambda: previewed(open_window) > 0, timeout=WAIT_MS)

    assert panel.table.horizontalHeaderItem(0).text() == "现行方案"
    assert panel.chosen == panel.found.recommended
    assert "还没有保存" in open_window.message.text
    assert panel.why.text().startswith(f"推荐第 {panel.found.recommended + 1} 种：")
    panel.leave.click()

    assert previewed(open_window) == 0
    assert choosing.dock.isHidden()
    assert open_window.overview.undo_label == "自动划分网格：一号方案"


def test_choosing_the_plan_in_force_shows_what_is_stored(qtbot: QtBot, open_window: MainWindow):
    choosing = found(qtbot, open_window)
    qtbot.waitUntil(lambda: previewed(open_window) > 0, timeout=WAIT_MS)

    choosing.panel.table.setCurrentCell(0, 0)

    assert previewed(open_window) == 0
    assert not choosing.panel.take.isEnabled()


def test_the_chosen_way_is_stored_in_one_step(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    choosing = found(qtbot, open_window)
    shapes = {shapely.to_wkb(shape) for shape in choosing.panel.found.choices[0].shapes}

    choosing.panel.choose(0)
    choosing.panel.take.click()
    qtbot.waitUntil(lambda: open_window.feature(Planning).dock.isVisible(), timeout=WAIT_MS)
    settled(qtbot, open_window)

    assert choosing.dock.isHidden()
    with open_store(divided_town, read_only=True) as store:
        assert {shapely.to_wkb(g.geom) for g in store.find(Grid, community=WEST)} == shapes
        assert store.count(Plan) == 1
        assert store.journal(1)[0].label == "重新划分：西苑社区"


def test_one_community_and_several_ways_lead_to_the_comparison(qtbot: QtBot, open_window: MainWindow):
    panel = opened(qtbot, open_window)
    panel.tick([WEST])
    panel.choices.setValue(2)
    assert panel.start.text() == "列出划法"

    panel.start.click()
    choosing = open_window.feature(Choosing)
    qtbot.waitUntil(lambda: choosing.panel is not None and choosing.panel.found is not None, timeout=WAIT_MS)

    assert choosing.dock.isVisible()
    assert open_window.memory.text("plan_choices") == "2"


def test_other_ways_are_asked_for_in_the_result(qtbot: QtBot, open_window: MainWindow):
    planning = open_window.feature(Planning)
    planning.start(PlanRequest((WEST,), SMALL, name="二号方案"))
    qtbot.waitUntil(lambda: planning.dock.isVisible(), timeout=WAIT_MS)
    settled(qtbot, open_window)
    planning.outcome.list.setCurrentItem(planning.outcome.list.topLevelItem(0))
    qtbot.waitUntil(planning.outcome.others.isEnabled, timeout=WAIT_MS)

    planning.outcome.others.click()
    choosing = open_window.feature(Choosing)
    qtbot.waitUntil(lambda: choosing.panel is not None and choosing.panel.found is not None, timeout=WAIT_MS)

    assert choosing.panel.found.request.communities == (WEST,)
    assert choosing.panel.found.request.into == open_window.overview.plan_id


def test_what_was_divided_before_giving_up_can_be_kept(
    qtbot: QtBot, open_window: MainWindow, divided_town: Path, monkeypatch: pytest.MonkeyPatch
):
    def stopped(store, request, ids=None, progress=None, finished=None):
        plans.make_plan(store, PlanRequest((WEST,), SMALL), finished=finished)
        raise CancelledError

    monkeypatch.setattr("gridmgr.ui.document.make_plan", stopped)
    open_window.feature(Planning).start(PlanRequest(band=SMALL, name="二号方案"))
    keep = open_window.message.findChild(QPushButton, "message_more")
    qtbot.waitUntil(keep.isVisible, timeout=WAIT_MS)
    assert keep.text() == "保留已完成的 1 个社区"

    keep.click()
    qtbot.waitUntil(lambda: open_window.feature(Planning).dock.isVisible(), timeout=WAIT_MS)
    settled(qtbot, open_window)

    assert "没有划到的 1 个社区沿用原来的网格" in open_window.feature(Planning).outcome.summary.text()
    with open_store(divided_town, read_only=True) as store:
        plan = store.find(Plan, name="二号方案")[0]
        assert store.count(Grid, plan_id=plan.id, community=EAST) == 2


def test_esc_puts_the_panel_away(qtbot: QtBot, open_window: MainWindow):
    panel = opened(qtbot, open_window)

    QTest.keyClick(panel.start, Qt.Key.Key_Escape)

    assert open_window.feature(Planning).panel_dock.isHidden()
