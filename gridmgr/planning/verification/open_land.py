# SPDX-License-Identifier: MIT
"""The open land as the checker sees it: sets of neighbours, made anew from the unit graph for every proof."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.units import UnitGraph

Totals = NDArray[np.bool_]
"""A set of household totals: entry i tells whether i is in it."""


@dataclass(frozen=True, slots=True)
class OpenLand:
    """What a legal grid may hold. A node goes by its lowest unit."""

    weight: Mapping[int, int]
    units: Mapping[int, frozenset[int]]
    beside: Mapping[int, frozenset[int]]

    def covered(self, units: Iterable[int]) -> frozenset[int] | None:
        """Return the nodes that together are exactly some units, or None where there are none such."""
        wanted = frozenset(units)
        nodes = frozenset(node for node in wanted if node in self.units)
        return nodes if frozenset().union(*(self.units[node] for node in nodes)) == wanted else None

    def spread(self, start: Iterable[int], within: frozenset[int]) -> frozenset[int]:
        """Return all nodes of a set that can be reached from some of its nodes without leaving it."""
        found = set(start)
        fresh = found
        while fresh:
            fresh = {other for node in fresh for other in self.beside[node] if other in within} - found
            found |= fresh
        return frozenset(found)

    def border(self, nodes: frozenset[int]) -> frozenset[int]:
        """Return the nodes beside a set."""
        return frozenset(other for node in nodes for other in self.beside[node]) - nodes

    def total(self, nodes: Iterable[int]) -> int:
        """Return the households of some nodes."""
        return sum(self.weight[node] for node in nodes)

    def in_reach(self, start: int, within: frozenset[int], room: int) -> frozenset[int]:
        """Return the nodes of a set, the start left out, on paths from a node that need no more than its room."""
        cheapest = {start: 0}
        fresh = {start}
        while fresh:
            better = set()
            for node in fresh:
                for other in self.beside[node]:
                    cost = cheapest[node] + self.weight[other]
                    if other in within and cost <= room and cost < cheapest.get(other, room + 1):
                        cheapest[other] = cost
                        better.add(other)
            fresh = better
        return frozenset(cheapest) - {start}


def open_land(graph: UnitGraph, band: Band, locked: NDArray[np.bool_], whole: Iterable[int]) -> OpenLand:
    """Return the units that are neither locked nor above the maximum, each estate of `whole` as one node."""
    usable = ~locked & (graph.households <= band.high)
    name = np.arange(len(graph))
    for estate in whole:
        inside = np.flatnonzero(usable & (graph.compound == estate))
        name[inside] = inside.min(initial=len(graph))
    weight: dict[int, int] = defaultdict(int)
    units: dict[int, set[int]] = defaultdict(set)
    for unit, node, households in zip(range(len(name)), name.tolist(), graph.households.tolist(), strict=True):
        if usable[unit]:
            weight[node] += households
            units[node].add(unit)
    beside: dict[int, set[int]] = {node: set() for node in units}
    a, b = graph.edge_a, graph.edge_b
    crossing = graph.passable & usable[a] & usable[b] & (name[a] != name[b])
    for one, other in zip(name[a[crossing]].tolist(), name[b[crossing]].tolist(), strict=True):
        beside[one].add(other)
        beside[other].add(one)
    return OpenLand(dict(weight), _frozen(units), _frozen(beside))


def _frozen(sets: Mapping[int, set[int]]) -> dict[int, frozenset[int]]:
    return {node: frozenset(members) for node, members in sets.items()}


def legal_totals(band: Band, most: int) -> Totals:
    """Return the totals up to `most` that one or more grids of legal size can add up to."""
    legal = np.zeros(most + 1, dtype=bool)
    count = 1
    while count <= max(1, most) and count * band.low <= most:
        legal[count * band.low : count * band.high + 1] = True
        count += 1
    return legal


def sums_of(sizes: Iterable[int], most: int) -> Totals:
    """Return the totals up to `most` that any of the sizes add up to, none of them included."""
    sums = np.zeros(most + 1, dtype=bool)
    sums[0] = True
    for size in sizes:
        if 0 < size <= most:
            sums[size:] |= sums[: most + 1 - size].copy()
    return sums


def both(first: Totals, second: Totals, most: int) -> Totals:
    """Return the totals up to `most` of one from each of two sets."""
    sums = np.zeros(most + 1, dtype=bool)
    for value in np.flatnonzero(first[: most + 1]).tolist():
        length = min(len(second), most + 1 - value)
        sums[value : value + length] |= second[:length]
    return sums
