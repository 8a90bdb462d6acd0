# SPDX-License-Identifier: MIT
"""Figures as of a day: the plan in force, its grids, their households and officers then, and what nobody knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, Grid, Plan
from gridmgr.model.people import Appointment
from gridmgr.operations.holders import Holders
from gridmgr.operations.past_households import PastHouseholds, past_households
from gridmgr.operations.plan_states import plan_in_force_on


@dataclass(frozen=True, slots=True)
class GridOnDay:
    """One grid as of a day."""

    id: str
    uid: str
    community: str
    code: str
    name: str
    households: int
    """As of the day where the journal tells, else of today."""
    households_today: int
    persons_today: int
    buildings: int
    held: int
    """Roles that somebody held on the day."""
    vacant: int


@dataclass(frozen=True)
class DayStatistics:
    """The district as of a day."""

    day: date
    plan: Plan | None
    """The plan in force on that day; None where none was, or nobody noted it."""
    communities: Mapping[str, str]
    """Names by code."""
    grids: tuple[GridOnDay, ...]
    """By community and code."""
    counts_known: bool
    """The household counts are those of the day, not of today."""
    notes: tuple[str, ...]
    """What the figures do not tell, in sentences."""

    @property
    def households(self) -> int:
        """Households in all grids."""
        return sum(grid.households for grid in self.grids)


def statistics_on(store: Store, day: date) -> DayStatistics:
    """Return the district's figures as of a day, as far as they are known, and say what is not."""
    plan = plan_in_force_on(store, day)
    past = past_households(store, day)
    grids = tuple(_grids(store, plan, past, day)) if plan is not None else ()
    communities = dict(store.values(Community, ["code", "name"]))
    return DayStatistics(day, plan, communities, grids, past.is_known, tuple(_notes(store, plan, past, day)))


def _grids(store: Store, plan: Plan, past: PastHouseholds, day: date) -> Iterator[GridOnDay]:
    off: dict[str, int] = {}
    if past.differences:
        for _plan, building, grid in store.members([plan.id]):
            off[grid] = off.get(grid, 0) + past.differences.get(building, 0)
    holders, roles = Holders(store), [item.code for item in store.code_lists()["grid_role"].items]
    columns = ["id", "grid_uid", "community", "code", "name", "households", "persons", "buildings"]
    rows = sorted(store.values(Grid, columns, plan_id=plan.id), key=lambda row: (row[2], row[3], row[0]))
    for i, uid, community, code, name, households, persons, buildings in rows:
        held = sum(holders.on(uid, role, day) is not None for role in roles)
        then = households + off.get(i, 0)
        yield GridOnDay(i, uid, community, code, name, then, households, persons, buildings, held, len(roles) - held)


def _notes(store: Store, plan: Plan | None, past: PastHouseholds, day: date) -> Iterator[str]:
    """Say what the data do not tell of a day."""
    if plan is None:
        yield f"{day:%Y-%m-%d}没有执行中的方案，或没有登记生效日期，所以没有网格数字。"
        return
    if plan.effective_on is None:
        yield f"方案“{plan.name}”没有登记生效日期，这一天是否已经执行，查不到。"
    if not past.is_known:
        yield "历史记录没有追溯到这一天，户数是今天的数，不是当天的数。"
    else:
        yield "户数按历史记录推算到当天；人数、楼幢数是今天的数。"
    if past.redeclared:
        yield f"有 {past.redeclared} 幢楼的申报、估算户数或住房套数后来改过，这部分没有倒推。"
    undated = sum(from_on is None for (from_on,) in store.values(Appointment, ["from_on"]))
    if undated:
        yield f"有 {undated} 条任职没有任职起始日期，按一直在任计算。"
    without = store.count(Building, geom=None)
    if without:
        yield f"有 {without} 幢楼没有图形，不在任何网格内。"
