# SPDX-License-Identifier: MIT
"""The folder of backups beside a file: what lies in it, and which of it is sound."""

import contextlib
import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

_TIME = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a file as it was at some moment, in this machine's time."""

    path: Path
    at: datetime


def backup_folder(path: Path) -> Path:
    """Return where the backups of a file lie."""
    return path.with_name(path.name + ".backups")


def backup_name(path: Path, at: datetime) -> Path:
    """Return where a backup of that moment belongs."""
    return backup_folder(path) / f"{path.stem} {local(at):{_TIME}}{path.suffix}"


def backups_of(path: Path) -> list[Backup]:
    """Return the backups of a file, newest first; other files in the folder are left out."""
    pattern = re.compile(rf"{re.escape(path.stem)} (\d{{8}}-\d{{6}}){re.escape(path.suffix)}")
    found = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for entry in backup_folder(path).iterdir():
            if match := pattern.fullmatch(entry.name):
                with contextlib.suppress(ValueError):  # digits that are no date
                    found.append(Backup(entry, datetime.strptime(match[1], _TIME)))  # noqa: DTZ007 names hold local time
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def newest_good(path: Path) -> Backup | None:
    """Return the newest backup of a file that SQLite finds sound; looks through each candidate as a whole."""
    return next((backup for backup in backups_of(path) if is_sound(backup.path)), None)


def is_sound(path: Path) -> bool:
    """Tell whether a file at rest is a whole, undamaged GeoPackage."""
    try:
        with contextlib.closing(open_at_rest(path)) as connection:
            checked = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            connection.execute("SELECT count(*) FROM gpkg_contents").fetchone()
    except sqlite3.Error:
        return False
    return checked == ["ok"]


def open_at_rest(path: Path) -> sqlite3.Connection:
    """Open a file that nobody writes to, without leaving a trace beside it, even in a read-only folder."""
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?immutable=1", uri=True)


def local(at: datetime) -> datetime:
    """Return a moment in this machine's time, without its zone; a moment without zone is taken as that."""
    return at.astimezone().replace(tzinfo=None) if at.tzinfo else at
