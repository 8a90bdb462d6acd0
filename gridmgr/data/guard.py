# SPDX-License-Identifier: MIT
"""What stands over one open file: its lock, the reason why it may not be written, its backups."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gridmgr.data import backups
from gridmgr.data.backup_folder import backups_of, local
from gridmgr.data.locking import FileLock
from gridmgr.model.errors import StoreError
from gridmgr.model.progress import Progress

Clock = Callable[[], datetime]

_APART = timedelta(minutes=10)
"""Closing a file makes no backup when there is one as young as this: many short runs must not crowd out last week."""


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Guard:
    """Stands over one open file: holds its lock, knows why it may not be written, backs it up."""

    path: Path
    clock: Clock = now
    lock: FileLock | None = None
    refusal: StoreError | None = None
    """Why nothing may be written although it was wanted."""
    tidy: bool = True
    """Whoever closes the file last may fold its log into it; not where nothing may be written."""
    worth_keeping: bool = True
    """Backups are made; not of a file that is still being made."""
    notices: list[str] = field(default_factory=list)
    """Sentences for the status line about what happened on opening."""

    def back_up(self, progress: Progress | None = None) -> Path:
        """Make a backup, unless the newest one already holds everything. Raises StoreError."""
        return backups.back_up(self.path, self.clock(), progress=progress)

    def release(self) -> None:
        """Back the closed file up where something has changed, and let others write to it. Raises StoreError."""
        if self.lock is None:
            return
        try:
            newest = next(iter(backups_of(self.path)), None)
            due = newest is None or local(self.clock()) - newest.at > _APART
            if due and self.worth_keeping and self.path.exists():
                self.back_up()
        except StoreError as error:
            raise type(error)("改动都已保存，但关闭时没有能做备份。{reason}", reason=str(error)) from error
        finally:
            self.lock.close()
            self.lock = None
