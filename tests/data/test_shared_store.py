# SPDX-License-Identifier: MIT
"""What only the shared server promises: partitions, several people at once, no passwords in sight."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import make_url

from gridmgr.data.opening import create_shared, init_shared, open_store
from gridmgr.data.shared import without_password
from gridmgr.data.tables import shared_schema
from gridmgr.model.areas import Building, Grid
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.errors import ConflictError, InputError, NotGridmgrFileError
from gridmgr.model.people import Household, Resident
from tests.data.conftest import CRS, DISTRICT
from tests.data.office import ALL, EAST, WEST, filling

pytestmark = pytest.mark.shared


@pytest.fixture
def partitioned(shared_place):
    with create_shared(shared_place.location, DISTRICT, CRS, author="甲", partitions=8) as store:
        yield store


def test_the_whole_schema_can_be_cut_by_community(partitioned, shared_place):
    with psycopg.connect(shared_place.psql) as server:
        parts = "SELECT count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'"
        here = f"{parts} AND relnamespace = current_schema()::regnamespace"
        (count,) = server.execute(here).fetchone()

    apart = [name for name, kind in RECORD_TYPES.items() if not kind.SHARED]
    assert {t.name for t in shared_schema().by_community()} == {*apart, "change_log", "building_grid"}
    assert count == 8 * (len(apart) + 2)


def test_the_office_works_the_same_on_a_server_cut_by_community(partitioned):
    partitioned.apply(filling(*ALL))
    moved = [*partitioned.find(Building, id="b1"), *partitioned.find(Household), *partitioned.find(Resident)]

    partitioned.apply(ChangeSet("划转", tuple(changed(r, replace(r, community=WEST)) for r in moved)))
    assert partitioned.count(Resident, community=WEST) == 3
    assert partitioned.get(Grid, "g1").households == 0
    partitioned.undo()

    assert partitioned.count(Resident, community=EAST) == 3
    assert partitioned.get(Grid, "g1").households == 1
    with pytest.raises(ConflictError, match="引用"):
        partitioned.apply(ChangeSet("拆", (removed(partitioned.get(Building, "b1")),)))
    with pytest.raises(ConflictError, match="已经存在"):
        partitioned.apply(filling(replace(ALL[4], community=WEST)))
    read = partitioned.get(Building, "b2")
    partitioned.apply(ChangeSet("改", (changed(read, replace(read, name="一")),)))
    with pytest.raises(ConflictError, match="已被改动"):
        partitioned.apply(ChangeSet("改", (changed(read, replace(read, name="二")),)))
    assert [c.seq for c in partitioned.changes_since(0)] == sorted(c.seq for c in partitioned.changes_since(0))


def test_an_outside_edit_of_a_partition_is_audited(partitioned, shared_place):
    partitioned.apply(filling(*ALL))
    known = partitioned.last_seq
    with psycopg.connect(shared_place.psql) as server:
        server.execute("UPDATE household SET residence = '1' WHERE id = 'h2'")

    (edit,) = partitioned.changes_since(known)

    assert (edit.record_type, edit.fields) == ("household", {"residence": ("2", "1")})
    assert partitioned.get(Grid, "g1").households == 2


def test_eight_colleagues_lose_no_edit(shared_place):
    shared_place.create().apply(filling(*ALL))

    def work(who):
        with open_store(shared_place.location, author=f"同事{who}") as store:
            for _ in range(5):
                while not counted_up(store):
                    pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    store = shared_place.open()
    assert store.get(Building, "b1").floors_up == 40
    log = store.changes_since(len(ALL))
    assert [c.rev for c in log] == list(range(2, 42))
    assert [c.step for c in log] == sorted(c.step for c in log)


def counted_up(store):
    """Add one to a number that everybody changes; False where a colleague was first."""
    read = store.get(Building, "b1")
    try:
        store.apply(ChangeSet("加一", (changed(read, replace(read, floors_up=(read.floors_up or 0) + 1)),)))
    except ConflictError:
        return False
    return True


def test_a_server_is_set_up_once(shared_place):
    shared_place.create()

    with pytest.raises(InputError, match="已经有数据"):
        init_shared(shared_place.location)


def test_a_server_without_our_tables_is_not_opened(shared_place):
    with pytest.raises(NotGridmgrFileError, match="db init"):
        shared_place.open()


def test_the_password_is_nowhere_to_be_seen():
    shown = without_password(make_url("postgresql://li:secret@db.example:5432/qu?sslmode=require&password=x"))

    assert shown == "postgresql://li@db.example:5432/qu?sslmode=require"
