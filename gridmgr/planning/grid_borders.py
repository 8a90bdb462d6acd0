# SPDX-License-Identifier: MIT
"""The borders between grids, found by place: which two grids meet here, and the whole stretch of border they share."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.precision import ROUNDING_M
from gridmgr.planning.shared_borders import Segments, shared_segments


@dataclass(frozen=True, eq=False)
class GridBorders:
    """Straight pieces of border (s) between two grids each, or between a grid and land without one."""

    segments: Segments
    """Between faces; those inside a grid are left out."""
    one: NDArray[np.object_]
    """(s,) the grid on one side."""
    other: NDArray[np.object_]
    """(s,) the grid on the other side; a pair of grids is always named in the same order."""

    @classmethod
    def of(cls, coverage: Coverage, between_faces: Segments | None = None) -> "GridBorders":
        """Return the borders of a coverage; `between_faces` are those of its faces, if they are known."""
        segments = between_faces or shared_segments(coverage.faces)
        segments = segments.only(coverage.grid[segments.a] != coverage.grid[segments.b])
        a, b = coverage.grid[segments.a], coverage.grid[segments.b]
        turned = a.astype(str) > b.astype(str)
        return cls(segments, np.where(turned, b, a), np.where(turned, a, b))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index of the pieces."""
        return shapely.STRtree(shapely.linestrings(np.stack((self.segments.start, self.segments.end), axis=1)))

    def nearest(self, x: float, y: float, reach_m: float) -> int:
        """Return the piece between two grids that is nearest to a place, -1 where none is within reach."""
        place = shapely.Point(x, y)
        near = self.tree.query(place, predicate="dwithin", distance=reach_m)
        near = np.sort(near[(self.one[near] != UNASSIGNED) & (self.other[near] != UNASSIGNED)])
        if not len(near):
            return -1
        return int(near[np.argmin(shapely.distance(self.tree.geometries[near], place))])

    def chain(self, piece: int) -> BaseGeometry:
        """Return the unbroken line of border between the same two grids that a piece belongs to."""
        same = self._with_same_grids(piece)
        lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(self.tree.geometries[same].tolist())))
        middle = shapely.Point((self.segments.start[piece] + self.segments.end[piece]) / 2)
        return lines[np.argmin(shapely.distance(lines, middle))]

    @cached_property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(s,) a number for the two grids of each piece, and the pieces sorted by it."""
        number: dict[str, int] = {}
        both = [[number.setdefault(grid, len(number)) for grid in side.tolist()] for side in (self.one, self.other)]
        one, other = (np.array(side, np.int64) for side in both)
        pair = one * max(len(number), 1) + other
        return pair, np.argsort(pair, kind="stable")

    def _with_same_grids(self, piece: int) -> NDArray[np.int64]:
        """Return the pieces between the same two grids as one, ascending; looks at no other border."""
        pair, order = self.pairs
        first, last = (np.searchsorted(pair, pair[piece], side, sorter=order) for side in ("left", "right"))
        return order[first:last]

    def longest_neighbour(self, grid: str, area: BaseGeometry) -> str:
        """Return the grid with the longest border with `grid` along the edge of an area; UNASSIGNED for none."""
        mine = np.flatnonzero((self.one == grid) | (self.other == grid))
        edge = shapely.boundary(area)
        shapely.prepare(edge)
        mine = mine[shapely.dwithin(edge, self.segments.middle[mine], ROUNDING_M)]
        names = np.where(self.one[mine] == grid, self.other[mine], self.one[mine])
        metres = self.segments.length_m[mine]
        sums = {name: float(metres[names == name].sum()) for name in sorted(set(names.tolist()) - {UNASSIGNED})}
        return max(sums, key=lambda name: sums[name], default=UNASSIGNED)
