# SPDX-License-Identifier: MIT
from pathlib import Path

from pytestqt.qtbot import QtBot

from gridmgr.ui.webexport import write_from_window
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS


def test_the_plan_on_the_map_is_written_as_a_web_page(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    page = tmp_path / "网格.html"

    write_from_window(open_window, page)
    qtbot.waitUntil(lambda: "已导出网页地图（4 个网格" in open_window.message.text, timeout=WAIT_MS)

    assert "方案：一号方案（草案）" in page.read_text("utf-8")


def test_a_folder_that_is_gone_is_told(qtbot: QtBot, open_window: MainWindow, tmp_path: Path):
    write_from_window(open_window, tmp_path / "没有" / "网格.html")

    qtbot.waitUntil(lambda: "不存在，请先建立它" in open_window.message.text, timeout=WAIT_MS)
