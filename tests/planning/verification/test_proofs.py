# SPDX-License-Identifier: MIT
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import (
    Certificate,
    IslandProof,
    JointProof,
    LumpProof,
    PackingProof,
    PocketProof,
    RegionProof,
    TotalProof,
    as_data,
    from_data,
)
from gridmgr.planning.proving import prove
from gridmgr.planning.verification import verify
from tests.planning.small_communities import Small, can_all_be_legal, graph_of, small_communities
from tests.planning.unit_graphs import lattice, with_estate, with_total

BAND = Band()


@settings(max_examples=100, deadline=None)
@given(small_communities(), st.data())
def test_a_proof_that_was_tampered_with_is_refused_or_still_true(small: Small, data: st.DataObject) -> None:
    proofs = prove(small.graph, small.band, small.locked)
    if not proofs:
        return
    proof = data.draw(st.sampled_from(proofs))
    name = data.draw(st.sampled_from([field.name for field in fields(proof)]))
    value = getattr(proof, name)
    numbers = st.integers(-1, len(small.graph))
    forged = replace(
        proof,
        **{name: value + data.draw(st.sampled_from((-1, 1)))}
        if isinstance(value, int)
        else {name: tuple(data.draw(st.lists(numbers, max_size=9)))},
    )

    checked = verify(forged, small.graph, small.band, small.locked)

    assert not checked or not can_all_be_legal(small, forged.units, forged.whole)
    if isinstance(value, int) and name != "least":
        assert not checked


@settings(max_examples=100, deadline=None)
@given(small_communities(), st.data())
def test_an_invented_proof_is_refused_or_true(small: Small, data: st.DataObject) -> None:
    count = len(small.graph)
    units = st.sets(st.integers(0, count - 1), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
    total = int(small.graph.households.sum())
    figures = st.one_of(st.just(total), st.integers(0, total))
    whole = st.sampled_from(((), (0,), (1,), (0, 1)))
    proof: Certificate = data.draw(
        st.one_of(
            st.builds(LumpProof, units, figures, whole),
            st.builds(TotalProof, units, figures, whole),
            st.builds(IslandProof, units, units, figures, whole),
            st.builds(PocketProof, units, figures, units, figures, whole),
            st.builds(JointProof, units, units, figures, whole),
            st.builds(RegionProof, units, figures, units, whole),
            st.builds(PackingProof, units, st.integers(0, 5), st.sampled_from(((1,), (2,), (1, 2))), figures, whole),
        )
    )

    checked = verify(proof, small.graph, small.band, small.locked)

    assert not checked or not can_all_be_legal(small, proof.units, proof.whole)


@settings(max_examples=50, deadline=None)
@given(small_communities())
def test_proofs_are_the_same_after_they_were_kept_as_data(small: Small) -> None:
    proofs = prove(small.graph, small.band, small.locked)

    assert [from_data(as_data(proof)) for proof in proofs] == list(proofs)


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "guess"},
        {"kind": "total", "units": [0], "households": 5},
        {"kind": "total", "units": [0], "households": 5, "whole": [], "more": 1},
        {"kind": "total", "units": [0.5], "households": 5, "whole": []},
        {"kind": "total", "units": [0], "households": [5], "whole": []},
        {"kind": "total", "units": 0, "households": 5, "whole": []},
    ],
)
def test_data_that_is_no_proof_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="proof"):
        from_data(data)


@pytest.mark.parametrize(
    ("forged", "fault"),
    [
        (TotalProof((), 550), "units"),
        (TotalProof((0, 99), 550), "units"),
        (TotalProof((1, 0), 550), "ascending"),
        (TotalProof((0,), 22), "part"),
        (TotalProof(tuple(range(25)), 400), "households"),
        (TotalProof(tuple(range(25)), 550, (7,)), "estate"),
        (LumpProof((0, 1), 44), "divided"),
        (LumpProof((0,), 22), "maximum"),
        (IslandProof((0,), (0,), 22), "reach"),
        (IslandProof((0, 1), (0, 1), 44), "one node"),
        (PocketProof((0,), 22, (1, 5), 22), "divided among"),
        (PocketProof((0,), 22, (1,), 22), "beside"),
        (PackingProof(tuple(range(25)), 22, (1,), 550), "numbers"),
        (RegionProof((0,), 22, (1,)), "beside"),
        (RegionProof((0,), 22, (1, 5)), "may be divided"),
    ],
)
def test_a_false_proof_is_told_what_is_wrong_with_it(forged: Certificate, fault: str) -> None:
    checked = verify(forged, with_total(5, 5, 550), BAND)

    assert fault in checked.fault


def test_a_node_that_suits_all_its_pieces_is_no_proof() -> None:
    checked = verify(JointProof(tuple(range(25)), (3,), 32), with_total(5, 5, 800), BAND)

    assert checked.fault == "the node can suit all its pieces"


def test_a_proof_holds_for_its_own_band_and_locks_only() -> None:
    graph = lattice(1, 3, [100, 400, 400])
    locked = np.array([False, True, False])
    (proof,) = prove(graph, BAND, locked)

    assert verify(proof, graph, BAND, locked)
    assert not verify(proof, graph, BAND)
    assert not verify(proof, graph, Band(100, 500), locked)


def test_a_way_across_that_is_opened_takes_a_proof_its_ground() -> None:
    graph = graph_of([400, 450, 100, 450, 400, 200], [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)])
    opened = graph_of([400, 450, 100, 450, 400, 200], [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (2, 5)])
    proof = next(proof for proof in prove(graph, BAND) if 2 in proof.units)

    assert verify(proof, graph, BAND)
    assert not verify(proof, opened, BAND)


def test_an_estate_that_is_locked_in_part_blames_nobody() -> None:
    graph = with_estate(lattice(1, 4, [150, 225, 225, 150]), [1, 2])
    (proof, *_) = prove(graph, BAND)

    assert verify(proof, graph, BAND)
    assert not verify(proof, graph, BAND, np.array([False, False, True, False]))
