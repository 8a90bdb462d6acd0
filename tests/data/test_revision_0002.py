# SPDX-License-Identifier: MIT
"""Files and servers of the first revision become those of today: plans as versions, history of grids, links of land."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from gridmgr.data import tables
from gridmgr.data.backup_folder import backups_of
from gridmgr.data.migrations.upgrading import upgrade_file, upgrade_server
from gridmgr.data.opening import create_local, create_shared, open_store
from gridmgr.model.areas import Building, District, Grid, GridLineage, LandLink, Plan
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import standard_code_lists
from tests.data.district import fill
from tests.data.test_migrations import catalogue, columns, complaints, contents, marks

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def first_file(tmp_path):
    """Unpack a file that a program of revision 0001 has written: 31 buildings, one plan in force with two grids."""
    path = tmp_path / "三元区.gpkg"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "revision_0001.gpkg.gz").read_bytes()))
    return path


def test_a_file_of_the_first_revision_keeps_every_row(first_file):
    before = contents(first_file)

    upgrade_file(first_file, NOW)

    after = contents(first_file)
    assert all(after[name] == rows for name, rows in before.items() if name not in WIDER | GROWING | NUMBERS)
    for name in WIDER:
        width = len(before[name][0])
        assert [row[:width] for row in after[name]] == before[name]
    for name in GROWING:
        assert set(before[name]) <= set(after[name])
    assert marks(first_file)["schema_revision"] == tables.SCHEMA_REVISION
    assert complaints(first_file) == []


WIDER = {"plan", "district", "grid", "building"}
GROWING = {"code_item", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"}
NUMBERS = {"sqlite_sequence"}


def test_a_file_of_the_first_revision_opens_with_a_backup_and_its_steps(first_file):
    with open_store(first_file) as store:
        plan, grids = store.find(Plan)[0], store.find(Grid, border_locked=False)

        assert "数据已升级到本版本的格式，升级前的备份已保存。" in store.guard.notices
        assert len(backups_of(first_file)) == 1
        assert (plan.name, plan.submitted_on, plan.approval_reason, len(grids)) == ("现行方案", None, "", 2)
        assert (store.count(GridLineage), store.count(LandLink)) == (0, 0)
        assert store.code_lists() == standard_code_lists()
        store.undo()
        store.undo()
        assert store.count(Plan) == 0


def test_a_file_of_the_first_revision_is_read_after_a_backup_too(first_file):
    with open_store(first_file, read_only=True) as store:
        assert store.count(Grid) == 2
        assert store.read_only

    assert len(backups_of(first_file)) == 1
    assert marks(first_file)["schema_revision"] == tables.SCHEMA_REVISION


def test_an_upgraded_file_has_the_tables_of_a_new_one(first_file, tmp_path):
    new = tmp_path / "新.gpkg"
    create_local(new, District(id="d", code="350404", name="三元区"), crs=4547).close()

    upgrade_file(first_file, NOW)

    assert catalogue(first_file, "trigger", "index") == catalogue(new, "trigger", "index")
    for name in RECORD_TYPES:
        old, fresh = columns(first_file, name), columns(new, name)
        old["table_info"], fresh["table_info"] = (sorted(c[1:] for c in t["table_info"]) for t in (old, fresh))
        assert old == fresh
    for name in ("gpkg_geometry_columns", "gpkg_extensions"):
        assert sorted(contents(first_file)[name]) == sorted(contents(new)[name])


@pytest.mark.shared
def test_a_server_of_the_first_revision_gets_the_tables_of_a_new_one(shared_place):
    store = shared_place.create()
    fill(store)
    fresh, before = server_catalogue(store), store.find(Building)
    go_back_to_the_first_revision(store)
    assert server_catalogue(store) != fresh

    upgrade_server(shared_place.location)

    assert server_catalogue(store) == fresh
    with shared_place.open() as opened:
        assert opened.find(Building) == before
        assert opened.code_lists() == standard_code_lists()


@pytest.mark.shared
def test_who_may_read_the_grids_of_a_server_may_read_their_history_too(shared_place):
    store = shared_place.create()
    go_back_to_the_first_revision(store)
    with store._engine.begin() as connection:
        connection.execute(text("GRANT SELECT, UPDATE ON grid TO PUBLIC"))

    upgrade_server(shared_place.location)

    with store._engine.connect() as connection:
        granted = "SELECT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC'"
        own = " AND table_schema = current_schema() AND table_name = 'grid_lineage' ORDER BY 1"
        assert connection.execute(text(granted + own)).scalars().all() == ["SELECT", "UPDATE"]


@pytest.mark.shared
def test_a_partitioned_server_stays_partitioned(shared_place):
    create_shared(shared_place.location, District(id="d", code="350404", name="三元区"), 4547, partitions=3).close()
    with shared_place.open() as store:
        fresh = server_catalogue(store)
        go_back_to_the_first_revision(store)

        upgrade_server(shared_place.location)

        assert server_catalogue(store) == fresh


def server_catalogue(store):
    """Return every column, index and trigger of the current schema."""
    described = [_COLUMNS_OF_SERVER, _INDEXES_OF_SERVER, _TRIGGERS_OF_SERVER]
    with store._engine.connect() as connection:
        return [connection.execute(text(statement)).all() for statement in described]


def go_back_to_the_third_revision(store):
    """Take away what revision 0004 brought."""
    with store._engine.begin() as connection:
        connection.execute(text("ALTER TABLE appointment DROP COLUMN services"))
        connection.execute(text("UPDATE app_meta SET value = '0003' WHERE key = 'schema_revision'"))


def go_back_to_the_second_revision(store):
    """Take away what revisions 0003 and 0004 brought."""
    go_back_to_the_third_revision(store)
    with store._engine.begin() as connection:
        for table, column in (("grid", "roster_locked"), ("building", "grid_locked")):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE app_meta SET value = '0002' WHERE key = 'schema_revision'"))


def go_back_to_the_first_revision(store):
    """Take away what all later revisions brought."""
    go_back_to_the_second_revision(store)
    plan = "submitted_on submitted_by returned_on returned_by return_comment approved_on approved_by approval_reason"
    lost = [("plan", each) for each in (*plan.split(), "ended_on")]
    with store._engine.begin() as connection:
        for table, column in (*lost, ("district", "grid_code_rule"), ("grid", "border_locked")):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE grid_lineage, land_link CASCADE"))
        connection.execute(text("DELETE FROM code_item WHERE list IN ('lineage_kind', 'land_link_kind')"))
        connection.execute(text("UPDATE app_meta SET value = '0001' WHERE key = 'schema_revision'"))


_COLUMNS_OF_SERVER = (
    "SELECT table_name, column_name, column_default, is_nullable, format_type(a.atttypid, a.atttypmod)"
    " FROM information_schema.columns"
    " JOIN pg_attribute a ON a.attrelid = to_regclass(quote_ident(table_name)) AND a.attname = column_name"
    " WHERE table_schema = current_schema() ORDER BY 1, 2"
)
_INDEXES_OF_SERVER = (
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 2"
)
_TRIGGERS_OF_SERVER = (
    "SELECT event_object_table, trigger_name, event_manipulation, action_statement"
    " FROM information_schema.triggers WHERE trigger_schema = current_schema() ORDER BY 1, 2, 3"
)
