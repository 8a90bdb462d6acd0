# SPDX-License-Identifier: MIT
"""Numbers the grids of a plan as people read: rows from north to south, each from west to east."""

from math import sqrt

from gridmgr.planning.partition.draft import Draft


def number_grids(draft: Draft) -> None:
    """Give the grids numbers 0..k-1 in reading order."""
    places = _middles(draft)
    area = sum(draft.units.area_m2)
    row_m = max(1.0, sqrt(area / len(places)))
    north = max(y for _, y in places.values())
    order = sorted(places, key=lambda grid: (int((north - places[grid][1]) / row_m), places[grid][0], grid))
    number = {grid: index for index, grid in enumerate(order)}
    draft.labels = [number[label] for label in draft.labels]
    draft.lumps = {number[grid]: unit for grid, unit in draft.lumps.items()}
    draft.locked = {number[grid] for grid in draft.locked}


def _middles(draft: Draft) -> dict[int, tuple[float, float]]:
    """Return the middle of every grid, weighed by the area of its units."""
    sums: dict[int, list[float]] = {}
    units = draft.units
    for unit, label in enumerate(draft.labels):
        area = units.area_m2[unit] + 1e-6
        row = sums.setdefault(label, [0.0, 0.0, 0.0])
        row[0] += area
        row[1] += area * units.x[unit]
        row[2] += area * units.y[unit]
    return {grid: (x / area, y / area) for grid, (area, x, y) in sums.items()}
