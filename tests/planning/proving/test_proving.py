# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from hypothesis import given, settings

from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Reporting
from gridmgr.planning.certificates import (
    Certificate,
    IslandProof,
    JointProof,
    LumpProof,
    PackingProof,
    PocketProof,
    RegionProof,
    TotalProof,
)
from gridmgr.planning.proving import prove, widened
from gridmgr.planning.verification import verify
from tests.planning.small_communities import Small, can_all_be_legal, graph_of, small_communities
from tests.planning.unit_graphs import lattice, with_estate, with_total

BAND = Band()


@settings(max_examples=150, deadline=None)
@given(small_communities())
def test_no_proof_is_ever_wrong_and_every_proof_is_confirmed(small: Small) -> None:
    proofs = prove(small.graph, small.band, small.locked)

    for proof in proofs:
        assert not can_all_be_legal(small, proof.units, proof.whole)
        assert verify(proof, small.graph, small.band, small.locked).fault == ""


@settings(max_examples=60, deadline=None)
@given(small_communities())
def test_a_band_that_is_widened_as_said_lets_the_proof_fail(small: Small) -> None:
    general = [p for p in prove(small.graph, small.band, small.locked) if not p.whole]

    for proof in general:
        wide = widened(proof, small.graph, small.band, small.locked)
        assert wide.low <= small.band.low
        assert wide.high >= small.band.high
        assert not verify(proof, small.graph, wide, small.locked)


def test_an_even_community_has_nothing_to_prove() -> None:
    proofs = prove(with_total(10, 10, 2000), BAND)

    assert proofs == ()


def test_a_building_above_the_maximum_and_a_total_in_a_gap_are_proven() -> None:
    lump = prove(lattice(1, 2, [700, 350]), BAND)
    total = prove(with_total(5, 5, 550), BAND)

    assert lump == (LumpProof((0,), 700),)
    assert total == (TotalProof(tuple(range(25)), 550),)


def test_a_building_between_blocks_too_large_for_it_is_an_island() -> None:
    proofs = prove(lattice(1, 5, [400, 450, 100, 450, 400]), BAND)

    assert proofs == (IslandProof((2,), (2,), 100),)


def test_a_pocket_that_its_neighbour_can_take_only_in_part_is_proven() -> None:
    graph = graph_of([60, 60, 60, 400, 300, 420], [(0, 1), (1, 2), (0, 3), (1, 3), (2, 3), (3, 4), (4, 5)])

    proofs = prove(graph, BAND)

    assert proofs == (PocketProof((0, 1, 2), 180, (3,), 60),)


def test_a_node_between_three_arms_cannot_help_them_all() -> None:
    graph = graph_of([40, 280, 280, 350, 350, 350, 350], [(0, 1), (0, 2), (0, 3), (3, 4), (0, 5), (5, 6)])

    proofs = prove(graph, BAND)

    assert [type(proof) for proof in proofs] == [JointProof]


def test_buildings_that_no_packing_brings_together_are_proven_wherever_they_lie() -> None:
    everywhere = [(a, b) for b in range(5) for a in range(b)]

    proofs = prove(graph_of([240, 240, 240, 240, 240], everywhere), BAND)

    assert [type(proof) for proof in proofs] == [PackingProof]


def test_a_small_region_in_which_every_way_fails_is_proven() -> None:
    graph = graph_of(
        [70, 180, 40, 70, 160, 40, 70, 10, 190], [(0, 1), (0, 2), (0, 3), (2, 5), (3, 4), (3, 6), (5, 7), (6, 8)]
    )

    proofs = prove(graph, Band(170, 300))

    assert [type(proof) for proof in proofs] == [RegionProof]


@settings(max_examples=60, deadline=None)
@given(small_communities(locks=False))
def test_small_communities_without_a_legal_plan_always_have_a_proof(small: Small) -> None:
    everything = range(len(small.graph))

    proofs = [proof for proof in prove(small.graph, small.band) if not proof.whole]

    assert bool(proofs) != can_all_be_legal(small, everything)


def test_locked_grids_cut_the_rest_into_parts_that_are_proven_one_by_one() -> None:
    locked = np.array([False, True, False, False])

    proofs = prove(lattice(1, 4, [100, 400, 300, 100]), BAND, locked)

    assert proofs == (TotalProof((0,), 100),)


def test_an_estate_is_blamed_alone_where_its_being_whole_suffices() -> None:
    graph = with_estate(lattice(1, 8, [150, 225, 225, 150, 100, 100, 90, 60]), [1, 2])
    graph = with_estate(graph, [5, 6], 1)

    proofs = prove(graph, BAND)

    assert {proof.whole for proof in proofs} == {(0,)}
    assert prove(graph, BAND, whole_compounds=False) == ()


def test_two_estates_that_cannot_both_stay_whole_are_blamed_together() -> None:
    graph = with_estate(lattice(1, 5, [310, 150, 160, 150, 310]), [0, 1])
    graph = with_estate(graph, [3, 4], 1)

    proofs = prove(graph, BAND)

    assert {proof.whole for proof in proofs} == {(0, 1)}


def test_estates_around_a_gap_that_is_large_enough_for_a_grid_are_blamed_together() -> None:
    rest = [(unit, unit + 1) for unit in range(12, 41)]
    gap = [(0, 1), (0, 3), (1, 2), (1, 3), (2, 3), (0, 6), (3, 6), (1, 4), (2, 5)]
    estates = [(4, 5), (6, 7), (8, 9), (10, 11), (4, 8), (5, 10), (7, 12), (9, 26), (11, 41)]
    graph = graph_of(
        [141, 91, 85, 1, 142, 142, 198, 198, 185, 186, 129, 129, *[20] * 30],
        [*gap, *estates, *rest],
        [-1, -1, -1, -1, 0, 0, 1, 1, 2, 2, 3, 3, *[-1] * 30],
    )

    proofs = prove(graph, BAND)

    assert [(type(proof), proof.whole) for proof in proofs] == [(RegionProof, (0, 1, 2, 3))]
    assert verify(proofs[0], graph, BAND).fault == ""


def test_an_estate_above_the_maximum_cannot_be_whole() -> None:
    proofs = prove(with_estate(lattice(6, 6, 25), range(30)), BAND)

    assert proofs == (LumpProof(tuple(range(30)), 750, (0,)),)


@pytest.mark.parametrize(
    ("households", "wide"), [([100, 150], Band(250, 500)), ([275, 275], Band(275, 500)), ([260, 260], Band(300, 520))]
)
def test_the_limit_that_needs_least_is_moved(households: list[int], wide: Band) -> None:
    graph = lattice(1, 2, households)
    (proof,) = prove(graph, BAND)

    assert widened(proof, graph, BAND) == wide


def test_an_island_needs_the_upper_limit_moved_where_that_is_less() -> None:
    graph = lattice(1, 5, [400, 450, 100, 450, 400])
    (proof,) = prove(graph, BAND)

    assert widened(proof, graph, BAND) == Band(300, 550)


def test_proving_that_nobody_waits_for_stops() -> None:
    with pytest.raises(CancelledError):
        prove(with_total(10, 10, 2000), BAND, progress=Reporting(lambda *_: None, lambda: True))


def test_the_same_community_gives_the_same_proofs() -> None:
    graph = with_estate(lattice(4, 4, [170] * 16), [0, 1])

    once: tuple[Certificate, ...] = prove(graph, BAND)

    assert once == prove(graph, BAND)
