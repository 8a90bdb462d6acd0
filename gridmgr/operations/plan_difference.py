# SPDX-License-Identifier: MIT
"""What one plan changes against another, building by building: which grids go on, and what each gains and loses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Self

from shapely.geometry.base import BaseGeometry


class Fate(StrEnum):
    """What becomes of a grid."""

    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    """Same buildings and land under another code or name."""
    ADJUSTED = "adjusted"
    SUCCEEDED = "succeeded"
    """A grid with another `grid_uid` takes its place: roles and history do not go on by themselves."""
    SPLIT = "split"
    """Goes on, and a new grid was made mostly out of it."""
    MERGED = "merged"
    """Goes on, and took in most of a grid that was dissolved."""
    NEW = "new"
    DISSOLVED = "dissolved"


FATES = {
    Fate.UNCHANGED: "不变",
    Fate.RENAMED: "改名",
    Fate.ADJUSTED: "调整",
    Fate.SUCCEEDED: "接替",
    Fate.SPLIT: "拆分",
    Fate.MERGED: "合并",
    Fate.NEW: "新设",
    Fate.DISSOLVED: "撤销",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of something: buildings and who lives in them."""

    buildings: int = 0
    households: int = 0
    persons: int = 0
    special: int = 0
    """Households with special groups (关怀对象)."""
    inhabited: int = 0
    """Buildings with households."""

    def __add__(self, other: Self) -> "Figures":
        """Return both together."""
        return Figures(
            self.buildings + other.buildings,
            self.households + other.households,
            self.persons + other.persons,
            self.special + other.special,
            self.inhabited + other.inhabited,
        )

    def __bool__(self) -> bool:
        return self.buildings > 0

    @staticmethod
    def sum(parts: Iterable["Figures"]) -> "Figures":
        """Return all together."""
        return sum(parts, Figures())


@dataclass(frozen=True, slots=True)
class GridSide:
    """A grid as one of the two plans has it."""

    id: str
    uid: str
    community: str
    code: str
    name: str = ""
    geom: BaseGeometry | None = field(default=None, compare=False, repr=False)

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.code


@dataclass(frozen=True, slots=True)
class Place:
    """A building and the grids it lies in, "" for none."""

    building_id: str
    community: str
    figures: Figures
    old_id: str = ""
    new_id: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """The buildings that lie in one grid before and in one after; None stands for no grid at all."""

    community: str
    old: GridSide | None
    new: GridSide | None
    stays: bool
    """The new grid goes on with the old one: nobody changes grid."""
    figures: Figures
    building_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridDifference:
    """One grid before and after; `old` is None for a new grid, `new` for a dissolved one."""

    community: str
    old: GridSide | None
    new: GridSide | None
    fate: Fate
    land_changed: bool
    """The border is another one, if only through empty land."""
    kept: Figures
    gained: Figures
    lost: Figures
    arrivals: tuple[Flow, ...]
    """Where what it gains comes from, most households first."""
    departures: tuple[Flow, ...]
    """Where what it loses goes to, most households first."""

    @property
    def before(self) -> Figures:
        """All that lay in it."""
        return self.kept + self.lost

    @property
    def after(self) -> Figures:
        """All that lies in it now."""
        return self.kept + self.gained

    @property
    def side(self) -> GridSide:
        """The grid as it is now, or was last."""
        side = self.new or self.old
        assert side is not None
        return side

    @property
    def same_uid(self) -> bool:
        """Tell whether appointments go on by themselves: both sides bear the same lasting identifier."""
        return self.old is not None and self.new is not None and self.old.uid == self.new.uid != ""


@dataclass(frozen=True, slots=True)
class PlanSide:
    """One of the two plans in figures."""

    id: str
    name: str
    state: str
    grids: int
    in_band: int


@dataclass(frozen=True)
class PlanDifference:
    """Two plans compared. Every building of the district is in exactly one flow, so nothing is lost."""

    old: PlanSide
    new: PlanSide
    communities: Mapping[str, str]
    """Names by code."""
    grids: tuple[GridDifference, ...]
    """By community and code; unchanged ones too."""
    flows: tuple[Flow, ...]
    """The matrix from old grid to new grid, empty cells left out; what lies in no grid of either plan comes too."""
    households_without_building: int = 0
    """Household records that name no building; they are in no grid of any plan."""

    @cached_property
    def total(self) -> Figures:
        """All buildings: kept + moved + only_old + only_new + in_neither."""
        return Figures.sum(f.figures for f in self.flows)

    @cached_property
    def kept(self) -> Figures:
        """What stays in its grid."""
        return Figures.sum(f.figures for f in self.flows if f.stays)

    @cached_property
    def moved(self) -> Figures:
        """What changes grid."""
        return Figures.sum(f.figures for f in self.moves)

    @cached_property
    def only_old(self) -> Figures:
        """What lies in a grid of the old plan and in none of the new one."""
        return Figures.sum(f.figures for f in self.flows if f.old is not None and f.new is None)

    @cached_property
    def only_new(self) -> Figures:
        """What lies in a grid of the new plan and in none of the old one."""
        return Figures.sum(f.figures for f in self.flows if f.old is None and f.new is not None)

    @cached_property
    def in_neither(self) -> Figures:
        """What lies in no grid of either plan."""
        return Figures.sum(f.figures for f in self.flows if f.old is None and f.new is None)

    @cached_property
    def moves(self) -> tuple[Flow, ...]:
        """The flows from one grid to another one."""
        return tuple(f for f in self.flows if not f.stays and f.old is not None and f.new is not None)

    @cached_property
    def changed(self) -> tuple[GridDifference, ...]:
        """The grids that are not the same as before."""
        return tuple(g for g in self.grids if g.fate is not Fate.UNCHANGED)

    @cached_property
    def apart(self) -> tuple[GridDifference, ...]:
        """The grids that go on under another `grid_uid`: their appointments and history do not."""
        return tuple(g for g in self.grids if g.old is not None and g.new is not None and not g.same_uid)

    @property
    def is_empty(self) -> bool:
        """Tell whether both plans are the same: no grid differs and every building stays where it is."""
        return not self.changed and not self.moved and not self.only_old and not self.only_new

    def with_fate(self, *fates: Fate) -> tuple[GridDifference, ...]:
        """Return the grids of which this has become."""
        return tuple(g for g in self.grids if g.fate in fates)
