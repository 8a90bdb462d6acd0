# SPDX-License-Identifier: MIT
"""Land that a step would give to another grid, for showing it before anybody agrees."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.operations.sites import Site, moved_buildings


@dataclass(frozen=True, slots=True)
class MovedLand:
    """Land that goes from one grid to another, with the households on it. Metres, district CRS."""

    households: int
    shape: BaseGeometry


def land_moved(before: Site, after: Site) -> tuple[MovedLand, ...]:
    """Return what every grid gains and what no grid has any more, by the code of the grids."""
    moved = moved_buildings(before, after)
    found = []
    for grid_id in sorted({*before.grids, *after.grids}):
        old, new = before.grids.get(grid_id), after.grids.get(grid_id)
        was = old.geom if old is not None and old.geom is not None else shapely.Polygon()
        now = new.geom if new is not None and new.geom is not None else shapely.Polygon()
        if was is now:
            continue
        gain = shapely.difference(now, was)
        came = moved[after.grid_of_building[moved] == grid_id]
        found.append((new.code if new else "", MovedLand(int(before.ground.households[came].sum()), gain)))
        left = moved[(before.grid_of_building[moved] == grid_id) & (after.grid_of_building[moved] == "")]
        loss = _in_no_grid(shapely.difference(was, now), after)
        found.append((old.code if old else "", MovedLand(int(before.ground.households[left].sum()), loss)))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]) if not one.shape.is_empty)


def _in_no_grid(land: BaseGeometry, after: Site) -> BaseGeometry:
    """Return the part of some land that no grid has afterwards."""
    if land.is_empty:
        return land
    drawn = np.array([g.geom for g in after.grids.values() if g.geom is not None], dtype=object)
    return shapely.difference(land, shapely.union_all(drawn[shapely.intersects(drawn, land)]))
