# SPDX-License-Identifier: MIT
"""Which plan counts, and a new plan made by the program for some or all communities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, District, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import Change, ChangeSet, added, changed, removed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.model.shapes import normal_form
from gridmgr.operations.ground import DistrictBarriers, Ground, read_ground
from gridmgr.operations.numbering import grid_code, grid_name, next_serial, reading_order
from gridmgr.operations.plan_states import district_band, draft_to_change
from gridmgr.planning.partition import Partition, Verdict
from gridmgr.planning.unit_building import build_units

SAME_SHARE = 0.5
"""A new grid stays the old one (its roles and history go on) when they share more than this of the larger area."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What an automatic plan shall be like."""

    communities: tuple[str, ...] = ()
    """Codes of the communities to divide; none for all."""
    band: Band | None = None
    """Size of the grids; the district's rule where None."""
    seed: int = 0
    name: str = ""
    made_by: str = ""
    today: date | None = None
    into: str = ""
    """Id of a draft in which the communities are divided anew; empty for a new plan."""


@dataclass(frozen=True, slots=True)
class CommunityOutcome:
    """How the division of one community went."""

    community: str
    name: str
    verdict: Verdict
    grids: int
    in_band: int
    households: int
    reasons: tuple[str, ...]
    """Sentences: why a grid is off the band, what was split, what lies apart."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A new plan and the change that stores it."""

    plan: Plan
    outcomes: tuple[CommunityOutcome, ...]
    changes: ChangeSet
    base_id: str = ""
    """Id of the plan that was in use when this one was made; of a draft divided anew, its own."""


def plan_in_use(store: Store, name: str = "") -> Plan | None:
    """Return the named plan, else the one in force, else the newest; None where there is no plan.

    Raises InputError for an unknown name.
    """
    plans = store.find(Plan)
    if name:
        named = [p for p in plans if p.name == name]
        if not named:
            known = "、".join(p.name for p in plans) or "无"
            raise InputError("没有名为“{name}”的方案；现有方案：{known}。", name=name, known=known)
        return named[-1]
    candidates = [p for p in plans if p.state == "in_force"] or plans
    return candidates[-1] if candidates else None


def make_plan(store: Store, request: PlanRequest, ids: Ids = new_id, progress: Progress | None = None) -> PlanDraft:
    """Divide communities into grids and return the plan, what came of it and the change that stores it.

    Communities that were not asked for keep the grids of the plan in use. Raises InputError when there is nothing to
    divide, CancelledError when given up.
    """
    watch = progress or Silent()
    wanted = _wanted_communities(store, request.communities)
    base = draft_to_change(store, request.into) if request.into else plan_in_use(store)
    band = request.band or (_band_of(base) if request.into and base else district_band(store))
    plan = base if request.into and base else _new_plan(store, request, band, base, ids)
    divided = _Divided(store, plan, base, ids)
    outcomes = _divide_all(divided, wanted, (band, request.seed), watch)
    if not divided.grids:
        raise InputError("所选社区都没有边界，无法划分网格；请先导入社区边界，或在导入楼幢时使用“按范围建社区”。")
    watch.step(1, 1)
    base_id = base.id if base else ""
    if request.into:
        label = "重新划分：{names}".format(names="、".join(o.name for o in outcomes[:3]))
        return PlanDraft(plan, tuple(outcomes), ChangeSet(label, divided.replacements()), base_id)
    kept = _grids_kept(store, base, {c.code for c in wanted}, plan, ids)
    changes = [added(plan), *(added(g) for g in sorted(kept + divided.grids, key=lambda g: g.code))]
    return PlanDraft(plan, tuple(outcomes), ChangeSet(f"自动划分网格：{plan.name}", changes), base_id)


def divide(ground: Ground, band: Band, seed: int, progress: Progress) -> tuple[Partition, list[BaseGeometry]]:
    """Divide one community; return the partition and the outline of each of its grids in the stored form."""
    from gridmgr.planning.partition.solve import partition

    units = build_units(ground.outline, ground.barriers, ground.buildings, progress=Part(progress, 0, 4))
    result = partition(units.graph, band, seed=seed, progress=_Later(progress))
    shapes = []
    for k in range(len(result.households)):
        progress.step(975 + 25 * k // len(result.households), 1000, "绘制网格")
        united = shapely.union_all(units.polygons[result.labels == k], grid_size=0.001)
        shapes.append(normal_form(united, "MULTIPOLYGON"))
    return result, shapes


@dataclass(frozen=True, slots=True)
class _Later:
    """The progress of the search, which comes after a quarter of the whole."""

    outer: Progress

    def step(self, done: int, total: int, what: str = "") -> None:
        """Pass the step on. Raises CancelledError when the whole job was given up."""
        self.outer.step(250 + 725 * done // max(total, 1), 1000, what)


class _Divided:
    """The grids made so far, and the old ones in whose place they come."""

    def __init__(self, store: Store, plan: Plan, base: Plan | None, ids: Ids) -> None:
        self.store, self.plan, self.ids = store, plan, ids
        self.grids: list[Grid] = []
        self._old: dict[str, list[Grid]] = {}
        for grid in store.find(Grid, plan_id=base.id) if base else ():
            self._old.setdefault(grid.community, []).append(grid)
        self._in_place = base is not None and base.id == plan.id
        self._used_codes = _codes_in_force(store)
        self._changes: list[Change] = []

    def take(self, community: Community, shapes: Sequence[BaseGeometry]) -> list[Grid]:
        """Make the grids of a community; one that mostly is an old grid stays that grid (`grid_uid`)."""
        old = self._old.get(community.code, [])
        heirs = same_grids(old, shapes)
        made = _numbered(community, shapes, self.plan, self._used_codes, self.ids)
        made = [replace(g, grid_uid=old[h].grid_uid) if h >= 0 else g for g, h in zip(made, heirs, strict=True)]
        if self._in_place:
            made = self._replaced(old, made, heirs)
        self.grids += made
        return made

    def replacements(self) -> list[Change]:
        """Return the changes that put the new grids in the place of the old ones of the same plan."""
        return self._changes

    def _replaced(self, old: Sequence[Grid], made: Sequence[Grid], heirs: Sequence[int]) -> list[Grid]:
        """Keep the records of grids that stay; they keep code and name, the others get free ones."""
        taken = {old[h].code for h in heirs if h >= 0}
        free = [g for g in made if g.code not in taken]
        result = []
        for grid, heir in zip(made, heirs, strict=True):
            if heir >= 0:
                result.append(replace(old[heir], geom=grid.geom))
                self._changes.append(changed(old[heir], result[-1]))
            else:
                named = free.pop(0)
                result.append(replace(grid, code=named.code, name=named.name))
        gone = [g for place, g in enumerate(old) if place not in heirs]
        arrivals = [added(g) for g, h in zip(result, heirs, strict=True) if h < 0]
        self._changes = [*(removed(g) for g in gone), *self._changes, *arrivals]
        return result


def same_grids(old: Sequence[Grid], shapes: Sequence[BaseGeometry]) -> list[int]:
    """Return for each shape the old grid that it mostly is, -1 for none: each covers more than half of the other."""
    found = []
    for shape in shapes:
        common = [shapely.area(shapely.intersection(shape, g.geom)) if g.geom is not None else 0.0 for g in old]
        best = int(np.argmax(common)) if common else -1
        known = old[best].geom if best >= 0 else None
        is_same = known is not None and common[best] > SAME_SHARE * max(shape.area, known.area)
        found.append(best if is_same else -1)
    return found


def _divide_all(
    divided: _Divided, wanted: Sequence[Community], how: tuple[Band, int], watch: Progress
) -> list[CommunityOutcome]:
    """Divide the communities one after the other and return what came of each."""
    band, seed = how
    barriers = DistrictBarriers(divided.store)
    outcomes = []
    for done, community in enumerate(wanted):
        part = Part(watch, done, len(wanted), _what(community.name, len(wanted) - done))
        part.step(0, 1)
        ground = read_ground(divided.store, community, barriers)
        if ground is None:
            outcomes.append(_without_outline(community))
            continue
        result, shapes = divide(ground, band, seed, part)
        outcomes.append(_outcome(community, band, result, [g.name for g in divided.take(community, shapes)]))
    return outcomes


def _what(name: str, left: int) -> str:
    return f"{name}（还剩 {left} 个社区）" if left > 1 else name


def _band_of(plan: Plan) -> Band:
    return Band(plan.min_households, plan.max_households)


def _wanted_communities(store: Store, codes: Sequence[str]) -> list[Community]:
    """Return the communities to divide in the order of their codes. Raises InputError for an unknown code."""
    known = {c.code: c for c in store.find(Community)}
    if not known:
        raise InputError("文件里还没有社区，请先导入社区边界（--as community）。")
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise InputError("没有编码为 {codes} 的社区。", codes="、".join(unknown))
    return [known[code] for code in sorted(codes or known)]


def _new_plan(store: Store, request: PlanRequest, band: Band, base: Plan | None, ids: Ids) -> Plan:
    """Return the record of the new plan, with a name of its own."""
    names = {p.name for p in store.find(Plan)}
    if request.name in names:
        raise InputError("已有名为“{name}”的方案，请换一个名称。", name=request.name)
    serial = next(n for n in range(1, len(names) + 2) if f"自动方案{n}" not in names)
    districts = store.find(District)
    return Plan(
        id=ids(),
        name=request.name or f"自动方案{serial}",
        made_on=request.today,
        made_by=request.made_by,
        parent_id=base.id if base else "",
        min_households=band.low,
        max_households=band.high,
        household_basis=districts[0].household_basis if districts else "actual",
        seed=request.seed,
    )


def _grids_kept(store: Store, base: Plan | None, redrawn: set[str], plan: Plan, ids: Ids) -> list[Grid]:
    """Copy the grids of the communities that are not divided anew; they stay the same grids (`grid_uid`)."""
    if base is None:
        return []
    old = store.find(Grid, plan_id=base.id)
    return [replace(g, id=ids(), rev=0, plan_id=plan.id) for g in old if g.community not in redrawn]


def _codes_in_force(store: Store) -> list[str]:
    """Return the grid codes of plans that were ever approved: they are never given out again."""
    fixed = [p.id for p in store.find(Plan, state=["approved", "in_force", "superseded"])]
    return [code for (code,) in store.values(Grid, ["code"], plan_id=fixed)] if fixed else []


def _numbered(
    community: Community, shapes: Sequence[BaseGeometry], plan: Plan, used_codes: Iterable[str], ids: Ids
) -> list[Grid]:
    """Return a grid record for each shape, in the order of the shapes, coded and named in reading order."""
    first = next_serial(used_codes, community.code)
    serials = {position: serial for serial, position in enumerate(reading_order(shapes), start=first)}
    return [
        Grid(
            id=ids(),
            community=community.code,
            plan_id=plan.id,
            grid_uid=ids(),
            code=grid_code(community.code, serials[position]),
            name=grid_name(community.name, serials[position]),
            geom=shape,
        )
        for position, shape in enumerate(shapes)
    ]


def _outcome(community: Community, band: Band, result: Partition, names: Sequence[str]) -> CommunityOutcome:
    """Sum up what came of one community; a sentence about certain grids begins with their names."""
    counts = result.households
    reasons = [("、".join(names[g] for g in r.grids) + "：" if r.grids else "") + r.sentence for r in result.reasons]
    return CommunityOutcome(
        community=community.code,
        name=community.name,
        verdict=result.verdict,
        grids=len(counts),
        in_band=int(np.count_nonzero((counts >= band.low) & (counts <= band.high))),
        households=int(counts.sum()),
        reasons=tuple(reasons),
    )


def _without_outline(community: Community) -> CommunityOutcome:
    """Say that a community cannot be divided because nobody knows where it lies."""
    reason = f"{community.name}没有边界，未划分；请先导入社区边界。"
    return CommunityOutcome(community.code, community.name, Verdict.NOT_FOUND, 0, 0, 0, (reason,))
