# SPDX-License-Identifier: MIT
"""Two plans of a file compared: what changes for grids, buildings and households."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridmgr.data.membership import SpecialHouseholds
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.errors import InputError
from gridmgr.model.people import Household
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.grid_matching import differences
from gridmgr.operations.plan_difference import Figures, GridSide, Place, PlanDifference, PlanSide


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """One plan in figures."""

    name: str
    grids: int
    in_band: int


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """Two plans side by side in a few figures, for the one sentence below a new plan."""

    old: PlanFigures
    new: PlanFigures
    households: int
    """Households that are in a grid of both plans."""
    moved_households: int
    moved_buildings: int
    """Buildings with households that change grid."""


def plan_difference(
    store: Store, old_id: str, new_id: str, progress: Progress | None = None, with_special: bool = True
) -> PlanDifference:
    """Compare two plans building by building.

    Nothing is looked up on the map: the store keeps for every plan which building lies in which grid. Without
    `with_special` the households with special groups are not counted, which takes most of the time. Raises InputError
    when a plan is gone, CancelledError when given up.
    """
    watch = progress or Silent()
    old, new = _plan(store, old_id), _plan(store, new_id)
    watch.step(0, 4, "读取方案")
    sides = {plan.id: _sides(store, plan) for plan in (old, new)}
    watch.step(1, 4, "读取楼幢")
    places = _places(store, (old.id, new.id), with_special)
    watch.step(3, 4, "比较方案")
    grids, flows = differences(sides[old.id], sides[new.id], places)
    watch.step(4, 4)
    return PlanDifference(
        _summed(store, old),
        _summed(store, new),
        dict(store.values(Community, ["code", "name"])),
        grids,
        flows,
        store.count(Household, building_id=None),
    )


def compare_plans(store: Store, old_id: str, new_id: str, progress: Progress | None = None) -> PlanComparison | None:
    """Compare two plans in a few figures; None when one of them is gone. Raises CancelledError when given up."""
    if store.get(Plan, old_id) is None or store.get(Plan, new_id) is None:
        return None
    found = plan_difference(store, old_id, new_id, progress, with_special=False)
    old, new = (PlanFigures(side.name, side.grids, side.in_band) for side in (found.old, found.new))
    return PlanComparison(
        old,
        new,
        (found.kept + found.moved).households,
        found.moved.households,
        found.moved.inhabited,
    )


def plan_named(store: Store, wanted: str) -> Plan:
    """Return the plan with a name or id; of several with one name the newest. Raises InputError for an unknown one."""
    plans = store.find(Plan)
    named = [p for p in plans if wanted in (p.name, p.id)]
    if not named:
        known = "、".join(p.name for p in plans) or "无"
        raise InputError("没有名为“{name}”的方案；现有方案：{known}。", name=wanted, known=known)
    return named[-1]


def _plan(store: Store, plan_id: str) -> Plan:
    plan = store.get(Plan, plan_id)
    if plan is None:
        raise InputError("要比较的方案已不存在，可能已被撤销；请刷新后重新选择。")
    return plan


def _sides(store: Store, plan: Plan) -> list[GridSide]:
    columns = ["id", "grid_uid", "community", "code", "name", "geom"]
    return [GridSide(*row) for row in store.values(Grid, columns, plan_id=plan.id)]


def _places(store: Store, plan_ids: Sequence[str], with_special: bool) -> list[Place]:
    """Return every building of the district with its grid in both plans."""
    grids: dict[str, dict[str, str]] = {plan: {} for plan in plan_ids}
    for plan, building, grid in store.members(set(plan_ids)):
        grids[plan][building] = grid
    special = store.special_households() if with_special else {}
    old, new = (grids[plan] for plan in plan_ids)
    return [
        Place(
            building,
            community,
            _figures(households, persons, special.get(building)),
            old.get(building, ""),
            new.get(building, ""),
        )
        for building, community, households, persons in store.values(
            Building, ["id", "community", "households", "persons"]
        )
    ]


def _figures(households: int, persons: int, special: SpecialHouseholds | None) -> Figures:
    return Figures(1, households, persons, special.households if special else 0, int(households > 0))


def _summed(store: Store, plan: Plan) -> PlanSide:
    band = Band(plan.min_households, plan.max_households)
    counts = [count for (count,) in store.values(Grid, ["households"], plan_id=plan.id)]
    return PlanSide(plan.id, plan.name, plan.state, len(counts), sum(band.contains(n) for n in counts))
