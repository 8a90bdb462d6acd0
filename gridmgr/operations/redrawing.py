# SPDX-License-Identifier: MIT
"""Drawing the grids of one community anew by hand: the land in hand, and one change for every gesture."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import Change, ChangeSet, added, changed, removed
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.people import Appointment
from gridmgr.model.progress import Progress, Silent
from gridmgr.model.shapes import normal_form
from gridmgr.operations.common_borders import cut_anew, differ, with_common_corners
from gridmgr.operations.grid_codes import CodeRule, code_rule, codes_given, district_rule, fresh_code
from gridmgr.operations.ground import DistrictGround, Ground, read_ground
from gridmgr.operations.numbering import grid_name
from gridmgr.planning.coverage import LEAST_M2, UNASSIGNED, Coverage
from gridmgr.planning.editing import EditError, Keeping, draw_grid, merge, split, transfer
from gridmgr.planning.unit_building import Units, build_units


@dataclass(frozen=True, eq=False)
class Land:
    """One community of one plan, ready to be redrawn. Immutable: a gesture leads to another one."""

    community: Community
    plan_id: str
    ground: Ground
    units: Units
    grids: Mapping[str, Grid]
    """The grids by id, with the geometry that is stored."""
    coverage: Coverage
    """Its faces follow the buildings and every cut made so far; its grids are named by their id."""
    taken_codes: tuple[str, ...]
    """Grid codes of the community that a new grid must not get."""
    rule: CodeRule = field(default_factory=lambda: code_rule(""))
    """How grid codes are written in this district."""
    spared: int = 0
    """Buildings that the edit which led here left in their grid, because they are locked in it."""

    @property
    def households(self) -> NDArray[np.int64]:
        """Households of each building (b,)."""
        return self.ground.buildings.households

    @cached_property
    def key(self) -> "DrawingKey":
        """What the stored grids are: equal keys mean the same drawing."""
        return drawing_key(self.grids.values())

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The households of every grid that has buildings, counted once: communities of 200 grids exist."""
        sums: Counter[str] = Counter()
        for grid, households in zip(self.coverage.grid_of_building.tolist(), self.households.tolist(), strict=True):
            sums[grid] += households
        return sums

    def households_of(self, grid_id: str) -> int:
        """Return the households of one grid."""
        return self.counts.get(grid_id, 0)


@dataclass(frozen=True, slots=True)
class Redrawing:
    """One gesture: the land before and after, what the journal calls it, and what a person should know."""

    before: Land
    after: Land
    label: str
    note: str = ""
    beside: tuple[Change, ...] = ()
    """What is stored with it beside the grids, such as the reason for reaching across a railway."""

    @property
    def told(self) -> str:
        """What a person should know about it, locked buildings that were left out first; empty for nothing."""
        spared = f"其中 {self.after.spared} 栋已锁定归属，没有移交。" if self.after.spared else ""
        return spared + self.note


DrawingKey = tuple[tuple[str, bytes, bool, bool], ...]


def drawing_key(grids: Iterable[Grid]) -> DrawingKey:
    """Return what tells one drawing of a community from another: ids, geometries and locks of its grids."""
    drawn = ((g, b"" if g.geom is None else shapely.to_wkb(g.geom)) for g in grids)
    return tuple(sorted((g.id, land, g.border_locked, g.roster_locked) for g, land in drawn))


def read_grids(store: Store, plan_id: str, community: str) -> dict[str, Grid]:
    """Return the grids of one community in a plan by id."""
    return {g.id: g for g in store.find(Grid, plan_id=plan_id, community=community)}


def read_land(
    store: Store, code: str, plan_id: str, progress: Progress | None = None, known: Land | None = None
) -> Land:
    """Read a community and cut it into its smallest pieces, along buildings, streets and the borders of the plan.

    `known` is the land as it was before an edit: then only the street blocks are cut in which something has changed.
    Raises EditError where it has no outline, CancelledError when given up. May take some seconds for ten thousand
    buildings.
    """
    watch = progress or Silent()
    community = next(iter(store.find(Community, code=code)), None)
    ground = read_ground(store, community, DistrictGround(store)) if community is not None else None
    if community is None or ground is None:
        raise EditError("这个社区还没有边界，不能画网格；请先导入社区边界。")
    before = known.units if known is not None and known.community.id == community.id else None
    units = build_units(ground.outline, ground.barriers, ground.buildings, progress=watch, known=before)
    grids = read_grids(store, plan_id, code)
    taken = tuple(sorted({*codes_given(store, [code]), *(g.code for g in grids.values())}))
    coverage = replace(_coverage(ground, units, grids), pinned=_pinned(store, ground))
    return Land(community, plan_id, ground, units, grids, coverage, taken, district_rule(store))


def with_grids(land: Land, grids: Mapping[str, Grid]) -> Land:
    """Return the same land under other grids, as after an undo or a colleague's change."""
    taken = tuple(sorted({*land.taken_codes, *(g.code for g in grids.values())}))
    drawn = {i: g.geom for i, g in grids.items() if g.geom is not None and not _same_land(land.grids.get(i), g)}
    coverage = land.coverage.regridded(drawn, set(land.grids) - set(grids))
    if coverage is None:
        coverage = replace(_coverage(land.ground, land.units, grids), pinned=land.coverage.pinned)
    return replace(land, grids=grids, coverage=coverage, taken_codes=taken)


def move_faces(land: Land, faces: NDArray[np.int64], target: str) -> Redrawing:
    """Give pieces of land, with the buildings on them, to a grid. Raises EditError."""
    after = with_coverage(land, transfer(land.coverage, faces, target))
    inside = land.coverage.grid_of_building != after.coverage.grid_of_building
    count, households = int(inside.sum()), int(land.households[inside].sum())
    return Redrawing(land, after, f"移交 {count} 栋（{households:,} 户）到{short_name(land, target)}")


def split_grid(land: Land, grid: str, line: BaseGeometry, swapped: bool = False, ids: Ids = new_id) -> Redrawing:
    """Split a grid along a line; the side with more households stays the grid it was, or if `swapped` the other one.

    The other side gets a new code. Raises EditError.
    """
    fresh = fresh_grid(land, ids)
    keeping = Keeping(land.households, swapped)
    after = with_coverage(land, split(land.coverage, grid, line, fresh.id, keeping), added_grid=fresh)
    label = split_label(land, after, grid, fresh.id)
    return Redrawing(land, after, label, cut_note(land, shapely.intersection(line, land.coverage.grid_polygon(grid))))


def split_label(land: Land, after: Land, grid: str, fresh: str) -> str:
    """Return what the journal calls a split."""
    return f"拆分{short_name(land, grid)}，分出{short_name(after, fresh)}（{after.households_of(fresh):,} 户）"


def merge_grids(land: Land, kept: str, absorbed: str) -> Redrawing:
    """Join a neighbour to a grid, which stays the grid it was. Raises EditError."""
    after = with_coverage(land, merge(land.coverage, kept, absorbed))
    label = f"把{short_name(land, absorbed)}并入{short_name(land, kept)}（合计 {after.households_of(kept):,} 户）"
    return Redrawing(land, after, label)


def draw_new_grid(land: Land, polygon: BaseGeometry, ids: Ids = new_id) -> Redrawing:
    """Make a new grid of the land inside a polygon; its part outside the community is left out. Raises EditError."""
    fresh = fresh_grid(land, ids)
    after = with_coverage(land, draw_grid(land.coverage, polygon, fresh.id), added_grid=fresh)
    label = f"新画{short_name(after, fresh.id)}（{after.households_of(fresh.id):,} 户）"
    return Redrawing(land, after, label, cut_note(land, shapely.boundary(polygon)))


def store_redrawing(store: Store, redrawing: Redrawing) -> ChangeSet:
    """Return the change that stores a gesture.

    Raises EditError where the plan is not a draft any more, or where somebody else has drawn in this community
    meanwhile.
    """
    before, after = redrawing.before, redrawing.after
    plan = store.get(Plan, before.plan_id)
    if plan is None or plan.state != "draft":
        raise EditError("只有草案可以改动；请先以这个方案为底稿新建草案，再画。")
    present = read_grids(store, before.plan_id, before.community.code)
    if drawing_key(present.values()) != before.key:
        raise EditError(
            "{community}的网格刚刚被改过，这一笔没有存；请看清现在的样子再画。", community=before.community.name
        )
    changes = _changes(present, after.grids)
    for change in changes:
        known = present.get(change.id)
        if known is not None:
            _refuse_locked(known, before.community)
    return ChangeSet(redrawing.label, [*changes, *redrawing.beside])


def appointments_kept(store: Store, redrawing: Redrawing) -> int:
    """Return how many appointments belong to grids that a gesture did away with; they stay as they are in the files."""
    gone = [g.grid_uid for i, g in redrawing.before.grids.items() if i not in redrawing.after.grids]
    return store.count(Appointment, grid_uid=gone, to_on=None) if gone else 0


def next_off_band(counts: Sequence[tuple[str, int]], band: Band, after: str) -> str:
    """Return the grid behind `after` in a list of grids and households that is off the band; "" where none is."""
    names = [name for name, _ in counts]
    start = names.index(after) + 1 if after in names else 0
    turned = [*counts[start:], *counts[:start]]
    return next((name for name, households in turned if not band.contains(households)), "")


def _changes(present: Mapping[str, Grid], wanted: Mapping[str, Grid]) -> list[Change]:
    changes = [removed(g) for i, g in present.items() if i not in wanted]
    for i, grid in wanted.items():
        known = present.get(i)
        if known is None:
            changes.append(added(grid))
        elif known.geom != grid.geom:
            changes.append(changed(known, replace(known, geom=grid.geom)))
    return changes


def _pinned(store: Store, ground: Ground) -> NDArray[np.int64]:
    """Return the positions of the buildings that are locked in their grids."""
    locked = {i for (i,) in store.values(Building, ["id"], community=ground.community.code, grid_locked=True)}
    return np.flatnonzero([i in locked for i in ground.building_ids]).astype(np.int64)


def _coverage(ground: Ground, units: Units, grids: Mapping[str, Grid]) -> Coverage:
    points = shapely.point_on_surface(ground.buildings.footprint)
    ordered = sorted(grids.values(), key=lambda g: (g.code, g.id))
    whole = Coverage.from_units(units, [UNASSIGNED] * len(units.polygons), points)
    quick = whole.regridded({g.id: g.geom for g in ordered if g.geom is not None})
    return quick or Coverage.from_grids(ground.outline, [(g.id, g.geom) for g in ordered], units, points)


def with_coverage(land: Land, coverage: Coverage, added_grid: Grid | None = None) -> Land:
    """Return the land after an edit; only grids whose land differs by more than rounding count as changed.

    Their neighbours get the corners that a new border sets on the common one, if their own is not locked, so that what
    is stored never leaves a gap. Every tool comes through here, so no gesture gets past a lock: locked buildings keep
    their land in the grid where it is. Raises EditError for a grid that is locked, and where nothing but locked
    buildings would move.
    """
    wanted = coverage
    coverage, spared = wanted.sparing(land.coverage)
    touched_names = _touched(land.coverage, coverage)
    if spared:
        _demand_some_moved(land, (wanted, coverage), touched_names, added_grid)
    grids = dict(land.grids)
    for name in touched_names:
        old, new = land.coverage.grid_polygon(name), coverage.grid_polygon(name)
        known = grids.pop(name, added_grid)
        assert known is not None
        touched = old.is_empty or new.is_empty or differ(old, new)
        if touched:
            _refuse_locked(known, land.community)
        if new.is_empty:
            _refuse_held_roster(known, land.community)
        else:
            grids[name] = replace(known, geom=normal_form(new, "MULTIPOLYGON")) if touched else known
    redrawn = [name for name in touched_names if grids.get(name) is not land.grids.get(name)]
    grids |= with_common_corners(grids, coverage, redrawn, cut_anew(land.coverage, coverage))
    codes = (*land.taken_codes, added_grid.code) if added_grid is not None else land.taken_codes
    return replace(land, grids=grids, coverage=coverage, taken_codes=codes, spared=spared)


def _demand_some_moved(
    land: Land, coverages: tuple[Coverage, Coverage], touched: Sequence[str], added_grid: Grid | None
) -> None:
    """Raise EditError where an edit, as it is `wanted` and as it is without locked buildings, comes to nothing."""
    wanted, spared = coverages
    if not touched or (added_grid is not None and added_grid.id not in touched):
        raise EditError("这里的楼都锁定了归属，没有移交；请先解锁（在楼幢上按右键）。")
    kept = sorted((set(spared.grids()) - set(wanted.grids())) & set(land.grids))
    if kept:
        raise EditError("{grid}里有楼锁定了归属，不能取消这个网格；请先解锁那些楼。", grid=short_name(land, kept[0]))


def _refuse_locked(grid: Grid, community: Community) -> None:
    """Raise EditError when the border of a grid that an edit touches is locked."""
    if grid.border_locked:
        named = _called(grid, community)
        raise EditError("{grid}的边界已锁定，这一笔会改动它，没有存；请先解锁（在网格上按右键）。", grid=named)


def _refuse_held_roster(grid: Grid, community: Community) -> None:
    """Raise EditError when the people of a grid that an edit does away with are locked."""
    if grid.roster_locked:
        named = _called(grid, community)
        raise EditError("{grid}的人员已锁定，不能取消这个网格；请先解锁人员（在网格上按右键）。", grid=named)


def _same_land(one: Grid | None, other: Grid) -> bool:
    """Tell whether two states of a grid have the very same geometry."""
    return one is not None and one.geom is not None and shapely.equals_exact(one.geom, other.geom)


def _touched(before: Coverage, after: Coverage) -> list[str]:
    """Return the grids whose land may be another; where faces were cut, those whose area or balance point moved."""
    if after.faces is not before.faces:
        was, now = _moments(before), _moments(after)
        names = sorted({*was, *now})
        return [
            n
            for n in names
            if n not in was or n not in now or not np.allclose(was[n], now[n], rtol=0, atol=LEAST_M2 / 2)
        ]
    moved = before.grid != after.grid
    return sorted({*before.grid[moved].tolist(), *after.grid[moved].tolist()} - {UNASSIGNED})


def _moments(coverage: Coverage) -> dict[str, NDArray[np.float64]]:
    """Return for every grid its area (m²) and its first moments about a corner of the community (m³)."""
    area = shapely.area(coverage.faces)
    xy = shapely.get_coordinates(shapely.centroid(coverage.faces))
    names, number = np.unique(coverage.grid.astype(str), return_inverse=True)
    rows = np.column_stack((area, (xy - shapely.total_bounds(coverage.faces)[:2].round()) * area[:, None]))
    sums = np.zeros((len(names), 3))
    np.add.at(sums, number, rows)
    return {name: row for name, row in zip(names.tolist(), sums, strict=True) if name != UNASSIGNED}


def fresh_grid(land: Land, ids: Ids) -> Grid:
    """Return a grid without land; it gets the first serial behind all that were ever used in the community."""
    code = land.community.code
    fresh, serial = fresh_code(land.rule, code, land.taken_codes)
    return Grid(
        id=ids(),
        community=code,
        plan_id=land.plan_id,
        grid_uid=ids(),
        code=fresh,
        name=grid_name(land.community.name, serial),
    )


def short_name(land: Land, grid_id: str) -> str:
    """Name a grid without its community: 第7网格."""
    return _called(land.grids[grid_id], land.community)


def _called(grid: Grid, community: Community) -> str:
    return grid.name.removeprefix(community.name) or grid.name or grid.code


def cut_note(land: Land, line: BaseGeometry) -> str:
    """Say how many buildings a line runs through: each stays with the side on which its middle lies."""
    footprints = land.ground.buildings.footprint
    crossed = shapely.length(shapely.intersection(footprints, line)) > 0.5
    count = int(np.count_nonzero(crossed))
    return f"这条线穿过 {count} 栋楼，每栋楼按它的中心归入一侧。" if count else ""


Edit = Callable[[Land], Redrawing]
"""What a gesture does to the land at hand."""
