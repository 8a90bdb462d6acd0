# SPDX-License-Identifier: MIT
"""Basemaps and backdrops in files: let go over the map, far away, broken, gone."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.rows import kept_rows
from gridmgr.ui.importing import Importing
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.window import MainWindow
from tests.data.rasters.made import make_orthophoto
from tests.ui.basemaps.conftest import Settle
from tests.ui.basemaps.looking import ids, write_geojson
from tests.ui.conftest import WAIT_MS, open_town


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


def test_a_broken_file_is_told_and_not_added(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path
):
    broken = tmp_path / "坏.pmtiles"
    broken.write_bytes(b"PMTiles\x03" + b"\xff" * 300)

    basemaps.add_file(broken)
    settle()

    assert "“坏.pmtiles”已损坏" in open_window.message.text
    assert ids(basemaps) == ["map"]


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


def test_names_of_a_backdrop_are_chosen_in_the_panel(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path
):
    path = write_geojson(tmp_path / "地块.geojson", open_window, f"EPSG:{basemaps.epsg}")
    path.write_text(path.read_text("utf-8").replace('"a": 1', '"a": 1, "名称": "一号地块"'), "utf-8")
    basemaps.add_file(path)
    settle()
    panel = open_window.feature(LayerChoice).panel
    panel.choose_row(basemaps.rows[0].id)
    box = panel.findChild(QComboBox, "layer_label")
    offered, at_first = [box.itemText(place) for place in range(box.count())], box.currentData()

    box.setCurrentIndex(1)
    box.activated.emit(1)
    settle()

    (notes,) = open_window.canvas.scene.layers.notes
    assert offered == ["不显示", "名称（推荐）", "a"]
    assert at_first == ""
    assert notes.names.texts[0] == ["一号地块"]
    assert kept_rows(open_window.memory, open_window.document.location)[0].label == "名称"
    basemaps.toggle_all()
    assert open_window.canvas.scene.layers.notes == ()


def test_lines_and_fill_of_a_backdrop_are_chosen_in_the_panel(
    open_window: MainWindow, basemaps: Basemaps, settle: Settle, tmp_path: Path
):
    basemaps.add_file(write_geojson(tmp_path / "地块.geojson", open_window, f"EPSG:{basemaps.epsg}"))
    settle()
    panel, row = open_window.feature(LayerChoice).panel, basemaps.rows[0].id
    panel.choose_row(row)
    built = basemaps.built(row)

    for name, value in (("layer_line", "thick"), ("layer_tint", "none")):
        box = panel.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    settle()

    assert (basemaps.rows[0].line, basemaps.rows[0].tint) == ("thick", "none")
    assert kept_rows(open_window.memory, open_window.document.location) == basemaps.rows
    assert basemaps.built(row) is built
