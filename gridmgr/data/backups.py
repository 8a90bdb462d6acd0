# SPDX-License-Identifier: MIT
"""Backups of a local file: taken whole while it is open, checked, thinned out, and put back.

A backup is first written beside its place as `.part`, checked and flushed to the disk, and only then gets its name:
what has a name is sound. The method is SQLite's online backup (https://www.sqlite.org/backup.html).
"""

import contextlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from gridmgr.data.backup_folder import backup_folder, backup_name, backups_of, is_sound, local, open_at_rest
from gridmgr.data.failures import mapped
from gridmgr.data.faults import Place, corrupt, disk_full
from gridmgr.data.locking import FileLock
from gridmgr.model.errors import CorruptError, StoreError
from gridmgr.model.progress import Progress, Silent

_PAGES = 4096
"""Pages copied between two steps of the progress."""
_SHORT = 200
"""Up to so many rows a table is compared as a whole."""
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file that is in use, or was when the process died."""


def back_up(path: Path, now: datetime, keep: int = 10, weekly: int = 8, progress: Progress | None = None) -> Path:
    """Return a sound backup of the file as it is now; nothing is copied when the newest one already is that.

    Of the older ones the newest `keep` stay, and besides them the newest of each of the last `weekly` weeks. The file
    may be open. Raises StoreError (disk full, corrupt, read-only); then the file and its older backups are untouched.
    """
    with mapped(str(path), needed := _length(path)):
        existing = backups_of(path)
        if existing and is_unchanged(path, existing[0].path):
            return existing[0].path
        if shutil.disk_usage(path.parent).free < path.stat().st_size:
            raise disk_full(Place(str(path), needed))
        backup_folder(path).mkdir(exist_ok=True)
        at = local(now).replace(microsecond=0)
        while (target := backup_name(path, at)).exists():
            at += timedelta(seconds=1)
        _copy_checked(path, target, progress or Silent())
    _thin_out(path, keep, weekly)
    return target


def due(path: Path, now: datetime) -> bool:
    """Tell whether the newest backup is more than a day old, or there is none."""
    existing = backups_of(path)
    return not existing or local(now) - existing[0].at > timedelta(days=1)


def restore(path: Path, backup: Path, now: datetime) -> Path:
    """Put a backup in the place of a file and return where the file that was there now lies.

    Nothing is deleted: the former file keeps its data beside the restored one. Raises BusyError when the file is open,
    CorruptError when the backup itself is damaged, StoreError when it cannot be copied; then nothing has changed.
    """
    if not is_sound(backup):
        raise CorruptError("备份“{backup}”本身已损坏，没有恢复。请选择更早的备份。", backup=backup.name)
    aside = path.with_name(f"{path.stem} 恢复前 {local(now):%Y%m%d-%H%M%S}{path.suffix}")
    part = path.with_name(path.name + ".part")
    with mapped(str(path), _length(backup)), contextlib.closing(FileLock(path, now, alone=True)):
        with _removed_on_failure(part):
            shutil.copyfile(backup, part)
            _flush(part)
        for ending in ("", *_BESIDE):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
        part.replace(path)
        _flush_folder(path.parent)
    return aside


def _copy_checked(path: Path, target: Path, progress: Progress) -> None:
    """Copy the file under a passing name, check the copy, and only then give it its name."""
    part = target.with_name(target.name + ".part")
    with _removed_on_failure(part):
        with contextlib.closing(_reading(path)) as source, contextlib.closing(sqlite3.connect(part)) as copy:
            # One read transaction: what is counted is what is copied, even while somebody else writes.
            source.execute("BEGIN")
            counted = _row_counts(source)
            source.backup(
                copy, pages=_PAGES, progress=lambda _, left, pages: progress.step(pages - left, pages, "备份")
            )
            copy.execute("PRAGMA journal_mode=DELETE")
        with contextlib.closing(open_at_rest(part)) as copy:
            if not is_sound(part) or _row_counts(copy) != counted:
                raise _unsound(path)
        _flush(part)
        part.replace(target)
        _flush_folder(target.parent)


def _reading(path: Path) -> sqlite3.Connection:
    """Open a file that may be in use, for reading, with transactions as they are written here."""
    connection = sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout=5000")
    return connection


def _unsound(path: Path) -> StoreError:
    """Return what to say of a bad copy: the file itself is damaged, or the disk does not keep what it was given."""
    with contextlib.closing(_reading(path)) as source:
        found = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return corrupt(Place(str(path)))
    return StoreError("“{file}”的备份没有写好，已删除；原文件完好。请检查磁盘后重试。", file=path.name)


def is_unchanged(path: Path, backup: Path) -> bool:
    """Tell whether nothing was stored since a backup; reads a few pages, not the whole file.

    The files are not compared byte by byte: reading a database beside SQLite in the same process would drop its locks
    (https://www.sqlite.org/howtocorrupt.html, 2.2), and merely opening a file changes its header.
    """
    try:
        with contextlib.closing(_reading(path)) as source, contextlib.closing(open_at_rest(backup)) as copy:
            return _state(source) == _state(copy)
    except sqlite3.DatabaseError:
        return False


def _state(connection: sqlite3.Connection) -> list[object]:
    """Return what differs once anything was stored.

    A short table stands for itself. A long one is told by its newest row: each change of a record adds a row to the
    journal, so none goes unnoticed.
    """
    state: list[object] = [connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()]
    for name in _tables(connection):
        rows = connection.execute(f'SELECT * FROM "{name}" LIMIT {_SHORT + 1}').fetchall()  # noqa: S608 see _tables
        if len(rows) > _SHORT:
            rows = connection.execute(f'SELECT max(rowid) FROM "{name}"').fetchall()  # noqa: S608 see _tables
        state.append((name, rows))
    return state


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 see _tables
        for name in _tables(connection)
    }


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables with rows of their own, from the file's own catalogue and ready to be quoted."""
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'rtree\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name.replace('"', '""') for (name,) in found]


def _length(path: Path) -> int:
    """Return the size of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _thin_out(path: Path, keep: int, weekly: int) -> None:
    """Remove what is neither among the newest backups nor the newest of a recent week, and what was left half done."""
    existing = backups_of(path)
    weeks: dict[tuple[int, int], Path] = {}
    for backup in existing:
        weeks.setdefault(backup.at.isocalendar()[:2], backup.path)
    kept = {backup.path for backup in existing[:keep]} | set(list(weeks.values())[:weekly])
    with mapped(str(path)):
        for backup in existing:
            if backup.path not in kept:
                backup.path.unlink(missing_ok=True)
        for left in backup_folder(path).glob(f"*{path.suffix}.part"):
            left.unlink(missing_ok=True)


@contextlib.contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    """Leave no half-written file behind."""
    try:
        yield
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _flush(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _flush_folder(folder: Path) -> None:
    """Wait until a new name is on the disk; Windows does so by itself and opens no folders."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
