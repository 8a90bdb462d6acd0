# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Reporting
from gridmgr.planning.partition import EXCUSES, Partition, Policy, ReasonCode, Verdict, Weights, Wish, partition
from gridmgr.planning.partition.linking import link_pieces
from gridmgr.planning.units import UnitGraph
from gridmgr.planning.verification import verify_partition
from tests.planning.unit_graphs import barred, lattice, pieces_of, torn, with_estate, with_total

BAND = Band()


def assert_honest(graph: UnitGraph, plan: Partition, band: Band = BAND) -> None:
    """Every promise that each plan keeps, legal or not."""
    grids = len(plan.households)
    linked = link_pieces(graph).graph
    assert plan.labels.shape == (len(graph),)
    assert sorted(set(plan.labels.tolist())) == list(range(grids))
    assert plan.households.tolist() == np.bincount(plan.labels, graph.households, grids).astype(int).tolist()
    assert pieces_of(linked, plan.labels) == grids
    bad = {grid for grid, size in enumerate(plan.households.tolist()) if not band.contains(size)}
    excused = {grid for reason in plan.reasons if reason.code in EXCUSES for grid in reason.grids}
    assert bad == excused
    assert (plan.verdict is Verdict.COMPLETE) == (not bad)
    assert verify_partition(graph, plan.labels, band, said=plan.statement) == []
    for reason in plan.reasons:
        assert reason.sentence.endswith("。")
        assert "{" not in reason.sentence


@st.composite
def communities(draw: st.DrawFn) -> UnitGraph:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    count = rows * columns
    size = st.one_of(st.integers(0, 60), st.integers(0, 60), st.integers(60, 700))
    graph = lattice(rows, columns, draw(st.lists(size, min_size=count, max_size=count)), street_every=3)
    for number in range(draw(st.integers(0, 3))):
        graph = with_estate(graph, draw(st.lists(st.integers(0, count - 1), max_size=6, unique=True)), number)
    some = draw(st.lists(st.integers(0, count - 1), max_size=3, unique=True))
    return draw(st.sampled_from((lambda given, _: given, barred, torn)))(graph, some)


@settings(max_examples=25, deadline=None)
@given(communities(), st.integers(0, 3))
def test_every_plan_is_a_partition_in_one_piece_each_and_excuses_what_it_breaks(graph: UnitGraph, seed: int) -> None:
    plan = partition(graph, BAND, seed=seed)

    assert_honest(graph, plan)


@settings(max_examples=10, deadline=None)
@given(communities(), st.integers(0, 3))
def test_the_same_community_and_seed_give_the_same_plan(graph: UnitGraph, seed: int) -> None:
    once, again = partition(graph, BAND, seed=seed), partition(graph, BAND, seed=seed)

    assert once.labels.tolist() == again.labels.tolist()
    assert once.reasons == again.reasons


@pytest.mark.parametrize(
    ("total", "sizes"),
    [(250, [250]), (299, [299]), (501, [501]), (550, [250, 300]), (599, [299, 300])],
)
def test_a_total_that_no_number_of_grids_can_serve_is_said_to_be_infeasible(total: int, sizes: list[int]) -> None:
    graph = with_total(10, 11, total)

    plan = partition(graph, BAND)

    assert plan.verdict is Verdict.INFEASIBLE
    assert sorted(plan.households.tolist()) == sizes
    assert_honest(graph, plan)


@pytest.mark.parametrize("total", [300, 500, 600, 601, 900, 1000, 1001])
def test_a_total_that_can_be_served_gives_a_complete_plan(total: int) -> None:
    graph = with_total(10, 11, total)

    plan = partition(graph, BAND)

    assert plan.verdict is Verdict.COMPLETE
    assert plan.reasons == ()
    assert_honest(graph, plan)


def test_a_community_without_land_gives_no_grid_and_says_so() -> None:
    plan = partition(lattice(0, 0, 0), BAND)

    assert plan.labels.size == plan.households.size == 0
    assert [reason.code for reason in plan.reasons] == [ReasonCode.NO_UNITS]


@pytest.mark.parametrize(
    ("households", "verdict"), [(0, "infeasible"), (299, "infeasible"), (400, "complete"), (501, "lump")]
)
def test_a_community_of_one_building_is_one_grid(households: int, verdict: str) -> None:
    graph = lattice(1, 1, households)

    plan = partition(graph, BAND)

    assert plan.labels.tolist() == [0]
    assert plan.verdict == verdict
    assert_honest(graph, plan)


def test_land_without_households_is_one_grid() -> None:
    graph = lattice(3, 4, 0)

    plan = partition(graph, BAND)

    assert plan.households.tolist() == [0]
    assert_honest(graph, plan)


def test_a_building_above_the_maximum_is_a_grid_of_its_own() -> None:
    households = np.full(144, 15)
    households[66] = 1222
    graph = lattice(12, 12, households)

    plan = partition(graph, BAND)

    (reason,) = plan.reasons
    assert plan.verdict is Verdict.LUMP
    assert (reason.code, reason.units, reason.households) == (ReasonCode.LUMP, (66,), 1222)
    assert plan.households.tolist().count(1222) == 1
    assert_honest(graph, plan)


def test_land_that_a_building_above_the_maximum_cuts_off_goes_with_it() -> None:
    graph = lattice(1, 5, [0, 40, 800, 200, 200])

    plan = partition(graph, BAND)

    codes = {reason.code: reason for reason in plan.reasons}
    assert sorted(plan.households.tolist()) == [400, 840]
    assert codes[ReasonCode.LAND_WITH_LUMP].units == (0, 1)
    assert_honest(graph, plan)


def test_a_building_between_blocks_that_are_too_large_for_it_is_proven_to_fit_nowhere() -> None:
    graph = lattice(1, 5, [400, 450, 100, 450, 400])

    plan = partition(graph, BAND)

    (reason,) = plan.reasons
    assert plan.verdict is Verdict.LUMP
    assert reason.code is ReasonCode.ISLAND
    assert reason.units == (1, 2, 3)
    assert_honest(graph, plan)


def test_an_exclave_is_linked_once_and_named() -> None:
    graph = torn(with_total(8, 8, 1200), [62, 63])

    plan = partition(graph, BAND)

    (reason,) = plan.reasons
    assert plan.verdict is Verdict.COMPLETE
    assert (reason.code, reason.units) == (ReasonCode.EXCLAVE, (62, 63))
    assert_honest(graph, plan)


def test_land_behind_a_railway_is_linked_once_and_named() -> None:
    graph = barred(with_total(8, 8, 1200), range(56, 64))

    plan = partition(graph, BAND)

    (reason,) = plan.reasons
    assert (reason.code, reason.units) == (ReasonCode.BARRED, tuple(range(56, 64)))
    assert_honest(graph, plan)


def test_an_estate_stays_whole_where_it_can() -> None:
    estate = [unit for unit in range(144) if 3 <= unit // 12 < 8 and 4 <= unit % 12 < 9]
    graph = with_estate(lattice(12, 12, 14), estate)

    plan = partition(graph, BAND)

    assert plan.verdict is Verdict.COMPLETE
    assert len(set(plan.labels[estate].tolist())) == 1
    assert plan.reasons == ()


def test_an_estate_that_leaves_its_neighbours_too_small_is_split_and_that_is_proven() -> None:
    graph = with_estate(lattice(1, 4, [150, 225, 225, 150]), [1, 2])

    plan = partition(graph, BAND)

    (reason,) = plan.reasons
    assert plan.verdict is Verdict.COMPLETE
    assert (reason.code, reason.units, reason.households) == (ReasonCode.COMPOUND_MUST_SPLIT, (1, 2), 450)
    assert reason.certificate is not None
    assert reason.certificate.whole == (0,)
    assert_honest(graph, plan)


def test_an_estate_above_the_maximum_is_split_and_named() -> None:
    graph = with_estate(lattice(6, 6, 25), range(30))

    plan = partition(graph, BAND)

    assert plan.verdict is Verdict.COMPLETE
    assert [reason.code for reason in plan.reasons] == [ReasonCode.COMPOUND_TOO_LARGE]
    assert_honest(graph, plan)


def test_a_large_community_is_divided_in_parts_without_a_bad_grid() -> None:
    households = np.arange(1296) % 15
    households[634] = 700
    graph = lattice(36, 36, households, street_every=5)

    plan = partition(graph, BAND)

    assert plan.verdict is Verdict.LUMP
    assert [reason.code for reason in plan.reasons] == [ReasonCode.LUMP]
    assert_honest(graph, plan)


def test_a_plan_that_is_given_up_stops() -> None:
    told = []

    with pytest.raises(CancelledError):
        partition(
            with_total(10, 10, 2000), BAND, progress=Reporting(lambda *step: told.append(step), lambda: len(told) > 3)
        )

    assert len(told) == 4


def test_the_progress_never_goes_back_and_ends_full() -> None:
    told = []

    partition(with_total(10, 10, 2000), BAND, progress=Reporting(lambda done, total, _: told.append((done, total))))

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3), st.integers(4, 8), st.integers(0, 2))
def test_locked_grids_stay_as_they_are_with_nothing_added(seed: int, side: int, free: int) -> None:
    graph = with_total(side, side, 1600)
    previous = partition(graph, BAND, seed=seed).labels
    locked = previous != free

    again = partition(graph, BAND, seed=seed + 1, previous=previous, locked=locked)

    for grid in set(previous[locked].tolist()):
        kept = set(again.labels[previous == grid].tolist())
        assert len(kept) == 1
        assert ((again.labels == kept.pop()) == (previous == grid)).all()


def test_the_fewest_grids_are_made_when_that_is_wished() -> None:
    graph = with_total(10, 10, 2400)

    usual = partition(graph, BAND)
    fewest = partition(graph, BAND, wish=Wish(policy=Policy.FEWEST))

    assert len(fewest.households) == 5
    assert len(usual.households) == 6
    assert fewest.verdict == Verdict.COMPLETE


def test_a_number_of_grids_can_be_wished_for() -> None:
    graph = with_total(10, 10, 2400)

    assert len(partition(graph, BAND, wish=Wish(grids=7)).households) == 7


def test_visits_are_spread_more_evenly_when_they_are_weighed() -> None:
    graph = with_total(12, 12, 2400)
    visits = (np.arange(144) % 12 < 4).astype(np.float64)

    spread = []
    for weight in (0.0, 3.0):
        labels = partition(graph, BAND, wish=Wish(weights=Weights(second=weight), grids=6), second=visits).labels
        spread.append(np.bincount(labels, visits).std())

    assert spread[1] < spread[0] / 2


def test_a_plan_close_to_the_one_in_force_moves_fewer_households_than_a_fresh_one() -> None:
    graph = with_total(12, 12, 2400)
    previous = partition(graph, BAND, seed=3, wish=Wish(grids=6)).labels

    moved = []
    for closeness in (0.0, 1.0):
        wish = Wish(weights=Weights(closeness=closeness))
        labels = partition(graph, BAND, seed=8, wish=wish, previous=previous).labels
        common = np.zeros((6, labels.max() + 1))
        np.add.at(common, (previous, labels), graph.households)
        moved.append(2400 - common.max(axis=0).sum())

    assert moved[1] == 0
    assert moved[0] > 0
