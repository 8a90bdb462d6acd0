# SPDX-License-Identifier: MIT
"""Proofs that a node can be in no legal grid, because its neighbours are too large to be put together with it.

Every grid that holds two nodes holds a path between them. So a node's grid lies within what it reaches by paths of
at most `high` households; where all that is reached has fewer than `low`, there is no legal grid. Anybody can check
the proof by walking again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from gridmgr.model.bands import Band


class Walkable(Protocol):
    """Nodes with households, and the neighbours that a grid may reach from each."""

    @property
    def households(self) -> Sequence[int]:
        """Return the households of every node."""

    @property
    def near(self) -> Sequence[Sequence[int]]:
        """Return the neighbours of every node."""


@dataclass(frozen=True, slots=True)
class Island:
    """A node that no legal grid can hold, and all nodes that a grid of at most `high` could join it with."""

    node: int
    reach: tuple[int, ...]
    """Ascending, the node itself included."""
    households: int
    """Of all that is reached; fewer than `low`."""
    blockers: tuple[int, ...]
    """The nodes beside the reach, ascending."""


def find_island(network: Walkable, node: int, band: Band) -> Island | None:
    """Return the proof that a node (of at most `high` households) is in no legal grid, or None."""
    weight = network.households
    best = {node: weight[node]}
    heap = [(weight[node], node)]
    reached: set[int] = set()
    blockers: set[int] = set()
    total = 0
    while heap:
        path, place = heappop(heap)
        if place in reached:
            continue
        reached.add(place)
        total += weight[place]
        if total >= band.low:
            return None
        for other in network.near[place]:
            longer = path + weight[other]
            if longer > band.high:
                blockers.add(other)
            elif longer < best.get(other, longer + 1):
                best[other] = longer
                heappush(heap, (longer, other))
    return Island(node, tuple(sorted(reached)), total, tuple(sorted(blockers - reached)))
