# SPDX-License-Identifier: MIT
"""A finding is put right with a press of a button that says beforehand what it changes."""

from dataclasses import replace

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.shapes import normal_form
from gridmgr.operations.fixes import NOT_A_DRAFT
from gridmgr.ui.checking import Checking
from gridmgr.ui.fixing import Fixing
from gridmgr.ui.roles import Roles
from gridmgr.ui.window import MainWindow
from tests.operations.town import EAST, WEST
from tests.ui.conftest import WAIT_MS


def with_holes(store: Store) -> ChangeSet:
    """Leave a hole in one grid of each community."""
    made = []
    for code in (WEST, EAST):
        grid = store.find(Grid, community=code)[0]
        hole = shapely.buffer(shapely.centroid(grid.geom), 8)
        made.append(changed(grid, replace(grid, geom=normal_form(grid.geom - hole, "MULTIPOLYGON"))))
    return ChangeSet("挖空", made)


@pytest.fixture
def spoilt(qtbot: QtBot, open_window: MainWindow) -> MainWindow:
    """The window on a plan with two holes, checked."""
    checking = open_window.feature(Checking)
    qtbot.waitUntil(lambda: checking.live.report is not None, timeout=WAIT_MS)
    open_window.document.run(with_holes)
    qtbot.waitUntil(lambda: len(rules(open_window, "G-02")) == 2, timeout=WAIT_MS)
    return open_window


def rules(window: MainWindow, rule: str) -> list[object]:
    return [f for f in window.feature(Checking).findings.filtered if f.rule == rule]


def look_at(qtbot: QtBot, window: MainWindow, rule: str) -> None:
    """Choose the first finding of a rule in the list and wait for its offers."""
    panel = window.feature(Checking).findings
    row = next(n for n, f in enumerate(panel.filtered) if f.rule == rule)
    panel.list.setCurrentItem(panel.list.topLevelItem(row))
    qtbot.waitUntil(lambda: len(panel.detail.offers) > 0, timeout=WAIT_MS)


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.feature(Checking).findings.detail.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_gap_is_filled_with_one_press_and_the_next_finding_comes_up(qtbot: QtBot, spoilt: MainWindow):
    look_at(qtbot, spoilt, "G-02")
    assert button(spoilt, "fix_0").text().startswith("划给“")

    button(spoilt, "fix_0").click()

    qtbot.waitUntil(lambda: len(rules(spoilt, "G-02")) == 1, timeout=WAIT_MS)
    assert "可以用 Ctrl+Z 撤销" in spoilt.message.text
    assert spoilt.feature(Checking).findings.current.rule == "G-02"
    spoilt.document.undo()
    qtbot.waitUntil(lambda: len(rules(spoilt, "G-02")) == 2, timeout=WAIT_MS)


def test_all_findings_of_a_kind_are_put_right_after_their_change_was_told(qtbot: QtBot, spoilt: MainWindow):
    look_at(qtbot, spoilt, "G-02")
    button(spoilt, "fix_all").click()
    detail = spoilt.feature(Checking).findings.detail
    qtbot.waitUntil(lambda: detail.findChild(QPushButton, "fix_all_agree") is not None, timeout=WAIT_MS)

    button(spoilt, "fix_all_agree").click()

    qtbot.waitUntil(lambda: rules(spoilt, "G-02") == [], timeout=WAIT_MS)
    assert spoilt.message.text.startswith("修复 2 个检查问题")


def test_a_plan_that_is_no_draft_is_not_changed_but_posts_are_filled(qtbot: QtBot, spoilt: MainWindow):
    def into_force(store: Store) -> ChangeSet:
        plan = store.find(Plan)[0]
        return ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))])

    with qtbot.waitSignal(spoilt.overview_changed, timeout=WAIT_MS):
        spoilt.document.run(into_force)
    checking = spoilt.feature(Checking)
    qtbot.waitUntil(lambda: not checking.live.is_behind, timeout=WAIT_MS)
    look_at(qtbot, spoilt, "G-02")
    assert not button(spoilt, "fix_0").isEnabled()
    assert NOT_A_DRAFT in [w.text() for w in checking.findings.detail.findChildren(type(checking.findings.summary))]

    look_at(qtbot, spoilt, "G-10")
    qtbot.waitUntil(lambda: button(spoilt, "fix_0").text() == "任命人员…", timeout=WAIT_MS)
    button(spoilt, "fix_0").click()

    qtbot.waitUntil(lambda: spoilt.feature(Roles).dialog is not None, timeout=WAIT_MS)
    spoilt.feature(Roles).dialog.reject()


def test_an_exception_is_accepted_with_its_reason_and_shown_as_accepted(qtbot: QtBot, spoilt: MainWindow):
    def crowded(store: Store) -> ChangeSet:
        plan = store.find(Plan)[0]
        return ChangeSet("改上限", [changed(plan, replace(plan, max_households=400))])

    spoilt.document.run(crowded)
    qtbot.waitUntil(lambda: len(rules(spoilt, "G-03")) > 0, timeout=WAIT_MS)
    count = len(rules(spoilt, "G-03"))
    look_at(qtbot, spoilt, "G-03")
    detail = spoilt.feature(Checking).findings.detail
    qtbot.waitUntil(lambda: "认可为例外…" in detail.reasons, timeout=WAIT_MS)

    line = detail.reasons["认可为例外…"]
    line.setText("老旧小区，无法再分")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    panel = spoilt.feature(Checking).findings
    qtbot.waitUntil(lambda: any(f.accepted for f in panel.filtered), timeout=WAIT_MS)
    assert len(rules(spoilt, "G-03")) == count
    shown = [panel.list.topLevelItem(n).text(0) for n in range(panel.list.topLevelItemCount())]
    assert shown.count("已认可") == 1


def test_balancing_is_asked_for_where_it_is_done(qtbot: QtBot, spoilt: MainWindow):
    def crowded(store: Store) -> ChangeSet:
        plan = store.find(Plan)[0]
        return ChangeSet("改上限", [changed(plan, replace(plan, max_households=400))])

    spoilt.document.run(crowded)
    qtbot.waitUntil(lambda: len(rules(spoilt, "G-03")) > 0, timeout=WAIT_MS)
    look_at(qtbot, spoilt, "G-03")

    with qtbot.waitSignal(spoilt.rebalance_wanted, timeout=WAIT_MS) as asked:
        button(spoilt, "fix_0").click()

    assert asked.args == [[rules(spoilt, "G-03")[0].record_id]]


def test_the_context_menu_offers_the_same(qtbot: QtBot, spoilt: MainWindow):
    look_at(qtbot, spoilt, "G-02")
    panel = spoilt.feature(Checking).findings
    row = panel.list.visualItemRect(panel.list.currentItem()).center()

    panel.list.customContextMenuRequested.emit(row)

    menu = spoilt.feature(Fixing).menu
    assert menu is not None
    assert [a.text() for a in menu.actions() if a.text()][:2] == ["在地图上查看", button(spoilt, "fix_0").text()]
    menu.close()


def test_what_a_fix_would_change_is_hatched_on_the_map_until_another_finding_is_chosen(
    qtbot: QtBot, spoilt: MainWindow
):
    panel, canvas = spoilt.feature(Checking).findings, spoilt.canvas
    look_at(qtbot, spoilt, "G-02")

    shown = canvas.scene.moves
    assert len(shown.layer) == 1
    finding = panel.detail.finding
    assert shapely.dwithin(shown.layer.geometries[0], finding.place, 1.0)

    panel.detail.show_finding(None)
    spoilt.feature(Fixing).look_at(None)
    assert len(canvas.scene.moves.layer) == 0
