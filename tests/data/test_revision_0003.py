# SPDX-License-Identifier: MIT
"""Files and servers of the second revision get the locks of rosters and buildings; nothing is locked that was not."""

import gzip
from pathlib import Path

import pytest

from gridmgr.data import tables
from gridmgr.data.migrations.upgrading import upgrade_file, upgrade_server
from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import Building, District, Grid
from gridmgr.model.catalogue import RECORD_TYPES
from tests.data.district import fill
from tests.data.test_migrations import catalogue, columns, complaints, contents, marks
from tests.data.test_revision_0002 import NOW, go_back_to_the_second_revision, server_catalogue


@pytest.fixture
def second_file(tmp_path):
    """Unpack a file that a program of revision 0002 has written: a draft of two grids, the border of one locked."""
    path = tmp_path / "三元区.gpkg"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "revision_0002.gpkg.gz").read_bytes()))
    return path


def test_a_file_of_the_second_revision_keeps_every_row(second_file):
    before = contents(second_file)

    upgrade_file(second_file, NOW)

    after = contents(second_file)
    assert all(after[name] == rows for name, rows in before.items() if name not in {"grid", "building", "appointment"})
    assert [row[:-1] for row in after["grid"]] == before["grid"]
    assert [row[:-1] for row in after["building"]] == before["building"]
    assert [row[:-1] for row in after["appointment"]] == before["appointment"]
    assert marks(second_file)["schema_revision"] == tables.SCHEMA_REVISION
    assert complaints(second_file) == []


def test_a_border_that_was_locked_stays_locked_and_nothing_else_is(second_file):
    with open_store(second_file) as store:
        locked = store.find(Grid, border_locked=True)

        assert [grid.id for grid in locked] == ["grid-1"]
        assert store.count(Grid, roster_locked=False) == 2
        assert store.count(Building, grid_locked=False) == store.count(Building) == 31


def test_the_steps_of_the_second_revision_are_taken_back_one_by_one(second_file):
    with open_store(second_file) as store:
        assert [store.undo().label for _ in range(3)] == ["改名", "锁定边界：第1网格", "任命"]
        assert store.count(Grid, border_locked=True) == 0
        assert [store.undo().label for _ in range(2)] == ["新建方案", "建库"]
        assert store.count(Grid) == store.count(Building) == 0


def test_a_file_upgraded_from_the_second_revision_has_the_tables_of_a_new_one(second_file, tmp_path):
    new = tmp_path / "新.gpkg"
    create_local(new, District(id="d", code="350404", name="三元区"), crs=4547).close()

    upgrade_file(second_file, NOW)

    assert catalogue(second_file, "trigger", "index") == catalogue(new, "trigger", "index")
    for name in RECORD_TYPES:
        old, fresh = columns(second_file, name), columns(new, name)
        old["table_info"], fresh["table_info"] = (sorted(c[1:] for c in t["table_info"]) for t in (old, fresh))
        assert old == fresh


@pytest.mark.shared
def test_a_server_of_the_second_revision_gets_the_tables_of_a_new_one(shared_place):
    store = shared_place.create()
    fill(store)
    fresh, before = server_catalogue(store), store.find(Building)
    go_back_to_the_second_revision(store)
    assert server_catalogue(store) != fresh

    upgrade_server(shared_place.location)

    assert server_catalogue(store) == fresh
    with shared_place.open() as opened:
        assert opened.find(Building) == before
        assert opened.count(Building, grid_locked=False) == len(before)
