# SPDX-License-Identifier: MIT
"""A part of a plan in hand: grids with what stands on them, changed step by step and compared with what it was."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import MICRO, Building, Community, Grid, Plan
from gridmgr.model.changes import Change, differences
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.model.shapes import normal_form
from gridmgr.operations.grid_codes import CodeRule, code_rule, codes_given, district_rule
from gridmgr.planning.area_tests import LEAST_M2
from gridmgr.planning.editing import EditError
from gridmgr.planning.precision import Geometries, is_wider_than_rounding


@dataclass(frozen=True, eq=False)
class Ground:
    """The buildings of the communities in hand (b); where they stand does not change."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    communities: tuple[str, ...]
    households: NDArray[np.int64]
    shapes: Geometries
    points: Geometries
    """(b,) the point by which each is counted in a grid."""
    pinned: NDArray[np.bool_]
    """(b,) whether each is locked in the grid that it is in."""


@dataclass(frozen=True, eq=False)
class Site:
    """The grids of some communities in one plan. Immutable: a step leads to another one."""

    plan: Plan
    communities: Mapping[str, Community]
    grids: Mapping[str, Grid]
    """The grids of the division by id; micro-grids are no part of it."""
    ground: Ground
    taken_codes: frozenset[str]
    """Codes that a new grid must not get: of this plan and of plans that were given out."""
    elsewhere: frozenset[str] = frozenset()
    """Codes and names of the plan's grids in other communities."""
    rule: CodeRule = field(default_factory=lambda: code_rule(""))

    @cached_property
    def grid_of_building(self) -> NDArray[np.object_]:
        """The grid (b,) that each building is counted in, "" for none; as the data count it."""
        found = np.full(len(self.ground.ids), "", dtype=object)
        home = np.array(self.ground.communities, dtype=object)
        for code in self.communities:
            here = np.flatnonzero(home == code)
            drawn = [g for g in self.grids.values() if g.community == code and g.geom is not None]
            drawn.sort(key=lambda g: (g.code, g.id))
            areas = np.empty(len(drawn), dtype=object)
            areas[:] = [g.geom for g in drawn]
            which = first_covering(self.ground.points[here], areas)
            found[here] = [drawn[n].id if n >= 0 else "" for n in which.tolist()]
        return found

    def households_of(self, grid_id: str) -> int:
        """Return the households of one grid."""
        return int(self.ground.households[self.grid_of_building == grid_id].sum())

    def redrawn(self, areas: Mapping[str, BaseGeometry], is_exact: bool = False) -> "Site":
        """Return it with other land for some grids; one that is left without land is taken out.

        Land that differs by no more than rounding is not touched, unless what is given `is_exact`: then the smallest
        piece counts, as others may have got what it lost. Raises EditError where a border is locked.
        """
        grids = dict(self.grids)
        for grid_id, area in areas.items():
            old = grids[grid_id].geom
            if old is not None and not (is_exact or _differ(old, area)):
                continue
            self._refuse_locked(grid_id)
            if area.is_empty or area.area < LEAST_M2:
                self._refuse_held(grid_id)
                del grids[grid_id]
            else:
                grids[grid_id] = replace(grids[grid_id], geom=normal_form(area, "MULTIPOLYGON"))
        return replace(self, grids=grids)

    def with_grid(self, grid: Grid) -> "Site":
        """Return it with a grid added or changed."""
        return replace(self, grids={**self.grids, grid.id: grid}, taken_codes=self.taken_codes | {grid.code})

    def without(self, grid_id: str) -> "Site":
        """Return it without a grid. Raises EditError where its border or its roster is locked."""
        self._refuse_locked(grid_id)
        self._refuse_held(grid_id)
        return replace(self, grids={i: g for i, g in self.grids.items() if i != grid_id})

    def short(self, grid_id: str) -> str:
        """Name a grid without its community where only one is in hand: 第7网格."""
        grid = self.grids[grid_id]
        community = self.communities.get(grid.community)
        prefix = community.name if community is not None and len(self.communities) == 1 else ""
        return grid.name.removeprefix(prefix) or grid.name or grid.code or "未命名网格"

    def free_code(self, community: str, is_dedicated: bool = False) -> tuple[str, int]:
        """Return the first code of a community behind all that were ever used, and its serial."""
        used = [s for c in self.taken_codes if (s := self.rule.serial(c, community)) is not None]
        last = max((s for s in used if (s > self.rule.last) == is_dedicated), default=0)
        code = self.rule.free(community, self.taken_codes, is_dedicated, last)
        return code, self.rule.serial(code, community) or 0

    def _refuse_locked(self, grid_id: str) -> None:
        if self.grids[grid_id].border_locked:
            raise EditError("“{grid}”的边界已锁定，没有改动；请先解锁（在网格上按右键）。", grid=self.short(grid_id))

    def _refuse_held(self, grid_id: str) -> None:
        if self.grids[grid_id].roster_locked:
            sentence = "“{grid}”的人员已锁定，不能取消；请先解锁人员（在网格上按右键）。"
            raise EditError(sentence, grid=self.short(grid_id))

    def near(self, place: BaseGeometry, community: str | None = None) -> list[str]:
        """Return the grids (of one community) that touch a place, ordered by code."""
        found = [
            g
            for g in self.grids.values()
            if g.geom is not None and community in (None, g.community) and shapely.dwithin(g.geom, place, LEAST_M2)
        ]
        return [g.id for g in sorted(found, key=lambda g: (g.code, g.id))]


def read_site(store: Store, plan_id: str, communities: Collection[str]) -> Site:
    """Read the grids of some communities and the buildings there. Raises EditError where the plan is gone."""
    plan = store.get(Plan, plan_id)
    if plan is None:
        raise EditError("这个方案已经不在了，请另选一个方案。")
    codes = sorted(communities)
    grids = {g.id: g for g in store.find(Grid, plan_id=plan_id, community=codes) if g.kind != MICRO}
    taken = frozenset(codes_given(store, codes)) | {c for (c,) in store.values(Grid, ["code"], plan_id=plan_id)}
    rows = store.values(Grid, ["id", "code", "name"], plan_id=plan_id)
    elsewhere = frozenset(text for grid_id, *texts in rows if grid_id not in grids for text in texts if text)
    known = {c.code: c for c in store.find(Community, code=codes)}
    return Site(plan, known, grids, _ground(store, codes), taken, elsewhere, district_rule(store))


def changes_between(before: Site, after: Site) -> list[Change]:
    """Return the changes that store a step. Raises EditError where a locked building would leave its grid."""
    demand_pinned(before, after)
    return differences(before.grids.values(), after.grids.values())


def demand_pinned(before: Site, after: Site) -> None:
    """Raise EditError where a building that is locked in its grid would leave it."""
    if not before.ground.pinned.any():
        return
    moved = moved_buildings(before, after)
    held = moved[before.ground.pinned[moved] & (before.grid_of_building[moved] != "")]
    if len(held):
        title, grid = before.ground.titles[held[0]], before.grid_of_building[held[0]]
        raise EditError(
            "“{building}”的归属已锁定在“{grid}”，没有改动；请先解锁（在楼幢上按右键）。",
            building=title,
            grid=before.short(grid),
        )


def moved_buildings(before: Site, after: Site) -> NDArray[np.int64]:
    """Return the positions of the buildings that are counted in another grid than before."""
    return np.flatnonzero(before.grid_of_building != after.grid_of_building)


def _ground(store: Store, codes: list[str]) -> Ground:
    fields = ["id", "community", "households", "geom", "grid_locked", "name", "number", "address", "code"]
    rows = [row for row in store.values(Building, fields, community=codes) if row[3] is not None]
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row[3] for row in rows]
    return Ground(
        ids=tuple(row[0] for row in rows),
        titles=tuple(next((n for n in row[5:] if n), row[0]) for row in rows),
        communities=tuple(row[1] for row in rows),
        households=np.array([row[2] or 0 for row in rows], dtype=np.int64),
        shapes=shapes,
        points=standing_points(shapes),
        pinned=np.array([bool(row[4]) for row in rows], dtype=np.bool_),
    )


def _differ(one: BaseGeometry, other: BaseGeometry) -> bool:
    if shapely.equals_exact(one, other):
        return False
    parts = shapely.get_parts(shapely.symmetric_difference(one, other))
    return bool(is_wider_than_rounding(parts, LEAST_M2).any())
