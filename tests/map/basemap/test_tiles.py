# SPDX-License-Identifier: MIT
"""Tiles on the map: read beside the window, painted where they lie, stood in for by others until they come."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gridmgr.data.rasters.opening import open_archive
from gridmgr.map.basemap import store as store_module
from gridmgr.map.basemap.fetching import Fetcher
from gridmgr.map.basemap.grids import TileKey, picture, web_mercator
from gridmgr.map.basemap.ranges import Range
from gridmgr.map.basemap.sources import TileSource, decoded
from gridmgr.map.basemap.store import TileStore
from gridmgr.map.basemap.tile_layer import TileLayer
from gridmgr.map.painting import blank_image
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState
from tests.data.rasters.made import four_fields, make_mbtiles, make_pmtiles, png
from tests.map.basemap.ground import DISTRICT, placed, view

GREEN, RED = png(0, 120, 0), png(200, 0, 0)


def no_network() -> Fetcher:
    raise AssertionError("nobody asked for the network")


@pytest.fixture
def store(qapp: object) -> Iterator[TileStore]:
    made = TileStore(no_network)
    yield made
    made.close()


def paint(layer: TileLayer, seen: ViewState, pixel_ratio: float = 1.0) -> QImage:
    image = blank_image(seen.width, seen.height, pixel_ratio)
    painter = QPainter(image)
    for _ in layer.steps(Sheet(painter, seen, LIGHT, (0, 0, seen.width, seen.height)), pixel_ratio):
        pass
    painter.end()
    return image


def paint_all(qtbot: QtBot, layer: TileLayer, seen: ViewState, pixel_ratio: float = 1.0) -> QImage:
    paint(layer, seen, pixel_ratio)
    qtbot.waitUntil(lambda: not layer.store.is_busy)
    return paint(layer, seen, pixel_ratio)


def world(read: object, first: int = 0, last: int = 18, name: str = "world") -> TileSource:
    return TileSource(name, web_mercator(first, last), read=read)  # type: ignore[arg-type]  # a function of the key


@pytest.mark.parametrize("pixel_ratio", [1.0, 1.5])
@pytest.mark.parametrize("metres_per_pixel", [0.02, 0.4, 2.7, 13.0])
def test_turned_tiles_cover_the_ground_without_a_seam(
    qtbot: QtBot, store: TileStore, metres_per_pixel: float, pixel_ratio: float
):
    source = world(lambda _key: GREEN)
    layer = TileLayer(source, placed(source.grid), store)

    image = paint_all(qtbot, layer, view(metres_per_pixel), pixel_ratio)

    colours = np.frombuffer(image.constBits(), np.uint32)
    assert np.unique(colours).tolist() == [QColor(0, 120, 0).rgba()]


@pytest.mark.parametrize("make", [make_mbtiles, make_pmtiles])
def test_a_tile_of_an_archive_is_painted_at_its_place(qtbot: QtBot, store: TileStore, tmp_path: Path, make: object):
    seen = view(1.0)
    grid = web_mercator(17, 17)
    key = placed(grid).wanted(seen)[0]
    archive = open_archive(make(tmp_path / "a.tiles", {key: RED}))  # type: ignore[operator]  # one of two functions
    layer = TileLayer(world(lambda key: archive.read(*key), 17, 17), placed(grid), store)

    image = paint_all(qtbot, layer, seen)

    way = layer.placement.transform(key, seen)
    inside, outside = way.map(128.0, 128.0), way.map(-20.0, -20.0)
    assert image.pixelColor(*map(int, inside)) == QColor(200, 0, 0)
    assert image.pixelColor(*map(int, outside)).alpha() == 0
    archive.close()


def test_an_orthophoto_is_painted_field_by_field(qtbot: QtBot, store: TileStore):
    photo = np.dstack([four_fields(600, 400).transpose(1, 2, 0), np.full((400, 600), 255, np.uint8)])
    grid = picture(DISTRICT, (0.5, 0.0, 562_850.0, 0.0, -0.5, 2_907_100.0), (600, 400), (0, 2))

    def read(key: TileKey) -> np.ndarray | None:
        level, column, row = key
        step = 2 ** (2 - level)
        return photo[
            row * 256 * step : (row + 1) * 256 * step : step, column * 256 * step : (column + 1) * 256 * step : step
        ]

    layer = TileLayer(TileSource("photo", grid, read=read), placed(grid), store)

    image = paint_all(qtbot, layer, view(1.0, 400, 300))

    found = [image.pixelColor(*at).name() for at in ((100, 80), (300, 80), (100, 220), (300, 220))]
    assert found == ["#c80000", "#00c800", "#0000c8", "#c8c800"]
    assert image.pixelColor(30, 150).alpha() == 0


def test_a_coarser_tile_stands_in_until_the_sharp_one_comes(qtbot: QtBot, store: TileStore):
    may_go_on = Event()

    def read(key: TileKey) -> bytes:
        if key[0] >= 16:
            may_go_on.wait(10)
        return RED if key[0] >= 16 else GREEN

    source = world(read)
    layer = TileLayer(source, placed(source.grid), store)
    paint_all(qtbot, layer, view(6.0))

    scaled = paint(layer, view(1.5))
    may_go_on.set()
    sharp = paint_all(qtbot, layer, view(1.5))

    assert scaled.pixelColor(300, 200) == QColor(0, 120, 0)
    assert sharp.pixelColor(300, 200) == QColor(200, 0, 0)


def test_finer_tiles_stand_in_after_zooming_out(qtbot: QtBot, store: TileStore):
    source = world(lambda key: GREEN if key[0] == 17 else None)
    layer = TileLayer(source, placed(source.grid), store)
    paint_all(qtbot, layer, view(1.0))

    wider = paint_all(qtbot, layer, view(2.0))

    assert wider.pixelColor(300, 200) == QColor(0, 120, 0)


def test_only_the_newest_view_is_read(qtbot: QtBot, store: TileStore):
    asked: list[TileKey] = []
    may_go_on = Event()

    def read(key: TileKey) -> bytes:
        may_go_on.wait(10)
        asked.append(key)
        return GREEN

    source = world(read)
    layer = TileLayer(source, placed(source.grid), store)
    for step in range(6):
        paint(layer, view(1.0).panned(3000 * step, 0))
    may_go_on.set()
    qtbot.waitUntil(lambda: not store.is_busy)

    last = set(layer.placement.wanted(view(1.0).panned(15_000, 0)))
    assert set(asked) >= last
    assert len(set(asked) - last) <= store_module.AT_WORK


def test_memory_is_limited(qtbot: QtBot, store: TileStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store_module, "MEMORY_BYTES", 8 * 4 * 256 * 256)
    source = world(lambda _key: GREEN)
    layer = TileLayer(source, placed(source.grid), store)

    paint_all(qtbot, layer, view(0.5, 2000, 1200))

    kept = [key for key in layer.placement.wanted(view(0.5, 2000, 1200)) if store.image(source, key)]
    assert 0 < len(kept) <= 8


def test_a_tile_that_is_not_there_is_asked_for_once(qtbot: QtBot, store: TileStore):
    asked: list[TileKey] = []
    source = world(lambda key: asked.append(key))
    layer = TileLayer(source, placed(source.grid), store)

    paint_all(qtbot, layer, view(1.0))
    paint_all(qtbot, layer, view(1.0))

    assert len(asked) == len(set(asked)) > 0


def test_what_left_the_map_leaves_the_memory(qtbot: QtBot, store: TileStore):
    source = world(lambda _key: GREEN)
    layer = TileLayer(source, placed(source.grid), store)
    paint_all(qtbot, layer, view(1.0))
    key = layer.placement.wanted(view(1.0))[0]
    before = store.image(source, key)

    store.leave(source.name)

    assert before is not None
    assert store.image(source, key) is None


def test_an_error_of_the_program_while_reading_is_not_swallowed(qtbot: QtBot, store: TileStore):
    def read(_key: TileKey) -> bytes:
        raise LookupError("a bug")

    source = world(read)
    with qtbot.captureExceptions() as errors:
        paint_all(qtbot, TileLayer(source, placed(source.grid), store), view(1.0, 10, 10))

    assert {kind for kind, *_ in errors} == {LookupError}


def test_garbage_is_no_tile():
    assert decoded(b"<html>404</html>", is_grey=False) is None
    assert decoded(GREEN[:60], is_grey=False) is None
    assert decoded(b"", is_grey=True) is None
    assert decoded(None, is_grey=True) is None


def test_a_picture_of_unlikely_size_is_no_tile():
    assert decoded(png(1, 2, 3, side=4096), is_grey=False) is None


def test_without_colours_a_tile_keeps_its_lightness_and_opacity():
    half = np.full((256, 256, 4), (200, 100, 0, 128), np.uint8)

    grey = decoded(half, is_grey=True)

    assert grey is not None
    colour = grey.pixelColor(9, 9)
    assert colour.red() == colour.green() == colour.blue()
    assert colour.red() == pytest.approx(0.3 * 200 + 0.59 * 100, abs=4)
    assert colour.alpha() == 128


def test_a_range_of_scales_has_its_ends():
    assert Range().has(5)
    assert Range(finest=1000, coarsest=10_000).has(1000)
    assert not Range(finest=1000).has(500)
    assert not Range(coarsest=10_000).has(20_000)
