# SPDX-License-Identifier: MIT
"""The corners of the borders of a grid, and what changes hands when one is moved, added or taken away.

A border belongs to both sides, so both move with it. Where three grids meet, all the borders that meet there follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.coverage import LEAST_M2, UNASSIGNED
from gridmgr.planning.editing import EditError
from gridmgr.planning.grid_borders import GridBorders
from gridmgr.planning.precision import Geometries, mean_width_m
from gridmgr.planning.reshaping import THIN_M, Give, pulled

STRAIGHT_M = 0.3
"""A corner that stands out less than this from the line of its neighbours is none that a person sees."""

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Chain:
    """The border of two grids between two places where others join in (c corners that a person sees)."""

    pair: tuple[str, str]
    line: BaseGeometry
    corners: Sequence[Place]
    """From end to end; all lie on the line."""

    def stretch(self, first: int, last: int) -> BaseGeometry:
        """Return the line from one corner to another one."""
        xy = shapely.get_coordinates(self.line)
        at = [int(np.argmin(np.hypot(*(xy - self.corners[n]).T))) for n in (first, last)]
        if at[0] >= at[1]:  # A closed line ends where it begins.
            at[1] = len(xy) - 1
        return shapely.linestrings(xy[at[0] : at[1] + 1])

    @property
    def is_closed(self) -> bool:
        """Whether the border goes round one of the two grids."""
        return self.corners[0] == self.corners[-1]

    def turned(self) -> "Chain":
        """Return a closed border that begins at another corner."""
        middle = len(self.corners) // 2
        xy = shapely.get_coordinates(self.line)[:-1]
        first = int(np.argmin(np.hypot(*(xy - self.corners[middle]).T)))
        line = shapely.linestrings(np.concatenate((xy[first:], xy[: first + 1])))
        return Chain(self.pair, line, [*self.corners[middle:-1], *self.corners[: middle + 1]])


@dataclass(frozen=True, eq=False)
class Redrawn:
    """A border drawn anew: the lines and what changes hands."""

    lines: BaseGeometry
    gives: Sequence[Give]


def chains_of(borders: GridBorders, grid: str) -> list[Chain]:
    """Return the borders of a grid with other grids; the outline of the community is none, it stays as it is."""
    found = []
    for pair in borders.pairs_of(grid):
        for line in borders.lines_of(pair) if UNASSIGNED not in pair else ():
            seen = shapely.get_coordinates(shapely.simplify(line, STRAIGHT_M))
            found.append(Chain(pair, line, [(float(x), float(y)) for x, y in seen]))
    return found


def corner_moved(chain: Chain, number: int, to: Place | None, shapes: Mapping[str, BaseGeometry]) -> Redrawn:
    """Move a corner between the ends of a border, or take it away (`to` None)."""
    ends = chain.corners[number - 1], chain.corners[number + 1]
    return _between(chain, (number - 1, number + 1), [ends[0], *([to] if to else []), ends[1]], shapes)


def corner_added(chain: Chain, number: int, to: Place, shapes: Mapping[str, BaseGeometry]) -> Redrawn:
    """Pull a new corner out of the border between corner `number` and the next one."""
    ends = chain.corners[number], chain.corners[number + 1]
    return _between(chain, (number, number + 1), [ends[0], to, ends[1]], shapes)


def _between(
    chain: Chain, ends: tuple[int, int], corners: Sequence[Place], shapes: Mapping[str, BaseGeometry]
) -> Redrawn:
    new = shapely.linestrings(corners)
    one, other = chain.pair
    empty = shapely.Polygon()
    gives = pulled(chain.stretch(*ends), new, chain.pair, (shapes.get(one, empty), shapes.get(other, empty)))
    return Redrawn(new, gives)


class Junction:
    """A place where borders meet, and what of the land about it stays as it is wherever it is moved to."""

    def __init__(self, chains: Sequence[Chain], place: Place, shapes: Mapping[str, BaseGeometry]) -> None:
        """Take all the borders that end at a place and the grids beside them."""
        self._shapes = shapes
        self._edge = shapely.boundary(shapely.union_all(list(shapes.values())))
        self._is_on_edge = bool(shapely.distance(self._edge, shapely.Point(place)) < THIN_M)
        old = []
        self._beside: list[Place] = []
        for chain in chains:
            is_first = chain.corners[0] == place
            beside, ends = (1, (0, 1)) if is_first else (-2, (len(chain.corners) - 2, len(chain.corners) - 1))
            old.append(chain.stretch(*ends))
            self._beside.append(chain.corners[beside])
        borders = shapely.union_all([shapely.boundary(shape) for shape in shapes.values()])
        self._kept = shapely.union_all([shapely.difference(borders, shapely.union_all(old)), self._edge])

    def moved(self, to: Place) -> Redrawn:
        """Move the place; one on the outline slides along it. Raises EditError where borders would cross others."""
        if self._is_on_edge:
            slid = shapely.line_interpolate_point(self._edge, shapely.line_locate_point(self._edge, shapely.Point(to)))
            to = slid.x, slid.y
        lines = shapely.multilinestrings([shapely.linestrings([to, beside]) for beside in self._beside])
        return Redrawn(lines, _gives_between(self._shapes, _owned(self._kept, lines, self._shapes)))


def _owned(kept: BaseGeometry, new: BaseGeometry, shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the land of each grid after its borders were drawn anew."""
    rings = shapely.get_parts(shapely.polygonize([shapely.union_all([kept, new])]))
    rings = rings[mean_width_m(rings) > THIN_M]
    names = list(shapes)
    share = _shares(rings, np.array([shapes[name] for name in names], dtype=object))
    rings, share = rings[share.max(axis=0) > LEAST_M2], share[:, share.max(axis=0) > LEAST_M2]
    owner = np.argmax(share, axis=0)
    parts = [len(shapely.get_parts(shapes[name])) for name in names]
    if np.bincount(owner, minlength=len(names)).tolist() != parts:
        raise EditError("拐点拖到这里，边界会相互交叉；请拖近一些，或改用“重画边界”。")
    return {name: shapely.union_all(rings[owner == number]) for number, name in enumerate(names)}


def _shares(rings: Geometries, shapes: Geometries) -> NDArray[np.float64]:
    """Return how much of each ring lies in each shape (s, r; m2), or only in the one with more than half of it.

    The shapes do not overlap, so the others need not be looked at.
    """
    share = np.zeros((len(shapes), len(rings)))
    home, ring = shapely.STRtree(shapely.point_on_surface(rings)).query(shapes, predicate="intersects")
    share[home, ring] = shapely.area(shapely.intersection(rings[ring], shapes[home]))
    for open_ring in np.flatnonzero(share.max(axis=0) <= shapely.area(rings) / 2):
        share[:, open_ring] = shapely.area(shapely.intersection(rings[open_ring], shapes))
    return share


def _gives_between(before: Mapping[str, BaseGeometry], after: Mapping[str, BaseGeometry]) -> list[Give]:
    found = []
    gained = {taker: shapely.difference(new, before[taker]) for taker, new in after.items() if taker != UNASSIGNED}
    for giver, old in before.items():
        for taker, new in gained.items():
            if giver == taker:
                continue
            moved = shapely.get_parts(shapely.intersection(old, new))
            areas = moved[mean_width_m(moved) > THIN_M]
            found += [Give(area, giver, taker) for area in areas]
    return found
