# SPDX-License-Identifier: MIT
"""The rows that are open: their files are opened beside the window, and what does not work is told once."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gridmgr.map.basemap.health import Health
from gridmgr.map.basemap.store import TileStore
from gridmgr.model.errors import CancelledError, GridmgrError
from gridmgr.model.progress import Progress
from gridmgr.operations.backdrops import MissingCrsError
from gridmgr.ui.basemaps.building import Built, build
from gridmgr.ui.basemaps.network import KEY_NAME, make_fetcher
from gridmgr.ui.basemaps.rows import ONLINE, Row
from gridmgr.ui.document import Document
from gridmgr.ui.errors import sentence

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class OpenRows(QObject):
    """Holds what rows show, and says what is the matter with those that cannot be shown."""

    changed = Signal()
    """A row was opened, or is being opened, or cannot be."""
    opened = Signal(object, object, bool)
    """A Row is open now: what it shows (Built), and whether it is new."""
    crs_wanted = Signal(object)
    """A new Row's file does not tell its CRS."""

    def __init__(self, window: "MainWindow", parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._built: dict[str, Built] = {}
        self._opening: set[str] = set()
        self._troubles: dict[str, str] = {}
        self._document: Document | None = None
        self.store = TileStore(lambda: make_fetcher(window.memory), self)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being opened."""
        return bool(self._opening)

    def built(self, row_id: str) -> Built | None:
        """Return what a row shows; None while it is not open."""
        return self._built.get(row_id)

    def is_opening(self, row_id: str) -> bool:
        """Tell whether the file of a row is being opened."""
        return row_id in self._opening

    def is_tried(self, row_id: str) -> bool:
        """Tell whether a row is open, being opened, or known not to work."""
        return row_id in self._built or row_id in self._opening or row_id in self._troubles

    def trouble(self, row: Row) -> str:
        """Return what is the matter with a row, or ""."""
        found = self._troubles.get(row.id, "")
        return found or next((h.value for h in self.healths(row) if h is not Health.WELL), "")

    def note_trouble(self, row_id: str, trouble: str) -> None:
        """Take down what is the matter with a row; "" for nothing any more."""
        if trouble:
            self._troubles[row_id] = trouble
        else:
            self._troubles.pop(row_id, None)

    def healths(self, row: Row) -> list[Health]:
        """Return how it goes with the sources of a row."""
        built = self._built.get(row.id)
        return [self.store.health(source.name) for source, _ in built.tiles] if built and row.kind in ONLINE else []

    def open(self, row: Row, document: Document, epsg: int, is_new: bool) -> None:
        """Open what a row names, for a district in a CRS."""
        key = self._window.memory.text(KEY_NAME)
        self._document = document
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
        self.changed.emit()

    def leave(self, row_id: str) -> None:
        """Let go of what a row has open."""
        built = self._built.pop(row_id, None)
        if built is not None:
            for source, _ in built.tiles:
                self.store.leave(source.name)
            built.close()
        if row_id not in self._opening:
            self._troubles.pop(row_id, None)

    def leave_all(self) -> None:
        """Let go of everything, before the district goes or the window."""
        self.store.close()
        self._document = None
        for row_id in list(self._built):
            self.leave(row_id)
        self._troubles.clear()
        self._opening.clear()

    def _on_built(self, document: Document, row: Row, is_new: bool, result: Built | GridmgrError) -> None:
        self._opening.discard(row.id)
        if isinstance(result, Built):
            if document is not self._document:
                result.close()
                return
            self.leave(row.id)
            self._built[row.id] = result
            self._troubles.pop(row.id, None)
            self.opened.emit(row, result, is_new)
        elif document is self._document:
            self._on_refused(row, is_new, result)
        self.changed.emit()

    def _on_refused(self, row: Row, is_new: bool, error: GridmgrError) -> None:
        if is_new and isinstance(error, MissingCrsError):
            self.crs_wanted.emit(row)
            return
        if not is_new:
            self._troubles[row.id] = sentence(error)
        self._window.message.tell(error)
