# SPDX-License-Identifier: MIT
"""The links that a plan declares between pieces of a community: allowed only where nothing passable joins them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from gridmgr.planning.units import EdgeKind, UnitGraph


def with_links(graph: UnitGraph, links: Iterable[tuple[int, int]]) -> tuple[UnitGraph, list[int]]:
    """Return the graph with the links that may be made as passable borders, and the numbers of those that may not."""
    groups = [{unit} for unit in range(len(graph))]
    passable = graph.passable
    for a, b in zip(graph.edge_a[passable].tolist(), graph.edge_b[passable].tolist(), strict=True):
        _unite(groups, a, b)
    made, refused = [], []
    for number, (a, b) in enumerate(links):
        if 0 <= a < b < len(graph) and groups[a] is not groups[b]:
            _unite(groups, a, b)
            made.append((a, b))
        else:
            refused.append(number)
    ends = np.array(made, dtype=np.int64).reshape(-1, 2)
    joined = replace(
        graph,
        edge_a=np.concatenate((graph.edge_a, ends[:, 0])),
        edge_b=np.concatenate((graph.edge_b, ends[:, 1])),
        edge_m=np.concatenate((graph.edge_m, np.zeros(len(ends)))),
        edge_kind=np.concatenate((graph.edge_kind, np.full(len(ends), EdgeKind.BRIDGE, dtype=np.int8))),
        passable=np.concatenate((graph.passable, np.ones(len(ends), dtype=np.bool_))),
    )
    return joined, refused


def _unite(groups: list[set[int]], a: int, b: int) -> None:
    """Make one group of two; the smaller goes into the larger."""
    few, many = sorted((groups[a], groups[b]), key=len)
    if few is not many:
        many |= few
        for unit in few:
            groups[unit] = many
