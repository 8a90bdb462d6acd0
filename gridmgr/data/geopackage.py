# SPDX-License-Identifier: MIT
"""What makes an SQLite file a GeoPackage 1.4: its system tables, R-tree triggers and the functions they call.

Follows OGC 12-128r19 (GeoPackage 1.4), clauses 1 and 2 and annex F.3. The R-tree triggers are those of 1.4: with the
older set an UPSERT on a feature table fails.
"""

import sqlite3
from collections.abc import Callable

from sqlalchemy import Connection

from gridmgr.data.crs import metric_crs
from gridmgr.data.geometry import blob_box
from gridmgr.data.tables import UNDEFINED_SRID
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field
from gridmgr.model.records import shape_field

APPLICATION_ID = 0x47504B47
"""`GPKG` in the header of the file."""

USER_VERSION = 10400
"""GeoPackage 1.4.0."""

_SYSTEM_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (
        table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)

_ALWAYS_THERE = (
    ("Undefined Cartesian SRS", UNDEFINED_SRID, "NONE", -1, "undefined", "undefined Cartesian coordinate system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate system"),
    ("WGS 84", 4326, "EPSG", 4326, _WGS84, "longitude and latitude on the WGS 84 spheroid"),
)

_RTREE_EXTENSION = ("gpkg_rtree_index", "http://www.geopackage.org/spec120/#extension_rtree", "write-only")

_REGISTERED_PLAIN = {"code_item": "字典"}
"""Tables that are no records but useful in other programs (as a source of drop-down lists)."""


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the spatial functions that R-tree triggers call."""

    def bound(position: int) -> Callable[[bytes | None], float | None]:
        def value(blob: bytes | None) -> float | None:
            box = blob_box(blob)
            return None if box is None else box[position]

        return value

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(blob_box(blob) is None)

    for position, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, bound(position), deterministic=True)
    connection.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)


def create_system_tables(connection: Connection) -> None:
    """Make an empty database a GeoPackage."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")
    for statement in _SYSTEM_TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", list(_ALWAYS_THERE))


def register_tables(connection: Connection) -> None:
    """Enter all record tables into the GeoPackage's own lists, with R-trees for those that have a geometry."""
    for name, kind in RECORD_TYPES.items():
        shape = shape_field(kind)
        data_type, srid = ("features", UNDEFINED_SRID) if shape else ("attributes", None)
        _register(connection, (name, data_type, name, kind.LABEL, srid))
        if shape:
            add_spatial_index(connection, name, shape)
    for name, label in _REGISTERED_PLAIN.items():
        _register(connection, (name, "attributes", name, label, None))


def _register(connection: Connection, row: tuple[str, str, str, str, int | None]) -> None:
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)", row
    )


def add_spatial_index(connection: Connection, table: str, shape: Field) -> None:
    """Register the geometry column of a table and give it an R-tree that its triggers keep."""
    connection.exec_driver_sql(
        "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (table, shape.name, shape.shape, UNDEFINED_SRID)
    )
    connection.exec_driver_sql(
        "INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", (table, shape.name, *_RTREE_EXTENSION)
    )
    tree = tree_name(table, shape.name)
    connection.exec_driver_sql(f'CREATE VIRTUAL TABLE "{tree}" USING rtree(id, minx, maxx, miny, maxy)')
    for statement in rtree_triggers(table, shape.name).values():
        connection.exec_driver_sql(statement)


def tree_name(table: str, column: str) -> str:
    """Return the name of the R-tree of a geometry column."""
    return f"rtree_{table}_{column}"


def rtree_triggers(table: str, column: str) -> dict[str, str]:
    """Return the seven triggers of GeoPackage 1.4 that keep an R-tree, by name."""
    tree = tree_name(table, column)
    box = f'NEW.fid, ST_MinX(NEW."{column}"), ST_MaxX(NEW."{column}"), ST_MinY(NEW."{column}"), ST_MaxY(NEW."{column}")'
    new_full = f'(NEW."{column}" NOTNULL AND NOT ST_IsEmpty(NEW."{column}"))'
    new_empty = f'(NEW."{column}" ISNULL OR ST_IsEmpty(NEW."{column}"))'
    old_full = f'(OLD."{column}" NOTNULL AND NOT ST_IsEmpty(OLD."{column}"))'
    old_empty = f'(OLD."{column}" ISNULL OR ST_IsEmpty(OLD."{column}"))'
    put = f'INSERT OR REPLACE INTO "{tree}" VALUES ({box})'  # noqa: S608 - names come from the records
    move = f'UPDATE "{tree}" SET (id, minx, maxx, miny, maxy) = ({box}) WHERE id = NEW.fid'  # noqa: S608 - as above
    drop = f'DELETE FROM "{tree}" WHERE id = OLD.fid'  # noqa: S608 - as above
    drop_both = f'DELETE FROM "{tree}" WHERE id IN (OLD.fid, NEW.fid)'  # noqa: S608 - as above
    changed, any_change = f'AFTER UPDATE OF "{column}" ON "{table}"', f'AFTER UPDATE ON "{table}"'
    same, other = "OLD.fid = NEW.fid", "OLD.fid != NEW.fid"
    parts = {
        "insert": (f'AFTER INSERT ON "{table}"', new_full, put),
        "update2": (changed, f"{same} AND {new_empty}", drop),
        "update4": (any_change, f"{other} AND {new_empty}", drop_both),
        "update5": (any_change, f"{other} AND {new_full}", f"{drop}; {put}"),
        "update6": (changed, f"{same} AND {new_full} AND {old_full}", move),
        "update7": (changed, f"{same} AND {new_full} AND {old_empty}", put),
        "delete": (f'AFTER DELETE ON "{table}"', f'OLD."{column}" NOT NULL', drop),
    }
    return {
        f"{tree}_{name}": f'CREATE TRIGGER "{tree}_{name}" {when} WHEN {condition} BEGIN {action}; END'
        for name, (when, condition, action) in parts.items()
    }


def settle_srs(connection: Connection, epsg: int) -> None:
    """Put all geometry columns, which must still be empty, into one CRS. Raises InputError for an unsuitable one."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _srs_row(epsg))
    connection.exec_driver_sql("UPDATE gpkg_contents SET srs_id = ? WHERE data_type = 'features'", (epsg,))
    connection.exec_driver_sql("UPDATE gpkg_geometry_columns SET srs_id = ?", (epsg,))


def _srs_row(epsg: int) -> tuple[str, int, str, int, str, str]:
    known = metric_crs(epsg)
    return (known.name, epsg, "EPSG", epsg, known.wkt, "")


FORGET_EXTENTS = (
    "UPDATE gpkg_contents SET min_x = NULL, min_y = NULL, max_x = NULL, max_y = NULL,"
    " last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE min_x IS NOT NULL"
)
"""Takes extents away that other programs noted: NULL makes readers ask the R-tree, which is always right."""


def is_geopackage(connection: Connection) -> bool:
    """Tell whether an open SQLite file calls itself a GeoPackage."""
    return connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
