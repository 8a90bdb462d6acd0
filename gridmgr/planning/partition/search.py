# SPDX-License-Identifier: MIT
"""Searches the division of one connected network: numbers of grids, whole blocks first, divide and conquer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.planning.partition.annealing import Annealing, Schedule
from gridmgr.planning.partition.bisection import Bisection
from gridmgr.planning.partition.choosing import FINALISTS, Trial, best_trials
from gridmgr.planning.partition.division import BAD_GRID, Land
from gridmgr.planning.partition.kernel.loading import Kernel
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.result import Policy, Wish
from gridmgr.planning.partition.totals import least_violating_count, possible_counts, ranked_counts, shortfall

_PART_GRIDS = 12
"""Grids of a part that is searched on its own when a community is large."""
_WHOLE_GRIDS = 20
"""Grids up to which a community is searched in one."""
_COUNTS = 3
"""Numbers of grids that are tried."""
_RESTARTS = 3
"""Searches on whole blocks for each number of grids and each way of making blocks."""
_QUICK = Schedule(flips=15, resplits=30, hot=0.3, cold=0.02)
_ROUGH = Schedule(flips=100, resplits=80, hot=0.5, cold=0.04)
_FINE = Schedule(flips=20, resplits=40, hot=0.06, cold=0.02)
_FRESH = Schedule(flips=100, resplits=80, hot=1.0, cold=0.04)
_SMOOTH = Schedule(flips=100, resplits=80, hot=0.3, cold=0.04)
"""Flips per node, new divisions per grid: on whole blocks while choosing, on whole blocks in one go, then on single
units, without blocks, after a repair."""
_LEAST_FLIPS = 400
_SEED_PICKS = 8
_PULL = 0.05
"""What one hundred households between the mean size of the grids and the target cost."""


@dataclass(frozen=True, slots=True, order=True)
class Outcome:
    """A division found: what it misses the band by, its cost per grid, the grid of every node. Less is better."""

    off_band: int
    cost: float
    labels: tuple[int, ...]

    @property
    def grids(self) -> int:
        """Return the number of grids."""
        return max(self.labels) + 1


@dataclass(slots=True)
class Levels:
    """A network with its coarser forms, in which street blocks are single nodes."""

    fine: Land
    coarse: list[Land] = field(default_factory=list)

    @classmethod
    def of(cls, network: Network, band: Band, kernel: Kernel) -> "Levels":
        """Fuse the blocks up to the maximum, and those up to half of it."""
        levels = cls(Land.of(network, kernel))
        sizes = {len(network)}
        for most in (band.high, band.high // 2):
            coarse = network.fused(network.blocks(most))
            if len(coarse) not in sizes:
                sizes.add(len(coarse))
                levels.coarse.append(Land.of(coarse, kernel))
        return levels


class Search:
    """Finds divisions. Holds what all attempts share."""

    def __init__(self, band: Band, wish: Wish, rng: np.random.Generator, meter: Meter, kernel: Kernel) -> None:
        self.band = band
        self.wish = wish
        self.effort = wish.effort
        self.meter = meter
        self._rng = rng
        self._kernel = kernel
        self._annealing = Annealing(band, wish.weights, rng, meter, kernel)

    def counts(self, network: Network) -> list[int]:
        """Return the numbers of grids worth trying, the best first; the least violating one where none is legal."""
        total = network.total
        if self.wish.policy == Policy.FEWEST:
            ranked = list(possible_counts(total, self.band))
        else:
            ranked = ranked_counts(total, self.band)
        if self.wish.grids is not None:
            wanted = self.wish.grids
            ranked.sort(key=lambda count: abs(count - wanted))
        legal = [count for count in ranked if count <= len(network)]
        return legal or [min(least_violating_count(total, self.band), len(network))]

    def levels(self, network: Network) -> Levels:
        """Return a network made ready to be divided."""
        return Levels.of(network, self.band, self._kernel)

    def enough(self, network: Network) -> int:
        """Return how much a division may miss the band by that cannot be bettered."""
        total = network.total
        if possible_counts(total, self.band):
            return 0
        missed = shortfall(total, least_violating_count(total, self.band), self.band)
        return missed + BAD_GRID if missed else 0

    def divide(self, network: Network) -> Outcome:
        """Return a division of a connected network, in parts where it is large."""
        if self.counts(network)[0] <= _WHOLE_GRIDS:
            return self.divide_small(network)
        return self._divide_large(network)

    def divide_small(self, network: Network, is_part: bool = False) -> Outcome:
        """Try the best numbers of grids and return the best division; of a part, the first legal one."""
        levels = self.levels(network)
        counts = self.counts(network)[:_COUNTS]
        if self._is_free_to_choose and not is_part and min(counts) > 1:
            best = self._chosen(levels, counts)
            if best is not None:
                return best
        return self._first_legal(levels, counts, times=int(is_part))

    def _chosen(self, levels: Levels, counts: Sequence[int]) -> Outcome | None:
        """Return the best division into any of some numbers of grids; None where whole blocks do not give one."""
        found: list[Outcome] = []
        enough, missed = self.enough(levels.fine.network), set[int]()
        for place, trial in enumerate(best_trials(levels.coarse, counts, self.effort, self._try)):
            if place >= FINALISTS and min(found).off_band <= enough:
                break
            if trial.count not in missed:
                found.append(self._outcome(levels.fine, _spread(trial.land.network, trial.labels), _FINE))
            if found[-1].off_band > enough:
                missed.add(trial.count)
        return min(found, default=None)

    def _try(self, trial: Trial, fresh: bool) -> None:
        """Search once more, from a new beginning or from the best division so far."""
        start = self._grown(trial.land, trial.count) if fresh or not trial.labels else trial.labels
        if start is not None:
            found = self._outcome(trial.land, start, _QUICK)
            trial.note((found.off_band, found.cost), found.labels)

    def _first_legal(self, levels: Levels, counts: Sequence[int], times: int) -> Outcome:
        """Return the first legal division into one of some numbers of grids, else the one that is nearest to it."""
        best: Outcome | None = None
        for count in counts:
            found = self.attempt(levels, count, times=times)
            best = found if best is None else min(best, found)
            if best.off_band <= self.enough(levels.fine.network):
                break
        assert best is not None, "there is always a number of grids"
        return best

    @property
    def _is_free_to_choose(self) -> bool:
        return self.wish.policy == Policy.TARGET and self.wish.grids is None

    def attempt(self, levels: Levels, count: int, fresh: bool = False, times: int = 0) -> Outcome:
        """Divide into a number of grids: on whole blocks first, then on single nodes.

        `fresh` leaves the blocks out. With `times`, up to so many times as many beginnings as usual are tried, and the
        first legal one is taken; without, the best one of the usual number.
        """
        if count == 1:
            return self._outcome(levels.fine, [0] * len(levels.fine.network), _FINE)
        start = None if fresh else self._rough(levels, count, times)
        if start is not None:
            return self._outcome(levels.fine, start, _FINE)
        labels = self._grown(levels.fine, count) or self._cut(levels.fine.network, count)
        return self._outcome(levels.fine, labels, _FRESH)

    def _rough(self, levels: Levels, count: int, times: int) -> list[int] | None:
        """Return the best of several divisions of whole blocks, as labels of single nodes."""
        best: tuple[int, float, list[int]] | None = None
        for land in levels.coarse:
            if len(land.network) < count:
                continue
            for _ in range(_RESTARTS * self.effort * max(1, times)):
                start = self._grown(land, count)
                if start is None:
                    continue
                off_band, cost, labels = self._annealing.run(land, start, self._schedule(land, count, _ROUGH))
                if best is None or (off_band, cost) < best[:2]:
                    best = (off_band, cost, _spread(land.network, labels))
                if times and not off_band:
                    return best[2]
        return best[2] if best else None

    def _grown(self, land: Land, count: int) -> list[int] | None:
        """Return grids grown from far seeds; None where some node cannot be reached."""
        kernel, nodes = self._kernel, len(land.network)
        if nodes < count:
            return None
        labels, size = kernel.numbers([0] * nodes, int), kernel.numbers([0] * count, int)
        picks = kernel.numbers(self._rng.integers(0, 1 << 30, _SEED_PICKS * count), int)
        left = kernel.grow(land.graph, labels, size, kernel.numbers([0.0] * nodes, float), picks)
        return None if left else kernel.listed(labels)

    def _cut(self, network: Network, count: int) -> list[int]:
        return Bisection(network, self.band, self._rng, self.meter, tries=1).labels(count)

    def _schedule(self, land: Land, count: int, usual: Schedule) -> Schedule:
        flips = max(_LEAST_FLIPS, usual.flips * len(land.network))
        return Schedule(flips, usual.resplits * count, usual.hot, usual.cold)

    def _outcome(self, land: Land, labels: Sequence[int], usual: Schedule) -> Outcome:
        """Anneal a division and return what it became."""
        count = max(labels) + 1
        off_band, cost, best = self._annealing.run(land, labels, self._schedule(land, count, usual))
        pull = abs(land.network.total / count - self.band.target) / 100.0 * _PULL
        return Outcome(off_band, round(cost / count + pull, 9), tuple(best))

    def _divide_large(self, network: Network) -> Outcome:
        """Divide and conquer: parts of about a dozen grids each on their own, then one polish across the seams."""
        labels = [0] * len(network)
        grids = 0
        count = self.counts(network)[0]
        coarse = network.fused(network.blocks(self.band.high))
        cut = Bisection(coarse, self.band, self._rng, self.meter)
        for blocks, _ in cut.parts(list(range(len(coarse))), count, _PART_GRIDS):
            nodes = sorted(node for block in blocks for node in coarse.origin[block])
            found = self.divide_small(network.part(nodes), is_part=True)
            for node, label in zip(nodes, found.labels, strict=True):
                labels[node] = grids + label
            grids += found.grids
        return self._outcome(Land.of(network, self._kernel), labels, _FINE)

    def close_to(self, network: Network, labels: Sequence[int], home: Sequence[int]) -> Outcome:
        """Anneal a division whose nodes would best stay in the grids of the plan in force."""
        land = Land.of(network, self._kernel, home, self.wish.weights.closeness)
        return self._outcome(land, labels, _FRESH)

    def price_of_moving(self, households: int) -> float:
        """Return what it costs that so many households change hands."""
        return self.wish.weights.closeness * households / 100.0

    def polish(self, network: Network, labels: Sequence[int]) -> Outcome:
        """Anneal a division that is good already."""
        return self._outcome(Land.of(network, self._kernel), labels, _SMOOTH)


def _spread(network: Network, labels: Sequence[int]) -> list[int]:
    """Return the labels of the nodes that a network was fused from."""
    spread = [0] * sum(len(members) for members in network.origin)
    for members, label in zip(network.origin, labels, strict=True):
        for member in members:
            spread[member] = label
    return spread
