# SPDX-License-Identifier: MIT
"""The rule about compounds (小区): each lies in one grid, unless it is too large for one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.findings import Finding, Severity
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.planning.estate_unity import Shares, estate_shares
from gridmgr.planning.precision import sound_areas
from gridmgr.planning.rule_input import BuildingFacts, EstateFacts, GridFacts, PlanFacts, RuleSettings


def estates_whole(plan: PlanFacts, settings: RuleSettings) -> Iterator[Finding]:
    """G-13: a compound that an office wants whole lies in one grid; of one above the band it is only told."""
    asked = [estate for estate in plan.estates if plan.asks(estate.id)]
    grids, names = plan.grids_by_community(), {community.id: community.name for community in plan.communities}
    for estate, buildings in _with_buildings(plan, asked):
        drawn = sorted(grids.get(estate.community_id, ()), key=lambda g: (g.code, g.id))
        shares = _shares(buildings, drawn)
        if len(shares) > 1:
            town = names.get(estate.community_id, "")
            titles = {g.id: g.title.removeprefix(town) or g.title for g in drawn}
            yield _finding(estate, buildings, _named(shares, titles), settings)


def _with_buildings(
    plan: PlanFacts, estates: Sequence[EstateFacts]
) -> Iterator[tuple[EstateFacts, list[BuildingFacts]]]:
    """Yield every compound with those of its buildings that have a place in its community."""
    home = {estate.id: estate.community_id for estate in estates}
    found: dict[str, list[BuildingFacts]] = defaultdict(list)
    for building in plan.buildings:
        if home.get(building.estate_id) == building.community_id and _is_placed(building):
            found[building.estate_id].append(building)
    return ((estate, found[estate.id]) for estate in estates if len(found[estate.id]) > 1)


def _shares(buildings: Sequence[BuildingFacts], grids: Sequence[GridFacts]) -> Shares:
    """Return the households of a compound by the grid in which the data count them, the most first."""
    points = standing_points(_array([b.shape for b in buildings]))
    which = first_covering(points, sound_areas([g.polygon for g in grids]))
    owner = np.array([grids[n].id if n >= 0 else "" for n in which.tolist()], dtype=object)
    counts = np.array([b.households for b in buildings], np.int64)
    return estate_shares(np.zeros(len(buildings), np.int64), owner, counts)[0]


def _is_placed(building: BuildingFacts) -> bool:
    return building.shape is not None and bool(np.isfinite(shapely.get_coordinates(building.shape)).all())


def _named(shares: Shares, titles: Mapping[str, str]) -> Mapping[str, tuple[str, int]]:
    """Return name and households of a compound by grid."""
    return {grid: (titles.get(grid, "未归格"), count) for grid, count in shares.items()}


def _finding(
    estate: EstateFacts,
    buildings: Sequence[BuildingFacts],
    shares: Mapping[str, tuple[str, int]],
    settings: RuleSettings,
) -> Finding:
    count, high = sum(here for _, here in shares.values()), settings.band.high
    parts = "、".join(f"{name}（{here:,} 户）" for name, here in shares.values())
    said = f"小区“{estate.name}”（{count:,} 户）被分到{parts}"
    can_be_whole = count <= high
    told = f"{said}，请归到一个网格。" if can_be_whole else f"{said}；一个网格最多 {high:,} 户，它只能分开。"
    severity = Severity.WARNING if can_be_whole else Severity.INFO
    # Hulls, as footprints may be drawn so badly that they cannot be put together.
    place = shapely.union_all(shapely.convex_hull(_array([b.shape for b in buildings])))
    others = tuple(grid for grid in shares if grid)
    return Finding("G-13", severity, "estate", estate.id, told, place=place, others=others)


def _array(shapes: Sequence[object]) -> NDArray[np.object_]:
    made = np.empty(len(shapes), dtype=object)
    made[:] = list(shapes)
    return made
