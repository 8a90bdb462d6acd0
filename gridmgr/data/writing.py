# SPDX-License-Identifier: MIT
"""Storing changes: all revisions are checked, whole groups of rows go at once, and each change gets its log entry."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from gridmgr.data.rows import logged_difference, logged_whole
from gridmgr.data.transaction import Transaction
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import Change
from gridmgr.model.errors import ConflictError
from gridmgr.model.records import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the change log before it has its number."""

    record_type: str
    id: str
    community: str
    rev: int
    operation: str
    fields: Mapping[str, tuple[Any, Any]]  # Any: logged values of every type


def write_changes(work: Transaction, changes: Iterable[Change]) -> list[Entry]:
    """Store changes and return their log entries in order.

    Raises ConflictError when a record does not have the revision its change expects; the caller rolls back.
    """
    entries: list[Entry] = []
    for wave in _waves(changes):
        made = [_entry(change) for change in wave]
        _write_wave(work, wave, made)
        entries += made
    return entries


def _waves(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Cut changes where a record comes for the second time, so that order within one part does not matter."""
    wave: list[Change] = []
    seen: set[tuple[str, str]] = set()
    for change in changes:
        key = (change.record_type, change.id)
        if key in seen:
            yield wave
            wave, seen = [], set()
        wave.append(change)
        seen.add(key)
    if wave:
        yield wave


def _entry(change: Change) -> Entry:
    """Return the log entry: nothing for a new record, what differs for a changed one, the whole for a removed one."""
    after, before = change.after, change.before
    if before is None:
        operation, fields = "insert", {}
    elif after is None:
        operation, fields = "delete", logged_whole(before)
    else:
        operation, fields = "update", logged_difference(before, after)
    community = after.community if after is not None else change.community
    return Entry(change.record_type, change.id, community, change.rev + 1, operation, fields)


def _write_wave(work: Transaction, wave: Sequence[Change], entries: Sequence[Entry]) -> None:
    inserts: dict[str, list[Change]] = defaultdict(list)
    deletes: dict[str, list[Change]] = defaultdict(list)
    updates: dict[tuple[str, tuple[str, ...]], list[Change]] = defaultdict(list)
    for change, entry in zip(wave, entries, strict=True):
        if entry.operation == "insert":
            inserts[change.record_type].append(change)
        elif entry.operation == "delete":
            deletes[change.record_type].append(change)
        else:
            updates[change.record_type, tuple(entry.fields)].append(change)
    for name, group in deletes.items():
        _delete(work, RECORD_TYPES[name], group)
    for (name, columns), group in updates.items():
        _update(work, RECORD_TYPES[name], columns, group)
    for name, group in inserts.items():
        _insert(work, RECORD_TYPES[name], group)


def _keys(kind: type[Record]) -> tuple[str, ...]:
    """Return the columns that find a row at its expected revision."""
    return ("id", "rev") if kind.SHARED else ("community", "id", "rev")


def _key(kind: type[Record], change: Change) -> tuple[str | int, ...]:
    return (change.id, change.rev) if kind.SHARED else (change.community, change.id, change.rev)


def _insert(work: Transaction, kind: type[Record], group: Sequence[Change]) -> None:
    table, form = work.schema.of(kind), work.forms.of(kind)
    there = work.value(select(table.c.id).where(work.among(table.c.id, [c.id for c in group])).limit(1))
    if there is not None:
        raise ConflictError("这条{label}记录已经存在，本次没有改动任何数据。", record_id=there, label=kind.LABEL)
    rows = form.rows([c.after for c in group if c.after is not None])
    at = form.position["rev"]
    revised = [(*row[:at], c.rev + 1, *row[at + 1 :]) for row, c in zip(rows, group, strict=True)]
    work.insert(table, form.columns, revised)


def _update(work: Transaction, kind: type[Record], columns: Sequence[str], group: Sequence[Change]) -> None:
    _demand_revisions(work, kind, group)
    table, form = work.schema.of(kind), work.forms.of(kind)
    values = form.rows([c.after for c in group if c.after is not None], columns) if columns else [()] * len(group)
    rows = [(*v, c.rev + 1, *_key(kind, c)) for v, c in zip(values, group, strict=True)]
    if work.update(table, (*columns, "rev"), _keys(kind), rows) != len(group):
        raise conflict(kind, group[0].id, gone=False)


def _delete(work: Transaction, kind: type[Record], group: Sequence[Change]) -> None:
    _demand_revisions(work, kind, group)
    if work.delete(work.schema.of(kind), _keys(kind), [_key(kind, c) for c in group]) != len(group):
        raise conflict(kind, group[0].id, gone=False)


def _demand_revisions(work: Transaction, kind: type[Record], group: Sequence[Change]) -> None:
    """Raise ConflictError for the first record that does not have its expected revision.

    The writing statements count as well what they find; but only here it is known which record it was.
    """
    table = work.schema.of(kind)
    found = select(table.c.id, table.c.rev, table.c.community).where(work.among(table.c.id, [c.id for c in group]))
    there = {record_id: (rev, community) for record_id, rev, community in work.rows(found)}
    for change in group:
        rev, community = there.get(change.id, (None, ""))
        if rev != change.rev or not (kind.SHARED or community == change.community):
            raise conflict(kind, change.id, gone=rev is None)


def conflict(kind: type[Record], record_id: str, gone: bool) -> ConflictError:
    """Return the error that a record was changed or removed by somebody else."""
    if gone:
        sentence = "这条{label}记录已不存在，本次没有改动任何数据；请刷新后再试。"
    else:
        sentence = "这条{label}记录已被改动过，本次没有改动任何数据；请刷新后再试。"
    return ConflictError(sentence, record_id=record_id, label=kind.LABEL)
