# SPDX-License-Identifier: MIT
"""What putting findings right needs beside a site: the small pieces of its land, and the barriers through it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Estate
from gridmgr.model.changes import Change
from gridmgr.model.ids import Ids
from gridmgr.operations.ground import DistrictGround
from gridmgr.operations.handing_over import faces_of
from gridmgr.operations.land_links import accept_link
from gridmgr.operations.redrawing import Land, move_faces, read_land, with_grids
from gridmgr.operations.shaping import carried_out
from gridmgr.operations.sites import Site
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.crossings import Footing, Reach, drawn_footing, new_reaches
from gridmgr.planning.editing import EditError


class FixBench:
    """Reads what remedies need from a store, each community once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lands: dict[str, Land] = {}
        self._barriers: dict[str, Barriers] = {}

    @cached_property
    def _district(self) -> DistrictGround:
        return DistrictGround(self.store)

    def estate_name(self, estate_id: str) -> str:
        """Return the name of a compound, empty where it is gone."""
        estate = self.store.get(Estate, estate_id)
        return "" if estate is None else estate.name

    def estate_given(self, site: Site, estate_id: str, target: str) -> Site:
        """Give all buildings of a compound (小区) to one grid.

        Raises EditError where that cannot be, such as for a locked grid or one that would be left without land.
        """
        estate = self.store.get(Estate, estate_id)
        if estate is None or target not in site.grids:
            raise EditError("这个问题已经不在了，请看最新的检查结果。")
        land = self._land(site, estate.community)
        rows = self.store.values(Building, ["id"], estate_id=estate_id, community=estate.community)
        faces, _ = faces_of(land, [building for (building,) in rows])
        after = carried_out(lambda before: move_faces(before, faces, target), land).after
        return replace(site, grids={**site.grids, **after.grids})

    def reaches(self, before: Site, after: Site) -> list[Reach]:
        """Return the grids that reach across a railway or river after a step and did not before."""
        found: list[Reach] = []
        for code in sorted(before.communities):
            changed = [
                i
                for i in sorted({*before.grids, *after.grids})
                if _geometry(before, i, code) is not _geometry(after, i, code)
            ]
            if changed and not self._barriers_of(before, code).crossable.all():
                found += new_reaches(*(self._footing(site, code, changed) for site in (before, after)))
        return found

    def links(self, after: Site, reaches: Sequence[Reach], reason: str, ids: Ids) -> list[Change]:
        """Return the changes that keep the reason for which grids reach across a barrier (连通认定)."""
        points = after.ground.points
        made: list[Change] = []
        for reach in reaches:
            community = after.communities[after.grids[reach.grid].community]
            for side in reach.beyond:
                (near, home), far = shapely.STRtree(points[reach.home]).query_nearest(
                    points[side], all_matches=False, return_distance=True
                )
                best = int(np.argmin(far))
                ends = shapely.get_coordinates([points[side][near[best]], points[reach.home][home[best]]])
                made += accept_link(community, shapely.linestrings(ends), reason, ids).changes
        return made

    def _land(self, site: Site, code: str) -> Land:
        """Return the small pieces of a community under the grids of a site."""
        if code not in self._lands:
            self._lands[code] = read_land(self.store, code, site.plan.id)
        return with_grids(self._lands[code], {i: g for i, g in site.grids.items() if g.community == code})

    def _barriers_of(self, site: Site, code: str) -> Barriers:
        if code not in self._barriers:
            community = site.communities[code]
            self._barriers[code] = (
                self._district.barriers_of(community) if community.geom is not None else Barriers.none()
            )
        return self._barriers[code]

    def _footing(self, site: Site, code: str, grids: Sequence[str]) -> Footing:
        drawn = {i: area for i in grids if (area := _geometry(site, i, code)) is not None}
        return drawn_footing(site.ground.points, site.grid_of_building, drawn, self._barriers_of(site, code))


def _geometry(site: Site, grid_id: str, community: str) -> BaseGeometry | None:
    """Return the land of a grid, None where it is none of a community."""
    grid = site.grids.get(grid_id)
    return None if grid is None or grid.community != community else grid.geom
