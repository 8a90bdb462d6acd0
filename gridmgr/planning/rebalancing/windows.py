# SPDX-License-Identifier: MIT
"""Large communities are mended in windows: the bad grids and a few rings of grids around them, nothing else is read.

What is proven in a window holds for the whole community up to the households that it takes to reach over its rim.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.rebalancing.reach import spread
from gridmgr.planning.rebalancing.scene import Scene
from gridmgr.planning.units import UnitGraph

LARGE = 4_000
"""Communities of so many units are mended in windows; in smaller ones all of it is looked at."""
RINGS = 3
"""Rings of grids round the bad ones: as far as a search may reach."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a community that is looked at alone."""

    units: NDArray[np.int64]
    """(u,) its units, ascending."""
    rim: frozenset[int]
    """Units in it beside which land lies that might move and is not in it."""


def window_around(
    graph: UnitGraph, labels: NDArray[np.int64], cluster: Iterable[int], frozen: Collection[int], rings: int = RINGS
) -> Window:
    """Return the window around some grids: rings of grids that may change, and the frozen ones beside them.

    `graph` is linked already. Grids are taken whole.
    """
    a, b = labels[graph.edge_a], labels[graph.edge_b]
    over = a != b
    barred = np.array(sorted(frozen), dtype=np.int64)
    found = np.array(sorted(cluster), dtype=np.int64)
    ways = over & graph.passable & ~np.isin(a, barred) & ~np.isin(b, barred)
    for _ in range(rings):
        found = _with_neighbours(found, a[ways], b[ways])
    rim_ways = ways & (np.isin(a, found) != np.isin(b, found))
    ends = np.concatenate((graph.edge_a[rim_ways], graph.edge_b[rim_ways]))
    rim = np.unique(ends[np.isin(labels[ends], found)])
    beside = np.intersect1d(_with_neighbours(found, a[over], b[over]), barred)
    units = np.flatnonzero(np.isin(labels, np.union1d(found, beside))).astype(np.int64)
    return Window(units, frozenset(rim.tolist()))


def way_out(scene: Scene, grids: Collection[int], most: int) -> int:
    """Return how many households must change hands at least until some grids reach land outside the window.

    `most` + 1 where it takes more than `most`, or where there is nothing outside.
    """
    rim = scene.rim
    if not rim:
        return most + 1
    own = scene.nodes_of(grids)
    if any(node in rim for node in own):
        return 0
    reached = spread(scene, own, most)
    return min((cost for node, cost in reached.items() if node in rim), default=most + 1)


def _with_neighbours(grids: NDArray[np.int64], a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(np.concatenate((grids, b[np.isin(a, grids)], a[np.isin(b, grids)])))
