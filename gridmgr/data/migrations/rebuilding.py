# SPDX-License-Identifier: MIT
"""Changes of a table that SQLite cannot make in place, without losing what makes the file a GeoPackage.

Alembic copies such a table and drops the old one. Left alone it would take the triggers, the declared type of the
geometry and AUTOINCREMENT with it, without a word.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy import Connection
from sqlalchemy.types import NullType

from gridmgr.data.tables import Stored
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.records import shape_field

_SHAPES = frozenset(shape.shape for kind in RECORD_TYPES.values() if (shape := shape_field(kind)))


@contextmanager
def rebuild_table(table: str) -> Iterator[BatchOperations]:
    """Yield Alembic's operations on one table; on a server they change it in place, in a file they rebuild it.

    Belongs in a transaction with foreign keys off, as `upgrading` opens it. Triggers come back as they were; those
    that name a changed column are made anew when the run is over.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        with op.batch_alter_table(table) as batch:
            yield batch
        return
    saved = _Saved(connection, table)
    _know_shapes(connection)
    # Without it the renaming at the end would fail over triggers of other tables that name this one.
    connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
    with op.batch_alter_table(
        table, recreate="always", reflect_kwargs={"listeners": [("column_reflect", _keep_shape)]}, **saved.options
    ) as batch:
        yield batch
    connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")
    saved.bring_back(connection)


class _Saved:
    """What dropping a table takes along."""

    def __init__(self, connection: Connection, table: str) -> None:
        self.table = table
        found = connection.exec_driver_sql(
            "SELECT type, sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'trigger')", (table,)
        ).all()
        self.triggers = [sql for kind, sql in found if kind == "trigger"]
        made = next(sql for kind, sql in found if kind == "table").upper()
        self.numbered = "AUTOINCREMENT" in made
        self.options: dict[str, Any] = {  # Any: Alembic hands them on to SQLAlchemy's Table
            "table_kwargs": {
                "sqlite_autoincrement": self.numbered,
                "sqlite_with_rowid": "WITHOUT ROWID" not in made,
            }
        }
        self.last = (
            connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar()
            if self.numbered
            else None
        )

    def bring_back(self, connection: Connection) -> None:
        """Make the triggers again, and let no row number be given out twice."""
        for trigger in self.triggers:
            connection.exec_driver_sql(trigger)
        if self.numbered:
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (self.table,))
        if self.last is not None:
            connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (self.table, self.last))


def _know_shapes(connection: Connection) -> None:
    """Teach this connection's dialect the geometry types, which SQLAlchemy takes for numbers otherwise."""
    dialect: Any = connection.dialect  # Any: the mapping belongs to SQLite's dialect only
    dialect.ischema_names = {**dialect.ischema_names, **{name: _shape_type(name) for name in _SHAPES}}


def _shape_type(name: str) -> type[NullType]:
    return type(name, (NullType,), {"shape": name})


def _keep_shape(_inspector: object, _table: object, column: Any) -> None:
    """Let a geometry column keep its declared type (Any: a reflected column is a loose mapping)."""
    name = getattr(column["type"], "shape", "")
    if name:
        column["type"] = Stored(name, name)
