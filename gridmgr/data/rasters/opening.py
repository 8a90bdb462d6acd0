# SPDX-License-Identifier: MIT
"""Opening a picture of the ground by what its bytes are; its name is never believed."""

import sqlite3
from enum import StrEnum
from pathlib import Path

from gridmgr.data.rasters.archive import TileArchive
from gridmgr.model.errors import InputError

TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""TIFF and BigTIFF, in both orders of bytes."""


class RasterForm(StrEnum):
    """The forms of pictures of the ground."""

    MBTILES = "mbtiles"
    PMTILES = "pmtiles"
    GEOTIFF = "geotiff"


def raster_form(path: Path) -> RasterForm | None:
    """Return the form of a picture file; None for anything else, and for what is not there."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return None
    if head.startswith(TIFF_MARKS):
        return RasterForm.GEOTIFF
    if head.startswith(b"PMTiles"):
        return RasterForm.PMTILES
    return RasterForm.MBTILES if head.startswith(b"SQLite format 3\0") and _has_tiles(path) else None


def open_archive(path: Path) -> TileArchive:
    """Open an archive of tiles. Raises InputError for one that is missing, broken or no archive."""
    form = raster_form(path)
    if form is RasterForm.PMTILES:
        from gridmgr.data.rasters.pmtiles import PMTiles

        return PMTiles(path)
    if form is RasterForm.MBTILES:
        from gridmgr.data.rasters.mbtiles import MBTiles

        return MBTiles(path)
    if not path.exists():
        raise InputError("找不到文件“{name}”。", name=str(path))
    raise InputError("“{name}”不是 MBTiles 或 PMTiles 底图。", name=path.name)


def _has_tiles(path: Path) -> bool:
    """Tell an MBTiles file from a GeoPackage and other SQLite files."""
    try:
        file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        query = "SELECT count(*) FROM sqlite_master WHERE name IN ('tiles', 'metadata')"
        return bool(file.execute(query).fetchone()[0] == 2)
    except sqlite3.Error:
        return False
    finally:
        file.close()
