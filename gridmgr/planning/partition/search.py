# SPDX-License-Identifier: MIT
"""Searches the division of one connected network: numbers of grids, attempts, local repair, divide and conquer."""

from dataclasses import dataclass, replace

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.planning.partition.annealing import Annealing, Schedule
from gridmgr.planning.partition.bisection import Bisection
from gridmgr.planning.partition.division import BAD_GRID, Division
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.result import Weights
from gridmgr.planning.partition.totals import least_violating_count, ranked_counts, shortfall

_FLIPS_PER_NODE = 100
_LEAST_FLIPS = 3_000
_RESPLITS_PER_GRID = 80
_PART_GRIDS = 12
"""Grids of a part that is searched on its own when a community is large."""
_WHOLE_GRIDS = 20
"""Grids up to which a community is searched in one."""
_POLISH_TIMES = 1 / 3
COOL = 0.12
HOT = 1.0


@dataclass(frozen=True, slots=True, order=True)
class Outcome:
    """A division found: what it misses the band by, what it costs, and the grid of every node. Less is better."""

    off_band: int
    cost: float
    labels: tuple[int, ...]


class Search:
    """Finds divisions. Holds what all attempts share."""

    def __init__(self, band: Band, weights: Weights, rng: np.random.Generator, meter: Meter, effort: int) -> None:
        self.band = band
        self.weights = weights
        self.rng = rng
        self.meter = meter
        self.effort = effort

    def schedule(self, network: Network, count: int, times: float = 1.0) -> Schedule:
        """Return a schedule for a search from scratch, `times` as long as usual."""
        times *= self.effort
        flips = max(_LEAST_FLIPS, _FLIPS_PER_NODE * len(network))
        return Schedule(int(flips * times), int(_RESPLITS_PER_GRID * count * times))

    def counts(self, network: Network) -> list[int]:
        """Return the numbers of grids worth trying, the best first; the least violating one where none is legal."""
        total = network.total
        legal = [count for count in ranked_counts(total, self.band) if count <= len(network)]
        return legal or [min(least_violating_count(total, self.band), len(network))]

    def enough(self, network: Network) -> int:
        """Return how much a division may miss the band by that cannot be bettered."""
        total = network.total
        if ranked_counts(total, self.band):
            return 0
        missed = shortfall(total, least_violating_count(total, self.band), self.band)
        return missed + BAD_GRID if missed else 0

    def divide(self, network: Network) -> Outcome:
        """Return a division of a connected network, in parts where it is large."""
        if self.counts(network)[0] <= _WHOLE_GRIDS:
            return self.divide_small(network)
        return self._divide_large(network)

    def divide_small(self, network: Network) -> Outcome:
        """Try the best numbers of grids in turn until one gives a legal division."""
        best: Outcome | None = None
        for count in self.counts(network)[:3]:
            found = self.attempt(network, count)
            best = found if best is None else min(best, found)
            if best.off_band <= self.enough(network):
                break
        assert best is not None, "there is always a number of grids"
        return best

    def attempt(self, network: Network, count: int, hot: float = COOL) -> Outcome:
        """Divide into a number of grids: cut in two again and again, then anneal.

        From `COOL`, the start decides much and borders become smooth; from `HOT`, hard cases are solved more often.
        """
        if count == 1:
            return self.outcome(Division(network, [0] * len(network), self.band, self.weights))
        labels = Bisection(network, self.band, self.rng, self.meter, tries=1).labels(count)
        return self.improve(network, labels, replace(self.schedule(network, count), hot=hot))

    def improve(self, network: Network, labels: list[int], schedule: Schedule) -> Outcome:
        """Anneal a division that exists."""
        division = Division(network, labels, self.band, self.weights)
        Annealing(division, self.rng, self.meter).run(schedule)
        return self.outcome(division)

    def outcome(self, division: Division) -> Outcome:
        """Return the outcome that a division is."""
        return Outcome(division.off_band, division.cost(), tuple(division.labels))

    def _divide_large(self, network: Network) -> Outcome:
        """Divide and conquer: parts of about a dozen grids each on their own, then one polish across the seams."""
        labels = [0] * len(network)
        grids = 0
        count = self.counts(network)[0]
        cut = Bisection(network, self.band, self.rng, self.meter)
        for nodes, _ in cut.parts(list(range(len(network))), count, _PART_GRIDS):
            found = self.divide_small(network.part(nodes))
            for node, label in zip(nodes, found.labels, strict=True):
                labels[node] = grids + label
            grids += max(found.labels) + 1
        return self.polish(network, labels)

    def polish(self, network: Network, labels: list[int]) -> Outcome:
        """Anneal a division that is good already, cool and without pressing for the band."""
        usual = self.schedule(network, max(labels) + 1, _POLISH_TIMES)
        schedule = replace(usual, hot=0.05, gentle=8.0)
        return self.improve(network, labels, schedule)
