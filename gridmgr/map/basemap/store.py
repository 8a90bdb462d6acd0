# SPDX-License-Identifier: MIT
"""The tiles at hand: kept in memory, read and unpacked in other threads, fetched where they are online."""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtGui import QImage
from shiboken6 import isValid

from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.health import Health
from gridmgr.map.basemap.sources import Raw, TileSource, decoded

if TYPE_CHECKING:
    from gridmgr.map.basemap.fetching import Fetcher

MEMORY_BYTES = 96 * 2**20
MEMORY_BYTES_EACH = 64 * 2**20
"""So much more for each further source or map: less, and tiles would push each other out while they are painted."""
THREADS = 2
AT_WORK = 4
"""So many tiles are handed to the threads at once: what nobody wants any more is dropped before its turn."""
Place = tuple[str, TileKey]
"""Name of a source, and a tile of it."""


class TileStore(QObject):
    """Gives the pictures that are there and gets those that are wanted; what is wanted last counts alone.

    `make_fetcher` is called when the first tile of the network is wanted, and never before. Close it when done; wanted
    again, it works again.
    """

    arrived = Signal(str)
    """There are more tiles of the source of this name."""
    health_changed = Signal(str)
    """It goes better or worse with the source of this name."""
    _done = Signal(str, object, object)

    def __init__(self, make_fetcher: "Callable[[], Fetcher]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_fetcher = make_fetcher
        self._fetcher: Fetcher | None = None
        self._kept: OrderedDict[Place, QImage] = OrderedDict()
        self._bytes = 0
        self._absent: set[Place] = set()
        self._waiting: dict[str, tuple[TileSource, deque[TileKey]]] = {}
        self._sources: dict[str, TileSource] = {}
        self._wanted: dict[str, dict[str, list[TileKey]]] = {}
        self._at_work: set[Place] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._done.connect(self._on_done)

    @property
    def fetcher(self) -> "Fetcher | None":
        """What fetches from the network; None while nothing ever was."""
        return self._fetcher

    @property
    def is_busy(self) -> bool:
        """Whether tiles are on their way."""
        fetching = self._fetcher is not None and self._fetcher.is_busy
        return bool(self._at_work) or fetching or any(queue for _, queue in self._waiting.values())

    def health(self, name: str) -> Health:
        """Return how it goes with a source."""
        return self._fetcher.health(name) if self._fetcher is not None else Health.WELL

    def image(self, source: TileSource, key: TileKey) -> QImage | None:
        """Return a tile if it is at hand."""
        place = (source.name, key)
        found = self._kept.get(place)
        if found is not None:
            self._kept.move_to_end(place)
        return found

    def want(self, source: TileSource, keys: Sequence[TileKey], asker: str = "") -> None:
        """Get these tiles of a source, the first ones first; `asker` (a map) wants no others of it any more."""
        by_asker = self._wanted.setdefault(source.name, {})
        by_asker[asker] = list(keys)
        all_keys = dict.fromkeys([*keys, *(key for others in by_asker.values() for key in others)])
        places = [(source.name, key) for key in all_keys]
        missing = [p[1] for p in places if not (p in self._kept or p in self._absent or p in self._at_work)]
        self._sources[source.name] = source
        if source.address is None:
            self._waiting[source.name] = source, deque(missing)
            self._start_next()
        elif missing or self._fetcher is not None:
            self._online().want(source.name, [(key, source.address(key)) for key in missing])

    def forget(self, asker: str) -> None:
        """Note that a map wants nothing any more; what is on its way for it still comes."""
        for by_asker in self._wanted.values():
            by_asker.pop(asker, None)

    def leave(self, name: str) -> None:
        """Forget a source: its tiles are not shown any more."""
        self._waiting.pop(name, None)
        self._sources.pop(name, None)
        self._wanted.pop(name, None)
        if self._fetcher is not None:
            self._fetcher.want(name, [])
        for place in [place for place in self._kept if place[0] == name]:
            self._bytes -= self._kept.pop(place).sizeInBytes()
        self._absent = {place for place in self._absent if place[0] != name}

    def close(self) -> None:
        """Give everything up and wait for the threads."""
        self._waiting.clear()
        self._sources.clear()
        self._wanted.clear()
        fetcher, self._fetcher = self._fetcher, None
        if fetcher is not None:
            fetcher.close()
            fetcher.deleteLater()
        self._pool.clear()
        self._pool.waitForDone()

    def _online(self) -> "Fetcher":
        if self._fetcher is None:
            self._fetcher = self._make_fetcher()
            self._fetcher.setParent(self)
            self._fetcher.delivered.connect(self._on_delivered)
            self._fetcher.missing.connect(self._on_missing)
            self._fetcher.health_changed.connect(self.health_changed)
        return self._fetcher

    def _start_next(self) -> None:
        """Keep the threads at work, each source in its turn."""
        for name in list(self._waiting):
            source, queue = self._waiting[name]
            while queue and len(self._at_work) < AT_WORK and source.read is not None:
                key, read = queue.popleft(), source.read
                self._start(source, key, lambda read=read, key=key: read(key))  # type: ignore[misc]  # bound per turn
            self._waiting[name] = self._waiting.pop(name)

    def _start(self, source: TileSource, key: TileKey, get: Callable[[], Raw | None]) -> None:
        self._at_work.add((source.name, key))

        def work() -> None:
            try:
                result: object = decoded(get(), source.is_grey)
            except Exception as error:  # noqa: BLE001 - raised again in the window's thread
                result = error
            if isValid(self):
                self._done.emit(source.name, key, result)

        self._pool.start(work)

    def _on_done(self, name: str, key: TileKey, result: object) -> None:
        place = (name, key)
        self._at_work.discard(place)
        self._start_next()
        if isinstance(result, Exception):
            self._absent.add(place)
            raise result
        if name not in self._sources:
            return
        if isinstance(result, QImage):
            self._keep(place, result)
        else:
            self._absent.add(place)
            if self._sources[name].is_online and self._fetcher is not None:
                self._fetcher.note(name, Health.NO_PICTURES)
        self.arrived.emit(name)

    def _keep(self, place: Place, image: QImage) -> None:
        self._kept[place] = image
        self._bytes += image.sizeInBytes()
        askers = sum(len(by_asker) for by_asker in self._wanted.values())
        most = MEMORY_BYTES + MEMORY_BYTES_EACH * max(askers - 1, 0)
        while self._bytes > most and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].sizeInBytes()

    def _on_delivered(self, name: str, key: TileKey, data: bytes) -> None:
        source = self._sources.get(name)
        if source is not None:
            self._start(source, key, lambda: data)

    def _on_missing(self, name: str, key: TileKey) -> None:
        self._absent.add((name, key))
        self.arrived.emit(name)
