# SPDX-License-Identifier: MIT
"""What can be set of basemaps."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gridmgr.map.basemap.disk import TileCache
from gridmgr.ui.basemaps import network
from gridmgr.ui.basemaps.credits import plain
from gridmgr.ui.basemaps.network import CACHE_NAME, KEY_NAME, cache_mb
from gridmgr.ui.basemaps.settings_part import BasemapSettings
from gridmgr.ui.memory import Memory


def test_key_and_room_are_remembered(qtbot: QtBot, memory: Memory):
    holder = QWidget()
    qtbot.addWidget(holder)
    part = BasemapSettings(memory, holder)

    part.key.setText(" key ")
    part.most.setValue(500)
    part.keep(memory)

    assert memory.text(KEY_NAME) == "key"
    assert cache_mb(memory.text(CACHE_NAME)) == 500


def test_the_cache_is_measured_and_cleared(
    qtbot: QtBot, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(network, "cache_folder", lambda: tmp_path / "tiles")
    TileCache(tmp_path / "tiles").write("http://example.org/1/0/0.png", b"x" * 3_000_000)
    holder = QWidget()
    qtbot.addWidget(holder)
    part = BasemapSettings(memory, holder)
    full = part.used.text()

    part.clear.click()

    assert full == "已用 3 MB"
    assert part.used.text() == "已用 0 MB"
    assert not part.clear.isEnabled()


def test_a_kept_size_that_makes_no_sense_gives_way_to_the_usual_one():
    assert [cache_mb(text) for text in ("", "many", "1", "999999")] == [200, 200, 10, 10_000]


def test_credits_are_shown_without_their_markup():
    assert plain('&copy; <a href="https://example.org">某 测绘院</a> 2020') == "© 某 测绘院 2020"


def test_what_earlier_versions_kept_with_the_key_is_thrown_away_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(network, "cache_folder", lambda: tmp_path / "tiles")
    (tmp_path / "tiles" / "data8").mkdir(parents=True)
    (tmp_path / "tiles" / "data8" / "a.d").write_bytes(b"http://t0.tianditu.gov.cn/img_w/wmts?tk=secret")
    TileCache(tmp_path / "tiles").write("http://example.org/1/0/0.png", b"tile")

    network.clean_cache().join()

    assert not (tmp_path / "tiles" / "data8").exists()
    assert TileCache(tmp_path / "tiles").read("http://example.org/1/0/0.png") == b"tile"
