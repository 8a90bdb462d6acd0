# SPDX-License-Identifier: MIT
"""Undo and redo: any history leads back to where it began."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gridmgr.data.store import StepKind
from gridmgr.model.areas import Building, Grid
from gridmgr.model.changes import ChangeSet, added, changed, differences, removed
from gridmgr.model.errors import ConflictError
from gridmgr.model.people import Household
from tests.data.office import BUILDINGS, EAST, GRIDS, PLAN, filling

_IDS = st.integers(0, 3)
_MOVES = st.one_of(
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("put"), st.lists(st.tuples(_IDS, st.integers(0, 15)), min_size=1, max_size=3)),
    st.tuples(st.just("drop"), st.lists(_IDS, min_size=1, max_size=3)),
)


def state(store):
    """Return the records that histories play with; their revisions only ever grow."""
    return {r.id: r for kind in (Building, Household) for r in store.find(kind)}


def derived(store):
    return [
        [(b.id, b.households, b.persons, b.grid_code) for b in store.find(Building)],
        [(g.id, g.households, g.persons, g.buildings) for g in store.find(Grid)],
    ]


def wished(known, move):
    """Return the records after a move: buildings here and there, each with a household of its own."""
    after = dict(known)
    if move[0] == "put":
        for number, where in move[1]:
            b, h = f"b{number}", f"h{number}"
            new = Building(id=b, community=EAST, name=str(where), geom=box(where * 20, 0, where * 20 + 5, 5))
            after[b] = replace(new, rev=known[b].rev if b in known else 0)
            after[h] = known.get(h) or Household(id=h, community=EAST, building_id=b)
    else:
        for number in move[1]:
            after.pop(f"b{number}", None)
            after.pop(f"h{number}", None)
    return after


@given(moves=st.lists(_MOVES, min_size=4, max_size=12))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_can_be_walked_back_and_forth(store, moves):
    while store.undo():
        pass
    if not store.count(Grid):
        store.apply(filling(PLAN, *GRIDS))
        store.remember("base", str(store.last_seq))
    past, future = [state(store)], []
    for move in moves:
        before = past[-1]
        if move[0] == "undo" and len(past) > 1:
            assert store.undo().kind is StepKind.UNDO
            future.append(past.pop())
        elif move[0] == "redo":
            assert (store.redo() is not None) == bool(future)
            if future:
                past.append(future.pop())
        elif move[0] in {"put", "drop"}:
            now = state(store)
            changes = differences(now.values(), wished(now, move).values())
            if changes:
                store.apply(ChangeSet("步", tuple(changes)))
                past.append(state(store))
                future = []
        assert state(store) == past[-1], before

    figures = derived(store)
    store.refresh()
    assert derived(store) == figures
    while len(past) > 1:
        store.undo()
        past.pop()
        assert state(store) == past[-1]


def test_undo_stops_where_another_hand_was_at_the_record(shared_place):
    mine = shared_place.create(author="甲")
    mine.apply(filling(*BUILDINGS))
    colleague = shared_place.open(author="乙")
    read = colleague.get(Building, "b1")
    colleague.apply(ChangeSet("乙改名", (changed(read, replace(read, name="乙")),)))

    with pytest.raises(ConflictError, match="已被改动"):
        mine.undo()

    assert mine.get(Building, "b1").name == "乙"
    assert mine.count(Building) == 3
    assert [s.undone for s in mine.journal()] == [False, False]


def test_on_a_server_everybody_takes_back_only_own_steps(shared_place):
    mine = shared_place.create(author="甲")
    colleague = shared_place.open(author="乙")
    mine.apply(filling(BUILDINGS[0]))
    colleague.apply(filling(BUILDINGS[1]))

    assert mine.undo().label == "录入"

    assert [b.id for b in mine.find(Building)] == ["b2"]
    assert mine.undo() is None
    assert colleague.redo() is None
    assert mine.redo().author == "甲"
    assert [b.id for b in colleague.find(Building)] == ["b1", "b2"]


def test_a_colleague_who_undid_the_same_record_in_between_does_not_block_undo(shared_place):
    mine = shared_place.create(author="甲")
    colleague = shared_place.open(author="乙")
    mine.apply(filling(BUILDINGS[0]))
    read = colleague.get(Building, "b1")
    colleague.apply(ChangeSet("乙改名", (changed(read, replace(read, name="乙")),)))
    colleague.undo()

    mine.undo()

    assert mine.get(Building, "b1") is None


def test_an_undo_signs_with_its_own_author(store):
    store.apply(filling(BUILDINGS[0]))
    if store.location.endswith(".gpkg"):
        assert store.undo(author="丙").author == "丙"
        assert store.changes_since(1)[0].author == "丙"
    else:
        assert store.undo(author="丙") is None


def test_a_step_with_removals_and_additions_of_linked_records_is_undone_whole(store):
    store.apply(filling(*BUILDINGS, Household(id="h1", community=EAST, building_id="b1")))
    known = state(store)
    swap = ChangeSet(
        "换楼",
        (
            removed(known["b1"]),
            removed(known["h1"]),
            added(Building(id="b7", community=EAST)),
            added(Household(id="h7", community=EAST, building_id="b7")),
        ),
    )
    store.apply(swap)

    store.undo()

    assert state(store) == known
