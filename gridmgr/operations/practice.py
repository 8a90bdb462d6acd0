# SPDX-License-Identifier: MIT
"""A plan to practise on: a copy of the plan in use, with one grid made too large for a person to mend."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.shapes import normal_form
from gridmgr.operations.ground import DistrictGround, Ground, read_ground
from gridmgr.operations.plans import plan_in_use
from gridmgr.planning.coverage import Coverage
from gridmgr.planning.unit_building import build_units

NAME = "练习方案"
LEAST_SURPLUS = 12
"""By so many households at least the grid is too large, so that it takes more than one building to mend it."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A plan to practise on, and its grid that is too large."""

    plan: Plan
    grid: Grid
    changes: ChangeSet


@dataclass(frozen=True, slots=True)
class _Ground:
    """One community of the plan with what may be moved about in it."""

    ground: Ground
    coverage: Coverage
    grids: dict[str, Grid]

    @property
    def households(self) -> NDArray[np.int64]:
        return self.ground.buildings.households

    def count(self, grid_id: str) -> int:
        return int(self.households[self.coverage.grid_of_building == grid_id].sum())


def practice_plan(store: Store, today: date, made_by: str, ids: Ids = new_id) -> Practice:
    """Copy the plan in use and make one grid of the copy too large. Raises InputError where no grid lends itself."""
    base = plan_in_use(store)
    if base is None:
        raise InputError("这份数据里还没有方案，请先自动划分网格，再开始引导任务。")
    band = Band(base.min_households, base.max_households)
    for place in _places(store, base):
        found = _overfilled(place, band)
        if found is not None:
            return _copied(store, base, found, (today, made_by, ids))
    raise InputError("这份数据里没有适合练习的网格，请打开示范区再开始引导任务。")


def _places(store: Store, plan: Plan) -> Iterator[_Ground]:
    """Yield the communities that have several grids, in the order of their codes."""
    district = DistrictGround(store)
    for community in sorted(store.find(Community), key=lambda c: c.code):
        grids = {g.id: g for g in store.find(Grid, plan_id=plan.id, community=community.code)}
        ground = read_ground(store, community, district) if len(grids) > 1 else None
        if ground is None:
            continue
        units = build_units(ground.outline, ground.barriers, ground.buildings)
        points = shapely.point_on_surface(ground.buildings.footprint)
        shapes = [(g.id, g.geom) for g in sorted(grids.values(), key=lambda g: g.code)]
        yield _Ground(ground, Coverage.from_grids(ground.outline, shapes, units, points), grids)


def _overfilled(place: _Ground, band: Band) -> tuple[Grid, dict[str, Grid]] | None:
    """Return the grid that is too large now, and the two grids that changed; None where nothing fits."""
    pairs = [(a, b) for a in place.grids for b in place.grids if a != b and band.contains(place.count(a))]
    for taker, giver in sorted(pairs, key=lambda p: (-place.count(p[0]), p)):
        coverage = _with_more(place, band, taker, giver)
        if coverage is None:
            continue
        changed = {
            grid: replace(place.grids[grid], geom=normal_form(coverage.grid_polygon(grid), "MULTIPOLYGON"))
            for grid in (taker, giver)
        }
        if all(_is_whole(g) for g in changed.values()):
            return changed[taker], changed
    return None


def _with_more(place: _Ground, band: Band, taker: str, giver: str) -> Coverage | None:
    """Give the taker the giver's nearest buildings until it is too large, the giver not getting too small."""
    land = place.coverage.grid_polygon(taker)
    theirs = np.flatnonzero(place.coverage.grid_of_building == giver)
    far = shapely.distance(place.coverage.points[theirs], land)
    coverage = place.coverage
    for building in theirs[np.argsort(far, kind="stable")]:
        coverage = coverage.assigned(coverage.faces_of_buildings(np.array([building])), taker)
        counts = [int(place.households[coverage.grid_of_building == g].sum()) for g in (taker, giver)]
        if not band.low <= counts[1] <= band.high:
            return None
        if counts[0] >= band.high + LEAST_SURPLUS:
            return coverage
    return None


def _is_whole(grid: Grid) -> bool:
    return grid.geom is not None and shapely.get_num_geometries(grid.geom) == 1


def _copied(store: Store, base: Plan, found: tuple[Grid, dict[str, Grid]], signed: tuple[date, str, Ids]) -> Practice:
    """Return the copy of the plan with the changed grids in the place of the old ones."""
    large, changed = found
    today, made_by, ids = signed
    names = {p.name for p in store.find(Plan)}
    name = next(n for i in range(1, len(names) + 2) if (n := NAME if i == 1 else f"{NAME}{i}") not in names)
    plan = replace(
        base,
        id=ids(),
        rev=0,
        name=name,
        state="draft",
        made_on=today,
        made_by=made_by,
        parent_id=base.id,
        effective_on=None,
    )
    grids = sorted(store.find(Grid, plan_id=base.id), key=lambda g: g.code)
    copies = {g.id: replace(changed.get(g.id, g), id=ids(), rev=0, plan_id=plan.id) for g in grids}
    changes = ChangeSet(f"引导任务：准备“{name}”", [added(plan), *(added(g) for g in copies.values())])
    return Practice(plan, copies[large.id], changes)
