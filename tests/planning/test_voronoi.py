# SPDX-License-Identifier: MIT
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.planning.voronoi import STEP_M, voronoi_borders


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 40))
def test_a_border_is_as_far_from_the_one_house_as_from_the_other_and_no_other_is_nearer(seed: int, count: int):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 200, (count, 2))
    owner = rng.integers(0, 5, count)

    borders = voronoi_borders(xy, owner, np.zeros(count, dtype=np.int64), np.array([(0.0, 0.0, 200.0, 200.0)]))

    middle = (borders.start + borders.end) / 2
    apart = np.hypot(*(middle[:, None] - xy[None]).transpose(2, 0, 1))
    for row, (first, second) in zip(apart, borders.pairs, strict=True):
        reach = max(1.0, row.min()) * STEP_M
        assert abs(row[owner == first].min() - row[owner == second].min()) < reach
        assert row[owner == first].min() < row.min() + reach


def test_points_of_different_blocks_know_nothing_of_each_other():
    xy = np.array([(10.0, 10.0), (30.0, 10.0), (12.0, 10.0), (90.0, 10.0)])
    bounds = np.array([(0.0, 0.0, 100.0, 20.0)] * 2)

    borders = voronoi_borders(xy, np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1]), bounds)

    assert borders.pairs.tolist() == [[0, 1], [2, 3]]
    assert borders.start[:, 0].tolist() == [20.0, 51.0]
