# SPDX-License-Identifier: MIT
"""A district moves between a file and a server without losing anything."""

from dataclasses import fields, replace

import pytest

from gridmgr.data.copying import copy_store
from gridmgr.data.opening import create_local, init_shared
from gridmgr.model.areas import Building, District
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.errors import CancelledError, InputError
from gridmgr.model.people import Resident
from gridmgr.model.progress import Reporting
from tests.data.conftest import DISTRICT
from tests.data.office import ALL, BUILDINGS, filling


def everything(store):
    """Return all there is to compare: records with revisions and derived fields, journal, lists, settings."""
    columns = {name: tuple(f.name for f in fields(kind)) for name, kind in RECORD_TYPES.items()}
    records = {name: list(store.values(RECORD_TYPES[name], columns[name])) for name in RECORD_TYPES}
    return (records, store.journal(), store.changes_since(0), store.code_lists(), store.remembered("key"), store.crs)


def fill(store):
    store.apply(filling(*ALL))
    read = store.get(Building, "b1")
    store.apply(ChangeSet("改", (changed(read, replace(read, name="新", remark="注")),)))
    store.undo()
    store.remember("key", "值")


def test_a_file_goes_to_a_server_and_comes_back_the_same(local_place, shared_place, tmp_path):
    file = local_place.create()
    fill(file)
    init_shared(shared_place.location)
    server = shared_place.open()

    assert copy_store(file, server) == len(ALL) + 1
    with create_local(tmp_path / "back.gpkg", District(id="x", code="1", name="空")) as back:
        copy_store(server, back)

        assert everything(server) == everything(file)
        assert everything(back) == everything(file)


def test_the_copy_goes_on_where_the_original_stood(local_place, shared_place):
    file = local_place.create()
    fill(file)
    init_shared(shared_place.location)
    server = shared_place.open()
    copy_store(file, server)

    assert server.redo().label == "改"
    assert server.get(Building, "b1").name == "新"
    assert server.last_seq == file.last_seq + 1
    server.apply(filling(Resident(id="r7", name="新居民")))
    assert server.undo().label == "录入"


def test_copying_into_data_that_are_there_is_refused(local_place, tmp_path):
    file = local_place.create()
    with create_local(tmp_path / "b.gpkg", DISTRICT) as target:
        target.apply(filling(BUILDINGS[0]))

        with pytest.raises(InputError, match="已经有数据"):
            copy_store(file, target)


def test_a_copy_that_is_given_up_leaves_the_target_empty(local_place, tmp_path):
    file = local_place.create()
    fill(file)
    seen = []
    watching = Reporting(lambda done, total, _what: seen.append((done, total)), cancelled=lambda: len(seen) > 2)

    with create_local(tmp_path / "b.gpkg", DISTRICT) as target:
        with pytest.raises(CancelledError):
            copy_store(file, target, watching)

        assert sum(target.count(kind) for kind in RECORD_TYPES.values()) == 1
    assert seen[0] == (1, len(ALL) + 1)


def test_an_empty_district_is_copied_too(local_place, shared_place):
    file = local_place.create()
    init_shared(shared_place.location)
    server = shared_place.open()

    copy_store(file, server)

    assert server.find(District) == [DISTRICT]
    server.apply(filling(BUILDINGS[0]))
    assert server.last_seq == 1
