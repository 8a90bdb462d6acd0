# SPDX-License-Identifier: MIT
"""Fetches tiles from the network, with a cache on the disk, never more than six at once from a host.

Only tiles that are wanted at present are fetched. After trouble a source rests for a while, longer each time; meanwhile
the cache answers. Made only once a basemap of the network is switched on: whoever has none makes no request.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from gridmgr import __version__
from gridmgr.map.basemap.addresses import shifted_service
from gridmgr.map.basemap.disk import TileCache
from gridmgr.map.basemap.grids import TileKey
from gridmgr.map.basemap.health import Health

MOST_PER_HOST = 6
TIMEOUT_MS = 15_000
RESTS_MS = (2_000, 5_000, 15_000, 60_000)
MOST_BYTES = 4 * 2**20
"""No tile is that large; what is, is given up."""
KEPT_S = 30 * 86_400
"""So long a tile of the cache is as good as a new one; many servers do not say how long theirs hold."""
READ_AT_ONCE = 8
"""So many tiles are read from the disk before the window has its turn."""
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
"""How picture files begin."""
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


@dataclass
class _Line:
    """What is wanted of one source, and how it goes."""

    unread: deque[tuple[TileKey, str]] = field(default_factory=deque)
    """What the cache was not asked for yet."""
    pending: deque[tuple[TileKey, str]] = field(default_factory=deque)
    """What the cache does not have, or only old."""
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

    def __init__(self, cache: TileCache, manners: Manners = Manners(), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._manners = manners
        self._manager = QNetworkAccessManager(self)
        self._lines: dict[str, _Line] = {}
        self._hosts: dict[str, int] = {}
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether tiles are on their way; what waits for a source that rests does not count."""
        return any(line.flying or line.pending or line.unread for line in self._lines.values())

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
        line.unread = deque(one for one in wanted if one[0] not in line.flying and one[0] not in line.unmet)
        line.pending.clear()
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
            line.unread.clear()
            line.pending.clear()
            line.unmet.clear()
            for key in list(line.flying):
                line.flying.pop(key).abort()

    def _start_next(self) -> None:
        for name, line in list(self._lines.items()):
            self._look_up(name, line)
            while line.pending and self._hosts.get(QUrl(line.pending[0][1]).host(), 0) < MOST_PER_HOST:
                self._start(name, line, *line.pending.popleft())

    def _look_up(self, name: str, line: _Line) -> None:
        """Take what the cache has, a few tiles at a time; while a source rests, the rest of them must wait."""
        for _ in range(min(len(line.unread), READ_AT_ONCE)):
            key, address = line.unread.popleft()
            kept = self._cache.read(address, inf if line.rests else KEPT_S)
            if kept is None:
                line.pending.append((key, address))
            else:
                self.delivered.emit(name, key, kept)
        if line.rests:
            line.unmet.update(line.pending)
            line.pending.clear()
        if line.unread:
            QTimer.singleShot(0, self, self._start_next)

    def _start(self, name: str, line: _Line, key: TileKey, address: str) -> None:
        request = QNetworkRequest(QUrl(address))
        request.setHeader(QNetworkRequest.KnownHeaders.UserAgentHeader, f"gridmgr/{__version__}")
        request.setTransferTimeout(self._manners.timeout_ms)
        host = request.url().host()
        self._hosts[host] = self._hosts.get(host, 0) + 1
        reply = self._manager.get(request)
        line.flying[key] = reply
        reply.redirected.connect(partial(self._on_redirected, name, key))
        reply.downloadProgress.connect(partial(self._on_progress, name, key))
        reply.finished.connect(partial(self._on_finished, name, key, address, reply))

    def _on_finished(self, name: str, key: TileKey, address: str, reply: QNetworkReply) -> None:
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
            self._take(name, line, (key, address), reply)
        elif status in GONE:
            self.missing.emit(name, key)
        else:
            line.pending.appendleft((key, address))
            self._rest(name, line, _trouble(reply.error(), status))
        self._start_next()

    def _take(self, name: str, line: _Line, asked: tuple[TileKey, str], reply: QNetworkReply) -> None:
        """Hand a tile over and keep it, unless its maker forbids that."""
        key, address = asked
        data = bytes(reply.readAll().data())
        line.failures = 0
        if line.health is not Health.NO_PICTURES:
            self.note(name, Health.WELL)
        if not data:
            self.missing.emit(name, key)
            return
        may_be_kept = b"no-store" not in bytes(reply.rawHeader("Cache-Control").data()).lower()
        if may_be_kept and data.startswith(PICTURES):
            # A complaint about a wrong key would stay for weeks.
            self._cache.write(address, data)
        self.delivered.emit(name, key, data)

    def _rest(self, name: str, line: _Line, health: Health) -> None:
        """Leave a source in peace for a while; the cache answers till then."""
        self.note(name, health)
        if line.rests:
            return
        line.rests = True
        # What is old is better than nothing.
        line.unread.extend(line.pending)
        line.pending.clear()
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


def _trouble(error: QNetworkReply.NetworkError, status: object) -> Health:
    """Say what is the matter."""
    if status in REFUSED or error is Network.AuthenticationRequiredError:
        return Health.REFUSED
    if error in _OFFLINE:
        return Health.OFFLINE
    if error in _TOO_SLOW:
        return Health.SLOW
    return Health.UNREACHABLE if error in _UNREACHABLE else Health.FAILING
