# SPDX-License-Identifier: MIT
"""Basemaps and backdrops in the window."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from gridmgr.map.basemap.health import Health
from gridmgr.ui.basemaps import building
from gridmgr.ui.basemaps.choosing import RowChoice
from gridmgr.ui.basemaps.feature import KEY_NAME, Basemaps
from gridmgr.ui.basemaps.rows import Row, RowKind, kept_rows
from gridmgr.ui.importing import Importing
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.window import MainWindow
from tests.data.rasters.made import make_orthophoto
from tests.map.basemap.server import TileServer
from tests.ui.basemaps.conftest import Settle
from tests.ui.conftest import WAIT_MS, open_town

GREEN = QColor(0, 120, 0)


def corner(window: MainWindow) -> QColor:
    """Return the colour of the map above the town."""
    return window.canvas.grab().toImage().pixelColor(window.canvas.width() // 2, 8)


def ids(basemaps: Basemaps) -> list[str]:
    return [row.kind.value for row in basemaps.rows]


def write_geojson(path: Path, window: MainWindow, crs: str | None, shift: float = 0.0) -> Path:
    """Write a square in the middle of the map, in metres of the district."""
    x, y = window.canvas.view.x + shift, window.canvas.view.y
    square = json.loads(shapely.to_geojson(shapely.box(x - 50, y - 50, x + 50, y + 50)))
    whole = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a": 1}, "geometry": square}]}
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(whole), "utf-8")
    return path


def test_with_nothing_chosen_there_is_no_basemap_and_no_network(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle
):
    settle()

    assert ids(basemaps) == ["map"]
    assert basemaps.store.fetcher is None
    assert open_window.canvas.scene.layers.ground
    assert basemaps.credit.isHidden()


def test_an_archive_lies_below_the_map_and_credits_its_maker(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()

    assert corner(open_window) == GREEN
    assert ids(basemaps) == ["map", "archive"]
    assert basemaps.credit.text() == "某测绘院"
    assert basemaps.store.fetcher is None


def test_all_basemaps_are_hidden_and_shown_by_one_key(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    action = open_window.menus.actions["view.basemaps"]
    before = action.isEnabled()
    basemaps.add_file(green_tiles)
    settle()

    action.trigger()
    settle()
    hidden, text = corner(open_window), action.text()
    action.trigger()
    settle()

    assert (before, action.isEnabled()) == (False, True)
    assert hidden != GREEN
    assert text == "显示底图"
    assert corner(open_window) == GREEN


def test_the_panel_sets_how_strongly_a_basemap_is_shown(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[1].id)

    panel.findChild(QSlider, "layer_opacity").setValue(50)
    settle()

    assert basemaps.rows[1].opacity == 50
    assert corner(open_window).green() not in (120, 243)
    assert panel.detail.state.text() == '<a href="#">某测绘院</a>' or "某测绘院" in panel.detail.state.text()


def test_without_colours_a_basemap_is_grey(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()

    basemaps.change(basemaps.rows[1].id, is_grey=True)
    settle()

    colour = corner(open_window)
    assert colour.red() == colour.green() == colour.blue() != 0


def test_rows_are_moved_by_keys_and_remembered_for_this_district(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[1].id)

    qtbot.keyClick(panel.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()

    assert ids(basemaps) == ["archive", "map"]
    assert panel.tree.current_row == basemaps.rows[0].id
    assert open_window.canvas.scene.layers.ground
    assert kept_rows(open_window.memory, open_window.document.location) == basemaps.rows


def test_dragging_sets_the_order(basemaps: Basemaps, open_window: MainWindow, settle: Settle, green_tiles: Path):
    basemaps.add_file(green_tiles)
    settle()

    open_window.feature(LayerChoice).panel.tree.ordered.emit([basemaps.rows[1].id, "map:"])

    assert ids(basemaps) == ["archive", "map"]


def test_a_removed_basemap_leaves_its_file_alone(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    basemaps.add_file(green_tiles)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[1].id)

    qtbot.keyClick(panel.tree, Qt.Key.Key_Delete)
    settle()

    assert ids(basemaps) == ["map"]
    assert green_tiles.exists()
    assert open_window.canvas.scene.layers.ground


def test_rows_come_back_with_the_district(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path, divided_town: Path
):
    basemaps.add_file(green_tiles)
    settle()

    open_window.close_document()
    closed = ids(basemaps)
    open_town(qtbot, open_window, divided_town)
    qtbot.waitUntil(lambda: basemaps.epsg is not None, timeout=WAIT_MS)
    settle()

    assert closed == ["map"]
    assert ids(basemaps) == ["map", "archive"]
    assert corner(open_window) == GREEN


def test_a_file_that_is_gone_is_told_once_and_can_be_removed(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path, divided_town: Path
):
    basemaps.add_file(green_tiles)
    settle()
    told = []
    for _ in range(2):
        open_window.close_document()
        green_tiles.unlink(missing_ok=True)
        open_town(qtbot, open_window, divided_town)
        told.append(open_window.message.text)

    assert "找不到底图或背景文件“绿色.mbtiles”" in told[0]
    assert "找不到" not in told[1]
    assert basemaps.trouble(basemaps.rows[1]).startswith("找不到文件")


def test_what_is_gone_is_removed_by_the_button_of_the_message(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path, divided_town: Path
):
    basemaps.add_file(green_tiles)
    settle()
    open_window.close_document()
    green_tiles.unlink()
    open_town(qtbot, open_window, divided_town)

    open_window.message.findChild(QPushButton, "message_more").click()

    assert ids(basemaps) == ["map"]
    assert open_window.message.text == ""


def test_a_map_file_lies_upon_the_map(open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path):
    basemaps.add_file(write_geojson(tmp_path / "地块.geojson", open_window, f"EPSG:{basemaps.epsg}"))
    settle()

    built = basemaps.built(basemaps.rows[0].id)
    assert ids(basemaps) == ["drawing", "map"]
    assert built is not None
    assert built.extent is not None
    assert np.subtract(built.extent[2:], built.extent[:2]) == pytest.approx([100, 100], abs=0.1)


def test_a_map_file_far_away_is_told(open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path):
    basemaps.add_file(write_geojson(tmp_path / "远.geojson", open_window, f"EPSG:{basemaps.epsg}", shift=60_000))
    settle()

    assert "“远”离本区约" in open_window.message.text
    open_window.message.findChild(QPushButton, "message_more").click()
    assert ids(basemaps) == ["map"]


def test_a_file_without_crs_is_asked_for_and_never_guessed(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path
):
    basemaps.add_file(make_orthophoto(tmp_path / "正射.tif", crs=None))
    qtbot.waitUntil(lambda: open_window.findChild(QDialog, "backdrop_crs_dialog") is not None, timeout=WAIT_MS)
    dialog = open_window.findChild(QDialog, "backdrop_crs_dialog")
    nothing_chosen = dialog.findChild(QComboBox, "backdrop_crs").currentData()

    dialog.findChild(QPushButton, "dialog_go").click()
    refused = dialog.said.text()
    box = dialog.findChild(QComboBox, "backdrop_crs")
    offers_shifted = box.findData("GCJ-02") != -1
    box.setCurrentIndex(box.findData(f"EPSG:{basemaps.epsg}"))
    dialog.findChild(QPushButton, "dialog_go").click()
    settle()

    assert nothing_chosen == ""
    assert refused == "请先选一个坐标系。"
    assert ids(basemaps) == ["map", "photo"]
    assert basemaps.rows[1].crs == f"EPSG:{basemaps.epsg}"
    assert not offers_shifted


def test_a_large_picture_is_offered_smaller_forms(
    qtbot: QtBot, open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path
):
    view = open_window.canvas.view
    path = make_orthophoto(tmp_path / "大.tif", 5000, 300, f"EPSG:{basemaps.epsg}", (view.x, view.y))
    basemaps.add_file(path)
    settle()
    told = open_window.message.text

    open_window.message.findChild(QPushButton, "message_more").click()
    qtbot.waitUntil(lambda: not basemaps.lacks_overviews(basemaps.rows[1]) and not basemaps.is_opening, timeout=WAIT_MS)

    assert "还没有金字塔" in told
    assert path.with_name("大.tif.ovr").exists()


@pytest.mark.parametrize("button", ["drop_backdrop", "drop_import"])
def test_a_map_file_let_go_over_the_map_is_imported_or_only_shown(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path, button: str
):
    path = write_geojson(tmp_path / "地块.geojson", open_window, f"EPSG:{basemaps.epsg}")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    QApplication.sendEvent(open_window.canvas, QDragEnterEvent(QPoint(50, 50), copy, data, left, plain))
    QApplication.sendEvent(open_window.canvas, QDropEvent(QPointF(50, 50), copy, data, left, plain))
    open_window.findChild(QDialog, "drop_dialog").findChild(QPushButton, button).click()
    settle()

    wizard = open_window.feature(Importing).wizard
    assert (ids(basemaps), wizard is not None) == (
        (["drawing", "map"], False) if button == "drop_backdrop" else (["map"], True)
    )


def test_a_basemap_let_go_over_the_map_is_shown_without_a_question(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, green_tiles: Path
):
    open_window.feature(Importing).take_dropped(green_tiles)
    settle()

    assert ids(basemaps) == ["map", "archive"]
    assert open_window.feature(Importing).wizard is None


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


def test_a_broken_file_is_told_and_not_added(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path
):
    broken = tmp_path / "坏.pmtiles"
    broken.write_bytes(b"PMTiles\x03" + b"\xff" * 300)

    basemaps.add_file(broken)
    settle()

    assert "“坏.pmtiles”已损坏" in open_window.message.text
    assert ids(basemaps) == ["map"]
