# SPDX-License-Identifier: MIT
"""New tables and code lists in data of an older program, as the store itself would have made them.

Revisions say what they add in full, because the declarations go on changing after them. Triggers and R-trees are not
made here: `upgrading` makes them all anew when the revisions have run.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from alembic import op
from sqlalchemy import Column, Connection, Integer, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql

from gridmgr.data.tables import UNDEFINED_SRID, Stored

TEXT = Stored("TEXT", "text")
LINK = Stored("TEXT(36)", "text")
WHOLE = Stored("INTEGER", "bigint")
DAY = Stored("DATE", "date")
FLAG = Stored("BOOLEAN", "boolean")


def text(length: int) -> Stored:
    """Return a text column that names its width in a file."""
    return Stored(f"TEXT({length})", "text")


def add_record_table(
    name: str,
    label: str,
    columns: Mapping[str, Stored],
    looked_up: Sequence[str] = (),
    shape: tuple[str, str] = ("", ""),
) -> None:
    """Make the table of a record type that belongs to communities; `shape` is the geometry column and its type.

    On a server it gets the partitions and the rights that the table of grids has.
    """
    connection = op.get_bind()
    local = connection.dialect.name == "sqlite"
    column, geometry = shape
    wanted = [Column(each, kind) for each, kind in columns.items()]
    if column:
        wanted.append(Column(column, Stored(geometry, f"geometry({geometry}{_srid_of_server(connection)})")))
    (_make_local if local else _make_shared)(connection, name, wanted)
    for each in looked_up:
        op.create_index(f"{name}_{each}", name, [each])
    if local:
        _register(connection, name, label, shape)
    elif column:
        op.create_index(f"{name}_{column}", name, [column], postgresql_using="gist")


# Any: columns of every type side by side.
def _make_local(_connection: Connection, name: str, columns: Sequence[Column[Any]]) -> None:
    """Make a table of a GeoPackage with the integer key that the format asks for."""
    op.create_table(
        name,
        Column("fid", Integer, primary_key=True),
        Column("id", LINK),
        Column("community", text(12), server_default=""),
        Column("rev", WHOLE, server_default=sql("0")),
        *columns,
        UniqueConstraint("id"),
        UniqueConstraint("community", "id"),
        sqlite_autoincrement=True,
    )


def _make_shared(connection: Connection, name: str, columns: Sequence[Column[Any]]) -> None:
    """Make a table on a server, cut into as many partitions as the table of grids, with the same rights."""
    partitions = connection.execute(
        sql("SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('grid')")
    ).scalar_one()
    # Any: options of a dialect, of which only some are texts.
    options: dict[str, Any] = {"postgresql_partition_by": "HASH (community)"} if partitions else {}
    op.create_table(
        name,
        Column("id", text(36), nullable=False),
        Column("community", text(12), nullable=False, server_default=""),
        Column("rev", WHOLE, nullable=False, server_default=sql("0")),
        *columns,
        PrimaryKeyConstraint("community", "id"),
        **options,
    )
    op.create_index(f"{name}_id", name, ["id"])
    for part in range(partitions):
        op.execute(
            f'CREATE TABLE "{name}_{part}" PARTITION OF "{name}"'
            f" FOR VALUES WITH (MODULUS {partitions:d}, REMAINDER {part:d})"
        )
    for right, person in connection.execute(sql(_RIGHTS)).all():
        op.execute(f'GRANT {right} ON "{name}" TO {person}')


_RIGHTS = """
SELECT right_given.privilege_type,
       CASE right_given.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(right_given.grantee)) END
FROM pg_class, aclexplode(relacl) AS right_given
WHERE pg_class.oid = to_regclass('grid') AND right_given.grantee <> relowner ORDER BY 1, 2
"""
"""Who else may do what with the table of grids."""


def _srid_of_server(connection: Connection) -> str:
    """Return the CRS of a server's geometry as it stands in the type of a column, "" before one is settled."""
    srid = _crs(connection)
    return f",{srid:d}" if srid is not None else ""


def _crs(connection: Connection) -> int | None:
    found = connection.execute(sql("SELECT value FROM app_meta WHERE key = 'crs'")).scalar()
    return int(found) if found else None


def _register(connection: Connection, name: str, label: str, shape: tuple[str, str]) -> None:
    """Enter a table in the GeoPackage's own lists."""
    column, geometry = shape
    srid = _crs(connection) or UNDEFINED_SRID
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)",
        (name, "features" if column else "attributes", name, label, srid if column else None),
    )
    if column:
        connection.exec_driver_sql(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (name, column, geometry, srid)
        )
        connection.exec_driver_sql(
            "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index',"
            " 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            (name, column),
        )


def add_code_list(name: str, title: str, items: Sequence[tuple[str, str, str, str]]) -> None:
    """Add a code list of (code, label, aliases as JSON, English) to the data, where an office may change it."""
    statement = sql(
        "INSERT INTO code_item (list, list_title, position, code, label, aliases, english, active)"
        " VALUES (:list, :title, :position, :code, :label, :aliases, :english, :active)"
    )
    for position, (code, label, aliases, english) in enumerate(items, 1):
        row = {"list": name, "title": title, "position": position, "code": code, "label": label}
        op.get_bind().execute(statement, row | {"aliases": aliases, "english": english, "active": True})
