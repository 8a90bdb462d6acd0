# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.planning.partition.kernel.loading import PLAIN, compiled
from gridmgr.planning.voronoi import STEP_M, finds_the_same, triangles_by_geos, triangles_by_loop, voronoi_borders


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


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), places=st.integers(1, 3), side=st.integers(1, 12))
def test_the_loop_finds_the_triangles_of_geos_where_walls_stand_square(seed: int, places: int, side: int):
    rng = np.random.default_rng(seed)
    sets = [np.unique(rng.integers(0, side, (rng.integers(1, 60), 2)) * 40.0, axis=0) for _ in range(places)]
    frames = [np.array([(-9e3, -9e3), (9e3, -9e3), (9e3, 9e3), (-9e3, 9e3)])] * places
    number = np.concatenate((np.repeat(range(places), [len(one) for one in sets]), np.repeat(range(places), 4)))
    points = np.concatenate((*sets, *frames))

    found, place = triangles_by_loop(points, number, PLAIN)

    inner = len(number) - 4 * places
    expected, _ = triangles_by_geos(points, number)
    assert {tuple(sorted(corner)) for corner in found.tolist() if max(corner) < inner} == {
        tuple(sorted(corner)) for corner in expected.tolist() if max(corner) < inner
    }
    assert (number[found] == place[:, None]).all()


def test_the_compiled_loop_finds_the_triangles_of_geos():
    pytest.importorskip("numba")

    assert finds_the_same(compiled())
