# SPDX-License-Identifier: MIT
"""What the store derives itself: counts of buildings and grids, grid codes, areas. Only what was touched is redone.

Deriving neither raises a revision nor enters the journal: the figures follow from what did.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gridmgr.data import counting, placing
from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import Grid
from gridmgr.model.changes import Change


@dataclass(slots=True)
class Touched:
    """What has to be derived again after some changes."""

    everything: bool = False
    counted: set[str] = field(default_factory=set)
    """Buildings whose households or persons may differ."""
    households: set[str] = field(default_factory=set)
    """Households whose residents differ."""
    placed: set[str] = field(default_factory=set)
    """Buildings that stand elsewhere or are gone."""
    redrawn: set[placing.Pair] = field(default_factory=set)
    grids: set[str] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    facilities: set[str] = field(default_factory=set)
    appointments: set[str] = field(default_factory=set)


def touched_by(changes: Iterable[Change]) -> Touched:
    """Return what changes touch; which side is before and which after does not matter."""
    touched = Touched()
    for change in changes:
        note = _NOTES.get(change.record_type)
        if note is not None:
            note(touched, change)
    return touched


def _differs(change: Change, *names: str) -> bool:
    """Tell whether one of the fields differs; a record that comes or goes differs in all."""
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return any(getattr(before, n) != getattr(after, n) for n in names)


def _both(change: Change, name: str) -> set[Any]:  # Any: fields of every type
    """Return the values that a field has before and after, empty ones left out."""
    return {v for r in (change.before, change.after) if r is not None and (v := getattr(r, name))}


def _note_district(touched: Touched, change: Change) -> None:
    touched.everything |= _differs(change, "household_basis")


def _note_plan(touched: Touched, change: Change) -> None:
    touched.plans.add(change.id)


def _note_grid(touched: Touched, change: Change) -> None:
    touched.grids.add(change.id)
    if _differs(change, "geom", "code", "grid_uid", "community", "plan_id"):
        states = [r for r in (change.before, change.after) if isinstance(r, Grid)]
        touched.redrawn |= {(grid.plan_id, grid.community) for grid in states}


def _note_building(touched: Touched, change: Change) -> None:
    if _differs(change, "dwellings", "households_declared", "households_estimated"):
        touched.counted.add(change.id)
    if _differs(change, "geom", "community"):
        touched.placed.add(change.id)


def _note_household(touched: Touched, change: Change) -> None:
    if _differs(change, "building_id", "residence", "persons_declared", "community"):
        touched.counted |= _both(change, "building_id")


def _note_resident(touched: Touched, change: Change) -> None:
    if _differs(change, "household_id", "residence_status", "community"):
        touched.households |= _both(change, "household_id")


def _note_facility(touched: Touched, change: Change) -> None:
    if _differs(change, "geom", "community"):
        touched.facilities.add(change.id)


def _note_appointment(touched: Touched, change: Change) -> None:
    if _differs(change, "grid_uid", "community"):
        touched.appointments.add(change.id)


_NOTES: Mapping[str, Callable[[Touched, Change], None]] = {
    "district": _note_district,
    "plan": _note_plan,
    "grid": _note_grid,
    "building": _note_building,
    "household": _note_household,
    "resident": _note_resident,
    "facility": _note_facility,
    "appointment": _note_appointment,
}


_PLAN_MARK = "plan_that_counts"


def derive(work: Transaction, touched: Touched) -> set[placing.Member]:
    """Bring everything up to date that depends on what was touched; return which buildings came or left which grid."""
    if touched.everything:
        return derive_all(work)
    counted = touched.counted | counting.buildings_of(work, touched.households)
    recounted = counting.recount_buildings(work, counted) if counted else set()
    moved = placing.place_buildings(work, touched.placed)
    moved |= placing.place_in_grids(work, touched.redrawn, touched.grids)
    _write_codes(work, touched, {building for _community, building, _grid in moved})
    grids = touched.grids | {grid for _community, _building, grid in moved} | counting.grids_of(work, recounted)
    if grids:
        counting.sum_grids(work, grids)
    if touched.grids:
        placing.measure_grids(work, touched.grids)
    if touched.grids or touched.plans:
        counting.name_plans(work, touched.grids, touched.plans)
    return moved


def _write_codes(work: Transaction, touched: Touched, moved: set[str]) -> None:
    """Write grid codes where buildings, facilities or appointments moved, or where the plan that counts changed."""
    plan = known = work.meta(_PLAN_MARK)
    if touched.plans or touched.redrawn:
        plan = placing.plan_that_counts(work)
        work.set_meta({_PLAN_MARK: plan})
    if plan != known:
        _write_all_codes(work, plan)
        return
    communities = {community for of, community in touched.redrawn if of == plan}
    if moved or touched.placed or communities:
        placing.code_buildings(work, plan, moved | touched.placed, communities)
    if touched.facilities or communities:
        placing.code_facilities(work, plan, touched.facilities, communities)
    if touched.appointments or communities:
        placing.code_appointments(work, plan, None if communities else touched.appointments)


def _write_all_codes(work: Transaction, plan: str) -> None:
    placing.code_buildings(work, plan, None)
    placing.code_facilities(work, plan, None)
    placing.code_appointments(work, plan, None)


def derive_all(work: Transaction) -> set[placing.Member]:
    """Derive everything anew; rows that are right already are not written. Returns as `derive` does."""
    counting.recount_buildings(work, None)
    moved = placing.place_all(work)
    plan = placing.plan_that_counts(work)
    work.set_meta({_PLAN_MARK: plan})
    _write_all_codes(work, plan)
    counting.sum_grids(work, None)
    placing.measure_grids(work, None)
    counting.name_plans(work, None)
    return moved
