# SPDX-License-Identifier: MIT
"""The households with special groups (关怀对象) that change hands, one by one; masked unless somebody asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from gridmgr.data.store import Store
from gridmgr.model.masks import masked
from gridmgr.model.people import Household, Resident
from gridmgr.model.records import fields_of
from gridmgr.operations.name_lists import by_number
from gridmgr.operations.past_households import counted_residence
from gridmgr.operations.plan_difference import Flow, GridSide, PlanDifference
from gridmgr.operations.roles import GONE


@dataclass(frozen=True, slots=True)
class CareLine:
    """One household that changes grid."""

    community: str
    old: GridSide | None
    new: GridSide | None
    building_id: str
    door: str
    head_name: str
    phone: str
    groups: tuple[str, ...]
    """Labels of the groups of the household and of those who live in it."""


def care_lines(store: Store, difference: PlanDifference, unmasked: bool = False) -> list[CareLine]:
    """Return the households with special groups that change grid, by grid, building and door.

    Door, head and telephone are masked unless `unmasked`; then the list is as sensitive as the records themselves.
    """
    flows = {i: f for f in difference.flows if not f.stays for i in f.building_ids if f.old or f.new}
    households = store.find(Household, building_id=sorted(flows)) if flows else []
    counting = counted_residence(store)
    homes = [h for h in households if (h.residence or "1") in counting]
    groups = _groups(store, homes)
    labels = {item.code: item.label for item in store.code_lists()["special_group"].items}
    lines = [
        _line(home, flows[home.building_id], tuple(labels.get(g, g) for g in groups[home.id]), unmasked)
        for home in homes
        if groups[home.id]
    ]
    return sorted(lines, key=_place)


def _groups(store: Store, homes: Iterable[Household]) -> dict[str, list[str]]:
    """Return the codes of each household's groups, its own and its residents', in order."""
    found = {home.id: set(home.groups) for home in homes}
    columns = ["household_id", "groups", "residence_status"]
    for household, groups, status in store.values(Resident, columns, household_id=sorted(found)) if found else ():
        if status not in GONE:
            found[household] |= set(groups)
    return {household: sorted(codes) for household, codes in found.items()}


def _line(home: Household, flow: Flow, groups: tuple[str, ...], unmasked: bool) -> CareLine:
    fields = fields_of(Household)
    door = "-".join(part for part in (home.unit_no, home.room_no) if part)
    head, phone = home.head_name, home.phone
    if not unmasked:
        door, head, phone = "***" if door else "", masked(fields["head_name"], head), masked(fields["phone"], phone)
    return CareLine(flow.community, flow.old, flow.new, home.building_id, door, head, phone, groups)


def _place(line: CareLine) -> tuple[object, ...]:
    sides = tuple("" if side is None else side.code for side in (line.old, line.new))
    return (line.community, *sides, line.building_id, by_number(line.door), line.head_name)
