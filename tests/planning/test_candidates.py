# SPDX-License-Identifier: MIT
"""Several divisions of one community are made, told apart, judged and recommended."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Reporting, Silent
from gridmgr.planning.candidates import (
    Candidate,
    Emphasis,
    Recipe,
    canonical,
    find_candidates,
    is_dominated,
    merits,
    recommended,
)
from gridmgr.planning.partition import Partition, Verdict, Weights, Wish, partition
from gridmgr.planning.score_card import Judge, ScoreCard
from tests.planning.unit_graphs import lattice, torn

BAND = Band(300, 500)
ASKED = Recipe(Emphasis.WISHED, Wish(), 0)


def town(previous=None):
    return Judge(lattice(8, 10, 20, street_every=4), BAND, previous=previous)


def solver(judge):
    return lambda wish, seed, progress: partition(judge.graph, judge.band, seed=seed, wish=wish, progress=progress)


def stripes(judge, grids):
    labels = np.arange(len(judge.graph)) * grids // len(judge.graph)
    counts = np.bincount(labels, judge.graph.households).astype(np.int64)
    return Partition(labels.astype(np.int64), counts, Verdict.COMPLETE, ())


def test_candidates_differ_and_each_carries_its_figures():
    judge = town()

    found = find_candidates(solver(judge), judge, ASKED, 4, Silent())

    assert 1 <= len(found.candidates) <= 4
    assert len({canonical(c.partition.labels).tobytes() for c in found.candidates}) == len(found.candidates)
    assert found.candidates[0].recipe.emphasis is Emphasis.WISHED
    for candidate in found.candidates:
        assert candidate.card == judge.card(candidate.partition.labels)


def test_the_same_community_and_seed_give_the_same_candidates():
    judge = town()

    one, other = (find_candidates(solver(judge), judge, ASKED, 3, Silent()) for _ in range(2))

    assert [c.partition.labels.tolist() for c in one.candidates] == [
        c.partition.labels.tolist() for c in other.candidates
    ]
    assert one.recommended == other.recommended


def test_what_comes_out_twice_is_shown_once():
    judge = town()

    found = find_candidates(lambda *_: stripes(judge, 4), judge, ASKED, 3, Silent())

    assert len(found.candidates) == 1


def test_other_counts_are_tried_only_where_the_total_allows_them():
    judge = town()
    asked = []

    def note(wish, _seed, _progress):
        asked.append(wish.grids)
        return stripes(judge, wish.grids or 4)

    find_candidates(note, judge, ASKED, 6, Silent())

    assert {5} == {grids for grids in asked if grids is not None}


def test_the_plan_in_force_brings_a_candidate_that_changes_little():
    judge = town(previous=stripes(town(), 4).labels)
    weights = []

    def note(wish, seed, _progress):
        weights.append(wish.weights.closeness)
        return stripes(judge, 2 + len(weights))

    find_candidates(note, judge, ASKED, 6, Silent())

    assert max(weights) > 0


def test_given_up_the_candidates_made_so_far_come_back():
    judge = town()
    made = []

    def two_only(_wish, _seed, _progress):
        if len(made) == 2:
            raise CancelledError
        made.append(1)
        return stripes(judge, 3 + len(made))

    found = find_candidates(two_only, judge, ASKED, 5, Silent())

    assert len(found.candidates) == 2
    assert found.was_stopped


def test_given_up_before_the_first_candidate_nothing_comes_back():
    judge = town()

    with pytest.raises(CancelledError):
        find_candidates(solver(judge), judge, ASKED, 3, Reporting(lambda *_: None, lambda: True))


def test_a_score_card_counts_by_the_graph():
    judge = town(previous=np.zeros(80, dtype=np.int64))

    card = judge.card(stripes(judge, 4).labels)

    assert (card.grids, card.in_band, card.smallest, card.largest, card.mean) == (4, 4, 400, 400, 400.0)
    assert card.deviation == 0
    assert card.streets == pytest.approx(1 / 3)
    assert card.moved == 1200
    assert card.compactness == pytest.approx(np.pi * 4 * 20 * 400 / (2 * (200 + 40)) ** 2)


def test_a_split_compound_and_an_uneven_second_measure_are_counted():
    graph = replace(lattice(1, 4, 100), compound=np.array([0, 0, 1, 1], dtype=np.int64))
    judge = Judge(graph, Band(100, 300), second=np.array([3.0, 0.0, 0.0, 1.0]))

    card = judge.card(np.array([0, 1, 1, 1], dtype=np.int64))

    assert card.compounds_split == 1
    assert card.second_spread == pytest.approx(0.5)


def test_a_community_in_pieces_has_candidates_too():
    graph = torn(lattice(4, 10, 20), [0, 1, 2])
    judge = Judge(graph, BAND)

    found = find_candidates(solver(judge), judge, ASKED, 2, Silent())

    assert all(c.card.grids == len(c.partition.households) for c in found.candidates)


cards = st.builds(
    ScoreCard,
    grids=st.integers(2, 5),
    in_band=st.integers(0, 2),
    smallest=st.just(300),
    largest=st.just(500),
    mean=st.just(400.0),
    deviation=st.floats(0, 100),
    compactness=st.floats(0, 1),
    worst_compactness=st.floats(0, 1),
    streets=st.floats(0, 1),
    compounds_split=st.integers(0, 2),
    second_spread=st.none(),
    moved=st.none(),
)


@given(st.lists(cards, min_size=1, max_size=6))
def test_what_is_recommended_is_never_beaten_by_another(dealt):
    candidates = [Candidate(ASKED, stripes(town(), 4), card) for card in dealt]

    best = dealt[recommended(candidates, Weights())]

    assert not any(is_dominated(best, other) for other in dealt)
    assert all(best.off_band <= other.off_band for other in dealt)


@given(cards, cards)
def test_two_candidates_never_beat_each_other(one, other):
    assert not (is_dominated(one, other) and is_dominated(other, one))
    assert not is_dominated(one, one)
    assert is_dominated(one, other) <= (merits(other) >= merits(one))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.permutations(range(6)))
def test_the_numbers_of_the_grids_do_not_make_a_division_another_one(labels, names):
    renamed = np.array([names[label] for label in labels])

    assert canonical(np.array(labels)).tolist() == canonical(renamed).tolist()
