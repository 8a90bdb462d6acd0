# SPDX-License-Identifier: MIT
"""Divides two neighbouring grids anew in one step: the large move that flips of single nodes cannot make.

A ReCom move (DeFord, Duchin, Solomon: Recombination, 2021) with sweeps in place of spanning trees: every position of
the sweep is priced while it advances, and the cheapest is taken.
"""

from dataclasses import dataclass

from gridmgr.planning.partition.division import Division
from gridmgr.planning.partition.sweep import Sweep, sweep


@dataclass(frozen=True, slots=True)
class _Pair:
    """What two grids have in all, and what they cost now."""

    households: int
    area: float
    outline: float
    price: float
    off_band: int
    cost: float


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

    `rank` holds exactly the nodes of both grids.
    """
    swept = sweep(division.network, rank)
    pair = _measure(division, grids, rank)
    cut = _cheapest(division, swept, pair, limit)
    if cut is None:
        return False
    _apply(division, grids, swept.order, pair, cut)
    return True


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
    )


def _cheapest(division: Division, swept: Sweep, pair: _Pair, limit: float) -> _Cut | None:
    """Return the cheapest cut of a sweep within the limit, the first one where several cost the same."""
    network, borders, tables, push = division.network, division.borders, division.tables, division.push / 100
    best: _Cut | None = None
    passed: set[int] = set()
    households, area, outline, metres, price = 0, 0.0, 0.0, 0.0, 0.0
    ceiling = limit + pair.cost
    for position, node in enumerate(swept.order):
        if swept.cuttable[position]:
            rest = pair.households - households
            cost = tables.uneven[households] + tables.uneven[rest] + price
            cost += push * (tables.off_band[households] + tables.off_band[rest])
            if cost < ceiling:
                cost += division.round(outline, area)
                cost += division.round(pair.outline + 2 * metres - outline, pair.area - area)
                if cost < ceiling:
                    ceiling = cost
                    best = _Cut(position, households, area, outline, metres, price, cost - pair.cost)
        back = back_price = ahead = ahead_price = 0.0
        for other, shared, value in borders[node]:
            if other in passed:
                back += shared
                back_price += value
            elif other in swept.place:
                ahead += shared
                ahead_price += value
        passed.add(node)
        households += network.households[node]
        area += network.area_m2[node]
        outline += network.perimeter_m[node] - 2 * back
        metres += ahead - back
        price += ahead_price - back_price
    return best


def _apply(division: Division, grids: tuple[int, int], order: list[int], pair: _Pair, cut: _Cut) -> None:
    """Label both sides; the side that holds more of the first grid keeps its number."""
    first, second = grids
    labels = division.labels
    kept = sum(1 if labels[node] == first else -1 for node in order[: cut.position])
    kept -= sum(1 if labels[node] == first else -1 for node in order[cut.position :])
    if kept < 0:
        first, second = second, first
    for node in order[: cut.position]:
        labels[node] = first
    for node in order[cut.position :]:
        labels[node] = second
    rest = pair.households - cut.households
    division.set_grid(first, cut.households, cut.position, cut.outline, cut.area)
    outline = pair.outline + 2 * cut.metres - cut.outline
    division.set_grid(second, rest, len(order) - cut.position, outline, pair.area - cut.area)
    division.cut_price += cut.price - pair.price
    off_band = division.tables.off_band
    division.off_band += off_band[cut.households] + off_band[rest] - pair.off_band
