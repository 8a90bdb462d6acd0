# SPDX-License-Identifier: MIT
"""How high the town builds: compounds that fit a grid, and together homes for all households."""

from collections import Counter
from dataclasses import replace

import numpy as np

from gridmgr.operations.sample.footprints import House
from gridmgr.operations.sample.houses import Standing

LARGEST = 490
"""Dwellings of a usual compound; it stays below one full grid."""
_LARGE_ONES = 5
_LEAST_DWELLINGS, _MOST_DWELLINGS = 60_200, 64_500
_LOWEST = 4


def dwellings_in(house: House) -> int:
    """Return how many families have a home in a building; a tall family house is shared by two."""
    if house.kind == "villa":
        return 1 + int(house.floors > 3)
    return house.units * house.flats * (house.floors - int(house.shops_below))


def fitted(standing: list[Standing], rng: np.random.Generator) -> list[Standing]:
    """Return the buildings with slabs and towers higher or lower than first drawn.

    All plots but the five largest hold at most `LARGEST` dwellings, and all together enough for the households.
    """
    found = list(standing)
    total: Counter[int] = Counter()
    for s in found:
        total[s.plot] += dwellings_in(s.house)
    large = [plot for plot, _ in total.most_common(_LARGE_ONES)]
    _lower(found, total, large)
    _to_demand(found, total, rng)
    return found


def _high_rise(found: list[Standing]) -> list[int]:
    """Return the buildings that may have a storey more or less."""
    return [i for i, s in enumerate(found) if s.house.kind in ("slab", "tower")]


def _change(found: list[Standing], total: Counter[int], i: int, step: int) -> None:
    """Give a building storeys more or less."""
    house = found[i].house
    found[i] = replace(found[i], house=replace(house, floors=house.floors + step))
    total[found[i].plot] += step * house.units * house.flats


def _lower(found: list[Standing], total: Counter[int], large: list[int]) -> None:
    """Take storeys off compounds that hold more than a grid, the largest few left out."""
    for _ in range(30):
        over = [i for i in _high_rise(found) if total[found[i].plot] > LARGEST and found[i].plot not in large]
        over = [i for i in over if found[i].house.floors > _LOWEST]
        if not over:
            return
        for i in over:
            if total[found[i].plot] > LARGEST:
                _change(found, total, i, -1)


def _to_demand(found: list[Standing], total: Counter[int], rng: np.random.Generator) -> None:
    """Add or take storeys here and there until there is room for the households, and not much more."""
    count = sum(total.values())
    for i in rng.permutation(np.repeat(_high_rise(found), 3)).tolist():
        if _LEAST_DWELLINGS <= count <= _MOST_DWELLINGS:
            return
        house = found[i].house
        step, flats = 1 if count < _LEAST_DWELLINGS else -1, house.units * house.flats
        if (step > 0 and total[found[i].plot] + flats <= LARGEST) or (step < 0 and house.floors > _LOWEST):
            _change(found, total, i, step)
            count += step * flats
