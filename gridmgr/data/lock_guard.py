# SPDX-License-Identifier: MIT
"""The guard at the one door: no step that is stored, taken back or done again changes what a lock holds.

It looks inside the writing transaction, when no colleague can lock or unlock any more, and at the locks as they are
stored, whatever the step says of them. A step without grids, appointments, staff or buildings costs nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import shapely
from sqlalchemy import Executable, Float, and_, bindparam, or_, select

from gridmgr.data.placing import Member
from gridmgr.data.store import LoggedChange
from gridmgr.data.titles import titles
from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import MICRO, Building, Grid, Plan
from gridmgr.model.changes import Change
from gridmgr.model.locks import (
    BORDER,
    BUILDING,
    LOCKS,
    OPEN_STATES,
    ROSTER,
    Drawn,
    demand_border,
    demand_no_land_taken,
    demand_person,
    demand_place,
    demand_posts,
    demand_roster,
)
from gridmgr.model.people import Appointment
from gridmgr.model.records import Record

Freed = frozenset[tuple[str, str]]
"""Field and record id of the locks that do not hold: those that the very step brought which is taken back."""

NOTHING_FREED: Freed = frozenset()

R = TypeVar("R", bound=Record)


def locks_brought(entries: Iterable[LoggedChange], locked_since: Collection[tuple[str, str]]) -> Freed:
    """Return the locks that a step set itself, with a new record or on one that was there.

    `locked_since` names the records (type and id) that later steps locked or unlocked: their locks are not the step's.
    """
    return frozenset(
        (lock, entry.id)
        for entry in entries
        if (entry.record_type, entry.id) not in locked_since
        for lock in LOCKS.get(entry.record_type, ())
        if entry.operation == "insert" or lock in entry.fields
    )


class LockGuard:
    """Looks at one step, before it is written and after what follows from it is known."""

    def __init__(self, work: Transaction, changes: Iterable[Change], freed: Freed = NOTHING_FREED) -> None:
        """Take a step that is about to be written. Raises LockedError where it would change what a lock holds."""
        self._work = work
        self._freed = freed
        self._before: dict[tuple[str, str], Record | None] = {}
        self._after: dict[str, dict[str, Record | None]] = {}
        self._held: set[str] = set()
        self._redrawn: set[str] = set()
        """The grids whose land, or what it counts for, is written; only fields that differ are."""
        for change in changes:
            if change.record_type in _WATCHED:
                self._before.setdefault((change.record_type, change.id), change.before)
                self._after.setdefault(change.record_type, {})[change.id] = change.after
                if change.record_type == "grid" and _redraws(change):
                    self._redrawn.add(change.id)
        if self._after:
            self._demand_grids()
            self._demand_posts()
            self._demand_people()
            self._held = self._locked_buildings(self._after.get("building", {}))

    def demand_places(self, moved: Collection[Member]) -> None:
        """Raise LockedError where a locked building is no longer in its grid; `moved` came out of deriving."""
        if not self._after or not moved:
            return
        others = {building for _community, building, _grid in moved} - self._after.get("building", {}).keys()
        held = self._held | self._locked_buildings(others)
        bound: dict[str, Grid] = {}
        for grid_id in sorted({grid for _community, building, grid in moved if building in held}):
            known = self._grid(grid_id)
            if known is not None and self._is_open(known.plan_id):
                bound[grid_id] = known
        left = sorted((building, grid) for _community, building, grid in moved if building in held and grid in bound)
        present = self._present({building for building, _grid in left})
        for building, grid_id in left:
            # A grid whose record was made anew under the same identity is the same grid.
            grid = bound[grid_id]
            if (grid.plan_id, grid.grid_uid or grid.id) not in present[building]:
                demand_place(building, self._title(building), grid)

    def _demand_grids(self) -> None:
        """Hold the borders and rosters of locked grids."""
        wanted = self._wanted(Grid)
        # A stroke touches few grids: what they hold now is looked up together with their locks.
        known = self._stored(Grid, wanted) if len(wanted) <= _FEW else None
        for stored in self._locked(wanted) if known is None else sorted(filter(_is_locked, known), key=_id):
            for lock, demand in ((BORDER, demand_border), (ROSTER, demand_roster)):
                if (lock, stored.id) not in self._freed:
                    demand(stored, wanted[stored.id])
        drawn = [g for i in sorted(self._redrawn) if (g := wanted[i]) is not None and _has_land(g)]
        locked = self._locked_near(drawn) if drawn else []
        if locked:
            known = self._stored(Grid, [grid.id for grid in drawn]) if known is None else known
            held = {grid.id: grid for grid in known}
            demand_no_land_taken(locked, [_drawn(grid, held.get(grid.id)) for grid in drawn])

    def _locked(self, ids: Collection[str]) -> list[Grid]:
        """Return those of some grids that are stored and locked."""
        if not ids:
            return []
        table, form = self._work.schema.of(Grid), self._work.forms.of(Grid)
        wanted = and_(
            self._work.among(table.c.id, sorted(ids)), or_(table.c[BORDER].is_(True), table.c[ROSTER].is_(True))
        )
        rows = self._work.rows(select(*(table.c[c] for c in form.columns)).where(wanted).order_by(table.c.id))
        return form.records(Grid, rows)

    def _locked_near(self, drawn: Sequence[Grid]) -> list[Grid]:
        """Return the grids with a locked border that lie about where a step draws in their plan."""
        box = shapely.total_bounds([grid.geom for grid in drawn]).tolist()
        plans = self._work.listed(sorted({grid.plan_id for grid in drawn}))
        question = self._work.question("locked grids near a box", self._near)
        rows = self._work.rows(question, {**dict(zip(_SIDES, box, strict=True)), "plans": plans})
        form = self._work.forms.of(Grid)
        gone = {grid_id for grid_id, grid in self._wanted(Grid).items() if grid is None}
        return [g for g in form.records(Grid, rows) if (BORDER, g.id) not in self._freed and g.id not in gone]

    def _near(self) -> Executable:
        table, form = self._work.schema.of(Grid), self._work.forms.of(Grid)
        wanted = and_(
            self._work.near(table, [bindparam(side, type_=Float) for side in _SIDES]),
            self._work.among_named(table.c.plan_id, "plans"),
            table.c[BORDER].is_(True),
            table.c.kind.is_distinct_from(MICRO),
        )
        return select(*(table.c[c] for c in form.columns)).where(wanted).order_by(table.c.id)

    def _demand_posts(self) -> None:
        """Hold the appointments of grids whose roster is locked."""
        wanted = self._wanted(Appointment)
        stored = {record.id: record for record in self._stored(Appointment, wanted)}
        uids = {a.grid_uid for a in (*stored.values(), *wanted.values()) if a is not None}
        locked = self._locked_rosters(uids)
        for appointment_id, after in sorted(wanted.items()) if locked else ():
            before = stored.get(appointment_id)
            for side in (before, after):
                if side is not None and side.grid_uid in locked:
                    demand_posts(locked[side.grid_uid], before, after)

    def _demand_people(self) -> None:
        """Hold the people who serve, or served, in grids whose roster is locked."""
        gone = [staff_id for staff_id, staff in self._after.get("staff", {}).items() if staff is None]
        if not gone:
            return
        post = self._work.schema.of(Appointment)
        rows = self._work.rows(select(post.c.grid_uid).where(self._work.among(post.c.staff_id, sorted(gone))))
        for grid in self._locked_rosters({row[0] for row in rows if row[0]}).values():
            demand_person(grid)

    def _locked_rosters(self, uids: Collection[str]) -> dict[str, Grid]:
        """Return the grids whose roster is locked, by their lasting identifier, but for plans that are past."""
        if not uids:
            return {}
        grid, plan = self._work.schema.of(Grid), self._work.schema.of(Plan)
        form = self._work.forms.of(Grid)
        wanted = and_(
            self._work.among(grid.c.grid_uid, sorted(uids)),
            grid.c[ROSTER].is_(True),
            plan.c.state.is_distinct_from("superseded"),
        )
        joined = grid.join(plan, plan.c.id == grid.c.plan_id)
        columns = [grid.c[name] for name in form.columns]
        rows = self._work.rows(select(*columns).select_from(joined).where(wanted).order_by(grid.c.id.desc()))
        return {g.grid_uid: g for g in form.records(Grid, rows) if (ROSTER, g.id) not in self._freed}

    def _locked_buildings(self, ids: Collection[str]) -> set[str]:
        """Return those of some buildings that are stored and locked in their grid."""
        if not ids:
            return set()
        table = self._work.schema.of(Building)
        wanted = and_(self._work.among(table.c.id, sorted(ids)), table.c[BUILDING].is_(True))
        found = {row[0] for row in self._work.rows(select(table.c.id).where(wanted))}
        return {building for building in found if (BUILDING, building) not in self._freed}

    def _present(self, buildings: Collection[str]) -> Mapping[str, set[tuple[str, str]]]:
        """Return plan and lasting identifier of the grids in which some buildings are now."""
        found: dict[str, set[tuple[str, str]]] = {building: set() for building in buildings}
        if buildings:
            member, grid = self._work.schema.member, self._work.schema.of(Grid)
            joined = grid.join(member, and_(member.c.grid_id == grid.c.id, member.c.community == grid.c.community))
            wanted = self._work.among(member.c.building_id, sorted(buildings))
            columns = select(member.c.building_id, grid.c.plan_id, grid.c.grid_uid, grid.c.id)
            for building, plan_id, grid_uid, grid_id in self._work.rows(columns.select_from(joined).where(wanted)):
                found[building].add((plan_id, grid_uid or grid_id))
        return found

    def _grid(self, grid_id: str) -> Grid | None:
        """Return a grid as it was before the step."""
        before = self._before.get(("grid", grid_id))
        if isinstance(before, Grid):
            return before
        return next(iter(self._stored(Grid, [grid_id])), None)

    def _is_open(self, plan_id: str) -> bool:
        """Tell whether a plan was not in force yet before the step, and is still there."""
        plans = self._stored(Plan, [plan_id])
        before = self._before.get(("plan", plan_id))
        state = before.state if isinstance(before, Plan) else plans[0].state if plans else ""
        return bool(plans) and state in OPEN_STATES

    def _title(self, building: str) -> str:
        known = titles(self._work, Building, [building]).get(building)
        before = self._before.get(("building", building))
        if known is None and isinstance(before, Building):
            known = before.name or before.number or before.address or before.code
        return known or "这幢楼"

    def _wanted(self, kind: type[R]) -> Mapping[str, R | None]:
        """Return the records of one type as the step leaves them, None where it removes them."""
        return {i: r for i, r in self._after.get(kind.TYPE, {}).items() if r is None or isinstance(r, kind)}

    def _stored(self, kind: type[R], ids: Collection[str]) -> list[R]:
        """Return the stored records of one type with some ids."""
        if not ids:
            return []
        table, form = self._work.schema.of(kind), self._work.forms.of(kind)

        def by_id() -> Executable:
            return select(*(table.c[c] for c in form.columns)).where(self._work.among_named(table.c.id, "ids"))

        question = self._work.question(f"{kind.TYPE} by id", by_id)
        return form.records(kind, self._work.rows(question, {"ids": self._work.listed(sorted(ids))}))


_FEW = 16
_SIDES = ("west", "south", "east", "north")

_WATCHED = frozenset({"grid", "appointment", "staff", "building", "plan"})


def _id(record: Record) -> str:
    return record.id


def _is_locked(grid: Grid) -> bool:
    return grid.border_locked or grid.roster_locked


def _redraws(change: Change) -> bool:
    """Tell whether a change of a grid writes its land, or what that land counts for."""
    before, after = change.before, change.after
    if not isinstance(before, Grid) or not isinstance(after, Grid):
        return True
    held = (before.plan_id, before.community, before.kind)
    return held != (after.plan_id, after.community, after.kind) or before.geom != after.geom


def _has_land(grid: Grid) -> bool:
    """Tell whether a grid takes part in dividing its community."""
    return grid.geom is not None and grid.kind != MICRO


def _drawn(grid: Grid, stored: Grid | None) -> Drawn:
    """Return a grid as it is drawn, with the land that it holds in the same plan."""
    held = stored.geom if stored is not None and stored.plan_id == grid.plan_id and stored.kind != MICRO else None
    return Drawn(grid, held)
