# SPDX-License-Identifier: MIT
"""One open transaction on one of the two databases: the few things in which they differ stand behind one face."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Table,
    and_,
    any_,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy import table as table_of
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from gridmgr.data.geopackage import FORGET_EXTENTS, tree_name
from gridmgr.data.rows import RowForm
from gridmgr.data.tables import Schema
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.records import Record


class Forms:
    """The row forms of all record types of one store, made once."""

    def __init__(self, local: bool, srid: int) -> None:
        self.local = local
        self.questions: dict[str, Executable] = {}
        """Queries that are asked often, by their name: to put one together takes longer than to ask it."""
        self._forms = {name: RowForm(kind, local, srid) for name, kind in RECORD_TYPES.items()}

    def of(self, kind: type[Record]) -> RowForm:
        """Return the row form of a record type."""
        return self._forms[kind.TYPE]


class Transaction(ABC):
    """Reads and writes within one transaction. Any: rows hold values of every type."""

    PLACE = "?"
    """How a parameter stands in a statement that goes to the driver as it is."""

    def __init__(self, connection: Connection, schema: Schema, forms: Forms) -> None:
        self.connection = connection
        self.schema = schema
        self.forms = forms

    def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Return all rows of a query, each of which is as good as a tuple."""
        return self.connection.execute(statement, parameters).all()

    def question(self, name: str, make: Callable[[], Executable]) -> Executable:
        """Return the query of this name with named parameters, put together when it is first asked for."""
        known = self.forms.questions.get(name)
        if known is None:
            known = self.forms.questions[name] = make()
        return known

    def value(self, statement: Executable) -> Any:
        """Return the first value of the first row, or None."""
        return self.connection.execute(statement).scalar()

    def run(self, statement: UpdateBase) -> int:
        """Run one writing statement and return how many rows it touched."""
        return int(self.connection.execute(statement).rowcount)

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run a driver statement for each row of parameters and return how many rows it touched."""
        parameters = [tuple(row) for row in rows]
        if not parameters:
            return 0
        return int(self.connection.exec_driver_sql(statement, parameters).rowcount)

    def update(self, table: Table, columns: Sequence[str], keys: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Set columns of the rows found by `keys`; each row holds the new values, then the key values."""
        settings = ", ".join(f'"{c}" = {self.PLACE}' for c in columns)
        return self.many(f'UPDATE "{table.name}" SET {settings} WHERE {self._found_by(keys)}', rows)  # noqa: S608 - names come from the records

    def delete(self, table: Table, keys: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Remove the rows found by `keys`."""
        return self.many(f'DELETE FROM "{table.name}" WHERE {self._found_by(keys)}', rows)  # noqa: S608 - as above

    def _found_by(self, keys: Sequence[str]) -> str:
        return " AND ".join(f'"{k}" = {self.PLACE}' for k in keys)

    @abstractmethod
    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, as fast as the database can."""

    def among(self, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
        """Return the condition that a column holds one of any number of values."""
        return self._among(column, bindparam(None, self.listed(values), type_=self._list_type(column)))

    def among_named(self, column: ColumnElement[Any], parameter: str) -> ColumnElement[bool]:
        """Return the same condition for a parameter, which is given as `listed` makes it of the values."""
        return self._among(column, bindparam(parameter, type_=self._list_type(column)))

    @abstractmethod
    def listed(self, values: Collection[Any]) -> Any:
        """Return values as the one parameter in which they are looked up."""

    @abstractmethod
    def _list_type(self, column: ColumnElement[Any]) -> TypeEngine[Any] | None: ...

    @abstractmethod
    def _among(self, column: ColumnElement[Any], values: BindParameter[Any]) -> ColumnElement[bool]: ...

    @abstractmethod
    def near(self, table: Table, box: Sequence[float] | Sequence[ColumnElement[float]]) -> ColumnElement[bool]:
        """Return the condition that the `geom` of a row may touch a box (west, south, east, north)."""

    @abstractmethod
    def begin_writing(self) -> None:
        """Become the one writer and tell the triggers that this is no outside edit."""

    @abstractmethod
    def end_writing(self) -> None:
        """Let the triggers listen again; the transaction is about to end well."""

    @abstractmethod
    def next_seqs(self, count: int) -> int:
        """Return the sequence number before the next `count` entries of the journal, which become the caller's."""

    @abstractmethod
    def number_from(self, seq: int) -> None:
        """Number the next entry of the journal after this one (0: begin anew)."""

    def meta(self, key: str) -> str:
        """Return a mark kept in `app_meta`, or ""."""
        table = self.schema.meta
        return self.value(select(table.c.value).where(table.c.key == key)) or ""

    def set_meta(self, marks: Mapping[str, str]) -> None:
        """Keep marks in `app_meta`."""
        table = self.schema.meta
        for key, value in marks.items():
            if self.run(table.update().where(table.c.key == key).values(value=value)) == 0:
                self.run(table.insert().values(key=key, value=value))


class LocalTransaction(Transaction):
    """A transaction on a GeoPackage."""

    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows with the driver's own loop."""
        names = ", ".join(f'"{c}"' for c in columns)
        places = ", ".join("?" * len(columns))
        self.many(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)  # noqa: S608 - names come from the records

    def listed(self, values: Collection[Any]) -> str:
        """Return one text in JSON: SQLite bounds the number of parameters."""
        return json.dumps(list(values))

    def _list_type(self, column: ColumnElement[Any]) -> TypeEngine[Any] | None:  # noqa: ARG002 - it is a text for all
        return None

    def _among(self, column: ColumnElement[Any], values: BindParameter[Any]) -> ColumnElement[bool]:
        """Look the values up in the JSON."""
        return column.in_(select(func.json_each(values).table_valued("value").c.value))

    def near(self, table: Table, box: Sequence[float] | Sequence[ColumnElement[float]]) -> ColumnElement[bool]:
        """Ask the R-tree, which keeps boxes in single precision, rounded outwards."""
        west, south, east, north = box
        tree = table_of(tree_name(table.name, "geom"), column("id"), *map(column, ("minx", "maxx", "miny", "maxy")))
        meets = and_(tree.c.minx <= east, tree.c.maxx >= west, tree.c.miny <= north, tree.c.maxy >= south)
        return table.c.fid.in_(select(tree.c.id).where(meets))

    def begin_writing(self) -> None:
        """Mute the audit triggers; nobody else ever sees the mark, because it is taken off before the commit."""
        self.set_meta({"writing": "on"})

    def end_writing(self) -> None:
        """Unmute the audit triggers; what other programs noted about extents may no longer hold."""
        self.connection.exec_driver_sql(FORGET_EXTENTS)
        self.set_meta({"writing": "off"})

    def next_seqs(self, count: int) -> int:  # noqa: ARG002 - SQLite numbers the rows itself
        """Return the newest number that was ever given out; the file has one writer at a time."""
        return int(self.connection.exec_driver_sql(_LAST_SEQ).scalar() or 0)

    def number_from(self, seq: int) -> None:
        """Set SQLite's own count of the table."""
        self.connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'change_log'")
        self.connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('change_log', ?)", (seq,))


_LAST_SEQ = "SELECT seq FROM sqlite_sequence WHERE name = 'change_log'"


class SharedTransaction(Transaction):
    """A transaction on a PostGIS server."""

    PLACE = "%s"

    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows by COPY, or by plain statements where there are few."""
        names = ", ".join(f'"{c}"' for c in columns)
        if len(rows) < _WORTH_COPYING:
            places = ", ".join(["%s"] * len(columns))
            self.many(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)  # noqa: S608 - names come from the records
            return
        driver: Any = self.connection.connection.driver_connection  # Any: SQLAlchemy does not know psycopg's type
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        if len(rows) >= _WORTH_ANALYSING:
            # Until the server comes round to it by itself, it would take the table for an empty one and scan it whole.
            self.connection.exec_driver_sql(f'ANALYZE "{table.name}"')

    def listed(self, values: Collection[Any]) -> list[Any]:
        """Return one array."""
        return list(values)

    def _list_type(self, column: ColumnElement[Any]) -> TypeEngine[Any]:
        return column.type

    def _among(self, column: ColumnElement[Any], values: BindParameter[Any]) -> ColumnElement[bool]:
        """Compare with the array."""
        return column == any_(values)

    def near(self, table: Table, box: Sequence[float] | Sequence[ColumnElement[float]]) -> ColumnElement[bool]:
        """Ask the spatial index."""
        envelope = func.ST_MakeEnvelope(*box, func.ST_SRID(table.c.geom))
        return table.c.geom.op("&&", is_comparison=True)(envelope)

    def begin_writing(self) -> None:
        """Wait for the turn to write: then sequence numbers follow the order of commits."""
        self.connection.exec_driver_sql("SELECT pg_advisory_xact_lock('change_log'::regclass::oid::bigint)")
        self.connection.exec_driver_sql("SELECT set_config('gridmgr.writing', 'on', true)")

    def end_writing(self) -> None:
        """Check the links now, so that a broken one is met before the commit; the setting ends by itself."""
        self.connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")

    def next_seqs(self, count: int) -> int:
        """Draw numbers from the sequence; the lock keeps everybody else from drawing in between."""
        statement = "SELECT setval('change_log_seq', nextval('change_log_seq') + %s) - %s"
        return int(self.connection.exec_driver_sql(statement, (count - 1, count)).scalar() or 0)

    def number_from(self, seq: int) -> None:
        """Set the sequence; PostgreSQL wants the number from which it goes on where there was none yet."""
        self.connection.exec_driver_sql("SELECT setval('change_log_seq', %s, %s)", (max(seq, 1), seq > 0))


_WORTH_COPYING = 50
_WORTH_ANALYSING = 5_000
