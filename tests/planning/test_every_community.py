# SPDX-License-Identifier: MIT
"""Whatever the community: a plan that keeps its promises, or says where it cannot, with proofs that hold."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.planning.partition import ReasonCode, Verdict, partition
from gridmgr.planning.partition.linking import link_pieces
from gridmgr.planning.units import UnitGraph
from gridmgr.planning.verification import verify, verify_partition
from tests.planning.small_communities import Small, can_all_be_legal, small_communities
from tests.planning.unit_graphs import barred, lattice, torn, with_estate

PROVEN = frozenset(ReasonCode) - {
    ReasonCode.LAND_WITH_LUMP,
    ReasonCode.LOCKED,
    ReasonCode.NOT_FOUND,
    ReasonCode.EXCLAVE,
    ReasonCode.BARRED,
    ReasonCode.COMPOUND_TOO_LARGE,
    ReasonCode.COMPOUND_APART,
    ReasonCode.COMPOUND_LOCKED,
    ReasonCode.COMPOUND_SPLIT,
}
"""What may be said only with a proof."""


@st.composite
def towns(draw: st.DrawFn) -> UnitGraph:
    """Lattices of houses, towers and estates of every size, some with a railway or an exclave."""
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 5))
    count = rows * columns
    size = st.one_of(st.integers(0, 60), st.integers(0, 60), st.integers(60, 450))
    graph = lattice(rows, columns, draw(st.lists(size, min_size=count, max_size=count)), street_every=2)
    for number in range(draw(st.integers(0, 4))):
        corner, wide, high = draw(st.integers(0, count - 1)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
        row, column = divmod(corner, columns)
        land = [r * columns + c for r in range(row, min(row + high, rows)) for c in range(column, columns)[:wide]]
        graph = with_estate(graph, land, number)
    apart = draw(st.lists(st.integers(0, count - 1), max_size=2, unique=True))
    return draw(st.sampled_from((lambda given, _: given, barred, torn)))(graph, apart)


@settings(max_examples=8, deadline=None)
@given(towns())
def test_a_town_gets_a_plan_that_passes_the_checker(graph: UnitGraph) -> None:
    plan = partition(graph, Band())

    assert verify_partition(graph, plan.labels, Band(), said=plan.statement) == []
    linked = link_pieces(graph).graph
    for reason in plan.reasons:
        if reason.code in PROVEN:
            assert reason.certificate is not None
            assert verify(reason.certificate, linked, Band())


@settings(max_examples=30, deadline=None)
@given(small_communities())
def test_what_is_said_to_be_impossible_is_impossible_and_locks_never_change(small: Small) -> None:
    previous = np.arange(len(small.graph))

    plan = partition(small.graph, small.band, previous=previous, locked=small.locked)

    said = plan.statement
    assert verify_partition(small.graph, plan.labels, small.band, previous, small.locked, said) == []
    assert np.bincount(plan.labels, small.graph.households).tolist() == plan.households.tolist()
    free = np.flatnonzero(~small.locked).tolist()
    if plan.verdict in (Verdict.INFEASIBLE, Verdict.LUMP):
        assert not can_all_be_legal(small, free)
    for reason in plan.reasons:
        if reason.code in (ReasonCode.COMPOUND_MUST_SPLIT, ReasonCode.COMPOUNDS_EXCLUDE):
            assert reason.certificate is not None
            assert not can_all_be_legal(small, free, reason.certificate.whole)
