# SPDX-License-Identifier: MIT
"""Following lines that exist: the shortest way along streets, waters, borders and edges of land from place to place.

The lines are the edges of the faces, which meet corner to corner: streets, railways, waters, the outline, borders of
grids and the edges between the land of two buildings. A footprint is followed when both places lie on it.
Dijkstra's algorithm (scipy) is run once for a starting place; each end after that costs no more than its way.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.precision import Geometries, corner_numbers
from gridmgr.planning.shared_borders import sides

if TYPE_CHECKING:
    from scipy.sparse import csr_array

REACH_M = 25.0
"""A place farther from every line is not on one."""
ON_LINE_M = 0.5
"""A piece whose middle lies so near to a street runs along it."""
OFF_STREET = 1.6
"""A metre between two yards counts as so many metres of street."""

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Guides:
    """What a line may follow beside the edges of faces."""

    streets: Geometries
    """(k,) streets, railways and waters."""
    footprints: Geometries
    """(b,)"""

    @classmethod
    def none(cls) -> "Guides":
        """Return no guides."""
        return cls(np.zeros(0, dtype=object), np.zeros(0, dtype=object))


@dataclass(frozen=True, eq=False)
class _Start:
    """A place on the network and how far everything is from it."""

    foot: NDArray[np.float64]
    piece: int
    metres: NDArray[np.float64]
    """(2, n) weighted metres from each end of the piece to every corner."""
    before: NDArray[np.int32]
    """(2, n) the corner before each corner on the way."""


class Network:
    """The lines of one community (s straight pieces, n corners)."""

    def __init__(self, faces: Geometries, guides: Guides) -> None:
        start, end, _ = sides(faces)
        number = corner_numbers(np.concatenate((start, end)))
        pair = np.sort(number.reshape(2, -1), axis=0)
        self._ends, first = np.unique(pair, axis=1, return_index=True)
        self._count = int(number.max()) + 1 if len(number) else 0
        self.xy = np.zeros((self._count, 2))
        self.xy[number] = np.concatenate((start, end))
        self._start, self._end = start[first], end[first]
        self._guides = guides
        self._known: tuple[Place, _Start] | None = None

    @cached_property
    def pieces(self) -> shapely.STRtree:
        """The index of the pieces."""
        return shapely.STRtree(shapely.linestrings(self.xy[self._ends.T]))

    @cached_property
    def price(self) -> NDArray[np.float64]:
        """(s,) what a metre of each piece counts: streets are preferred."""
        middle = shapely.points(self.xy[self._ends].mean(axis=0))
        on_street = np.zeros(len(middle), np.bool_)
        if len(self._guides.streets):
            found = shapely.STRtree(self._guides.streets).query(middle, predicate="dwithin", distance=ON_LINE_M)
            on_street[found[0]] = True
        return np.where(on_street, 1.0, OFF_STREET)

    @cached_property
    def _matrix(self) -> "csr_array":
        # scipy takes long to import, and starting must stay quick.
        from scipy.sparse import csr_array

        a, b = self._ends
        metres = np.hypot(*(self.xy[a] - self.xy[b]).T) * self.price
        return csr_array((metres, (a, b)), shape=(self._count, self._count))

    def way(self, start: Place, end: Place) -> list[Place]:
        """Return the points behind `start` of the way to `end` along the lines; just `end` where there is no way."""
        round_it = self._round_a_building(start, end)
        if round_it is not None:
            return round_it
        origin = self._origin(start)
        foot, piece = self._foot(end)
        if origin is None or piece < 0:
            return [end]
        if piece == origin.piece:
            return [_place(origin.foot), _place(foot), end] if _place(foot) != end else [end]
        corners = self._corners(origin, foot, piece)
        if corners is None:
            return [end]
        points = [_place(origin.foot), *(_place(self.xy[corner]) for corner in corners), _place(foot), end]
        return _without_doubles(start, points)

    def _origin(self, place: Place) -> _Start | None:
        """Return how far everything is from a place; the last one is remembered, as it stays while the mouse moves."""
        if self._known is None or self._known[0] != place:
            foot, piece = self._foot(place)
            if piece < 0:
                return None
            from scipy.sparse.csgraph import dijkstra

            metres, before = dijkstra(
                self._matrix, directed=False, indices=self._ends[:, piece], return_predecessors=True
            )
            self._known = place, _Start(foot, piece, metres, before)
        return self._known[1]

    def _foot(self, place: Place) -> tuple[NDArray[np.float64], int]:
        """Return the place on the nearest piece and its number, -1 where none is near."""
        point = shapely.Point(place)
        found = self.pieces.query_nearest(point, max_distance=REACH_M, all_matches=False) if self._count else []
        if not len(found):
            return np.array(place), -1
        line = self.pieces.geometries[found[0]]
        foot = shapely.line_interpolate_point(line, shapely.line_locate_point(line, point))
        return shapely.get_coordinates(foot)[0], int(found[0])

    def _corners(self, origin: _Start, foot: NDArray[np.float64], piece: int) -> list[int] | None:
        """Return the corners of the cheapest of the four ways by the ends of the two pieces."""
        here, there = self._ends[:, origin.piece], self._ends[:, piece]
        first = np.hypot(*(self.xy[here] - origin.foot).T) * self.price[origin.piece]
        last = np.hypot(*(self.xy[there] - foot).T) * self.price[piece]
        total = first[:, None] + origin.metres[:, there] + last[None, :]
        by, to = np.unravel_index(np.argmin(total), total.shape)
        if not np.isfinite(total[by, to]):
            return None
        corners = [int(there[to])]
        while corners[-1] != here[by]:
            corners.append(int(origin.before[by, corners[-1]]))
        return corners[::-1]

    def _round_a_building(self, start: Place, end: Place) -> list[Place] | None:
        """Return the shorter way round a footprint on whose edge both places lie; None where there is none."""
        if not len(self._guides.footprints):
            return None
        near = [
            set(self._buildings.query(shapely.Point(place), "dwithin", distance=ON_LINE_M).tolist())
            for place in (start, end)
        ]
        common = sorted(near[0] & near[1])
        if not common:
            return None
        ring = shapely.get_exterior_ring(shapely.get_parts(self._guides.footprints[common[0]])[0])
        if ring is None or shapely.distance(ring, shapely.Point(end)) > ON_LINE_M:
            return None
        xy = shapely.get_coordinates(ring)[:-1]
        first, last = (shapely.line_locate_point(ring, shapely.Point(place)) for place in (start, end))
        onward = (shapely.line_locate_point(ring, shapely.points(xy)) - first) % ring.length
        order = np.argsort(onward, kind="stable")
        passed = onward[order] < (last - first) % ring.length
        ways = [[_place(xy[corner]) for corner in corners] for corners in (order[passed], order[~passed][::-1])]
        found = [_without_doubles(start, [*way, end]) for way in ways]
        return min(found, key=lambda way: shapely.linestrings([start, *way]).length)

    @cached_property
    def _buildings(self) -> shapely.STRtree:
        return shapely.STRtree(self._guides.footprints)


def _place(xy: NDArray[np.float64]) -> Place:
    return float(xy[0]), float(xy[1])


def _without_doubles(start: Place, points: list[Place]) -> list[Place]:
    """Return points of which none repeats the one before it."""
    kept = [start]
    for point in points:
        if point != kept[-1]:
            kept.append(point)
    return kept[1:] or points[-1:]
