# SPDX-License-Identifier: MIT
"""Tiles on the disk: no address and no key is kept, what is least used goes first, old caches are thrown away."""

import os
from pathlib import Path
from time import time

import pytest

from gridmgr.map.basemap.addresses import tianditu_address
from gridmgr.map.basemap.disk import TileCache, forget_old_cache

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def cache(tmp_path: Path) -> TileCache:
    return TileCache(tmp_path, 1000)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_with_another_key_the_tiles_are_the_same(cache: TileCache):
    old, new = (tianditu_address("img", "w", key)((3, 2, 1)) for key in ("old", "new"))
    cache.write(old, b"tile")

    found = cache.read(new)

    assert found == b"tile"
    assert cache.read(tianditu_address("vec", "w", "new")((3, 2, 1))) is None
    assert cache.read(tianditu_address("img", "w", "new")((3, 2, 2))) is None


def test_old_tiles_are_read_only_where_they_will_do(cache: TileCache, tmp_path: Path):
    cache.write("http://a/1", b"tile")
    (path,) = files(tmp_path)
    os.utime(path, (time() - 500, time() - 500))

    assert cache.read("http://a/1", newer_than_s=400) is None
    assert cache.read("http://a/1") == b"tile"


def test_what_was_not_used_for_longest_goes_first(cache: TileCache, tmp_path: Path):
    for number in range(9):
        cache.write(f"http://a/{number}", b"x" * 100)
    for place, path in enumerate(sorted(files(tmp_path))):
        os.utime(path, (time() - 1000 - place, time() - 1000))
    used = cache.read("http://a/3")

    cache.write("http://a/9", b"x" * 150)

    assert used is not None
    assert cache.read("http://a/3") == used
    assert cache.read("http://a/9") is not None
    assert cache.size() <= 900


def test_the_caches_of_earlier_versions_are_thrown_away(cache: TileCache, tmp_path: Path):
    cache.write("http://a/1", b"tile")
    (tmp_path / "data8" / "f").mkdir(parents=True)
    (tmp_path / "data8" / "f" / "x.d").write_bytes(f"http://t0.tianditu.gov.cn/img_w/wmts?tk={KEY}".encode())
    (tmp_path / "prepared").mkdir()
    (tmp_path / "left.tmp").write_bytes(b"tk=")

    forget_old_cache(tmp_path)

    assert [path.read_bytes() for path in files(tmp_path)] == [b"tile"]
    assert cache.read("http://a/1") == b"tile"


def test_where_nothing_was_ever_kept_there_is_nothing_to_forget(tmp_path: Path):
    forget_old_cache(tmp_path / "none")

    assert not (tmp_path / "none").exists()


def test_a_disk_that_cannot_be_written_keeps_nothing_and_stops_nobody(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    cache = TileCache(tmp_path / "file")

    cache.write("http://a/1", b"tile")

    assert cache.read("http://a/1") is None
    assert cache.size() == 0
