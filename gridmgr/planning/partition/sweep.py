# SPDX-License-Identifier: MIT
"""Puts connected nodes in an order whose every beginning is one piece, and tells where the rest is one piece too.

A sweep is the one way in which this package cuts land in two: a line is pushed across it (or a circle grows), and every
position of the line where both sides are one piece is a candidate. All candidates together cost no more than one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from gridmgr.planning.partition.network import Network

_DIRECTIONS = 32
_OWN_SHARE = 1e-3
"""How much a node's own place counts where whole blocks are put in order."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Nodes in order with their places; `cuttable[i]` tells whether order[:i] and order[i:] are both in one piece."""

    order: list[int]
    place: dict[int, int]
    cuttable: list[bool]


def sweep(network: Network, rank: dict[int, float]) -> Sweep:
    """Order the nodes that have a rank, lowest rank first as far as the order can stay connected.

    The ranked nodes must be in one piece. Cost: O(n log n).
    """
    order = connected_order(network, rank, network.total)
    place = {node: index for index, node in enumerate(order)}
    cuttable = [False] * len(order)
    parent = list(range(len(order)))
    pieces = 0
    for index in range(len(order) - 1, 0, -1):
        pieces += 1
        for other in network.near[order[index]]:
            later = place.get(other, 0)
            if later <= index:
                continue
            while parent[later] != later:
                parent[later] = parent[parent[later]]
                later = parent[later]
            if later != index:
                parent[later] = index
                pieces -= 1
        cuttable[index] = pieces == 1
    return Sweep(order, place, cuttable)


def connected_order(network: Network, rank: dict[int, float], most: int) -> list[int]:
    """Return ranked nodes, each beginning in one piece, until they have more than `most` households."""
    near, weight = network.near, network.households
    waiting = rank.copy()
    first = min(rank, key=lambda node: (rank[node], node))
    heap = [(waiting.pop(first), first)]
    order = []
    households = 0
    while heap and households <= most:
        node = heappop(heap)[1]
        order.append(node)
        households += weight[node]
        for other in near[node]:
            value = waiting.pop(other, None)
            if value is not None:
                heappush(heap, (value, other))
    return order


def _compass() -> list[tuple[float, float]]:
    """Return unit vectors, rounded so that every machine computes the same ones."""
    angles = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
    return list(zip(np.cos(angles).round(9).tolist(), np.sin(angles).round(9).tolist(), strict=True))


COMPASS = _compass()
"""Unit vectors (east, north) of the 32 directions of a sweep."""


def line_rank(network: Network, nodes: Iterable[int], direction: int, by_block: bool) -> dict[int, float]:
    """Rank nodes along one of 32 directions; whole street blocks stay together `by_block`."""
    dx, dy = COMPASS[direction % _DIRECTIONS]
    x, y = network.x, network.y
    rank = {node: x[node] * dx + y[node] * dy for node in nodes}
    return _rank_by_block(network, rank) if by_block else rank


def _rank_by_block(network: Network, rank: dict[int, float]) -> dict[int, float]:
    block = network.block
    total: dict[int, float] = {}
    count: dict[int, int] = {}
    for node, value in rank.items():
        number = block[node]
        total[number] = total.get(number, 0.0) + value
        count[number] = count.get(number, 0) + 1
    return {
        node: total[block[node]] / count[block[node]] * (1.0 - _OWN_SHARE) + value * _OWN_SHARE
        for node, value in rank.items()
    }
