# SPDX-License-Identifier: MIT
"""Simulated annealing on a division: flips of border nodes and blocks, and new divisions of neighbouring grids.

The work is bounded by counted steps, never by the clock, and all chance comes from one generator: the same division,
schedule and generator give the same result on every machine, compiled or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.planning.partition.division import Land, rules_of, state_of
from gridmgr.planning.partition.kernel.arrays import Luck
from gridmgr.planning.partition.kernel.loading import Kernel
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.result import Weights
from gridmgr.planning.partition.sweep import COMPASS

_ROUND = 200
"""Flips proposed between two looks at the temperature."""
_SPAN = 8
"""Rounds between two looks at the progress."""
_LUCK = np.round(-np.log((np.arange(4096) + 0.5) / 4096), 9)
"""Quantiles of the exponential distribution: a worsening of T times one of them is accepted (Metropolis).

A rounded table, because the logarithm may differ in its last digit between machines.
"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how hot: flips and re-splits in all, first and last temperature, first and last push."""

    flips: int
    resplits: int
    hot: float
    cold: float
    gentle: float = 0.5
    firm: float = 60.0


@dataclass(frozen=True, slots=True)
class Annealing:
    """Searches divisions. Holds what all searches of one plan share."""

    band: Band
    weights: Weights
    rng: np.random.Generator
    meter: Meter
    kernel: Kernel

    def run(self, land: Land, labels: Sequence[int], schedule: Schedule) -> tuple[int, float, list[int]]:
        """Search from a division, and return what the best one misses the band by, its cost and its labels.

        Raises CancelledError when the search is given up.
        """
        kernel, rounds = self.kernel, max(1, -(-schedule.flips // _ROUND))
        rules = rules_of(land.network, max(labels) + 1, self.band, self.weights, kernel, land.homes)
        state = state_of(land, labels, rules, kernel)
        if rules.grids == 1:
            return int(state.score[0]), float(state.score[1]), list(labels)
        cooling = round((schedule.cold / schedule.hot) ** (1 / rounds), 12)
        firming = round((schedule.firm / schedule.gentle) ** (1 / rounds), 12)
        heat = kernel.numbers([schedule.hot, cooling, schedule.gentle / 100, firming], float)
        luck = self._luck(len(land.graph.door), rounds * _ROUND, 0 if land.homes else schedule.resplits)
        for done in range(0, rounds, _SPAN):
            end = min(done + _SPAN, rounds)
            kernel.run_rounds(land.graph, state, rules, land.room, luck, heat, done, end, rounds, *_compass(kernel))
            self.meter.work(_ROUND * (end - done))
        return int(state.score[0]), float(state.score[1]), kernel.listed(state.best)

    def _luck(self, doors: int, flips: int, resplits: int) -> Luck:
        draw, kernel = self.rng.integers, self.kernel
        return Luck(
            kernel.numbers(draw(0, doors, flips), int),
            kernel.numbers(_LUCK[draw(0, len(_LUCK), flips)], float),
            kernel.numbers(draw(0, doors, resplits), int),
            kernel.numbers(_LUCK[draw(0, len(_LUCK), resplits)], float),
            kernel.numbers(draw(0, 4, resplits), int),
            kernel.numbers(draw(0, 1 << 20, resplits), int),
        )


# Any: arrays where the loops are compiled, lists where they are not.
@cache
def _compass(kernel: Kernel) -> tuple[Any, Any]:
    """Return the compass as the kernel reads it: east, north."""
    east, north = zip(*COMPASS, strict=True)
    return kernel.numbers(east, float), kernel.numbers(north, float)
