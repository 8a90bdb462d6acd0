# SPDX-License-Identifier: MIT
"""The figures that a stroke writes upon the map."""

from hypothesis import given
from hypothesis import strategies as st

from gridmgr.map.tools.painting import free_box

PLACE = st.tuples(st.floats(0, 120), st.floats(0, 120))
SIZE = st.tuples(st.floats(20, 90), st.just(36.0))


@given(st.lists(st.tuples(SIZE, PLACE), min_size=1, max_size=6))
def test_the_figures_of_grids_that_lie_close_together_never_cover_each_other(wanted):
    taken = []
    for size, place in wanted:
        taken.append(free_box(size, place, taken))

    assert not any(one.intersects(other) for n, one in enumerate(taken) for other in taken[:n])
    assert abs(taken[0].center().y() - wanted[0][1][1]) < 1e-6
