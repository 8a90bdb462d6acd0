# SPDX-License-Identifier: MIT
"""Fetches tiles from the network, with a cache on the disk, never more than six at once from a host.

Only tiles that are wanted at present are fetched. After trouble a source rests for a while, longer each time; meanwhile
the cache answers. Made only once a basemap of the network is switched on: whoever has none makes no request.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from math import inf
from pathlib import Path
from time import time

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkDiskCache, QNetworkReply, QNetworkRequest

from gridmgr import __version__
from gridmgr.map.basemap.addresses import shifted_service
from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.health import Health

MOST_PER_HOST = 6
TIMEOUT_MS = 15_000
RESTS_MS = (2_000, 5_000, 15_000, 60_000)
CACHE_BYTES = 200 * 2**20
MOST_BYTES = 4 * 2**20
"""No tile is that large; what is, is given up."""
KEPT_S = 30 * 86_400
"""So long a tile of the cache is as good as a new one."""
GONE = (404, 410)
REFUSED = (401, 403, 418, 429)
Network = QNetworkReply.NetworkError
_OFFLINE = (
    Network.HostNotFoundError, Network.TemporaryNetworkFailureError, Network.NetworkSessionFailedError,
    Network.UnknownNetworkError,
)  # fmt: skip
_TOO_SLOW = (Network.TimeoutError, Network.OperationCanceledError, Network.ProxyTimeoutError)
_UNREACHABLE = (Network.ConnectionRefusedError, Network.RemoteHostClosedError, Network.SslHandshakeFailedError)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a fetcher behaves; tests are in a hurry."""

    timeout_ms: int = TIMEOUT_MS
    rests_ms: Sequence[int] = RESTS_MS
    cache_bytes: int = CACHE_BYTES


@dataclass
class _Line:
    """What is wanted of one source, and how it goes."""

    pending: deque[tuple[TileKey, str]] = field(default_factory=deque)
    unmet: dict[TileKey, str] = field(default_factory=dict)
    """What the cache did not have while the source rests."""
    flying: dict[TileKey, QNetworkReply] = field(default_factory=dict)
    failures: int = 0
    rests: bool = False
    health: Health = Health.WELL


class Fetcher(QObject):
    """Fetches the tiles that are wanted of each source."""

    delivered = Signal(str, object, bytes)
    """A tile came: name of its source, its key, the picture file."""
    missing = Signal(str, object)
    """A source does not have a tile (name, key)."""
    health_changed = Signal(str)
    """It goes better or worse with the source of this name."""

    def __init__(self, cache_folder: Path, manners: Manners = Manners(), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._manners = manners
        self._manager = QNetworkAccessManager(self)
        self._cache = _cache(cache_folder, self._manager, manners.cache_bytes)
        self._manager.setCache(self._cache)
        self._lines: dict[str, _Line] = {}
        self._hosts: dict[str, int] = {}
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether tiles are on their way; what waits for a source that rests does not count."""
        return any(line.flying or line.pending for line in self._lines.values())

    def health(self, name: str) -> Health:
        """Return how it goes with a source."""
        line = self._lines.get(name)
        return line.health if line is not None else Health.WELL

    def want(self, name: str, wanted: Sequence[tuple[TileKey, str]]) -> None:
        """Fetch these tiles (key, address) of a source, the first ones first; give all others of it up."""
        line = self._lines.setdefault(name, _Line())
        keys = dict(wanted)
        for key in [key for key in line.flying if key not in keys]:
            line.flying.pop(key).abort()
        line.unmet = {key: address for key, address in line.unmet.items() if key in keys}
        line.pending = deque(one for one in wanted if one[0] not in line.flying and one[0] not in line.unmet)
        self._start_next()

    def note(self, name: str, health: Health) -> None:
        """Take down how it goes with a source."""
        line = self._lines.setdefault(name, _Line())
        if line.health is not health:
            line.health = health
            self.health_changed.emit(name)

    def close(self) -> None:
        """Give everything up."""
        self._is_closed = True
        for line in self._lines.values():
            line.pending.clear()
            line.unmet.clear()
            for key in list(line.flying):
                line.flying.pop(key).abort()

    def _start_next(self) -> None:
        for name, line in self._lines.items():
            while line.pending and self._hosts.get(QUrl(line.pending[0][1]).host(), 0) < MOST_PER_HOST:
                self._start(name, line, *line.pending.popleft())

    def _start(self, name: str, line: _Line, key: TileKey, address: str, may_be_kept: bool = True) -> None:
        request = QNetworkRequest(QUrl(address))
        control = QNetworkRequest.CacheLoadControl
        from_cache = line.rests or (may_be_kept and self._is_kept(address))
        source = control.AlwaysCache if from_cache else control.PreferNetwork
        request.setAttribute(QNetworkRequest.Attribute.CacheLoadControlAttribute, source)
        request.setHeader(QNetworkRequest.KnownHeaders.UserAgentHeader, f"gridmgr/{__version__}")
        request.setTransferTimeout(self._manners.timeout_ms)
        host = request.url().host()
        self._hosts[host] = self._hosts.get(host, 0) + 1
        reply = self._manager.get(request)
        line.flying[key] = reply
        reply.redirected.connect(partial(self._on_redirected, name, key))
        reply.downloadProgress.connect(partial(self._on_progress, name, key))
        reply.finished.connect(partial(self._on_finished, name, key, address, reply, from_cache))

    def _is_kept(self, address: str) -> bool:
        """Tell whether the cache has a tile that is new enough; many servers do not say how long theirs hold."""
        for name, value in self._cache.metaData(QUrl(address)).rawHeaders():
            if bytes(name.data()).lower() == b"date":
                return _age_s(bytes(value.data()).decode("latin-1")) < KEPT_S
        return False

    def _on_finished(self, name: str, key: TileKey, address: str, reply: QNetworkReply, cached_only: bool) -> None:
        self._hosts[QUrl(address).host()] -= 1
        reply.deleteLater()
        line = self._lines[name]
        if self._is_closed or line.flying.get(key) is not reply:
            # Given up; its place is free for another one.
            if not self._is_closed:
                QTimer.singleShot(0, self, self._start_next)
            return
        del line.flying[key]
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        if reply.error() is Network.NoError:
            self._take(name, line, key, reply)
        elif cached_only and line.rests:
            line.unmet[key] = address
        elif cached_only:
            self._start(name, line, key, address, may_be_kept=False)
        elif status in GONE:
            self.missing.emit(name, key)
        else:
            line.pending.appendleft((key, address))
            self._rest(name, line, _trouble(reply.error(), status))
        self._start_next()

    def _take(self, name: str, line: _Line, key: TileKey, reply: QNetworkReply) -> None:
        """Hand a tile over."""
        data = reply.readAll().data()
        if not reply.attribute(QNetworkRequest.Attribute.SourceIsFromCacheAttribute):
            line.failures = 0
            if line.health is not Health.NO_PICTURES:
                self.note(name, Health.WELL)
        if data:
            self.delivered.emit(name, key, data)
        else:
            self.missing.emit(name, key)

    def _rest(self, name: str, line: _Line, health: Health) -> None:
        """Leave a source in peace for a while; the cache answers till then."""
        self.note(name, health)
        if line.rests:
            return
        line.rests = True
        rests = self._manners.rests_ms
        QTimer.singleShot(rests[min(line.failures, len(rests) - 1)], self, partial(self._on_rested, name))
        line.failures += 1

    def _on_rested(self, name: str) -> None:
        line = self._lines[name]
        line.rests = False
        if not self._is_closed:
            line.pending.extend(line.unmet.items())
            line.unmet.clear()
            self._start_next()

    def _on_redirected(self, name: str, key: TileKey, target: QUrl) -> None:
        """Follow nobody to a shifted map."""
        if shifted_service(target.toString()):
            self._refuse(name, key, Health.SHIFTED)

    def _on_progress(self, name: str, key: TileKey, received: int, _total: int) -> None:
        if received > MOST_BYTES:
            self._refuse(name, key, Health.NO_PICTURES)

    def _refuse(self, name: str, key: TileKey, why: Health) -> None:
        """Break a request off for good."""
        reply = self._lines[name].flying.pop(key, None)
        if reply is not None:
            reply.abort()
            self.note(name, why)
            self.missing.emit(name, key)


def cache_size(folder: Path) -> int:
    """Return how many bytes the cache on the disk holds."""
    return QNetworkDiskCache.cacheSize(_cache(folder)) if folder.exists() else 0


def clear_cache(folder: Path) -> None:
    """Throw away what the cache on the disk holds."""
    if folder.exists():
        _cache(folder).clear()


def _cache(folder: Path, parent: QObject | None = None, most_bytes: int = CACHE_BYTES) -> QNetworkDiskCache:
    cache = QNetworkDiskCache(parent)
    cache.setCacheDirectory(str(folder))
    cache.setMaximumCacheSize(most_bytes)
    return cache


def _age_s(date: str) -> float:
    """Return how long ago a server sent something; endless where it does not tell."""
    try:
        return time() - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return inf


def _trouble(error: QNetworkReply.NetworkError, status: object) -> Health:
    """Say what is the matter."""
    if status in REFUSED or error is Network.AuthenticationRequiredError:
        return Health.REFUSED
    if error in _OFFLINE:
        return Health.OFFLINE
    if error in _TOO_SLOW:
        return Health.SLOW
    return Health.UNREACHABLE if error in _UNREACHABLE else Health.FAILING
