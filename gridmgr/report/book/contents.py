# SPDX-License-Identifier: MIT
"""What stands in the book, as plain values that any thread may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.map.scene import MapScene
from gridmgr.map.style import BandState
from gridmgr.model.bands import Band
from gridmgr.report.book.backing import Backing


class Part(StrEnum):
    """What is printed."""

    BOOK = "book"
    COMMUNITY = "community"
    GRID = "grid"


class Phones(StrEnum):
    """Which telephone numbers of the five roles are printed."""

    NONE = "none"
    PUBLIC = "public"
    ALL = "all"


class Paper(StrEnum):
    """Size of the paper."""

    A4 = "A4"
    A3 = "A3"


SIZES_MM = {Paper.A4: (210.0, 297.0), Paper.A3: (297.0, 420.0)}
"""Width and height upright."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to print and how."""

    part: Part = Part.BOOK
    paper: Paper = Paper.A4
    phones: Phones = Phones.PUBLIC
    plan: str = ""
    """Name of the plan; the one in use where empty."""
    communities: tuple[str, ...] = ()
    """Codes of the communities; all where empty."""
    grids: tuple[str, ...] = ()
    """Ids of the grids whose sheets are wanted; all of the communities where empty."""
    scale: int = 0
    """Denominator of the scale of the grid sheets and community maps; 0 for the one that fits."""
    basemap: bool = False
    """Whether basemaps and backdrops lie below and upon the maps of communities and grids."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One of the five roles of a grid as it is printed."""

    label: str
    name: str
    """Empty where the role is vacant."""
    phone: str


@dataclass(frozen=True, slots=True)
class Place:
    """A facility in a grid."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, eq=False, slots=True)
class GridContents:
    """One grid with everything on its sheet."""

    id: str
    row: int
    """Its row among the grids of the scene."""
    code: str
    number: str
    """The short number that is written on maps."""
    name: str
    community: str
    """Code of its community."""
    households: int
    persons: int
    buildings: int
    area_m2: float
    state: BandState
    boundary: str
    """Where it ends on its four sides, if the office wrote it down."""
    reason: str
    """Why it may be off the size rule."""
    geom: BaseGeometry
    roles: tuple[RoleLine, ...] = ()
    places: tuple[Place, ...] = ()
    neighbours: tuple[int, ...] = ()
    """Rows of the grids beside it."""

    @property
    def leader(self) -> str:
        """The holder of the first role (the grid's manager); empty where it is vacant."""
        return self.roles[0].name if self.roles else ""


@dataclass(frozen=True, eq=False, slots=True)
class CommunityContents:
    """One community with its grids in the order of their codes."""

    code: str
    name: str
    street: str
    office: str
    """Address and telephone of its office."""
    geom: BaseGeometry
    grids: tuple[GridContents, ...]

    @property
    def households(self) -> int:
        """The households in its grids."""
        return sum(grid.households for grid in self.grids)


@dataclass(frozen=True, eq=False)
class Book:
    """Everything that is printed of one plan of a district."""

    district: str
    programme: str
    plan: str
    state: str
    """Label of the plan's state."""
    is_final: bool
    """Whether the plan is approved, in force or was so; everything else is a draft on paper."""
    plan_day: date | None
    day: date
    """The day of printing."""
    crs: str
    band: Band
    scene: MapScene
    communities: tuple[CommunityContents, ...]
    building_grid: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """(b,) the grid (row of the scene) of each building of the scene, -1 for none."""
    building_names: Sequence[str] = ()
    """What is written on each building of the scene: its number, else its house number, else a short name."""
    backing: Backing | None = None
    """What lies below and upon the maps of communities and grids."""

    @property
    def is_invented(self) -> bool:
        """Whether the district says that its data are invented."""
        return "虚构" in self.district or "虚构" in self.programme

    @property
    def grids(self) -> Mapping[int, GridContents]:
        """The grids by their row in the scene."""
        return {grid.row: grid for community in self.communities for grid in community.grids}

    def community_of(self, grid: GridContents) -> CommunityContents:
        """Return the community of a grid."""
        return next(c for c in self.communities if c.code == grid.community)


def chosen(book: Book, request: Request) -> Sequence[tuple[CommunityContents, tuple[GridContents, ...]]]:
    """Return the communities that are to be printed, each with those of its grids that are wanted."""
    wanted = []
    for community in book.communities:
        if request.communities and community.code not in request.communities:
            continue
        grids = tuple(g for g in community.grids if not request.grids or g.id in request.grids)
        if grids or not request.grids:
            wanted.append((community, grids))
    return wanted
