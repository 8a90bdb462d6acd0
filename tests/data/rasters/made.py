# SPDX-License-Identifier: MIT
"""Tiny pictures of the ground, made for tests: solid tiles, archives of them, an orthophoto of four fields."""

import sqlite3
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Tiles = Mapping[tuple[int, int, int], bytes]
"""(level, column, row from the north) -> picture file."""


def png(red: int, green: int, blue: int, side: int = 256) -> bytes:
    """Return a picture file of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = (b"\0" + bytes((red, green, blue)) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def make_mbtiles(path: Path, tiles: Tiles, **metadata: str) -> Path:
    """Write an MBTiles file."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        file.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = [(z, column, 2**z - 1 - row, data) for (z, column, row), data in tiles.items()]
        file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    file.close()
    return path


def make_pmtiles(path: Path, tiles: Tiles, kind: str = "PNG", **metadata: str) -> Path:
    """Write a PMTiles file."""
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import write

    with write(str(path)) as writer:
        for tile_id, data in sorted((zxy_to_tileid(*key), data) for key, data in tiles.items()):
            writer.write_tile(tile_id, data)
        levels = [key[0] for key in tiles]
        header = {
            "tile_type": TileType[kind],
            "tile_compression": Compression.NONE,
            "min_zoom": min(levels),
            "max_zoom": max(levels),
            "min_lon_e7": 1_170_000_000,
            "min_lat_e7": 260_000_000,
            "max_lon_e7": 1_180_000_000,
            "max_lat_e7": 270_000_000,
            "center_zoom": 0,
            "center_lon_e7": 0,
            "center_lat_e7": 0,
        }
        writer.finalize(header, dict(metadata))
    return path


FIELDS = np.array([[[200, 0, 0], [0, 200, 0]], [[0, 0, 200], [200, 200, 0]]], np.uint8)
"""The colours of an orthophoto's four fields: north-west, north-east, south-west, south-east."""


def four_fields(width: int, height: int) -> NDArray[np.uint8]:
    """Return (3, height, width) pixels of four fields."""
    whole = np.repeat(np.repeat(FIELDS, -(-height // 2), axis=0), -(-width // 2), axis=1)
    return np.ascontiguousarray(whole[:height, :width].transpose(2, 0, 1))


def make_orthophoto(
    path: Path,
    width: int = 600,
    height: int = 400,
    crs: str | None = "EPSG:4548",
    corner: tuple[float, float] = (560_000.0, 2_907_000.0),
    pixels: NDArray[np.generic] | None = None,
) -> Path:
    """Write a GeoTIFF of half-metre pixels."""
    import rasterio
    from rasterio.transform import from_origin

    read = four_fields(width, height) if pixels is None else pixels
    about = {"driver": "GTiff", "width": width, "height": height, "count": len(read), "dtype": str(read.dtype)}
    place = from_origin(*corner, 0.5, 0.5)
    with rasterio.open(path, "w", crs=crs, transform=place, compress="deflate", **about) as file:
        file.write(read)
    return path
