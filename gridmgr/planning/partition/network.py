# SPDX-License-Identifier: MIT
"""The graph that the search walks on: whole estates are one node, everything lies in plain Python lists.

Lists are several times faster than numpy scalars in loops that touch one node at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gridmgr.planning.partition.linking import Pieces
from gridmgr.planning.partition.result import Weights
from gridmgr.planning.units import EdgeKind, UnitGraph

_STREET_SHARE = {EdgeKind.INSIDE: 1.0, EdgeKind.LOCAL: 0.15}
"""What a grid border costs by the kind of border, against one inside a block; other kinds cost nothing."""

_LEAST_M2 = 1e-6
"""Area below which a unit counts as a point."""


@dataclass(slots=True)
class Network:
    """Nodes (n) with their neighbours. Borders that leave the network count as outline for ever."""

    households: list[int]
    area_m2: list[float]
    perimeter_m: list[float]
    x: list[float]
    y: list[float]
    block: list[int]
    """Number of the street block of each node, ascending by first node."""
    near: list[list[int]]
    """Neighbours over passable borders, ascending."""
    borders: list[list[tuple[int, float, float]]]
    """All neighbours, ascending: (node, shared metres, cost of a grid border there)."""
    origin: list[list[int]]
    """Members of each node in the graph that this network was made from, ascending."""

    def __len__(self) -> int:
        return len(self.households)

    @property
    def total(self) -> int:
        """Return the households of all nodes."""
        return sum(self.households)

    def part(self, nodes: Sequence[int]) -> "Network":
        """Return the network of some nodes, in the order given; `origin` then speaks of this network's nodes."""
        number = {node: index for index, node in enumerate(nodes)}
        return Network(
            [self.households[node] for node in nodes],
            [self.area_m2[node] for node in nodes],
            [self.perimeter_m[node] for node in nodes],
            [self.x[node] for node in nodes],
            [self.y[node] for node in nodes],
            [self.block[node] for node in nodes],
            [[number[other] for other in self.near[node] if other in number] for node in nodes],
            [[(number[other], m, cost) for other, m, cost in self.borders[node] if other in number] for node in nodes],
            [[node] for node in nodes],
        )

    def rooted(self, whole: "Network") -> "Network":
        """Return this part of a network with origins in what the whole network was made from."""
        return replace(self, origin=[whole.origin[node] for (node,) in self.origin])

    def pieces(self, nodes: Sequence[int]) -> list[list[int]]:
        """Return the connected pieces of some nodes, each ascending, ordered by their first node."""
        open_nodes = set(nodes)
        found = []
        for start in sorted(nodes):
            if start not in open_nodes:
                continue
            open_nodes.discard(start)
            piece = [start]
            for node in piece:
                fresh = [other for other in self.near[node] if other in open_nodes]
                open_nodes.difference_update(fresh)
                piece += fresh
            found.append(sorted(piece))
        return found

    def fused(self, groups: Sequence[int]) -> "Network":
        """Return the network in which the connected nodes of a group are one; a negative group stays apart."""
        pieces = Pieces(len(self))
        for node, group in enumerate(groups):
            for other in self.near[node] if group >= 0 else ():
                if groups[other] == group:
                    pieces.join(node, other)
        number: dict[int, int] = {}
        node_of = [number.setdefault(pieces.find(node), len(number)) for node in range(len(self))]
        origin: list[list[int]] = [[] for _ in number]
        for node, new in enumerate(node_of):
            origin[new].append(node)
        return Network(
            [sum(self.households[node] for node in members) for members in origin],
            [sum(self.area_m2[node] for node in members) for members in origin],
            [self._outline(members) for members in origin],
            [self._middle(self.x, members) for members in origin],
            [self._middle(self.y, members) for members in origin],
            [self.block[members[0]] for members in origin],
            [self._fused_near(members, node_of) for members in origin],
            [self._fused_borders(members, node_of) for members in origin],
            origin,
        )

    def _outline(self, members: list[int]) -> float:
        inside = set(members)
        shared = sum(metres for node in members for other, metres, _ in self.borders[node] if other in inside)
        return sum(self.perimeter_m[node] for node in members) - shared

    def _middle(self, values: list[float], members: list[int]) -> float:
        area = sum(self.area_m2[node] + _LEAST_M2 for node in members)
        return sum(values[node] * (self.area_m2[node] + _LEAST_M2) for node in members) / area

    def _fused_near(self, members: list[int], node_of: list[int]) -> list[int]:
        return sorted({node_of[other] for node in members for other in self.near[node]} - {node_of[members[0]]})

    def _fused_borders(self, members: list[int], node_of: list[int]) -> list[tuple[int, float, float]]:
        if len(members) == 1:
            row = [(node_of[other], metres, cost) for other, metres, cost in self.borders[members[0]]]
            if len({other for other, _, _ in row}) == len(row):
                return row
        found: dict[int, tuple[float, float]] = {}
        for node in members:
            for other, metres, cost in self.borders[node]:
                had = found.get(node_of[other], (0.0, 0.0))
                found[node_of[other]] = (had[0] + metres, had[1] + cost)
        found.pop(node_of[members[0]], None)
        return [(other, *value) for other, value in sorted(found.items())]


def unit_network(graph: UnitGraph, weights: Weights) -> Network:
    """Return the network of a linked unit graph: one node for every unit."""
    count = len(graph)
    near: list[set[int]] = [set() for _ in range(count)]
    borders: list[dict[int, tuple[float, float]]] = [{} for _ in range(count)]
    ends = (graph.edge_a.tolist(), graph.edge_b.tolist())
    for a, b, metres, price, passable in zip(
        *ends, graph.edge_m.tolist(), _border_cost(graph, weights), graph.passable.tolist(), strict=True
    ):
        for one, other in ((a, b), (b, a)):
            if passable:
                near[one].add(other)
            if metres > 0.0:
                had = borders[one].get(other, (0.0, 0.0))
                borders[one][other] = (had[0] + metres, had[1] + price)
    return Network(
        graph.households.tolist(),
        graph.area_m2.tolist(),
        graph.perimeter_m.tolist(),
        graph.xy[:, 0].tolist(),
        graph.xy[:, 1].tolist(),
        _blocks(graph),
        [sorted(others) for others in near],
        [[(other, *value) for other, value in sorted(row.items())] for row in borders],
        [[unit] for unit in range(count)],
    )


def _border_cost(graph: UnitGraph, weights: Weights) -> list[float]:
    share = np.zeros(len(EdgeKind))
    for kind, value in _STREET_SHARE.items():
        share[kind] = value
    torn = (graph.compound[graph.edge_a] >= 0) & (graph.compound[graph.edge_a] == graph.compound[graph.edge_b])
    factor = share[graph.edge_kind] * np.where(torn, weights.compounds, 1.0)
    costs: list[float] = (weights.streets / 100.0 * graph.edge_m * factor).tolist()
    return costs


def _blocks(graph: UnitGraph) -> list[int]:
    """Number the street blocks: units that borders inside a block join."""
    pieces = Pieces(len(graph))
    inside = graph.passable & (graph.edge_kind == EdgeKind.INSIDE)
    for a, b in zip(graph.edge_a[inside].tolist(), graph.edge_b[inside].tolist(), strict=True):
        pieces.join(a, b)
    return [pieces.find(unit) for unit in range(len(graph))]
