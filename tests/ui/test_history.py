# SPDX-License-Identifier: MIT
from dataclasses import replace
from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.operations.session import Session
from gridmgr.ui.colleagues import Colleagues
from gridmgr.ui.history import History
from gridmgr.ui.journal import WHAT
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS


def rename(name: str):
    def make(store: Store) -> ChangeSet:
        community = store.find(Community)[0]
        return ChangeSet(f"改名为{name}", [changed(community, replace(community, name=name))])

    return make


def shown(window: MainWindow) -> list[str]:
    steps = window.feature(History).panel.list
    return [steps.topLevelItem(row).text(WHAT) for row in range(steps.topLevelItemCount())]


def rename_twice(qtbot: QtBot, window: MainWindow) -> None:
    for name in ("甲社区", "乙社区"):
        with qtbot.waitSignal(window.overview_changed, timeout=WAIT_MS):
            window.document.run(rename(name))


def test_steps_stand_newest_first_and_unfold_to_fields(qtbot: QtBot, open_window: MainWindow):
    rename_twice(qtbot, open_window)
    history = open_window.feature(History)

    history.show()
    qtbot.waitUntil(lambda: shown(open_window)[:1] == ["改名为乙社区"], timeout=WAIT_MS)
    history.panel.list.topLevelItem(0).setExpanded(True)
    qtbot.waitUntil(lambda: history.panel.list.topLevelItem(0).childCount() > 0, timeout=WAIT_MS)
    first = history.panel.list.topLevelItem(0)

    assert shown(open_window)[:2] == ["改名为乙社区", "改名为甲社区"]
    assert first.child(0).text(WHAT) == "修改  社区 乙社区"
    assert first.child(0).child(0).text(WHAT) == "社区名称：甲社区 → 乙社区"


def test_going_back_to_a_step_takes_all_later_ones_back_too(qtbot: QtBot, open_window: MainWindow):
    rename_twice(qtbot, open_window)
    history = open_window.feature(History)
    history.show()
    qtbot.waitUntil(lambda: len(shown(open_window)) >= 3, timeout=WAIT_MS)
    history.panel.list.setCurrentItem(history.panel.list.topLevelItem(1))

    history.panel.undo.click()

    qtbot.waitUntil(lambda: "已撤销 2 步" in open_window.message.text, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: open_window.tree.topLevelItem(0).text(0) == "西苑社区", timeout=WAIT_MS)


def test_a_colleague_is_named_and_his_step_opened(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    with open_store(divided_town) as store:
        buildings = store.find(Building)[:3]
        changes = [changed(b, replace(b, number=f"新{b.number}")) for b in buildings]
        Session(store, "李四").run(ChangeSet("改幢号", changes))

    open_window.watch.look()
    qtbot.waitUntil(open_window.status.news.isVisible, timeout=WAIT_MS)
    assert open_window.status.news.text() == "李四 修改了 3 条记录 · 查看"
    open_window.feature(Colleagues).show_news()

    panel = open_window.feature(History).panel
    qtbot.waitUntil(lambda: panel.list.currentItem() is not None, timeout=WAIT_MS)
    assert panel.list.currentItem().text(WHAT) == "改幢号"
    qtbot.waitUntil(lambda: panel.list.currentItem().childCount() == 3, timeout=WAIT_MS)


def test_the_journal_leaves_the_program_as_a_table(qtbot: QtBot, open_window: MainWindow, tmp_path, monkeypatch):
    target = tmp_path / "历史.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))

    open_window.feature(History).export()
    qtbot.waitUntil(lambda: "已导出" in open_window.message.text, timeout=WAIT_MS)

    rows = list(openpyxl.load_workbook(target).active.values)
    assert "操作" in rows[0]
    assert any("自动划分网格：一号方案" in row for row in rows[1:])
