# SPDX-License-Identifier: MIT
"""From draft to the plan in force: adopting and discarding plans, and what communities can be divided into."""

from dataclasses import dataclass, replace
from datetime import date

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, District, Grid, Plan
from gridmgr.model.bands import Band
from gridmgr.model.changes import ChangeSet, changed, removed
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
        raise InputError("方案“{name}”{state}，不能直接改动；请另存为新的草案。", name=plan.name, state=state)
    return plan


def adopt(store: Store, plan_id: str, state: str, day: date) -> ChangeSet:
    """Move a plan on to another state; one that comes into force takes the place of the plan in force.

    Raises InputError when the plan is gone.
    """
    plan = store.get(Plan, plan_id)
    if plan is None:
        raise InputError("这个方案已不存在，可能已被撤销。")
    label = store.code_lists()["plan_state"].label(state)
    changes = []
    if state == "in_force":
        changes = [changed(p, replace(p, state="superseded")) for p in store.find(Plan, state="in_force")]
    effective = day if state == "in_force" else plan.effective_on
    changes.append(changed(plan, replace(plan, state=state, effective_on=effective)))
    return ChangeSet(f"方案改为{label}：{plan.name}", changes)


def discard(store: Store, plan_id: str) -> ChangeSet:
    """Remove a draft and its grids. Raises InputError when it is gone or no draft any more."""
    plan = draft_to_change(store, plan_id)
    grids = store.find(Grid, plan_id=plan.id)
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
