# SPDX-License-Identifier: MIT
"""How many households and persons a building and a grid have: counted in the database, written where it differs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, true

from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import Building, Grid, Plan
from gridmgr.model.people import Household, Resident

LIVING_HERE = ("1", "3", "4")
"""Codes of `household_residence` that count for the actual households (实有户)."""

REGISTERED = ("1", "2")
"""Codes that count for the registered households (户籍户)."""

GONE = ("4", "5")
"""Codes of `residence_status`: moved out, dead."""

_SOURCES = {
    "actual": ("records", "declared", "dwellings", "estimate"),
    "registered": ("records", "declared", "dwellings", "estimate"),
    "dwellings": ("dwellings", "records", "declared", "estimate"),
    "declared": ("declared", "records", "dwellings", "estimate"),
}
"""Which count is adopted first for each household basis; the first one known wins."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the household records of one building say."""

    records: int | None
    persons_declared: int
    residents: int


_NOTHING = _Counted(None, 0, 0)


def household_basis(work: Transaction) -> str:
    """Return the district's rule by which households are counted."""
    table = work.schema.records["district"]
    basis = work.value(select(table.c.household_basis).order_by(table.c.id).limit(1))
    return basis if basis in _SOURCES else "actual"


def recount_buildings(work: Transaction, ids: Collection[str] | None) -> set[str]:
    """Count households and persons of some buildings (None: of all) anew and return the ids of those that changed."""
    basis = household_basis(work)
    counted = _household_records(work, ids, REGISTERED if basis == "registered" else LIVING_HERE)
    table = work.schema.of(Building)
    given = (table.c.dwellings, table.c.households_declared, table.c.households_estimated)
    kept = (table.c.households, table.c.households_source, table.c.persons)
    rows = work.rows(select(table.c.community, table.c.id, *given, *kept).where(_wanted(work, table.c.id, ids)))
    changed = []
    for community, building, dwellings, declared, estimated, *old in rows:
        known = counted.get(building, _NOTHING)
        figures = {"records": known.records, "dwellings": dwellings, "declared": declared, "estimate": estimated}
        source = next((s for s in _SOURCES[basis] if figures[s] is not None), "none")
        new = [figures.get(source) or 0, source, known.residents or known.persons_declared]
        if new != old:
            changed.append((*new, community, building))
    work.update(table, ("households", "households_source", "persons"), ("community", "id"), changed)
    return {row[-1] for row in changed}


def _wanted(work: Transaction, column: ColumnElement[Any], ids: Collection[str] | None) -> ColumnElement[bool]:
    return true() if ids is None else work.among(column, ids)


def _household_records(
    work: Transaction, ids: Collection[str] | None, counting: Collection[str]
) -> Mapping[str, _Counted]:
    """Return what the household and resident records say, by building id."""
    home, person = work.schema.of(Household), work.schema.of(Resident)
    wanted = and_(home.c.building_id.is_not(None), _wanted(work, home.c.building_id, ids))
    counts = case((func.coalesce(home.c.residence, "1").in_(counting), 1), else_=0)
    households = work.rows(
        select(home.c.building_id, func.sum(counts), func.sum(func.coalesce(home.c.persons_declared, 0)))
        .where(wanted)
        .group_by(home.c.building_id)
    )
    here = and_(person.c.household_id == home.c.id, person.c.community == home.c.community)
    alive = func.coalesce(person.c.residence_status, "").not_in(GONE)
    residents = dict(
        work.rows(
            select(home.c.building_id, func.count())
            .select_from(home.join(person, here))
            .where(wanted, alive)
            .group_by(home.c.building_id)
        )
    )
    return {b: _Counted(int(records), int(said), residents.get(b, 0)) for b, records, said in households}


def buildings_of(work: Transaction, households: Collection[str]) -> set[str]:
    """Return the buildings of some households."""
    if not households:
        return set()
    table = work.schema.of(Household)
    found = select(table.c.building_id).distinct().where(work.among(table.c.id, households))
    return {row[0] for row in work.rows(found) if row[0]}


def grids_of(work: Transaction, buildings: Collection[str]) -> set[str]:
    """Return the grids, of all plans, in which some buildings lie."""
    if not buildings:
        return set()
    member = work.schema.member
    found = select(member.c.grid_id).distinct().where(work.among(member.c.building_id, buildings))
    return {row[0] for row in work.rows(found)}


def sum_grids(work: Transaction, ids: Collection[str] | None) -> None:
    """Add up households, persons and buildings of some grids (None: of all)."""
    member, building, grid = work.schema.member, work.schema.of(Building), work.schema.of(Grid)
    inside = and_(building.c.id == member.c.building_id, building.c.community == member.c.community)
    sums = {
        row[0]: tuple(map(int, row[1:]))
        for row in work.rows(
            select(
                member.c.grid_id,
                func.sum(func.coalesce(building.c.households, 0)),
                func.sum(func.coalesce(building.c.persons, 0)),
                func.count(),
            )
            .select_from(member.join(building, inside))
            .where(_wanted(work, member.c.grid_id, ids))
            .group_by(member.c.grid_id)
        )
    }
    kept = select(grid.c.community, grid.c.id, grid.c.households, grid.c.persons, grid.c.buildings)
    rows = work.rows(kept.where(_wanted(work, grid.c.id, ids)))
    wanted = ((*sums.get(i, (0, 0, 0)), community, i, tuple(old)) for community, i, *old in rows)
    changed = [row[:-1] for row in wanted if row[:3] != row[-1]]
    work.update(grid, ("households", "persons", "buildings"), ("community", "id"), changed)


def name_plans(work: Transaction, grid_ids: Collection[str] | None, plan_ids: Iterable[str] = ()) -> None:
    """Repeat the plan's name on some grids and on all grids of some plans."""
    grid, plan = work.schema.of(Grid), work.schema.of(Plan)
    wanted = _wanted(work, grid.c.id, grid_ids)
    if plan_ids:
        wanted = wanted | work.among(grid.c.plan_id, list(plan_ids))
    rows = work.rows(
        select(plan.c.name, grid.c.community, grid.c.id, grid.c.plan)
        .select_from(grid.join(plan, plan.c.id == grid.c.plan_id))
        .where(wanted)
    )
    changed = [row[:3] for row in rows if row[0] != row[3]]
    work.update(grid, ("plan",), ("community", "id"), changed)
