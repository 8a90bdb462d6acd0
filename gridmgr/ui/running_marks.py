# SPDX-License-Identifier: MIT
"""Marks of what is open, so that the next start learns of a program that was killed."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile


@dataclass(frozen=True, slots=True)
class LastWork:
    """What was open when the program ended without saying goodbye."""

    location: str
    """Path, or address without a password."""
    step: str = ""
    """Label of the last stored step."""
    at: str = ""
    """When it was stored, as people read it."""
    workspace: str = ""


class RunningMark:
    """The mark of this window: one small file, and a lock that dies with the program."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"open-{os.getpid()}-{uuid4().hex[:8]}.json"
        self._lock = _lock_of(self._file)

    def keep(self, work: LastWork) -> None:
        """Note what is open now."""
        if not self._lock.isLocked():
            self._lock.tryLock(0)
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(asdict(work), ensure_ascii=False), "utf-8")
        part.replace(self._file)

    def clear(self) -> None:
        """Nothing is open any more."""
        self._file.unlink(missing_ok=True)
        self._lock.unlock()


def left_behind(folder: Path) -> LastWork | None:
    """Return what a killed program had open, the newest first, and take its marks away; None when none was killed."""
    found: LastWork | None = None
    for file in sorted(folder.glob("open-*.json"), key=lambda f: f.stat().st_mtime):
        lock = _lock_of(file)
        if not lock.tryLock(0):
            # Another window is at work.
            continue
        with suppress(ValueError, TypeError):  # a mark of another version of the program, or cut off
            found = LastWork(**json.loads(file.read_text("utf-8")))
        file.unlink(missing_ok=True)
        lock.unlock()
    return found


def _lock_of(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    # Only the death of the owner frees the lock, not the passing of time.
    lock.setStaleLockTime(0)
    return lock
