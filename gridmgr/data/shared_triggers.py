# SPDX-License-Identifier: MIT
"""Audit of edits made by other programs (psql, QGIS) on the shared server.

While gridmgr itself writes, its session has `gridmgr.writing` = on, which keeps the triggers from being called at all.
"""

from sqlalchemy import Connection

from gridmgr.data.journal import OUTSIDE_AUTHOR
from gridmgr.data.rows import kept_fields
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.records import Record, fields_of, shape_field

_NOW = """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""

_NEW_ID = """
CREATE FUNCTION gridmgr_new_id() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    moment text := lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0');
    free text := replace(gen_random_uuid()::text, '-', '');
BEGIN
    RETURN substr(moment, 1, 8) || '-' || substr(moment, 9, 4) || '-7' || substr(free, 14, 3)
        || '-' || substr(free, 17, 4) || '-' || substr(free, 21, 12);
END $$
"""

# The row as the journal keeps it: derived columns left out, the geometry as hex WKB instead of GeoJSON.
_PLAIN = """
CREATE FUNCTION gridmgr_plain(fields jsonb, ignored text[], shape text, wkb bytea) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN shape = '' THEN fields - ignored
        ELSE jsonb_set(fields - ignored, ARRAY[shape], coalesce(to_jsonb(encode(wkb, 'hex')), 'null')) END
$$
"""

_LOG = f"""
CREATE FUNCTION gridmgr_log(record_type text, id text, community text, rev bigint, operation text, fields jsonb)
RETURNS void LANGUAGE sql VOLATILE SET search_path FROM CURRENT AS $$
    INSERT INTO change_log (record_type, id, community, rev, operation, fields, author, at)
    VALUES (record_type, id, community, rev, operation, fields::text, '{OUTSIDE_AUTHOR}', {_NOW})
$$
"""  # noqa: S608 - nothing comes from outside

# Arguments: record type, columns to ignore, geometry column ("" for none). A table without geometry never reaches
# the expressions that name it.
_AUDIT = """
CREATE FUNCTION gridmgr_audit() RETURNS trigger LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT AS $$
DECLARE
    ignored text[] := string_to_array(TG_ARGV[1], ',');
    shape text := TG_ARGV[2];
    old_wkb bytea;
    new_wkb bytea;
    was jsonb;
    differs jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock('change_log'::regclass::oid::bigint);
    IF TG_OP = 'INSERT' THEN
        NEW.id := coalesce(nullif(NEW.id, ''), gridmgr_new_id());
        NEW.rev := coalesce(NEW.rev, 0) + 1;
        PERFORM gridmgr_log(TG_ARGV[0], NEW.id, NEW.community, NEW.rev, 'insert', NULL);
        RETURN NEW;
    END IF;
    IF shape <> '' THEN
        old_wkb := ST_AsBinary(OLD.geom);
    END IF;
    was := gridmgr_plain(to_jsonb(OLD), ignored, shape, old_wkb);
    IF TG_OP = 'DELETE' THEN
        SELECT jsonb_object_agg(key, jsonb_build_array(value, NULL)) INTO differs
            FROM jsonb_each(was) WHERE value <> 'null';
        PERFORM gridmgr_log(TG_ARGV[0], OLD.id, OLD.community, OLD.rev + 1, 'delete', differs);
        RETURN OLD;
    END IF;
    IF NEW.id IS DISTINCT FROM OLD.id THEN
        RAISE EXCEPTION 'gridmgr: id must not be changed';
    END IF;
    IF shape <> '' THEN
        new_wkb := ST_AsBinary(NEW.geom);
    END IF;
    SELECT jsonb_object_agg(o.key, jsonb_build_array(o.value, n.value)) INTO differs
        FROM jsonb_each(was) o JOIN jsonb_each(gridmgr_plain(to_jsonb(NEW), ignored, shape, new_wkb)) n USING (key)
        WHERE o.value IS DISTINCT FROM n.value;
    IF differs IS NOT NULL OR NEW.rev IS DISTINCT FROM OLD.rev THEN
        NEW.rev := OLD.rev + 1;
        PERFORM gridmgr_log(TG_ARGV[0], NEW.id, NEW.community, NEW.rev, 'update', coalesce(differs, '{}'));
    END IF;
    RETURN NEW;
END $$
"""

_OUTSIDE = "current_setting('gridmgr.writing', true) IS DISTINCT FROM 'on'"


def create_shared_triggers(connection: Connection) -> None:
    """Set up the audit of all record tables in the current schema."""
    for statement in (_NEW_ID, _PLAIN, _LOG, _AUDIT):
        connection.exec_driver_sql(statement)
    for kind in RECORD_TYPES.values():
        call = f"FOR EACH ROW WHEN ({_OUTSIDE}) EXECUTE FUNCTION gridmgr_audit({_arguments(kind)})"
        connection.exec_driver_sql(f'CREATE TRIGGER audit_write BEFORE INSERT OR UPDATE ON "{kind.TYPE}" {call}')
        connection.exec_driver_sql(f'CREATE TRIGGER audit_delete AFTER DELETE ON "{kind.TYPE}" {call}')


def _arguments(kind: type[Record]) -> str:
    shape = shape_field(kind)
    ignored = [name for name in ("id", *fields_of(kind)) if name not in kept_fields(kind)]
    return f"'{kind.TYPE}', '{','.join(ignored)}', '{shape.name if shape else ''}'"
