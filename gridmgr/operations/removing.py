# SPDX-License-Identifier: MIT
"""What hangs on a record, and taking a record away without leaving anything that points to nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gridmgr.data.store import Store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.errors import GridmgrError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.people import Household, Resident
from gridmgr.model.records import Record, fields_of


class StillNeededError(GridmgrError):
    """Other records need the one that was to be removed."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """Records of one type that point to a record by one field."""

    record_type: str
    field: str
    count: int
    is_needed: bool
    """They cannot do without it."""

    @property
    def words(self) -> str:
        """How many of what."""
        return f"{self.count:,} 条{RECORD_TYPES[self.record_type].LABEL}记录"


def hanging_on(store: Store, record: Record) -> tuple[Hanging, ...]:
    """Return what points to a record, in the order of the record types."""
    found = []
    for kind, name, field in _links_to(record):
        count = store.count(kind, **{name: record.id})
        if count:
            found.append(Hanging(kind.TYPE, name, count, field.firm or field.required))
    return tuple(found)


def removal(store: Store, record: Record, with_members: bool = False) -> ChangeSet:
    """Return the step that removes a record as it was read; what may do without it no longer points to it.

    `with_members` takes the residents of a household away with it. Raises StillNeededError where records need it.
    """
    members = store.find(Resident, household_id=record.id) if with_members and isinstance(record, Household) else []
    steps = [change for member in members for change in removal(store, member).changes]
    for kind, name, field in _links_to(record):
        if members and (kind, name) == (Resident, "household_id"):
            continue
        rest = store.find(kind, **{name: record.id})
        if rest and (field.firm or field.required):
            raise StillNeededError(
                "这条{label}记录下还有 {count} 条{other}记录，不能删除。请先把它们移走或删除，再删除这条记录。",
                label=record.LABEL,
                count=len(rest),
                other=kind.LABEL,
            )
        steps += [changed(r, _without(r, name)) for r in rest]
    return ChangeSet(f"删除{record.LABEL}", (*steps, removed(record)))


def _without(record: Record, name: str) -> Record:
    """Return a record whose link points to nothing."""
    emptied: dict[str, Any] = {name: ""}  # Any: the type of the field
    return replace(record, **emptied)


def _links_to(record: Record) -> Iterator[tuple[type[Record], str, Field]]:
    """Yield every declared link to records of this type."""
    for kind in RECORD_TYPES.values():
        for name, field in fields_of(kind).items():
            if field.kind is Kind.LINK and field.to == record.TYPE:
                yield kind, name, field
