# SPDX-License-Identifier: MIT
"""Which land changes hands between two plans."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.map.coverage import neighbours
from gridmgr.map.moved_land import keep_hues, moved_land, moves_of
from gridmgr.map.scene import Grids
from gridmgr.map.style import BandState

SIDE = 4
BLOCK_M = 100.0


def plan(owner, name="n"):
    """A plan of 4 × 4 blocks; `owner` names the grid of each."""
    blocks = np.array([shapely.box(x, y, x + BLOCK_M, y + BLOCK_M) for x, y in places()])
    numbers = sorted(set(owner))
    shapes = [shapely.coverage_union_all(blocks[np.array(owner) == number]) for number in numbers]
    ids = [f"{name}{number}" for number in numbers]
    return Grids(ids, ids, shapes, [300] * len(ids), [BandState.INSIDE] * len(ids))


def places():
    return [(BLOCK_M * column, BLOCK_M * row) for row in range(SIDE) for column in range(SIDE)]


def nobody_watches(_done, _total):
    return None


def owners():
    return st.lists(st.integers(0, 3), min_size=SIDE * SIDE, max_size=SIDE * SIDE)


@given(owners(), owners(), st.dictionaries(st.integers(0, 3), st.integers(0, 3)))
@settings(max_examples=60)
def test_land_goes_from_hand_to_hand_just_where_the_grid_is_not_the_successor(before, after, follows):
    old, new = plan(before, "o"), plan(after, "n")
    origin = {f"n{b}": f"o{a}" for b, a in follows.items()}

    land = moved_land(old, new, origin, nobody_watches)

    moved = {}
    for a, b in zip(before, after, strict=True):
        if origin.get(f"n{b}") != f"o{a}":
            moved[f"o{a}", f"n{b}"] = moved.get((f"o{a}", f"n{b}"), 0) + BLOCK_M**2
    assert {pair: pytest.approx(area) for pair, area in moved.items()} == {p: s.area for p, s in land.items()}


@given(owners())
def test_between_a_plan_and_itself_no_land_goes_from_hand_to_hand(owner):
    old, new = plan(owner, "o"), plan(owner, "n")

    land = moved_land(old, new, {f"n{one}": f"o{one}" for one in owner}, nobody_watches)

    assert land == {}


def test_a_border_drawn_a_little_otherwise_moves_no_land():
    old = Grids(["a", "b"], ["01", "02"], [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    new = Grids(["c", "d"], ["01", "02"], [shapely.box(0, 0, 100.3, 100), shapely.box(100.3, 0, 200, 100)])

    land = moved_land(old, new, {"c": "a", "d": "b"}, nobody_watches)

    assert land == {}


def test_an_arrow_goes_to_what_the_grid_has_beside_the_land_it_takes_over():
    old = Grids(["a", "b"], ["01", "02"], [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    new = Grids(["c", "d"], ["01", "02"], [shapely.box(0, 0, 60, 100), shapely.box(60, 0, 200, 100)])
    origin = {"c": "a", "d": "b"}

    before, after = moves_of(moved_land(old, new, origin, nobody_watches), {("a", "d"): "12 户"}, {"h"}, new, origin)

    assert (list(before.names), before.buildings) == (["12 户"], {"h"})
    assert (before.grids, after.grids) == ({"a", "b"}, {"c", "d"})
    assert before.heads[0, 0] > 100
    assert before.layer is after.layer


def test_a_grid_that_is_all_new_land_has_no_arrow():
    old, new = plan([0] * 16, "o"), plan([0] * 8 + [1] * 8, "n")
    origin = {"n0": "o0"}

    before, _ = moves_of(moved_land(old, new, origin, nobody_watches), {}, frozenset(), new, origin)

    assert np.isnan(before.heads).all()


@given(owners(), owners())
@settings(max_examples=60)
def test_a_grid_that_goes_on_keeps_its_colour_unless_a_neighbour_has_it(before, after):
    old, new = plan(before, "o"), plan(after, "n")
    origin = {f"n{one}": f"o{one}" for one in set(after) & set(before)}

    keep_hues(old, new, origin)

    known = dict(zip(old.ids, old.hues.tolist(), strict=True))
    pairs = neighbours(new.layer).tolist()
    assert all(new.hues[a] != new.hues[b] for a, b in pairs)
    alone = set(range(len(new.ids))) - {row for pair in pairs for row in pair}
    for row in alone:
        heir = origin.get(new.ids[row])
        assert heir is None or new.hues[row] == known[heir]
