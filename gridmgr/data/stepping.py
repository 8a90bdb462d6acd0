# SPDX-License-Identifier: MIT
"""The three ways a step comes about: something is done, taken back, or was done by another program."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from gridmgr.data import journal
from gridmgr.data.derived import derive, derive_all, touched_by
from gridmgr.data.lock_guard import NOTHING_FREED, Freed, LockGuard, locks_brought
from gridmgr.data.store import Step
from gridmgr.data.transaction import Transaction
from gridmgr.data.writing import write_changes
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import Change
from gridmgr.model.errors import InputError, LockedError
from gridmgr.model.records import shape_field

_MANY = 2_000
"""From this many outside edits on, deriving everything is quicker than following each."""


def store(work: Transaction, heading: journal.Heading, changes: Sequence[Change], freed: Freed = NOTHING_FREED) -> Step:
    """Write changes, their journal and what is derived from them.

    Raises LockedError where that would change what a lock holds; locks that are `freed` do not count.
    """
    guard = LockGuard(work, changes, freed)
    step = journal.write_step(work, heading, write_changes(work, changes))
    guard.demand_places(derive(work, touched_by(changes)))
    return step


def take_back(work: Transaction, step: Step, heading: journal.Heading) -> Step:
    """Store the inverse of a step as a step of its own.

    Raises ConflictError where a record has moved on, LockedError where a lock set since holds it. What the step itself
    locked is no longer locked when it is taken back.
    """
    entries = journal.logged(work, work.schema.change_log.c.step == step.number)
    locked_since = journal.demand_newest(work, step, entries)
    changes = journal.inverse(work, entries)
    journal.mark_undone(work, step)
    made = replace(heading, label=step.label, undoes=step.number)
    try:
        return store(work, made, changes, locks_brought(entries, locked_since))
    except LockedError as held:
        held.step = step.number
        raise


def demand_no_geometry(work: Transaction) -> None:
    """Raise InputError where geometry is stored already, which belongs to the CRS it came in."""
    for kind in RECORD_TYPES.values():
        shape = shape_field(kind)
        if shape is None:
            continue
        table = work.schema.of(kind)
        if work.value(select(table.c.id).where(table.c[shape.name].is_not(None)).limit(1)) is not None:
            raise InputError("数据中已有图形，坐标系不能再改；请新建文件后重新导入。")


def take_in(work: Transaction) -> int:
    """Adopt the edits of other programs and derive what follows from them; return how many there were."""
    entries = journal.adopt_outside(work)
    if len(entries) > _MANY:
        derive_all(work)
    elif entries:
        derive(work, touched_by(journal.inverse(work, entries, strict=False)))
    return len(entries)
