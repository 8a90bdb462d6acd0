# SPDX-License-Identifier: MIT
"""What the local file and the shared server have in common: one Store over SQL."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import and_, func, select

from gridmgr.data import journal, listing, membership, stepping
from gridmgr.data.codes import read_code_lists
from gridmgr.data.crs import metric_crs
from gridmgr.data.derived import derive_all
from gridmgr.data.filters import condition
from gridmgr.data.membership import SpecialHouseholds
from gridmgr.data.queries import Query, Wanted
from gridmgr.data.store import LoggedChange, Step, StepKind
from gridmgr.data.tables import UNDEFINED_SRID
from gridmgr.data.titles import titles
from gridmgr.data.transaction import Forms, Transaction
from gridmgr.model.changes import ChangeSet
from gridmgr.model.codelists import CodeList
from gridmgr.model.errors import ReadOnlyError, StoreError
from gridmgr.model.records import R, Record

_BLOCK = 20_000
"""Rows that are read at once from tables too large for memory."""


class SqlStore(ABC):
    """A Store whose transactions a local file or a shared server provides."""

    def __init__(self, location: str, author: str, read_only: bool, refusal: StoreError | None = None) -> None:
        self._location = location
        self._author = author
        self._read_only = read_only
        self._refusal = refusal
        self._listing = listing.Listing()

    @abstractmethod
    def back_up(self) -> Path | None:
        """Keep a copy of this state; None where that is not the program's to do."""

    @abstractmethod
    def _transaction(self, writing: bool) -> AbstractContextManager[Transaction]:
        """Open a transaction; it is stored when the block ends well, else rolled back."""

    @abstractmethod
    def _switch_srid(self, work: Transaction, epsg: int) -> None:
        """Put all geometry columns, which are empty, into one CRS."""

    @abstractmethod
    def _whose(self, author: str) -> str | None:
        """Return whose steps undo and redo look at; None for everybody's."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the data."""

    def transaction(self, writing: bool) -> AbstractContextManager[Transaction]:
        """Open a transaction, for the parts of `data` that need more than records (copying, checking, backing up)."""
        return self._writing() if writing else self._reading()

    def _reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that sees one state of the data."""
        return self._transaction(writing=False)

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        """Open the one writing transaction. Raises ConflictError when a link would lead nowhere."""
        self._demand_writing()
        with self._transaction(writing=True) as work:
            work.begin_writing()
            work.forms = Forms(work.forms.local, int(work.meta("crs") or UNDEFINED_SRID))
            yield work
            work.end_writing()

    @property
    def location(self) -> str:
        """Return the file's path or the server's address, without a password."""
        return self._location

    @property
    def read_only(self) -> bool:
        """Tell whether changes are refused."""
        return self._read_only

    @property
    def refusal(self) -> StoreError | None:
        """Return why nothing may be changed although it was wanted, for the banner over a read-only document."""
        return self._refusal

    @property
    def crs(self) -> int | None:
        """Return the EPSG code of the metric CRS of all geometry; None until the first layer came in."""
        with self._reading() as work:
            return int(work.meta("crs") or 0) or None

    def settle_crs(self, epsg: int) -> None:
        """Fix the metric CRS. Raises InputError when geometry is already stored in another one."""
        self._demand_writing()
        if epsg == self.crs:
            return
        metric_crs(epsg)
        with self._writing() as work:
            stepping.demand_no_geometry(work)
            self._switch_srid(work, epsg)
            work.set_meta({"crs": str(epsg)})

    def get(self, kind: type[R], record_id: str) -> R | None:
        """Return one record, or None."""
        found = self.find(kind, id=record_id)
        return found[0] if found else None

    def find(self, kind: type[R], **equals: Wanted) -> list[R]:
        """Return the records whose fields equal what is wanted, ordered by id."""
        with self._reading() as work:
            table, form = work.schema.of(kind), work.forms.of(kind)
            wanted = condition(work, kind, equals)
            rows = work.rows(select(*(table.c[c] for c in form.columns)).where(wanted).order_by(table.c.id))
        return form.records(kind, rows)

    def each(self, kind: type[R], **equals: Wanted) -> Iterator[R]:
        """Yield what `find` returns, in blocks that are each read from one state of the data."""
        with self._reading() as work:
            form = work.forms.of(kind)
        for rows in self._blocks(kind, form.columns, equals):
            yield from form.records(kind, rows)

    def values(self, kind: type[Record], columns: Sequence[str], **equals: Wanted) -> Iterator[tuple[Any, ...]]:
        """Yield the named fields of each record, ordered by id (Any: each has the type of its field)."""
        with self._reading() as work:
            form = work.forms.of(kind)
        for rows in self._blocks(kind, ("id", *columns), equals):
            yield from form.values([row[1:] for row in rows], columns)

    def _blocks(
        self, kind: type[Record], columns: Sequence[str], equals: Mapping[str, Wanted]
    ) -> Iterator[Sequence[Any]]:
        """Yield rows in blocks; the first column is the id, by which the next block is found."""
        last = ""
        while True:
            with self._reading() as work:
                table = work.schema.of(kind)
                wanted = and_(condition(work, kind, equals), table.c.id > last)
                query = select(*(table.c[c] for c in columns)).where(wanted).order_by(table.c.id).limit(_BLOCK)
                rows = work.rows(query)
            if rows:
                yield rows
            if len(rows) < _BLOCK:
                return
            last = rows[-1][0]

    def count(self, kind: type[Record], **equals: Wanted) -> int:
        """Return how many records there are."""
        with self._reading() as work:
            found = select(func.count()).select_from(work.schema.of(kind)).where(condition(work, kind, equals))
            return int(work.value(found))

    def listed(self, kind: type[Record], query: Query) -> list[str]:
        """Return the ids of the records that a query finds, in its order."""
        with self._reading() as work:
            return self._listing.listed(work, kind, query)

    def tallied(self, kind: type[Record], column: str, query: Query) -> Mapping[Any, int]:
        """Return how many of the records that a query finds hold each value of a column."""
        with self._reading() as work:
            return listing.tallied(work, kind, column, query)

    def summed(self, kind: type[Record], column: str, query: Query) -> tuple[int, float]:
        """Return how many records a query finds, and the sum of one column of them."""
        with self._reading() as work:
            return listing.summed(work, kind, column, query)

    def titles(self, kind: type[Record], ids: Collection[str] | None = None) -> Mapping[str, str]:
        """Return what records are called where others point to them, by id."""
        with self._reading() as work:
            return titles(work, kind, ids)

    def members(self, plan_ids: Collection[str]) -> list[tuple[str, str, str]]:
        """Return (plan id, building id, grid id) of every building that lies in a grid of some plans."""
        with self._reading() as work:
            return membership.members(work, plan_ids)

    def special_households(self, buildings: Collection[str] | None = None) -> Mapping[str, SpecialHouseholds]:
        """Count the households with special groups of some buildings (None: of all), by building."""
        with self._reading() as work:
            return membership.special_households(work, buildings)

    def apply(self, changes: ChangeSet) -> Step:
        """Store all changes or none, and journal them; derived fields follow in the same transaction."""
        heading = journal.Heading(changes.label, changes.author or self._author, changes.at or _now())
        if not changes:
            return Step(0, heading.label, heading.author, heading.at, StepKind.DO, 0, self.last_seq)
        with self._stepping() as work:
            return stepping.store(work, heading, changes.changes)

    def undo(self, author: str = "", at: datetime | None = None, step: int = 0) -> Step | None:
        """Take the newest step back that is not undone yet, or the one of a number; None when there is none."""
        heading = journal.Heading("", author or self._author, at or _now(), StepKind.UNDO)
        with self._stepping() as work:
            found = journal.to_undo(work, self._whose(heading.author), step)
            return found and stepping.take_back(work, found, heading)

    def redo(self, author: str = "", at: datetime | None = None, step: int = 0) -> Step | None:
        """Do the step again that was undone last, or take back the undoing of a number; None when there is none."""
        heading = journal.Heading("", author or self._author, at or _now(), StepKind.REDO)
        with self._stepping() as work:
            found = journal.to_redo(work, self._whose(heading.author), step)
            return found and stepping.take_back(work, found, heading)

    @contextmanager
    def _stepping(self) -> Iterator[Transaction]:
        """Open a writing transaction in which edits by other programs already have their own step."""
        with self._writing() as work:
            stepping.take_in(work)
            yield work

    def journal(self, limit: int = 50) -> list[Step]:
        """Return the newest steps, newest first."""
        with self._reading() as work:
            return journal.steps(work, limit)

    def changes_of(self, step: int, limit: int) -> list[LoggedChange]:
        """Return the first `limit` changes of a step by its number, in order."""
        with self._reading() as work:
            return journal.of_step(work, step, limit)

    def changes_since(self, seq: int) -> list[LoggedChange]:
        """Return every change logged after `seq` in order, by this program, a colleague or another program."""
        self.refresh_outside()
        with self._reading() as work:
            return journal.logged(work, work.schema.change_log.c.seq > seq)

    @property
    def last_seq(self) -> int:
        """Return the sequence number of the newest logged change, 0 for none."""
        with self._reading() as work:
            return int(work.value(select(func.max(work.schema.change_log.c.seq))) or 0)

    def refresh_outside(self) -> int:
        """Give edits by other programs their step and derive what follows from them; return how many there were."""
        if self._read_only:
            return 0
        with self._reading() as work:
            log = work.schema.change_log
            waiting = work.value(select(func.count()).where(log.c.step.is_(None)))
        if not waiting:
            return 0
        with self._writing() as work:
            return stepping.take_in(work)

    def refresh(self) -> None:
        """Derive everything anew."""
        with self._writing() as work:
            derive_all(work)

    def code_lists(self) -> Mapping[str, CodeList]:
        """Return the code lists kept with the data, without codes that the office switched off."""
        with self._reading() as work:
            return read_code_lists(work)

    def remembered(self, key: str) -> str | None:
        """Return a small setting kept with the data, such as a column mapping."""
        with self._reading() as work:
            table = work.schema.setting
            found: str | None = work.value(select(table.c.value).where(table.c.key == key))
            return found

    def remember(self, key: str, value: str) -> None:
        """Keep a small setting with the data; not journalled."""
        with self._writing() as work:
            table = work.schema.setting
            if work.run(table.update().where(table.c.key == key).values(value=value)) == 0:
                work.run(table.insert().values(key=key, value=value))

    def _demand_writing(self) -> None:
        if self._refusal is not None:
            raise self._refusal.with_traceback(None)
        if self._read_only:
            raise ReadOnlyError("数据是以只读方式打开的，不能改动；请取得写入权限后重新打开。")

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()


def _now() -> datetime:
    return datetime.now(UTC)
