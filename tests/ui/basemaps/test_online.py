# SPDX-License-Identifier: MIT
"""Basemaps of the network in the window."""

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.map.basemap.health import Health
from gridmgr.ui.basemaps import building
from gridmgr.ui.basemaps.choosing import RowChoice
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.network import KEY_NAME
from gridmgr.ui.basemaps.rows import Row, RowKind, kept_rows
from gridmgr.ui.window import MainWindow
from tests.map.basemap.server import TileServer
from tests.ui.basemaps.conftest import Settle
from tests.ui.basemaps.looking import GREEN, corner, ids
from tests.ui.conftest import WAIT_MS


def test_a_web_basemap_is_fetched_and_goes_quiet_when_hidden(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, server: TileServer
):
    dialog = open_window.feature(RowChoice).add("web")
    dialog.findChild(QLineEdit, "web_name").setText("本市影像")
    dialog.findChild(QLineEdit, "web_address").setText(server.url + "/{z}/{x}/{y}.png")
    dialog.findChild(QLineEdit, "web_credit").setText("© 某市")
    dialog.findChild(QPushButton, "dialog_go").click()
    settle()
    shown, asked = corner(open_window), len(server.paths)

    basemaps.toggle_all()
    open_window.canvas.zoom(4.0)
    settle()

    assert shown == GREEN
    assert asked > 0
    assert len(server.paths) == asked
    assert basemaps.rows[1].title == "本市影像"


def test_a_shifted_map_is_refused_in_the_dialog(open_window: MainWindow, basemaps: Basemaps):
    dialog = open_window.feature(RowChoice).add("web")
    dialog.findChild(QLineEdit, "web_address").setText("https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}")

    dialog.findChild(QPushButton, "dialog_go").click()

    assert dialog.said.text().startswith("高德地图的坐标是经过偏移的（GCJ-02）")
    assert dialog.isVisible()
    assert ids(basemaps) == ["map"]


def test_trouble_with_the_network_is_said_on_the_map_and_in_the_panel(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, server: TileServer
):
    server.answer = lambda _path: (403, b"no")

    basemaps.add(Row(RowKind.WEB, "影像", server.url + "/{z}/{x}/{y}.png"))
    qtbot.waitUntil(lambda: basemaps.credit.text() != "", timeout=WAIT_MS)

    assert Health.REFUSED.value.startswith(basemaps.credit.text()[:8])
    assert basemaps.trouble(basemaps.rows[1]) == Health.REFUSED.value


def test_answers_that_are_no_pictures_are_said(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, server: TileServer
):
    server.answer = lambda _path: (200, b'{"code": 1, "msg": "bad key"}')

    basemaps.add(Row(RowKind.WEB, "影像", server.url + "/{z}/{x}/{y}.png"))
    qtbot.waitUntil(lambda: len(basemaps.rows) == 2 and basemaps.trouble(basemaps.rows[1]) != "", timeout=WAIT_MS)

    assert basemaps.trouble(basemaps.rows[1]) == Health.NO_PICTURES.value


def test_tianditu_wants_a_key(open_window: MainWindow, basemaps: Basemaps):
    dialog = open_window.feature(RowChoice).add("tianditu")

    dialog.findChild(QPushButton, "dialog_go").click()

    assert "请填写密钥" in dialog.said.text()
    assert ids(basemaps) == ["map"]


def test_the_key_of_tianditu_stays_in_the_settings(
    qtbot: QtBot,
    open_window: MainWindow,
    basemaps: Basemaps,
    settle: Settle,
    server: TileServer,
    divided_town: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    at_home = building.tianditu_address
    monkeypatch.setattr(building, "tianditu_address", lambda *given: at_home(*given, host=server.url))
    dialog = open_window.feature(RowChoice).add("tianditu")
    dialog.findChild(QLineEdit, "tianditu_key").setText("0123456789abcdef-key")

    dialog.findChild(QPushButton, "dialog_go").click()
    settle()
    basemaps.change(basemaps.rows[1].id, opacity=80)
    open_window.close_document()

    assert any("tk=0123456789abcdef-key" in path and "/img_w/" in path for path in server.paths)
    assert any("/cia_w/" in path for path in server.paths)
    assert open_window.memory.text(KEY_NAME) == "0123456789abcdef-key"
    assert "0123456789abcdef-key" not in repr(kept_rows(open_window.memory, str(divided_town)))
    beside = [path for path in divided_town.parent.rglob("*") if path.is_file() and path.suffix in (".gpkg", ".json")]
    assert all(b"0123456789abcdef-key" not in path.read_bytes() for path in beside)
    with sqlite3.connect(divided_town) as file:
        assert "basemap" not in " ".join(name for (name,) in file.execute("SELECT name FROM sqlite_master"))
    file.close()
