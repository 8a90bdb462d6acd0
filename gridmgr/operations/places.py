# SPDX-License-Identifier: MIT
"""Where a record is on the map: at a building, in a grid, or nowhere."""

from gridmgr.data.store import Store
from gridmgr.model.areas import Facility, Grid
from gridmgr.model.people import Appointment, Household, Resident

ON_THE_MAP = frozenset({"building", "grid", "community"})


def place_of(store: Store, type_name: str, record_id: str, plan_id: str = "") -> tuple[str, str]:
    """Return the kind and id of what the map shows for a record: its building, else its grid of the plan; or "", ""."""
    if type_name in ON_THE_MAP:
        return type_name, record_id
    home = record_id if type_name == "household" else ""
    if type_name == "resident":
        person = store.get(Resident, record_id)
        home = person.household_id if person else ""
    if home:
        household = store.get(Household, home)
        return ("building", household.building_id) if household and household.building_id else ("", "")
    grid = _grid_of(store, type_name, record_id, plan_id)
    return ("grid", grid.id) if grid else ("", "")


def _grid_of(store: Store, type_name: str, record_id: str, plan_id: str) -> Grid | None:
    """Return the grid that carries the mark of a facility or an appointment."""
    plan = {"plan_id": plan_id} if plan_id else {}
    if type_name == "facility" and (facility := store.get(Facility, record_id)) and facility.grid_code:
        return next(iter(store.find(Grid, code=facility.grid_code, **plan)), None)
    if type_name == "appointment" and (office := store.get(Appointment, record_id)):
        return next(iter(store.find(Grid, grid_uid=office.grid_uid, **plan)), None)
    return None
