# SPDX-License-Identifier: MIT
"""Files and servers of the third revision learn which service lines somebody looks after; nobody has any yet."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from gridmgr.data import tables
from gridmgr.data.migrations.upgrading import upgrade_file, upgrade_server
from gridmgr.data.opening import create_local, open_store
from gridmgr.model.areas import District
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.people import Appointment
from tests.data.district import fill
from tests.data.test_migrations import catalogue, columns, complaints, contents, marks
from tests.data.test_revision_0002 import NOW, go_back_to_the_third_revision, server_catalogue


@pytest.fixture
def third_file(tmp_path):
    """Unpack a file that a program of revision 0003 has written: a plan in force, two grids, one post in each."""
    path = tmp_path / "三元区.gpkg"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "revision_0003.gpkg.gz").read_bytes()))
    return path


def test_a_file_of_the_third_revision_keeps_every_row(third_file):
    before = contents(third_file)

    upgrade_file(third_file, NOW)

    after = contents(third_file)
    assert all(after[name] == rows for name, rows in before.items() if name != "appointment")
    assert [row[:-1] for row in after["appointment"]] == before["appointment"]
    assert marks(third_file)["schema_revision"] == tables.SCHEMA_REVISION
    assert complaints(third_file) == []


def test_a_post_of_the_third_revision_can_be_given_service_lines_and_lose_them_again(third_file):
    with open_store(third_file) as store:
        post = store.find(Appointment)[0]
        assert post.services == ()

        store.apply(ChangeSet("分工", [changed(post, replace(post, services=("1", "3")))], "测试员", NOW))

        assert store.get(Appointment, post.id).services == ("1", "3")
        assert [store.undo().label for _ in range(2)] == ["分工", "任命"]
        assert store.count(Appointment) == 0


def test_a_file_upgraded_from_the_third_revision_has_the_tables_of_a_new_one(third_file, tmp_path):
    new = tmp_path / "新.gpkg"
    create_local(new, District(id="d", code="350404", name="三元区"), crs=4547).close()

    upgrade_file(third_file, NOW)

    assert catalogue(third_file, "trigger", "index") == catalogue(new, "trigger", "index")
    old, fresh = (columns(path, "appointment")["table_info"] for path in (third_file, new))
    assert sorted(column[1:] for column in old) == sorted(column[1:] for column in fresh)


@pytest.mark.shared
def test_a_server_of_the_third_revision_gets_the_tables_of_a_new_one(shared_place):
    store = shared_place.create()
    fill(store)
    fresh, before = server_catalogue(store), store.find(Appointment)
    go_back_to_the_third_revision(store)
    assert server_catalogue(store) != fresh

    upgrade_server(shared_place.location)

    assert server_catalogue(store) == fresh
    with shared_place.open() as opened:
        assert opened.find(Appointment) == before
