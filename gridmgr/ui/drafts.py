# SPDX-License-Identifier: MIT
"""What was typed into forms and is not stored yet, kept in the person's own folder so that a crash loses nothing.

A draft holds personal data: only the person's own account may read it, and it goes as soon as the form is stored or
given up.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import make_url

from gridmgr.data.opening import is_url
from gridmgr.data.rows import logged_difference, record_logged, value_logged
from gridmgr.data.shared import without_password
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.records import Record
from gridmgr.ui.forms.part import Part

VERSION = 1
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One record of a draft: what was changed, with the values before (Any: values as the journal keeps them)."""

    record_type: str
    id: str
    is_new: bool
    fields: Mapping[str, tuple[Any, Any]]
    unread: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """One form that was not stored: of which data, when, and its records with the main one first."""

    location: str
    at: str
    seen: int
    """Number of the newest logged change when the records were read."""
    parts: tuple[DraftPart, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Type and id of the main record."""
        return self.parts[0].record_type, self.parts[0].id


def draft_of(location: str, now: datetime, seen: int, parts: Iterable[Part]) -> Draft:
    """Return what is unsaved in a form; records without changes are left out but for the first."""
    # Whose data, never with a password.
    location = open_location(location)
    kept = [_draft_part(p) for i, p in enumerate(parts) if i == 0 or p.is_dirty]
    return Draft(location, now.isoformat(timespec="seconds"), seen, tuple(kept))


def open_location(location: str) -> str:
    """Return a file's path or a server's address as it may be kept: without a password."""
    return without_password(make_url(location)) if is_url(location) else location


def restored(draft: DraftPart, present: Record | None) -> Part:
    """Return the part of a form as it was left; `present` is the stored record, None for a new one.

    The values before are those of the draft, so that what somebody else changed meanwhile is noticed.
    """
    kind = RECORD_TYPES[draft.record_type]
    after = {name: value_logged(kind, name, new) for name, (_, new) in draft.fields.items()}
    if present is None:
        blank = record_logged(kind, draft.id, 0, ())
        return Part(blank, replace(blank, **after), True, dict(draft.unread))
    before = {name: value_logged(kind, name, old) for name, (old, _) in draft.fields.items()}
    start = replace(present, **before)
    if start != present:
        # Moved on since: with its old revision the record is merged, and asked about, like any other.
        start = replace(start, rev=present.rev - 1)
    return Part(start, replace(start, **after), False, dict(draft.unread))


class Drafts:
    """The drafts of one person on one computer, a file each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder

    @property
    def folder(self) -> Path:
        """Where the drafts lie."""
        return self._given or user_data_path("gridmgr") / "drafts"

    def keep(self, draft: Draft) -> None:
        """Write a draft in place of an earlier one of the same record. Raises OSError."""
        path = self._path(draft.key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(".part")
        # Created for nobody else from the first moment, not narrowed afterwards.
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, **asdict(draft)}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def drop(self, key: tuple[str, str]) -> None:
        """Remove the draft of a record, if there is one. Raises OSError."""
        self._path(key).unlink(missing_ok=True)

    def of(self, location: str) -> list[Draft]:
        """Return the drafts of one district's data, oldest first. One that cannot be read is left where it is."""
        found = [_read(path) for path in sorted(self.folder.glob("*.json"))]
        return sorted((d for d in found if d is not None and d.location == open_location(location)), key=lambda d: d.at)

    def _path(self, key: tuple[str, str]) -> Path:
        record_type, record_id = key
        return self.folder / f"{record_type}-{record_id}.json"


def _draft_part(part: Part) -> DraftPart:
    record = part.record
    before = record_logged(type(record), record.id, 0, ()) if part.is_new else part.start
    return DraftPart(record.TYPE, record.id, part.is_new, logged_difference(before, record), dict(part.unread))


def _read(path: Path) -> Draft | None:
    """Return a draft; None for a file that is none (cut short, or written by a newer program)."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        if raw["version"] != VERSION:
            return None
        parts = tuple(
            DraftPart(
                p["record_type"], p["id"], p["is_new"], {n: (v[0], v[1]) for n, v in p["fields"].items()}, p["unread"]
            )
            for p in raw["parts"]
            if p["record_type"] in RECORD_TYPES
        )
        return Draft(raw["location"], raw["at"], raw["seen"], parts) if parts else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
