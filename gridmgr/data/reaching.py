# SPDX-License-Identifier: MIT
"""Records that are reached through others: the residents of a grid, the households of an estate."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from gridmgr.data.queries import Wanted
from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import Building, Facility, Grid
from gridmgr.model.people import Appointment, Household, Resident
from gridmgr.model.records import Record


def reached(work: Transaction, kind: type[Record], place: str, wanted: Wanted) -> ColumnElement[bool]:
    """Return that a record lies in a place: one of the keys of `queries.PLACES`, with one id or several.

    Raises KeyError where no way leads from the place to the type.
    """
    ids = [wanted] if isinstance(wanted, str) else list(wanted) if isinstance(wanted, Collection) else []
    table = work.schema.of(kind)
    if place == "grid_id" and kind is Grid:
        return work.among(table.c.id, ids)
    if place == "grid_id" and kind in {Facility, Appointment}:
        return _by_grid(work, kind, ids)
    if kind is Building:
        return _buildings(work, table.c.id, place, ids)
    if kind is Household:
        return _buildings(work, table.c.building_id, place, ids)
    if kind is Resident:
        home = work.schema.of(Household)
        inside = _buildings(work, home.c.building_id, place, ids)
        return table.c.household_id.in_(select(home.c.id).where(inside))
    raise KeyError(place)


def _by_grid(work: Transaction, kind: type[Record], ids: Collection[Any]) -> ColumnElement[bool]:
    """Return the condition on what carries a grid's mark itself (Any: ids)."""
    grid, table = work.schema.of(Grid), work.schema.of(kind)
    own, its = (table.c.grid_uid, grid.c.grid_uid) if kind is Appointment else (table.c.grid_code, grid.c.code)
    return and_(own != "", own.in_(select(its).where(work.among(grid.c.id, ids))))


def _buildings(work: Transaction, column: ColumnElement[Any], place: str, ids: Collection[Any]) -> ColumnElement[bool]:
    """Return that a column names a building in a place (Any: ids)."""
    if place == "building_id":
        return work.among(column, ids)
    member, building, grid = work.schema.member, work.schema.of(Building), work.schema.of(Grid)
    if place == "grid_id":
        return column.in_(select(member.c.building_id).where(work.among(member.c.grid_id, ids)))
    if place == "estate_id":
        return column.in_(select(building.c.id).where(work.among(building.c.estate_id, ids)))
    if place == "unassigned_in":
        inside = select(member.c.building_id).join(grid, grid.c.id == member.c.grid_id)
        placed = inside.where(work.among(grid.c.plan_id, ids))
        return column.in_(select(building.c.id).where(building.c.households > 0, building.c.id.not_in(placed)))
    raise KeyError(place)
