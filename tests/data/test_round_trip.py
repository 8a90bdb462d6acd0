# SPDX-License-Identifier: MIT
"""Every field of every record type survives storing, editing, removing and taking back, in both stores."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.ids import new_id
from gridmgr.model.locks import LOCKS
from tests.data.office import filling
from tests.data.samples import PARENTS, records


@pytest.mark.parametrize("name", RECORD_TYPES)
@given(data=st.data())
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_lives_its_whole_life_unharmed(store, name, data):
    kind, record_id = RECORD_TYPES[name], new_id()
    first, second = (locked(data.draw(records(kind, record_id)), "") for _ in range(2))
    if store.count(RECORD_TYPES["estate"]) == 0:
        store.apply(filling(*PARENTS))

    store.apply(filling(first))
    assert store.get(kind, record_id) == first
    store.apply(ChangeSet("改", (changed(store.get(kind, record_id), second),)))
    assert store.get(kind, record_id) == second
    store.apply(ChangeSet("删", (removed(store.get(kind, record_id)),)))

    for expected in (second, first, None):
        store.undo()
        assert store.get(kind, record_id) == expected
    for expected in (first, second, None):
        store.redo()
        assert store.get(kind, record_id) == expected


@pytest.mark.parametrize(("name", "lock"), [(name, lock) for name, locks in LOCKS.items() for lock in locks])
@given(data=st.data())
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_lock_survives_storing_and_can_be_taken_off_and_back(store, name, lock, data):
    kind, record_id = RECORD_TYPES[name], new_id()
    drawn = data.draw(records(kind, record_id))
    held, free = locked(drawn, lock), locked(drawn, "")
    if store.count(RECORD_TYPES["estate"]) == 0:
        store.apply(filling(*PARENTS))

    store.apply(filling(held))
    assert store.get(kind, record_id) == held
    store.apply(ChangeSet("解锁", (changed(store.get(kind, record_id), free),)))
    assert store.get(kind, record_id) == free
    store.undo()
    assert store.get(kind, record_id) == held
    store.redo()
    assert store.get(kind, record_id) == free
    store.apply(ChangeSet("删", (removed(store.get(kind, record_id)),)))


def locked(record, lock: str):
    """Return a record with this lock and no other; what a locked record lives through is told in `test_lock_guard`."""
    return replace(record, **{one: one == lock for one in LOCKS.get(record.TYPE, ())})
