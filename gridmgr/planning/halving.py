# SPDX-License-Identifier: MIT
"""One grid into two balanced halves: a line is pushed across it from many sides, and the best cuts are proposed.

Every cut leaves both halves in one piece and follows edges of faces, so no building is cut. What a cut costs: the
metres of new border (a street costs little), the difference of households, and dearest what a half misses the band by.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.coverage import Coverage
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import Segments, components, shared_segments

DIRECTIONS = 16
"""Half a turn in so many steps: a cut from the other side is the same cut."""
ON_STREET_M = 0.5
STREET_SHARE = 0.15
"""What a metre of border on a street costs against one between two yards."""
UNEVEN_M = 1.0
"""Metres that one household of difference between the halves is worth."""
OFF_BAND_M = 100.0
"""Metres that one household outside the band is worth."""
MOST_PROPOSED = 5
OTHER_SHARE = 0.1
"""A proposal is another one if it hands this share of the households to the other half."""


@dataclass(frozen=True, eq=False)
class Halving:
    """One way to halve a grid."""

    faces: NDArray[np.int64]
    """The faces of the half with fewer households."""
    kept: int
    """Households of the other half."""
    leaving: int
    """Households of the half with fewer."""
    border_m: float
    """The new border between the halves."""
    street_m: float
    """So much of it runs along streets."""
    cost: float


class Halves:
    """Searches the ways to halve one grid (n faces), one sweep at a time."""

    def __init__(
        self, coverage: Coverage, grid: str, households: NDArray[np.int64], band: Band, streets: Geometries
    ) -> None:
        self.members = np.flatnonzero(coverage.grid == grid)
        self.band = band
        faces = coverage.faces[self.members]
        inside = np.isin(coverage.face_of_building, self.members)
        place = np.searchsorted(self.members, coverage.face_of_building[inside])
        self.weight = np.bincount(place, households[inside], len(faces)).astype(np.int64)
        self.xy = shapely.get_coordinates(shapely.point_on_surface(faces))
        segments = shared_segments(faces)
        self._block, self._near = self._joined(segments, _on_streets(segments, streets))

    def proposals(self, found: Sequence[Halving]) -> list[Halving]:
        """Return the best ways of those found that differ from each other, the best first."""
        chosen: list[Halving] = []
        least = OTHER_SHARE * max(int(self.weight.sum()), 1)
        for one in sorted(found, key=lambda h: (h.cost, h.faces.tolist())):
            if all(self._difference(one, other) > least for other in chosen):
                chosen.append(one)
        return chosen[:MOST_PROPOSED]

    def search(self) -> Iterator[Halving | None]:
        """Yield the best cut of every sweep, None for one without."""
        for turn in range(DIRECTIONS if len(self.members) > 1 else 0):
            angle = np.pi * turn / DIRECTIONS
            rank = self.xy @ np.array([np.cos(angle), np.sin(angle)])
            by_block = np.bincount(self._block, rank)[self._block] / np.bincount(self._block)[self._block]
            # Inside a block its own order still counts, a little.
            for ranked in (rank, by_block + 1e-3 * (rank - rank.mean())):
                yield self._best(self._order(ranked))

    def _difference(self, one: Halving, other: Halving) -> int:
        mine, theirs = (np.isin(self.members, half.faces) for half in (one, other))
        return int(min(self.weight[mine != theirs].sum(), self.weight[mine == theirs].sum()))

    def _joined(
        self, segments: Segments, on_street: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], list[dict[int, tuple[float, float]]]]:
        """Return the block of each face, and for each face its neighbours with (metres, metres on streets)."""
        count = len(self.members)
        block = components(count, segments.a[~on_street], segments.b[~on_street])
        near: list[dict[int, tuple[float, float]]] = [{} for _ in range(count)]
        rows = zip(
            segments.a.tolist(), segments.b.tolist(), segments.length_m.tolist(), on_street.tolist(), strict=True
        )
        for a, b, metres, street in rows:
            known = near[a].get(b, (0.0, 0.0))
            near[a][b] = near[b][a] = known[0] + metres, known[1] + (metres if street else 0.0)
        for a, b in self._links(components(count, segments.a, segments.b)):
            near[a][b] = near[b][a] = 0.0, 0.0
        return block, near

    def _links(self, part: NDArray[np.int64]) -> list[tuple[int, int]]:
        """Return pairs of faces that join parts of a grid that lie apart, each to the part nearest to the first one."""
        links = []
        for number in range(1, int(part.max(initial=0)) + 1):
            one, other = np.flatnonzero(part == number), np.flatnonzero(part < number)
            away = np.hypot(*(self.xy[one][:, None, :] - self.xy[other][None, :, :]).transpose(2, 0, 1))
            a, b = np.unravel_index(np.argmin(away), away.shape)
            links.append((int(one[a]), int(other[b])))
        return links

    def _order(self, rank: NDArray[np.float64]) -> list[int]:
        """Return the faces by rank, as far as every beginning can stay in one piece."""
        first = int(np.argmin(rank))
        heap, seen, order = [(float(rank[first]), first)], {first}, []
        while heap:
            _, face = heappop(heap)
            order.append(face)
            for other in self._near[face]:
                if other not in seen:
                    seen.add(other)
                    heappush(heap, (float(rank[other]), other))
        return order

    def _best(self, order: list[int]) -> Halving | None:
        """Return the cheapest cut of an order whose rest is in one piece, too."""
        cuttable, place = self._cuttable(order), {face: number for number, face in enumerate(order)}
        border = street = 0.0
        before, total = 0, int(self.weight.sum())
        best: tuple[float, int, float, float] | None = None
        for number, face in enumerate(order[:-1]):
            for other, (metres, on_street) in self._near[face].items():
                sign = 1.0 if place[other] > number else -1.0
                border, street = border + sign * metres, street + sign * on_street
            before += int(self.weight[face])
            cost = self._cost(before, total - before, border, street)
            if cuttable[number + 1] and (best is None or cost < best[0]):
                best = cost, number + 1, border, street
        if best is None:
            return None
        cost, position, border, street = best
        one = self.members[np.sort(order[:position])]
        households = int(self.weight[order[:position]].sum())
        if 2 * households > total:
            one, households = np.setdiff1d(self.members, one), total - households
        return Halving(one, total - households, households, border, street, cost)

    def _cost(self, one: int, other: int, border: float, street: float) -> float:
        off = sum(max(self.band.low - count, 0, count - self.band.high) for count in (one, other))
        return border - (1.0 - STREET_SHARE) * street + UNEVEN_M * abs(one - other) + OFF_BAND_M * off

    def _cuttable(self, order: list[int]) -> list[bool]:
        """Tell for each position whether what lies behind it is in one piece, by joining from the end."""
        parent, place = list(range(len(order))), {face: number for number, face in enumerate(order)}
        result, parts = [False] * len(order), 0
        for number in range(len(order) - 1, 0, -1):
            parts += 1
            for other in self._near[order[number]]:
                later = place[other]
                if later <= number:
                    continue
                while parent[later] != later:
                    parent[later] = parent[parent[later]]
                    later = parent[later]
                if later != number:
                    parent[later] = number
                    parts -= 1
            result[number] = parts == 1
        return result


def _on_streets(segments: Segments, streets: Geometries) -> NDArray[np.bool_]:
    found = np.zeros(len(segments), np.bool_)
    if len(segments) and len(streets):
        found[shapely.STRtree(streets).query(segments.middle, predicate="dwithin", distance=ON_STREET_M)[0]] = True
    return found
