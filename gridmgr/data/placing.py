# SPDX-License-Identifier: MIT
"""Which grid a building or facility lies in: found by `model.placing` and stored, the same way for both stores."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, and_, select, true

from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import Building, Facility, Grid, Plan
from gridmgr.model.people import Appointment
from gridmgr.model.placing import first_covering, standing_points
from gridmgr.model.records import Record

Pair = tuple[str, str]
"""Plan id and community code: the unit in which grids are drawn."""

Member = tuple[str, str, str]
"""Community code, building id, grid id."""


def plan_that_counts(work: Transaction) -> str:
    """Return the id of the plan whose grids buildings name: the one in force, else the newest that has grids."""
    plan, grid = work.schema.of(Plan), work.schema.of(Grid)
    drawn = select(grid.c.id).where(grid.c.plan_id == plan.c.id).exists()
    for wanted in (plan.c.state == "in_force", drawn):
        found = work.value(select(plan.c.id).where(wanted).order_by(plan.c.id.desc()).limit(1))
        if found:
            return str(found)
    return ""


def place_buildings(work: Transaction, buildings: Collection[str]) -> set[Member]:
    """Find the grid of some buildings, gone ones too, in every plan; return the members that came or went."""
    if not buildings:
        return set()
    table = work.schema.of(Building)
    rows = _shape_rows(work, Building, work.among(table.c.id, buildings))
    grids = _grids(work, {row[1] for row in rows}, None)
    return _exchange(work, work.among(work.schema.member.c.building_id, buildings), _members(work, rows, grids))


def place_in_grids(work: Transaction, pairs: Collection[Pair], grid_ids: Collection[str]) -> set[Member]:
    """Find all buildings of redrawn parts of plans; `grid_ids` names grids that may be gone from them.

    Returns the members that came or went.
    """
    if not pairs:
        return set()
    communities = {community for _plan, community in pairs}
    table = work.schema.of(Building)
    rows = _shape_rows(work, Building, work.among(table.c.community, sorted(communities)))
    grids = [g for g in _grids(work, communities, {plan for plan, _community in pairs}) if (g[1], g[2]) in pairs]
    # A grid that is there but was not redrawn keeps its buildings, whatever else became of it.
    gone = set(grid_ids) - _present(work, grid_ids)
    scope = work.among(work.schema.member.c.grid_id, sorted({g[0] for g in grids} | gone))
    return _exchange(work, scope, _members(work, rows, grids))


def _present(work: Transaction, grid_ids: Collection[str]) -> set[str]:
    """Return which of some grids are drawn at all."""
    grid = work.schema.of(Grid)
    wanted = and_(work.among(grid.c.id, sorted(grid_ids)), grid.c.geom.is_not(None))
    return {row[0] for row in work.rows(select(grid.c.id).where(wanted))}


def place_all(work: Transaction) -> set[Member]:
    """Find the grid of every building in every plan; return the members that came or went."""
    rows = _shape_rows(work, Building, true())
    grids = _grids(work, {row[1] for row in rows}, None)
    return _exchange(work, true(), _members(work, rows, grids))


# Any: rows of mixed columns; a geometry still in stored form stands last.
def _shape_rows(work: Transaction, kind: type[Record], wanted: Any) -> Sequence[Any]:
    table = work.schema.of(kind)
    return work.rows(select(table.c.id, table.c.community, table.c.geom).where(wanted, table.c.geom.is_not(None)))


def _grids(work: Transaction, communities: Collection[str], plans: Collection[str] | None) -> list[Any]:
    """Return (id, plan id, community, code, geometry) of grids, lowest code first."""
    grid = work.schema.of(Grid)
    wanted = and_(
        work.among(grid.c.community, sorted(communities)),
        true() if plans is None else work.among(grid.c.plan_id, sorted(plans)),
        grid.c.geom.is_not(None),
    )
    columns = (grid.c.id, grid.c.plan_id, grid.c.community, grid.c.code, grid.c.geom)
    return sorted(work.rows(select(*columns).where(wanted)), key=lambda row: (row[3] or "", row[0]))


def _members(work: Transaction, buildings: Sequence[tuple[Any, ...]], grids: Iterable[tuple[Any, ...]]) -> set[Member]:
    """Place buildings (id, community, geometry) in the grids of their community, plan by plan."""
    drawn: dict[Pair, list[tuple[Any, ...]]] = defaultdict(list)
    for row in grids:
        drawn[row[1], row[2]].append(row)
    points = standing_points(work.forms.of(Building).shapes([b[2] for b in buildings]))
    at_home: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(buildings):
        at_home[row[1]].append(i)
    found: set[Member] = set()
    for (_plan, community), rows in drawn.items():
        here = at_home.get(community, [])
        areas = work.forms.of(Grid).shapes([row[4] for row in rows])
        for i, grid in zip(here, first_covering(points[here], areas).tolist(), strict=True):
            if grid >= 0:
                found.add((community, buildings[i][0], rows[grid][0]))
    return found


def _exchange(work: Transaction, scope: ColumnElement[bool], wanted: set[Member]) -> set[Member]:
    """Bring the members within a scope to what is wanted and return the difference."""
    member = work.schema.member
    columns = ("community", "building_id", "grid_id")
    there = {(row[0], row[1], row[2]) for row in work.rows(select(*(member.c[c] for c in columns)).where(scope))}
    work.delete(member, columns, sorted(there - wanted))
    work.insert(member, columns, sorted(wanted - there))
    return there ^ wanted


def code_buildings(
    work: Transaction, plan: str, buildings: Collection[str] | None, communities: Collection[str] = ()
) -> None:
    """Write the grid code of some buildings (None: of all) and of whole communities where it differs."""
    table, member, grid = work.schema.of(Building), work.schema.member, work.schema.of(Grid)
    of_plan = and_(grid.c.id == member.c.grid_id, grid.c.community == member.c.community, grid.c.plan_id == plan)
    found = (
        select(member.c.building_id, grid.c.code)
        .select_from(member.join(grid, of_plan))
        .where(_scope(work, member.c.building_id, member.c.community, buildings, communities))
    )
    codes = {building: code or "" for building, code in work.rows(found)}
    scope = _scope(work, table.c.id, table.c.community, buildings, communities)
    rows = work.rows(select(table.c.community, table.c.id, table.c.grid_code).where(scope))
    changed = [(codes.get(r[1], ""), *r[:2]) for r in rows if codes.get(r[1], "") != r[2]]
    work.update(table, ("grid_code",), ("community", "id"), changed)


# Any: columns of whichever table is asked.
def _scope(
    work: Transaction, column: Any, community: Any, ids: Collection[str] | None, communities: Collection[str]
) -> ColumnElement[bool]:
    """Return that a row is named, lies in one of the communities, or (ids is None) that any will do."""
    if ids is None:
        return true()
    named = work.among(column, ids)
    return named | work.among(community, sorted(communities)) if communities else named


def code_facilities(
    work: Transaction, plan: str, facilities: Collection[str] | None, communities: Collection[str] = ()
) -> None:
    """Write the grid code of some facilities (None: of all) and of whole communities where it differs."""
    table = work.schema.of(Facility)
    wanted = _scope(work, table.c.id, table.c.community, facilities, communities)
    rows = work.rows(select(table.c.id, table.c.community, table.c.geom, table.c.grid_code).where(wanted))
    grids: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for grid in _grids(work, {row[1] for row in rows}, {plan}):
        grids[grid[2]].append(grid)
    changed = []
    for community in sorted({row[1] for row in rows}):
        here = [row for row in rows if row[1] == community]
        areas = work.forms.of(Grid).shapes([g[4] for g in grids[community]])
        points = standing_points(work.forms.of(Facility).shapes([row[2] for row in here]))
        for row, grid in zip(here, first_covering(points, areas).tolist(), strict=True):
            code = grids[community][grid][3] if grid >= 0 else ""
            if code != row[3]:
                changed.append((code, community, row[0]))
    work.update(table, ("grid_code",), ("community", "id"), changed)


def code_appointments(work: Transaction, plan: str, appointments: Collection[str] | None) -> None:
    """Write the grid code of some appointments (None: of all), found by the grid's lasting identifier."""
    table, grid = work.schema.of(Appointment), work.schema.of(Grid)
    wanted = true() if appointments is None else work.among(table.c.id, appointments)
    rows = work.rows(select(table.c.grid_uid, table.c.community, table.c.id, table.c.grid_code).where(wanted))
    uids = {row[0] for row in rows if row[0]}
    of_plan = and_(grid.c.plan_id == plan, work.among(grid.c.grid_uid, sorted(uids)))
    codes = dict(work.rows(select(grid.c.grid_uid, grid.c.code).where(of_plan).order_by(grid.c.code.desc())))
    changed = [(codes.get(r[0]) or "", *r[1:3]) for r in rows if (codes.get(r[0]) or "") != r[3]]
    work.update(table, ("grid_code",), ("community", "id"), changed)


def measure_grids(work: Transaction, ids: Collection[str] | None) -> None:
    """Write the area of some grids (None: of all) where it differs."""
    grid = work.schema.of(Grid)
    wanted = true() if ids is None else work.among(grid.c.id, ids)
    rows = work.rows(select(grid.c.community, grid.c.id, grid.c.area_m2, grid.c.geom).where(wanted))
    areas = shapely.area(work.forms.of(Grid).shapes([row[3] for row in rows]))
    measured = [(round(float(a), 2), *row[:2], row[2]) for a, row in zip(np.nan_to_num(areas), rows, strict=True)]
    work.update(grid, ("area_m2",), ("community", "id"), [row[:3] for row in measured if row[0] != row[3]])
