# SPDX-License-Identifier: MIT
"""What belongs to a grid: buildings by their place, and through them estates, households and residents."""

from collections.abc import Sequence

import numpy as np
import shapely

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Facility, Grid, Plan
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.model.records import Record


def plan_that_counts(store: Store) -> str:
    """Return the id of the plan whose grids buildings name: the one in force, else the newest that has grids."""
    plans = store.find(Plan)
    forced = [p.id for p in plans if p.state == "in_force"]
    if forced:
        return forced[-1]
    return next((p.id for p in reversed(plans) if store.count(Grid, plan_id=p.id)), "")


def buildings_of(store: Store, grid: Grid) -> list[str]:
    """Return the ids of the buildings of a grid, in any plan."""
    return _inside(store, grid, Building)


def facilities_of(store: Store, grid: Grid) -> list[Facility]:
    """Return the facilities of a grid, in any plan."""
    ids = _inside(store, grid, Facility)
    return store.find(Facility, id=ids) if ids else []


def _inside(store: Store, grid: Grid, kind: type[Record]) -> list[str]:
    if grid.plan_id == plan_that_counts(store):
        return [i for (i,) in store.values(kind, ["id"], community=grid.community, grid_code=grid.code)]
    rows = [r for r in store.values(kind, ["id", "geom"], community=grid.community) if r[1] is not None]
    return _within(grid, rows)


def _within(grid: Grid, rows: Sequence[tuple[str, shapely.Geometry]]) -> list[str]:
    """Return the ids of what stands on the ground of a grid by its one standing point."""
    if grid.geom is None or not rows:
        return []
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape in rows]
    found = first_covering(standing_points(shapes), np.array([grid.geom], dtype=object))
    return [rows[place][0] for place in np.flatnonzero(found >= 0).tolist()]
