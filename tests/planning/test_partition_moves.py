# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.model.progress import Silent
from gridmgr.planning.partition.annealing import Annealing, Schedule
from gridmgr.planning.partition.bisection import Bisection
from gridmgr.planning.partition.division import Land, rules_of, state_of
from gridmgr.planning.partition.islands import find_island
from gridmgr.planning.partition.kernel.arrays import Luck, State
from gridmgr.planning.partition.kernel.loading import PLAIN, compiled
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
@given(st.integers(3, 8), st.integers(0, 5), st.floats(0.1, 2.0), st.booleans())
def test_running_figures_never_part_from_a_recount(side: int, seed: int, hot: float, homes: bool) -> None:
    network = unit_network(with_total(side, side, 1300), Weights(), np.arange(side * side, dtype=np.float64))
    rng = np.random.default_rng(seed)
    labels = Bisection(network, BAND, rng, a_meter()).labels(3)
    land = Land.of(network, PLAIN, labels if homes else None, 1.0)
    rules = rules_of(network, 3, BAND, Weights(second=1.0, equal_size=0.1), PLAIN, homes)
    state = state_of(land, labels, rules, PLAIN)

    luck = some_luck(rng, len(land.graph.door), 0 if homes else 20)
    heat = [hot, 0.5, 0.01, 2.0]
    PLAIN.run_rounds(land.graph, state, rules, land.room, luck, heat, 0, 3, 3, [1.0], [0.0])

    fresh = state_of(land, list(state.labels), rules, PLAIN)
    assert heat == [hot / 8, 0.5, 0.08, 2.0]
    for grid in range(3):
        assert sorted(members(state, grid)) == [node for node, label in enumerate(state.labels) if label == grid]
    assert (state.size, state.nodes, state.off) == (fresh.size, fresh.nodes, fresh.off)
    for found, right in zip(
        (state.area, state.outline, state.second, state.cost, state.price),
        (fresh.area, fresh.outline, fresh.second, fresh.cost, fresh.price),
        strict=True,
    ):
        assert found == pytest.approx(right, abs=1e-6)


def members(state: State, grid: int) -> list[int]:
    found, node = [], state.head[grid]
    while node >= 0:
        assert state.before[node] == (found[-1] if found else -1)
        found.append(node)
        node = state.after[node]
    return found


def some_luck(rng: np.random.Generator, doors: int, splits: int) -> Luck:
    return Luck(
        rng.integers(0, doors, 300).tolist(),
        rng.exponential(size=300).tolist(),
        rng.integers(0, doors, splits).tolist(),
        rng.exponential(size=splits).tolist(),
        rng.integers(0, 4, splits).tolist(),
        rng.integers(0, 1000, splits).tolist(),
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_the_compiled_loops_find_the_same_division_as_the_plain_ones(seed: int) -> None:
    network = unit_network(with_total(9, 7, 1700), Weights(second=1.0), np.arange(63, dtype=np.float64))
    schedule = Schedule(flips=2000, resplits=40, hot=0.5, cold=0.04)

    found = []
    for kernel in (PLAIN, compiled()):
        rng = np.random.default_rng(seed)
        labels = Bisection(network, BAND, rng, a_meter()).labels(4)
        annealing = Annealing(BAND, Weights(second=1.0), rng, a_meter(), kernel)
        found.append(annealing.run(Land.of(network, kernel), labels, schedule))

    assert found[0] == found[1]


def test_a_division_that_is_to_stay_close_to_the_plan_in_force_moves_less() -> None:
    network = unit_network(with_total(8, 8, 1300), Weights())
    home = [node % 3 for node in range(3)] + [min(2, node * 3 // 64) for node in range(3, 64)]
    home[:3] = [0, 0, 0]
    schedule = Schedule(flips=3000, resplits=30, hot=0.3, cold=0.04)

    moved = []
    for away in (0.0, 5.0):
        annealing = Annealing(BAND, Weights(), np.random.default_rng(1), a_meter(), PLAIN)
        _, _, labels = annealing.run(Land.of(network, PLAIN, home, away), home, schedule)
        moved.append(sum(a != b for a, b in zip(labels, home, strict=True)))

    assert moved[1] < moved[0]


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
