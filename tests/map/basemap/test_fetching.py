# SPDX-License-Identifier: MIT
"""Tiles of the network: a polite guest, honest about trouble, with a cache that works offline."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridmgr.map.basemap.addresses import template_address, tianditu_address
from gridmgr.map.basemap.disk import TileCache, cache_size, clear_cache
from gridmgr.map.basemap.fetching import MOST_PER_HOST, Fetcher, Manners
from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.health import Health
from tests.data.rasters.made import png
from tests.map.basemap.server import TileServer, tile_server

HURRIED = Manners(timeout_ms=400, rests_ms=(150, 150))
GREEN = png(0, 120, 0)
Make = Callable[[], Fetcher]


class Heard:
    """What a fetcher told."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.tiles: dict[TileKey, bytes] = {}
        self.missing: list[TileKey] = []
        fetcher.delivered.connect(lambda _name, key, data: self.tiles.update({tuple(key): data}))
        fetcher.missing.connect(lambda _name, key: self.missing.append(tuple(key)))


@pytest.fixture
def make(qapp: object, tmp_path: Path) -> Iterator[Make]:
    made: list[Fetcher] = []

    def one() -> Fetcher:
        made.append(Fetcher(TileCache(tmp_path / "cache"), HURRIED))
        return made[-1]

    yield one
    for fetcher in made:
        fetcher.close()


def wanted(server: TileServer, keys: list[TileKey]) -> list[tuple[TileKey, str]]:
    address = template_address(server.url + "/{z}/{x}/{y}.png")
    return [(key, address(key)) for key in keys]


ROW = [(10, column, 5) for column in range(30)]


def test_what_is_wanted_comes(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)

    fetcher.want("a", wanted(server, ROW[:3]))
    qtbot.waitUntil(lambda: len(heard.tiles) == 3)

    assert heard.tiles == dict.fromkeys(ROW[:3], GREEN)
    assert sorted(server.paths) == [f"/10/{column}/5.png" for column in range(3)]
    assert fetcher.health("a") is Health.WELL


def test_a_host_is_asked_for_six_tiles_at_once_and_no_more(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.may_answer.clear()
    fetcher.want("a", wanted(server, ROW))
    fetcher.want("b", wanted(server, ROW))
    qtbot.waitUntil(lambda: server.at_once == MOST_PER_HOST)

    server.may_answer.set()
    qtbot.waitUntil(lambda: len(heard.tiles) == 30 and not fetcher.is_busy)

    assert server.most_at_once <= MOST_PER_HOST


def test_only_the_newest_wish_counts(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.may_answer.clear()
    fetcher.want("a", wanted(server, ROW))
    qtbot.waitUntil(lambda: len(server.paths) == MOST_PER_HOST)

    fetcher.want("a", wanted(server, [(11, 1, 1)]))
    server.may_answer.set()
    qtbot.waitUntil(lambda: (11, 1, 1) in heard.tiles)

    assert set(heard.tiles) == {(11, 1, 1)}
    assert len(server.paths) <= MOST_PER_HOST + 1


def test_a_tile_that_the_server_does_not_have_is_no_trouble(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.answer = lambda path: (404, b"no") if "/10/1/" in path else (200, GREEN)

    fetcher.want("a", wanted(server, ROW[:3]))
    qtbot.waitUntil(lambda: len(heard.tiles) == 2 and heard.missing == [ROW[1]])

    assert fetcher.health("a") is Health.WELL


def test_an_empty_answer_is_a_tile_without_anything(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.answer = lambda _path: (200, b"")

    fetcher.want("a", wanted(server, ROW[:1]))

    qtbot.waitUntil(lambda: heard.missing == ROW[:1])


@pytest.mark.parametrize(
    ("status", "health"), [(401, Health.REFUSED), (403, Health.REFUSED), (429, Health.REFUSED), (500, Health.FAILING)]
)
def test_a_refusal_is_told_and_not_repeated_at_once(
    qtbot: QtBot, server: TileServer, make: Make, status: int, health: Health
):
    fetcher = make()
    server.answer = lambda _path: (status, b"no")

    with qtbot.waitSignal(fetcher.health_changed):
        fetcher.want("a", wanted(server, ROW))

    assert fetcher.health("a") is health
    assert len(server.paths) <= MOST_PER_HOST


def test_a_slow_server_is_told_and_asked_again(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.may_answer.clear()

    with qtbot.waitSignal(fetcher.health_changed):
        fetcher.want("a", wanted(server, ROW[:2]))
    slow = fetcher.health("a")
    server.may_answer.set()
    qtbot.waitUntil(lambda: len(heard.tiles) == 2)

    assert slow is Health.SLOW
    assert fetcher.health("a") is Health.WELL


def test_what_was_fetched_once_is_not_fetched_again(qtbot: QtBot, server: TileServer, make: Make):
    first = make()
    heard = Heard(first)
    first.want("a", wanted(server, ROW[:2]))
    qtbot.waitUntil(lambda: len(heard.tiles) == 2)

    second = make()
    heard_again = Heard(second)
    second.want("a", wanted(server, ROW[:2]))
    qtbot.waitUntil(lambda: len(heard_again.tiles) == 2)

    assert len(server.paths) == 2


def test_without_a_server_the_cache_answers_and_it_is_said(qtbot: QtBot, make: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("http_proxy", raising=False)
    with tile_server() as server:
        # Stale at once: the server would be asked whether there is a newer one.
        server.headers = {"Cache-Control": "max-age=0"}
        first = make()
        heard = Heard(first)
        first.want("a", wanted(server, ROW[:2]))
        qtbot.waitUntil(lambda: len(heard.tiles) == 2)

    second = make()
    heard_again = Heard(second)
    second.want("a", wanted(server, ROW[:4]))
    qtbot.waitUntil(lambda: len(heard_again.tiles) == 2 and second.health("a") is not Health.WELL)

    assert set(heard_again.tiles) == set(ROW[:2])
    assert second.health("a") is Health.UNREACHABLE
    assert heard_again.missing == []


def test_a_host_that_nobody_knows_means_no_network(qtbot: QtBot, make: Make):
    fetcher = make()

    with qtbot.waitSignal(fetcher.health_changed, timeout=20_000):
        fetcher.want("a", [((1, 0, 0), "http://tiles.invalid/1/0/0.png")])

    assert fetcher.health("a") in (Health.OFFLINE, Health.SLOW)
    assert Health.OFFLINE.value == "没有网络，显示已缓存的底图。"


def test_a_server_that_comes_back_is_noticed(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.answer = lambda _path: (500, b"")
    with qtbot.waitSignal(fetcher.health_changed):
        fetcher.want("a", wanted(server, ROW[:8]))

    server.answer = lambda _path: (200, GREEN)
    qtbot.waitUntil(lambda: len(heard.tiles) == 8)

    assert fetcher.health("a") is Health.WELL


def test_nobody_is_followed_to_a_shifted_map(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.answer = lambda _path: (302, b"")
    server.headers = {"Location": "http://webrd01.is.autonavi.com/appmaptile?x=1&y=1&z=1"}

    fetcher.want("a", wanted(server, ROW[:1]))
    qtbot.waitUntil(lambda: heard.missing == ROW[:1])

    assert fetcher.health("a") is Health.SHIFTED
    assert heard.tiles == {}


def test_an_endless_answer_is_given_up(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    server.answer = lambda _path: (200, b"x" * 6_000_000)

    fetcher.want("a", wanted(server, ROW[:1]))
    qtbot.waitUntil(lambda: heard.missing == ROW[:1])

    assert fetcher.health("a") is Health.NO_PICTURES


def test_the_cache_can_be_measured_and_cleared(qtbot: QtBot, server: TileServer, make: Make, tmp_path: Path):
    nothing = cache_size(tmp_path / "cache")
    fetcher = make()
    heard = Heard(fetcher)
    fetcher.want("a", wanted(server, ROW[:3]))
    qtbot.waitUntil(lambda: len(heard.tiles) == 3)

    full = cache_size(tmp_path / "cache")
    clear_cache(tmp_path / "cache")

    assert nothing == 0 < full
    assert cache_size(tmp_path / "cache") == 0


def test_tianditu_is_asked_as_its_documents_say(qtbot: QtBot, server: TileServer, make: Make):
    fetcher = make()
    heard = Heard(fetcher)
    address = tianditu_address("img", "w", "key-of-the-office", host=server.url)

    fetcher.want("a", [((12, 3400, 1700), address((12, 3400, 1700)))])
    qtbot.waitUntil(lambda: len(heard.tiles) == 1)

    assert server.paths[0].startswith("/img_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img")
    assert "&TILEMATRIX=12&TILEROW=1700&TILECOL=3400&tk=key-of-the-office" in server.paths[0]


def test_neither_address_nor_key_is_kept_on_the_disk(qtbot: QtBot, server: TileServer, make: Make, tmp_path: Path):
    fetcher = make()
    heard = Heard(fetcher)
    address = tianditu_address("img", "w", "key-of-the-office", host=server.url)

    fetcher.want("a", [((12, 3400, 1700), address((12, 3400, 1700)))])
    qtbot.waitUntil(lambda: len(heard.tiles) == 1)

    (kept,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert any("tk=key-of-the-office" in path for path in server.paths)
    assert kept.read_bytes() == GREEN
    assert "3400" not in str(kept.relative_to(tmp_path))


def test_a_complaint_of_the_server_is_not_kept(qtbot: QtBot, server: TileServer, make: Make, tmp_path: Path):
    fetcher = make()
    heard = Heard(fetcher)
    server.answer = lambda _path: (200, b'{"code": 1, "msg": "bad key"}')

    fetcher.want("a", wanted(server, ROW[:1]))
    qtbot.waitUntil(lambda: len(heard.tiles) == 1)

    assert cache_size(tmp_path / "cache") == 0


def test_what_must_not_be_kept_is_not_kept(qtbot: QtBot, server: TileServer, make: Make, tmp_path: Path):
    fetcher = make()
    heard = Heard(fetcher)
    server.headers = {"Cache-Control": "no-store"}

    fetcher.want("a", wanted(server, ROW[:1]))
    qtbot.waitUntil(lambda: len(heard.tiles) == 1)

    assert cache_size(tmp_path / "cache") == 0
