# SPDX-License-Identifier: MIT
"""How records become rows and rows records, for both databases and for the journal."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING
from dataclasses import fields as dataclass_fields
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from gridmgr.data import geometry
from gridmgr.data.queries import Value
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import R, Record, fields_of

# Any throughout: a column holds values of its field's type, and every field has another one.
Column = Sequence[Any]
Convert = Callable[[Column], Column]


def to_json(value: object) -> str:
    """Return JSON as it is stored: readable Chinese, no spaces, keys in the order given."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def defaults(kind: type[Record]) -> Mapping[str, Any]:
    """Return what each field holds where its column is empty (a required text: the empty one)."""
    return _defaults(kind.TYPE)


@cache
def _defaults(record_type: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for part in dataclass_fields(RECORD_TYPES[record_type]):
        if part.default_factory is not MISSING:
            found[part.name] = part.default_factory()
        else:
            found[part.name] = "" if part.default is MISSING else part.default
    return found


_BLOCK = 500
"""Rows that are turned into columns at once: few enough to stay in the processor's cache."""

T = TypeVar("T")


def _blocks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[i : i + _BLOCK] for i in range(0, len(items), _BLOCK))


class RowForm:
    """The rows of one record type in one kind of database."""

    def __init__(self, kind: type[Record], local: bool, srid: int) -> None:
        self.kind = kind
        self.columns: tuple[str, ...] = ("id", *fields_of(kind))
        self.position = {name: i for i, name in enumerate(self.columns)}
        self._fields = fields_of(kind)
        self._local = local
        self._srid = srid
        self._writers = {i: w for name, i in self.position.items() if (w := self._writer(name)) is not None}
        self._getter = attrgetter(*self.columns)

    def rows(self, records: Sequence[Record], columns: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """Return the stored values of records, of all columns or of some."""
        wanted = tuple(columns) or self.columns
        getter = self._getter if not columns else attrgetter(*wanted, "id")
        writers = [(i, w) for i, name in enumerate(wanted) if (w := self._writers.get(self.position[name])) is not None]
        found: list[tuple[Any, ...]] = []
        for block in _blocks(records):
            cells: list[Column] = [*zip(*map(getter, block), strict=True)]
            del cells[len(wanted) :]
            for i, writer in writers:
                cells[i] = writer(cells[i])
            found += zip(*cells, strict=True)
        return found

    def records(self, kind: type[R], rows: Sequence[Sequence[Any]]) -> list[R]:
        """Return the records of rows that hold all columns in order."""
        names = self.columns
        return [kind(**dict(zip(names, values, strict=True))) for values in self.values(rows, names)]

    def values(self, rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return rows of the named columns with their Python values."""
        found: list[tuple[Any, ...]] = []
        for block in _blocks(rows):
            cells: list[Column] = list(zip(*block, strict=True))
            found += zip(*(self._read(n, c) for n, c in zip(columns, cells, strict=True)), strict=True)
        return found

    def stored(self, value: Value) -> Any:
        """Return one plain value as the database compares it."""
        if isinstance(value, date) and self._local:
            return value.isoformat()
        return value

    def shapes(self, cells: Column) -> geometry.Shapes:
        """Return stored geometries as an array of shapely objects."""
        return geometry.from_blobs(cells) if self._local else geometry.from_ewkb(cells)

    def _read(self, name: str, cells: Column) -> Column:
        if name == "id":
            return cells
        kind, empty = self._fields[name].kind, defaults(self.kind)[name]
        if kind is Kind.SHAPE:
            return list(self.shapes(cells))
        if kind is Kind.FLAG:
            return [empty if v is None else bool(v) for v in cells]
        if kind in _LISTS:
            return [empty if v is None else texts_stored(v) for v in cells]
        if kind is Kind.EXTRA:
            return [{} if v is None else _mapping(v) for v in cells]
        if kind is Kind.DATE and self._local:
            return [None if v is None else _day(v) for v in cells]
        return cells if empty is None else [empty if v is None else v for v in cells]

    def _writer(self, name: str) -> Convert | None:
        """Return how a column of Python values becomes stored ones; None where nothing is to be done."""
        if name == "id":
            return None
        field = self._fields[name]
        if field.kind is Kind.SHAPE:
            return lambda cells: self._shape_cells(field, cells)
        if field.kind is Kind.DATE:
            return _day_texts if self._local else None
        return _WRITERS.get(field.kind)

    def _shape_cells(self, field: Field, cells: Column) -> Column:
        wrong = geometry.wrong_type(cells, field.shape)
        if wrong is not None:
            raise InputError(
                "{label}的{field}不能存放 {found} 图形，应为 {wanted}。",
                label=self.kind.LABEL,
                field=field.label,
                found=wrong.geom_type,
                wanted=field.shape,
            )
        if self._local:
            return geometry.to_blobs(cells, self._srid)
        return geometry.to_ewkb(cells, max(self._srid, 0))


_LISTS = frozenset({Kind.CODES, Kind.TEXTS})


def _day_texts(cells: Column) -> Column:
    return [None if v is None else v.isoformat() for v in cells]


# Numbers that come out of numpy would be stored as bytes by sqlite3, hence int(v) and float(v).
_WRITERS: Mapping[Kind, Convert] = {
    Kind.WHOLE: lambda cells: [v if v is None or type(v) is int else int(v) for v in cells],
    Kind.NUMBER: lambda cells: [v if v is None or type(v) is float else float(v) for v in cells],
    Kind.FLAG: lambda cells: [bool(v) for v in cells],
    Kind.LINK: lambda cells: [v or None for v in cells],
    Kind.CODES: lambda cells: [to_json(list(v)) if v else None for v in cells],
    Kind.TEXTS: lambda cells: [to_json(list(v)) if v else None for v in cells],
    Kind.EXTRA: lambda cells: [to_json(dict(v)) if v else None for v in cells],
}


def texts_stored(value: str) -> tuple[str, ...]:
    """Read a stored list; what another program typed in plainly counts as one text."""
    try:
        found = json.loads(value)
    except ValueError:
        return (str(value),)
    return tuple(map(str, found)) if isinstance(found, list) else (str(value),)


def _mapping(value: str) -> dict[str, str]:
    """Read stored columns of the office; what another program broke is shown under an empty heading, not lost."""
    try:
        found = json.loads(value)
    except ValueError:
        return {"": str(value)}
    return found if isinstance(found, dict) else {"": str(value)}


def _day(value: str) -> date | None:
    """Read a date; other programs may have written a time behind it or something that is no date at all."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def logged_value(field: Field, value: Any) -> Any:
    """Return one value in the form in which the journal keeps it (JSON types only; geometry as hex WKB)."""
    if value is None or value == "":
        return None if field.kind is Kind.LINK else value
    if field.kind is Kind.SHAPE:
        return geometry.to_hex(value)
    if field.kind is Kind.DATE:
        return value.isoformat()
    if field.kind is Kind.EXTRA:
        return to_json(dict(value)) if value else None
    if field.kind in _LISTS:
        return to_json(list(value)) if value else None
    if field.kind is Kind.FLAG:
        return bool(value)
    return int(value) if field.kind is Kind.WHOLE else value


def value_logged(kind: type[Record], name: str, value: Any) -> Any:
    """Return the Python value of what the journal kept of a field; an empty one means the field's default."""
    field = fields_of(kind)[name]
    if value is None:
        return defaults(kind)[name]
    if field.kind is Kind.SHAPE:
        return geometry.from_hex(value)
    if field.kind is Kind.DATE:
        return _day(value)
    if field.kind is Kind.EXTRA:
        return _mapping(value)
    if field.kind in _LISTS:
        return texts_stored(value)
    return bool(value) if field.kind is Kind.FLAG else value


def kept_fields(kind: type[Record]) -> Mapping[str, Field]:
    """Return the fields that the journal follows: all but the revision and what the store derives itself."""
    return _kept_fields(kind.TYPE)


@cache
def _kept_fields(record_type: str) -> Mapping[str, Field]:
    fields = fields_of(RECORD_TYPES[record_type])
    return {name: f for name, f in fields.items() if name != "rev" and not f.derived}


def logged_difference(before: Record, after: Record) -> dict[str, tuple[Any, Any]]:
    """Return old and new logged value of every followed field in which two states of a record differ."""
    found = {}
    for name, field in kept_fields(type(after)).items():
        old, new = getattr(before, name), getattr(after, name)
        if old is not new and old != new:
            found[name] = (logged_value(field, old), logged_value(field, new))
    return found


def logged_whole(record: Record) -> dict[str, tuple[Any, None]]:
    """Return the logged values of a record that goes, fields at their default left out."""
    empty = defaults(type(record))
    found = {}
    for name, field in kept_fields(type(record)).items():
        value = getattr(record, name)
        if value is not empty[name] and value != empty[name]:
            found[name] = (logged_value(field, value), None)
    return found


def record_logged(kind: type[R], record_id: str, rev: int, fields: Iterable[tuple[str, Any]]) -> R:
    """Return the record that logged values describe; fields not named are at their default."""
    filled = dict(defaults(kind))
    filled.update({name: value_logged(kind, name, value) for name, value in fields})
    filled.update(id=record_id, rev=rev)
    return kind(**filled)
