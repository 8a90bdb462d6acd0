# SPDX-License-Identifier: MIT
"""Which building lies in which grid, and which households need special care: read in one go for whole plans."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from gridmgr.data.counting import GONE, LIVING_HERE, REGISTERED, household_basis
from gridmgr.data.rows import texts_stored
from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import Grid
from gridmgr.model.people import Household, Resident


@dataclass(slots=True)
class SpecialHouseholds:
    """How many households of one building belong to special groups (关怀对象), themselves or by a resident."""

    households: int = 0
    """Each household once, however many groups it belongs to."""
    by_group: dict[str, int] = field(default_factory=dict)
    """Households by the code of the group."""


def members(work: Transaction, plan_ids: Collection[str]) -> list[tuple[str, str, str]]:
    """Return (plan id, building id, grid id) of every building that lies in a grid of some plans."""
    member, grid = work.schema.member, work.schema.of(Grid)
    same = and_(grid.c.id == member.c.grid_id, grid.c.community == member.c.community)
    query = select(grid.c.plan_id, member.c.building_id, member.c.grid_id).select_from(grid.join(member, same))
    return [(row[0], row[1], row[2]) for row in work.rows(query.where(work.among(grid.c.plan_id, sorted(plan_ids))))]


def special_households(work: Transaction, buildings: Collection[str] | None) -> Mapping[str, SpecialHouseholds]:
    """Count the households with special groups of some buildings (None: of all), by building.

    Only households that the district's rule counts, and only residents who are here.
    """
    groups: dict[tuple[str, str], set[str]] = {}
    for building, household, stored in (*_own_groups(work, buildings), *_groups_of_residents(work, buildings)):
        groups.setdefault((building, household), set()).update(texts_stored(stored))
    return _counted(groups.items())


def _counted(groups: Iterable[tuple[tuple[str, str], set[str]]]) -> Mapping[str, SpecialHouseholds]:
    found: dict[str, SpecialHouseholds] = {}
    for (building, _household), codes in groups:
        if codes:
            here = found.setdefault(building, SpecialHouseholds())
            here.households += 1
            for code in sorted(codes):
                here.by_group[code] = here.by_group.get(code, 0) + 1
    return found


def _counting(work: Transaction, buildings: Collection[str] | None) -> ColumnElement[bool]:
    """Return that a household counts and stands in one of the buildings."""
    home = work.schema.of(Household)
    codes = REGISTERED if household_basis(work) == "registered" else LIVING_HERE
    named = home.c.building_id.is_not(None) if buildings is None else work.among(home.c.building_id, sorted(buildings))
    return and_(named, func.coalesce(home.c.residence, "1").in_(codes))


# Any: rows of texts as they are stored.
def _own_groups(work: Transaction, buildings: Collection[str] | None) -> Iterable[Any]:
    home = work.schema.of(Household)
    filled = and_(home.c.groups.is_not(None), home.c.groups.not_in(["", "[]"]))
    return work.rows(select(home.c.building_id, home.c.id, home.c.groups).where(filled, _counting(work, buildings)))


def _groups_of_residents(work: Transaction, buildings: Collection[str] | None) -> Iterable[Any]:
    home, person = work.schema.of(Household), work.schema.of(Resident)
    here = and_(person.c.household_id == home.c.id, person.c.community == home.c.community)
    alive = func.coalesce(person.c.residence_status, "").not_in(GONE)
    filled = and_(person.c.groups.is_not(None), person.c.groups.not_in(["", "[]"]))
    query = select(home.c.building_id, home.c.id, person.c.groups).select_from(person.join(home, here))
    return work.rows(query.where(filled, alive, _counting(work, buildings)))
