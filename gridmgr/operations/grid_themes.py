# SPDX-License-Identifier: MIT
"""What the map colours grids by beside their size: care, visits, vacant roles, pilot batches."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from gridmgr.data.queries import Condition, Query, Relation
from gridmgr.data.store import Store
from gridmgr.model.areas import Community, Grid
from gridmgr.model.people import Appointment, Household
from gridmgr.model.themes import GridTheme, Theme, ThemeClass
from gridmgr.operations.roles import is_held_on

LATELY_DAYS = 90
"""A household visited within so many days counts as visited lately."""
VISITED_SHARES = (0.8, 0.5, 0.2)
VACANT_CLASSES = ("五员齐全", "缺一员", "缺两员", "缺三员以上")
SPECIAL_CLASSES = 4


def grid_theme(store: Store, plan_id: str, kind: GridTheme, today: date) -> Theme:
    """Return the class of every grid of a plan of which there is anything to tell."""
    return _MADE[kind](store, plan_id, today)


def _special(store: Store, plan_id: str, _today: date) -> Theme:
    """Class grids by the households with special groups among a hundred, each class with as many grids."""
    special = store.special_households()
    sums = _by_grid(store, plan_id, {building: one.households for building, one in special.items()})
    title = "每百户中的关怀对象户"
    homes = dict(store.values(Grid, ["id", "households"], plan_id=plan_id))
    shares = {grid: 100 * sums[grid] / count for grid, count in homes.items() if count > 0} if special else {}
    if not shares:
        return Theme(GridTheme.SPECIAL, title, unknown="没有关怀对象记录")
    inner = np.quantile(list(shares.values()), np.linspace(0, 1, SPECIAL_CLASSES + 1)[1:-1])
    limits = sorted({float(round(limit)) for limit in inner if round(limit) > 0})
    class_of = {grid: int(np.searchsorted(limits, share, "right")) for grid, share in shares.items()}
    return Theme(GridTheme.SPECIAL, title, _ranges(limits), class_of, "没有户数")


def _ranges(limits: Sequence[float]) -> list[ThemeClass]:
    """Return the classes between some limits, in words."""
    if not limits:
        return [ThemeClass("不足 1 户")]
    inner = [ThemeClass(f"{low:g}–{high:g} 户") for low, high in pairwise(limits)]
    return [ThemeClass(f"不足 {limits[0]:g} 户"), *inner, ThemeClass(f"{limits[-1]:g} 户以上")]


def _visits(store: Store, plan_id: str, today: date) -> Theme:
    """Class grids by the share of their households that were visited lately."""
    days = [day for day in store.tallied(Household, "last_visit_on", Query()) if day is not None and day <= today]
    if not days:
        return Theme(GridTheme.VISITS, f"近 {LATELY_DAYS} 天走访过的住户", unknown="没有走访记录")
    # Records that end long ago are looked at as of their last day: today everything would be overdue.
    until = today if max(days) > today - timedelta(days=LATELY_DAYS) else max(days)
    title = f"{LATELY_DAYS} 天内走访过的住户（截至 {until:%Y-%m-%d}）"
    lately = Condition("last_visit_on", Relation.AT_LEAST, (until - timedelta(days=LATELY_DAYS),))
    homes = _by_grid(store, plan_id, store.tallied(Household, "building_id", Query()))
    visited = _by_grid(store, plan_id, store.tallied(Household, "building_id", Query(conditions=(lately,))))
    class_of = {}
    for grid, count in homes.items():
        share = visited[grid] / count
        class_of[grid] = sum(share < limit for limit in VISITED_SHARES) + (visited[grid] == 0)
    labels = ("八成以上", "五成至八成", "两成至五成", "不足两成", "一户也没有")
    classes = [ThemeClass(label, is_fault=number > 2) for number, label in enumerate(labels)]
    return Theme(GridTheme.VISITS, title, classes, class_of, "没有住户记录")


def _vacancies(store: Store, plan_id: str, today: date) -> Theme:
    """Class grids by how many of the five roles nobody holds today."""
    roles = {item.code for item in store.code_lists()["grid_role"].items}
    held: dict[str, set[str]] = {}
    for appointment in store.find(Appointment):
        if appointment.role in roles and is_held_on(appointment, today):
            held.setdefault(appointment.grid_uid, set()).add(appointment.role)
    most = len(VACANT_CLASSES) - 1
    class_of = {
        grid: min(len(roles) - len(held.get(uid, ())), most)
        for grid, uid in store.values(Grid, ["id", "grid_uid"], plan_id=plan_id)
    }
    classes = [ThemeClass(label, is_fault=number > 0) for number, label in enumerate(VACANT_CLASSES)]
    return Theme(GridTheme.VACANCIES, "一格五员空岗", classes, class_of)


def _pilot(store: Store, plan_id: str, _today: date) -> Theme:
    """Class grids by the pilot batch of their community; a community in none has none."""
    batches = {code: batch for code, batch in store.values(Community, ["code", "pilot_batch"]) if batch}
    items = [item for item in store.code_lists()["community_pilot_batch"].items if item.code in set(batches.values())]
    number = {item.code: place for place, item in enumerate(items)}
    grids = store.values(Grid, ["id", "community"], plan_id=plan_id)
    class_of = {grid: number[batches[code]] for grid, code in grids if batches.get(code) in number}
    return Theme(GridTheme.PILOT, "试点批次", [ThemeClass(item.label) for item in items], class_of, "未列入试点")


def _by_grid(store: Store, plan_id: str, amounts: Mapping[str, int]) -> Counter[str]:
    """Return the sums of what buildings (ids) have in the grids of a plan."""
    found: Counter[str] = Counter()
    for _plan, building, grid in store.members([plan_id]):
        if building in amounts:
            found[grid] += amounts[building]
    return found


_MADE: Mapping[GridTheme, Callable[[Store, str, date], Theme]] = {
    GridTheme.SPECIAL: _special,
    GridTheme.VISITS: _visits,
    GridTheme.VACANCIES: _vacancies,
    GridTheme.PILOT: _pilot,
}
