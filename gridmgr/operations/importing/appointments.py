# SPDX-License-Identifier: MIT
"""Staff lists that also say who holds which role in which grid."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import Change, added
from gridmgr.model.codelists import CodeList
from gridmgr.model.ids import Ids
from gridmgr.model.people import Appointment, StaffPerson
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.holding import locked_rosters, roster_held
from gridmgr.operations.importing.report import Ledger
from gridmgr.operations.importing.settling import Outcome
from gridmgr.operations.lineage import grids_of_code


class Roles:
    """Who holds which role in which grid, stored or about to be."""

    def __init__(self, store: Store, today: date) -> None:
        self._today = today
        self._holders: dict[tuple[str, str], list[Appointment]] = {}
        for held in store.find(Appointment):
            self._enter(held)

    def holders(self, grid_uid: str, role: str) -> list[Appointment]:
        """Return the appointments to a role that have not ended."""
        known = self._holders.get((grid_uid, role), [])
        return [a for a in known if a.is_main and (a.to_on is None or a.to_on >= self._today)]

    def appoint(self, appointment: Appointment) -> None:
        """Count an appointment in."""
        self._enter(appointment)

    def _enter(self, appointment: Appointment) -> None:
        self._holders.setdefault((appointment.grid_uid, appointment.role), []).append(appointment)


def communities_of_staff(drafts: Sequence[Draft], store: Store) -> None:
    """Give staff without a community that of their grid."""
    grids = GridsByCode(store)
    for draft in drafts:
        grid = grids.get(draft.links.get("grid_code", ""))
        if grid is not None and grid.community:
            draft.guessed["community"] = grid.community


def add_appointments(outcomes: Sequence[Outcome], store: Store, today: date, ids: Ids, ledger: Ledger) -> None:
    """Add to each staff row the appointment that it names; a held role is told, never taken over."""
    grids, roles = GridsByCode(store), Roles(store, today)
    labels, held = store.code_lists().get("grid_role"), locked_rosters(store)
    for outcome in outcomes:
        links = outcome.draft.links
        code, role = links.get("grid_code", ""), links.get("role", "")
        grid = _grid_of_role(outcome, grids.get(code), ledger) if code or role else None
        if grid is None:
            continue
        change = _appointment(outcome, grid, role, roles, ids)
        if isinstance(change, Change) and grid.grid_uid in held:
            ledger.warn(outcome.draft.row, roster_held(held[grid.grid_uid]), "role", "I-10")
        elif isinstance(change, Change):
            roles.appoint(cast(Appointment, change.after))
            outcome.beside.append(change)
        elif change:
            ledger.warn(outcome.draft.row, _taken(role, labels), "role", "I-08")


def _grid_of_role(outcome: Outcome, grid: Grid | None, ledger: Ledger) -> Grid | None:
    """Return the grid in which a row names a role; None, and a warning, where that cannot be told."""
    links, row = outcome.draft.links, outcome.draft.row
    code, role = links.get("grid_code", ""), links.get("role", "")
    if grid is None or not role:
        what = f"没有编码为“{code[:20]}”的网格" if code and grid is None else "网格编码和岗位要一起写"
        ledger.warn(row, f"{what}，人员已保存，没有登记任职。", "role", "I-07")
        return None
    if grid.code != code:
        what = f"网格编码“{code[:20]}”已经停用，按沿革登记到“{grid.code}”（{grid.name}）"
        ledger.warn(row, f"{what}，请核对。", "grid_code", "I-07")
    return grid


def _appointment(outcome: Outcome, grid: Grid, role: str, roles: Roles, ids: Ids) -> Change | bool:
    """Return the appointment; False where the person holds the role already, True where somebody else does."""
    holders = roles.holders(grid.grid_uid, role)
    if any(held.staff_id == outcome.after.id for held in holders):
        return False
    if holders:
        return True
    links = outcome.draft.links
    made = Appointment(
        id=ids(),
        community=grid.community,
        grid_uid=grid.grid_uid,
        role=role,
        staff_id=outcome.after.id,
        source=outcome.after.source if isinstance(outcome.after, StaffPerson) else "",
        duty_text=links.get("duty_text", ""),
        services=tuple(links.get("services", ())),
        from_on=links.get("from_on"),
        to_on=links.get("to_on"),
    )
    return added(made)


def _taken(role: str, labels: CodeList | None) -> str:
    """Say that a role is held."""
    name = labels.label(role) if labels else role
    return f"该网格已有{name}，人员已保存，任职没有更换；请先免去原任职。"


class GridsByCode:
    """Grids as lists name them: by their code in the plan in force, else by one that they bore before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        plans = store.find(Plan)
        rank = {plan.id: (plan.state == "in_force", number) for number, plan in enumerate(plans)}
        self._in_force = next((p.id for p in reversed(plans) if p.state == "in_force"), "")
        self._found: dict[str, Grid] = {}
        for grid in store.find(Grid):
            known = self._found.get(grid.code)
            if known is None or rank.get(grid.plan_id, (False, -1)) > rank.get(known.plan_id, (False, -1)):
                self._found[grid.code] = grid

    def get(self, code: str) -> Grid | None:
        """Return the grid; a code that was given up leads to the one grid in force that took its place, if it is one.

        Without any in force, the newest plan that has the code decides.
        """
        known = self._found.get(code)
        if not code or not self._in_force or (known is not None and known.plan_id == self._in_force):
            return known
        heirs = grids_of_code(self._store, code, self._in_force)
        if len(heirs) == 1:
            self._found[code] = heirs[0]
        return self._found.get(code)
