# SPDX-License-Identifier: MIT
"""Lists of records: which ids a query finds and in which order, read column by column.

A column is fetched as one text in one row, which is many times faster than as many rows, and put in order here: so the
order is the same on both databases, pinyin and figures included.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, cast, func, literal, or_, select, true
from sqlalchemy import Text as SqlText

from gridmgr.data.codes import read_code_lists
from gridmgr.data.filters import condition
from gridmgr.data.queries import SEARCHED, Condition, Query, Relation
from gridmgr.data.reaching import reached
from gridmgr.data.titles import titles
from gridmgr.data.transaction import Transaction
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field, Kind
from gridmgr.model.people import Resident
from gridmgr.model.pinyin import sort_key
from gridmgr.model.records import Record, fields_of

_BETWEEN = "\x1f"
"""Stands between the values of a column; no text that was cleaned holds it."""

_TAKING_OVER = frozenset({"building", "grid", "facility", "appointment"})
"""Types with derived fields, which change without an entry of their own in the journal."""

Places = NDArray[np.int64]

_NAMES = frozenset({"name", "former_name", "head_name", "manager"})


class Listing:
    """Lists of one store. What a column is sorted by is kept until a record of its type changes."""

    def __init__(self) -> None:
        self._seq = -1
        self._tables: dict[str, _Sorted] = {}

    def listed(self, work: Transaction, kind: type[Record], query: Query) -> list[str]:
        """Return the ids of the records that a query finds, in its order. Raises KeyError for an unknown field."""
        if not query.order and not query.is_everything:
            return sorted(_ids(work, kind, query))
        self._forget_changed(work)
        if kind.TYPE not in self._tables:
            self._tables[kind.TYPE] = _Sorted(work, kind)
        table = self._tables[kind.TYPE]
        places = table.all if query.is_everything else table.places(_ids(work, kind, query))
        for order in reversed(query.order):
            if order.field not in table.ranks:
                table.ranks[order.field] = _ranks(work, kind, order.field, table)
            places = _in_order(places, table.ranks[order.field][places], order.descending)
        return [table.ids[place] for place in places.tolist()]

    def _forget_changed(self, work: Transaction) -> None:
        """Forget the types that were changed since, and those that take something over from others."""
        log = work.schema.change_log
        newest = int(work.value(select(func.max(log.c.seq))) or 0)
        if newest != self._seq:
            touched = {row[0] for row in work.rows(select(log.c.record_type).distinct().where(log.c.seq > self._seq))}
            self._tables = {n: t for n, t in self._tables.items() if n not in touched | _TAKING_OVER}
            for name, table in self._tables.items():
                links = [f for f in table.ranks if fields_of(RECORD_TYPES[name])[f].kind is Kind.LINK]
                table.ranks = {f: r for f, r in table.ranks.items() if f not in links}
            self._seq = newest


class _Sorted:
    """The ids of one record type in the order in which they came, and the rank of each in the columns asked for."""

    def __init__(self, work: Transaction, kind: type[Record]) -> None:
        self.ids = sorted(_ids(work, kind, Query()))
        self.position = {record_id: place for place, record_id in enumerate(self.ids)}
        self.all = np.arange(len(self.ids))
        self.ranks: dict[str, Places] = {}

    def places(self, ids: Sequence[str]) -> Places:
        """Return the sorted places of some ids; those that came only just now are left out."""
        known = [place for place in map(self.position.get, ids) if place is not None]
        return np.sort(np.array(known, dtype=np.int64))


def _in_order(places: Places, ranks: Places, descending: bool) -> Places:
    """Return places by their ranks, those without one (-1) last; equal ones stay in the order they have."""
    key = np.where(ranks < 0, np.iinfo(np.int64).max, -ranks if descending else ranks)
    return places[np.argsort(key, kind="stable")]


def _ranks(work: Transaction, kind: type[Record], column: str, table: _Sorted) -> Places:
    """Return the rank of every record in a column; equal keys have equal ranks, -1 stands for an empty cell."""
    source = work.schema.of(kind)
    ids, cells = _columns(work, select(source.c.id, source.c[column]))
    key = _key_of(work, fields_of(kind)[column])
    keys = {cell: key(cell) for cell in set(cells)}
    rank = {value: place for place, value in enumerate(sorted(set(keys.values())))}
    by_cell = {cell: rank[value] if cell else -1 for cell, value in keys.items()}
    ranks = np.full(len(table.ids), -1, dtype=np.int64)
    for record_id, cell in zip(ids, cells, strict=True):
        place = table.position.get(record_id)
        if place is not None:
            ranks[place] = by_cell[cell]
    return ranks


def _ids(work: Transaction, kind: type[Record], query: Query) -> list[str]:
    return _columns(work, select(work.schema.of(kind).c.id).where(found(work, kind, query)))[0]


def tallied(work: Transaction, kind: type[Record], column: str, query: Query) -> dict[Any, int]:
    """Return how many of the records that a query finds hold each value of a column (Any: the column's type)."""
    table = work.schema.of(kind)
    wanted = select(table.c[column], func.count()).where(found(work, kind, query)).group_by(table.c[column])
    tally: dict[Any, int] = {}
    rows = work.rows(wanted)
    read = work.forms.of(kind).values([row[:1] for row in rows], [column])
    for (value,), (_, count) in zip(read, rows, strict=True):
        tally[value] = tally.get(value, 0) + int(count)
    return tally


def summed(work: Transaction, kind: type[Record], column: str, query: Query) -> tuple[int, float]:
    """Return how many records a query finds, and the sum of one column of them."""
    table = work.schema.of(kind)
    row = work.rows(select(func.count(), func.sum(table.c[column])).where(found(work, kind, query)))[0]
    return int(row[0]), float(row[1] or 0)


def found(work: Transaction, kind: type[Record], query: Query) -> ColumnElement[bool]:
    """Return the condition that a query stands for."""
    fields = {name: value for name, value in query.where.items() if not _leads(kind, name)}
    parts = [condition(work, kind, fields)]
    parts += [reached(work, kind, name, query.where[name]) for name in query.where if name not in fields]
    parts += [_holds(work, kind, one) for one in query.conditions]
    parts += [_mentions(work, kind, word, query.searched) for word in query.words.split()]
    return and_(true(), *parts)


def _leads(kind: type[Record], name: str) -> bool:
    """Tell whether a key is no field of the type: it leads to records through others."""
    return name not in fields_of(kind) and name != "id"


def _holds(work: Transaction, kind: type[Record], one: Condition) -> ColumnElement[bool]:
    """Return the condition on one field."""
    column, field = work.schema.of(kind).c[one.field], fields_of(kind)[one.field]
    if one.relation is Relation.CONTAINS:
        return and_(true(), *(like(work, column, str(value)) for value in one.values))
    if one.relation is Relation.ONE_OF and field.kind in {Kind.CODES, Kind.TEXTS}:
        return or_(*(like(work, column, f'"{value}"') for value in one.values))
    if one.relation is Relation.ONE_OF:
        return condition(work, kind, {one.field: one.values})
    if one.relation is Relation.AT_LEAST:
        return and_(true(), column >= work.forms.of(kind).stored(one.values[0]))
    if one.relation is Relation.AT_MOST:
        return and_(true(), column <= work.forms.of(kind).stored(one.values[0]))
    nothing: ColumnElement[bool] = column.is_(None)
    if field.kind not in {Kind.WHOLE, Kind.NUMBER, Kind.DATE, Kind.FLAG, Kind.SHAPE}:
        nothing = or_(nothing, column.in_(["", "[]"]))
    return nothing if one.relation is Relation.EMPTY else ~nothing


def like(work: Transaction, column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """Return that a column holds a piece of text, whatever its capitals."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    # SQLite's LIKE overlooks the case of Latin letters; on the server only text with such letters needs ILIKE.
    if not work.forms.local and part.lower() != part.upper():
        return column.ilike(f"%{escaped}%", escape="\\")
    return column.like(f"%{escaped}%", escape="\\")


def _mentions(work: Transaction, kind: type[Record], word: str, searched: Sequence[str]) -> ColumnElement[bool]:
    """Return that one of the searched columns holds a word."""
    table = work.schema.of(kind)
    return or_(*(like(work, table.c[name], word) for name in searched or columns_for(kind, word)))


def columns_for(kind: type[Record], word: str) -> list[str]:
    """Return the columns in which a word can be: figures in numbers, Chinese in names and addresses."""
    fields, names = fields_of(kind), SEARCHED[kind.TYPE]
    if word.isascii() and "initials" in names and word.isalpha():
        # The initials of a name in Latin letters are these letters.
        return ["initials", *(n for n in names if kind is not Resident and not fields[n].digits and n != "initials")]
    if word.isascii():
        return [n for n in names if kind is not Resident or fields[n].digits]
    return [n for n in names if n != "initials" and not fields[n].digits]


def _columns(work: Transaction, query: Select[Any]) -> list[list[Any]]:
    """Return the columns of a query as lists of texts, empty ones for nothing at all."""
    # The first column is the id, which is never empty.
    inner = query.subquery()
    joined = func.group_concat if work.forms.local else func.string_agg
    texts = [func.coalesce(cast(c, SqlText), "") if place else c for place, c in enumerate(inner.c)]
    row = work.rows(select(func.count(), *(joined(t, literal(_BETWEEN)) for t in texts)).select_from(inner))[0]
    columns = [(text or "").split(_BETWEEN) if row[0] else [] for text in row[1:]]
    if all(len(column) == row[0] for column in columns):
        return columns
    rows = work.rows(query)
    return [["" if value is None else str(value) for value in column] for column in zip(*rows, strict=True)]


def _key_of(work: Transaction, field: Field) -> Callable[[str], Any]:
    """Return what the cells of a field are sorted by (Any: text or number)."""
    if field.kind in {Kind.WHOLE, Kind.NUMBER}:
        return lambda cell: float(cell or 0)
    if field.kind in {Kind.DATE, Kind.FLAG} or field.digits:
        return str
    if field.kind is Kind.CODE:
        known = read_code_lists(work).get(field.code_list)
        places = {item.code: place for place, item in enumerate(known.items if known else ())}
        return lambda cell: places.get(cell, len(places))
    if field.kind is Kind.LINK:
        called = titles(work, RECORD_TYPES[field.to])
        return lambda cell: sort_key(called.get(cell, ""))
    is_name = field.name in _NAMES
    return lambda cell: sort_key(cell, is_name)
