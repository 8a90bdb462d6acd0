# SPDX-License-Identifier: MIT
"""What a database or a disk complains about, turned once into sentences that say what to do next.

Three tables, one for each kind of code: SQLite's names, PostgreSQL's SQLSTATE, the system's errno. A code that stands
in none of them is a bug of the program and passes through unchanged.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from gridmgr.data import faults
from gridmgr.data.faults import Place, Rule
from gridmgr.model.errors import StoreError


@contextmanager
def mapped(location: str, needed: int = 0) -> Iterator[None]:
    """Raise what goes wrong inside as a StoreError; `needed` is how many bytes were about to be written, if known.

    Errors that are no fault of disk, file or server (bugs, and StoreErrors made already) pass unchanged.
    """
    try:
        yield
    except Exception as error:
        told = failure(error, location, needed)
        if told is None:
            raise
        raise told from error


def map_engine(engine: Engine, location: str) -> None:
    """Make every error that comes through an engine a StoreError, connecting, fetching and commit included."""

    def tell(context: ExceptionContext) -> StoreError | None:
        # A connection that has gone stale in the pool is replaced without anybody noticing.
        return None if context.is_pre_ping else failure(context.original_exception, location)

    event.listen(engine, "handle_error", tell)


def failure(error: BaseException, location: str, needed: int = 0) -> StoreError | None:
    """Return the sentence for an error at a file or server, None when it is a bug rather than a fault."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    rule = _rule(error)
    return rule(Place(location, needed)) if rule else None


def _rule(error: BaseException) -> Rule | None:
    """Return the row for an error: SQLite's by its longest known name, the others by their code."""
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        while name and name not in SQLITE:
            name = name.rpartition("_")[0]
        return SQLITE.get(name)
    if type(error).__module__.partition(".")[0] == "psycopg":
        return _server_rule(error)
    if isinstance(error, OSError):
        return WINERROR.get(getattr(error, "winerror", 0)) or ERRNO.get(error.errno or 0)
    return None


def _server_rule(error: BaseException) -> Rule | None:
    """Return the row for an error of psycopg, which is loaded only where a server is used."""
    from psycopg import Error, OperationalError

    state = error.sqlstate if isinstance(error, Error) else None
    if state:
        return next((SQLSTATE[state[:length]] for length in (5, 3, 2) if state[:length] in SQLSTATE), None)
    if not isinstance(error, OperationalError):
        return None
    # No code: the talk itself failed. Where a password was asked for, the server is there but refused the login.
    talk = error.pgconn
    asked = talk is not None and (talk.used_password or talk.needs_password) and not talk.server_version
    return faults.REFUSED if asked else faults.GONE


SQLITE: dict[str, Rule] = {
    "SQLITE_AUTH": faults.FORBIDDEN,
    "SQLITE_BUSY": faults.busy,
    "SQLITE_CANTOPEN": faults.cannot_open,
    "SQLITE_CONSTRAINT_FOREIGNKEY": faults.LINKED,
    "SQLITE_CONSTRAINT_PRIMARYKEY": faults.TWICE,
    "SQLITE_CONSTRAINT_UNIQUE": faults.TWICE,
    "SQLITE_CORRUPT": faults.corrupt,
    "SQLITE_FULL": faults.disk_full,
    "SQLITE_IOERR": faults.trouble,
    "SQLITE_IOERR_CORRUPTFS": faults.corrupt,
    "SQLITE_IOERR_NOMEM": faults.NO_MEMORY,
    "SQLITE_LOCKED": faults.busy,
    "SQLITE_NOLFS": faults.TOO_LARGE,
    "SQLITE_NOMEM": faults.NO_MEMORY,
    "SQLITE_NOTADB": faults.no_database,
    "SQLITE_PERM": faults.FORBIDDEN,
    "SQLITE_PROTOCOL": faults.busy,
    "SQLITE_READONLY": faults.FORBIDDEN,
    "SQLITE_READONLY_DBMOVED": faults.MISSING,
}
"""By SQLite's name of the error; a longer name goes before its beginning."""

SQLSTATE: dict[str, Rule] = {
    "08": faults.GONE,
    "23503": faults.LINKED,
    "23505": faults.TWICE,
    "25006": faults.NOT_ALLOWED,
    "28": faults.REFUSED,
    "3D": faults.REFUSED,
    "40": faults.OTHERS_FIRST,
    "42501": faults.NOT_ALLOWED,
    "53100": faults.SERVER_FULL,
    "53200": faults.NO_MEMORY,
    "53300": faults.CROWDED,
    "55P03": faults.OTHERS_FIRST,
    "57014": faults.OTHERS_FIRST,
    "57P": faults.GONE,
    "58030": faults.SERVER_DAMAGED,
    "XX001": faults.SERVER_DAMAGED,
    "XX002": faults.SERVER_DAMAGED,
}
"""By PostgreSQL's code, by a family of codes (three characters) or by their class (two)."""

ERRNO: dict[int, Rule] = {
    errno.EACCES: faults.FORBIDDEN,
    errno.EBUSY: faults.busy,
    errno.EDQUOT: faults.disk_full,
    errno.EFBIG: faults.TOO_LARGE,
    errno.EHOSTDOWN: faults.NETWORK,
    errno.EHOSTUNREACH: faults.NETWORK,
    errno.EIO: faults.DISK_FAULT,
    errno.ENOENT: faults.MISSING,
    errno.ENOSPC: faults.disk_full,
    errno.ENOTCONN: faults.NETWORK,
    errno.EPERM: faults.FORBIDDEN,
    errno.EROFS: faults.FORBIDDEN,
    errno.ESTALE: faults.NETWORK,
    errno.ETIMEDOUT: faults.NETWORK,
}
"""By the operating system's number."""

WINERROR: dict[int, Rule] = {
    32: faults.busy,  # ERROR_SHARING_VIOLATION
    33: faults.busy,  # ERROR_LOCK_VIOLATION
    53: faults.NETWORK,  # ERROR_BAD_NETPATH
    59: faults.NETWORK,  # ERROR_UNEXP_NET_ERR
    64: faults.NETWORK,  # ERROR_NETNAME_DELETED
    67: faults.NETWORK,  # ERROR_BAD_NET_NAME
    112: faults.disk_full,  # ERROR_DISK_FULL
    121: faults.NETWORK,  # ERROR_SEM_TIMEOUT
}
"""By Windows' own number, which tells more than the errno made from it."""
