# SPDX-License-Identifier: MIT
"""Divides land into a number of grids by cutting it in two again and again.

Each cut aims at totals that themselves can be divided into their numbers of grids. This gives the start of every
search, and for large communities the parts that are searched on their own (divide and conquer).
"""

from collections.abc import Iterator

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.sweep import Sweep, line_rank, sweep
from gridmgr.planning.partition.totals import shortfall

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
        turns = max(self._tries, 1)
        for turn in range(turns):
            for by_block in (False, True):
                rank = line_rank(self._network, nodes, start + turn * 32 // turns, by_block)
                swept = sweep(self._network, rank)
                self._meter.work(len(nodes))
                for side in {few, count - few}:
                    found = self._position(swept, side, count)
                    if best is None or found[0] < best[0]:
                        best = (*found, side, swept.order)
        assert best is not None, "at least one line is tried"
        _, position, side, order = best
        halves = ((order[:position], side), (order[position:], count - side))
        return [(half, min(grids, len(half))) for half, grids in halves]

    def _position(self, swept: Sweep, side: int, count: int) -> tuple[float, int]:
        """Return the price and the position of the best cut with `side` grids before it."""
        network, band = self._network, self._band
        total = sum(network.households[node] for node in swept.order)
        metres, households = 0.0, 0
        best: tuple[float, int] = (float("inf"), -1)
        for position, node in enumerate(swept.order):
            if swept.cuttable[position]:
                lacking = max(0, side - position) + max(0, position + count - side - len(swept.order))
                missed = (
                    lacking * band.low
                    + shortfall(households, side, band)
                    + shortfall(total - households, count - side, band)
                )
                uneven = (households / side - total / count) / max(1, band.high - band.low)
                price = metres + _OFF_BAND * missed + _UNEVEN * count * uneven * uneven
                best = min(best, (price, position))
            households += network.households[node]
            for other, shared, cost in network.borders[node]:
                place = swept.place.get(other)
                if place is not None:
                    metres += (shared + 100 * cost) * (1 if place > position else -1)
        return best
