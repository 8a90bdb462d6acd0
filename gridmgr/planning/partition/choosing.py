# SPDX-License-Identifier: MIT
"""Chooses the number of grids by short searches on whole blocks: what looks good is searched on, the rest is dropped.

Successive halving (Karnin, Koren, Somekh: Almost optimal exploration in multi-armed bandits, 2013), with the numbers
of grids and the ways of making blocks as arms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridmgr.planning.partition.division import Land

_ROUNDS = (6, 6, 4, 4, 4, 4)
"""Trials that go on after the first round, in each round."""
_FRESH_ROUNDS = 2
"""Rounds that search from new beginnings; the later ones go on from the best division of each trial."""
FINALISTS = 2
"""Trials that are worth a search on single units."""
_NEVER = 1e300

Score = tuple[float, float]
"""What a division misses the band by, and its cost per grid. Less is better."""


@dataclass(slots=True)
class Trial:
    """A number of grids on one coarse form of a network, and the best division found so far."""

    count: int
    land: Land
    score: Score = (_NEVER, _NEVER)
    labels: Sequence[int] = ()

    def note(self, score: Score, labels: Sequence[int]) -> None:
        """Remember a division if it is better."""
        if score < self.score:
            self.score, self.labels = score, labels


def best_trials(
    lands: Sequence[Land], counts: Sequence[int], effort: int, search: Callable[[Trial, bool], None]
) -> list[Trial]:
    """Return the best trials and the best one of every number of grids, the best first.

    `search` makes one search more for a trial, from a new beginning where it is told so, else from the trial's best.
    """
    trials = [Trial(count, land) for count in counts for land in lands if len(land.network) >= count]
    for turn, some in enumerate((len(trials), *_ROUNDS * effort)):
        for trial in sorted(trials, key=_score)[:some]:
            search(trial, turn < _FRESH_ROUNDS)
    ranked = sorted((trial for trial in trials if trial.labels), key=_score)
    first = {trial.count: trial for trial in reversed(ranked)}
    return [trial for place, trial in enumerate(ranked) if place < FINALISTS or trial is first[trial.count]]


def _score(trial: Trial) -> Score:
    return trial.score
