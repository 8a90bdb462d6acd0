# SPDX-License-Identifier: MIT
"""Invented unit graphs for the tests: lattices of square plots."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gridmgr.planning.units import EdgeKind, UnitGraph

SIDE_M = 20.0


def lattice(rows: int, columns: int, households: Sequence[int] | int, street_every: int = 0) -> UnitGraph:
    """Square plots in rows; every `street_every`-th line between them is a local street."""
    count = rows * columns
    row, column = np.divmod(np.arange(count), columns)
    right = np.flatnonzero(column < columns - 1)
    down = np.flatnonzero(row < rows - 1)
    edge_a = np.concatenate((right, down))
    edge_b = np.concatenate((right + 1, down + columns))
    kind = np.full(len(edge_a), EdgeKind.INSIDE, dtype=np.int8)
    if street_every:
        line = np.concatenate((column[right] + 1, row[down] + 1))
        kind[line % street_every == 0] = EdgeKind.LOCAL
    return UnitGraph(
        households=np.broadcast_to(np.asarray(households, dtype=np.int64), (count,)).copy(),
        area_m2=np.full(count, SIDE_M**2),
        perimeter_m=np.full(count, 4 * SIDE_M),
        xy=np.stack(((column + 0.5) * SIDE_M, -(row + 0.5) * SIDE_M), axis=1),
        compound=np.full(count, -1, dtype=np.int64),
        edge_a=edge_a,
        edge_b=edge_b,
        edge_m=np.full(len(edge_a), SIDE_M),
        edge_kind=kind,
        passable=np.ones(len(edge_a), dtype=np.bool_),
    )


def with_total(rows: int, columns: int, total: int) -> UnitGraph:
    """A lattice whose plots share a total of households as evenly as whole numbers can."""
    count = rows * columns
    share = np.diff(np.arange(count + 1) * total // count)
    return lattice(rows, columns, share)


def barred(graph: UnitGraph, units: Sequence[int]) -> UnitGraph:
    """The graph with a railway around some units."""
    inside = np.isin(np.arange(len(graph)), units)
    crossing = inside[graph.edge_a] != inside[graph.edge_b]
    kind = np.where(crossing, EdgeKind.RAIL, graph.edge_kind).astype(np.int8)
    return replace(graph, edge_kind=kind, passable=graph.passable & ~crossing)


def torn(graph: UnitGraph, units: Sequence[int]) -> UnitGraph:
    """The graph with some units lying apart from all others, a kilometre away."""
    inside = np.isin(np.arange(len(graph)), units)
    kept = inside[graph.edge_a] == inside[graph.edge_b]
    return replace(
        graph,
        xy=graph.xy + np.where(inside, 1000.0, 0.0)[:, None],
        edge_a=graph.edge_a[kept],
        edge_b=graph.edge_b[kept],
        edge_m=graph.edge_m[kept],
        edge_kind=graph.edge_kind[kept],
        passable=graph.passable[kept],
    )


def with_estate(graph: UnitGraph, units: Sequence[int], number: int = 0) -> UnitGraph:
    """The graph with an estate on some units."""
    compound = graph.compound.copy()
    compound[list(units)] = number
    return replace(graph, compound=compound)


def pieces_of(graph: UnitGraph, labels: np.ndarray) -> int:
    """Count the pieces of all grids over passable borders, by a search of its own."""
    seen: set[int] = set()
    near: dict[int, list[int]] = {unit: [] for unit in range(len(graph))}
    for a, b in zip(graph.edge_a[graph.passable].tolist(), graph.edge_b[graph.passable].tolist(), strict=True):
        if labels[a] == labels[b]:
            near[a].append(b)
            near[b].append(a)
    pieces = 0
    for start in range(len(graph)):
        if start in seen:
            continue
        pieces += 1
        waiting = [start]
        while waiting:
            unit = waiting.pop()
            if unit not in seen:
                seen.add(unit)
                waiting += near[unit]
    return pieces
