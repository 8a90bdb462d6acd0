# SPDX-License-Identifier: MIT
"""Choosing basemaps and backdrops: the panel of layers, the menu, files that are let go over the map."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog

from gridmgr.data.rasters.opening import raster_form
from gridmgr.model.errors import GridmgrError
from gridmgr.operations.backdrops import is_table
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.network import KEY_NAME
from gridmgr.ui.basemaps.rows import Row, RowKind
from gridmgr.ui.features import Feature
from gridmgr.ui.layers import LayerChoice

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

FILTERS = (
    "底图和地图文件 (*.mbtiles *.pmtiles *.tif *.tiff *.gpkg *.shp *.zip *.geojson *.json *.kml *.kmz *.dxf);;"
    "底图 (*.mbtiles *.pmtiles *.tif *.tiff);;地图图层 (*.gpkg *.shp *.zip *.geojson *.json *.kml *.kmz *.dxf);;"
    "所有文件 (*)"
)
FOLDER_NAME = "basemap/folder"


class RowChoice(Feature):
    """Takes what a person chooses to the basemaps, and shows in the panel what became of it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._is_connected = False
        # Told for the first time once all features are there.
        window.document_changed.connect(lambda _document: self._connect())

    def add(self, kind: str) -> QDialog | None:
        """Ask for something to be added: file, tianditu or web; returns the dialog that asks, None for a file."""
        from gridmgr.ui.basemaps.dialogs import TiandituDialog, WebDialog

        if self.window.document is None:
            return None
        if kind == "file":
            self._add_file()
            return None
        if kind == "tianditu":
            asking = TiandituDialog(self.window, self.window.memory.text(KEY_NAME))
            asking.made.connect(self._on_tianditu)
            return _opened(asking)
        dialog = WebDialog(self.window)
        dialog.made.connect(self._basemaps.add)
        return _opened(dialog)

    def take_dropped(self, path: Path, import_it: Callable[[Path], object]) -> bool:
        """Take a file that was let go over the map: pictures are shown, of map files it is asked what they are for.

        False for what can only be imported.
        """
        document = self.window.document
        if document is None:
            return False
        if raster_form(path) is not None:
            self._basemaps.add_file(path)
            return True
        try:
            if is_table(path):
                return False
        except GridmgrError:
            # Importing says what is the matter with it.
            return False
        if document.access.read_only:
            self._basemaps.add_file(path)
            return True
        from gridmgr.ui.basemaps.dialogs import DropDialog

        dialog = DropDialog(self.window, path)
        dialog.import_wanted.connect(lambda: import_it(path))
        dialog.backdrop_wanted.connect(lambda: self._basemaps.add_file(path))
        _opened(dialog)
        return True

    def ask_crs(self, row: Row) -> QDialog:
        """Ask for the CRS of a file that does not tell it, then show the file."""
        from gridmgr.ui.basemaps.dialogs import CrsDialog

        dialog = CrsDialog(self.window, Path(row.place), self._basemaps.epsg, row.kind is RowKind.PHOTO)
        dialog.made.connect(lambda crs: self._basemaps.add(replace(row, crs=crs)))
        return _opened(dialog)

    @property
    def _basemaps(self) -> Basemaps:
        return self.window.feature(Basemaps)

    def _connect(self) -> None:
        if self._is_connected:
            return
        self._is_connected = True
        basemaps, panel = self._basemaps, self.window.feature(LayerChoice).panel
        basemaps.rows_changed.connect(self._show)
        basemaps.crs_wanted.connect(self.ask_crs)
        panel.add_wanted.connect(self.add)
        panel.row_set.connect(lambda row, values: basemaps.change(row, **values))
        panel.ordered.connect(basemaps.order)
        panel.row_pressed.connect(self._on_pressed)
        self._show()

    def _show(self) -> None:
        """Show the rows in the panel."""
        basemaps = self._basemaps
        looks = {row.id: basemaps.look(row) for row in basemaps.rows}
        self.window.feature(LayerChoice).panel.show_rows(basemaps.rows, looks)

    def _on_pressed(self, button: str, row_id: str) -> None:
        basemaps = self._basemaps
        runs: dict[str, Callable[[], None]] = {
            "up": lambda: basemaps.move(row_id, -1),
            "down": lambda: basemaps.move(row_id, 1),
            "seek": lambda: basemaps.zoom_to(row_id),
            "remove": lambda: basemaps.remove(row_id),
            "overviews": lambda: basemaps.make_overviews(row_id),
        }
        runs[button]()

    def _add_file(self) -> None:
        memory = self.window.memory
        name, _ = QFileDialog.getOpenFileName(
            self.window, "选择底图或地图文件", memory.text(FOLDER_NAME, memory.folder), FILTERS
        )
        if name:
            memory.keep_text(FOLDER_NAME, str(Path(name).parent))
            self._basemaps.add_file(Path(name))

    def _on_tianditu(self, row: Row, key: str) -> None:
        self.window.memory.keep_text(KEY_NAME, key)
        self._basemaps.add(row)


def _opened(dialog: QDialog) -> QDialog:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def add_file(window: "MainWindow") -> None:
    """Ask for a basemap or map file and show it."""
    window.feature(RowChoice).add("file")


def add_tianditu(window: "MainWindow") -> None:
    """Ask for the layer of 天地图 and show it."""
    window.feature(RowChoice).add("tianditu")


def add_web(window: "MainWindow") -> None:
    """Ask for the address of a basemap and show it."""
    window.feature(RowChoice).add("web")


def toggle_basemaps(window: "MainWindow") -> None:
    """Hide all basemaps and backdrops, or show them again."""
    window.feature(Basemaps).toggle_all()


def toggle_text(window: "MainWindow") -> str:
    """Return what the menu entry would do at present."""
    return "显示底图" if window.feature(Basemaps).has_hidden_rows else "隐藏底图"


def has_basemaps(window: "MainWindow") -> bool:
    """Tell whether there is any basemap or backdrop."""
    return len(window.feature(Basemaps).rows) > 1
