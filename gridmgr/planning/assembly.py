# SPDX-License-Identifier: MIT
"""From cuts to units: rings put together from pieces of border, polygons, and who borders on whom.

Every border inside a block is a side of two units, one in each direction, and so is every rim between two blocks. If
then each unit is a valid polygon that lies to the left of its sides, the units cover each place of the community
exactly once: no noding and no overlay is needed to know it.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.block_cuts import Cuts
from gridmgr.planning.precision import POLYGON, Geometries, corner_numbers
from gridmgr.planning.rims import Rims
from gridmgr.planning.shared_borders import Segments
from gridmgr.planning.walks import Numbers, followers, walks

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


def assembled(cuts: Cuts, rims: Rims, whole: NDArray[np.bool_]) -> Assembly:
    """Put the land of every owner together. `whole` (o,) tells of which owners the land must be in one piece."""
    start = np.concatenate((cuts.start, cuts.end, rims.start))
    end = np.concatenate((cuts.end, cuts.start, rims.end))
    owner, land = np.unique(np.concatenate((cuts.left, cuts.right, rims.owner)), return_inverse=True)
    corner = corner_numbers(np.concatenate((start, end)))
    p, q = corner[: len(start)], corner[len(start) :]
    polygons, wrong = _polygons(land, (p, q), (start, end), whole[owner])
    segments, crossing = _shared(cuts, rims, land, (p, q))
    return Assembly(owner, polygons, segments, crossing, owner[wrong])


def _polygons(
    land: Numbers,
    corners: tuple[Numbers, Numbers],
    xy: tuple[NDArray[np.float64], NDArray[np.float64]],
    whole: NDArray[np.bool_],
) -> tuple[Geometries, NDArray[np.bool_]]:
    """Return the polygon of each land (n,) and whether it is wrong."""
    start, end = xy
    count = len(whole)
    following, double = followers(land, *corners)
    torn = np.bincount(land[following < 0], minlength=count) > 0
    hard = torn | (np.bincount(land[double], minlength=count) > 0)
    polygons = np.full(count, shapely.Polygon(), dtype=object)
    hard |= _of_rings(polygons, land, start, following, hard)
    order = np.argsort(land, kind="stable")
    bounds = np.searchsorted(land[order], np.arange(count + 1))
    for number in np.flatnonzero(hard & ~torn):
        mine = order[bounds[number] : bounds[number + 1]]
        lines = shapely.linestrings(np.stack((start[mine], end[mine]), axis=1))
        polygons[number] = shapely.build_area(shapely.multilinestrings(lines))
    area = np.bincount(land, _crossed(start, end), count) / 2
    reach = max(1.0, *(float(np.ptp(along)) for along in start.T)) if count else 1.0
    slack = AREA_SLACK * reach**2
    right = (area > 0) & (np.abs(shapely.area(polygons) - area) <= slack) & shapely.is_valid(polygons)
    return polygons, ~right | whole & (shapely.get_type_id(polygons) != POLYGON)


def _of_rings(
    polygons: Geometries, land: Numbers, start: NDArray[np.float64], following: Numbers, hard: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Fill in the polygons of all lands with one outer ring that are not `hard`; tell which others have several."""
    easy = np.flatnonzero(~hard[land])
    place = np.cumsum(~hard[land]) - 1
    order, ring = walks(place[following[easy]])
    if not len(order):
        return np.zeros(len(hard), dtype=np.bool_)
    order = easy[order]
    count = int(ring[-1]) + 1
    ring_land = land[order[np.searchsorted(ring, np.arange(count))]]
    shell = np.bincount(ring, _crossed(start[order], start[following[order]]), count) > 0
    corners = np.bincount(ring)
    several = (np.bincount(ring_land[shell], minlength=len(hard)) != 1) & ~hard
    several[ring_land[corners < 3]] = True
    good = np.flatnonzero(~several[ring_land])
    sorted_rings = good[np.lexsort((~shell[good], ring_land[good]))]
    number = np.full(count, -1, dtype=np.int64)
    number[good] = np.arange(len(good))
    chosen = number[ring] >= 0
    rings = shapely.linearrings(start[order][chosen], indices=number[ring[chosen]])
    lands, index = np.unique(ring_land[sorted_rings], return_inverse=True)
    polygons[lands] = shapely.polygons(rings[number[sorted_rings]], indices=index)
    return np.asarray(several)


def _crossed(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each side twice the area of its triangle with a corner of the community."""
    # Column by column, which is faster.
    x, y = start[:, 0].min(initial=np.inf), start[:, 1].min(initial=np.inf)
    return np.asarray((start[:, 0] - x) * (end[:, 1] - y) - (start[:, 1] - y) * (end[:, 0] - x))


def _shared(
    cuts: Cuts, rims: Rims, land: Numbers, corners: tuple[Numbers, Numbers]
) -> tuple[Segments, NDArray[np.bool_]]:
    """Return the pieces of border with a land on either side, and whether each is a rim between two blocks."""
    inner = len(cuts.start)
    a, b = land[:inner], land[inner : 2 * inner]
    p, q = (corner[2 * inner :] for corner in corners)
    rim_land = land[2 * inner :]
    code = np.minimum(p, q) * (int(max(p.max(initial=0), q.max(initial=0))) + 1) + np.maximum(p, q)
    order = np.argsort(code, kind="stable")
    same = code[order[1:]] == code[order[:-1]]
    one, other = order[:-1][same], order[1:][same]
    a, b = np.concatenate((a, rim_land[one])), np.concatenate((b, rim_land[other]))
    start, end = np.concatenate((cuts.start, rims.start[one])), np.concatenate((cuts.end, rims.end[one]))
    crossing = np.arange(len(a)) >= inner
    return Segments(np.minimum(a, b), np.maximum(a, b), start, end), crossing
