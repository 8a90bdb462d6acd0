# SPDX-License-Identifier: MIT
"""Basemaps in the print workspace: what lies below the maps, and the tiles of the network that are still missing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gridmgr.model.progress import Progress
from gridmgr.report.book.contents import Book, Request
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.network import tile_cache
from gridmgr.ui.basemaps.on_paper import PaperRows, RowsForPaper

if TYPE_CHECKING:
    from gridmgr.report.book.edition import Edition
    from gridmgr.ui.window import MainWindow

NO_ROWS = "“图层”里没有显示底图，所以印不出底图。"


class PrintBasemap(QObject):
    """Knows what of the layer panel is printed, and says so."""

    changed = Signal()
    """Other rows are to be printed."""

    def __init__(self, window: "MainWindow", parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._rows = PaperRows()
        self._wanted: RowsForPaper | None = None
        self._cache = tile_cache(window.memory)
        self._is_connected = False
        window.document_changed.connect(lambda _document: self._connect())

    def laid_out(self, book: Book, request: Request, wanted: RowsForPaper | None, progress: Progress) -> "Edition":
        """Return the pages with what lies below their maps; called in the thread of the printing."""
        from gridmgr.report.book.edition import Edition

        backing = self._rows.backing(wanted, self._cache, progress)
        return Edition(replace(book, backing=backing), request)

    def wanted(self, request: Request) -> RowsForPaper | None:
        """Return what shall lie below the maps now; None where there is nothing or nothing is asked for."""
        self._cache = tile_cache(self._window.memory)
        self._wanted = self._window.feature(Basemaps).for_paper() if request.basemap else None
        return self._wanted

    def note(self, edition: "Edition", request: Request) -> str:
        """Return what is to be said of the basemap; may take a moment."""
        if not request.basemap:
            return ""
        if edition.book.backing is None:
            return NO_ROWS
        absent = len(edition.absent_tiles(range(1, len(edition) + 1)))
        return f"底图有 {absent} 张图片不在本机，导出或打印时从网络取。" if absent else ""

    def close(self) -> None:
        """Let go of all files; called in the thread of the printing."""
        self._rows.close()

    def _connect(self) -> None:
        if not self._is_connected:
            self._is_connected = True
            self._window.feature(Basemaps).rows_changed.connect(self._on_rows)

    def _on_rows(self) -> None:
        if self._window.feature(Basemaps).for_paper() != self._wanted:
            self.changed.emit()


def bring_tiles(edition: "Edition", pages: Sequence[int], progress: Progress) -> str:
    """Fetch what some pages lack of the network; returns what a person must know of the rest, or "".

    Raises InputError for far too many tiles, CancelledError when given up.
    """
    backing = edition.book.backing
    if backing is None:
        return ""
    from gridmgr.map.basemap.bringing import bring

    return bring(backing.tiles, edition.absent_tiles(pages), progress)
