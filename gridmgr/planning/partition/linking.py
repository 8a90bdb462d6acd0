# SPDX-License-Identifier: MIT
"""Joins the pieces of a community that no passable border joins, once and for all.

Everything later works on the joined graph. Joining again on a contracted graph would find other places and
report grids as torn that are not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.partition.result import Reason, ReasonCode
from gridmgr.planning.units import EdgeKind, UnitGraph

_ROWS = 1_000_000
"""Distances computed at a time (8 MB)."""


class Pieces:
    """A union–find over 0..n-1; the representative of a set is its lowest member."""

    __slots__ = ("parent",)

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, member: int) -> int:
        """Return the lowest member of the set."""
        parent = self.parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def join(self, first: int, second: int) -> bool:
        """Make one set of two; tell whether they were apart."""
        first, second = self.find(first), self.find(second)
        if first == second:
            return False
        self.parent[max(first, second)] = min(first, second)
        return True

    def join_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Make one set of every two, for many pairs at once."""
        parent = self.parent
        for first, second in pairs:
            while parent[first] != first:
                parent[first] = first = parent[parent[first]]
            while parent[second] != second:
                parent[second] = second = parent[parent[second]]
            if first < second:
                parent[second] = first
            elif second < first:
                parent[first] = second

    def roots(self) -> list[int]:
        """Return the lowest member of the set of every member."""
        parent = self.parent
        for member, above in enumerate(parent):  # what is above is lower, and done
            parent[member] = parent[above]
        return parent


@dataclass(frozen=True, slots=True)
class Linked:
    """A unit graph in one piece, and what was joined for it."""

    graph: UnitGraph
    reasons: tuple[Reason, ...]
    links: tuple[tuple[int, int], ...] = ()
    """The pairs of units that were joined, in the order in which it was done."""


def link_pieces(graph: UnitGraph) -> Linked:
    """Join the pieces of the graph by virtual passable borders of no length.

    Pieces that share an impassable border are joined there first, the others from the smallest on to the nearest unit.
    """
    pieces = Pieces(len(graph))
    pieces.join_all(_pairs(graph, graph.passable))
    parts = _members(pieces)
    if len(parts) < 2:
        return Linked(graph, ())
    links = _over_borders(graph, pieces) + _over_gaps(graph, pieces)
    return Linked(_with_links(graph, links), _reasons(graph, parts), tuple(links))


def _pairs(graph: UnitGraph, chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    return list(zip(graph.edge_a[chosen].tolist(), graph.edge_b[chosen].tolist(), strict=True))


def _members(pieces: Pieces) -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for unit, root in enumerate(pieces.roots()):
        members.setdefault(root, []).append(unit)
    return list(members.values())


def _over_borders(graph: UnitGraph, pieces: Pieces) -> list[tuple[int, int]]:
    """Join pieces over impassable borders, near points first."""
    apart = graph.xy[graph.edge_a] - graph.xy[graph.edge_b]
    order = np.lexsort((graph.edge_b, graph.edge_a, np.round(apart[:, 0] ** 2 + apart[:, 1] ** 2, 3)))
    closed = order[~graph.passable[order]]
    pairs = zip(graph.edge_a[closed].tolist(), graph.edge_b[closed].tolist(), strict=True)
    return [(a, b) for a, b in pairs if pieces.join(a, b)]


def _over_gaps(graph: UnitGraph, pieces: Pieces) -> list[tuple[int, int]]:
    """Join the pieces that touch nothing, the smallest first, to the nearest unit of another piece."""
    links = []
    while len(parts := _members(pieces)) > 1:
        part = min(parts, key=lambda members: (len(members), members[0]))
        a, b = _nearest(graph.xy, np.array(part))
        pieces.join(a, b)
        links.append((min(a, b), max(a, b)))
    return links


def _nearest(xy: NDArray[np.float64], part: NDArray[np.int64]) -> tuple[int, int]:
    """Return the unit of the part and the unit outside it that lie nearest to each other."""
    rest = np.setdiff1d(np.arange(len(xy)), part)
    best = (np.inf, 0, 0)
    step = max(1, _ROWS // len(rest))
    for start in range(0, len(part), step):
        rows = part[start : start + step]
        away = (xy[rows, None, 0] - xy[None, rest, 0]) ** 2 + (xy[rows, None, 1] - xy[None, rest, 1]) ** 2
        row, column = divmod(int(np.argmin(away)), len(rest))
        best = min(best, (float(away[row, column]), int(rows[row]), int(rest[column])))
    return best[1], best[2]


def _with_links(graph: UnitGraph, links: list[tuple[int, int]]) -> UnitGraph:
    a, b = np.array(links, dtype=np.int64).T
    return replace(
        graph,
        edge_a=np.concatenate((graph.edge_a, a)),
        edge_b=np.concatenate((graph.edge_b, b)),
        edge_m=np.concatenate((graph.edge_m, np.zeros(len(links)))),
        edge_kind=np.concatenate((graph.edge_kind, np.full(len(links), EdgeKind.BRIDGE, dtype=np.int8))),
        passable=np.concatenate((graph.passable, np.ones(len(links), dtype=np.bool_))),
    )


def _reasons(graph: UnitGraph, parts: list[list[int]]) -> tuple[Reason, ...]:
    """Name every piece but the main one: barred where it touches another piece, else an exclave."""
    main = max(parts, key=lambda members: (int(graph.households[members].sum()), len(members), -members[0]))
    piece = np.empty(len(graph), dtype=np.int64)
    for number, members in enumerate(parts):
        piece[members] = number
    crossing = piece[graph.edge_a] != piece[graph.edge_b]
    touching = {*piece[graph.edge_a[crossing]].tolist(), *piece[graph.edge_b[crossing]].tolist()}
    return tuple(
        Reason(
            ReasonCode.BARRED if number in touching else ReasonCode.EXCLAVE,
            int(graph.households[members].sum()),
            tuple(members),
        )
        for number, members in enumerate(parts)
        if members is not main
    )
