# SPDX-License-Identifier: MIT
"""The basemaps and backdrops of the open district: what is shown, in what order, and what is to be said of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gridmgr.data.rasters.opening import RasterForm, raster_form
from gridmgr.map.basemap.inks import INKS
from gridmgr.map.basemap.store import TileStore
from gridmgr.map.underlay import Underlay
from gridmgr.map.view import Box, ViewState
from gridmgr.ui.basemaps.building import Built
from gridmgr.ui.basemaps.credits import CreditLine
from gridmgr.ui.basemaps.network import KEY_NAME
from gridmgr.ui.basemaps.on_paper import RowsForPaper
from gridmgr.ui.basemaps.opening import OpenRows
from gridmgr.ui.basemaps.rows import (
    ALONE,
    IN_FILES,
    ONLINE,
    Row,
    RowKind,
    RowLook,
    changed,
    keep_rows,
    kept_rows,
    moved,
    with_new,
)
from gridmgr.ui.basemaps.showing import Backing
from gridmgr.ui.document import Document
from gridmgr.ui.features import Feature
from gridmgr.ui.layers import LayerChoice

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

FAR_M = 20_000.0
FORMS = {
    RasterForm.MBTILES: RowKind.ARCHIVE,
    RasterForm.PMTILES: RowKind.ARCHIVE,
    RasterForm.GEOTIFF: RowKind.PHOTO,
}
LOOKS = {"opacity", "finest", "coarsest", "ink", "line", "tint", "title", "shown", "is_missing_told"}
"""What can change in a row without its file's being opened again."""


class Basemaps(Feature):
    """Keeps the rows of the layer panel and has them painted; nothing of them is stored in the district."""

    rows_changed = Signal()
    """There are other rows, or other things to be said of them."""
    rows_shown = Signal()
    """Other rows shall be painted, or the same ones otherwise."""
    crs_wanted = Signal(object)
    """A Row whose file does not tell its CRS was to be added: a person must name it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.rows: tuple[Row, ...] = ALONE
        self._epsg: int | None = None
        self._document: Document | None = None
        self.opened = OpenRows(window, self)
        self.opened.opened.connect(self._on_opened)
        self.opened.changed.connect(self._show)
        self.opened.crs_wanted.connect(self.crs_wanted)
        self.main = Backing(self, [window.canvas], "main")
        window.document_changed.connect(self._on_document)
        window.closing.connect(self._on_closing)

    @property
    def epsg(self) -> int | None:
        """The metric CRS of the district; None while it has none."""
        return self._epsg

    @property
    def store(self) -> TileStore:
        """The tiles of all maps of the window."""
        return self.opened.store

    @property
    def underlay(self) -> Underlay:
        """What is painted below and above the map of the window."""
        return self.main.underlay

    @property
    def credit(self) -> CreditLine:
        """The line on the map of the window that names whose basemap it is."""
        return self.main.credit

    @property
    def is_opening(self) -> bool:
        """Whether a file is being opened."""
        return self.opened.is_busy

    def built(self, row_id: str) -> Built | None:
        """Return what a row shows; None while it is not open."""
        return self.opened.built(row_id)

    @property
    def has_hidden_rows(self) -> bool:
        """Whether there are rows and none of them is shown."""
        others = [row for row in self.rows if row.kind is not RowKind.MAP]
        return bool(others) and not any(row.shown for row in others)

    def trouble(self, row: Row) -> str:
        """Return what is the matter with a row, or ""."""
        return self.opened.trouble(row)

    def state(self, row: Row) -> str:
        """Return what is to be said of a row: trouble first, else whom it credits."""
        if self.opened.is_opening(row.id):
            return "正在打开…"
        built = self.built(row.id)
        return self.trouble(row) or (built.credit if built is not None else "")

    def look(self, row: Row) -> RowLook:
        """Return what the panel says of a row."""
        built = self.built(row.id)
        columns = built.columns if built is not None else ()
        return RowLook(self.state(row), self.trouble(row), self.lacks_overviews(row), columns)

    def lacks_overviews(self, row: Row) -> bool:
        """Tell whether a picture is shown only from near, as it has no smaller forms."""
        built = self.built(row.id)
        return built is not None and built.lacks_overviews

    def for_paper(self) -> RowsForPaper | None:
        """Return what shall be printed with the maps; None for nothing."""
        if self._epsg is None:
            return None
        wanted = RowsForPaper(self.rows, self._epsg, self.window.memory.text(KEY_NAME))
        return None if wanted.is_empty else wanted

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
        elif not self.opened.is_opening(row.id) and self._document is not None:
            self.opened.open(row, self._document, self._epsg, is_new=True)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows and remember them."""
        before = {row.id: row for row in self.rows}
        self.rows = tuple(rows)
        for row in self.rows:
            old = before.get(row.id)
            if old is not None and row.shown and not old.shown:
                self.opened.note_trouble(row.id, "")
            if old is not None and _shows_other_things(old, row):
                self.opened.leave(row.id)
        for gone in before.keys() - {row.id for row in self.rows}:
            self.opened.leave(gone)
            self.opened.note_trouble(gone, "")
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
                self.opened.leave(row.id)
        self.store.close()
        self._open_shown()
        self._show()

    def toggle_all(self) -> None:
        """Hide all rows beside the own map, or show them again."""
        shown = self.has_hidden_rows
        self.set_rows([row if row.kind is RowKind.MAP else replace(row, shown=shown) for row in self.rows])

    def zoom_to(self, row_id: str) -> None:
        """Bring what a row covers into view; the whole district where it covers the world."""
        built, canvas = self.built(row_id), self.window.canvas
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
        self.opened.leave_all()
        self._document, self._epsg, self.rows = None, None, ALONE
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
            self.opened.note_trouble(row.id, f"找不到文件：{row.place}")
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
            if row.shown and row.kind is not RowKind.MAP and not self.opened.is_tried(row.id):
                self._open(row)

    def _open(self, row: Row) -> None:
        if self._document is not None and self._epsg is not None:
            self.opened.open(row, self._document, self._epsg, is_new=False)

    def _on_opened(self, row: Row, built: Built, is_new: bool) -> None:
        if is_new:
            self.set_rows(with_new(self.rows, row))
        elif not any(one.id == row.id and not _shows_other_things(one, row) for one in self.rows):
            # Removed, or to be shown otherwise, while its file was being opened.
            self.opened.leave(row.id)
            self._open_shown()
            return
        self._say_news(row, built)

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
        self.opened.leave(row_id)
        self.window.message.hide()
        self._open_shown()
        self._show()

    def _show(self) -> None:
        """Have the rows painted."""
        self.rows_shown.emit()
        self.window.feature(LayerChoice).set_backing(self.main.dressed)
        self.window.menus.refresh()
        self.rows_changed.emit()


def _shows_other_things(old: Row, new: Row) -> bool:
    """Tell whether what a row shows must be opened anew to be shown otherwise."""
    return replace(old, **{name: getattr(new, name) for name in LOOKS}) != new


def _distance(one: Box, other: Box) -> float:
    """Return how far two boxes lie apart in metres."""
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    up = max(one[1] - other[3], other[1] - one[3], 0.0)
    return float((across**2 + up**2) ** 0.5)
