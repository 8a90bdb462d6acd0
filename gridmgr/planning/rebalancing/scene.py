# SPDX-License-Identifier: MIT
"""The plan as it is before a repair: nodes that move as a whole, their grids, and what lies beside what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.partition.linking import Pieces
from gridmgr.planning.units import EdgeKind, UnitGraph

NOWHERE = -1
"""The grid of land that belongs to none. It stays as it is."""

_INSIDE_PRICE = 0.15
_LOCAL_PRICE = 0.02
_LENGTH_PRICE = 0.04
"""What a metre of grid border is worth in households moved: inside a block, on a local street, and anywhere."""
_TORN_TIMES = 4.0
"""How many times dearer a border inside an estate is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Nodes (n) in plain lists. A whole estate is one node; land of several grids never is."""

    band: Band
    households: list[int]
    members: list[list[int]]
    """Units of each node, ascending."""
    grid: list[int]
    """Present grid of each node, NOWHERE for none."""
    near: list[list[int]]
    """Neighbours over passable borders, ascending."""
    borders: list[list[tuple[int, float]]]
    """All neighbours: (node, price of a grid border there)."""
    frozen: frozenset[int]
    """Grids that must not change."""
    held: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    """For a grid that is torn already: neighbours by which its pieces count as joined."""
    fresh: int = 0
    """Number of the next grid that may be founded; no grid of the plan has it."""
    rim: frozenset[int] = frozenset()
    """Nodes beside land that might move and is not in the scene; none where all of the community is in it."""

    def __len__(self) -> int:
        return len(self.households)

    def sizes(self, grids: Sequence[int] | None = None) -> dict[int, int]:
        """Return the households of every grid, of the present ones or of other labels of the nodes."""
        sizes: dict[int, int] = {}
        for grid, households in zip(self.grid if grids is None else grids, self.households, strict=True):
            sizes[grid] = sizes.get(grid, 0) + households
        return sizes

    def nodes_of(self, grids: Collection[int]) -> list[int]:
        """Return the nodes that lie in some grids now."""
        return [node for node, grid in enumerate(self.grid) if grid in grids]

    def beside(self, node: int, grid: int) -> Iterable[int]:
        """Return the neighbours of a node for a path inside a grid."""
        extra = self.held.get(grid)
        return self.near[node] if not extra else (*self.near[node], *extra.get(node, ()))

    def pieces(self, nodes: Iterable[int], grid: int) -> list[list[int]]:
        """Return the connected pieces of nodes that make up a grid, each ascending, ordered by their first node."""
        left = set(nodes)
        found = []
        for start in sorted(left):
            if start not in left:
                continue
            left.discard(start)
            piece = [start]
            for node in piece:
                fresh = [other for other in self.beside(node, grid) if other in left]
                left.difference_update(fresh)
                piece += sorted(set(fresh))
            found.append(sorted(piece))
        return found


def make_scene(
    linked: UnitGraph, labels: NDArray[np.int64], band: Band, frozen: Collection[int], whole: Collection[int]
) -> Scene:
    """Return the scene of a plan on a graph whose parts are linked, or on a part of such a graph.

    The `whole` estates, or what each grid has of them, are one node where they are in one piece. Pieces of a torn grid
    count as joined.
    """
    node_of = _nodes(linked, labels, whole)
    count = int(node_of.max()) + 1 if len(node_of) else 0
    members: list[list[int]] = [[] for _ in range(count)]
    for unit, node in enumerate(node_of.tolist()):
        members[node].append(unit)
    households = np.zeros(count, dtype=np.int64)
    np.add.at(households, node_of, linked.households)
    grid = [int(labels[units[0]]) for units in members]
    near, borders = _neighbours(linked, node_of, count)
    held = _held(grid, near, [linked.xy[units].mean(axis=0) for units in members])
    barred = frozenset({*frozen, NOWHERE})
    return Scene(band, households.tolist(), members, grid, near, borders, barred, held, int(labels.max(initial=-1)) + 1)


def whole_estates(graph: UnitGraph, band: Band) -> set[int]:
    """Return the estates that should stay whole and can: those within the maximum."""
    estates = graph.compound[graph.compound >= 0]
    if not len(estates):
        return set()
    size = np.bincount(estates, graph.households[graph.compound >= 0])
    return set(np.flatnonzero((size <= band.high) & (np.bincount(estates) > 0)).tolist())


def _nodes(graph: UnitGraph, labels: NDArray[np.int64], whole: Collection[int]) -> NDArray[np.int64]:
    pieces = Pieces(len(graph))
    a, b = graph.edge_a, graph.edge_b
    same = (
        graph.passable & (graph.compound[a] >= 0) & (graph.compound[a] == graph.compound[b]) & (labels[a] == labels[b])
    )
    for one, other in zip(a[same].tolist(), b[same].tolist(), strict=True):
        if int(graph.compound[one]) in whole:
            pieces.join(one, other)
    roots = np.array([pieces.find(unit) for unit in range(len(graph))], dtype=np.int64)
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def _neighbours(
    graph: UnitGraph, node_of: NDArray[np.int64], count: int
) -> tuple[list[list[int]], list[list[tuple[int, float]]]]:
    near: list[set[int]] = [set() for _ in range(count)]
    borders: list[dict[int, float]] = [{} for _ in range(count)]
    price = np.full(len(EdgeKind), _LENGTH_PRICE)
    price[EdgeKind.INSIDE] += _INSIDE_PRICE
    price[EdgeKind.LOCAL] += _LOCAL_PRICE
    estate = graph.compound[graph.edge_a]
    is_torn = (estate >= 0) & (estate == graph.compound[graph.edge_b])
    cost = (graph.edge_m * price[graph.edge_kind] * np.where(is_torn, _TORN_TIMES, 1.0)).tolist()
    ends = node_of[graph.edge_a].tolist(), node_of[graph.edge_b].tolist()
    for a, b, worth, passable in zip(*ends, cost, graph.passable.tolist(), strict=True):
        for one, other in ((a, b), (b, a)) if a != b else ():
            if passable:
                near[one].add(other)
            if worth > 0.0:
                borders[one][other] = borders[one].get(other, 0.0) + worth
    return [sorted(others) for others in near], [sorted(row.items()) for row in borders]


def _held(
    grid: Sequence[int], near: Sequence[Sequence[int]], xy: Sequence[NDArray[np.float64]]
) -> dict[int, dict[int, list[int]]]:
    """Join the pieces of every grid that is torn already, the later ones to the nearest node of the first ones."""
    pieces = Pieces(len(grid))
    for node, others in enumerate(near):
        for other in others:
            if grid[node] == grid[other]:
                pieces.join(node, other)
    found: dict[int, dict[int, list[int]]] = {}
    parts: dict[int, dict[int, list[int]]] = {}
    for node in range(len(grid)):
        parts.setdefault(grid[node], {}).setdefault(pieces.find(node), []).append(node)
    for name, torn in parts.items():
        joined: list[int] = []
        for part in torn.values() if name != NOWHERE else ():
            if joined:
                _, a, b = min((float(((xy[a] - xy[b]) ** 2).sum()), a, b) for a in joined for b in part)
                found.setdefault(name, {}).setdefault(a, []).append(b)
                found[name].setdefault(b, []).append(a)
            joined += part
    return found
