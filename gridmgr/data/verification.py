# SPDX-License-Identifier: MIT
"""Is a file still a sound GeoPackage of ours, and what can be put right again from the data themselves.

Other programs may drop triggers or whole indexes; what must be there is computed from the same declarations that made
the file. The R-tree keeps single precision, rounded outwards, so its boxes may be a little larger than the geometry.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from gridmgr.data.geopackage import rtree_triggers, tree_name
from gridmgr.data.triggers import audit_triggers
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field
from gridmgr.model.records import Record, shape_field

_ROUNDING = "(abs({value}) * 5e-7 + 0.001)"
"""How far a box may reach beyond the geometry: a little more than the width of a single-precision step, in metres."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it must be."""

    table: str
    sentence: str
    """A whole sentence in Chinese."""
    mendable: bool = True
    """`repair` puts it right."""


def verify(connection: Connection, deep: bool = True) -> list[Problem]:
    """Return what is wrong with an open file; without `deep` only what costs no reading of rows is looked at.

    The connection needs our spatial functions (`geopackage.register_functions`).
    """
    problems = list(_structure(connection))
    if deep and not problems:
        problems += _spatial_indexes(connection)
        problems += _links(connection)
    return problems


def repair(connection: Connection) -> None:
    """Make triggers, spatial indexes and the GeoPackage's own lists anew; belongs in one writing transaction.

    Columns, rows and links are never touched: where those are wrong, a backup is the way back.
    """
    for name in _triggers_of_ours(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for kind in RECORD_TYPES.values():
        _list_again(connection, kind)
        if shape := shape_field(kind):
            _index_again(connection, kind.TYPE, shape)
        for statement in expected_triggers(kind).values():
            connection.exec_driver_sql(statement)


def expected_triggers(kind: type[Record]) -> dict[str, str]:
    """Return every trigger that must stand on the table of a record type, by name."""
    shape = shape_field(kind)
    return audit_triggers(kind) | (rtree_triggers(kind.TYPE, shape.name) if shape else {})


def _structure(connection: Connection) -> Iterator[Problem]:
    """Yield what is missing or altered in the catalogue."""
    found = _triggers_of_ours(connection)
    listed = dict(_pairs(connection, "SELECT table_name, data_type FROM gpkg_contents"))
    shapes = dict(_pairs(connection, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    tables = dict(_pairs(connection, "SELECT name, name FROM sqlite_schema WHERE type = 'table'"))
    for name, kind in RECORD_TYPES.items():
        if name not in tables:
            yield Problem(name, f"缺少“{kind.LABEL}”表。", mendable=False)
            continue
        for trigger, statement in expected_triggers(kind).items():
            if _plain(found.pop(trigger, "")) != _plain(statement):
                yield Problem(name, f"“{kind.LABEL}”表的触发器 {trigger} 缺失或被改动。")
        shape = shape_field(kind)
        if listed.get(name) != ("features" if shape else "attributes"):
            yield Problem(name, f"“{kind.LABEL}”表没有正确登记在文件目录中。")
        if shape:
            yield from _geometry_column(connection, kind, shape, shapes.get(name, ""))
            if tree_name(name, shape.name) not in tables:
                yield Problem(name, f"“{kind.LABEL}”表缺少空间索引。")
    for trigger in found:
        yield Problem("", f"有多余的触发器 {trigger}。")


def _geometry_column(connection: Connection, kind: type[Record], shape: Field, registered: str) -> Iterator[Problem]:
    """Yield when the declared type of a geometry column is not the one that was made."""
    columns = dict(_pairs(connection, f"SELECT name, type FROM pragma_table_info('{kind.TYPE}')"))  # noqa: S608 - names come from the records
    if columns.get(shape.name) != shape.shape:
        yield Problem(kind.TYPE, f"“{kind.LABEL}”表图形列的类型被改动。", mendable=False)
    if registered != shape.shape:
        yield Problem(kind.TYPE, f"“{kind.LABEL}”表的图形列没有正确登记。")


def _spatial_indexes(connection: Connection) -> Iterator[Problem]:
    """Yield each R-tree that does not fit its geometry."""
    for name, kind in RECORD_TYPES.items():
        shape = shape_field(kind)
        if shape is None:
            continue
        geometry, tree = f't."{shape.name}"', tree_name(name, shape.name)
        full = f"{geometry} NOTNULL AND NOT ST_IsEmpty({geometry})"
        wrong = " OR ".join(_misfits(geometry))
        features, misfits = connection.exec_driver_sql(
            f"SELECT count(*), coalesce(sum(r.id IS NULL OR {wrong}), 0)"  # noqa: S608 - names come from the records
            f' FROM "{name}" t LEFT JOIN "{tree}" r ON r.id = t.fid WHERE {full}'
        ).one()
        entries = connection.exec_driver_sql(f'SELECT count(*) FROM "{tree}"').scalar()  # noqa: S608 - as above
        if misfits or entries != features:
            yield Problem(name, f"“{kind.LABEL}”表的空间索引与图形不符。")


def _misfits(geometry: str) -> Iterator[str]:
    """Yield the conditions under which a box does not enclose a geometry closely."""
    for side, bound in (("minx", "ST_MinX"), ("miny", "ST_MinY")):
        value = f"{bound}({geometry})"
        yield f"r.{side} > {value} OR r.{side} < {value} - {_ROUNDING.format(value=value)}"
    for side, bound in (("maxx", "ST_MaxX"), ("maxy", "ST_MaxY")):
        value = f"{bound}({geometry})"
        yield f"r.{side} < {value} OR r.{side} > {value} + {_ROUNDING.format(value=value)}"


def _links(connection: Connection) -> Iterator[Problem]:
    """Yield each table with rows that point to nothing."""
    broken: dict[str, int] = {}
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        broken[table] = broken.get(table, 0) + 1
    for table, count in sorted(broken.items()):
        label = RECORD_TYPES[table].LABEL if table in RECORD_TYPES else table
        yield Problem(table, f"“{label}”表有 {count} 行指向不存在的记录。", mendable=False)


def _triggers_of_ours(connection: Connection) -> dict[str, str]:
    """Return the triggers on our tables that carry a name of ours: audit, and R-trees of any version."""
    ours = tuple(f"audit_{name}_" for name in RECORD_TYPES) + tuple(
        f"{tree_name(name, shape.name)}_" for name, kind in RECORD_TYPES.items() if (shape := shape_field(kind))
    )
    found = _pairs(connection, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    return {name: statement for name, statement in found if name.startswith(ours)}


def _list_again(connection: Connection, kind: type[Record]) -> None:
    """Enter a table in the GeoPackage's lists where it is missing; what is there keeps its description."""
    shape = shape_field(kind)
    srid = connection.exec_driver_sql("SELECT CAST(value AS INTEGER) FROM app_meta WHERE key = 'crs'").scalar() or -1
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (table_name) DO UPDATE SET data_type = excluded.data_type",
        (kind.TYPE, "features" if shape else "attributes", kind.TYPE, kind.LABEL, srid if shape else None),
    )
    if shape:
        connection.exec_driver_sql(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT (table_name, column_name)"
            " DO UPDATE SET geometry_type_name = excluded.geometry_type_name",
            (kind.TYPE, shape.name, shape.shape, srid),
        )


def _index_again(connection: Connection, table: str, shape: Field) -> None:
    """Fill the R-tree of a table from its geometry."""
    tree, geometry = tree_name(table, shape.name), f'"{shape.name}"'
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{tree}"')
    connection.exec_driver_sql(f'CREATE VIRTUAL TABLE "{tree}" USING rtree(id, minx, maxx, miny, maxy)')
    connection.exec_driver_sql(
        f'INSERT INTO "{tree}" SELECT fid, ST_MinX({geometry}), ST_MaxX({geometry}), ST_MinY({geometry}),'  # noqa: S608 - names come from the records
        f' ST_MaxY({geometry}) FROM "{table}" WHERE {geometry} NOTNULL AND NOT ST_IsEmpty({geometry})'
    )


def _pairs(connection: Connection, statement: str) -> list[tuple[str, str]]:
    return [(first, second) for first, second in connection.exec_driver_sql(statement)]


def _plain(statement: str) -> str:
    """Return a statement without differences of spacing."""
    return " ".join(statement.split())
