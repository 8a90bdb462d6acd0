# SPDX-License-Identifier: MIT
"""Dividing from the window: what is asked, what is shown, and how it is taken back, adopted or discarded."""

from pathlib import Path
from threading import Event

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, Plan
from gridmgr.operations import dividing
from gridmgr.operations.plans import PlanRequest
from gridmgr.ui.cards import Does, Link
from gridmgr.ui.comparison.feature import Comparison
from gridmgr.ui.planning import Planning
from gridmgr.ui.planpanel.panel import PlanPanel
from gridmgr.ui.version_dialogs import DecisionDialog
from gridmgr.ui.versions import Versions
from gridmgr.ui.window import MainWindow
from tests.operations.town import EAST, WEST
from tests.ui.conftest import WAIT_MS, open_town


def ask(qtbot: QtBot, window: MainWindow) -> PlanPanel:
    window.menus.actions["plan.make"].trigger()
    return panel_of(qtbot, window)


def panel_of(qtbot: QtBot, window: MainWindow) -> PlanPanel:
    planning = window.feature(Planning)
    qtbot.waitUntil(planning.panel_dock.isVisible, timeout=WAIT_MS)
    assert planning.panel is not None
    return planning.panel


def opened(qtbot: QtBot, window: MainWindow, kind: type):
    planning = window.feature(Planning)
    qtbot.waitUntil(lambda: isinstance(planning.dialog, kind), timeout=WAIT_MS)
    return planning.dialog


def plan_shown(window: MainWindow) -> str:
    return window.overview.plan.name if window.overview and window.overview.plan else ""


def second_plan(qtbot: QtBot, window: MainWindow, **wishes) -> Planning:
    planning = window.feature(Planning)
    planning.start(PlanRequest(name="二号方案", **wishes))
    qtbot.waitUntil(lambda: plan_shown(window) == "二号方案", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not window.document.is_at_work, timeout=WAIT_MS)
    return planning


def test_the_panel_says_what_can_come_of_a_choice(qtbot: QtBot, open_window: MainWindow):
    panel = ask(qtbot, open_window)

    assert panel.hint.text() == "2 个社区共 1,800 户，可划 4–6 个网格。"
    panel.tick([WEST])
    panel.low.setValue(100)
    panel.high.setValue(150)
    assert panel.hint.text() == "1 个社区共 900 户，可划 6–9 个网格。"
    panel.low.setValue(600)
    assert not panel.start.isEnabled()
    assert "下限不能大于上限" in panel.hint.text()


def test_a_name_that_is_taken_is_refused_before_the_work_begins(qtbot: QtBot, open_window: MainWindow):
    panel = ask(qtbot, open_window)

    panel.name.setText("一号方案")

    assert not panel.start.isEnabled()
    assert "请换一个名称" in panel.hint.text()


def test_a_community_is_divided_anew_inside_its_draft(qtbot: QtBot, open_window: MainWindow):
    assert open_window.overview is not None
    west = next(c for c in open_window.overview.communities if c.code == WEST)
    east = {g.id for c in open_window.overview.communities if c.code == EAST for g in c.grids}
    open_window.inspector.followed.emit(Link(Does.DIVIDE, "community", west.id))
    panel = panel_of(qtbot, open_window)
    assert panel.ticked() == [WEST]
    assert panel.into.isChecked()

    panel.low.setValue(150)
    panel.high.setValue(260)
    panel.start.click()
    qtbot.waitUntil(lambda: len(open_window.canvas.scene.grids.layer) > 4, timeout=WAIT_MS)

    assert plan_shown(open_window) == "一号方案"
    assert east <= set(open_window.canvas.scene.grids.layer.ids)
    assert "1 个社区划为" in open_window.feature(Planning).outcome.summary.text()


def test_a_new_plan_is_compared_with_the_one_before(qtbot: QtBot, open_window: MainWindow):
    planning = second_plan(qtbot, open_window)

    qtbot.waitUntil(planning.outcome.comparison.isVisible, timeout=WAIT_MS)

    assert planning.outcome.comparison.text().startswith("与“一号方案”相比：网格 4 → 4 个，达标 4 → 4 个；")
    assert planning.outcome.list.topLevelItem(0).text(1) == "全部达标"


def test_the_card_of_a_new_plan_leads_to_the_comparison(qtbot: QtBot, open_window: MainWindow):
    planning = second_plan(qtbot, open_window)
    qtbot.waitUntil(planning.outcome.compare.isVisible, timeout=WAIT_MS)
    comparison = open_window.feature(Comparison)

    planning.outcome.compare.click()
    qtbot.waitUntil(lambda: comparison.is_ready, timeout=WAIT_MS)

    assert open_window.workspaces.current == "compare"
    assert [choice.name for choice in comparison.compared.choices] == ["一号方案", plan_shown(open_window)]


def test_a_plan_is_taken_back_and_brought_again_from_its_card(qtbot: QtBot, open_window: MainWindow):
    planning = second_plan(qtbot, open_window)

    planning.outcome.undo.click()
    qtbot.waitUntil(lambda: plan_shown(open_window) == "一号方案", timeout=WAIT_MS)
    assert "已撤销" in planning.outcome.summary.text()
    qtbot.waitUntil(open_window.menus.actions["edit.redo"].isEnabled, timeout=WAIT_MS)
    open_window.menus.actions["edit.redo"].trigger()

    qtbot.waitUntil(lambda: len(open_window.overview.plans) == 2, timeout=WAIT_MS)


def test_a_plan_is_adopted_after_a_check_and_one_question(qtbot: QtBot, open_window: MainWindow):
    planning = second_plan(qtbot, open_window)

    planning.outcome.adopt.click()
    versions = open_window.feature(Versions)
    qtbot.waitUntil(lambda: isinstance(versions.dialog, DecisionDialog), timeout=WAIT_MS)
    versions.dialog.findChild(QPushButton, "decision_agree").click()
    qtbot.waitUntil(lambda: open_window.overview.plan.state == "执行中", timeout=WAIT_MS)

    assert "已开始执行" in open_window.message.text
    assert not planning.outcome.adopt.isEnabled()


def test_a_discarded_plan_is_gone(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    planning = second_plan(qtbot, open_window)

    planning.outcome.discard.click()
    qtbot.waitUntil(lambda: plan_shown(open_window) == "一号方案", timeout=WAIT_MS)
    open_window.close_document()

    with open_store(divided_town, read_only=True) as store:
        assert (store.count(Plan), store.count(Grid)) == (1, 4)


def test_giving_up_ends_at_once_even_between_two_steps(qtbot: QtBot, window: MainWindow, town: Path, monkeypatch):
    open_town(qtbot, window, town)
    begun, may_go_on = Event(), Event()
    build = dividing.build_units_of

    def slow(*given, **named):
        begun.set()
        may_go_on.wait(WAIT_MS / 1000)
        return build(*given, **named)

    monkeypatch.setattr(dividing, "build_units_of", slow)
    window.feature(Planning).start(PlanRequest())
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)

    window.findChild(QPushButton, "job_cancel").click()
    qtbot.waitUntil(lambda: not window.document.is_at_work, timeout=WAIT_MS)

    assert "已取消" in window.message.text
    may_go_on.set()
    window.close_document()
    with open_store(town, read_only=True) as store:
        assert store.count(Plan) == 0
