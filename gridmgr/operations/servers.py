# SPDX-License-Identifier: MIT
"""The address of a shared server, and what is to be said of it before a district on it is opened."""

import socket
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import URL, make_url

from gridmgr.data.opening import open_store
from gridmgr.data.shared import shared_engine
from gridmgr.model.areas import District
from gridmgr.model.errors import InputError, NotGridmgrFileError, ServerGoneError

PORT = 5432
DRIVER = "postgresql+psycopg"
ANSWER_S = 5.0
"""How long a server may take to answer at its door."""


class ServerState(Enum):
    """What lies on a server that can be reached."""

    READY = "ready"
    """A district."""
    WITHOUT_DISTRICT = "without_district"
    """Our tables, and no district in them yet."""
    EMPTY = "empty"
    """No tables of ours yet; they can be made."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a shared district lies; never holds a password."""

    host: str
    database: str
    user: str
    port: int = PORT

    def url(self, password: str = "") -> str:
        """Return the address as `open_store` takes it."""
        made = URL.create(DRIVER, self.user or None, password or None, self.host, self.port, self.database)
        return made.render_as_string(hide_password=False)

    @property
    def title(self) -> str:
        """The address as people read it."""
        return f"{self.database}（{self.host}）"


def server_address(url: str) -> ServerAddress:
    """Take an address apart and drop its password. Raises InputError for one that nobody can read."""
    try:
        found = make_url(url)
    except Exception as error:  # SQLAlchemy raises ArgumentError, and ValueError for a port that is no number
        raise InputError("服务器地址看不懂，应形如 postgresql://用户@主机:5432/数据库。") from error
    return ServerAddress(found.host or "localhost", found.database or "", found.username or "", found.port or PORT)


def examine_server(url: str) -> ServerState:
    """Knock, log in and look what is there.

    Raises ServerGoneError (unknown host, nobody answers), StoreError (login refused, tables of another version) and
    InputError (no PostGIS), each with what to do next.
    """
    _knock(server_address(url))
    try:
        with open_store(url, read_only=True) as store:
            return ServerState.READY if store.count(District) else ServerState.WITHOUT_DISTRICT
    except NotGridmgrFileError:
        _demand_postgis(url)
        return ServerState.EMPTY


def _knock(address: ServerAddress) -> None:
    """Tell an unknown name from a closed door, which the database driver does not."""
    if address.host.startswith("/"):
        return
    try:
        socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ServerGoneError(
            "找不到名为“{host}”的服务器。请核对地址；地址没有错时，请检查网络连接。", host=address.host
        ) from error
    try:
        socket.create_connection((address.host, address.port), ANSWER_S).close()
    except OSError as error:
        raise ServerGoneError(
            "服务器“{host}”的 {port} 端口没有应答。请核对端口，并请管理员确认数据库已启动、防火墙已放行。",
            host=address.host,
            port=address.port,
        ) from error


def _demand_postgis(url: str) -> None:
    """Raise InputError where PostGIS is neither there nor ready to be switched on; changes nothing."""
    engine = shared_engine(url)
    try:
        with engine.connect() as connection:
            query = "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'postgis')"
            if not connection.exec_driver_sql(query).scalar():
                raise InputError("服务器上没有安装 PostGIS 扩展，请联系数据库管理员安装后再试。")
    finally:
        engine.dispose()
