# SPDX-License-Identifier: MIT
"""What a gesture did to estates (小区): which it split between grids, and which are whole again."""

from collections.abc import Mapping

from gridmgr.operations.redrawing import Land
from gridmgr.planning.estate_unity import Shares, estate_shares, split_estates

MOST_NAMED = 2


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
