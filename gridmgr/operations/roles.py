# SPDX-License-Identifier: MIT
"""Who holds the five roles of a grid (一格五员)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet, added, changed
from gridmgr.model.codelists import CodeList, standard_code_lists
from gridmgr.model.errors import GridmgrError
from gridmgr.model.people import Appointment


class RoleTakenError(GridmgrError):
    """The role already has a holder."""


class NotHeldError(GridmgrError):
    """The appointment has already ended."""


def is_held_on(appointment: Appointment, today: date) -> bool:
    """Tell whether an appointment is in force on a day."""
    begun = appointment.from_on is None or appointment.from_on <= today
    return begun and (appointment.to_on is None or appointment.to_on >= today)


def vacant_roles(
    grid_uid: str, appointments: Iterable[Appointment], today: date, roles: CodeList | None = None
) -> list[str]:
    """Return the role codes of a grid that nobody holds on a day, in the order of the office's role list."""
    wanted = roles or standard_code_lists()["grid_role"]
    held = {a.role for a in appointments if a.grid_uid == grid_uid and is_held_on(a, today)}
    return [item.code for item in wanted.items if item.code not in held]


def appoint(grid: Grid, wanted: Appointment, existing: Iterable[Appointment], today: date) -> ChangeSet:
    """Give a vacant role to a person.

    A held role is refused, not replaced: the holder is dismissed first, so that the journal shows both steps. Raises
    RoleTakenError.
    """
    if wanted.role not in vacant_roles(grid.grid_uid, existing, today):
        role = standard_code_lists()["grid_role"].label(wanted.role)
        raise RoleTakenError("{grid}已有{role}，请先免去原任职。", grid=grid.name or grid.code, role=role)
    return ChangeSet("任命网格人员", (added(replace(wanted, grid_uid=grid.grid_uid, community=grid.community)),))


def dismiss(appointment: Appointment, last_day: date) -> ChangeSet:
    """End an appointment; the record stays as history. Raises NotHeldError when it has already ended."""
    if appointment.to_on is not None and appointment.to_on <= last_day:
        raise NotHeldError("该任职已于{day}结束，不需要再次免去。", day=appointment.to_on)
    return ChangeSet("免去网格人员", (changed(appointment, replace(appointment, to_on=last_day)),))
