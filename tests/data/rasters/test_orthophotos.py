# SPDX-License-Identifier: MIT
"""Orthophotos: read in tiles of their own pixels, with smaller forms made beside them."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from gridmgr.data.rasters import orthophoto
from gridmgr.data.rasters.orthophoto import Orthophoto, make_overviews
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.progress import Reporting, Silent
from tests.data.rasters.made import FIELDS, make_orthophoto


def test_the_finest_level_has_the_pixels_of_the_file(tmp_path: Path):
    photo = Orthophoto(make_orthophoto(tmp_path / "正射.tif", 600, 400))

    corner = photo.read(photo.last_level, 0, 0)
    edge = photo.read(photo.last_level, 2, 1)

    assert photo.last_level == 2
    assert corner is not None
    assert edge is not None
    assert (corner.shape, edge.shape) == ((256, 256, 4), (144, 88, 4))
    assert corner[0, 0].tolist() == [*FIELDS[0, 0].tolist(), 255]
    assert edge[-1, -1].tolist() == [*FIELDS[1, 1].tolist(), 255]
    photo.close()


def test_the_coarsest_level_is_one_tile_of_everything(tmp_path: Path):
    photo = Orthophoto(make_orthophoto(tmp_path / "a.tif", 600, 400))

    whole = photo.read(0, 0, 0)

    assert whole is not None
    assert whole.shape == (100, 150, 4)
    assert whole[0, 0, :3].tolist() == FIELDS[0, 0].tolist()
    assert whole[-1, -1, :3].tolist() == FIELDS[1, 1].tolist()
    photo.close()


def test_beside_the_picture_there_is_nothing(tmp_path: Path):
    photo = Orthophoto(make_orthophoto(tmp_path / "a.tif"))

    assert [photo.read(photo.last_level, *place) for place in ((-1, 0), (3, 0), (0, 9))] == [None] * 3
    photo.close()


def test_the_crs_is_told_or_said_to_be_missing(tmp_path: Path):
    stated = Orthophoto(make_orthophoto(tmp_path / "a.tif"))
    silent = Orthophoto(make_orthophoto(tmp_path / "b.tif", crs=None))

    assert stated.crs == "EPSG:4548"
    assert silent.crs is None
    assert stated.affine == (0.5, 0.0, 560_000.0, 0.0, -0.5, 2_907_000.0)
    stated.close()
    silent.close()


def test_a_picture_that_lies_nowhere_is_refused(tmp_path: Path):
    import rasterio

    path = tmp_path / "nowhere.tif"
    about = {"driver": "GTiff", "width": 8, "height": 8, "count": 1, "dtype": "uint8"}
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning), rasterio.open(path, "w", **about) as file:
        file.write(np.zeros((1, 8, 8), np.uint8))

    with pytest.raises(InputError, match="没有写明自己的位置"):
        Orthophoto(path)


def test_what_is_no_picture_is_refused(tmp_path: Path):
    path = tmp_path / "a.tif"
    path.write_bytes(b"II*\0" + b"\xff" * 64)

    with pytest.raises(InputError, match="已损坏"):
        Orthophoto(path)


def test_without_the_library_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(orthophoto, "find_spec", lambda _name: None)

    with pytest.raises(InputError, match="请改用 MBTiles"):
        Orthophoto(tmp_path / "a.tif")


def test_heights_are_stretched_to_shades(tmp_path: Path):
    heights = np.linspace(100, 900, 300 * 200).reshape(1, 200, 300).astype(np.float32)
    photo = Orthophoto(make_orthophoto(tmp_path / "a.tif", 300, 200, pixels=heights))

    shades = photo.read(photo.last_level, 0, 0)

    assert shades is not None
    assert shades[0, 0, 0] == 0
    assert shades[-1, 0, 0] > 240
    assert (shades[..., 0] == shades[..., 2]).all()
    photo.close()


def test_a_large_picture_without_overviews_shows_only_its_finer_levels(tmp_path: Path):
    photo = Orthophoto(make_orthophoto(tmp_path / "a.tif", 5000, 300))

    assert photo.lacks_overviews
    assert photo.last_level - photo.first_level == 3
    photo.close()


def test_overviews_are_made_beside_the_picture_which_stays_as_it_is(tmp_path: Path):
    path = make_orthophoto(tmp_path / "a.tif", 5000, 300)
    before = hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()

    make_overviews(path, Silent())
    photo = Orthophoto(path)
    whole = photo.read(0, 0, 0)

    assert (tmp_path / "a.tif.ovr").exists()
    assert hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest() == before
    assert not photo.lacks_overviews
    assert photo.first_level == 0
    assert whole is not None
    assert whole[0, 0, :3].tolist() == FIELDS[0, 0].tolist()
    photo.close()


def test_given_up_overviews_leave_nothing_behind(tmp_path: Path):
    path = make_orthophoto(tmp_path / "a.tif", 5000, 300)
    told: list[int] = []

    with pytest.raises(CancelledError):
        make_overviews(path, Reporting(lambda done, _total, _what: told.append(done), lambda: len(told) > 1))

    assert list(tmp_path.iterdir()) == [path]


def test_overviews_in_a_place_that_cannot_be_written_are_refused_with_what_to_do(tmp_path: Path):
    path = make_orthophoto(tmp_path / "a.tif", 5000, 300)
    (tmp_path / "a.tif.ovr").mkdir()

    with pytest.raises(InputError, match="请把影像复制到可以写入的文件夹"):
        make_overviews(path, Silent())
