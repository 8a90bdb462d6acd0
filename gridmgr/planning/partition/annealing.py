# SPDX-License-Identifier: MIT
"""Simulated annealing on a division: flips of border nodes and re-splits of neighbouring grids.

The work is bounded by counted steps, never by the clock, and all chance comes from one generator: the same division,
schedule and generator give the same result on every machine.
"""

from dataclasses import dataclass

import numpy as np

from gridmgr.planning.partition.division import Division
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.resplit import try_resplit
from gridmgr.planning.partition.sweep import line_rank, ring_rank

_ROUND = 500
"""Flips proposed between two looks at the temperature."""
_LUCK = np.round(-np.log((np.arange(4096) + 0.5) / 4096), 9)
"""Quantiles of the exponential distribution: a worsening of T times one of them is accepted (Metropolis).

A rounded table, because the logarithm may differ in its last digit between machines.
"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how hot: flips and re-splits in all, first and last temperature, first and last push."""

    flips: int
    resplits: int
    hot: float = 0.1
    cold: float = 0.04
    gentle: float = 0.5
    firm: float = 8.0


class Annealing:
    """One search on one division."""

    def __init__(self, division: Division, rng: np.random.Generator, meter: Meter) -> None:
        self._division = division
        self._rng = rng
        self._meter = meter
        near = division.near
        self._source = [node for node, others in enumerate(near) for _ in others]
        self._target = [other for others in near for other in others]
        self._best_score = (division.off_band, division.cost())
        self._best = division.labels[:]

    def run(self, schedule: Schedule) -> None:
        """Search, and leave the division at the best labels seen."""
        if self._division.grids > 1:
            rounds = max(1, -(-schedule.flips // _ROUND))
            cooling = round((schedule.cold / schedule.hot) ** (1 / rounds), 12)
            firming = round((schedule.firm / schedule.gentle) ** (1 / rounds), 12)
            temperature, self._division.push = schedule.hot, schedule.gentle
            for done in range(rounds):
                self._flips(temperature)
                share = schedule.resplits * (done + 1) // rounds - schedule.resplits * done // rounds
                self._resplits(temperature, share)
                self._keep()
                self._meter.work(_ROUND)
                temperature *= cooling
                self._division.push *= firming
        self._division.restore(self._best)

    def _keep(self) -> None:
        division = self._division
        if division.off_band <= self._best_score[0]:
            score = (division.off_band, division.cost())
            if score < self._best_score:
                self._best_score = score
                self._best = division.labels[:]

    def _flips(self, temperature: float) -> None:
        division, labels = self._division, self._division.labels
        source, target = self._source, self._target
        edges = self._rng.integers(0, len(source), _ROUND).tolist()
        for edge, limit in zip(edges, self._limits(temperature, _ROUND), strict=True):
            node = source[edge]
            old, new = labels[node], labels[target[edge]]
            if old != new and division.try_move(node, old, new, limit) and division.off_band < self._best_score[0]:
                self._keep()

    def _limits(self, temperature: float, count: int) -> list[float]:
        limits: list[float] = (_LUCK[self._rng.integers(0, len(_LUCK), count)] * temperature).tolist()
        return limits

    def _resplits(self, temperature: float, count: int) -> None:
        division, labels = self._division, self._division.labels
        for limit in self._limits(temperature, count):
            edge = self._border_edge()
            if edge < 0:
                continue
            node = self._source[edge]
            pair = (labels[node], labels[self._target[edge]])
            nodes = division.pair_nodes(node, pair[1])
            kind, pick = (int(value) for value in self._rng.integers(0, (4, 1 << 20)))
            by_block = kind % 2 == 1
            if kind < 2:
                rank = line_rank(division.network, nodes, pick, by_block)
            else:
                rank = ring_rank(division.network, nodes, nodes[pick % len(nodes)], by_block)
            if try_resplit(division, pair, rank, limit) and division.off_band < self._best_score[0]:
                self._keep()

    def _border_edge(self) -> int:
        """Return a passable border between two grids by chance, or -1 after some tries in vain."""
        labels, source, target = self._division.labels, self._source, self._target
        for edge in self._rng.integers(0, len(source), 64).tolist():
            if labels[source[edge]] != labels[target[edge]]:
                return int(edge)
        return -1
