# SPDX-License-Identifier: MIT
"""The journal: what was stored together, by whom and when, and how it is taken back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from gridmgr.data.rows import record_logged, to_json, value_logged
from gridmgr.data.store import LoggedChange, Step, StepKind
from gridmgr.data.transaction import Transaction
from gridmgr.data.writing import Entry, conflict
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import Change
from gridmgr.model.locks import LOCKS
from gridmgr.model.records import Record

OUTSIDE_AUTHOR = "外部程序"
OUTSIDE_LABEL = "其他程序的修改"

_LOG_COLUMNS = ("seq", "step", "record_type", "id", "community", "rev", "operation", "fields")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a step is called before it has its number."""

    label: str
    author: str
    at: datetime
    kind: StepKind = StepKind.DO
    undoes: int | None = None


def write_step(work: Transaction, heading: Heading, entries: Sequence[Entry]) -> Step:
    """Add a step with its entries to the journal."""
    first = work.next_seqs(len(entries))
    step = add_step(work, heading, len(entries), first)
    rows = (
        (first + i, step.number, e.record_type, e.id, e.community, e.rev, e.operation, _fields_text(e))
        for i, e in enumerate(entries, 1)
    )
    work.insert(work.schema.change_log, _LOG_COLUMNS, list(rows))
    return step


def add_step(work: Transaction, heading: Heading, changes: int, first_seq: int) -> Step:
    """Add the line of one step."""
    table = work.schema.step
    number = int(work.value(select(func.max(table.c.number))) or 0) + 1
    at = heading.at.astimezone(UTC)
    step = Step(number, heading.label, heading.author, at, heading.kind, changes, first_seq)
    work.run(
        table.insert().values(
            number=number,
            label=step.label,
            author=step.author,
            at=at.isoformat(),
            kind=str(step.kind),
            changes=changes,
            first_seq=first_seq,
            undoes=heading.undoes,
            undone=False,
        )
    )
    return step


def _fields_text(entry: Entry) -> str | None:
    return to_json(entry.fields) if entry.fields else None


def steps(work: Transaction, limit: int) -> list[Step]:
    """Return the newest steps, newest first; edits from outside that no step holds yet stand on top as one."""
    waiting = _outside_summary(work)
    table = work.schema.step
    rows = work.rows(select(table).order_by(table.c.number.desc()).limit(limit))
    return [*waiting, *(_step(row) for row in rows)][:limit]


def _step(row: Sequence[Any]) -> Step:
    number, label, author, at, kind, changes, first_seq, _undoes, undone = row
    return Step(
        number, label, author, datetime.fromisoformat(at), StepKind(kind), changes, first_seq, undone=bool(undone)
    )


def _outside_summary(work: Transaction) -> list[Step]:
    log = work.schema.change_log
    found = select(func.count(), func.min(log.c.seq), func.max(log.c.at)).where(log.c.step.is_(None))
    count, first, at = work.rows(found)[0]
    if not count:
        return []
    moment = datetime.fromisoformat(at)
    return [Step(0, OUTSIDE_LABEL, OUTSIDE_AUTHOR, moment, StepKind.OUTSIDE, count, first - 1)]


def adopt_outside(work: Transaction) -> list[LoggedChange]:
    """Give edits made by other programs since the last look a step of their own, and return them."""
    found = logged(work, work.schema.change_log.c.step.is_(None))
    if found:
        heading = Heading(OUTSIDE_LABEL, OUTSIDE_AUTHOR, found[-1].at, StepKind.OUTSIDE)
        step = add_step(work, heading, len(found), found[0].seq - 1)
        log = work.schema.change_log
        work.run(log.update().where(log.c.step.is_(None)).values(step=step.number))
    return found


def of_step(work: Transaction, number: int, limit: int) -> list[LoggedChange]:
    """Return the first changes of one step; number 0 stands for edits from outside that no step holds yet."""
    column = work.schema.change_log.c.step
    return logged(work, column == number if number else column.is_(None), limit)


def logged(work: Transaction, wanted: ColumnElement[bool], limit: int | None = None) -> list[LoggedChange]:
    """Return the logged changes that meet a condition, in order."""
    log, step = work.schema.change_log, work.schema.step
    joined = log.outerjoin(step, step.c.number == log.c.step)
    columns = [log.c[name] for name in _LOG_COLUMNS]
    author = func.coalesce(log.c.author, step.c.author, "")
    at = func.coalesce(log.c.at, step.c.at, "")
    return [
        LoggedChange(
            seq,
            number or 0,
            name,
            record_id or "",
            community or "",
            rev or 0,
            operation,
            _fields(fields),
            who,
            _at(when),
        )
        for seq, number, name, record_id, community, rev, operation, fields, who, when in work.rows(
            select(*columns, author, at).select_from(joined).where(wanted).order_by(log.c.seq).limit(limit)
        )
    ]


def _fields(text: str | None) -> dict[str, tuple[Any, Any]]:
    return {name: (old, new) for name, (old, new) in json.loads(text).items()} if text else {}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text) if text else datetime.fromtimestamp(0, UTC)


def to_undo(work: Transaction, author: str | None, number: int = 0) -> Step | None:
    """Return the newest step that can be taken back, or the one of a number if it can.

    Of one author only unless `author` is None.
    """
    table = work.schema.step
    meant = table.c.number == number if number else true()
    able = and_(table.c.kind.in_([StepKind.DO, StepKind.REDO]), table.c.undone.is_(False), _by(work, author), meant)
    rows = work.rows(select(table).where(able).order_by(table.c.number.desc()).limit(1))
    return _step(rows[0]) if rows else None


def to_redo(work: Transaction, author: str | None, number: int = 0) -> Step | None:
    """Return the undo that can be taken back: the one of a number, else the last, unless something was done after."""
    table = work.schema.step
    mine = _by(work, author)
    meant = table.c.number == number if number else true()
    able = and_(table.c.kind == StepKind.UNDO, table.c.undone.is_(False), mine, meant)
    rows = work.rows(select(table).where(able).order_by(table.c.number.desc()).limit(1))
    if not rows:
        return None
    undo = _step(rows[0])
    if number:
        return undo
    done = select(table.c.number).where(table.c.kind == StepKind.DO, table.c.number > undo.number, mine).limit(1)
    return None if work.rows(done) else undo


def _by(work: Transaction, author: str | None) -> ColumnElement[bool]:
    return true() if author is None else work.schema.step.c.author == author


def mark_undone(work: Transaction, step: Step) -> None:
    """Mark a step as taken back; its entries stay in the log."""
    table = work.schema.step
    work.run(table.update().where(table.c.number == step.number).values(undone=True))


def inverse(work: Transaction, entries: Iterable[LoggedChange], strict: bool = True) -> list[Change]:
    """Return the changes that take logged ones back, last one first.

    Raises ConflictError where a record has another revision than the log left it with (not when `strict` is off:
    then revisions are taken as they come, which is enough to learn what was touched).
    """
    newest_first = list(entries)[::-1]
    states = _current(work, newest_first)
    changes = []
    for entry in newest_first:
        kind = RECORD_TYPES[entry.record_type]
        key = (entry.record_type, entry.id)
        before, known_rev = states.get(key, (None, 0))
        rev = _expected_rev(kind, entry, None if before is None else known_rev, strict)
        after = _earlier(kind, entry, before)
        changes.append(Change(entry.record_type, entry.id, rev, before, after))
        states[key] = (after, rev + 1)
    return changes


def _expected_rev(kind: type[Record], entry: LoggedChange, now: int | None, strict: bool) -> int:
    """Return the revision that taking an entry back expects; `now` is the present one, None for a gone record."""
    if entry.operation == "delete":
        if now is not None and strict:
            raise conflict(kind, entry.id, gone=False)
        return entry.rev
    if now is None:
        if strict:
            raise conflict(kind, entry.id, gone=True)
        return entry.rev
    return now


def _earlier(kind: type[Record], entry: LoggedChange, now: Record | None) -> Record | None:
    """Return the record as it was before a logged change."""
    if entry.operation == "insert":
        return None
    if entry.operation == "delete":
        return record_logged(kind, entry.id, entry.rev, ((n, old) for n, (old, _new) in entry.fields.items()))
    if now is None:
        return None
    return replace(now, **{n: value_logged(kind, n, old) for n, (old, _new) in entry.fields.items()})


_State = tuple[Record | None, int]
"""A record, None where it does not exist, and the revision that it has or its next change expects."""


def _current(work: Transaction, newest_first: Sequence[LoggedChange]) -> dict[tuple[str, str], _State]:
    """Return the stored records that entries speak of, with their revisions."""
    wanted: dict[str, set[str]] = {}
    for entry in newest_first:
        wanted.setdefault(entry.record_type, set()).add(entry.id)
    found: dict[tuple[str, str], _State] = {}
    for name, ids in wanted.items():
        table, form = work.schema.records[name], work.forms.of(RECORD_TYPES[name])
        columns = [table.c[c] for c in form.columns]
        rows = work.rows(select(*columns).where(work.among(table.c.id, sorted(ids))))
        found.update({(name, r.id): (r, r.rev) for r in form.records(RECORD_TYPES[name], rows)})
    return found


def demand_newest(work: Transaction, step: Step, entries: Sequence[LoggedChange]) -> set[tuple[str, str]]:
    """Raise ConflictError where a record of a step was touched after it by something that still holds.

    Later steps that were themselves taken back do not count: that is how several steps are undone one by one. Nor does
    it count that a record was locked or unlocked on one side and changed otherwise on the other; the records of which
    that is true are returned, by type and id.
    """
    log = work.schema.change_log
    holding = _still_holding(work, step)
    later = and_(log.c.seq > entries[-1].seq, or_(log.c.step.is_(None), work.among(log.c.step, holding)))
    mine: dict[tuple[str, str], set[str]] = {}
    own_locks: set[tuple[str, str]] = set()
    for entry in entries:
        key = (entry.record_type, entry.id)
        mine.setdefault(key, set()).update(entry.fields)
        (own_locks.add if _only_locks(entry) else own_locks.discard)(key)
    moved = {(row[0], row[1]) for row in work.rows(select(log.c.record_type, log.c.id).where(later))} & mine.keys()
    touched = logged(work, and_(later, work.among(log.c.id, sorted(i for _name, i in moved)))) if moved else []
    for entry in touched:
        key = (entry.record_type, entry.id)
        about_locks = entry.operation == "update" and (_only_locks(entry) or key in own_locks)
        if key in mine and (not about_locks or mine[key] & entry.fields.keys()):
            raise conflict(RECORD_TYPES[entry.record_type], entry.id, gone=False)
    return moved


def _only_locks(entry: LoggedChange) -> bool:
    """Tell whether a logged change locked or unlocked a record and did nothing else."""
    return entry.operation == "update" and entry.fields.keys() <= set(LOCKS.get(entry.record_type, ()))


def _still_holding(work: Transaction, step: Step) -> list[int]:
    """Return the steps after a step, without those pairs of which the later one takes the earlier one back."""
    table = work.schema.step
    later = select(table.c.number, table.c.undoes).where(table.c.number > step.number)
    taken_back: set[int] = set()
    holding = []
    for number, undoes in work.rows(later.order_by(table.c.number.desc())):
        if number in taken_back:
            continue
        if undoes is not None and undoes > step.number:
            taken_back.add(undoes)
        else:
            holding.append(number)
    return holding
