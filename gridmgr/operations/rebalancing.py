# SPDX-License-Identifier: MIT
"""Repairing a plan with least change: grids off the band are mended, all others keep their borders exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.store import Store
from gridmgr.model.areas import MICRO, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import Change, ChangeSet, added, changed, removed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.model.shapes import normal_form
from gridmgr.operations.drafts import copy_plan
from gridmgr.operations.moved_land import MovedLand
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.redrawing import Land, fresh_grid, read_land
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.rebalancing import Rebalanced, RepairVerdict
from gridmgr.planning.rebalancing.parcels import Parcels, parcels_of


@dataclass(frozen=True, slots=True)
class RepairRequest:
    """What is to be repaired, and what must stay as it is."""

    plan_id: str = ""
    """The plan in use where empty."""
    codes: tuple[str, ...] = ()
    """Codes of the only grids that may change; none for all of the plan."""
    with_neighbours: bool = False
    """Whether the grids beside the chosen ones may change as well. They may where a single grid is chosen."""
    communities: tuple[str, ...] = ()
    """Codes of the communities to look at; none for all."""
    locked: tuple[str, ...] = ()
    """Codes of further grids that must not change, beside those whose border is locked."""
    seed: int = 0
    made_by: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """Buildings and households that go from one grid to another."""

    source: str
    target: str
    buildings: int
    households: int


@dataclass(frozen=True, slots=True)
class GridSizes:
    """A grid that changes: its households before and after, None where it is not there."""

    code: str
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class CommunityRepair:
    """What a repair does in one community."""

    community: str
    name: str
    verdict: RepairVerdict
    moved_households: int
    moved_buildings: int
    bound_households: int
    bound_is_exact: bool
    handed: tuple[Handed, ...]
    grids: tuple[GridSizes, ...]
    sentences: tuple[str, ...]
    """What moves, how few it must be, and what stays unsolved, for people."""
    moved_ids: tuple[str, ...] = ()
    """Ids of the buildings that change hands."""
    moved_land: tuple[MovedLand, ...] = ()
    """The land that changes hands, one piece for each pair of grids."""


@dataclass(frozen=True, slots=True)
class PlanRepair:
    """A repair of a plan and the change that stores it; without a change where nothing moves."""

    plan: Plan
    """The draft that holds the repair: the plan itself, or a new draft made from it."""
    base_id: str
    outcomes: tuple[CommunityRepair, ...]
    changes: ChangeSet | None
    gone: tuple[str, ...] = ()
    """Ids of the grids, as they are now, that change or go."""

    @property
    def moved_households(self) -> int:
        """Return the households that change hands."""
        return sum(outcome.moved_households for outcome in self.outcomes)

    @property
    def bound_households(self) -> int:
        """Return the households that any repair moves at least."""
        return sum(outcome.bound_households for outcome in self.outcomes)

    @property
    def is_solved(self) -> bool:
        """Tell whether every grid that was off the band is in it now."""
        good = (RepairVerdict.REPAIRED, RepairVerdict.NOTHING_TO_DO)
        return all(outcome.verdict in good for outcome in self.outcomes)


def repair_plan(
    store: Store, request: RepairRequest, ids: Ids = new_id, progress: Progress | None = None
) -> PlanRepair:
    """Mend the grids of a plan that are off its size rule with as few households changing hands as possible.

    A draft is changed itself, another plan stays as it is and gets a new draft. Raises InputError for unknown grids and
    where there is no plan, EditError for a community without outline, CancelledError when given up.
    """
    watch = progress or Silent()
    plan = _plan(store, request.plan_id)
    grids = [grid for grid in store.find(Grid, plan_id=plan.id) if grid.kind != MICRO]
    _check_codes(grids, (*request.codes, *request.locked))
    band = Band(plan.min_households, plan.max_households)
    wanted = _communities(store, grids, request, band)
    steps = []
    for number, community in enumerate(wanted):
        part = Part(watch, number, len(wanted), community.name)
        steps.append(_repair_one(store, plan, community, request, (ids, part)))
    moved = [step for step in steps if step.changes]
    base = plan
    changes = None
    if moved:
        plan, changes = _stored(store, plan, moved, request, ids)
    gone = tuple(sorted(change.id for step in moved for change in step.changes if change.before is not None))
    watch.step(1, 1)
    return PlanRepair(plan, base.id, tuple(step.outcome for step in steps), changes, gone)


@dataclass(frozen=True, slots=True)
class _Step:
    """One community: what came out, and the changes of its grids in the plan that was read."""

    outcome: CommunityRepair
    changes: tuple[Change, ...]


def _plan(store: Store, plan_id: str) -> Plan:
    plan = store.get(Plan, plan_id) if plan_id else plan_in_use(store)
    if plan is None:
        raise InputError("没有可以调整的方案；请先划分网格。")
    return plan


def _check_codes(grids: Sequence[Grid], codes: Iterable[str]) -> None:
    unknown = sorted(set(codes) - {grid.code for grid in grids})
    if unknown:
        raise InputError("方案里没有编码为 {codes} 的网格。", codes="、".join(unknown))


def _communities(store: Store, grids: Sequence[Grid], request: RepairRequest, band: Band) -> list[Community]:
    """Return the communities with a grid to mend, in the order of their codes."""
    off = {
        grid.community
        for grid in grids
        if not band.contains(grid.households) and (not request.codes or grid.code in request.codes)
    }
    if request.communities:
        off &= set(request.communities)
    return sorted(store.find(Community, code=sorted(off)), key=lambda c: c.code) if off else []


def _repair_one(
    store: Store, plan: Plan, community: Community, request: RepairRequest, means: tuple[Ids, Progress]
) -> _Step:
    """Repair one community."""
    from gridmgr.planning.rebalancing.repair import rebalance

    ids, progress = means
    land = read_land(store, community.code, plan.id, Part(progress, 0, 4))
    parcels = parcels_of(land.coverage, land.units, land.households, land.ground.buildings.compound)
    drawn = [land.grids[name] for name in parcels.names]
    locked = [n for n, grid in enumerate(drawn) if grid.border_locked or grid.code in request.locked]
    touch = [n for n, grid in enumerate(drawn) if grid.code in request.codes] if request.codes else None
    while True:
        found = rebalance(
            parcels.graph,
            parcels.labels,
            Band(plan.min_households, plan.max_households),
            touch=_touchable(parcels, touch, request.with_neighbours),
            locked=locked,
            seed=request.seed,
            progress=_Rest(progress),
        )
        after, grids = _redrawn(land, parcels, found, ids)
        strayed = _grids_to_hold(land, after)
        more = {n for n, grid in enumerate(drawn) if grid.id in strayed} - set(locked)
        if not more:
            break
        # Such locks are rare: the few grids of which one would be passed stay as they are, and the rest is tried again.
        locked = sorted({*locked, *more})
    return _Step(_outcome(land, after, grids, (parcels, found)), _changes(land, after, grids))


def _grids_to_hold(land: Land, after: Coverage) -> set[str]:
    """Return the grids out of which a repair takes a locked building, or that it dissolves although people are held."""
    pinned = land.coverage.pinned
    was, now = land.coverage.grid_of_building[pinned], after.grid_of_building[pinned]
    gone = set(land.coverage.grids()) - set(after.grids())
    return {*was[was != now].tolist(), *(name for name in gone if land.grids[name].roster_locked)} - {UNASSIGNED}


@dataclass(frozen=True, slots=True)
class _Rest:
    """The progress of the search, which comes after a quarter of the whole."""

    outer: Progress

    def step(self, done: int, total: int, what: str = "") -> None:
        """Pass the step on. Raises CancelledError when the whole job was given up."""
        self.outer.step(250 + 740 * done // max(total, 1), 1000, what)


def _touchable(parcels: Parcels, chosen: list[int] | None, with_neighbours: bool) -> list[int] | None:
    """Return the grids that may change; None for all. A single one cannot give anything away: its neighbours help."""
    if chosen is None or (len(chosen) > 1 and not with_neighbours):
        return chosen
    graph = parcels.graph
    a, b = parcels.labels[graph.edge_a[graph.passable]], parcels.labels[graph.edge_b[graph.passable]]
    beside = {*b[np.isin(a, chosen)].tolist(), *a[np.isin(b, chosen)].tolist(), *chosen}
    return sorted(beside - {-1})


def _redrawn(land: Land, parcels: Parcels, found: Rebalanced, ids: Ids) -> tuple[Coverage, dict[str, Grid]]:
    """Return the coverage under the repaired grids, and all grids by id, new ones with codes of their own."""
    names = list(parcels.names)
    grids = dict(land.grids)
    for number in found.founded:
        taken = (*land.taken_codes, *(grid.code for grid in grids.values()))
        fresh = fresh_grid(replace(land, taken_codes=taken), ids)
        grids[fresh.id] = fresh
        names += [UNASSIGNED] * (number + 1 - len(names))
        names[number] = fresh.id
    label = found.labels[parcels.of_face]
    name_of = np.array([*names, UNASSIGNED], dtype=object)
    return replace(land.coverage, grid=name_of[label]), grids


def _changes(land: Land, after: Coverage, grids: dict[str, Grid]) -> tuple[Change, ...]:
    """Return the changes of the grids whose land is another; no other grid is touched."""
    moved = land.coverage.grid != after.grid
    touched = sorted({*land.coverage.grid[moved].tolist(), *after.grid[moved].tolist()} - {UNASSIGNED})
    changes = []
    for name in touched:
        polygon, known = after.grid_polygon(name), land.grids.get(name)
        if polygon.is_empty:
            changes.append(removed(land.grids[name]))
            continue
        drawn = replace(grids[name], geom=normal_form(polygon, "MULTIPOLYGON"))
        changes.append(added(drawn) if known is None else changed(known, drawn))
    return tuple(changes)


def _stored(
    store: Store, plan: Plan, steps: Sequence[_Step], request: RepairRequest, ids: Ids
) -> tuple[Plan, ChangeSet]:
    """Return the draft that holds the repair and the change that stores it."""
    moved = sum(step.outcome.moved_households for step in steps)
    label = f"重新平衡网格：{moved:,} 户换网格"
    changes = [change for step in steps for change in step.changes]
    if plan.state == "draft":
        return plan, ChangeSet(label, changes)
    copied = copy_plan(store, plan.id, request.made_by, request.today or date.min, ids)
    draft = replace(copied.plan, made_on=request.today)
    uid_of = {c.before.grid_uid: c.after for c in changes if isinstance(c.before, Grid)}
    made: list[Grid] = []
    for change in copied.changes.changes:
        if not isinstance(change.after, Grid):
            continue
        grid = change.after
        now = uid_of.get(grid.grid_uid, grid)
        if isinstance(now, Grid):
            made.append(replace(grid, geom=now.geom))
    made += [replace(c.after, plan_id=draft.id) for c in changes if c.before is None and isinstance(c.after, Grid)]
    whole = [added(draft), *(added(grid) for grid in sorted(made, key=lambda grid: grid.code))]
    return draft, ChangeSet(f"{label}（{draft.name}）", whole)


def _outcome(land: Land, after: Coverage, grids: dict[str, Grid], found: tuple[Parcels, Rebalanced]) -> CommunityRepair:
    """Put what came out into figures and sentences."""
    parcels, repair = found
    old, new = land.coverage.grid_of_building, after.grid_of_building
    moved = np.flatnonzero(old != new)
    names = [*parcels.names]
    names += [""] * (max((*repair.founded, -1)) + 1 - len(names))
    for number in repair.founded:
        names[number] = str(after.grid[repair.labels[parcels.of_face] == number][0])
    handed = _handed(land, grids, (old[moved], new[moved], land.households[moved]))
    sentences = [_summary(repair, len(moved), land.community.name)] if repair.moved_units else []
    sentences += [f"{h.buildings}栋（{h.households:,}户）从{h.source}划到{h.target}。" for h in handed]
    for reason in repair.reasons:
        about = "、".join(_short(land, grids[names[g]]) for g in reason.grids if g < len(names) and names[g] in grids)
        sentences.append(f"{about}：{reason.sentence}")
    return CommunityRepair(
        community=land.community.code,
        name=land.community.name,
        verdict=repair.verdict,
        moved_households=int(land.households[moved].sum()),
        moved_buildings=len(moved),
        bound_households=repair.bound_households,
        bound_is_exact=repair.bound_is_exact,
        handed=tuple(handed),
        grids=tuple(_sizes(land, after, grids)),
        sentences=tuple(sentences),
        moved_ids=tuple(land.ground.building_ids[place] for place in moved.tolist()),
        moved_land=_moved_land(land, after),
    )


def _moved_land(land: Land, after: Coverage) -> tuple[MovedLand, ...]:
    """Return what changes hands, in the order of the grids that it goes from and to."""
    pairs = list(zip(land.coverage.grid.tolist(), after.grid.tolist(), strict=True))
    found = []
    for pair in sorted({(old, new) for old, new in pairs if old != new}):
        faces = np.array([one == pair for one in pairs])
        is_on_it = faces[after.face_of_building] & (after.face_of_building >= 0)
        shape = shapely.union_all(after.faces[faces])
        found.append(MovedLand(int(land.households[is_on_it].sum()), shape))
    return tuple(found)


def _summary(repair: Rebalanced, buildings: int, community: str) -> str:
    """Say how much moves and how few it must be."""
    proof = "已证明不能更少" if repair.moved_households == repair.bound_households else "已证明"
    return (
        f"{community}有{buildings}栋、{repair.moved_households:,}户换网格；"
        f"最少也要动{repair.bound_households:,}户（{proof}）。"
    )


def _handed(
    land: Land, grids: dict[str, Grid], moved: tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.int64]]
) -> list[Handed]:
    """Return what goes from which grid to which, most households first."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for source, target, households in zip(*(column.tolist() for column in moved), strict=True):
        buildings, total = sums.get((source, target), (0, 0))
        sums[source, target] = (buildings + 1, total + households)
    rows = [
        Handed(_named(land, grids, source), _named(land, grids, target), *figures)
        for (source, target), figures in sums.items()
    ]
    return sorted(rows, key=lambda row: (-row.households, row.source, row.target))


def _sizes(land: Land, after: Coverage, grids: dict[str, Grid]) -> list[GridSizes]:
    """Return the grids whose land changes, in the order of their codes."""
    moved = land.coverage.grid != after.grid
    touched = {*land.coverage.grid[moved].tolist(), *after.grid[moved].tolist()} - {UNASSIGNED}
    standing = after.grid_of_building
    rows = []
    for name in touched:
        left = int(land.households[standing == name].sum()) if (after.grid == name).any() else None
        before = land.households_of(name) if name in land.grids else None
        rows.append(GridSizes(grids[name].code, _short(land, grids[name]), before, left))
    return sorted(rows, key=lambda row: row.code)


def _named(land: Land, grids: dict[str, Grid], name: str) -> str:
    return _short(land, grids[name]) if name in grids else "未归格的地"


def _short(land: Land, grid: Grid) -> str:
    """Name a grid without its community: 第7网格."""
    return grid.name.removeprefix(land.community.name) or grid.name or grid.code
