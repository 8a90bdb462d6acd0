# SPDX-License-Identifier: MIT
"""Basemaps over the small invented town."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gridmgr.map.basemap.grids import web_mercator
from gridmgr.map.basemap.placement import Placement
from gridmgr.ui.basemaps import network
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.window import MainWindow
from tests.data.rasters.made import make_mbtiles, png
from tests.map.basemap.ground import between
from tests.map.basemap.server import TileServer, tile_server
from tests.ui.conftest import WAIT_MS

Settle = Callable[[], None]


@pytest.fixture
def basemaps(open_window: MainWindow, qtbot: QtBot) -> Basemaps:
    """The basemaps of the window on the town."""
    found = open_window.feature(Basemaps)
    qtbot.waitUntil(lambda: found.epsg is not None, timeout=WAIT_MS)
    return found


@pytest.fixture
def settle(open_window: MainWindow, basemaps: Basemaps, qtbot: QtBot) -> Settle:
    """Waits until the map and what lies below it are painted."""

    def wait() -> None:
        canvas = open_window.canvas
        canvas.grab()
        qtbot.waitUntil(lambda: not basemaps.is_opening and canvas.is_sharp, timeout=WAIT_MS)
        canvas.grab()
        qtbot.waitUntil(lambda: not (basemaps.store.is_busy or basemaps.underlay.is_busy), timeout=WAIT_MS)

    return wait


@pytest.fixture
def green_tiles(open_window: MainWindow, basemaps: Basemaps, tmp_path: Path) -> Path:
    """An archive that covers the town in green."""
    grid = web_mercator(11, 14)
    district = f"EPSG:{basemaps.epsg}"
    place = Placement(grid, between(grid.crs, district), between(district, grid.crs))
    view = open_window.canvas.view
    keys = {
        key for step in (1.0, 2.0, 4.0) for key in place.wanted(view.zoomed(1 / step, view.width / 2, view.height / 2))
    }
    tiles = dict.fromkeys(sorted(keys), png(0, 120, 0))
    return make_mbtiles(tmp_path / "绿色.mbtiles", tiles, attribution='<a href="#">某测绘院</a>')


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TileServer]:
    """A tile server on this machine, with a cache of its own."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(network, "cache_folder", lambda: tmp_path / "cache")
    with tile_server() as served:
        yield served


@pytest.fixture(autouse=True)
def no_surprise(qapp: QObject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cache of whoever runs the tests is left alone."""
    monkeypatch.setattr(network, "cache_folder", lambda: tmp_path / "cache")
