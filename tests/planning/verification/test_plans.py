# SPDX-License-Identifier: MIT
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Statement, TotalProof
from gridmgr.planning.units import UnitGraph
from gridmgr.planning.verification import FaultKind, verify_partition
from tests.planning.unit_graphs import lattice, pieces_of, torn, with_estate

BAND = Band()
ROW = lattice(1, 4, [200, 200, 250, 100])
PAIRS = np.array([0, 0, 1, 1])


def kinds(graph: UnitGraph, labels: list[int], **more: object) -> list[FaultKind]:
    return [fault.kind for fault in verify_partition(graph, np.array(labels), BAND, **more)]


def test_a_plan_that_keeps_every_promise_has_no_fault() -> None:
    assert verify_partition(ROW, PAIRS, BAND) == []


def test_a_unit_without_a_grid_is_told() -> None:
    assert kinds(ROW, [0, 0, 1]) == [FaultKind.NUMBERS]
    assert kinds(ROW, [0, 0, 2, 2]) == [FaultKind.NUMBERS]
    assert kinds(ROW, [-1, 0, 1, 1]) == [FaultKind.NUMBERS]


def test_a_grid_in_two_pieces_is_told() -> None:
    assert kinds(lattice(1, 4, 160), [0, 1, 1, 0]) == [FaultKind.APART]


def test_a_grid_outside_the_band_is_told_unless_the_plan_says_so_itself() -> None:
    labels = [0, 0, 0, 1]

    assert kinds(ROW, labels) == [FaultKind.BAND]
    assert kinds(ROW, labels, said=Statement(missed=frozenset({0, 1}))) == []
    assert kinds(ROW, labels, said=Statement(missed=frozenset({1}))) == [FaultKind.BAND]


def test_a_grid_outside_the_band_is_excused_by_a_proof_that_holds_and_by_no_other() -> None:
    graph = lattice(1, 2, [275, 275])
    proof = TotalProof((0, 1), 550)
    forged = TotalProof((0, 1), 750)

    assert kinds(graph, [0, 1], said=Statement((proof,))) == []
    assert kinds(graph, [0, 1], said=Statement((forged,))) == [FaultKind.CERTIFICATE, FaultKind.BAND]


def test_a_locked_grid_may_neither_lose_nor_gain_nor_fall_apart() -> None:
    locked, previous = np.array([True, True, False, False]), np.array([5, 5, 6, 6])

    assert kinds(ROW, [0, 0, 1, 1], previous=previous, locked=locked) == []
    assert FaultKind.LOCK in kinds(ROW, [0, 0, 0, 1], previous=previous, locked=locked)
    assert FaultKind.LOCK in kinds(ROW, [0, 1, 1, 1], previous=previous, locked=locked)


def test_a_locked_grid_may_stay_outside_the_band() -> None:
    graph = lattice(1, 3, [100, 200, 200])
    locked, previous = np.array([True, False, False]), np.array([0, 1, 1])

    assert kinds(graph, [0, 1, 1], previous=previous, locked=locked) == []


def test_an_estate_in_two_grids_is_told_unless_the_plan_says_so_or_it_cannot_be_helped() -> None:
    labels = [0, 0, 1, 1]
    torn_estate = with_estate(ROW, [0, 3])
    large = with_estate(lattice(1, 4, 250), range(4))

    assert kinds(with_estate(ROW, [1, 2]), labels) == [FaultKind.ESTATE]
    assert kinds(with_estate(ROW, [1, 2]), labels, said=Statement(split=frozenset({0}))) == []
    assert kinds(torn_estate, labels) == []
    assert kinds(large, labels) == []


def test_a_link_is_allowed_only_between_pieces_that_nothing_joins() -> None:
    graph = torn(lattice(1, 4, 160), [3])
    labels = [0, 0, 1, 1]

    assert kinds(graph, labels) == [FaultKind.APART]
    assert kinds(graph, labels, said=Statement(links=((2, 3),))) == []
    assert kinds(lattice(1, 4, 160), [0, 1, 1, 0], said=Statement(links=((0, 3),))) == [FaultKind.LINK, FaultKind.APART]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_any_labels_are_judged_as_a_plain_search_judges_them(rows: int, columns: int, data: st.DataObject) -> None:
    count = rows * columns
    graph = lattice(rows, columns, data.draw(st.lists(st.integers(0, 300), min_size=count, max_size=count)))
    drawn = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    labels = np.unique(drawn, return_inverse=True)[1]

    found = {fault.kind for fault in verify_partition(graph, labels, BAND)}

    assert (FaultKind.APART in found) == (pieces_of(graph, labels) > len(set(drawn)))
    sizes = np.bincount(labels, graph.households)
    assert (FaultKind.BAND in found) == any(not BAND.contains(size) for size in sizes)
