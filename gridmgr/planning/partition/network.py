# SPDX-License-Identifier: MIT
"""The graph that the search walks on: whole estates, or whole street blocks, are one node."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.partition.kernel.arrays import Graph
from gridmgr.planning.partition.kernel.loading import Kernel
from gridmgr.planning.partition.linking import Pieces
from gridmgr.planning.partition.result import Weights
from gridmgr.planning.units import EdgeKind, UnitGraph

_STREET_SHARE = {EdgeKind.INSIDE: 1.0, EdgeKind.LOCAL: 0.15}
"""What a grid border costs by the kind of border, against one inside a block; other kinds cost nothing."""

_LEAST_M2 = 1e-6
"""Area below which a unit counts as a point."""
_LEAST_AWAY = 3
"""Households that the move of any building counts for: shops and parks would drift otherwise."""


class Edges(NamedTuple):
    """Directed edges, each neighbour once, in the order of (source, to)."""

    source: NDArray[np.int64]
    to: NDArray[np.int64]
    metres: NDArray[np.float64]
    price: NDArray[np.float64]
    open: NDArray[np.bool_]

    def chosen(self, places: NDArray[np.int64], source: NDArray[np.int64], to: NDArray[np.int64]) -> "Edges":
        """Return some edges with new ends."""
        return Edges(source, to, self.metres[places], self.price[places], self.open[places])


@dataclass
class Network:
    """Nodes (n) with their neighbours. Borders that leave the network count as outline for ever."""

    households: list[int]
    area_m2: list[float]
    perimeter_m: list[float]
    x: list[float]
    y: list[float]
    block: list[int]
    """Number of the street block of each node: its lowest unit."""
    second: list[float]
    """Second measure to be balanced."""
    edges: Edges
    origin: list[list[int]]
    """Members of each node in the graph that this network was made from, ascending."""

    def __len__(self) -> int:
        return len(self.households)

    @property
    def total(self) -> int:
        """Return the households of all nodes."""
        return sum(self.households)

    @cached_property
    def near(self) -> list[list[int]]:
        """Neighbours over passable borders, ascending."""
        edges = self.edges
        to = edges.to[edges.open].tolist()
        first = np.searchsorted(edges.source[edges.open], np.arange(len(self) + 1)).tolist()
        return [to[start:end] for start, end in pairwise(first)]

    @cached_property
    def borders(self) -> list[list[tuple[int, float, float]]]:
        """All neighbours with a shared border, ascending: (node, shared metres, cost of a grid border there)."""
        edges = self.edges
        shared = edges.metres > 0.0
        rows = list(
            zip(edges.to[shared].tolist(), edges.metres[shared].tolist(), edges.price[shared].tolist(), strict=True)
        )
        first = np.searchsorted(edges.source[shared], np.arange(len(self) + 1)).tolist()
        return [rows[start:end] for start, end in pairwise(first)]

    def part(self, nodes: Sequence[int]) -> "Network":
        """Return the network of some nodes, in the order given; `origin` then speaks of this network's nodes."""
        number = np.full(len(self), -1, dtype=np.int64)
        number[np.asarray(nodes, dtype=np.int64)] = np.arange(len(nodes))
        edges = self.edges
        inside = (number[edges.source] >= 0) & (number[edges.to] >= 0)
        source, to = number[edges.source[inside]], number[edges.to[inside]]
        order = np.lexsort((to, source))
        return Network(
            [self.households[node] for node in nodes],
            [self.area_m2[node] for node in nodes],
            [self.perimeter_m[node] for node in nodes],
            [self.x[node] for node in nodes],
            [self.y[node] for node in nodes],
            [self.block[node] for node in nodes],
            [self.second[node] for node in nodes],
            edges.chosen(np.flatnonzero(inside)[order], source[order], to[order]),
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
        edges, count = self.edges, len(self)
        node_of = self._node_of(np.asarray(groups, dtype=np.int64))
        nodes = int(node_of.max()) + 1
        source, to = node_of[edges.source], node_of[edges.to]
        within = source == to
        inner = np.bincount(source[within], edges.metres[within], nodes)
        area = np.asarray(self.area_m2)
        share = area + _LEAST_M2
        order = np.argsort(node_of, kind="stable")
        first = np.searchsorted(node_of[order], np.arange(nodes)).tolist()
        members = order.tolist()
        return Network(
            np.bincount(node_of, self.households, nodes).astype(np.int64).tolist(),
            np.bincount(node_of, area, nodes).tolist(),
            (np.bincount(node_of, self.perimeter_m, nodes) - inner).tolist(),
            (np.bincount(node_of, share * self.x, nodes) / np.bincount(node_of, share, nodes)).tolist(),
            (np.bincount(node_of, share * self.y, nodes) / np.bincount(node_of, share, nodes)).tolist(),
            [self.block[members[start]] for start in first],
            np.bincount(node_of, self.second, nodes).tolist(),
            _united(nodes, edges.chosen(np.flatnonzero(~within), source[~within], to[~within])),
            [members[start:end] for start, end in zip(first, [*first[1:], count], strict=True)],
        )

    def _node_of(self, group: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the node that each node goes into, in the order of their first members."""
        edges = self.edges
        joined = edges.open & (edges.source < edges.to)
        joined &= (group[edges.source] >= 0) & (group[edges.source] == group[edges.to])
        pieces = Pieces(len(self))
        pieces.join_all(zip(edges.source[joined].tolist(), edges.to[joined].tolist(), strict=True))
        roots = np.array(pieces.roots(), dtype=np.int64)
        return np.unique(roots, return_inverse=True)[1]

    def blocks(self, most: int) -> list[int]:
        """Return the street block of every node as a group to fuse, -1 in blocks of more than `most` households."""
        total: dict[int, int] = {}
        for block, households in zip(self.block, self.households, strict=True):
            total[block] = total.get(block, 0) + households
        return [block if total[block] <= most else -1 for block in self.block]

    # Any: lists or arrays, as the kernel wants them.
    def graph(self, kernel: Kernel, home: Sequence[int] | None = None, away: float = 0.0) -> Graph:
        """Return the network as the kernel reads it; nodes away from `home` cost `away` per 100 households."""
        edges, count = self.edges, len(self)
        doors = np.flatnonzero(edges.open)

        def whole(values: Any) -> Any:  # Any: lists or arrays, as the kernel wants them
            return kernel.numbers(values, int)

        def real(values: Any) -> Any:  # Any: lists or arrays, as the kernel wants them
            return kernel.numbers(values, float)

        blocks = np.unique(np.asarray(self.block, dtype=np.int64), return_inverse=True)[1]
        second = sum(self.second)
        return Graph(
            whole(np.searchsorted(edges.source, np.arange(count + 1))),
            whole(edges.to), real(edges.metres), real(edges.price), whole(edges.open.astype(np.int64)),
            whole(doors), whole(edges.source[doors]),
            whole(self.households), real(self.area_m2), real(self.perimeter_m), real(self.x), real(self.y),
            whole(blocks), real([value / second for value in self.second] if second > 0.0 else [0.0] * count),
            whole([-1] * count if home is None else home),
            real([away * max(_LEAST_AWAY, households) / 100.0 for households in self.households]),
        )  # fmt: skip


def unit_network(graph: UnitGraph, weights: Weights, second: NDArray[np.float64] | None = None) -> Network:
    """Return the network of a linked unit graph: one node for every unit."""
    count = len(graph)
    return Network(
        graph.households.tolist(),
        graph.area_m2.tolist(),
        graph.perimeter_m.tolist(),
        graph.xy[:, 0].tolist(),
        graph.xy[:, 1].tolist(),
        _blocks(graph),
        [0.0] * count if second is None else second.tolist(),
        _united(count, _both_ways(graph, _border_cost(graph, weights))),
        [[unit] for unit in range(count)],
    )


def _both_ways(graph: UnitGraph, price: NDArray[np.float64]) -> Edges:
    return Edges(
        np.concatenate((graph.edge_a, graph.edge_b)),
        np.concatenate((graph.edge_b, graph.edge_a)),
        np.concatenate((graph.edge_m, graph.edge_m)),
        np.concatenate((price, price)),
        np.concatenate((graph.passable, graph.passable)),
    )


def _united(count: int, edges: Edges) -> Edges:
    """Return directed edges in order, those between the same nodes as one."""
    key, place = np.unique(edges.source * count + edges.to, return_inverse=True)
    metres, price, ways = (
        np.bincount(place, column, len(key)).astype(np.float64) for column in (edges.metres, edges.price, edges.open)
    )
    return Edges(key // count, key % count, metres, price, ways > 0.0)


def _border_cost(graph: UnitGraph, weights: Weights) -> NDArray[np.float64]:
    share = np.zeros(len(EdgeKind))
    for kind, value in _STREET_SHARE.items():
        share[kind] = value
    torn = (graph.compound[graph.edge_a] >= 0) & (graph.compound[graph.edge_a] == graph.compound[graph.edge_b])
    factor = share[graph.edge_kind] * np.where(torn, weights.compounds, 1.0)
    return weights.streets / 100.0 * graph.edge_m * factor


def _blocks(graph: UnitGraph) -> list[int]:
    """Number the street blocks: units that borders inside a block join."""
    pieces = Pieces(len(graph))
    inside = graph.passable & (graph.edge_kind == EdgeKind.INSIDE)
    pieces.join_all(zip(graph.edge_a[inside].tolist(), graph.edge_b[inside].tolist(), strict=True))
    return pieces.roots()
