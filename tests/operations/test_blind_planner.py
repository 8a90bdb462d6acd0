# SPDX-License-Identifier: MIT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.operations.blind_planner import EDITS, BlindPlanner, counted, flaws

EDITS_EACH = 25


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), locks=st.booleans())
@example(seed=8, locks=False)
@example(seed=1, locks=True)
def test_whatever_is_drawn_every_square_centimetre_belongs_to_one_grid(seed: int, locks: bool):
    planner = BlindPlanner.of(seed, locks=locks)
    households = counted(planner.land)

    for _ in range(EDITS_EACH):
        before = planner.land
        held = {i: grid.geom for i, grid in before.grids.items() if grid.border_locked}
        kind, refused = planner.edit()

        if refused:
            assert planner.land is before
            assert refused.endswith("。")
            assert not any(grid in refused for grid in before.grids if "-" in grid)
        else:
            assert list(flaws(planner.land, households, locks)) == []
        assert kind == "导入" or all(planner.land.grids[i].geom == geom for i, geom in held.items())


def test_a_blind_planner_tries_every_kind_of_edit_and_most_succeed():
    planner = BlindPlanner.of(3, locks=True)

    done = [kind for kind, refused in (planner.edit() for _ in range(60)) if not refused]

    assert len(done) > 25
    assert len(set(done)) > len(EDITS) // 2
