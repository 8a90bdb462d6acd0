# SPDX-License-Identifier: MIT
"""Divides two neighbouring grids anew in one step: the large move that flips of single nodes cannot make.

A ReCom move (DeFord, Duchin, Solomon: Recombination, 2021) with sweeps in place of spanning trees: every position of
the sweep is priced while it advances, and the cheapest that leaves two whole sides is taken.
"""

from dataclasses import dataclass

from gridmgr.planning.partition.division import Division
from gridmgr.planning.partition.sweep import connected_order

_CHECKED = 4
"""Positions, the cheapest first, whose rest is looked at for being one piece."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What two grids have in all, and what they cost now."""

    households: int
    area: float
    outline: float
    price: float
    off_band: int
    cost: float
    least: int
    """Households that a side must have: while both grids are in the band, what keeps them there."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A position of a sweep with the figures of its beginning; `change` is the cost against now."""

    position: int
    households: int
    area: float
    outline: float
    metres: float
    price: float
    change: float


def try_resplit(division: Division, grids: tuple[int, int], rank: dict[int, float], limit: float) -> bool:
    """Divide the nodes of two neighbouring grids along a sweep where that costs least, if no more than `limit`.

    `rank` holds exactly the nodes of both grids. Where both grids are in the band, they stay in it.
    """
    pair = _measure(division, grids, rank)
    most = pair.households - pair.least
    order = connected_order(division.network, rank, most)
    cuts = _affordable(division, order, rank, pair, limit)
    for cut in sorted(cuts, key=lambda cut: cut.change)[:_CHECKED]:
        if _rest_is_whole(division, order[: cut.position], rank):
            _apply(division, grids, order[: cut.position], rank, pair, cut)
            return True
    return False


def _measure(division: Division, grids: tuple[int, int], rank: dict[int, float]) -> _Pair:
    first, second = grids
    labels, borders, tables = division.labels, division.borders, division.tables
    shared = price = 0.0
    for node in rank:
        if labels[node] == first:
            for other, metres, cost in borders[node]:
                if labels[other] == second:
                    shared += metres
                    price += cost
    a, b = division.households[first], division.households[second]
    off_band = tables.off_band[a] + tables.off_band[b]
    cost = division.shape[first] + division.shape[second] + tables.uneven[a] + tables.uneven[b] + price
    return _Pair(
        a + b,
        division.area[first] + division.area[second],
        division.outline[first] + division.outline[second] - 2 * shared,
        price,
        off_band,
        cost + division.push * off_band / 100,
        0 if off_band else max(division.band.low, a + b - division.band.high),
    )


def _affordable(division: Division, order: list[int], rank: dict[int, float], pair: _Pair, limit: float) -> list[_Cut]:
    """Return all positions of a sweep whose cut costs no more than the limit; the rest may be in pieces."""
    network, borders, tables, push = division.network, division.borders, division.tables, division.push / 100
    weights, areas, perimeters = network.households, network.area_m2, network.perimeter_m
    cuts: list[_Cut] = []
    passed: set[int] = set()
    households, area, outline, metres, price = 0, 0.0, 0.0, 0.0, 0.0
    ceiling = limit + pair.cost
    for position, node in enumerate(order):
        if position and households >= pair.least:
            rest = pair.households - households
            cost = tables.uneven[households] + tables.uneven[rest] + price
            cost += push * (tables.off_band[households] + tables.off_band[rest])
            cost += division.round(outline, area)
            cost += division.round(pair.outline + 2 * metres - outline, pair.area - area)
            if cost <= ceiling:
                cuts.append(_Cut(position, households, area, outline, metres, price, cost - pair.cost))
        passed.add(node)
        for other, shared, value in borders[node]:
            if other in passed:
                outline -= 2 * shared
                metres -= shared
                price -= value
            elif other in rank:
                metres += shared
                price += value
        households += weights[node]
        area += areas[node]
        outline += perimeters[node]
    return cuts


def _rest_is_whole(division: Division, beginning: list[int], rank: dict[int, float]) -> bool:
    """Tell whether the ranked nodes without the beginning are one piece."""
    near = division.near
    rest = set(rank).difference(beginning)
    queue = [rest.pop()]
    for node in queue:
        for other in near[node]:
            if other in rest:
                rest.discard(other)
                queue.append(other)
    return not rest


def _apply(  # the six things that a cut is made of
    division: Division, grids: tuple[int, int], beginning: list[int], rank: dict[int, float], pair: _Pair, cut: _Cut
) -> None:
    """Label both sides; the side that holds more of the first grid keeps its number."""
    first, second = grids
    labels = division.labels
    nodes = division.nodes[first] + division.nodes[second]
    had = sum(labels[node] == first for node in beginning)
    if 2 * had < division.nodes[first]:
        first, second = second, first
    for node in rank:
        labels[node] = second
    for node in beginning:
        labels[node] = first
    rest = pair.households - cut.households
    outline = pair.outline + 2 * cut.metres - cut.outline
    division.set_grid(first, cut.households, cut.position, cut.outline, cut.area)
    division.set_grid(second, rest, nodes - cut.position, outline, pair.area - cut.area)
    division.cut_price += cut.price - pair.price
    off_band = division.tables.off_band
    division.off_band += off_band[cut.households] + off_band[rest] - pair.off_band
