# SPDX-License-Identifier: MIT
"""The local store: one GeoPackage file, opened through the standard library's sqlite3.

While open the file is in WAL mode with full synchronisation; after a clean close it is one plain file again, which
opens read-only from any medium.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from gridmgr.data import geopackage
from gridmgr.data.failures import map_engine, mapped
from gridmgr.data.guard import Guard
from gridmgr.data.sql_store import SqlStore
from gridmgr.data.tables import UNDEFINED_SRID, local_schema
from gridmgr.data.transaction import Forms, LocalTransaction, Transaction

BUSY_MS = 5000
"""How long a writer waits for another program before it says that the file is busy."""


class LocalStore(SqlStore):
    """A district's data in one GeoPackage file."""

    def __init__(self, path: Path, author: str = "", read_only: bool = False, guard: Guard | None = None) -> None:
        """Open an existing file; `opening.open_store` checks first that it is one of ours and may be written."""
        self.guard = guard or Guard(path)
        refused = self.guard.refusal is not None or not is_writable(path)
        super().__init__(str(path), author, read_only or refused, self.guard.refusal)
        self._path = path
        self._engine = local_engine(path, read_only=self._read_only)
        self._forms = Forms(local=True, srid=UNDEFINED_SRID)
        if not self._read_only:
            self._go_wal()

    def _go_wal(self) -> None:
        """Let readers and the writer work side by side; where another program is just reading, it stays as it is."""
        with suppress(sqlite3.OperationalError), self._engine.connect() as connection:
            _outside_transaction(connection, "PRAGMA busy_timeout = 200", "PRAGMA journal_mode = WAL", _PATIENT)

    @contextmanager
    def _transaction(self, writing: bool) -> Iterator[Transaction]:
        with begun(self._engine, writing) as connection:
            yield LocalTransaction(connection, local_schema(), self._forms)

    def _switch_srid(self, work: Transaction, epsg: int) -> None:
        geopackage.settle_srs(work.connection, epsg)

    def _whose(self, author: str) -> str | None:  # noqa: ARG002 - a file has one history, whoever sits at it
        """Return None: undo in a file takes back the newest step, whoever made it."""
        return None

    def close(self) -> None:
        """Let go of the file; the last one to do so leaves one plain file behind."""
        self._engine.dispose()
        try:
            if self.guard.tidy and self._path.exists() and (not self._read_only or Path(f"{self._path}-wal").exists()):
                with mapped(self._location):
                    make_plain(self._path)
        finally:
            self.guard.release()

    def back_up(self) -> Path:
        """Make a backup of the file, as before an import; nothing is copied when there is one of this very state."""
        return self.guard.back_up()

    @property
    def notices(self) -> Sequence[str]:
        """Return sentences for the status line about what happened on opening, such as a recovery."""
        return self.guard.notices


_PATIENT = f"PRAGMA busy_timeout = {BUSY_MS}"


def local_engine(path: Path, read_only: bool) -> Engine:
    """Return an engine over one file, which must exist; every connection has our settings and functions."""
    how = "ro" if read_only else "rw"
    if read_only and _needs_immutable(path):
        how = "ro&immutable=1"
    uri = f"{path.resolve().as_uri()}?mode={how}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute(_PATIENT)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -65536")
        geopackage.register_functions(connection)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=-1)
    # The driver's own transaction handling is off (isolation_level=None): it would leave out BEGIN before DDL and
    # could not begin as a writer, so that a reader that turns writer fails at once instead of waiting.
    event.listen(engine, "begin", _begin)
    map_engine(engine, str(path))
    return engine


@contextmanager
def begun(engine: Engine, writing: bool) -> Iterator[Connection]:
    """Open a transaction on a file, as the one writer or as a reader; it is committed when the block ends well."""
    how = "BEGIN IMMEDIATE" if writing else "BEGIN"
    with engine.connect().execution_options(begin=how) as connection, connection.begin():
        yield connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _needs_immutable(path: Path) -> bool:
    """Tell whether a file was left in WAL mode where its log cannot be set up again (a read-only folder)."""
    # Only there: reading a file beside SQLite, when this process has it open, would drop SQLite's locks.
    if os.access(path.parent, os.W_OK) or Path(f"{path}-wal").exists():
        return False
    with path.open("rb") as file:
        header = file.read(20)
    return len(header) == 20 and header[18] == 2


def is_writable(path: Path) -> bool:
    """Tell whether a file can be changed: itself and its folder, where SQLite keeps its log, allow writing."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _outside_transaction(connection: Connection, *pragmas: str) -> None:
    """Run statements that SQLite refuses within a transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    for pragma in pragmas:
        raw.execute(pragma)


def make_plain(path: Path) -> None:
    """Fold the log into the file and leave WAL mode, unless somebody else still has the file open."""
    connection = sqlite3.connect(path.resolve().as_uri() + "?mode=rw", uri=True, isolation_level=None, timeout=0)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
    finally:
        connection.close()
