# SPDX-License-Identifier: MIT
"""From cuts to units: rings put together from pieces of border, polygons, and who borders on whom.

Every border inside a block is a side of two units, one in each direction, and so is every rim between two blocks. If
then each unit is a valid polygon that lies to the left of its sides, the units cover each place of the community
exactly once: no noding and no overlay is needed to know it.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.block_cuts import Cuts
from gridmgr.planning.land_sides import LandSides
from gridmgr.planning.ordering import Numbers, order_of, ranges, twins
from gridmgr.planning.precision import POLYGON, Geometries, are_valid
from gridmgr.planning.rims import Rims
from gridmgr.planning.shared_borders import Segments
from gridmgr.planning.walks import followers, walks

AREA_SLACK = 1e-9
"""Areas from sums over sides are as exact as this share of the squared size of a community."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """The lands of owners (n) that have any, in the order of the owners' numbers."""

    owner: Numbers
    """(n,)"""
    polygons: Geometries
    """(n,)"""
    segments: Segments
    """What the lands share; `a` and `b` number the lands."""
    crossing: NDArray[np.bool_]
    """(s,) whether a shared piece is the rim between two blocks."""
    wrong: Numbers
    """Owners whose pieces of border make no valid land."""

    def part(self, first: int, last: int, first_other: int, last_other: int) -> "Assembly":
        """Return the lands of two ranges of owners, numbered from 0, that share nothing with the others."""
        name = np.where(self.owner < last, self.owner - first, self.owner - first_other + last - first)
        mine = (self.owner >= first) & (self.owner < last) | (self.owner >= first_other) & (self.owner < last_other)
        place = np.cumsum(mine) - 1
        chosen = np.flatnonzero(mine.take(self.segments.a))
        pieces = self.segments.only(chosen)
        return Assembly(
            name[mine],
            self.polygons[mine],
            replace(pieces, a=place.take(pieces.a), b=place.take(pieces.b)),
            self.crossing.take(chosen),
            name[mine & np.isin(self.owner, self.wrong)],
        )


def assembled(cuts: Cuts, rims: Rims, whole: NDArray[np.bool_], town: Numbers | None = None) -> Assembly:
    """Put the land of every owner together.

    `whole` (o,) tells of which owners the land must be in one piece; those of different towns (o,) never touch.
    """
    label = np.concatenate((cuts.left, cuts.right, rims.owner))
    has_land = np.bincount(label, minlength=len(whole)) > 0
    owner = np.flatnonzero(has_land)
    sides = LandSides.of(cuts, rims, (np.cumsum(has_land) - 1).take(label), town)
    polygons, wrong = _polygons(sides, whole[owner])
    segments, crossing = _shared(cuts, rims, sides)
    return Assembly(owner, polygons, segments, crossing, owner[wrong])


def _polygons(sides: LandSides, whole: NDArray[np.bool_]) -> tuple[Geometries, NDArray[np.bool_]]:
    """Return the polygon of each land (n,) and whether it is wrong."""
    land, count = sides.land, len(whole)
    following, double = followers(land, sides.begin, sides.finish)
    torn = np.bincount(land[following < 0], minlength=count) > 0
    hard = torn | (np.bincount(land[double], minlength=count) > 0)
    polygons = np.full(count, shapely.Polygon(), dtype=object)
    hard |= _of_rings(polygons, sides, following, hard)
    right = ~torn
    for number in np.flatnonzero(hard & ~torn).tolist():
        polygons[number], right[number] = _of_lines(sides, np.flatnonzero(land == number))
    right &= are_valid(polygons) & ~shapely.is_empty(polygons)
    return polygons, ~right | whole & (shapely.get_type_id(polygons) != POLYGON)


def _of_lines(sides: LandSides, mine: Numbers) -> tuple[BaseGeometry, bool]:
    """Return the area that the sides of one land enclose, and whether the land has that size."""
    corners = sides.corners(mine)
    following = corners + np.repeat(sides.step.take(mine), sides.count.take(mine))
    start, end = sides.xy.take(corners, axis=0), sides.xy.take(following, axis=0)
    area = shapely.build_area(shapely.multilinestrings(shapely.linestrings(np.stack((start, end), axis=1))))
    wanted = float(_crossed(start, end).sum()) / 2
    reach = max(1.0, *(float(np.ptp(along)) for along in start.T))
    return area, wanted > 0 and abs(shapely.area(area) - wanted) <= AREA_SLACK * reach**2


def _of_rings(polygons: Geometries, sides: LandSides, following: Numbers, hard: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fill in the polygons of all lands with one outer ring that are not `hard`; tell which others have several."""
    easy = np.flatnonzero(~hard.take(sides.land))
    place = np.cumsum(~hard.take(sides.land)) - 1
    order, ring = walks(place.take(following.take(easy)))
    if not len(order):
        return np.zeros(len(hard), dtype=np.bool_)
    order = easy.take(order)
    count = int(ring[-1]) + 1
    ring_land = sides.land.take(order.take(np.searchsorted(ring, np.arange(count))))
    xy = sides.xy.take(sides.corners(order), axis=0)
    ring = np.repeat(ring, sides.count.take(order))
    corners = np.bincount(ring, minlength=count)
    following = np.arange(1, len(ring) + 1)
    following[np.cumsum(corners) - 1] = np.cumsum(corners) - corners
    shell = np.bincount(ring, _crossed(xy, xy.take(following, axis=0)), count) > 0
    several = (np.bincount(ring_land[shell], minlength=len(hard)) != 1) & ~hard
    several[ring_land[corners < 3]] = True
    good = np.flatnonzero(~several.take(ring_land))
    sorted_rings = good.take(order_of(2 * ring_land.take(good) + ~shell.take(good)))
    rings = np.full(count, None, dtype=object)
    number = np.full(count, -1, dtype=np.int64)
    number[good] = np.arange(len(good))
    chosen = np.flatnonzero(number.take(ring) >= 0)
    rings[good] = shapely.linearrings(xy.take(chosen, axis=0), indices=number.take(ring.take(chosen)))
    lands, index = np.unique(ring_land.take(sorted_rings), return_inverse=True)
    polygons[lands] = shapely.polygons(rings.take(sorted_rings), indices=index)
    return np.asarray(several)


def _crossed(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each side twice the area of its triangle with a corner of the community."""
    # Column by column, which is faster.
    x, y = start[:, 0].min(initial=np.inf), start[:, 1].min(initial=np.inf)
    return np.asarray((start[:, 0] - x) * (end[:, 1] - y) - (start[:, 1] - y) * (end[:, 0] - x))


def _shared(cuts: Cuts, rims: Rims, sides: LandSides) -> tuple[Segments, NDArray[np.bool_]]:
    """Return the pieces of border with a land on either side, and whether each is a rim between two blocks."""
    borders = len(cuts.left)
    first, count = cuts.first, cuts.count - 1
    start = ranges(first, count)
    a, b = np.repeat(sides.land[:borders], count), np.repeat(sides.land[borders : 2 * borders], count)
    p, q, rim_land = (some[2 * borders :] for some in (sides.begin, sides.finish, sides.land))
    code = np.minimum(p, q) * (int(max(p.max(initial=0), q.max(initial=0))) + 1) + np.maximum(p, q)
    one, other = twins(code)
    crossing = np.arange(len(start) + len(one)) >= len(start)
    a, b = np.concatenate((a, rim_land.take(one))), np.concatenate((b, rim_land.take(other)))
    start_xy = np.concatenate((cuts.xy.take(start, axis=0), rims.start.take(one, axis=0)))
    end_xy = np.concatenate((cuts.xy.take(start + 1, axis=0), rims.end.take(one, axis=0)))
    return Segments(np.minimum(a, b), np.maximum(a, b), start_xy, end_xy), crossing
