# SPDX-License-Identifier: MIT
"""Which estates (小区) lie in several grids, what a gesture did to them, and which are whole again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import MICRO, Building, Estate, Grid
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.operations.redrawing import Land
from gridmgr.planning.estate_unity import Shares, estate_shares, split_estates

MOST_NAMED = 2
ROOM_M, DRAWN_IN_M = 30.0, 24.0
"""An outline is led round the buildings so far away, then drawn in, so that neighbours run together."""


@dataclass(frozen=True, slots=True)
class SplitEstate:
    """An estate that should lie in one grid and does not."""

    community: str
    name: str
    outline: BaseGeometry
    """A line round its buildings, metres."""


def split_in_plan(store: Store, plan_id: str, communities: Collection[str] | None = None) -> list[SplitEstate]:
    """Return the estates that a plan divides between grids, of all or some communities (codes), by community and name.

    Of some communities only their own buildings are read, so that it can be asked after every stroke.
    """
    where = {} if communities is None else {"community": sorted(communities)}
    rows = store.values(Estate, ["id", "community", "name"], keep_whole=True, **where)
    known = {one: (community, name) for one, community, name in rows}
    homes = list(store.values(Building, ["estate_id", "id", "geom"], estate_id=sorted(known))) if known else []
    homes = [home for home in homes if home[2] is not None]
    if not homes:
        return []
    owners = _grids_of(store, plan_id, homes, communities)
    lands: dict[str, set[str]] = {}
    shapes: dict[str, list[BaseGeometry]] = {}
    for (estate, _building, shape), grid in zip(homes, owners, strict=True):
        lands.setdefault(estate, set()).add(grid)
        shapes.setdefault(estate, []).append(shape)
    split = [estate for estate, grids in lands.items() if len(grids) > 1]
    found = [SplitEstate(*known[estate], outline_round(_array(shapes[estate]))) for estate in split]
    return sorted(found, key=lambda one: (one.community, one.name))


def _grids_of(
    store: Store,
    plan_id: str,
    homes: Sequence[tuple[str, str, BaseGeometry]],
    communities: Collection[str] | None,
) -> list[str]:
    """Return the grid (id) in which the data count each building, "" for none."""
    if communities is None:
        placed = {building: grid for _, building, grid in store.members([plan_id])}
        return [placed.get(building, "") for _, building, _ in homes]
    rows = store.values(Grid, ["code", "id", "geom", "kind"], plan_id=plan_id, community=sorted(communities))
    grids = sorted((row[:3] for row in rows if row[2] is not None and row[3] != MICRO), key=lambda row: row[:2])
    which = first_covering(standing_points(_array([home[2] for home in homes])), _array([row[2] for row in grids]))
    return [grids[n][1] if n >= 0 else "" for n in which.tolist()]


def split_on_land(land: Land) -> list[SplitEstate]:
    """Return the estates that are divided between grids on the land in hand, by name."""
    keeps = [keeps for _, keeps in land.ground.every_estate]
    footprints = land.ground.buildings.footprint
    return sorted(
        (
            SplitEstate(land.community.code, _name(land, n), outline_round(footprints[land.ground.estate_of == n]))
            for n in split_estates(shares_of(land), keeps)
        ),
        key=lambda one: one.name,
    )


def outline_round(buildings: NDArray[np.object_]) -> BaseGeometry:
    """Return a line round some buildings. Their hulls are taken: footprints may be drawn badly."""
    hulls = shapely.union_all(shapely.convex_hull(buildings))
    return shapely.simplify(shapely.buffer(shapely.buffer(hulls, ROOM_M, quad_segs=4), -DRAWN_IN_M, quad_segs=4), 0.5)


def _array(shapes: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    made = np.empty(len(shapes), dtype=object)
    made[:] = list(shapes)
    return made


def estates_told(before: Land, after: Land) -> str:
    """Say which estates were split by an edit and which are whole again; empty where nothing changed for any."""
    old, new = shares_of(before), shares_of(after)
    keeps = [keeps for _, keeps in after.ground.every_estate]
    was, is_ = split_estates(old, keeps), split_estates(new, keeps)
    split = [f"{_name(after, n)}被分到 {'、'.join(_grid(after, g) for g in new[n])}" for n in is_ if n not in was]
    healed = [f"{_name(after, n)}重新完整，都在 {_grid(after, next(iter(new[n])))}" for n in was if n not in is_]
    return "".join(f"小区{_listed(told)}。" for told in (split, healed) if told)


def shares_of(land: Land) -> Mapping[int, Shares]:
    """Return the households of every estate of a community by grid."""
    if not len(land.ground.estate_of):
        return {}
    return estate_shares(land.ground.estate_of, land.coverage.grid_of_building, land.households)


def _listed(told: list[str]) -> str:
    more = f"；另有 {len(told) - MOST_NAMED} 个小区也是" if len(told) > MOST_NAMED else ""
    return "；".join(told[:MOST_NAMED]) + more


def _name(land: Land, estate: int) -> str:
    return land.ground.every_estate[estate][0]


def _grid(land: Land, grid_id: str) -> str:
    grid = land.grids.get(grid_id)
    return "未归格" if grid is None else grid.name.removeprefix(land.community.name) or grid.name or grid.code
