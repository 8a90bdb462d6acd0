# SPDX-License-Identifier: MIT
"""Roles move with borders: what becomes of the five of every grid (一格五员) when one plan takes another's place.

Appointments hang on a grid's lasting identifier, so a grid that goes on keeps its five without anybody doing anything.
What a person has to see to is listed here: posts of new grids, appointments whose grid is gone, veterans who no longer
live in the grid they serve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.model.changes import Change, ChangeSet, added, changed
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id
from gridmgr.model.people import Appointment, Household, Resident
from gridmgr.operations.comparing import plan_difference
from gridmgr.operations.holders import Holder, Holders
from gridmgr.operations.plan_difference import GridDifference, GridSide, PlanDifference
from gridmgr.operations.plan_states import draft_to_change, plan_in_force_on
from gridmgr.operations.roles import VETERAN, RoleTakenError, is_held_on, left_before


@dataclass(frozen=True, slots=True)
class VacantPost:
    """A role of a grid that nobody holds under the new plan."""

    grid: GridSide
    role: str
    role_label: str
    is_new: bool
    """Vacant because of the new plan; else nobody held it before either."""
    suggested: tuple[Holder, ...]
    """Who served most of the grid's households in this role, the one of most households first."""


@dataclass(frozen=True, slots=True)
class EndingPost:
    """An appointment whose grid is not in the new plan."""

    holder: Holder
    grid: GridSide | None
    """The grid as the old plan, or else the newest plan that knows it, has it; None where no plan does."""
    role_label: str
    heirs: tuple[GridSide, ...]
    """The grids of the new plan that its households come into, most households first."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who does not live in the grid that he or she serves under the new plan."""

    holder: Holder
    grid: GridSide
    role_label: str
    lives_in: GridSide | None
    """The grid of the home in the new plan; None where it lies in none."""
    must_live_inside: bool
    """A veteran (老党员) must live in the grid; others who lived in it so far are told only."""


@dataclass(frozen=True)
class RolesAfter:
    """What becomes of all roles when a plan takes another's place on a day."""

    day: date
    difference: PlanDifference
    staying: int
    """Appointments that go on by themselves."""
    ending: tuple[EndingPost, ...]
    vacant: tuple[VacantPost, ...]
    outside: tuple[Outsider, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is to be done about anybody."""
        return not self.ending and not self.outside and not any(post.is_new for post in self.vacant)

    @property
    def needs_consent(self) -> bool:
        """Tell whether something can be settled together with the plan: appointments that end, posts with heirs."""
        return bool(self.ending) or any(post.is_new and post.suggested for post in self.vacant)


@dataclass(frozen=True, slots=True)
class Succession:
    """A wish: the holder of an appointment takes the same role in a grid of the new plan."""

    grid_uid: str
    appointment_id: str


def roles_after(store: Store, old_id: str, new_id: str, day: date) -> RolesAfter:
    """Return what becomes of all roles when a plan takes another's place. Raises InputError when one is gone."""
    return roles_between(store, plan_difference(store, old_id, new_id, with_special=False), day)


def roles_between(store: Store, difference: PlanDifference, day: date) -> RolesAfter:
    """Return what becomes of all roles between two plans that were compared already."""
    holders = Holders(store)
    roles = {item.code: item.label for item in store.code_lists()["grid_role"].items}
    now = {g.new.uid: g for g in difference.grids if g.new is not None and g.new.uid}
    # An appointment that names no grid at all was never placed; no border moves it.
    lasting = [h for h in holders.lasting(day) if h.appointment.grid_uid]
    staying = [h for h in lasting if h.appointment.grid_uid in now]
    return RolesAfter(
        day,
        difference,
        sum(is_held_on(h.appointment, day) for h in staying),
        _ending(store, difference, (h for h in lasting if h.appointment.grid_uid not in now), roles),
        _vacant(difference, holders, roles, day),
        _outside(store, difference, [h for h in staying if is_held_on(h.appointment, day)], roles),
    )


def settle_roles(store: Store, found: RolesAfter, wanted: Sequence[Succession], ids: Ids = new_id) -> ChangeSet:
    """End the appointments of grids that are gone and give those of their holders that a person chose to the heirs.

    One step that can be undone; its changes may also go into the step that puts the plan in force. Raises InputError
    where an appointment is gone, RoleTakenError where a role has a holder already or is given away twice.
    """
    changes: list[Change] = [left_before(post.holder.appointment, found.day) for post in found.ending]
    grids = {g.new.uid: g.new for g in found.difference.grids if g.new is not None}
    taken: set[tuple[str, str]] = set()
    for wish in wanted:
        source = store.get(Appointment, wish.appointment_id)
        grid = grids.get(wish.grid_uid)
        if source is None or grid is None:
            raise InputError("任职记录或网格已不存在，请刷新后重新选择接任人员。")
        _demand_vacant(store, grid, source.role, found.day, taken)
        taken.add((grid.uid, source.role))
        changes.append(added(_heir(source, grid, found.day, ids)))
    return ChangeSet(f"人员随网格调整：{found.difference.new.name}", changes)


def roles_when_in_force(store: Store, plan_id: str, day: date) -> RolesAfter:
    """Return what becomes of all roles when a plan comes into force on a day, after the one in force just before.

    Where none was in force, appointments that hang on no grid of the plan end. Raises InputError when it is gone.
    """
    before = plan_in_force_on(store, day - timedelta(days=1))
    return roles_after(store, before.id if before is not None else plan_id, plan_id, day)


def with_roles(step: ChangeSet, roles: ChangeSet) -> ChangeSet:
    """Return a step that puts a plan in force and settles its roles at once, so that one undo takes both back."""
    return replace(step, changes=(*step.changes, *roles.changes)) if roles else step


def continue_grids(store: Store, difference: PlanDifference) -> ChangeSet:
    """Let the grids of a draft that take the place of an old one be that grid: roles and history then go on.

    One step that can be undone. Raises InputError when the plan is no draft any more.
    """
    plan = draft_to_change(store, difference.new.id)
    wanted = {g.new.id: g.old.uid for g in difference.apart if g.new and g.old and g.old.uid}
    grids = store.find(Grid, id=sorted(wanted)) if wanted else []
    changes = [changed(grid, replace(grid, grid_uid=wanted[grid.id])) for grid in grids]
    return ChangeSet(f"沿用原网格：{plan.name}（{len(changes)} 个）", changes)


def _heir(source: Appointment, grid: GridSide, day: date, ids: Ids) -> Appointment:
    return replace(
        source, id=ids(), rev=0, community=grid.community, grid_uid=grid.uid, grid_code="", from_on=day, to_on=None
    )


def _demand_vacant(store: Store, grid: GridSide, role: str, day: date, taken: set[tuple[str, str]]) -> None:
    """Raise RoleTakenError where a role has a holder on a day or after it, or was just given away."""
    held = [a for a in store.find(Appointment, grid_uid=grid.uid) if a.role == role]
    if (grid.uid, role) in taken or any(a.to_on is None or a.to_on >= day for a in held):
        label = store.code_lists()["grid_role"].label(role)
        raise RoleTakenError("{grid}已有{role}，请先免去原任职。", grid=grid.label, role=label)


def _ending(
    store: Store, difference: PlanDifference, gone: Iterable[Holder], roles: Mapping[str, str]
) -> tuple[EndingPost, ...]:
    old = {g.old.uid: g for g in difference.grids if g.old is not None and g.old.uid}
    found = []
    for holder in gone:
        uid = holder.appointment.grid_uid
        known = old.get(uid)
        grid = known.old if known is not None else _any_grid(store, uid)
        heirs = _heirs(known) if known is not None else ()
        found.append(EndingPost(holder, grid, roles.get(holder.appointment.role, holder.appointment.role), heirs))
    return tuple(found)


def _heirs(grid: GridDifference) -> tuple[GridSide, ...]:
    """Return where the households of a grid come, the matched grid first where there is one."""
    matched = (grid.new,) if grid.new is not None else ()
    return (*matched, *(f.new for f in grid.departures if f.new is not None))


def _any_grid(store: Store, uid: str) -> GridSide | None:
    """Return a grid as the newest plan that knows it has it."""
    known = store.find(Grid, grid_uid=uid) if uid else []
    return GridSide(known[-1].id, uid, known[-1].community, known[-1].code, known[-1].name) if known else None


def _vacant(
    difference: PlanDifference, holders: Holders, roles: Mapping[str, str], day: date
) -> tuple[VacantPost, ...]:
    found = []
    for grid in difference.grids:
        if grid.new is None:
            continue
        for role, label in roles.items():
            if holders.on(grid.new.uid, role, day) is None:
                suggested = _suggested(grid, holders, role, day)
                found.append(VacantPost(grid.new, role, label, not grid.same_uid, suggested))
    return tuple(found)


def _suggested(grid: GridDifference, holders: Holders, role: str, day: date) -> tuple[Holder, ...]:
    """Return who served the households of a grid in a role so far; each person once."""
    served = {} if grid.old is None else {grid.old.uid: grid.kept.households}
    for flow in grid.arrivals:
        if flow.old is not None:
            served[flow.old.uid] = served.get(flow.old.uid, 0) + flow.figures.households
    ranked = sorted(served, key=lambda uid: -served[uid])
    people = [holder for uid in ranked if (holder := holders.before(uid, role, day)) is not None]
    return tuple({holder.staff_id: holder for holder in reversed(people)}.values())[::-1]


def _outside(
    store: Store, difference: PlanDifference, staying: Sequence[Holder], roles: Mapping[str, str]
) -> tuple[Outsider, ...]:
    homes = _homes(store, [h.resident_id for h in staying if h.resident_id])
    now = {g.new.uid: g.new for g in difference.grids if g.new is not None}
    old = {i: f.old for f in difference.flows for i in f.building_ids if f.old is not None}
    new = {i: f.new for f in difference.flows for i in f.building_ids if f.new is not None}
    found = []
    for holder in staying:
        building = homes.get(holder.resident_id)
        grid = now[holder.appointment.grid_uid]
        lives_in = new.get(building or "")
        if building is None or (lives_in is not None and lives_in.uid == grid.uid):
            continue
        must = holder.appointment.source == VETERAN
        was = old.get(building)
        if must or (was is not None and was.uid == grid.uid):
            label = roles.get(holder.appointment.role, holder.appointment.role)
            found.append(Outsider(holder, grid, label, lives_in, must))
    return tuple(found)


def _homes(store: Store, resident_ids: Sequence[str]) -> dict[str, str]:
    """Return the buildings in which some residents live."""
    if not resident_ids:
        return {}
    household = dict(store.values(Resident, ["id", "household_id"], id=sorted(set(resident_ids))))
    building = dict(store.values(Household, ["id", "building_id"], id=sorted({h for h in household.values() if h})))
    return {person: building[h] for person, h in household.items() if building.get(h)}
