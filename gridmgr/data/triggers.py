# SPDX-License-Identifier: MIT
"""Audit of edits made by other programs (QGIS, ogr2ogr, sqlite3) in a GeoPackage.

The triggers use nothing but built-in SQL, because those programs do not have our functions. While gridmgr itself
writes, `app_meta` holds writing = on, which mutes them; a trigger sets the same mark while it mends its own row.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from gridmgr.data.journal import OUTSIDE_AUTHOR
from gridmgr.data.rows import kept_fields
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import Record

_OUTSIDE = "NOT EXISTS (SELECT 1 FROM app_meta WHERE key = 'writing' AND value = 'on')"
_MUTE = "UPDATE app_meta SET value = 'on' WHERE key = 'writing'"
_UNMUTE = "UPDATE app_meta SET value = 'off' WHERE key = 'writing'"
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

# A UUIDv7 (RFC 9562) in SQL, so that rows stay in the order in which they came.
_MILLISECONDS = "printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))"
_NEW_ID = (
    f"substr({_MILLISECONDS}, 1, 8) || '-' || substr({_MILLISECONDS}, 9, 4)"
    " || '-7' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1)"
    " || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))"
)


def create_audit_triggers(connection: Connection) -> None:
    """Set up the audit of all record tables."""
    for kind in RECORD_TYPES.values():
        for statement in audit_triggers(kind).values():
            connection.exec_driver_sql(statement)


def audit_triggers(kind: type[Record]) -> dict[str, str]:
    """Return the triggers that audit one record table, by name."""
    table, fields = kind.TYPE, list(kept_fields(kind).values())
    tracked = ", ".join(f'"{name}"' for name in ("id", "rev", *(f.name for f in fields)))
    differs = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in ("rev", *(f.name for f in fields)))
    mended = f'UPDATE "{table}" SET rev = OLD.rev + 1 WHERE fid = NEW.fid'  # noqa: S608 - names come from the records
    parts = {
        "insert": (f'AFTER INSERT ON "{table}" WHEN {_OUTSIDE}', [_MUTE, _fill(table), _log_insert(table), _UNMUTE]),
        "update": (
            f'AFTER UPDATE OF {tracked} ON "{table}" WHEN {_OUTSIDE} AND ({differs})',
            [_MUTE, mended, _log(table, "update", "NEW", _differences(fields)), _UNMUTE],
        ),
        "delete": (f'AFTER DELETE ON "{table}" WHEN {_OUTSIDE}', [_log(table, "delete", "OLD", _whole(fields))]),
        "key": (
            f'BEFORE UPDATE OF id ON "{table}" WHEN {_OUTSIDE} AND NEW.id IS NOT OLD.id',
            ["SELECT RAISE(ABORT, 'gridmgr: id must not be changed')"],
        ),
    }
    return {
        f"audit_{table}_{name}": f'CREATE TRIGGER "audit_{table}_{name}" {when} BEGIN {"; ".join(actions)}; END'
        for name, (when, actions) in parts.items()
    }


def _fill(table: str) -> str:
    """Give a new row what only gridmgr knows: an identifier, a first revision."""
    return (
        f"UPDATE \"{table}\" SET rev = coalesce(rev, 0) + 1, community = coalesce(community, ''),"  # noqa: S608 - names come from the records
        f" id = CASE WHEN coalesce(id, '') = '' THEN {_NEW_ID} ELSE id END WHERE fid = NEW.fid"
    )


def _log_insert(table: str) -> str:
    return (
        "INSERT INTO change_log (record_type, id, community, rev, operation, author, at)"  # noqa: S608 - as above
        f" SELECT '{table}', id, community, rev, 'insert', '{OUTSIDE_AUTHOR}', {_NOW}"
        f' FROM "{table}" WHERE fid = NEW.fid'
    )


def _log(table: str, operation: str, row: str, fields: str) -> str:
    return (
        "INSERT INTO change_log (record_type, id, community, rev, operation, fields, author, at)"  # noqa: S608 - as above
        f" VALUES ('{table}', {row}.id, coalesce({row}.community, ''), OLD.rev + 1, '{operation}',"
        f" ({fields}), '{OUTSIDE_AUTHOR}', {_NOW})"
    )


def _differences(fields: Sequence[Field]) -> str:
    """Return {field: [old, new]} of what differs as JSON."""
    rows = (
        f"SELECT '{f.name}' AS f, {_plain('OLD', f)} AS o, {_plain('NEW', f)} AS n"
        f' WHERE OLD."{f.name}" IS NOT NEW."{f.name}"'
        for f in fields
    )
    return f"SELECT json_group_object(f, json_array(o, n)) FROM ({' UNION ALL '.join(rows)})"  # noqa: S608 - as above


def _whole(fields: Sequence[Field]) -> str:
    """Return {field: [old, null]} of all that is not empty as JSON."""
    rows = (f"SELECT '{f.name}' AS f, {_plain('OLD', f)} AS o WHERE OLD.\"{f.name}\" IS NOT NULL" for f in fields)
    return f"SELECT json_group_object(f, json_array(o, NULL)) FROM ({' UNION ALL '.join(rows)})"  # noqa: S608 - as above


def _plain(row: str, field: Field) -> str:
    """Return a column as JSON can hold it: a geometry as hex WKB, cut out of its GeoPackage blob."""
    column = f'{row}."{field.name}"'
    if field.kind is not Kind.SHAPE:
        return column
    low = f"(instr('0123456789ABCDEF', substr(hex(substr({column}, 4, 1)), 2)) - 1)"
    envelope = f"CASE {low} / 2 WHEN 0 THEN 0 WHEN 1 THEN 32 WHEN 4 THEN 64 ELSE 48 END"
    return f"hex(substr({column}, 9 + {envelope}))"
