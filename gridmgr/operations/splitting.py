# SPDX-License-Identifier: MIT
"""Dividing one grid that is too large into several that obey the size rule."""

from dataclasses import replace

import numpy as np
import shapely

from gridmgr.data.store import Store
from gridmgr.model.bands import Band
from gridmgr.model.ids import Ids
from gridmgr.model.progress import Silent
from gridmgr.operations.border_fixes import split_up
from gridmgr.operations.dividing import Task, divide
from gridmgr.operations.ground import DistrictGround, read_ground
from gridmgr.operations.sites import Site
from gridmgr.planning.editing import EditError
from gridmgr.planning.unit_building import Buildings


def split_site(store: Store, site: Site, grid_id: str, ids: Ids) -> Site:
    """Divide a grid by the same rules as a community. Takes up to a second. Raises EditError where it cannot be."""
    grid = site.grids[grid_id]
    community = site.communities.get(grid.community)
    ground = read_ground(store, community, DistrictGround(store)) if community is not None else None
    if ground is None or grid.geom is None:
        raise EditError("这个网格还没有范围，不能拆分。")
    mine = set(np.array(site.ground.ids, dtype=object)[site.grid_of_building == grid_id].tolist())
    chosen = np.array([one in mine for one in ground.building_ids], dtype=bool)
    buildings = Buildings(
        footprint=ground.buildings.footprint[chosen],
        households=ground.buildings.households[chosen],
        compound=ground.buildings.compound[chosen],
    )
    kept = tuple(one for one in ground.building_ids if one in mine)
    part = replace(ground, outline=grid.geom, building_ids=kept, buildings=buildings)
    band = Band(site.plan.min_households, site.plan.max_households)
    division = divide(Task(part, band, site.plan.seed or 0), Silent())
    shapes = [s for s in division.shapes if not shapely.is_empty(s)] if division is not None else []
    if len(shapes) < 2:
        raise EditError("这个网格没有合规的拆法：拆开后至少有一格不足 {low} 户。", low=band.low)
    return split_up(site, grid_id, shapes, ids)
