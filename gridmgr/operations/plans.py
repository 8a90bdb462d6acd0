# SPDX-License-Identifier: MIT
"""Which plan counts, and a new plan made by the program for some or all communities."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from gridmgr.data.store import Store
from gridmgr.model.areas import Community, District, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.ground import DistrictGround, read_ground
from gridmgr.operations.land_links import new_links
from gridmgr.operations.locking import grids_held
from gridmgr.operations.plan_grids import GridMaker
from gridmgr.operations.plan_notes import with_notes
from gridmgr.operations.plan_outcomes import CommunityOutcome, DividedCommunity, outcome_of
from gridmgr.operations.plan_states import district_band, draft_to_change
from gridmgr.operations.second_measures import SecondFigures, SecondMeasure
from gridmgr.planning.partition import Wish

if TYPE_CHECKING:
    from gridmgr.operations.dividing import Task


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
    wish: Wish = field(default_factory=Wish)
    """Weights, policy and, for one community alone, the number of grids."""
    second: SecondMeasure = SecondMeasure.NONE
    locked: tuple[str, ...] = ()
    """Codes of grids that stay as they are, beside those that locks in the plan hold."""
    base: str = ""
    """Id of the plan that a new one starts from: its other communities and its locks stay; empty for the one in use."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A new plan and the change that stores it."""

    plan: Plan
    outcomes: tuple[CommunityOutcome, ...]
    changes: ChangeSet
    base_id: str = ""
    """Id of the plan that was in use when this one was made; of a draft divided anew, its own."""
    left_out: tuple[str, ...] = ()
    """Names of communities that were asked for and not divided, as the work was given up before."""


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


def make_plan(
    store: Store,
    request: PlanRequest,
    ids: Ids = new_id,
    progress: Progress | None = None,
    finished: list[DividedCommunity] | None = None,
) -> PlanDraft:
    """Divide communities into grids and return the plan, what came of it and the change that stores it.

    Communities that were not asked for keep the grids of the plan in use. Every community that is done is appended to
    `finished`: given up, `plan_of` makes a plan of those. Raises InputError when there is nothing to divide,
    CancelledError when given up.
    """
    watch = progress or Silent()
    done = finished if finished is not None else []
    _divide_all(store, request, done, watch)
    watch.step(1, 1)
    return plan_of(store, request, done, ids)


def plan_of(store: Store, request: PlanRequest, done: Sequence[DividedCommunity], ids: Ids = new_id) -> PlanDraft:
    """Return the plan in which these communities are divided anew; all others keep the grids that they have.

    Raises InputError when none of them has an outline.
    """
    base, band = _start(store, request)
    plan = base if request.into and base else _new_plan(store, request, band, base, ids)
    maker = GridMaker(store, plan, store.find(Grid, plan_id=base.id) if base else [], ids)
    outcomes = [outcome_of(maker, one, band) for one in done]
    if not any(one.division or one.locked for one in done):
        raise InputError("所选社区都没有边界，无法划分网格；请先导入社区边界，或在导入楼幢时使用“按范围建社区”。")
    noted = with_notes(plan, {o.community: o.reasons for o in outcomes})
    divided = {one.community.code for one in done}
    left_out = [c.name for c in wanted_communities(store, request.communities) if c.code not in divided]
    if request.into:
        label = "重新划分：{names}".format(names="、".join(o.name for o in outcomes[:3]))
        changes = maker.replacements() + ([changed(plan, noted)] if noted != plan else [])
    else:
        label = f"自动划分网格：{plan.name}"
        kept = _grids_kept(store, base, divided, plan, ids)
        changes = [added(noted), *(added(g) for g in sorted(kept + maker.grids, key=lambda g: g.code))]
    for one in done:
        changes += new_links(one.community.code, one.division.links, ids) if one.division is not None else []
    base_id = base.id if base else ""
    return PlanDraft(noted, tuple(outcomes), ChangeSet(label, changes), base_id, tuple(left_out))


def task_reader(store: Store, request: PlanRequest) -> "TaskReader":
    """Return what reads the communities of a request one by one, as they are divided. Raises InputError."""
    if request.wish.grids is not None and len(request.communities) != 1:
        raise InputError("指定网格数量时只能划分一个社区，请只选一个社区。")
    base, band = _start(store, request)
    return TaskReader(store, request, base, band)


class TaskReader:
    """Reads what is to be known of each community; what holds for all of them is read once."""

    def __init__(self, store: Store, request: PlanRequest, base: Plan | None, band: Band) -> None:
        self._store, self._request, self._band = store, request, band
        self._district = DistrictGround(store)
        self._second = SecondFigures(store, request.second)
        self._here = _by_community(store, base)
        in_force = next(iter(store.find(Plan, state="in_force")), base)
        self._in_force = self._here if in_force == base else _by_community(store, in_force)
        self._held = grids_held(store, base.id, bool(request.into)) if base is not None else set()
        self._refuse_unknown_locks()

    def read(self, community: Community) -> "Task | None":
        """Return what is to be done in a community; None where it has no outline."""
        from gridmgr.operations.dividing import Task

        ground = read_ground(self._store, community, self._district)
        if ground is None:
            return None
        grids = self._here.get(community.code, [])
        return Task(
            ground=ground,
            band=self._band,
            seed=self._request.seed,
            wish=self._request.wish,
            second=self._second.of(ground.building_ids, ground.buildings.households),
            previous=tuple(self._in_force.get(community.code, ())),
            locked=tuple(g for g in grids if g.id in self._held or g.code in self._request.locked),
        )

    def _refuse_unknown_locks(self) -> None:
        known = {g.code for grids in self._here.values() for g in grids}
        unknown = [code for code in self._request.locked if code not in known]
        if unknown:
            raise InputError("现有方案里没有编码为 {codes} 的网格，无法锁定。", codes="、".join(unknown))


def _start(store: Store, request: PlanRequest) -> tuple[Plan | None, Band]:
    """Return the plan that a request starts from and the size rule."""
    if request.into:
        base = draft_to_change(store, request.into)
        return base, request.band or Band(base.min_households, base.max_households)
    named = store.get(Plan, request.base) if request.base else None
    return named or plan_in_use(store), request.band or district_band(store)


def _by_community(store: Store, plan: Plan | None) -> dict[str, list[Grid]]:
    """Return the grids of a plan that have a geometry, by community, in the order of their codes."""
    found: dict[str, list[Grid]] = {}
    for grid in sorted(store.find(Grid, plan_id=plan.id) if plan else (), key=lambda g: (g.code, g.id)):
        if grid.geom is not None:
            found.setdefault(grid.community, []).append(grid)
    return found


def _divide_all(store: Store, request: PlanRequest, done: list[DividedCommunity], watch: Progress) -> None:
    """Divide the communities, many of them in several processes at once."""
    from gridmgr.operations.division_pool import divide_many

    wanted = wanted_communities(store, request.communities)
    tasks = _Tasks(wanted, task_reader(store, request))
    for community, (task, division) in zip(wanted, divide_many(tasks, watch), strict=True):
        known = (task.locked, task.ground.estates) if task is not None else ((), ())
        done.append(DividedCommunity(community, division, *known))


@dataclass(frozen=True, slots=True)
class _Tasks:
    """The communities of a request, read when their turn comes."""

    communities: Sequence[Community]
    reader: TaskReader

    def __len__(self) -> int:
        return len(self.communities)

    def name(self, number: int) -> str:
        return self.communities[number].name

    def read(self, number: int) -> "Task | None":
        return self.reader.read(self.communities[number])


def wanted_communities(store: Store, codes: Sequence[str]) -> list[Community]:
    """Return the communities to divide in the order of their codes. Raises InputError for an unknown code."""
    known = {c.code: c for c in store.find(Community)}
    if not known:
        raise InputError("文件里还没有社区，请先导入社区边界（--as community）。")
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise InputError("没有编码为 {codes} 的社区。", codes="、".join(unknown))
    return [known[code] for code in sorted(set(codes) or known)]


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
