# SPDX-License-Identifier: MIT
"""Who has a file open for writing, so that a second person can be told the name.

A small file beside the data names the holder. Whether the holder still lives is told by a lock of the operating system
on that small file, which vanishes with its process: a number of a process may be given out again, a lock may not.
SQLite's own locks stay the real guard of the data.
"""

import contextlib
import getpass
import json
import os
import socket
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridmgr.model.errors import BusyError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCKED_BYTE = 1 << 30
"""Windows forbids reading a locked region, so the byte that is locked lies far behind the text."""
_TRIES = 50
"""How often the lock is tried while nobody is named: somebody may just be asking who holds it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes to a file, on which machine, and since when."""

    user: str
    host: str
    pid: int
    since: datetime


class FileLock:
    """Names this process as the one that writes to a file; given back by `close`.

    One process may hold it several times over, for a reader beside its writer, unless it asks to be `alone`.
    """

    def __init__(self, path: Path, now: datetime, alone: bool = False) -> None:
        """Take the lock. Raises BusyError when another process has it, OSError where the folder allows no writing."""
        self._path = path.absolute()
        self._held = True
        with _GUARD:
            if self._path in _HELD:
                if alone:
                    raise busy(path)
                _HELD[self._path].times += 1
                return
            descriptor = _acquire(self._path)
            if descriptor is None:
                raise busy(path)
            _write_holder(descriptor, now)
            _HELD[self._path] = _Held(descriptor, 1)

    def close(self) -> None:
        """Give the lock back; a second call does nothing."""
        if not self._held:
            return
        self._held = False
        with _GUARD:
            held = _HELD[self._path]
            held.times -= 1
            if not held.times:
                del _HELD[self._path]
                _give_back(held.descriptor, lock_file(self._path))


@dataclass(slots=True)
class _Held:
    """A lock of this process and how often it was taken."""

    descriptor: int
    times: int


_HELD: dict[Path, _Held] = {}
_GUARD = threading.Lock()


def lock_file(path: Path) -> Path:
    """Return where the name of the holder is kept."""
    return path.with_name(path.name + ".lock")


def busy(path: Path) -> BusyError:
    """Return the error that names who has a file open, as far as it is known."""
    holder = holder_of(path)
    if holder is None:
        return BusyError(
            "“{file}”正被另一个程序占用（例如 QGIS 正在编辑它）。没有保存任何改动，请等它保存或关闭后再试。",
            file=path.name,
        )
    return BusyError(
        "“{file}”正由 {user} 在电脑 {host} 上修改（从 {since:%Y-%m-%d %H:%M} 起）。没有保存任何改动，"
        "可以先以只读方式查看，等对方关闭文件后再修改。",
        file=path.name,
        user=holder.user,
        host=holder.host,
        since=holder.since,
    )


def holder_of(path: Path) -> Holder | None:
    """Return who writes to a file right now; None for nobody, or when a process that died left its name behind."""
    try:
        descriptor = os.open(lock_file(path), os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    except OSError:
        return None
    try:
        if path.absolute() not in _HELD and _try_lock(descriptor):
            return None
        told = json.loads(os.read(descriptor, 10_000))
        return Holder(str(told["user"]), str(told["host"]), int(told["pid"]), datetime.fromisoformat(told["since"]))
    except (ValueError, KeyError, TypeError):
        return None
    finally:
        os.close(descriptor)


def _acquire(path: Path) -> int | None:
    """Return a descriptor of the locked lock file, None when another process has it."""
    place = lock_file(path)
    for _ in range(_TRIES):
        try:
            descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
        except PermissionError:
            # Either the folder is read-only, or another person's process left the file behind.
            if not place.exists() or holder_of(path):
                raise
            place.unlink()
            continue
        if _try_lock(descriptor):
            # The former holder may have removed the file after it was opened here; then the others see another one.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), place.stat()):
                    return descriptor
        os.close(descriptor)
        if holder_of(path):
            return None
    return None


def _try_lock(descriptor: int) -> bool:
    """Lock the file without waiting; closing the descriptor unlocks it."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.lseek(descriptor, 0, os.SEEK_SET)
    return True


def _write_holder(descriptor: int, now: datetime) -> None:
    """Write who holds the lock."""
    told = {"user": _user(), "host": socket.gethostname(), "pid": os.getpid(), "since": now.isoformat()}
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps(told, ensure_ascii=False).encode())


def _user() -> str:
    """Return the name this person is logged in under, as far as the machine tells."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def _give_back(descriptor: int, place: Path) -> None:
    """Remove the lock file and unlock it."""
    if sys.platform == "win32":
        # An open file cannot be removed; one that the next holder has opened by now stays, which is right.
        os.close(descriptor)
        with contextlib.suppress(OSError):
            place.unlink()
    else:
        with contextlib.suppress(OSError):
            place.unlink()
        os.close(descriptor)
