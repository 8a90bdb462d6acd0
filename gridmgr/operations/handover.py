# SPDX-License-Identifier: MIT
"""What has to be handed over when borders move (交接清单): per officer and role, building by building.

Figures only: how many households, and how many of them need special care. Names of residents do not occur.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gridmgr.data.membership import SpecialHouseholds
from gridmgr.data.store import Store
from gridmgr.model.areas import Building
from gridmgr.operations.holders import Holder, Holders
from gridmgr.operations.name_lists import by_number
from gridmgr.operations.plan_difference import Figures, Flow, GridSide, PlanDifference

VACANT = "空缺"
NO_GRID = "未归格"


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """One building as it is handed over."""

    id: str
    title: str
    households: int
    persons: int
    special: int
    """Households with special groups, each once."""
    by_group: Mapping[str, int]
    """Households by the code of the group; a household may be in several."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Buildings that pass from one officer to another in one role."""

    community: str
    role: str
    giver: Holder | None
    taker: Holder | None
    """None where the post is vacant, or where the buildings lie in no grid any more."""
    old: GridSide | None
    new: GridSide | None
    figures: Figures
    building_ids: tuple[str, ...]

    @property
    def giver_name(self) -> str:
        """Who gives, in words."""
        return _named(self.giver, self.old)

    @property
    def taker_name(self) -> str:
        """Who takes over, in words."""
        return _named(self.taker, self.new)


@dataclass(frozen=True, slots=True)
class OfficerList:
    """All that one person gives and takes over, in all roles."""

    staff_id: str
    name: str
    unit: str
    phone: str
    gives: tuple[Passage, ...]
    takes: tuple[Passage, ...]

    @property
    def given(self) -> Figures:
        """What leaves this person's hands; a building counts once for every role in which it passes."""
        return Figures.sum(p.figures for p in self.gives)

    @property
    def taken(self) -> Figures:
        """What comes into this person's hands."""
        return Figures.sum(p.figures for p in self.takes)

    @property
    def communities(self) -> tuple[str, ...]:
        """The communities concerned, by code."""
        return tuple(sorted({p.community for p in (*self.gives, *self.takes)}))


@dataclass(frozen=True)
class Handover:
    """Everything that changes hands between two plans on a day."""

    difference: PlanDifference
    day: date
    roles: Mapping[str, str]
    """Labels of the roles by code, in the office's order."""
    groups: Mapping[str, str]
    """Labels of the special groups by code, in the office's order."""
    buildings: Mapping[str, BuildingLine]
    """Every building that changes hands, by id."""
    passages: tuple[Passage, ...]
    """By community, old grid, new grid and role."""

    @cached_property
    def officers(self) -> tuple[OfficerList, ...]:
        """One list for each person who gives or takes over something, by community and name."""
        gives: dict[str, list[Passage]] = {}
        takes: dict[str, list[Passage]] = {}
        people: dict[str, Holder] = {}
        for passage in self.passages:
            for holder, side in ((passage.giver, gives), (passage.taker, takes)):
                if holder is not None:
                    people[holder.staff_id] = holder
                    side.setdefault(holder.staff_id, []).append(passage)
        lists = [
            OfficerList(i, h.name, h.unit, h.phone, tuple(gives.get(i, ())), tuple(takes.get(i, ())))
            for i, h in people.items()
        ]
        return tuple(sorted(lists, key=lambda o: (o.communities, o.name, o.staff_id)))

    def lines(self, passage: Passage) -> list[BuildingLine]:
        """Return the buildings of a passage by their names, 2幢 before 10幢."""
        found = [self.buildings[i] for i in passage.building_ids]
        return sorted(found, key=lambda b: (by_number(b.title), b.id))

    @property
    def households(self) -> int:
        """Households that get another officer in at least one role."""
        return sum(self.buildings[i].households for i in {i for p in self.passages for i in p.building_ids})


def read_handover(store: Store, difference: PlanDifference, day: date, roles: Sequence[str] = ()) -> Handover:
    """Return what passes from whom to whom when the new plan comes into force on a day.

    `roles` names the roles that are wanted; all where empty. A person who serves a building before and after in the
    same role hands nothing over, whatever grid it is in.
    """
    lists = store.code_lists()
    labels = {i.code: i.label for i in lists["grid_role"].items if not roles or i.code in roles}
    groups = {i.code: i.label for i in lists["special_group"].items}
    passages = tuple(_passages(difference, Holders(store), labels, day))
    wanted = sorted({i for p in passages for i in p.building_ids})
    return Handover(difference, day, labels, groups, _lines(store, wanted), passages)


def role_changes(handover: Handover) -> list[tuple[str, int, int]]:
    """Return for each role its label, and how many buildings and households get another officer in it."""
    sums = {role: Figures() for role in handover.roles}
    for passage in handover.passages:
        sums[passage.role] += passage.figures
    return [(handover.roles[role], f.buildings, f.households) for role, f in sums.items()]


def _passages(difference: PlanDifference, holders: Holders, roles: Iterable[str], day: date) -> Iterator[Passage]:
    wanted = list(roles)
    for flow in difference.flows:
        if _goes_on(flow):
            continue
        for role in wanted:
            giver = holders.before(flow.old.uid, role, day) if flow.old is not None else None
            taker = holders.on(flow.new.uid, role, day) if flow.new is not None else None
            same = giver is not None and taker is not None and giver.staff_id == taker.staff_id
            if (giver is not None or taker is not None) and not same:
                sides = (flow.old, flow.new)
                yield Passage(flow.community, role, giver, taker, *sides, flow.figures, flow.building_ids)


def _goes_on(flow: Flow) -> bool:
    """Tell whether buildings stay in the grid on which their officers' appointments hang."""
    return flow.old is not None and flow.new is not None and flow.old.uid == flow.new.uid != ""


def _lines(store: Store, building_ids: Sequence[str]) -> dict[str, BuildingLine]:
    if not building_ids:
        return {}
    special = store.special_households(building_ids)
    titles = store.titles(Building, building_ids)
    nothing = SpecialHouseholds()
    rows = store.values(Building, ["id", "households", "persons"], id=building_ids)
    return {
        i: BuildingLine(i, titles.get(i, ""), households, persons, here.households, here.by_group)
        for i, households, persons in rows
        for here in (special.get(i, nothing),)
    }


def _named(holder: Holder | None, grid: GridSide | None) -> str:
    if holder is not None:
        return holder.name
    return VACANT if grid is not None else NO_GRID
