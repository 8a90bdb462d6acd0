# SPDX-License-Identifier: MIT
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.planning.shared_borders import components, shared_segments


def test_two_plots_share_their_fence_and_a_corner_is_no_border():
    left, right, corner = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(20, 10, 30, 20)

    found = shared_segments(np.array([left, right, corner]))

    assert (found.a.tolist(), found.b.tolist(), found.length_m.tolist()) == ([0], [1], [10.0])


def test_an_estate_in_two_parts_borders_on_its_neighbour_with_both():
    estate = shapely.multipolygons([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])

    found = shared_segments(np.array([estate, shapely.box(10, 0, 20, 10)]))

    assert found.length_m.sum() == 20


def test_a_plot_in_the_middle_of_another_borders_on_it_all_around():
    inner = shapely.box(4, 4, 6, 6)

    found = shared_segments(np.array([shapely.box(0, 0, 10, 10).difference(inner), inner]))

    assert found.length_m.sum() == 8


@given(
    count=st.integers(1, 40),
    pairs=st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=80),
)
def test_things_are_connected_exactly_when_a_chain_of_pairs_joins_them(count: int, pairs: list[tuple[int, int]]):
    pairs = [(a, b) for a, b in pairs if a < count and b < count]
    groups = [{number} for number in range(count)]
    for a, b in pairs:
        first, second = (next(group for group in groups if member in group) for member in (a, b))
        if first is not second:
            groups.remove(second)
            first |= second

    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    label = components(count, ends[:, 0], ends[:, 1])

    found = {frozenset(np.flatnonzero(label == number).tolist()) for number in range(int(label.max()) + 1)}
    assert found == {frozenset(group) for group in groups}
