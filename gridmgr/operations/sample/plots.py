# SPDX-License-Identifier: MIT
"""Plots: what is left of a block between its streets, and what it is used for."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gridmgr.operations.sample.ground import Ground
from gridmgr.operations.sample.streets import BROOK_WIDTH_M, RAILWAY_WIDTH_M, SECOND, WIDTH_M, Skeleton
from gridmgr.operations.sample.terrain import Terrain

_SMALLEST_M2 = 700.0

_SHARES = {
    "old": {"lots": 90, "market": 3, "school": 3, "park": 2, "office": 2},
    "inner": {"slabs": 76, "school": 5, "office": 6, "market": 3, "park": 4, "mall": 3, "hospital": 1, "lots": 2},
    "middle": {
        "slabs": 56,
        "midrise": 12,
        "towers": 10,
        "school": 6,
        "office": 5,
        "park": 6,
        "market": 2,
        "hospital": 1,
        "mall": 2,
    },
    "new": {"towers": 56, "midrise": 18, "school": 8, "office": 6, "park": 10, "mall": 5, "hospital": 3},
    "works": {"works": 74, "slabs": 15, "office": 4, "park": 7},
    "village": {"village": 86, "park": 12, "school": 2},
}
"""What a block becomes in each part of town, in percent."""

RESIDENTIAL = frozenset({"slabs", "midrise", "towers"})
"""Uses that make a compound (小区)."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Land of one block behind its street fronts."""

    area: Polygon
    face: int
    zone: str
    use: str
    front: BaseGeometry
    """The part of its border along wider streets, where shops pay."""


@dataclass(frozen=True, slots=True)
class Corridor:
    """A line that takes up land on both sides of it."""

    line: BaseGeometry
    half_m: float
    wide: bool
    """A main or second street, on which shops pay."""

    def near(self, bounds: tuple[float, float, float, float]) -> BaseGeometry:
        """Return the part of the line around some bounds."""
        left, low, right, high = bounds
        return shapely.clip_by_rect(self.line, left - 40.0, low - 40.0, right + 40.0, high + 40.0)


def plots(ground: Ground, main: Skeleton, land: Terrain, rng: np.random.Generator) -> list[Plot]:
    """Return the plots of all blocks, in the order of the faces."""
    corridors = _corridors(ground, main, land)
    tree = shapely.STRtree([c.line for c in corridors])
    made = []
    for index, (face, zone) in enumerate(zip(ground.faces, ground.zone, strict=True)):
        if zone in ("hill", "verge"):
            continue
        close = [corridors[i] for i in np.sort(tree.query(face, predicate="dwithin", distance=20.0))]
        area = _plot(face, shapely.union_all([c.near(face.bounds).buffer(c.half_m) for c in close]))
        draw = rng.random()
        if area is not None:
            wide = [c.near(area.bounds).buffer(c.half_m + 2.5) for c in close if c.wide]
            front = area.exterior.intersection(shapely.union_all(wide))
            made.append(Plot(area, index, zone, _use(area, zone, draw), front))
    return made


def _corridors(ground: Ground, main: Skeleton, land: Terrain) -> list[Corridor]:
    """Return the streets, railway, river and brooks with the land that they take up."""
    found = [Corridor(s.line, s.width_m / 2, wide=True) for s in main.streets]
    for cut in ground.cuts:
        half = WIDTH_M[cut.road_class] / 2 if cut.road_class else 1.0
        found.append(Corridor(cut.line, half, wide=cut.road_class == SECOND))
    found += [Corridor(b, BROOK_WIDTH_M / 2 + 3.0, wide=False) for b in land.brooks.values()]
    found.append(Corridor(main.railway, RAILWAY_WIDTH_M / 2, wide=False))
    return [*found, Corridor(land.river, 10.0, wide=False)]


def _plot(face: Polygon, taken: BaseGeometry) -> Polygon | None:
    """Return the largest piece of a face behind the street fronts, with rounded corners; None for a scrap."""
    rest = shapely.get_parts(face.difference(taken))
    rest = [p for p in rest if p.area > _SMALLEST_M2]
    if not rest:
        return None
    largest = max(rest, key=lambda part: part.area)
    rounded = max(
        shapely.get_parts(largest.buffer(-4.0).buffer(4.0, quad_segs=3)), key=lambda part: part.area, default=None
    )
    if rounded is None or rounded.is_empty or rounded.area < _SMALLEST_M2:
        return None
    return Polygon(rounded.exterior)


def _use(area: Polygon, zone: str, draw: float) -> str:
    """Return the use of a plot by lot; land too small or too thin for the use becomes green or shops."""
    shares = _SHARES[zone]
    at = draw * sum(shares.values())
    use = next(name for name, edge in zip(shares, np.cumsum(list(shares.values())), strict=True) if at <= edge)
    return fitting(use, area)


def fitting(use: str, area: Polygon) -> str:
    """Return the use, or what suits land that is too small for it."""
    thin = area.buffer(-17.0).is_empty
    if use in ("towers", "midrise", "works", "mall", "hospital", "school") and (thin or area.area < 6_000.0):
        return "lots" if area.area < 2_500.0 else "slabs" if not thin else "lots"
    if use == "slabs" and (thin or area.area < 2_000.0):
        return "lots"
    if use == "park" and area.area > 60_000.0:
        return "village"
    return use
