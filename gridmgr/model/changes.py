# SPDX-License-Identifier: MIT
"""A change is data: every edit, import and undo is a ChangeSet that goes through one door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gridmgr.model.records import Record


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; None stands for "does not exist".

    `rev` is the revision the record must have in the store for the change to be accepted (0 for a record that is not
    there). After the change it has `rev + 1`.
    """

    record_type: str
    id: str
    rev: int
    before: Record | None
    after: Record | None

    @property
    def community(self) -> str:
        """Return the community the record belongs to (before the change, where it existed)."""
        known = self.before or self.after
        return known.community if known else ""

    def inverted(self) -> "Change":
        """Return the change that takes this one back, once this one is stored."""
        return Change(self.record_type, self.id, self.rev + 1, self.after, self.before)


def added(record: Record) -> Change:
    """Return the change that stores a new record."""
    return Change(record.TYPE, record.id, 0, None, record)


def changed(before: Record, after: Record) -> Change:
    """Return the change from a record as read to the record as wanted."""
    return Change(before.TYPE, before.id, before.rev, before, after)


def removed(record: Record) -> Change:
    """Return the change that removes a record as read."""
    return Change(record.TYPE, record.id, record.rev, record, None)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that are stored together or not at all, under a label that the journal shows.

    `author` and `at` are filled by the session that runs it.
    """

    label: str
    changes: Sequence[Change]
    author: str = ""
    at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.changes)

    def inverted(self, label: str = "") -> "ChangeSet":
        """Return the changes that take these back, last one first."""
        return replace(self, label=label or self.label, changes=tuple(c.inverted() for c in reversed(self.changes)))


def differences(before: Iterable[Record], after: Iterable[Record]) -> list[Change]:
    """Return the changes that lead from one set of records to another, matched by id."""
    old = {r.id: r for r in before}
    changes: list[Change] = []
    for record in after:
        known = old.pop(record.id, None)
        if known is None:
            changes.append(added(record))
        elif known != record:
            changes.append(changed(known, record))
    return changes + [removed(r) for r in old.values()]
