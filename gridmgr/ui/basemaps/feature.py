# SPDX-License-Identifier: MIT
"""The basemaps and backdrops of the open district: what is shown, in what order, and what is to be said of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import Signal

from gridmgr.data.rasters.opening import RasterForm, raster_form
from gridmgr.map.basemap.drawn_layer import INKS, DrawnLayer
from gridmgr.map.basemap.health import Health
from gridmgr.map.basemap.store import TileStore
from gridmgr.map.basemap.tile_layer import TileLayer
from gridmgr.map.underlay import BackLayer, Underlay
from gridmgr.map.view import Box, ViewState
from gridmgr.model.errors import CancelledError, GridmgrError
from gridmgr.model.progress import Progress
from gridmgr.operations.backdrops import MissingCrsError
from gridmgr.ui.basemaps.building import Built, build
from gridmgr.ui.basemaps.credits import CreditLine
from gridmgr.ui.basemaps.rows import (
    ALONE,
    IN_FILES,
    ONLINE,
    Row,
    RowKind,
    changed,
    keep_rows,
    kept_rows,
    moved,
    split_at_map,
    with_new,
)
from gridmgr.ui.document import Document
from gridmgr.ui.errors import sentence
from gridmgr.ui.features import Feature
from gridmgr.ui.layers import LayerChoice

if TYPE_CHECKING:
    from gridmgr.map.basemap.fetching import Fetcher
    from gridmgr.ui.window import MainWindow

FAR_M = 20_000.0
FORMS = {
    RasterForm.MBTILES: RowKind.ARCHIVE,
    RasterForm.PMTILES: RowKind.ARCHIVE,
    RasterForm.GEOTIFF: RowKind.PHOTO,
}
KEY_NAME = "basemap.tianditu_key"
CACHE_NAME = "basemap.cache_mb"
CACHE_MB = 200
LOOKS = {"opacity", "finest", "coarsest", "ink", "title", "shown", "is_missing_told"}
"""What can change in a row without its file's being opened again."""


class Basemaps(Feature):
    """Keeps the rows of the layer panel and has them painted; nothing of them is stored in the district."""

    rows_changed = Signal()
    """There are other rows, or other things to be said of them."""
    crs_wanted = Signal(object)
    """A Row whose file does not tell its CRS was to be added: a person must name it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.rows: tuple[Row, ...] = ALONE
        self._epsg: int | None = None
        self._document: Document | None = None
        self._built: dict[str, Built] = {}
        self._opening: set[str] = set()
        self._troubles: dict[str, str] = {}
        self.underlay = Underlay(self)
        self.store = TileStore(self._make_fetcher, self)
        self.store.arrived.connect(lambda _name: self.underlay.renew())
        self.store.health_changed.connect(lambda _name: self._show_credits())
        window.canvas.set_underlay(self.underlay)
        self.credit = CreditLine(window.canvas)
        window.document_changed.connect(self._on_document)
        window.canvas.view_changed.connect(lambda _view: self._show_credits())
        window.closing.connect(self._on_closing)

    @property
    def epsg(self) -> int | None:
        """The metric CRS of the district; None while it has none."""
        return self._epsg

    @property
    def is_opening(self) -> bool:
        """Whether a file is being opened."""
        return bool(self._opening)

    def built(self, row_id: str) -> Built | None:
        """Return what a row shows; None while it is not open."""
        return self._built.get(row_id)

    @property
    def has_hidden_rows(self) -> bool:
        """Whether there are rows and none of them is shown."""
        others = [row for row in self.rows if row.kind is not RowKind.MAP]
        return bool(others) and not any(row.shown for row in others)

    def trouble(self, row: Row) -> str:
        """Return what is the matter with a row, or ""."""
        found = self._troubles.get(row.id, "")
        return found or next((h.value for h in self._healths(row) if h is not Health.WELL), "")

    def state(self, row: Row) -> str:
        """Return what is to be said of a row: trouble first, else whom it credits."""
        built = self._built.get(row.id)
        if row.id in self._opening:
            return "正在打开…"
        return self.trouble(row) or (built.credit if built is not None else "")

    def lacks_overviews(self, row: Row) -> bool:
        """Tell whether a picture is shown only from near, as it has no smaller forms."""
        built = self._built.get(row.id)
        return built is not None and built.lacks_overviews

    def add_file(self, path: Path) -> None:
        """Show a file below or upon the map."""
        form = raster_form(path)
        kind = FORMS[form] if form is not None else RowKind.DRAWING
        inks = [row.ink for row in self.rows if row.kind is RowKind.DRAWING]
        ink = min(INKS, key=inks.count) if kind is RowKind.DRAWING else ""
        self.add(Row(kind, path.stem, str(path.absolute()), ink=ink))

    def add(self, row: Row) -> None:
        """Show a new row, once it could be opened."""
        if self._epsg is None:
            self.window.message.say("本区还没有坐标系，请先导入社区、楼幢等地图数据，再添加底图。")
        elif row.id not in self._opening:
            self._open(row, is_new=True)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows and remember them."""
        before = {row.id: row for row in self.rows}
        self.rows = tuple(rows)
        for row in self.rows:
            old = before.get(row.id)
            if old is not None and row.shown and not old.shown:
                self._troubles.pop(row.id, None)
            if old is not None and replace(old, **{name: getattr(row, name) for name in LOOKS}) != row:
                self._leave(row.id)
        for gone in before.keys() - {row.id for row in self.rows}:
            self._leave(gone)
            self._troubles.pop(gone, None)
        if self._document is not None:
            keep_rows(self.window.memory, self._document.location, self.rows)
        self._open_shown()
        self._show()

    def change(self, row_id: str, **values: object) -> None:
        """Show a row otherwise."""
        self.set_rows(changed(self.rows, row_id, **values))

    def move(self, row_id: str, by: int) -> None:
        """Move a row so many places down, up where negative."""
        self.set_rows(moved(self.rows, row_id, by))

    def order(self, row_ids: Sequence[str]) -> None:
        """Show the rows in this order, the uppermost first."""
        place = {row_id: at for at, row_id in enumerate(row_ids)}
        self.set_rows(sorted(self.rows, key=lambda row: place.get(row.id, len(place))))

    def remove(self, row_id: str) -> None:
        """Take a row away; its file stays as it is."""
        self.set_rows([row for row in self.rows if row.id != row_id or row.kind is RowKind.MAP])

    def renew_online(self) -> None:
        """Begin anew with what comes from the network, as its key or its room on the disk may have changed."""
        for row in self.rows:
            if row.kind in ONLINE:
                self._leave(row.id)
        self.store.close()
        self._open_shown()
        self._show()

    def toggle_all(self) -> None:
        """Hide all rows beside the own map, or show them again."""
        shown = self.has_hidden_rows
        self.set_rows([row if row.kind is RowKind.MAP else replace(row, shown=shown) for row in self.rows])

    def zoom_to(self, row_id: str) -> None:
        """Bring what a row covers into view; the whole district where it covers the world."""
        built, canvas = self._built.get(row_id), self.window.canvas
        if built is None or built.extent is None:
            canvas.show_all()
        else:
            canvas.set_view(ViewState.fit(built.extent, canvas.width(), canvas.height()))

    def make_overviews(self, row_id: str) -> None:
        """Write the smaller forms of a large picture beside it, and show it anew."""
        row = next((row for row in self.rows if row.id == row_id), None)
        if row is None or self._document is None:
            return
        from gridmgr.data.rasters.orthophoto import make_overviews

        path = Path(row.place)
        job = self._document.study(lambda _store, progress: make_overviews(path, progress), "建立影像金字塔")
        job.succeeded.connect(lambda _result: self._reopen(row_id))

    def _on_document(self, document: Document | None) -> None:
        self._document = document
        if document is not None:
            self.rows = kept_rows(self.window.memory, document.location)
            document.ask(lambda store: store.crs).succeeded.connect(self._on_crs)
            self._tell_missing()
        self._show()

    def _on_closing(self) -> None:
        """Let go of everything before the district goes, or the window."""
        self.store.close()
        for row in self.rows:
            self._leave(row.id)
        self._document, self._epsg, self.rows = None, None, ALONE
        self._troubles.clear()
        self._opening.clear()
        self._show()
        self.underlay.close()

    def _on_crs(self, epsg: int | None) -> None:
        self._epsg = epsg
        self._open_shown()
        self._show()

    def _tell_missing(self) -> None:
        """Say once of a file that it is gone."""
        missing = [row for row in self.rows if row.kind in IN_FILES and not Path(row.place).exists()]
        for row in missing:
            self._troubles[row.id] = f"找不到文件：{row.place}"
        new = [row for row in missing if not row.is_missing_told]
        if not new:
            return
        names = "、".join(f"“{Path(row.place).name}”" for row in new)
        gone = {row.id for row in new}
        self.window.message.say(
            f"找不到底图或背景文件{names}，可能已经移动或删除。地图照常可用。",
            "移除",
            lambda: self._remove_missing(gone),
        )
        self.rows = tuple(replace(row, is_missing_told=True) if row.id in gone else row for row in self.rows)
        if self._document is not None:
            keep_rows(self.window.memory, self._document.location, self.rows)

    def _remove_missing(self, gone: set[str]) -> None:
        self.set_rows([row for row in self.rows if row.id not in gone])
        self.window.message.hide()

    def _open_shown(self) -> None:
        """Open what is shown and not open yet; what does not work is not tried again and again."""
        for row in self.rows:
            is_open = row.id in self._built or row.id in self._opening or row.id in self._troubles
            if row.shown and row.kind is not RowKind.MAP and not is_open and self._epsg is not None:
                self._open(row, is_new=False)

    def _open(self, row: Row, is_new: bool) -> None:
        document, epsg = self._document, self._epsg
        if document is None or epsg is None:
            return
        key = self.window.memory.text(KEY_NAME)
        self._opening.add(row.id)

        def work(_store: object, progress: Progress) -> Built | GridmgrError:
            try:
                return build(row, epsg, key, progress)
            except CancelledError:
                raise
            except GridmgrError as error:
                return error

        job = document.study(work, f"打开“{row.title}”")
        job.succeeded.connect(partial(self._on_built, document, row, is_new))
        job.failed.connect(lambda _error: self._opening.discard(row.id))
        self.rows_changed.emit()

    def _on_built(self, document: Document, row: Row, is_new: bool, result: Built | GridmgrError) -> None:
        self._opening.discard(row.id)
        is_wanted = document is self._document and (is_new or row in self.rows)
        if isinstance(result, Built):
            if not is_wanted:
                result.close()
                return
            self._leave(row.id)
            self._built[row.id] = result
            self._troubles.pop(row.id, None)
            if is_new:
                self.set_rows(with_new(self.rows, row))
            self._say_news(row, result)
        elif is_wanted:
            self._on_refused(row, is_new, result)
        self._show()

    def _on_refused(self, row: Row, is_new: bool, error: GridmgrError) -> None:
        if is_new and isinstance(error, MissingCrsError):
            self.crs_wanted.emit(row)
            return
        if not is_new:
            self._troubles[row.id] = sentence(error)
        self.window.message.tell(error)

    def _say_news(self, row: Row, built: Built) -> None:
        """Say what a person should know of a row that was just opened."""
        canvas = self.window.canvas
        if built.extent is not None and _distance(built.extent, canvas.scene.extent) > FAR_M:
            km = _distance(built.extent, canvas.scene.extent) / 1000
            said = f"“{row.title}”离本区约 {km:,.0f} 千米，坐标系可能不对，或者不是本地的图。"
            self.window.message.say(said, "移除", partial(self.remove, row.id))
        elif built.lacks_overviews:
            self.window.message.say(
                f"影像“{row.title}”很大，还没有金字塔，所以只在放大以后显示。建立金字塔要几分钟，影像本身不会改动。",
                "建立金字塔",
                partial(self.make_overviews, row.id),
            )

    def _reopen(self, row_id: str) -> None:
        self._leave(row_id)
        self.window.message.hide()
        self._open_shown()
        self._show()

    def _leave(self, row_id: str) -> None:
        """Let go of what a row has open."""
        built = self._built.pop(row_id, None)
        if built is not None:
            for source, _ in built.tiles:
                self.store.leave(source.name)
            built.close()
        if row_id not in self._opening:
            self._troubles.pop(row_id, None)

    def _show(self) -> None:
        """Have the rows painted."""
        below, above = split_at_map(self.rows)
        self.underlay.set_layers(self._layers(below), self._layers(above))
        self.window.feature(LayerChoice).set_ground(not self.underlay.has_layers_below)
        self._show_credits()
        self.window.menus.refresh()
        self.rows_changed.emit()

    def _layers(self, rows: Sequence[Row]) -> list[BackLayer]:
        layers: list[BackLayer] = []
        for row in rows:
            built = self._built.get(row.id)
            if built is None or not row.shown:
                continue
            opacity = row.opacity / 100
            layers += [TileLayer(source, place, self.store, opacity, row.scales) for source, place in built.tiles]
            if built.drawing is not None:
                layers.append(DrawnLayer(built.drawing, row.ink, opacity, row.scales))
        return layers

    def _show_credits(self) -> None:
        scale = self.window.canvas.view.scale_denominator()
        shown = [row for row in self.rows if row.id in self._built and row.shown and row.scales.has(scale)]
        healths = [health.value for row in shown for health in self._healths(row)]
        self.credit.show_lines([self._built[row.id].credit for row in shown], healths)

    def _healths(self, row: Row) -> list[Health]:
        built = self._built.get(row.id)
        return [self.store.health(source.name) for source, _ in built.tiles] if built and row.kind in ONLINE else []

    def _make_fetcher(self) -> "Fetcher":
        """Make what asks the network; called for the first tile of the network that is wanted, never before."""
        from gridmgr.map.basemap.fetching import Fetcher, Manners

        return Fetcher(cache_folder(), Manners(cache_bytes=cache_mb(self.window.memory.text(CACHE_NAME)) * 2**20))


def cache_folder() -> Path:
    """Return where tiles of the network are kept on this computer."""
    return platformdirs.user_cache_path("gridmgr", appauthor=False) / "basemap"


def cache_mb(kept: str) -> int:
    """Return how much of the disk the cache may take, from what is kept in the settings."""
    return min(max(int(kept), 10), 10_000) if kept.isdigit() else CACHE_MB


def _distance(one: Box, other: Box) -> float:
    """Return how far two boxes lie apart in metres."""
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    up = max(one[1] - other[3], other[1] - one[3], 0.0)
    return float((across**2 + up**2) ** 0.5)
