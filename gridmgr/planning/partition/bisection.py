# SPDX-License-Identifier: MIT
"""Divides land into a number of grids by cutting it in two again and again.

Each cut aims at totals that themselves can be divided into their numbers of grids. This gives the start of every
search, and for large communities the parts that are searched on their own (divide and conquer).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.sweep import Sweep, line_rank, sweep

_OFF_BAND = 100.0
"""What one household that a side must miss the band by costs, against one metre of border."""
_UNEVEN = 400.0
"""Metres that are spent at most so that both sides have grids of the same mean size."""


class Bisection:
    """Cuts a network into connected parts of given numbers of grids."""

    def __init__(self, network: Network, band: Band, rng: np.random.Generator, meter: Meter, tries: int = 4) -> None:
        self._network = network
        self._band = band
        self._rng = rng
        self._meter = meter
        self._tries = tries

    def parts(self, nodes: list[int], count: int, most: int = 1) -> Iterator[tuple[list[int], int]]:
        """Yield connected parts (ascending nodes) with their numbers of grids, each at most `most`, in all `count`.

        `nodes` must be in one piece. Where large nodes leave no other cut, there are fewer grids than asked for.
        """
        waiting = [(nodes, count)]
        while waiting:
            nodes, count = waiting.pop()
            if count <= most:
                yield sorted(nodes), count
            else:
                waiting += self._cut(nodes, count)

    def labels(self, count: int) -> list[int]:
        """Return a division of the whole network into `count` grids."""
        labels = [0] * len(self._network)
        for grid, (nodes, _) in enumerate(self.parts(list(range(len(labels))), count)):
            for node in nodes:
                labels[node] = grid
        return labels

    def _cut(self, nodes: list[int], count: int) -> list[tuple[list[int], int]]:
        """Cut along the cheapest of several lines."""
        few = count // 2
        best: tuple[float, int, int, list[int]] | None = None
        start = int(self._rng.integers(32))
        for turn in range(self._tries):
            for by_block in (False, True):
                rank = line_rank(self._network, nodes, start + turn * 32 // self._tries, by_block)
                swept = sweep(self._network, rank)
                self._meter.work(10 * len(nodes))
                before = self._before(swept)
                for side in {few, count - few}:
                    price, position = self._cheapest(swept, before, side, count)
                    if best is None or price < best[0]:
                        best = (price, position, side, swept.order)
        assert best is not None, "at least one line is tried"
        _, position, side, order = best
        halves = ((order[:position], side), (order[position:], count - side))
        return [(half, min(grids, len(half))) for half, grids in halves]

    def _before(self, swept: Sweep) -> NDArray[np.float64]:
        """Return for every position the households before it and the price of the border there: (2, n + 1)."""
        network, place = self._network, swept.place
        changes = []
        for position, node in enumerate(swept.order):
            metres = 0.0
            for other, shared, cost in network.borders[node]:
                where = place.get(other)
                if where is not None:
                    metres += (shared + 100 * cost) if where > position else -(shared + 100 * cost)
            changes.append(metres)
        steps = np.array([[network.households[node] for node in swept.order], changes])
        return np.concatenate((np.zeros((2, 1)), np.cumsum(steps, axis=1)), axis=1)

    def _cheapest(self, swept: Sweep, before: NDArray[np.float64], side: int, count: int) -> tuple[float, int]:
        """Return the price and the position of the best cut with `side` grids before it."""
        band = self._band
        position = np.flatnonzero(swept.cuttable)
        total = before[0, -1]
        households, metres = before[0, position], before[1, position]
        missed = np.zeros(len(position))
        for size, nodes, grids in (
            (households, position, side),
            (total - households, len(swept.order) - position, count - side),
        ):
            missed += np.maximum(0, size - grids * band.high) + np.maximum(0, grids * band.low - size)
            missed += band.low * np.maximum(0, grids - nodes)
        uneven = (households / side - total / count) / max(1, band.high - band.low)
        price = metres + _OFF_BAND * missed + _UNEVEN * count * uneven * uneven
        found = int(np.argmin(price))
        return float(price[found]), int(position[found])
