# SPDX-License-Identifier: MIT
"""The open land that every argument walks on: what a legal grid may hold, estates that stay whole as one node."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.units import UnitGraph


@dataclass(frozen=True, slots=True)
class Land:
    """Nodes with households and neighbours over passable borders."""

    households: list[int]
    near: list[list[int]]
    """Ascending."""
    members: list[list[int]]
    """Units of every node, ascending."""
    node_of: list[int]
    """Node of every unit; -1 for one that no legal grid may hold."""

    def __len__(self) -> int:
        return len(self.households)

    def total(self, nodes: Iterable[int]) -> int:
        """Return the households of some nodes."""
        return sum(self.households[node] for node in nodes)

    def units(self, nodes: Iterable[int]) -> tuple[int, ...]:
        """Return the units of some nodes, ascending."""
        return tuple(sorted(unit for node in nodes for unit in self.members[node]))

    def nodes(self, units: Iterable[int]) -> set[int]:
        """Return the nodes that hold some units."""
        return {self.node_of[unit] for unit in units}

    def beside(self, nodes: Collection[int]) -> set[int]:
        """Return the neighbours of a set of nodes, without the set."""
        return {other for node in nodes for other in self.near[node]}.difference(nodes)

    def pieces(self, nodes: Iterable[int]) -> list[list[int]]:
        """Return the connected pieces of some nodes, ordered by their first node."""
        waiting = set(nodes)
        found = []
        for start in sorted(waiting):
            if start not in waiting:
                continue
            waiting.discard(start)
            piece = [start]
            for node in piece:
                fresh = [other for other in self.near[node] if other in waiting]
                waiting.difference_update(fresh)
                piece += fresh
            found.append(piece)
        return found


class Ground:
    """A unit graph, read once, from which lands with different whole estates are made."""

    def __init__(self, graph: UnitGraph, band: Band, locked: NDArray[np.bool_] | None = None) -> None:
        self.households: list[int] = graph.households.tolist()
        self.compound: list[int] = graph.compound.tolist()
        self.locked = np.zeros(len(graph), dtype=bool) if locked is None else locked
        closed = self.locked | (graph.households > band.high)
        kept = graph.passable & ~closed[graph.edge_a] & ~closed[graph.edge_b]
        self._edges = list(zip(graph.edge_a[kept].tolist(), graph.edge_b[kept].tolist(), strict=True))
        self._open: list[bool] = (~closed).tolist()
        self._lands: dict[frozenset[int], Land] = {}

    def land(self, whole: Iterable[int] = ()) -> Land:
        """Return the open land with some estates as one node each."""
        key = frozenset(whole)
        if key not in self._lands:
            self._lands[key] = self._made(key)
        return self._lands[key]

    def estates(self, band: Band) -> dict[int, list[int]]:
        """Return the units of the estates that a legal grid may hold whole and that are in one piece, by number."""
        members: dict[int, list[int]] = {}
        for unit, estate in enumerate(self.compound):
            if estate >= 0:
                members.setdefault(estate, []).append(unit)
        land = self.land()
        return {
            estate: units
            for estate, units in sorted(members.items())
            if all(self._open[unit] for unit in units)
            and sum(self.households[unit] for unit in units) <= band.high
            and len(land.pieces(land.nodes(units))) == 1
        }

    def _made(self, whole: frozenset[int]) -> Land:
        number: dict[int, int] = {}
        node_of = [-1] * len(self._open)
        members: list[list[int]] = []
        for unit, is_open in enumerate(self._open):
            if not is_open:
                continue
            estate = self.compound[unit]
            node = number.setdefault(estate, len(members)) if estate in whole else len(members)
            if node == len(members):
                members.append([])
            node_of[unit] = node
            members[node].append(unit)
        near: list[set[int]] = [set() for _ in members]
        for a, b in self._edges:
            one, other = node_of[a], node_of[b]
            if one != other:
                near[one].add(other)
                near[other].add(one)
        households = [sum(self.households[unit] for unit in units) for units in members]
        return Land(households, [sorted(others) for others in near], members, node_of)
