# SPDX-License-Identifier: MIT
import json
import re
from pathlib import Path

from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from gridmgr.ui.memory import Memory
from gridmgr.ui.running_marks import LastWork, RunningMark, left_behind
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS, open_town


def test_the_time_of_the_last_step_is_shown_as_saved(qtbot: QtBot, open_window: MainWindow):
    saved = open_window.status.saved

    qtbot.waitUntil(lambda: re.fullmatch(r"已自动保存 \d\d:\d\d", saved.text()) is not None, timeout=WAIT_MS)


def test_a_killed_program_is_noticed_at_the_next_start(qtbot: QtBot, memory: Memory, divided_town: Path):
    memory.state_folder.mkdir()
    left = {"location": str(divided_town), "step": "移交 14 栋", "at": "10:42", "workspace": "plan"}
    (memory.state_folder / "open-1-dead.json").write_text(json.dumps(left), "utf-8")

    window = MainWindow(memory)
    qtbot.addWidget(window)
    window.show()

    assert window.welcome.offer.isVisible()
    window.welcome.offer_taken.emit()
    qtbot.waitUntil(lambda: window.overview is not None, timeout=WAIT_MS)
    assert window.document.location == str(divided_town)
    assert window.welcome.offer.isHidden()
    window.close()


def test_a_mark_of_a_window_at_work_is_left_alone(tmp_path: Path):
    mark = RunningMark(tmp_path)
    mark.keep(LastWork("a.gpkg", "改名", "10:42"))

    assert left_behind(tmp_path) is None
    assert len(list(tmp_path.glob("open-*.json"))) == 1
    mark.clear()
    assert list(tmp_path.glob("open-*.json")) == []


def test_a_mark_cut_off_in_the_middle_is_no_trouble(tmp_path: Path):
    (tmp_path / "open-1-dead.json").write_text('{"location": "a', "utf-8")

    assert left_behind(tmp_path) is None


def test_a_lock_ends_with_its_owner(tmp_path: Path):
    mark = RunningMark(tmp_path)
    mark.keep(LastWork("a.gpkg", "改名", "10:42"))
    [lock] = tmp_path.glob("open-*.lock")

    assert not QLockFile(str(lock)).tryLock(0)
    mark.clear()
    assert QLockFile(str(lock)).tryLock(0)


def test_a_file_opens_where_it_was_left(qtbot: QtBot, open_window: MainWindow, divided_town: Path):
    grid = open_window.overview.communities[0].grids[0].id
    open_window.show_record("grid", grid)
    open_window.workspaces.show("check")
    near = open_window.canvas.view.metres_per_pixel

    open_window.close_document()
    open_town(qtbot, open_window, divided_town)

    assert open_window.workspaces.current == "check"
    assert open_window.selection.id == grid
    assert open_window.canvas.view.metres_per_pixel == near
