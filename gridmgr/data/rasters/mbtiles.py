# SPDX-License-Identifier: MIT
"""MBTiles 1.3 (github.com/mapbox/mbtiles-spec): tiles as rows of an SQLite file, counted from the south (TMS)."""

import sqlite3
from pathlib import Path
from threading import Lock

from gridmgr.data.rasters.archive import (
    WHOLE_WORLD,
    About,
    Degrees,
    TileArchive,
    broken_archive,
    checked_levels,
    refuse_shifted,
    refuse_vector,
)


class MBTiles(TileArchive):
    """An MBTiles file with pictures. Raises InputError for one that is broken, has vector tiles or shifted ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._one_at_a_time = Lock()
        # Read only: a basemap is never written, and its folder need not allow it.
        self._file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            self.about = self._described()
        except BaseException as error:
            self._file.close()
            if isinstance(error, sqlite3.Error):
                raise broken_archive(path) from None
            raise

    def read(self, level: int, column: int, row: int) -> bytes | None:
        """Return the picture file of a tile; None where there is none or the file cannot be read any more."""
        wanted = (level, column, 2**level - 1 - row)
        query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
        with self._one_at_a_time:
            try:
                found = self._file.execute(query, wanted).fetchone()
            except sqlite3.Error:
                return None
        return found[0] if found and isinstance(found[0], bytes) else None

    def close(self) -> None:
        """Let go of the file."""
        with self._one_at_a_time:
            self._file.close()

    def _described(self) -> About:
        said = {str(name): str(value) for name, value in self._file.execute("SELECT name, value FROM metadata")}
        refuse_shifted(self.path, said.get("name", ""), said.get("description", ""), said.get("attribution", ""))
        first, last = self._file.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        if first is None:
            raise broken_archive(self.path)
        if said.get("format", "").lower() in ("pbf", "mvt"):
            refuse_vector(self.path)
        levels = checked_levels(int(first), int(last))
        return About(said.get("name") or self.path.stem, said.get("attribution", ""), *levels, _bounds(said))


def _bounds(said: dict[str, str]) -> Degrees:
    """Return the bounds that an archive states, or the whole world where they make no sense."""
    try:
        west, south, east, north = (float(part) for part in said.get("bounds", "").split(","))
    except ValueError:
        return WHOLE_WORLD
    return (west, south, east, north) if west < east and south < north else WHOLE_WORLD
