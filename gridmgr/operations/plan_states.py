# SPDX-License-Identifier: MIT
"""Which plan may be changed, which was in force on a day, and what communities can be divided into."""

from dataclasses import dataclass
from datetime import date

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, District, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, removed
from gridmgr.model.errors import InputError
from gridmgr.planning.partition import possible_counts


@dataclass(frozen=True, slots=True)
class Dividable:
    """A community as the planner chooses it."""

    code: str
    name: str
    households: int
    counts: range
    """The numbers of grids that the total allows."""
    has_outline: bool


def draft_to_change(store: Store, plan_id: str) -> Plan:
    """Return a draft. Raises InputError when the plan is gone or is fixed already."""
    plan = store.get(Plan, plan_id)
    if plan is None:
        raise InputError("这个方案已不存在，可能已被撤销。")
    if plan.state != "draft":
        state = store.code_lists()["plan_state"].label(plan.state)
        way = "请先撤回或退回，或者另存为新的草案" if plan.state in {"submitted", "approved"} else "请另存为新的草案"
        raise InputError("方案“{name}”{state}，不能直接改动；{way}。", name=plan.name, state=state, way=way)
    return plan


def plan_in_force_on(store: Store, day: date) -> Plan | None:
    """Return the plan that was, or is, in force on a day; its first and last day count. None where none was.

    A superseded plan whose last day nobody noted ended when the next one began.
    """
    begun = [
        p
        for p in store.find(Plan, state=["in_force", "superseded"])
        if (p.effective_on <= day if p.effective_on else p.state == "in_force")
    ]
    newest = max(begun, key=lambda p: (p.effective_on or date.min, p.state == "in_force", p.id), default=None)
    ended = newest is not None and newest.ended_on is not None and newest.ended_on < day
    return None if ended else newest


def discard(store: Store, plan_id: str) -> ChangeSet:
    """Remove a draft and its grids. Raises InputError when it is gone, no draft any more, or a grid of it is locked."""
    plan = draft_to_change(store, plan_id)
    grids = store.find(Grid, plan_id=plan.id)
    locked = sum(grid.border_locked or grid.roster_locked for grid in grids)
    if locked:
        raise InputError(
            "方案“{name}”里有 {count} 个网格的边界或人员已锁定，没有删除。要删除方案，请先全部解锁（规划 → 锁定）。",
            name=plan.name,
            count=locked,
        )
    return ChangeSet(f"放弃方案：{plan.name}", [*(removed(g) for g in grids), removed(plan)])


def dividable(store: Store, band: Band) -> list[Dividable]:
    """Return all communities with their households and how many grids of a size they allow."""
    totals: dict[str, int] = {}
    for code, households in store.values(Building, ["community", "households"]):
        totals[code] = totals.get(code, 0) + households
    return [
        Dividable(code, name, totals.get(code, 0), possible_counts(totals.get(code, 0), band), shape is not None)
        for code, name, shape in sorted(store.values(Community, ["code", "name", "geom"]), key=lambda row: row[0])
    ]


def district_band(store: Store) -> Band:
    """Return the size rule of the district."""
    districts = store.find(District)
    return Band(districts[0].min_households, districts[0].max_households) if districts else Band()
