# SPDX-License-Identifier: MIT
"""The one door to a district's data, whether it is a local file or a shared server."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from gridmgr.data.membership import SpecialHouseholds
from gridmgr.data.queries import Query, Wanted
from gridmgr.model.changes import ChangeSet
from gridmgr.model.codelists import CodeList
from gridmgr.model.records import R, Record


class StepKind(StrEnum):
    """How a step came about."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"
    OUTSIDE = "outside"
    """A program other than gridmgr edited the data."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the journal: everything that was stored together."""

    number: int
    label: str
    author: str
    at: datetime
    kind: StepKind
    changes: int
    """How many records it touched."""
    first_seq: int
    """Sequence number just before its first logged change: `changes_since(first_seq)` begins with this step."""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One record touched by one step."""

    seq: int
    step: int
    record_type: str
    id: str
    community: str
    rev: int
    """Revision after the change."""
    operation: str
    """insert, update or delete."""
    fields: Mapping[str, tuple[Any, Any]]
    """Old and new value of the fields that changed, in stored form (Any: every kind of column)."""
    author: str
    at: datetime


class Store(Protocol):
    """A district's data. Everything read is whole records or plain values; everything written is a ChangeSet.

    Reading is allowed from several threads, each with its own store; writing is all or nothing. All methods may raise
    StoreError (read-only, busy, disk full, corrupt, server gone).
    """

    @property
    def location(self) -> str:
        """Return the file's path or the server's address, without a password."""

    @property
    def read_only(self) -> bool:
        """Tell whether changes are refused."""

    @property
    def crs(self) -> int | None:
        """Return the EPSG code of the metric CRS of all geometry; None until the first layer came in."""

    def settle_crs(self, epsg: int) -> None:
        """Fix the metric CRS. Raises InputError when geometry is already stored in another one."""

    def get(self, kind: type[R], record_id: str) -> R | None:
        """Return one record, or None."""

    def find(self, kind: type[R], **equals: Wanted) -> list[R]:
        """Return the records whose fields equal what is wanted, ordered by id (the order in which they came)."""

    def each(self, kind: type[R], **equals: Wanted) -> Iterator[R]:
        """Yield what `find` returns, in blocks, for tables too large for memory."""

    def values(self, kind: type[Record], columns: Sequence[str], **equals: Wanted) -> Iterator[tuple[Any, ...]]:
        """Yield the named fields (`id` and derived ones too) of each record, ordered by id, without making records.

        Any: each column has the type of its field; geometry comes as shapely objects.
        """

    def count(self, kind: type[Record], **equals: Wanted) -> int:
        """Return how many records there are."""

    def listed(self, kind: type[Record], query: Query) -> list[str]:
        """Return the ids of the records that a query finds, in its order.

        Chinese goes by pinyin, figures within text by their value, codes by their place in the list, links by the
        title of what they lead to; the same on every store.
        """

    def tallied(self, kind: type[Record], column: str, query: Query) -> Mapping[Any, int]:
        """Return how many of the records that a query finds hold each value of a column (Any: the column's type)."""

    def summed(self, kind: type[Record], column: str, query: Query) -> tuple[int, float]:
        """Return how many records a query finds, and the sum of one column of them."""

    def titles(self, kind: type[Record], ids: Collection[str] | None = None) -> Mapping[str, str]:
        """Return what records are called where others point to them, by id; of all of them without `ids`."""

    def members(self, plan_ids: Collection[str]) -> list[tuple[str, str, str]]:
        """Return (plan id, building id, grid id) of every building that lies in a grid of some plans.

        Read from the table that the store keeps up to date itself; nothing is looked up on the map again.
        """

    def special_households(self, buildings: Collection[str] | None = None) -> Mapping[str, SpecialHouseholds]:
        """Count the households with special groups of some buildings (None: of all), by building; figures only.

        Only households that the district's rule counts, and only residents who are here. Buildings without any are
        left out.
        """

    def apply(self, changes: ChangeSet) -> Step:
        """Store all changes or none, and journal them; derived fields follow in the same transaction.

        Raises ConflictError when a record has another revision than its change expects.
        """

    def undo(self, author: str = "", at: datetime | None = None, step: int = 0) -> Step | None:
        """Take the newest step back that is not undone yet, or the one of a number; None when there is none.

        On a shared server only the author's own steps count. Raises ConflictError where a record has moved on,
        LockedError where a lock set since holds it; then nothing is undone.
        """

    def redo(self, author: str = "", at: datetime | None = None, step: int = 0) -> Step | None:
        """Do the step again that was undone last; None when something else was done since.

        With a number, that undoing in the journal is taken back whatever was done since: a branch that was left is not
        lost. Raises as `undo` does.
        """

    def journal(self, limit: int = 50) -> list[Step]:
        """Return the newest steps, newest first."""

    def changes_of(self, step: int, limit: int) -> list[LoggedChange]:
        """Return the first `limit` changes of a step by its number, in order."""

    def changes_since(self, seq: int) -> list[LoggedChange]:
        """Return every change logged after `seq` in order, by this program, a colleague or another program."""

    @property
    def last_seq(self) -> int:
        """Return the sequence number of the newest logged change, 0 for none."""

    def code_lists(self) -> Mapping[str, CodeList]:
        """Return the code lists kept with the data; an office may have added, renamed or switched off codes."""

    def remembered(self, key: str) -> str | None:
        """Return a small setting kept with the data, such as a column mapping."""

    def remember(self, key: str, value: str) -> None:
        """Keep a small setting with the data; not journalled."""

    def back_up(self) -> Path | None:
        """Keep a copy of this state, as before an import, and return where it lies.

        None on a server, whose backups are its administrator's.
        """

    def close(self) -> None:
        """Let go of the data. A local file is then one plain file."""

    def __enter__(self) -> Self:
        """Return the store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
