# SPDX-License-Identifier: MIT
"""The tables of both databases, made from the declared records: one table per record type, one column per field."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint, Table
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy import text as sql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import TypeCompiler
from sqlalchemy.types import UserDefinedType

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import Record, fields_of

SCHEMA_REVISION = "0004"
"""Revision of the tables below; kept in `app_meta` and raised with every migration."""

UNDEFINED_SRID = -1
"""GeoPackage's "undefined Cartesian": the CRS of a file into which no layer has come yet."""

_LOOKED_UP = frozenset(
    {"grid_uid", "code", "source_key", "doc_no", "initials", "household_no"}
    | {"old_uid", "old_code", "new_uid", "new_code"}
)
"""Fields that imports match by or people search for, besides links."""

_COLUMN_TYPES = {
    Kind.WHOLE: ("INTEGER", "bigint"),
    Kind.NUMBER: ("DOUBLE", "double precision"),
    Kind.DATE: ("DATE", "date"),
    Kind.FLAG: ("BOOLEAN", "boolean"),
    Kind.LINK: ("TEXT(36)", "text"),
}


# Any: values pass through unchanged; `rows` gives them their Python form.
class Stored(UserDefinedType[Any]):
    """A column type spelled once for each database; values are converted in `rows`, not here."""

    cache_ok = True

    def __init__(self, local: str, shared: str) -> None:
        self.local = local
        self.shared = shared


@compiles(Stored, "sqlite")
def _local_spelling(stored: Stored, _compiler: TypeCompiler, **_options: object) -> str:
    return stored.local


@compiles(Stored, "postgresql")
def _shared_spelling(stored: Stored, _compiler: TypeCompiler, **_options: object) -> str:
    return stored.shared


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables of one store."""

    metadata: MetaData
    records: Mapping[str, Table]
    meta: Table
    """`app_meta`: format, schema revision, CRS, marks of the program."""
    setting: Table
    code_item: Table
    step: Table
    change_log: Table
    member: Table
    """`building_grid`: which building lies in which grid, for every plan. Derived; may be rebuilt at any time."""

    def of(self, kind: type[Record]) -> Table:
        """Return the table of a record type."""
        return self.records[kind.TYPE]

    def by_community(self) -> list[Table]:
        """Return the tables that carry `community` in their key (all but those of the whole district)."""
        apart = [t for name, t in self.records.items() if not RECORD_TYPES[name].SHARED]
        return [*apart, self.change_log, self.member]


@cache
def local_schema() -> Schema:
    """Return the tables of a GeoPackage; each has the integer key `fid` that the format asks for."""
    return _schema(shared=False, srid=None, partitioned=False)


@cache
def shared_schema(srid: int | None = None, partitioned: bool = False) -> Schema:
    """Return the tables of a PostGIS server, on wish partitioned by community as a distributed server does it."""
    return _schema(shared=True, srid=srid, partitioned=partitioned)


def _schema(shared: bool, srid: int | None, partitioned: bool) -> Schema:
    metadata = MetaData()
    options: dict[str, Any] = {"postgresql_partition_by": "HASH (community)"} if partitioned else {}
    records = {
        name: _record_table(metadata, kind, shared, srid, {} if kind.SHARED else options)
        for name, kind in RECORD_TYPES.items()
    }
    return Schema(
        metadata,
        records,
        meta=Table("app_meta", metadata, Column("key", _text(40), primary_key=True), Column("value", _text())),
        setting=Table("setting", metadata, Column("key", _text(), primary_key=True), Column("value", _text())),
        code_item=_code_item(metadata, shared),
        step=_step(metadata),
        change_log=_change_log(metadata, shared, options),
        member=_member(metadata, options),
    )


def _record_table(
    metadata: MetaData, kind: type[Record], shared: bool, srid: int | None, options: Mapping[str, Any]
) -> Table:
    """Declare the table of one record type with its keys, links and indexes."""
    fields = fields_of(kind)
    columns = [] if shared else [Column("fid", Integer, primary_key=True)]
    columns.append(Column("id", _text(36), nullable=not shared))
    columns += [_column(name, field, shared, srid) for name, field in fields.items()]
    links = [_firm_link(kind, name, field) for name, field in fields.items() if field.firm]
    table = Table(
        kind.TYPE, metadata, *columns, *_keys(kind, shared), *links, sqlite_autoincrement=True, **dict(options)
    )
    if shared and not kind.SHARED:
        Index(f"{kind.TYPE}_id", table.c.id)
    for name, field in fields.items():
        if field.kind is Kind.LINK or name in _LOOKED_UP:
            Index(f"{kind.TYPE}_{name}", table.c[name])
    return table


def _keys(kind: type[Record], shared: bool) -> list[Any]:  # Any: two sorts of constraint
    """Return the business key: (id) for the whole district, (community, id) for the rest."""
    if shared:
        return [PrimaryKeyConstraint("id") if kind.SHARED else PrimaryKeyConstraint("community", "id")]
    return [Unique("id")] if kind.SHARED else [Unique("id"), Unique("community", "id")]


# Any: SQLAlchemy columns are generic over their Python type, which differs.
def _column(name: str, field: Field, shared: bool, srid: int | None) -> Column[Any]:
    if name == "community":
        return Column(name, _text(12), nullable=not shared, server_default="")
    if name == "rev":
        return Column(name, Stored("INTEGER", "bigint"), nullable=not shared, server_default=sql("0"))
    if field.kind is Kind.SHAPE:
        place = field.shape if srid is None else f"{field.shape},{srid}"
        return Column(name, Stored(field.shape, f"geometry({place})"))
    if field.kind in _COLUMN_TYPES:
        return Column(name, Stored(*_COLUMN_TYPES[field.kind]))
    return Column(name, _text(field.length))


def _firm_link(kind: type[Record], name: str, field: Field) -> ForeignKeyConstraint:
    """Return the foreign key behind a firm link; checked at commit, so that a step may store in any order."""
    to = RECORD_TYPES[field.to]
    here, there = ([name], [f"{to.TYPE}.id"]) if to.SHARED else (["community", name], _key_of(to))
    return ForeignKeyConstraint(here, there, name=f"{kind.TYPE}_{name}_exists", deferrable=True, initially="DEFERRED")


def _key_of(kind: type[Record]) -> list[str]:
    return [f"{kind.TYPE}.community", f"{kind.TYPE}.id"]


def _text(length: int = 0) -> Stored:
    """Return a text column; a GeoPackage names its width, the server leaves bounds to the checks of the records."""
    return Stored(f"TEXT({length})" if length else "TEXT", "text")


def _whole() -> Stored:
    return Stored("INTEGER", "bigint")


def _code_item(metadata: MetaData, shared: bool) -> Table:
    number = Column("fid", Integer, primary_key=True)
    key = PrimaryKeyConstraint("list", "code") if shared else Unique("list", "code")
    return Table(
        "code_item",
        metadata,
        *([] if shared else [number]),
        Column("list", _text(40), nullable=False),
        Column("list_title", _text()),
        Column("position", _whole()),
        Column("code", _text(20), nullable=False),
        Column("label", _text()),
        Column("aliases", _text()),
        Column("english", _text()),
        Column("active", Stored("BOOLEAN", "boolean"), server_default=sql("true")),
        key,
        sqlite_autoincrement=True,
    )


def _step(metadata: MetaData) -> Table:
    return Table(
        "step",
        metadata,
        Column("number", Stored("INTEGER", "bigint"), primary_key=True, autoincrement=False),
        Column("label", _text()),
        Column("author", _text()),
        Column("at", _text(40)),
        Column("kind", _text(10)),
        Column("changes", _whole()),
        Column("first_seq", _whole()),
        Column("undoes", _whole()),
        Column("undone", Stored("BOOLEAN", "boolean"), server_default=sql("false")),
    )


def _change_log(metadata: MetaData, shared: bool, options: Mapping[str, Any]) -> Table:
    next_seq = sql("nextval('change_log_seq')")
    seq = (
        Column("seq", _whole(), nullable=False, server_default=next_seq)
        if shared
        else Column("seq", Integer, primary_key=True)
    )
    table = Table(
        "change_log",
        metadata,
        seq,
        Column("step", _whole()),
        Column("record_type", _text(40)),
        Column("id", _text(36)),
        Column("community", _text(12), nullable=not shared, server_default=""),
        Column("rev", _whole()),
        Column("operation", _text(10)),
        Column("fields", _text()),
        Column("author", _text()),
        Column("at", _text(40)),
        *([PrimaryKeyConstraint("community", "seq")] if shared else []),
        sqlite_autoincrement=True,
        **dict(options),
    )
    outside = table.c.step.is_(None)
    Index("change_log_outside", table.c.seq, sqlite_where=outside, postgresql_where=outside)
    if shared:
        Index("change_log_seq_order", table.c.seq)
    return table


def _member(metadata: MetaData, options: Mapping[str, Any]) -> Table:
    table = Table(
        "building_grid",
        metadata,
        Column("community", _text(12), nullable=False),
        Column("building_id", _text(36), nullable=False),
        Column("grid_id", _text(36), nullable=False),
        PrimaryKeyConstraint("community", "building_id", "grid_id"),
        sqlite_with_rowid=False,
        **dict(options),
    )
    Index("building_grid_building", table.c.building_id)
    Index("building_grid_grid", table.c.grid_id)
    return table
