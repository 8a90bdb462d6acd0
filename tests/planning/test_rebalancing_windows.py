# SPDX-License-Identifier: MIT
from dataclasses import replace
from threading import Event
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.planning.rebalancing import RepairVerdict, rebalance, repair
from gridmgr.planning.rebalancing.waiting import waited_for
from gridmgr.planning.rebalancing.windows import window_around
from gridmgr.planning.units import UnitGraph
from tests.planning.unit_graphs import lattice, pieces_of


def strips(households: list[int]) -> tuple[UnitGraph, np.ndarray]:
    """Grids of 3 rows and 4 columns each, side by side from west to east."""
    columns = len(households) // 3
    return lattice(3, columns, households), np.tile(np.repeat(np.arange(columns // 4), 4), 3)


def everywhere(windows: bool):
    """Mend every community, however small, in windows of the smallest size, or none of them."""
    return patch.multiple(
        repair,
        LARGE=0 if windows else 10_000,
        window_around=lambda *asked: window_around(*asked, rings=1),
    )


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(22, 42), min_size=84, max_size=84), st.integers(0, 83), st.integers(0, 200))
def test_a_repair_in_a_window_is_legal_and_its_bound_holds_for_the_whole_community(households, unit, more):
    graph, labels = strips(households)
    graph = replace(graph, households=graph.households + more * (np.arange(84) == unit))

    with everywhere(windows=True):
        near = rebalance(graph, labels, Band(), seed=1)
    with everywhere(windows=False):
        whole = rebalance(graph, labels, Band(), seed=1)

    moved = near.labels != labels
    touched = {*near.labels[moved].tolist(), *labels[moved].tolist()} & set(near.labels.tolist())
    sizes = np.bincount(near.labels, graph.households)
    assert all(300 <= sizes[grid] <= 500 for grid in touched)
    assert pieces_of(graph, near.labels) == len(set(near.labels.tolist()))
    assert near.bound_households <= near.moved_households
    if near.verdict is RepairVerdict.REPAIRED and whole.verdict is RepairVerdict.REPAIRED:
        assert near.bound_households <= whole.moved_households


def test_a_new_grid_that_a_window_founds_has_a_number_of_its_own():
    graph, labels = strips([33] * 84)
    graph = replace(graph, households=np.where(labels == 0, 52, graph.households))

    with everywhere(windows=True):
        found = rebalance(graph, labels, Band())

    assert found.verdict is RepairVerdict.REPAIRED
    assert set(found.founded) <= {7}
    assert set(labels[labels > 2].tolist()) <= set(found.labels.tolist())


def test_a_window_holds_the_rings_of_grids_around_and_knows_its_rim():
    graph, labels = strips([33] * 84)

    window = window_around(graph, labels, [3], {4}, rings=2)

    assert set(labels[window.units].tolist()) == {1, 2, 3, 4}
    assert set(labels[sorted(window.rim)].tolist()) == {1}
    part = graph.part(window.units)
    assert part.households.tolist() == graph.households[window.units].tolist()
    assert pieces_of(part, np.zeros(len(part), dtype=np.int64)) == 1


def test_a_search_that_cannot_be_interrupted_is_left_at_once_and_the_next_one_waits_for_it():
    still_busy, order = Event(), []

    def slow() -> str:
        still_busy.wait()
        order.append("slow")
        return "slow"

    def given_up() -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        waited_for(slow, given_up)
    still_busy.set()
    waited_for(lambda: order.append("next"), lambda: None)

    assert order == ["slow", "next"]


def test_what_the_search_raises_arrives_where_it_is_waited_for():
    def broken() -> None:
        raise ValueError("no columns")

    with pytest.raises(ValueError, match="no columns"):
        waited_for(broken, lambda: None)
