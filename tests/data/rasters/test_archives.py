# SPDX-License-Identifier: MIT
"""Tile archives: what they hold, and which are refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gridmgr.data.rasters.opening import RasterForm, open_archive, raster_form
from gridmgr.model.errors import InputError
from tests.data.rasters.made import make_mbtiles, make_orthophoto, make_pmtiles, png

RED, BLUE = png(200, 0, 0), png(0, 0, 200)
TILES = {(3, 6, 2): RED, (4, 13, 6): BLUE}
MAKERS = [make_mbtiles, make_pmtiles]
Maker = Callable[..., Path]


@pytest.mark.parametrize("make", MAKERS)
def test_a_tile_is_found_by_level_column_and_row_from_the_north(make: Maker, tmp_path: Path):
    path = make(tmp_path / "底图.tiles", TILES)

    archive = open_archive(path)

    assert archive.read(3, 6, 2) == RED
    assert archive.read(4, 13, 6) == BLUE
    assert archive.read(4, 13, 9) is None
    assert archive.read(4, 99, 0) is None
    archive.close()


@pytest.mark.parametrize("make", MAKERS)
def test_an_archive_tells_its_name_levels_and_whom_to_credit(make: Maker, tmp_path: Path):
    path = make(tmp_path / "a.tiles", TILES, name="江滨影像", attribution="某测绘院")

    archive = open_archive(path)

    assert (archive.about.title, archive.about.credit) == ("江滨影像", "某测绘院")
    assert (archive.about.first_level, archive.about.last_level) == (3, 4)
    archive.close()


@pytest.mark.parametrize("make", MAKERS)
def test_an_archive_without_a_name_is_called_like_its_file(make: Maker, tmp_path: Path):
    archive = open_archive(make(tmp_path / "江滨.tiles", TILES))

    assert archive.about.title == "江滨"
    archive.close()


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("word", ["高德地图下载", "GCJ-02", "百度"])
def test_an_archive_of_a_shifted_map_is_refused_with_the_reason(make: Maker, word: str, tmp_path: Path):
    path = make(tmp_path / "a.tiles", TILES, name=word)

    with pytest.raises(InputError, match="错开几百米，不能用作底图。"):
        open_archive(path)


def test_vector_tiles_are_refused_with_what_to_do(tmp_path: Path):
    made = [
        make_mbtiles(tmp_path / "a.mbtiles", TILES, format="pbf"),
        make_pmtiles(tmp_path / "a.pmtiles", TILES, kind="MVT"),
    ]

    for path in made:
        with pytest.raises(InputError, match="导出为图片瓦片"):
            open_archive(path)


def test_bounds_are_read_where_they_make_sense(tmp_path: Path):
    stated = open_archive(make_mbtiles(tmp_path / "a.mbtiles", TILES, bounds="117,26,118,27"))
    nonsense = open_archive(make_mbtiles(tmp_path / "b.mbtiles", TILES, bounds="118,x"))
    packed = open_archive(make_pmtiles(tmp_path / "c.pmtiles", TILES))

    assert stated.about.bounds == (117.0, 26.0, 118.0, 27.0) == packed.about.bounds
    assert nonsense.about.bounds[0] == -180.0
    for archive in (stated, nonsense, packed):
        archive.close()


def test_many_threads_may_read_at_once(tmp_path: Path):
    archives = [open_archive(make(tmp_path / make.__name__, TILES)) for make in MAKERS]

    for archive in archives:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _, one=archive: one.read(3, 6, 2), range(50)))
        assert found == [RED] * 50
        archive.close()


def test_a_truncated_archive_is_refused_or_lacks_tiles_but_never_fails(tmp_path: Path):
    whole = make_pmtiles(tmp_path / "a.pmtiles", TILES).read_bytes()
    outcomes = set()

    for length in range(8, len(whole), 7):
        path = tmp_path / f"{length}.pmtiles"
        path.write_bytes(whole[:length])
        try:
            archive = open_archive(path)
        except InputError:
            outcomes.add("refused")
            continue
        outcomes.add("read" if archive.read(3, 6, 2) == RED else "lacks")
        archive.close()

    assert "refused" in outcomes


def test_what_is_no_archive_is_refused(tmp_path: Path):
    text = tmp_path / "a.mbtiles"
    text.write_text("底图")
    empty = make_mbtiles(tmp_path / "b.mbtiles", {})

    with pytest.raises(InputError, match="不是 MBTiles 或 PMTiles 底图"):
        open_archive(text)
    with pytest.raises(InputError, match="已损坏"):
        open_archive(empty)
    with pytest.raises(InputError, match="找不到文件"):
        open_archive(tmp_path / "none.mbtiles")


def test_the_form_is_told_by_the_bytes(tmp_path: Path):
    assert raster_form(make_mbtiles(tmp_path / "a", TILES)) is RasterForm.MBTILES
    assert raster_form(make_pmtiles(tmp_path / "b", TILES)) is RasterForm.PMTILES
    assert raster_form(make_orthophoto(tmp_path / "c")) is RasterForm.GEOTIFF
    assert raster_form(tmp_path / "none") is None
