# SPDX-License-Identifier: MIT
"""Several ways to divide one community, so that people can choose: what differs, what is better at what."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Part, Progress
from gridmgr.planning.partition.result import Partition, Weights, Wish
from gridmgr.planning.partition.totals import possible_counts
from gridmgr.planning.score_card import Judge, ScoreCard

MOST = 6
"""More candidates than this nobody compares."""
LEAST_TRIES = 7
"""Every emphasis gets its turn: in a small community several of them come out the same."""
TRIES = 2
"""So many divisions are made for each candidate wanted, at most: some come out the same."""

STRENGTH = Weights(compactness=2.0, streets=0.43, equal_size=0.15, compounds=4.0, second=1.0, closeness=0.5)
"""What each weight is when it counts as much as usual, also those that are left out at first."""

LOOSE = 0.2
"""So much of the wished closeness to the plan in force is left where something else is emphasised."""

Solve = Callable[[Wish, int, Progress], Partition]
"""Divides the community at hand: what is wished, seed, progress."""


class Emphasis(StrEnum):
    """What a candidate gives more weight than was wished."""

    WISHED = "wished"
    COMPACT = "compact"
    STREETS = "streets"
    EQUAL = "equal"
    CLOSE = "close"
    FEWER = "fewer"
    MORE = "more"
    OTHER = "other"
    """Nothing; another seed."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one candidate is made."""

    emphasis: Emphasis
    wish: Wish
    seed: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to divide the community, and its figures."""

    recipe: Recipe
    partition: Partition
    card: ScoreCard
    beaten_by: int = -1
    """Position of a candidate that is as good in every figure and better in one; -1 for none."""


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates in the order in which they were made."""

    candidates: tuple[Candidate, ...]
    recommended: int
    """Position of the one to take."""
    was_stopped: bool = False
    """Whether more were wanted when the work was given up."""


def find_candidates(solve: Solve, judge: Judge, asked: Recipe, count: int, progress: Progress) -> Found:
    """Make up to `count` different divisions of a community, the first one as wished.

    The same input gives the same candidates in the same order. Given up, the candidates made so far come back; before
    there is one, CancelledError is raised.
    """
    made: list[Candidate] = []
    seen: set[bytes] = set()
    tries = 1 if count == 1 else max(LEAST_TRIES, min(count, MOST) * TRIES)
    was_stopped = False
    recipes: Iterator[Recipe] = iter((asked,))
    for number in range(tries):
        recipe = next(recipes)
        try:
            partition = solve(recipe.wish, recipe.seed, Part(progress, min(len(made), count - 1), count))
        except CancelledError:
            if not made:
                raise
            was_stopped = True
            break
        key = canonical(partition.labels).tobytes()
        if key not in seen:
            seen.add(key)
            made.append(Candidate(recipe, partition, judge.card(partition.labels)))
        if number == 0:
            recipes = variations(asked, made[0].card, judge)
        if len(made) >= count:
            break
    return Found(_marked(made), recommended(made, asked.wish.weights), was_stopped)


def variations(asked: Recipe, first: ScoreCard, judge: Judge) -> Iterator[Recipe]:
    """Yield what to try after the first candidate, without end: other weights and counts, then other seeds."""
    yield from _variations(asked, first, judge)
    seed = asked.seed
    while True:
        seed += 1
        yield Recipe(Emphasis.OTHER, asked.wish, seed)


def _variations(asked: Recipe, first: ScoreCard, judge: Judge) -> Iterator[Recipe]:
    wish = asked.wish
    # Where the plan in force counts for much, nothing else would ever come out.
    weights = replace(wish.weights, closeness=LOOSE * wish.weights.closeness)
    compact = replace(weights, compactness=3 * max(weights.compactness, STRENGTH.compactness))
    yield Recipe(Emphasis.COMPACT, replace(wish, weights=compact), asked.seed)
    streets = replace(weights, streets=3 * max(weights.streets, STRENGTH.streets))
    yield Recipe(Emphasis.STREETS, replace(wish, weights=streets), asked.seed)
    equal = replace(weights, equal_size=3 * max(weights.equal_size, STRENGTH.equal_size))
    yield Recipe(Emphasis.EQUAL, replace(wish, weights=equal), asked.seed)
    if judge.previous is not None and (judge.previous >= 0).any():
        close = replace(weights, closeness=3 * max(wish.weights.closeness, STRENGTH.closeness))
        yield Recipe(Emphasis.CLOSE, replace(wish, weights=close), asked.seed)
    if wish.grids is None:
        allowed = possible_counts(int(judge.graph.households.sum()), judge.band)
        for emphasis, grids in ((Emphasis.FEWER, first.grids - 1), (Emphasis.MORE, first.grids + 1)):
            if grids in allowed:
                yield Recipe(emphasis, replace(wish, grids=grids), asked.seed)


def canonical(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the labels with grids numbered in the order in which they first occur: equal for equal divisions."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return np.asarray(rank[inverse], dtype=np.int64)


def merits(card: ScoreCard) -> tuple[float, ...]:
    """Return the figures of a card by which candidates are held against each other; more is better in each."""
    return (
        -card.off_band,
        -card.compounds_split,
        round(card.compactness, 3),
        round(card.worst_compactness, 3),
        round(card.streets, 3),
        -round(card.deviation, 1),
        -round(card.second_spread or 0.0, 3),
        -(card.moved or 0),
    )


def is_dominated(card: ScoreCard, other: ScoreCard) -> bool:
    """Tell whether another card is at least as good in every figure and better in one."""
    mine, theirs = merits(card), merits(other)
    return mine != theirs and all(b >= a for a, b in zip(mine, theirs, strict=True))


def recommended(candidates: Sequence[Candidate], weights: Weights) -> int:
    """Return the position of the candidate to take.

    Fewest grids off the band, then fewest households off it, then fewest estates split; among equals the one that is
    best on the whole where every figure counts as the person weighed it. The earlier one of two equals.
    """
    cards = [c.card for c in candidates]
    worth = _worth(cards, weights)
    order = [(c.off_band, c.compounds_split, -worth[i], i) for i, c in enumerate(cards)]
    return min(order)[-1]


def _worth(cards: Sequence[ScoreCard], weights: Weights) -> list[float]:
    """Return for each card the weighted sum of its merits, each brought to 0 (worst) .. 1 (best of these)."""
    weighed = np.array(
        [
            0.0,
            0.0,
            weights.compactness / STRENGTH.compactness,
            0.5 * weights.compactness / STRENGTH.compactness,
            weights.streets / STRENGTH.streets,
            weights.equal_size / STRENGTH.equal_size,
            weights.second / STRENGTH.second,
            weights.closeness / STRENGTH.closeness,
        ]
    )
    figures = np.array([merits(card) for card in cards])
    least, span = figures.min(axis=0), np.ptp(figures, axis=0)
    share = np.divide(figures - least, span, out=np.zeros_like(figures), where=span > 0)
    return [round(float(value), 9) for value in share @ weighed]


def _marked(made: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Note of each candidate which other one beats it."""
    marked = []
    for candidate in made:
        beaten_by = next((i for i, other in enumerate(made) if is_dominated(candidate.card, other.card)), -1)
        marked.append(replace(candidate, beaten_by=beaten_by))
    return tuple(marked)
