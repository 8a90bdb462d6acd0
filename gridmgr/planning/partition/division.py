# SPDX-License-Identifier: MIT
"""A division of a network into grids in the form in which the kernel works on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gridmgr.model.bands import Band
from gridmgr.planning.partition.kernel.arrays import Graph, Room, Rules, State
from gridmgr.planning.partition.kernel.loading import Kernel
from gridmgr.planning.partition.network import Network
from gridmgr.planning.partition.result import Weights

BAD_GRID = 10
"""Households that one more grid outside the band counts for: one grid 40 short is better than two grids 20 short."""


@dataclass(frozen=True, slots=True)
class Land:
    """A network made ready for the kernel, with room to work in."""

    network: Network
    graph: Graph
    room: Room
    homes: bool = False

    @classmethod
    def of(cls, network: Network, kernel: Kernel, home: Sequence[int] | None = None, away: float = 0.0) -> "Land":
        """Make a network ready; with `home`, nodes that leave their home cost `away` per 100 households."""
        graph = network.graph(kernel, home, away)
        count, blocks = len(network), max(graph.block) + 1
        sizes = {
            "mark": count, "stamp": 1, "queue": count + 1, "order": 2 * count + 2, "rank": count, "block_rank": blocks,
            "block_nodes": blocks, "outline": count, "metres": count, "price": count, "pair": 5, "cut": 6,
        }  # fmt: skip
        whole = ("mark", "stamp", "queue", "order", "block_nodes")
        room = {name: kernel.numbers([0] * size, int if name in whole else float) for name, size in sizes.items()}
        return cls(network, graph, Room(**room), home is not None)


def rules_of(network: Network, grids: int, band: Band, weights: Weights, kernel: Kernel, homes: bool) -> Rules:
    """Return what grids cost when a network is divided into `grids` of them."""
    second = weights.second if sum(network.second) > 0.0 else 0.0
    return _rules(network.total, grids, band, weights, kernel)._replace(second=second, homes=int(homes))


@lru_cache(maxsize=16)
def _rules(total: int, grids: int, band: Band, weights: Weights, kernel: Kernel) -> Rules:
    size = np.arange(total + 1)
    off = np.maximum(0, band.low - size) + np.maximum(0, size - band.high)
    uneven = weights.equal_size * ((size - total / grids) / 100.0) ** 2
    return Rules(
        kernel.numbers(uneven, float),
        kernel.numbers(off + BAD_GRID * (off > 0), int),
        band.low,
        band.high,
        weights.compactness,
        0.0,
        grids,
        0,
    )


def state_of(land: Land, labels: Sequence[int], rules: Rules, kernel: Kernel) -> State:
    """Return a division with its figures; it is its own best so far."""
    grids, nothing = rules.grids, [0] * rules.grids
    figures = {name: kernel.numbers(nothing, float) for name in ("area", "outline", "second", "cost")}
    state = State(
        labels=kernel.numbers(labels, int),
        size=kernel.numbers(nothing, int),
        nodes=kernel.numbers(nothing, int),
        price=kernel.numbers([0.0], float),
        off=kernel.numbers([0], int),
        best=kernel.numbers(labels, int),
        score=kernel.numbers([0.0, 0.0], float),
        head=kernel.numbers(nothing, int),
        after=kernel.numbers(labels, int),
        before=kernel.numbers(labels, int),
        **figures,
    )
    assert max(labels) < grids, "every grid has a number below the number of grids"
    kernel.recount(land.graph, state, rules)
    state.score[0], state.score[1] = state.off[0], kernel.total_cost(state)
    return state
