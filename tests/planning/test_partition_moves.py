# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.model.progress import Silent
from gridmgr.planning.partition.annealing import Annealing, Schedule
from gridmgr.planning.partition.bisection import Bisection
from gridmgr.planning.partition.division import Division
from gridmgr.planning.partition.islands import find_island
from gridmgr.planning.partition.linking import link_pieces
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import unit_network
from gridmgr.planning.partition.result import Weights
from gridmgr.planning.partition.sweep import line_rank, sweep
from tests.planning.unit_graphs import lattice, torn, with_estate, with_total

BAND = Band()


def a_meter() -> Meter:
    return Meter(Silent(), 1)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 8), st.integers(2, 8), st.integers(1, 6), st.integers(0, 5))
def test_land_is_cut_into_connected_parts_that_leave_nothing_out(
    rows: int, columns: int, count: int, seed: int
) -> None:
    network = unit_network(with_total(rows, columns, 400 * count), Weights())

    labels = Bisection(network, BAND, np.random.default_rng(seed), a_meter()).labels(min(count, len(network)))

    assert sorted(set(labels)) == list(range(min(count, len(network))))
    for grid in set(labels):
        assert len(network.pieces([node for node, label in enumerate(labels) if label == grid])) == 1


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 8), st.integers(0, 5), st.floats(0.1, 2.0))
def test_running_figures_never_part_from_a_recount(side: int, seed: int, hot: float) -> None:
    network = unit_network(with_total(side, side, 1300), Weights())
    rng = np.random.default_rng(seed)
    division = Division(network, Bisection(network, BAND, rng, a_meter()).labels(3), BAND, Weights())

    Annealing(division, rng, a_meter()).run(Schedule(flips=1000, resplits=20, hot=hot))

    fresh = Division(network, division.labels, BAND, Weights())
    assert division.households == fresh.households
    assert division.off_band == fresh.off_band
    assert division.cost() == pytest.approx(fresh.cost())
    assert division.outline == pytest.approx(fresh.outline)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 7), st.integers(2, 7), st.integers(0, 31), st.booleans())
def test_a_sweep_knows_where_both_sides_are_in_one_piece(rows: int, columns: int, turn: int, by_block: bool) -> None:
    network = unit_network(lattice(rows, columns, 10, street_every=2), Weights())

    swept = sweep(network, line_rank(network, range(len(network)), turn, by_block))

    for position in range(1, len(network)):
        sides = (swept.order[:position], swept.order[position:])
        assert len(network.pieces(sides[0])) == 1
        assert swept.cuttable[position] == (len(network.pieces(sides[1])) == 1)


def test_an_estate_that_is_one_node_keeps_area_outline_and_neighbours() -> None:
    graph = with_estate(lattice(3, 3, 10), [0, 1, 3])
    network = unit_network(graph, Weights())

    fused = network.fused(graph.compound.tolist())

    estate = fused.origin.index([0, 1, 3])
    assert (fused.households[estate], fused.area_m2[estate]) == (30, 1200.0)
    assert fused.perimeter_m[estate] == 160.0
    assert sorted(fused.origin[other][0] for other in fused.near[estate]) == [2, 4, 6]


def test_a_proof_of_an_island_names_what_can_be_reached_and_what_blocks_it() -> None:
    network = unit_network(lattice(1, 5, [400, 450, 100, 30, 480]), Weights())

    island = find_island(network, 2, BAND)

    assert island is not None
    assert (island.reach, island.households, island.blockers) == ((2, 3), 130, (1, 4))


def test_pieces_are_joined_between_their_nearest_units_only_once() -> None:
    graph = torn(lattice(4, 4, 10), [15])

    linked = link_pieces(graph)
    again = link_pieces(linked.graph)

    assert len(linked.graph.edge_a) == len(graph.edge_a) + 1
    assert linked.graph.edge_m[-1] == 0.0
    assert again.graph is linked.graph
    assert again.reasons == ()
