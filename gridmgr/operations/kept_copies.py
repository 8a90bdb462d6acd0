# SPDX-License-Identifier: MIT
"""The backups of a file as people see them, and opening one without touching the file of today."""

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridmgr.data.backup_folder import backup_folder, backups_of, is_sound, open_at_rest
from gridmgr.model.errors import CorruptError, InputError


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """One backup."""

    path: Path
    at: datetime
    """When it was made, in this computer's time."""
    size: int
    """In bytes."""
    steps: int
    last_step: str
    """Label of the newest step in it; empty where it cannot be read."""


def kept_copies(path: Path) -> list[KeptCopy]:
    """Return the backups of a file, newest first."""
    found = []
    for backup in backups_of(path):
        steps, label = _newest_step(backup.path)
        found.append(KeptCopy(backup.path, backup.at, backup.path.stat().st_size, steps, label))
    return found


def copies_folder(path: Path) -> Path:
    """Return where the backups of a file lie."""
    return backup_folder(path)


def take_copy(path: Path, backup: Path) -> Path:
    """Put a copy of a backup beside the file, under a name of its own, and return where it lies.

    The file itself stays as it is. Raises CorruptError for a damaged backup, InputError where there is no room.
    """
    if not is_sound(backup):
        raise CorruptError("备份“{backup}”已损坏，没有恢复。请选择更早的备份。", backup=backup.name)
    target = _free_name(path, backup)
    part = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(backup, part)
        part.rename(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError("“{folder}”里写不下备份的副本，请腾出空间或检查权限后重试。", folder=path.parent) from error
    return target


def _free_name(path: Path, backup: Path) -> Path:
    moment = backup.stem.removeprefix(path.stem).strip()
    for number in range(1, 1000):
        again = "" if number == 1 else f"（{number}）"
        target = path.with_name(f"{path.stem} 恢复自 {moment}{again}{path.suffix}")
        if not target.exists():
            return target
    raise InputError("同一份备份已经恢复过太多次，请先清理“{folder}”里的副本。", folder=path.parent)


def _newest_step(backup: Path) -> tuple[int, str]:
    """Return how many steps a backup holds and what the newest is called."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(open_at_rest(backup)) as connection:
        row = connection.execute("SELECT number, label FROM step ORDER BY number DESC LIMIT 1").fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")
    return 0, ""
