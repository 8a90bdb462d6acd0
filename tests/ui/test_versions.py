# SPDX-License-Identifier: MIT
"""Plan versions in the window: the panel, what can be decided, what is asked, and what comes of it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, GridLineage, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.plan_decisions import Decision, Judgement, Move, adopt
from gridmgr.operations.session import Session
from gridmgr.ui.commands import today
from gridmgr.ui.renumber_dialog import RenumberDialog
from gridmgr.ui.version_dialogs import DecisionDialog, NameDialog
from gridmgr.ui.versions import Versions
from gridmgr.ui.window import MainWindow
from tests.operations.plans_by_hand import hand_made
from tests.operations.town import WEST
from tests.ui.conftest import WAIT_MS, open_town


@pytest.fixture
def versions(qtbot: QtBot, open_window: MainWindow) -> Versions:
    """The panel, opened."""
    open_window.menus.actions["plan.versions"].trigger()
    found = open_window.feature(Versions)
    qtbot.waitUntil(lambda: found.panel.list.topLevelItemCount() == 1, timeout=WAIT_MS)
    return found


def press(qtbot: QtBot, versions: Versions, name: str, kind: type | None = None):
    """Press a button, once it can be pressed, and return the dialog that it opens."""
    made = {**versions.panel.buttons, **versions.panel.entries}[name]
    qtbot.waitUntil(made.isEnabled, timeout=WAIT_MS)
    made.click() if hasattr(made, "click") else made.trigger()
    if kind is not None:
        qtbot.waitUntil(lambda: isinstance(versions.dialog, kind), timeout=WAIT_MS)
    return versions.dialog


def wait_for(qtbot: QtBot, versions: Versions, *states: str) -> None:
    """Wait until the panel shows these states from top to bottom."""
    qtbot.waitUntil(lambda: [item.text(1) for item in versions.panel._items()] == list(states), timeout=WAIT_MS)


def test_a_plan_goes_from_draft_to_force_step_by_step(qtbot: QtBot, versions: Versions):
    assert versions.panel.buttons[Move.APPROVE].toolTip().startswith("方案还没有送审")

    press(qtbot, versions, Move.SUBMIT, DecisionDialog).agree.click()
    wait_for(qtbot, versions, "已送审")
    assert not versions.panel.buttons[Move.SUBMIT].isEnabled()
    dialog = press(qtbot, versions, Move.RETURN, DecisionDialog)
    assert not dialog.agree.isEnabled()
    dialog.reason.setPlainText("第 2 网格太长")
    dialog.by.setText("老王")
    dialog.agree.click()
    wait_for(qtbot, versions, "草案")
    assert next(versions.panel._items()).text(7) == "退回意见：第 2 网格太长"
    assert "老王退回（第 2 网格太长）" in versions.panel.words.text()
    press(qtbot, versions, Move.SUBMIT, DecisionDialog).agree.click()
    wait_for(qtbot, versions, "已送审")
    press(qtbot, versions, Move.APPROVE, DecisionDialog).agree.click()
    wait_for(qtbot, versions, "已批准")
    press(qtbot, versions, Move.PUT_IN_FORCE, DecisionDialog).agree.click()
    wait_for(qtbot, versions, "执行中")

    assert "已开始执行" in versions.window.message.text
    assert versions.panel.buttons[Move.ADOPT].toolTip() == "方案正在执行。"


def test_a_weak_plan_is_adopted_with_a_reason_and_for_a_later_day(qtbot: QtBot, window: MainWindow, town: Path):
    with open_store(town) as store:
        hand_made(store, "窄", {"a": ("001", 0, 1), "b": ("002", 1, 5)}, min_households=300)
    open_town(qtbot, window, town)
    versions = window.feature(Versions)
    versions.show()
    wait_for(qtbot, versions, "草案")

    dialog = press(qtbot, versions, Move.ADOPT, DecisionDialog)
    assert not dialog.agree.isEnabled()
    dialog.reason.setPlainText("等学校搬迁")
    later = today() + timedelta(days=30)
    dialog.day.setDate(QDate(later.year, later.month, later.day))
    dialog.document.setText("三政〔2026〕8号")
    dialog.agree.click()
    wait_for(qtbot, versions, "已批准")

    shown = next(versions.panel._items())
    assert shown.text(2) == f"{later} 起执行"
    assert shown.text(7) == "例外批准：等学校搬迁"
    assert f"将从 {later} 起执行" in window.message.text


def test_a_plan_whose_day_has_come_takes_over_when_the_file_is_opened(qtbot: QtBot, window: MainWindow, divided_town):
    with open_store(divided_town) as store:
        plan, day = store.find(Plan)[0], today() - timedelta(days=3)
        me = Decision("小张", today() - timedelta(days=1))
        Session(store, "小张").run(adopt(store, plan.id, me, Judgement(), day))

    open_town(qtbot, window, divided_town)

    qtbot.waitUntil(lambda: bool(window.overview) and window.overview.plan.state == "执行中", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "按期自" in window.message.text, timeout=WAIT_MS)
    window.close_document()
    with open_store(divided_town, read_only=True) as store:
        assert store.find(Plan)[0].effective_on == me.on
        assert store.journal(1)[0].label == "方案按期执行：一号方案"


def test_a_variant_is_copied_named_shown_and_deleted(qtbot: QtBot, versions: Versions):
    dialog = press(qtbot, versions, "copy", NameDialog)
    dialog.name.setText("沿河方案")
    dialog.note.setText("征求意见稿")
    dialog.agree.click()
    wait_for(qtbot, versions, "草案", "草案")
    root, copy = versions.panel._items()
    assert copy.parent() is root
    assert (copy.text(0), copy.text(7)) == ("沿河方案（地图上）", "征求意见稿")

    versions.panel.choose(copy.data(0, 256))
    dialog = press(qtbot, versions, "rename", NameDialog)
    dialog.name.setText("河西方案")
    dialog.agree.click()
    qtbot.waitUntil(lambda: [i.text(0) for i in versions.panel._items()][-1].startswith("河西方案"), timeout=WAIT_MS)
    press(qtbot, versions, Move.DISCARD)
    wait_for(qtbot, versions, "草案")

    assert "已删除，可以撤销" in versions.window.message.text


def test_two_plans_are_compared_the_old_one_first(qtbot: QtBot, window: MainWindow, divided_town: Path):
    with open_store(divided_town) as store:
        old = store.find(Plan)[0].id
        new = copy_plan(store, old, "小张", date(2026, 11, 23))
        Session(store, "小张").run(new.changes)
    open_town(qtbot, window, divided_town)
    versions = window.feature(Versions)
    versions.show()
    wait_for(qtbot, versions, "草案", "草案")

    versions.panel.choose(new.plan.id)
    with qtbot.waitSignal(window.compare_wanted) as told:
        press(qtbot, versions, "compare")

    assert told.args == [old, new.plan.id]


def test_grids_are_renumbered_after_a_look_at_the_table(qtbot: QtBot, window: MainWindow, divided_town: Path):
    with open_store(divided_town) as store:
        grid = store.find(Grid, community=WEST)[0]
        change = ChangeSet("改", [changed(grid, replace(grid, code=f"{WEST}055"))])
        Session(store, "小张").run(change)
    open_town(qtbot, window, divided_town)
    window.menus.actions["plan.renumber"].trigger()
    versions = window.feature(Versions)
    qtbot.waitUntil(lambda: isinstance(versions.dialog, RenumberDialog), timeout=WAIT_MS)
    dialog = versions.dialog

    dialog.everything.setChecked(True)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() > 0, timeout=WAIT_MS)
    assert f"{WEST}055" in {dialog.list.topLevelItem(i).text(1) for i in range(dialog.list.topLevelItemCount())}
    dialog.rule.setText("{county6}{serial3}")
    assert "不同社区的网格会重码" in dialog.hint.text()
    assert not dialog.start.isEnabled()
    dialog.rule.setText("{county6}{street3}{community3}{serial2}")
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 4, timeout=WAIT_MS)
    dialog.start.click()
    qtbot.waitUntil(lambda: (window.overview.undo_label or "").startswith("重新编号"), timeout=WAIT_MS)
    window.close_document()

    with open_store(divided_town, read_only=True) as store:
        assert {len(g.code) for g in store.find(Grid)} == {14}
        assert store.count(GridLineage) == 0
