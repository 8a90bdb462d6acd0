# SPDX-License-Identifier: MIT
"""The print workspace with basemaps: chosen once, fetched when pages leave the program, honest without a network."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from gridmgr.report.book.contents import Part
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.rows import Row, RowKind
from gridmgr.ui.printing import Printing
from gridmgr.ui.window import MainWindow
from tests.map.basemap.server import TileServer
from tests.ui.basemaps.conftest import Settle
from tests.ui.conftest import WAIT_MS


@pytest.fixture
def printing(qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps) -> Printing:
    """The print workspace with the map of the first community in view."""
    feature = open_window.feature(Printing)
    feature.choices.choose(Part.COMMUNITY, open_window.overview.communities[0].code)
    open_window.workspaces.show("print")
    qtbot.waitUntil(lambda: feature.is_ready, timeout=WAIT_MS)
    return feature


def is_green(printing: Printing) -> bool:
    """Tell whether much of the page that is shown is green."""
    image = printing.pages.sheet.pixmap().toImage()
    points = [image.pixelColor(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)]
    return sum(colour.green() > colour.red() + 20 for colour in points) > 0.15 * len(points)


def test_a_basemap_is_printed_when_that_is_wanted_and_the_choice_is_remembered(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path, printing: Printing
):
    basemaps.add_file(green_tiles)
    qtbot.waitUntil(lambda: len(basemaps.rows) == 2, timeout=WAIT_MS)
    plain = is_green(printing)

    printing.choices.findChild(QCheckBox, "print_basemap").setChecked(True)
    qtbot.waitUntil(lambda: printing.is_ready, timeout=WAIT_MS)
    backed = is_green(printing)
    basemaps.toggle_all()
    qtbot.waitUntil(lambda: printing.is_ready and not is_green(printing), timeout=WAIT_MS)

    assert (plain, backed) == (False, True)
    assert open_window.memory.is_on("print.basemap", otherwise=False)
    assert printing.choices.summary.text() == "共 1 页。“图层”里没有显示底图，所以印不出底图。"


def test_tiles_of_the_network_are_fetched_when_the_pages_leave(
    qtbot: QtBot,
    open_window: MainWindow,
    basemaps: Basemaps,
    server: TileServer,
    printing: Printing,
    tmp_path: Path,
):
    # Finer than what the window shows of it.
    basemaps.add(Row(RowKind.WEB, "影像", server.url + "/{z}/{x}/{y}.png", first_level=17))
    qtbot.waitUntil(lambda: len(basemaps.rows) == 2, timeout=WAIT_MS)
    printing.choices.findChild(QCheckBox, "print_basemap").setChecked(True)
    qtbot.waitUntil(lambda: printing.is_ready, timeout=WAIT_MS)
    said = printing.choices.summary.text()

    printing.output.write_pdf(tmp_path / "图.pdf")
    qtbot.waitUntil(lambda: "已导出 1 页" in open_window.message.text, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: printing.is_ready and is_green(printing), timeout=WAIT_MS)

    assert "张图片不在本机，导出或打印时从网络取" in said
    assert server.paths
    assert open_window.message.text.endswith("图.pdf”。")
    assert printing.choices.summary.text() == "共 1 页。"


def test_without_an_answer_the_pages_are_printed_all_the_same_and_it_is_said(
    qtbot: QtBot,
    open_window: MainWindow,
    basemaps: Basemaps,
    server: TileServer,
    printing: Printing,
    tmp_path: Path,
):
    server.answer = lambda _path: (403, b"no")
    basemaps.add(Row(RowKind.WEB, "影像", server.url + "/{z}/{x}/{y}.png", last_level=14))
    qtbot.waitUntil(lambda: len(basemaps.rows) == 2, timeout=WAIT_MS)
    printing.choices.findChild(QCheckBox, "print_basemap").setChecked(True)
    qtbot.waitUntil(lambda: printing.is_ready, timeout=WAIT_MS)

    printing.output.write_picture(tmp_path / "图.png")
    qtbot.waitUntil(lambda: "已把第 1 页存为图片" in open_window.message.text, timeout=WAIT_MS)

    assert "底图服务器拒绝了请求" in open_window.message.text
    assert "张底图图片没有取到" in open_window.message.text
    assert (tmp_path / "图.png").exists()
