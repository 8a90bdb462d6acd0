# SPDX-License-Identifier: MIT
"""Every field of every record type survives storing, editing, removing and taking back, in both stores."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import ChangeSet, changed, removed
from gridmgr.model.ids import new_id
from tests.data.office import filling
from tests.data.samples import PARENTS, records


@pytest.mark.parametrize("name", RECORD_TYPES)
@given(data=st.data())
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_lives_its_whole_life_unharmed(store, name, data):
    kind, record_id = RECORD_TYPES[name], new_id()
    first, second = data.draw(records(kind, record_id)), data.draw(records(kind, record_id))
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
