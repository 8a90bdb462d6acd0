# SPDX-License-Identifier: MIT
"""The ground of a community as planning sees it: outline, barriers, buildings, compounds, read from a store."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.areas import Barrier, Building, Community, Estate
from gridmgr.operations.land_links import links_by_community
from gridmgr.planning.barriers import Barriers, barrier_kind
from gridmgr.planning.unit_building import Buildings

if TYPE_CHECKING:
    from gridmgr.data.store import Store

REACH_M = 30.0
"""Barriers that lie this near to a community are taken along, so that a street on its border still counts."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One community with what stands on it. Geometry in the metric CRS of the district."""

    community: Community
    outline: BaseGeometry
    barriers: Barriers
    building_ids: tuple[str, ...]
    buildings: Buildings
    """Footprints or points, households as counted by the district's basis, estates that should stay whole."""
    estates: tuple[str, ...] = ()
    """Names of the estates that should stay whole, by their number."""
    estate_of: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """(b,) the estate of each building by its place in `every_estate`, -1 for none."""
    every_estate: tuple[tuple[str, bool], ...] = ()
    """Name of each estate of the community, and whether it should stay whole."""


class DistrictBarriers:
    """All barriers of a district, found by place."""

    def __init__(self, store: "Store") -> None:
        rows = store.values(Barrier, ["kind", "road_class", "bridge", "tunnel", "geom"])
        known = [(barrier_kind(k, c, b, t), g) for k, c, b, t, g in rows if g is not None]
        found = [(kind, geometry) for kind, geometry in known if kind is not None]
        geometry = np.empty(len(found), dtype=object)
        geometry[:] = [g for _, g in found]
        self.all = Barriers.of_kinds(geometry, np.array([int(k) for k, _ in found], dtype=np.int8))
        self._tree = shapely.STRtree(geometry)

    def near(self, outline: BaseGeometry) -> Barriers:
        """Return the barriers within reach of an outline, in the order in which they were stored."""
        chosen = np.zeros(len(self.all), dtype=bool)
        chosen[self._tree.query(outline, predicate="dwithin", distance=REACH_M)] = True
        return self.all.only(chosen)


class DistrictGround:
    """What is read once for all communities of a district: barriers, links of land, and the estates."""

    def __init__(self, store: "Store") -> None:
        self.barriers = DistrictBarriers(store)
        self._links = links_by_community(store)
        self._estates: dict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
        for estate_id, name, keeps, community in store.values(Estate, ["id", "name", "keep_whole", "community"]):
            self._estates[community][estate_id] = name, keeps

    def barriers_of(self, community: Community) -> Barriers:
        """Return the barriers near a community that has an outline, with the links drawn in it."""
        links = self._links.get(community.code, np.zeros(0, dtype=object))
        return replace(self.barriers.near(community.geom), links=links)

    def estates_of(self, community: Community) -> Mapping[str, tuple[str, bool]]:
        """Return the name of each estate of a community and whether a plan should keep it whole, by id."""
        return self._estates.get(community.code, {})


def read_ground(store: "Store", community: Community, district: DistrictGround) -> Ground | None:
    """Return the ground of a community, or None where it has no outline yet."""
    if community.geom is None or community.geom.is_empty:
        return None
    every = district.estates_of(community)
    whole = {i: name for i, (name, keeps) in every.items() if keeps}
    numbers = {estate_id: number for number, estate_id in enumerate(whole)}
    places = {estate_id: place for place, estate_id in enumerate(every)}
    rows = _in_order_of_place(
        store.values(Building, ["id", "geom", "households", "estate_id"], community=community.code)
    )
    footprints = np.empty(len(rows), dtype=object)
    footprints[:] = [row[1] for row in rows]
    return Ground(
        community=community,
        outline=community.geom,
        barriers=district.barriers_of(community),
        building_ids=tuple(row[0] for row in rows),
        buildings=Buildings(
            footprint=footprints,
            households=np.array([row[2] for row in rows], dtype=np.int64),
            compound=np.array([numbers.get(row[3] or "", -1) for row in rows], dtype=np.int64),
        ),
        estates=tuple(whole.values()),
        estate_of=np.array([places.get(row[3] or "", -1) for row in rows], dtype=np.int64),
        every_estate=tuple(every.values()),
    )


def _in_order_of_place(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows with a geometry (second column) from west to east, so that a plan does not hang on their ids.

    The same buildings imported twice must give the same plan. Any: rows of plain values.
    """
    placed = [row for row in rows if row[1] is not None]
    shapes = np.empty(len(placed), dtype=object)
    shapes[:] = [row[1] for row in placed]
    bounds, wkb = shapely.bounds(shapes).tolist(), shapely.to_wkb(shapes).tolist()
    order = sorted(range(len(placed)), key=lambda place: (*bounds[place], placed[place][2], wkb[place]))
    return [placed[place] for place in order]
