# SPDX-License-Identifier: MIT
"""Chooses the number of grids by short searches on whole blocks: what looks good is searched on, the rest is dropped.

Successive halving (Karnin, Koren, Somekh: Almost optimal exploration in multi-armed bandits, 2013), with the numbers
of grids and the ways of making blocks as arms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridmgr.planning.partition.division import Land

_ROUNDS = (6, 5, 3, 2)
"""Trials that go on after the first round, in each round."""
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
    lands: Sequence[Land], counts: Sequence[int], effort: int, search: Callable[[Trial], None]
) -> list[Trial]:
    """Return the best trial of every number of grids, the best first; `search` makes one search more for a trial."""
    trials = [Trial(count, land) for count in counts for land in lands if len(land.network) >= count]
    for some in (len(trials), *_ROUNDS * effort):
        for trial in sorted(trials, key=_score)[:some]:
            search(trial)
    best: dict[int, Trial] = {}
    for trial in sorted(trials, key=_score):
        if trial.labels:
            best.setdefault(trial.count, trial)
    return list(best.values())


def _score(trial: Trial) -> Score:
    return trial.score
