# SPDX-License-Identifier: MIT
"""Which lines and waters cut the land of a community, and how well a grid may reach across them."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.precision import Geometries
from gridmgr.planning.units import EdgeKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTERIAL_CLASSES = _words("motorway trunk primary secondary 快速路 高速公路 主干路 次干路 主干道 次干道 国道 省道")
LOCAL_CLASSES = _words("tertiary unclassified residential living_street road 支路 街巷 道路 县道 乡道 居住区道路")
WALKED_CLASSES = _words(
    "footway steps cycleway path pedestrian service track bridleway corridor 步行路 人行道 内部道路 天桥 地下通道"
)
UNCROSSED_KINDS = _words(
    "railway rail river riverbank canal water wall other 铁路 轨道 河流 河道 江 水系 水域 围墙 山脊 沟渠 其他"
)
SLIGHT_CLASSES = _words("tram stream ditch drain subway platform proposed construction razed")
"""Classes of railways and waters, and of roads yet to be built, that cut nothing."""

FOUND_WITHIN_M = 0.005
"""A point this near to a barrier lies on it: noding moves a line by less than a millimetre."""


@dataclass(frozen=True, slots=True)
class Barriers:
    """The barriers of one community (k), lines or polygons, in metres; a river may be given as its water's area."""

    geometry: Geometries
    kind: NDArray[np.int8]
    """(k,) values of EdgeKind; BRIDGE is a way across other barriers that cuts nothing (a footbridge, a tunnel)."""
    crossable: NDArray[np.bool_]
    """(k,) whether a grid may lie on both sides: false for railways, rivers and walls unless an office allows it."""
    links: Geometries = field(default_factory=lambda: np.zeros(0, dtype=object))
    """(l,) lines whose ends an office counts as joined, wherever they are: a ferry, a footbridge, an exclave."""

    @classmethod
    def of_kinds(cls, geometry: Geometries, kind: NDArray[np.int8]) -> "Barriers":
        """Make barriers of which railways and rivers, and only these, may not be crossed."""
        return cls(geometry, kind, kind != EdgeKind.RAIL)

    @classmethod
    def none(cls) -> "Barriers":
        """Return the barriers of a place without any."""
        return cls.of_kinds(np.zeros(0, dtype=object), np.zeros(0, dtype=np.int8))

    def __len__(self) -> int:
        return len(self.geometry)

    def only(self, chosen: NDArray[np.bool_]) -> "Barriers":
        """Return the chosen barriers."""
        return Barriers(self.geometry[chosen], self.kind[chosen], self.crossable[chosen], self.links)


def barrier_kind(kind: str, road_class: str = "", bridge: bool = False, tunnel: bool = False) -> EdgeKind | None:
    """Tell what a mapped line is to a plan, or None where it is nothing to it.

    `kind` is road, railway, river or other (or a Chinese word for one), `road_class` a class of OpenStreetMap or of
    a Chinese road layer. Footpaths and driveways are no barriers; as a bridge or tunnel they are a way across one.
    A road in a tunnel cuts nothing above it but leads across; a railway or river under ground is nothing.
    """
    words = {kind.strip().lower(), road_class.strip().lower().removesuffix("_link")}
    if words & SLIGHT_CLASSES:
        return None
    if words & UNCROSSED_KINDS:
        return None if tunnel else EdgeKind.RAIL
    if words & WALKED_CLASSES:
        return EdgeKind.BRIDGE if bridge or tunnel or words & {"天桥", "地下通道"} else None
    for classes, found in ((ARTERIAL_CLASSES, EdgeKind.ARTERIAL), (LOCAL_CLASSES, EdgeKind.LOCAL)):
        if words & classes:
            return EdgeKind.BRIDGE if tunnel else found
    return None


def cut_lines(barriers: Barriers) -> tuple[Geometries, NDArray[np.int64]]:
    """Return the single lines that cut land and the barrier each comes from; areas give their outline."""
    chosen = np.flatnonzero((barriers.kind != EdgeKind.BRIDGE) & ~shapely.is_empty(barriers.geometry))
    geometry = barriers.geometry[chosen]
    areas = shapely.get_dimensions(geometry) == 2
    geometry = np.where(areas, shapely.boundary(geometry), geometry)
    parts, source = shapely.get_parts(geometry, return_index=True)
    lines = shapely.get_dimensions(parts) == 1
    return parts[lines], chosen[source[lines]]


class BarrierFinder:
    """Answers which barrier a piece of border lies on."""

    def __init__(self, lines: Geometries, kind: NDArray[np.int8], crossable: NDArray[np.bool_]) -> None:
        self._tree = shapely.STRtree(lines)
        self._kind = kind
        self._crossable = crossable

    def at(self, points: Geometries) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """Return the strongest barrier under each point (INSIDE where there is none) and whether it may be crossed."""
        point, line = self._tree.query(points, predicate="dwithin", distance=FOUND_WITHIN_M)
        kind = np.full(len(points), EdgeKind.INSIDE, dtype=np.int8)
        crossable = np.ones(len(points), dtype=np.bool_)
        np.maximum.at(kind, point, self._kind[line])
        np.logical_and.at(crossable, point, self._crossable[line])
        return kind, crossable
