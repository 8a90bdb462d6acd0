# SPDX-License-Identifier: MIT
"""The borders between grids, found by place: which two grids meet here, and the whole stretch of border they share."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.precision import ROUNDING_M, Geometries
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

    @cached_property
    def _rows(self) -> dict[tuple[str, str], NDArray[np.int64]]:
        """The pieces of every pair of grids."""
        names, number = np.unique(np.concatenate((self.one, self.other)).astype(str), return_inverse=True)
        code = number[: len(self.one)] * len(names) + number[len(self.one) :]
        order = np.argsort(code, kind="stable")
        pairs, starts = np.unique(code[order], return_index=True)
        rows = np.split(order, starts[1:]) if len(pairs) else []
        found = zip(pairs.tolist(), rows, strict=True)
        return {(str(names[pair // len(names)]), str(names[pair % len(names)])): part for pair, part in found}

    @cached_property
    def _lines(self) -> dict[tuple[str, str], Geometries]:
        return {}

    def pairs_of(self, grid: str) -> list[tuple[str, str]]:
        """Return the pairs in which a grid has a border, sorted."""
        return sorted(pair for pair in self._rows if grid in pair)

    def lines_of(self, pair: tuple[str, str]) -> Geometries:
        """Return the unbroken lines of border between two grids; put together when they are first asked for."""
        if pair not in self._lines:
            pieces = shapely.multilinestrings(self.tree.geometries[self._rows[pair]].tolist())
            self._lines[pair] = shapely.get_parts(shapely.line_merge(pieces))
        return self._lines[pair]

    def chain(self, piece: int) -> BaseGeometry:
        """Return the unbroken line of border between the same two grids that a piece belongs to."""
        lines = self.lines_of((str(self.one[piece]), str(self.other[piece])))
        middle = shapely.Point((self.segments.start[piece] + self.segments.end[piece]) / 2)
        return lines[np.argmin(shapely.distance(lines, middle))]

    def longest_neighbour(self, grid: str, area: BaseGeometry) -> str:
        """Return the grid with the longest border with `grid` along the edge of an area; UNASSIGNED for none."""
        edge = shapely.boundary(area)
        shapely.prepare(edge)
        sums: dict[str, float] = {}
        for pair in self.pairs_of(grid):
            lines = self.tree.geometries[self._rows[pair]]
            along = shapely.dwithin(edge, shapely.line_interpolate_point(lines, 0.5, normalized=True), ROUNDING_M)
            sums[pair[0] if pair[1] == grid else pair[1]] = float(shapely.length(lines[along]).sum())
        sums = {name: metres for name, metres in sums.items() if name != UNASSIGNED and metres > 0}
        return max(sums, key=lambda name: sums[name], default=UNASSIGNED)
