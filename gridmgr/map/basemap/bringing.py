# SPDX-License-Identifier: MIT
"""Brings tiles of the network for paper: all at once, in the thread that asks, with progress; gives up at trouble."""

from collections.abc import Mapping

from PySide6.QtCore import QEventLoop, QObject, QTimer

from gridmgr.map.basemap.at_once import TilesAtOnce
from gridmgr.map.basemap.fetching import Fetcher, Manners
from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.health import Health
from gridmgr.map.basemap.sources import TileSource
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress

MOST_FETCHED = 3000
"""More at once would be a download of a whole city, which services forbid."""
LOOK_MS = 100
PATIENCE_TURNS = 200
"""So many looks without a single tile, and no more come."""
WHY = {
    Health.OFFLINE: "没有网络",
    Health.REFUSED: "底图服务器拒绝了请求，请检查密钥或使用权限",
    Health.NO_PICTURES: "底图服务器返回的不是图片",
    Health.SHIFTED: "底图服务器转到了经过偏移的地图",
}
NO_ANSWER = "底图服务器没有回答"

Wanted = Mapping[str, tuple[TileSource, TileKey]]
"""Source and tile of each address."""


class _Bringing(QObject):
    """One run: what is still missing, and why it ended."""

    def __init__(self, tiles: TilesAtOnce, wanted: Wanted, progress: Progress, manners: Manners) -> None:
        super().__init__()
        self._tiles, self._wanted, self._progress = tiles, wanted, progress
        self._places = {(source.name, key): address for address, (source, key) in wanted.items()}
        self._left = set(wanted)
        self._idle_turns = 0
        self.error: Exception | None = None
        self.trouble: Health | None = None
        self._loop = QEventLoop()
        self._fetcher = Fetcher(tiles.cache, manners, self)
        self._fetcher.delivered.connect(self._on_delivered)
        self._fetcher.missing.connect(self._on_missing)
        self._fetcher.health_changed.connect(self._on_health)

    @property
    def lacking(self) -> int:
        """How many tiles did not come."""
        return len(self._left)

    def run(self) -> None:
        """Return when all tiles are here, or no more come."""
        watch = QTimer(self)
        watch.timeout.connect(self._look)
        watch.start(LOOK_MS)
        by_source: dict[str, list[tuple[TileKey, str]]] = {}
        for address, (source, key) in self._wanted.items():
            by_source.setdefault(source.name, []).append((key, address))
        for name, asked in by_source.items():
            self._fetcher.want(name, asked)
        if self._left:
            self._loop.exec()
        watch.stop()
        self._fetcher.close()
        # Nothing of it may outlive its thread.
        self.destroyed.connect(self._loop.quit)
        QTimer.singleShot(0, self, self.deleteLater)
        self._loop.exec()

    def _on_delivered(self, name: str, key: TileKey, data: bytes) -> None:
        address = self._places[name, key]
        self._tiles.hold(address, data)
        self._take_off(address)

    def _on_missing(self, name: str, key: TileKey) -> None:
        self._take_off(self._places[name, key])

    def _take_off(self, address: str) -> None:
        self._left.discard(address)
        self._idle_turns = 0
        if not self._left:
            self._loop.quit()

    def _on_health(self, name: str) -> None:
        health = self._fetcher.health(name)
        if health not in (Health.WELL, Health.SLOW):
            self.trouble = health
            self._loop.quit()

    def _look(self) -> None:
        """Tell how far it is; end when given up, or when nothing comes any more."""
        self._idle_turns += 1
        total = len(self._wanted)
        try:
            self._progress.step(total - len(self._left), total, "取底图图片")
        except Exception as error:  # noqa: BLE001 - raised again outside the event loop
            self.error = error
        if self.error is not None or self._idle_turns > PATIENCE_TURNS:
            self._loop.quit()


def bring(tiles: TilesAtOnce, wanted: Wanted, progress: Progress, manners: Manners | None = None) -> str:
    """Fetch tiles of the network into a cache; returns what a person must know of those that did not come, or "".

    May be called in any thread. Raises InputError for far too many, CancelledError when given up.
    """
    if len(wanted) > MOST_FETCHED:
        raise InputError(
            "这次要从网络取 {count} 张底图图片，超过 {most} 张。请少选几页，或者去掉“底图”再打印。",
            count=len(wanted),
            most=MOST_FETCHED,
        )
    if not wanted:
        return ""
    bringing = _Bringing(tiles, wanted, progress, manners or Manners())
    bringing.run()
    if bringing.error is not None:
        raise bringing.error
    if not bringing.lacking:
        return ""
    why = WHY.get(bringing.trouble, NO_ANSWER) if bringing.trouble is not None else NO_ANSWER
    return f"{why}，有 {bringing.lacking} 张底图图片没有取到，那些地方没有底图或不清楚。"
