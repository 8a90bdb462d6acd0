# SPDX-License-Identifier: MIT
"""Tiles of the network for paper: brought in any thread, given up when a person says so, honest about what lacks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gridmgr.map.basemap import bringing
from gridmgr.map.basemap.addresses import template_address
from gridmgr.map.basemap.at_once import TilesAtOnce
from gridmgr.map.basemap.bringing import Wanted, bring
from gridmgr.map.basemap.disk import TileCache
from gridmgr.map.basemap.fetching import Manners
from gridmgr.map.basemap.grids import web_mercator
from gridmgr.map.basemap.sources import TileSource
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.progress import Progress, Reporting, Silent
from tests.map.basemap.server import TileServer, tile_server

HURRIED = Manners(timeout_ms=2_000, rests_ms=(150, 150))


@pytest.fixture
def tiles(qapp: object, tmp_path: Path) -> TilesAtOnce:
    return TilesAtOnce(TileCache(tmp_path / "cache"))


def source_of(server: TileServer) -> TileSource:
    return TileSource("a", web_mercator(0, 18), address=template_address(server.url + "/{z}/{x}/{y}.png"))


def wanted(source: TileSource, count: int) -> Wanted:
    keys = [(10, column, 5) for column in range(count)]
    assert source.address is not None
    return {source.address(key): (source, key) for key in keys}


def beside(work: Callable[[], str]) -> str:
    """Do something in another thread, as printing does."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(60)


def brought(tiles: TilesAtOnce, asked: Wanted, progress: Progress) -> str:
    return beside(lambda: bring(tiles, asked, progress, HURRIED))


def test_tiles_come_in_another_thread_and_stay_on_the_disk(server: TileServer, tiles: TilesAtOnce):
    source = source_of(server)
    nothing = tiles.image(source, (10, 3, 5))

    said = brought(tiles, wanted(source, 20), Silent())

    image = tiles.image(source, (10, 3, 5))
    assert said == ""
    assert nothing is None
    assert image is not None
    assert image.pixelColor(5, 5).green() == 120
    assert len(server.paths) == 20
    assert tiles.cache.has(server.url + "/10/19/5.png")


def test_what_must_not_be_kept_is_held_for_this_printing(server: TileServer, tiles: TilesAtOnce):
    server.headers = {"Cache-Control": "no-store"}
    source = source_of(server)

    brought(tiles, wanted(source, 2), Silent())

    assert tiles.cache.size() == 0
    assert tiles.has(server.url + "/10/1/5.png")
    assert tiles.image(source, (10, 1, 5)) is not None


def test_tiles_that_do_not_exist_are_no_trouble(server: TileServer, tiles: TilesAtOnce):
    server.answer = lambda _path: (404, b"no")

    assert brought(tiles, wanted(source_of(server), 3), Silent()) == ""


def test_a_refusal_ends_it_and_is_told(server: TileServer, tiles: TilesAtOnce):
    server.answer = lambda _path: (403, b"no")

    said = brought(tiles, wanted(source_of(server), 30), Silent())

    assert said == "底图服务器拒绝了请求，请检查密钥或使用权限，有 30 张底图图片没有取到，那些地方没有底图或不清楚。"
    assert len(server.paths) <= 12


def test_without_a_server_it_is_said_how_many_lack(tiles: TilesAtOnce, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("http_proxy", raising=False)
    with tile_server() as gone:
        source = source_of(gone)

    said = brought(tiles, wanted(source, 4), Silent())

    assert said.startswith("底图服务器没有回答，有 4 张底图图片没有取到")


def test_it_is_given_up_when_a_person_says_so(server: TileServer, tiles: TilesAtOnce):
    server.may_answer.clear()

    with pytest.raises(CancelledError):
        brought(tiles, wanted(source_of(server), 30), Reporting(lambda *_told: None, lambda: True))


def test_far_too_many_are_refused(server: TileServer, tiles: TilesAtOnce, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bringing, "MOST_FETCHED", 10)

    with pytest.raises(InputError, match="要从网络取 11 张底图图片"):
        brought(tiles, wanted(source_of(server), 11), Silent())
    assert server.paths == []
