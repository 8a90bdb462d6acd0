# SPDX-License-Identifier: MIT
"""The second measure that grids may share evenly beside households: visits to make, workload, floor area."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.queries import Condition, Query, Relation
from gridmgr.data.store import Store
from gridmgr.model.areas import Building
from gridmgr.model.people import Household, Resident

VISIT_WEIGHT = 2
"""A household to visit makes as much work as so many others, on top of being one."""


class SecondMeasure(StrEnum):
    """What grids shall have equally much of beside households."""

    NONE = "none"
    VISITS = "visits"
    """Households with somebody of a special group (关怀对象)."""
    WORKLOAD = "workload"
    """Households and, for each one to visit, `VISIT_WEIGHT` more."""
    FLOOR_AREA = "floor_area"
    """Floor area in square metres."""


class SecondFigures:
    """The second measure of every building, read once for all communities that are divided."""

    def __init__(self, store: Store, measure: SecondMeasure) -> None:
        self.measure = measure
        self._by_building: Mapping[str, float] = {}
        if measure in {SecondMeasure.VISITS, SecondMeasure.WORKLOAD}:
            self._by_building = visits_by_building(store)
        elif measure is SecondMeasure.FLOOR_AREA:
            self._by_building = floor_area_by_building(store)

    def of(self, buildings: Sequence[str], households: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """Return the measure of some buildings (b,); None where nothing is to be balanced."""
        if self.measure is SecondMeasure.NONE:
            return None
        figures = np.array([self._by_building.get(b, 0.0) for b in buildings], dtype=np.float64)
        if self.measure is SecondMeasure.WORKLOAD:
            figures = households + VISIT_WEIGHT * figures
        return figures if figures.any() else None


def visits_by_building(store: Store) -> Mapping[str, float]:
    """Return how many households with somebody of a special group live in each building.

    A household counts once, whether it is marked itself or some of its members are; who died or moved away does not
    count.
    """
    marked = Condition("groups", Relation.FILLED)
    gone = (Condition("death_on", Relation.EMPTY), Condition("moved_out_on", Relation.EMPTY))
    homes = set(store.listed(Household, Query(conditions=(marked,))))
    homes |= set(store.tallied(Resident, "household_id", Query(conditions=(marked, *gone))))
    counts: dict[str, float] = {}
    for household, building in store.values(Household, ["id", "building_id"]) if homes else ():
        if household in homes and building:
            counts[building] = counts.get(building, 0.0) + 1
    return counts


def floor_area_by_building(store: Store) -> Mapping[str, float]:
    """Return the floor area (m²) of each building: the one recorded, else footprint times floors."""
    found = {}
    for building, known, floors, shape in store.values(Building, ["id", "floor_area_m2", "floors_up", "geom"]):
        ground = 0.0 if shape is None else float(shapely.area(shape))
        found[building] = float(known) if known is not None else ground * (floors or 1)
    return found
