# SPDX-License-Identifier: MIT
"""What the rules of a plan look at: plain data, whatever they were read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from gridmgr.model.bands import Band
from gridmgr.planning.barriers import Barriers


@dataclass(frozen=True, slots=True)
class GridFacts:
    """One grid of the plan."""

    id: str
    code: str
    name: str
    community_id: str
    polygon: BaseGeometry | None
    households: int
    persons: int = 0
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Why the office has accepted an exception, by rule, such as G-04 for an exclave."""
    links: tuple[tuple[str, BaseGeometry], ...] = ()
    """Why people count land of the community as joined, across a railway or river, and the lines of that."""
    roles: frozenset[str] = frozenset()
    """Names of the roles that are held."""
    services: frozenset[str] = frozenset()
    """Names of the service lines that somebody looks after."""
    is_basic: bool = True
    """Whether the size rule holds for it; a dedicated grid (专属网格) is as large as its place."""

    @property
    def title(self) -> str:
        """What people call the grid."""
        return self.name or self.code or self.id


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """One building."""

    id: str
    name: str
    shape: BaseGeometry | None
    """A footprint, or a point."""
    households: int
    community_id: str
    estate_id: str = ""
    """The compound (小区) that it belongs to, empty for none."""

    @property
    def title(self) -> str:
        """What people call the building."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """One community."""

    id: str
    name: str
    outline: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class EstateFacts:
    """One compound (小区) that should lie in one grid."""

    id: str
    name: str
    community_id: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A whole plan with all it is checked against."""

    grids: tuple[GridFacts, ...]
    buildings: tuple[BuildingFacts, ...] = ()
    communities: tuple[CommunityFacts, ...] = ()
    estates: tuple[EstateFacts, ...] = ()
    """Those that an office wants whole."""
    barriers: Barriers = field(default_factory=Barriers.none)
    wanted: frozenset[str] | None = None
    """Ids of the records whose findings are asked for; None for all. The rest is there to be compared with."""

    def asks(self, *records: str) -> bool:
        """Tell whether findings about any of these records are asked for."""
        return self.wanted is None or not self.wanted.isdisjoint(records)

    def grids_by_community(self) -> Mapping[str, tuple[GridFacts, ...]]:
        """Return the grids of every community named by one, in the order of the plan."""
        found: dict[str, list[GridFacts]] = {community.id: [] for community in self.communities}
        for grid in self.grids:
            found.setdefault(grid.community_id, []).append(grid)
        return {community: tuple(grids) for community, grids in found.items()}


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The thresholds of the rules."""

    band: Band = field(default_factory=Band)
    cut_share: float = 0.02
    """G-05: a border may cut off this share of a footprint, or `cut_m2`, before the building counts as cut."""
    cut_m2: float = 1.0
    strip_m: float = 20.0
    """G-08: land beyond a barrier that is narrower than this, such as between two tracks, does not count."""
    compactness: float = 0.2
    """G-09: the lowest Polsby–Popper value that passes without a warning."""
    roles: tuple[str, ...] = ("网格管理员", "网格警务员", "网格宣传员", "网格信息员", "网格服务员")
    """G-10: the roles that every grid needs."""
    services: tuple[str, ...] = ()
    """G-11: the service lines that somebody has to look after in every grid; none where an office keeps no account."""
