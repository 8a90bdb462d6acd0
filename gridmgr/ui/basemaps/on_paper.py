# SPDX-License-Identifier: MIT
"""The rows on paper: opened once more, away from the window, as pages are painted in other threads."""

from dataclasses import dataclass

from gridmgr.map.basemap.at_once import TilesAtOnce
from gridmgr.map.basemap.disk import TileCache
from gridmgr.map.basemap.drawn_layer import DrawnLayer
from gridmgr.map.basemap.tile_layer import TileLayer
from gridmgr.map.notes import Notes
from gridmgr.map.underlay import BackLayer
from gridmgr.model.errors import CancelledError, GridmgrError
from gridmgr.model.progress import Progress
from gridmgr.report.book.backing import MOST_TILES, Backing
from gridmgr.ui.basemaps.building import Built, build
from gridmgr.ui.basemaps.credits import plain
from gridmgr.ui.basemaps.rows import Row, RowKind, split_at_map


@dataclass(frozen=True)
class RowsForPaper:
    """What shall lie below and upon the maps; two that are equal show the same."""

    rows: tuple[Row, ...]
    epsg: int
    key: str
    """That of 天地图."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be shown."""
        return not any(row.shown and row.kind is not RowKind.MAP for row in self.rows)


class PaperRows:
    """Keeps what was opened last, until other rows are wanted; used by one thread at a time."""

    def __init__(self) -> None:
        self._wanted: RowsForPaper | None = None
        self._built: dict[str, Built] = {}
        self._backing: Backing | None = None

    def backing(self, wanted: RowsForPaper | None, cache: TileCache, progress: Progress) -> Backing | None:
        """Return what lies below and upon the maps; None for nothing. What cannot be opened is left out."""
        if wanted != self._wanted:
            self.close()
            self._backing = self._opened(wanted, cache, progress) if wanted is not None else None
            self._wanted = wanted
        return self._backing

    def close(self) -> None:
        """Let go of all files."""
        built, self._built = self._built, {}
        self._wanted = self._backing = None
        for one in built.values():
            one.close()

    def _opened(self, wanted: RowsForPaper, cache: TileCache, progress: Progress) -> Backing | None:
        shown = tuple(row for row in wanted.rows if row.shown)
        for row in shown:
            try:
                self._built[row.id] = build(row, wanted.epsg, wanted.key, progress)
            except CancelledError:
                raise
            except GridmgrError:
                # The panel of layers says what is the matter with it.
                continue
        tiles = TilesAtOnce(cache)
        below, above = (
            [layer for row in rows if row.shown for layer in self._layers(row, tiles)]
            for rows in split_at_map(wanted.rows)
        )
        notes = [notes for row in shown if (notes := self._notes(row)) is not None]
        credited = [(row.scales, plain(self._built[row.id].credit)) for row in shown if row.id in self._built]
        return Backing(tiles, below, above, notes, credited) if below or above else None

    def _layers(self, row: Row, tiles: TilesAtOnce) -> list[BackLayer]:
        built = self._built.get(row.id)
        if built is None:
            return []
        opacity = row.opacity / 100
        layers: list[BackLayer] = [
            TileLayer(source, place, tiles, opacity, row.scales, most_tiles=MOST_TILES) for source, place in built.tiles
        ]
        if built.drawing is not None:
            layers.append(DrawnLayer(built.drawing, row.ink, opacity, row.scales, row.line, row.tint))
        return layers

    def _notes(self, row: Row) -> Notes | None:
        built = self._built.get(row.id)
        names = built.drawing.names if built is not None and built.drawing is not None else None
        return Notes(names, row.ink, row.opacity / 100, row.scales) if names is not None else None
