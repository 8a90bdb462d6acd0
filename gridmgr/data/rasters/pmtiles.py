# SPDX-License-Identifier: MIT
"""PMTiles 3 (github.com/protomaps/PMTiles): tiles in one file, found by directories that are unpacked once."""

import gzip
import json
import mmap
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gridmgr.data.rasters.archive import (
    About,
    Degrees,
    TileArchive,
    broken_archive,
    checked_levels,
    refuse_shifted,
    refuse_vector,
)

if TYPE_CHECKING:
    from pmtiles.tile import Entry, HeaderDict

DEEPEST = 4
"""Directories within directories, by the specification."""
DIRECTORIES_KEPT = 64
HEADER_BYTES = 127
MOST_METADATA_BYTES = 1_000_000


class PMTiles(TileArchive):
    """A PMTiles file with pictures. Raises InputError for one that is broken, has vector tiles or shifted ones."""

    def __init__(self, path: Path) -> None:
        from pmtiles.tile import MagicNumberNotFound, SpecVersionUnsupported, deserialize_header

        self.path = path
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._directory = lru_cache(DIRECTORIES_KEPT)(self._unpacked)
        try:
            self._header: HeaderDict = deserialize_header(self._bytes[:HEADER_BYTES])
            self.about = self._described()
        except (MagicNumberNotFound, SpecVersionUnsupported, ValueError, IndexError, OSError, EOFError, zlib.error):
            self.close()
            raise broken_archive(path) from None
        except BaseException:
            self.close()
            raise

    def read(self, level: int, column: int, row: int) -> bytes | None:
        """Return the picture file of a tile; None where there is none."""
        from pmtiles.tile import Compression, find_tile, zxy_to_tileid

        if not (0 <= column < 2**level and 0 <= row < 2**level):
            return None
        header, wanted = self._header, zxy_to_tileid(level, column, row)
        offset, length = header["root_offset"], header["root_length"]
        try:
            for _ in range(DEEPEST):
                entry = find_tile(self._directory(offset, length), wanted)
                if entry is None:
                    return None
                if entry.run_length:
                    start = header["tile_data_offset"] + entry.offset
                    data = bytes(self._bytes[start : start + entry.length])
                    return gzip.decompress(data) if header["tile_compression"] is Compression.GZIP else data
                offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
        except (OSError, EOFError, ValueError, zlib.error):
            # A damaged piece takes no more than its own tiles away.
            return None
        return None

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()

    def _unpacked(self, offset: int, length: int) -> "list[Entry]":
        from pmtiles.tile import deserialize_directory

        return deserialize_directory(self._bytes[offset : offset + length])

    def _described(self) -> About:
        from pmtiles.tile import TileType

        header = self._header
        if header["tile_type"] in (TileType.MVT, TileType.MLT):
            refuse_vector(self.path)
        said = self._metadata()
        words = [str(said.get(name) or "") for name in ("name", "attribution", "description")]
        refuse_shifted(self.path, *words)
        levels = checked_levels(header["min_zoom"], header["max_zoom"])
        return About(words[0] or self.path.stem, words[1], *levels, _bounds(header))

    def _metadata(self) -> dict[str, object]:
        from pmtiles.tile import Compression

        start, length = self._header["metadata_offset"], min(self._header["metadata_length"], MOST_METADATA_BYTES)
        data = self._bytes[start : start + length]
        if self._header["internal_compression"] is Compression.GZIP and data:
            data = gzip.decompress(data)
        said = json.loads(data or b"{}")
        return said if isinstance(said, dict) else {}


def _bounds(header: "HeaderDict") -> Degrees:
    """Return the bounds that a header states."""
    return (
        header["min_lon_e7"] / 1e7,
        header["min_lat_e7"] / 1e7,
        header["max_lon_e7"] / 1e7,
        header["max_lat_e7"] / 1e7,
    )
