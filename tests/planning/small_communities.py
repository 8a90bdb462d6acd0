# SPDX-License-Identifier: MIT
"""Small communities at random, and the truth about them by going through every division."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
from hypothesis import strategies as st

from gridmgr.model.bands import Band
from gridmgr.planning.units import EdgeKind, UnitGraph


@dataclass(frozen=True)
class Small:
    """A community of at most nine units, the band it is divided by, and the units that are locked."""

    graph: UnitGraph
    band: Band
    locked: np.ndarray


def graph_of(households: list[int], edges: Collection[tuple[int, int]], compound: list[int] | None = None) -> UnitGraph:
    """A unit graph with passable borders of a metre each."""
    count = len(households)
    ends = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
    return UnitGraph(
        households=np.array(households, dtype=np.int64),
        area_m2=np.ones(count),
        perimeter_m=np.full(count, 4.0 + len(ends)),
        xy=np.stack((np.arange(count) * 10.0, np.zeros(count)), axis=1),
        compound=np.array(compound or [-1] * count, dtype=np.int64),
        edge_a=ends[:, 0],
        edge_b=ends[:, 1],
        edge_m=np.ones(len(ends)),
        edge_kind=np.full(len(ends), EdgeKind.INSIDE, dtype=np.int8),
        passable=np.ones(len(ends), dtype=np.bool_),
    )


@st.composite
def small_communities(draw: st.DrawFn, locks: bool = True) -> Small:
    """Trees with a few more borders, sizes around the band, up to three estates, sometimes a locked unit."""
    count = draw(st.integers(1, 9))
    low = draw(st.integers(1, 12))
    band = Band(low, low + draw(st.integers(0, 10)))
    size = st.one_of(st.integers(0, 3), st.integers(0, band.high), st.integers(0, band.high + 2))
    edges = {(draw(st.integers(max(0, unit - 3), unit - 1)), unit) for unit in range(1, count)}
    more = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1])
    if count > 1:
        edges |= draw(st.sets(more, max_size=4))
    compound = draw(st.lists(st.sampled_from((-1, -1, 0, 1, 2)), min_size=count, max_size=count))
    graph = graph_of(draw(st.lists(size, min_size=count, max_size=count)), edges, compound)
    locked = np.zeros(count, dtype=bool)
    locked[sorted(draw(st.sets(st.integers(0, count - 1), max_size=2 if locks else 0)))] = True
    return Small(graph, band, locked)


def can_all_be_legal(small: Small, units: Collection[int], whole: Collection[int] = ()) -> bool:
    """Tell by going through all divisions whether some units can all be in legal grids, with some estates whole.

    Every grid is in one piece; locked units stay apart from all others.
    """
    fits = _fits(small, frozenset(units), frozenset(whole))

    @cache
    def can_divide(rest: int) -> bool:
        if not rest:
            return True
        first = rest & -rest
        others = part = rest ^ first
        while True:
            if fits(first | part) and can_divide(rest ^ first ^ part):
                return True
            if not part:
                return False
            part = (part - 1) & others

    return can_divide(mask_of(np.flatnonzero(~small.locked).tolist()))


def mask_of(units: Collection[int]) -> int:
    """Return a set of units as a whole number with a bit for each."""
    return sum(1 << unit for unit in units)


def _fits(small: Small, units: frozenset[int], whole: frozenset[int]) -> Callable[[int], bool]:
    graph, band = small.graph, small.band
    asked = mask_of(units)
    estates = [mask_of(np.flatnonzero(graph.compound == estate).tolist()) for estate in whole]
    near = _near(graph)

    @cache
    def fits(grid: int) -> bool:
        inside = [unit for unit in range(len(graph)) if grid >> unit & 1]
        if any(estate & grid not in (0, estate) for estate in estates) or not _is_connected(grid, near):
            return False
        return not grid & asked or band.contains(sum(graph.households[inside].tolist()))

    return fits


def _near(graph: UnitGraph) -> list[int]:
    near = [0] * len(graph)
    for a, b in zip(graph.edge_a[graph.passable].tolist(), graph.edge_b[graph.passable].tolist(), strict=True):
        near[a] |= 1 << b
        near[b] |= 1 << a
    return near


def _is_connected(grid: int, near: list[int]) -> bool:
    found = grid & -grid
    while True:
        more = found
        for unit, others in enumerate(near):
            if found >> unit & 1:
                more |= others & grid
        if more == found:
            return found == grid
        found = more
