# SPDX-License-Identifier: MIT
"""What is left of a community beside locked grids is divided part by part."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.model.progress import Silent
from gridmgr.planning.locks import joined_graph, partition_parts, unlocked_parts
from gridmgr.planning.partition import ReasonCode, Verdict, Wish
from gridmgr.planning.verification import verify_partition
from tests.planning.unit_graphs import lattice, torn

OUTLINE = shapely.MultiPolygon([shapely.box(0, 0, 300, 100)])
BAND = Band(300, 500)


def points(*places):
    return np.array([shapely.Point(x, y) for x, y in places], dtype=object)


def areas(parts):
    return sorted(round(part.area) for part in parts)


def test_a_community_without_locks_stays_whole():
    parts = unlocked_parts(OUTLINE, [], points((10, 10)))

    assert parts == [OUTLINE]


def test_a_lock_across_the_middle_leaves_two_parts():
    middle = shapely.box(100, 0, 200, 100)

    parts = unlocked_parts(OUTLINE, [middle], points((10, 10), (290, 10)))

    assert areas(parts) == [10_000, 10_000]


def test_land_without_buildings_behind_a_lock_goes_with_the_nearest_part():
    middle = shapely.box(100, 0, 200, 100)

    parts = unlocked_parts(OUTLINE, [middle], points((10, 10)))

    assert areas(parts) == [20_000]


def test_an_exclave_stays_with_its_community_as_without_locks():
    far = shapely.MultiPolygon([shapely.box(0, 0, 300, 100), shapely.box(400, 0, 450, 50)])

    parts = unlocked_parts(far, [shapely.box(0, 0, 100, 100)], points((150, 50), (420, 20)))

    assert areas(parts) == [22_500]


def test_with_everything_locked_nothing_is_left():
    assert unlocked_parts(OUTLINE, [shapely.box(0, 0, 300, 100)], points((10, 10))) == []


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(1, 10)), max_size=4))
def test_locks_and_parts_are_the_community_and_do_not_overlap(spans):
    locked = [shapely.box(10 * left, 0, min(10 * (left + width), 300), 100) for left, width in spans]

    parts = unlocked_parts(OUTLINE, locked, points((5, 5), (150, 50), (295, 95)))

    covered = shapely.union_all(locked)
    assert abs(sum(p.area for p in parts) + covered.area - OUTLINE.area) < 0.01
    assert all(part.intersection(covered).area < 0.01 for part in parts)


def test_each_part_has_its_own_certificate():
    small, large = lattice(2, 5, 20), lattice(5, 8, 20)

    result = partition_parts([small, large], BAND, Wish(), 0, (None, None), Silent())

    assert result.verdict is Verdict.INFEASIBLE
    assert result.households.tolist()[0] == 200
    (reason,) = (r for r in result.reasons if r.code is ReasonCode.TOTAL_TOO_SMALL)
    assert (reason.grids, reason.households, reason.units) == ((0,), 200, tuple(range(10)))
    graph = joined_graph([small, large])
    sums = np.bincount(result.labels, graph.households)
    assert sums.tolist() == result.households.tolist()
    assert set(result.labels[:10]).isdisjoint(result.labels[10:])


def test_the_proofs_of_all_parts_hold_for_the_community_as_a_whole():
    graphs = [lattice(5, 8, 20), lattice(1, 2, [250, 300]), torn(lattice(1, 5, [400, 450, 100, 450, 400]), [4])]

    result = partition_parts(graphs, BAND, Wish(), 0, (None, None), Silent())

    graph = joined_graph(graphs)
    assert len([r for r in result.reasons if r.certificate is not None]) >= 2
    assert verify_partition(graph, result.labels, BAND, said=result.statement) == []
