# SPDX-License-Identifier: MIT
"""Data of an older program are brought up to date as a whole, or stay exactly as they were."""

import contextlib
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from gridmgr.data import migrations, tables
from gridmgr.data.backup_folder import backups_of
from gridmgr.data.locking import FileLock
from gridmgr.data.migrations.upgrading import upgrade_file, upgrade_server
from gridmgr.data.opening import open_store
from gridmgr.model.areas import Building, Community
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import BusyError, DiskFullError, StoreError
from tests.data.district import fill, filled, raw

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HEAD = '"""A revision for tests."""\nimport sqlalchemy as sa\nfrom alembic import op\n'
HEAD += "from gridmgr.data.migrations.rebuilding import rebuild_table\n"
HEAD += "from gridmgr.data.tables import Stored\n"
ADDS_A_COLUMN = """
revision = "9001"
down_revision = "0004"

def upgrade():
    op.add_column("building", sa.Column("lifts", Stored("INTEGER", "bigint")))
    op.execute("UPDATE building SET lifts = 2 WHERE code = 'B001'")
"""
CHANGES_A_TYPE = """
revision = "9002"
down_revision = "9001"

def upgrade():
    with rebuild_table("building") as building:
        building.alter_column("units", type_=Stored("DOUBLE", "double precision"))
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "三元区.gpkg"
    store = filled(path)
    house = store.find(Building, code="B001")[0]
    store.apply(ChangeSet("改名", [changed(house, replace(house, name="新名"))]))
    store.close()
    with contextlib.closing(raw(path)) as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 4000 WHERE name = 'building'")
    return path


@pytest.fixture
def district(tmp_path, template):
    return Path(shutil.copy(template, tmp_path))


@pytest.fixture
def revisions(tmp_path):
    folder = tmp_path / "revisions with % and space"
    folder.mkdir()

    def write(*bodies):
        for number, body in enumerate(bodies):
            (folder / f"test_{number}.py").write_text(HEAD + body)
        return [folder]

    return write


def contents(path):
    """Return all rows of all tables but the marks of the program."""
    with contextlib.closing(raw(path)) as connection:
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        found = {n: connection.execute(f'SELECT * FROM "{n}"').fetchall() for n in names if n != "app_meta"}
    return found | {"sqlite_sequence": sorted(found["sqlite_sequence"])}


def marks(path):
    with contextlib.closing(raw(path)) as connection:
        return dict(connection.execute("SELECT key, value FROM app_meta"))


def catalogue(path, *kinds):
    with contextlib.closing(raw(path)) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    return [row for row in rows if row[0] in kinds]


def columns(path, table):
    with contextlib.closing(raw(path)) as connection:
        made = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        words = ("AUTOINCREMENT", "WITHOUT ROWID", "INITIALLY DEFERRED", "UNIQUE", "CONSTRAINT")
        return {
            "table_info": connection.execute(f'PRAGMA table_info("{table}")').fetchall(),
            "foreign_key_list": connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall(),
            "index_list": sorted(row[1:] for row in connection.execute(f'PRAGMA index_list("{table}")')),
            "words": {word: made.count(word) for word in words},
        }


def complaints(path):
    """Return what GDAL's validator says, but for the two lines that it says of every GeoPackage 1.4."""
    command = ["/usr/bin/python3", "-m", "osgeo_utils.samples.validate_gpkg", "-k", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (said.stdout + said.stderr).splitlines()
    known = re.compile(r"Req 75: rtree_\w+_update[13] trigger missing|.*may only be partially supported.*")
    assert len(lines) >= 2
    return [line for line in lines if not known.fullmatch(line)]


def test_the_list_of_revisions_is_the_line_that_alembic_sees():
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))

    line = [script.revision for script in scripts.walk_revisions()][::-1]

    assert tuple(line) == migrations.REVISIONS
    assert migrations.REVISIONS[-1] == tables.SCHEMA_REVISION


def test_opening_a_file_of_today_does_not_load_alembic(district):
    code = "import sys; from gridmgr.data.opening import open_store; open_store(sys.argv[1]).close()"
    code += "; print('alembic' in sys.modules, 'psycopg' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code, str(district)], capture_output=True, text=True, check=True)

    assert told.stdout == "False False\n"


def test_a_file_of_today_stays_as_it_is(district):
    before = contents(district)

    upgrade_file(district, NOW)

    assert contents(district) == before
    assert marks(district)["schema_revision"] == tables.SCHEMA_REVISION


def test_an_older_file_is_brought_up_to_date_with_everything_in_place(district, revisions):
    before, triggers = contents(district), catalogue(district, "trigger", "index")

    upgrade_file(district, NOW, revisions(ADDS_A_COLUMN, CHANGES_A_TYPE))

    after = contents(district)
    wider = after.pop("building")
    assert [row[:-1] for row in wider] == before.pop("building")
    assert [row[-1] for row in wider].count(2) == 1
    assert after == before
    assert catalogue(district, "trigger", "index") == triggers
    types = {row[1]: row[2] for row in columns(district, "building")["table_info"]}
    assert (types["units"], types["geom"], types["lifts"]) == ("DOUBLE", "GEOMETRY", "INTEGER")
    assert marks(district)["schema_revision"] == "9002"
    assert marks(district)["writing"] == "off"
    assert complaints(district) == []


def test_undo_reaches_back_behind_an_upgrade(district, revisions):
    upgrade_file(district, NOW, revisions(ADDS_A_COLUMN, CHANGES_A_TYPE))
    set_revision(district, tables.SCHEMA_REVISION)

    with open_store(district) as store:
        assert store.find(Building, code="B001")[0].name == "新名"
        store.undo()
        assert store.find(Building, code="B001")[0].name == "1幢"
        store.undo()
        assert store.count(Building) == store.count(Community) == 0


def test_row_numbers_are_not_given_out_twice_after_an_upgrade(district, revisions):
    upgrade_file(district, NOW, revisions(ADDS_A_COLUMN, CHANGES_A_TYPE))

    with contextlib.closing(raw(district)) as connection:
        connection.execute("INSERT INTO building (code) VALUES ('new')")
        number = connection.execute("SELECT fid FROM building WHERE code = 'new'").fetchone()

    assert number == (4001,)


def test_rebuilding_tables_without_a_change_changes_nothing(district, revisions):
    every = [*RECORD_TYPES, "code_item", "step", "change_log", "building_grid", "app_meta", "setting"]
    body = f'revision = "9001"\ndown_revision = "0004"\n\ndef upgrade():\n    for table in {every}:\n'
    before = contents(district), [columns(district, table) for table in every], catalogue(district, "trigger", "index")

    upgrade_file(district, NOW, revisions(body + "        with rebuild_table(table): pass\n"))

    assert contents(district) == before[0]
    assert [columns(district, table) for table in every] == before[1]
    assert catalogue(district, "trigger", "index") == before[2]


FAILING = {
    "a bug after much was done": 'raise ValueError("bug")',
    "a statement that fails": 'op.execute("INSERT INTO nowhere VALUES (1)")',
    "rows that point to nothing": "op.execute(\"DELETE FROM building WHERE code = 'B002'\")",
    "a lost trigger column": 'op.execute("ALTER TABLE building DROP COLUMN remark")',
    "a revision that ends the transaction itself": 'op.execute("COMMIT"); raise ValueError("bug")',
}


@pytest.mark.parametrize("failure", FAILING.values(), ids=list(FAILING))
def test_an_upgrade_that_fails_leaves_everything_as_it_was(district, revisions, failure):
    before = contents(district), marks(district), catalogue(district, "table", "trigger", "index")
    body = (
        ADDS_A_COLUMN + "    with rebuild_table('building') as b:\n        b.alter_column('units', type_=sa.Text())\n"
    )

    with pytest.raises(StoreError) as told:
        upgrade_file(district, NOW, revisions(body + f"    {failure}\n"))

    assert "数据仍是升级前的样子，没有丢失" in str(told.value)
    assert backups_of(district)[0].path.name in str(told.value)
    assert (contents(district), marks(district), catalogue(district, "table", "trigger", "index")) == before
    with open_store(district) as store:
        assert store.count(Building) == 31


def test_a_full_disk_during_an_upgrade_is_told_as_such(district, revisions):
    before = contents(district)
    body = ADDS_A_COLUMN + '    op.execute("PRAGMA max_page_count = 1")\n'
    body += '    op.execute("CREATE TABLE large AS SELECT a.* FROM code_item a, code_item b")\n'

    with pytest.raises(DiskFullError):
        upgrade_file(district, NOW, revisions(body))

    assert contents(district) == before


def test_a_file_that_somebody_has_open_is_not_upgraded(district):
    lock = FileLock(district, NOW)

    with pytest.raises(BusyError):
        upgrade_file(district, NOW)

    lock.close()


def set_revision(path, revision):
    with contextlib.closing(raw(path)) as connection:
        connection.execute("UPDATE app_meta SET value = ? WHERE key = 'schema_revision'", (revision,))


@pytest.mark.shared
def test_a_server_is_brought_up_to_date_in_one_step(shared_place, revisions):
    store = shared_place.create()
    fill(store)
    before = store.find(Building)

    upgrade_server(shared_place.location, revisions(ADDS_A_COLUMN, CHANGES_A_TYPE))

    assert server_state(store) == ("9002", "double precision", 1)
    assert store.find(Building) == before
    set_server_revision(store, tables.SCHEMA_REVISION)
    with shared_place.open() as opened:
        opened.undo()
        assert opened.count(Community) == 0
        opened.redo()
        outside_edit(opened)
        assert opened.changes_since(0)[-1].author == "外部程序"


@pytest.mark.shared
def test_an_upgrade_of_a_server_that_fails_leaves_everything_as_it_was(shared_place, revisions):
    store = shared_place.create()
    before = server_state(store)

    with pytest.raises(StoreError, match="仍是升级前的样子，没有丢失"):
        upgrade_server(shared_place.location, revisions(ADDS_A_COLUMN + '    raise ValueError("bug")\n'))

    assert server_state(store) == before == (tables.SCHEMA_REVISION, "bigint", 0)


def server_state(store):
    """Return the revision, the type of a column that is changed, and how many columns were added."""
    with store._engine.connect() as connection:
        described = "SELECT data_type FROM information_schema.columns WHERE table_schema = current_schema()"
        named = " AND table_name = 'building' AND column_name = :name"
        revision = connection.execute(text("SELECT value FROM app_meta WHERE key = 'schema_revision'")).scalar()
        kind = connection.execute(text(described + named), {"name": "units"}).scalar()
        return revision, kind, len(connection.execute(text(described + named), {"name": "lifts"}).all())


def set_server_revision(store, revision):
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE app_meta SET value = :r WHERE key = 'schema_revision'"), {"r": revision})


def outside_edit(store):
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE building SET remark = '外面' WHERE code = 'B002'"))
