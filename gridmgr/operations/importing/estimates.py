# SPDX-License-Identifier: MIT
"""Households of buildings where nobody has counted: an estimate from floor space, and marked as one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.areas import Building, District
from gridmgr.model.folding import fold_label

SMALLEST_M2 = 30.0
"""Footprints below this are sheds and kiosks."""

_NO_DWELLINGS = frozenset({"02", "03", "04", "06", "07"})
"""Codes of the list `building_use` for buildings in which nobody lives."""

_ENGLISH_WORDS = """
school university college kindergarten hospital clinic church chapel mosque temple place_of_worship garage garages
carport parking industrial warehouse roof kiosk shed hut service construction ruins museum library train_station
station transportation hotel office retail commercial supermarket public civic government fire_station stadium
sports_hall grandstand greenhouse barn
"""
_CHINESE_WORDS = ("学校", "医院", "车库", "厂房", "仓库", "商场", "酒店", "办公", "公厕", "配电房")
_NO_DWELLING_WORDS = frozenset(fold_label(word) for word in (*_ENGLISH_WORDS.split(), *_CHINESE_WORDS))


def has_figure(building: Building) -> bool:
    """Tell whether anything is known about the households of a building."""
    counts = (building.households_declared, building.households_estimated, building.dwellings)
    return any(count is not None for count in counts)


def storeys(building: Building, district: District) -> float | None:
    """Return the storeys above ground, worked out from the height where they are not given; None for neither."""
    if building.floors_up:
        return float(building.floors_up)
    if building.height_m:
        return max(1.0, float(round(building.height_m / district.storey_height_m)))
    return None


def floor_space_m2(building: Building, district: District) -> float | None:
    """Return the gross floor space in which people may live; None where the storeys are not known."""
    levels = storeys(building, district)
    if levels is None or building.geom is None or building.geom.area == 0:
        return None
    words = {fold_label(word) for word in building.extra.values()}
    if building.geom.area < SMALLEST_M2 or building.use in _NO_DWELLINGS or words & _NO_DWELLING_WORDS:
        return 0.0
    return float(building.geom.area) * levels


def estimated(buildings: Sequence[Building], district: District, total: int | None = None) -> list[Building]:
    """Return the buildings with an estimate of households where the storeys are known and no figure is.

    households = storeys x footprint / floor area per household, whole numbers by largest remainders, so that they add
    up exactly: to the whole of the estimate, or to `total` where a community's number of households is known.
    """
    spaces = [None if has_figure(b) else floor_space_m2(b, district) for b in buildings]
    shares = np.array([space or 0.0 for space in spaces])
    wanted = round(shares.sum() / district.floor_area_per_household_m2) if total is None else total
    counts = largest_remainder(shares, wanted)
    return [
        b if space is None else replace(b, households_estimated=int(count))
        for b, space, count in zip(buildings, spaces, counts, strict=True)
    ]


def largest_remainder(shares: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Return whole numbers in proportion to `shares` that add up to `total`; earlier ones win ties."""
    if shares.sum() <= 0 or total <= 0:
        return np.zeros(len(shares), dtype=np.int64)
    exact = shares / shares.sum() * total
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
