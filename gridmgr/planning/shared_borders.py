# SPDX-License-Identifier: MIT
"""Who borders on whom, by matching the segments of polygons that were noded together."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.ordering import Numbers, numbered, twins
from gridmgr.planning.precision import POLYGON, Geometries, corner_numbers


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight pieces of border between two polygons each (s): the shared ones of a coverage."""

    a: NDArray[np.int64]
    """(s,) the lower polygon."""
    b: NDArray[np.int64]
    """(s,) the higher polygon."""
    start: NDArray[np.float64]
    """(s, 2)"""
    end: NDArray[np.float64]
    """(s, 2)"""

    def __len__(self) -> int:
        return len(self.a)

    @property
    def length_m(self) -> NDArray[np.float64]:
        """The length of each piece."""
        along = self.end - self.start
        return np.asarray(np.hypot(along[:, 0], along[:, 1]))

    @property
    def middle(self) -> Geometries:
        """The point in the middle of each piece."""
        return np.asarray(shapely.points((self.start + self.end) / 2))

    def between(self, group: NDArray[np.int64]) -> "Segments":
        """Return the borders between groups of polygons: `group` numbers the group of each polygon."""
        a, b = group[self.a], group[self.b]
        kept = a != b
        a, b = a[kept], b[kept]
        return Segments(np.minimum(a, b), np.maximum(a, b), self.start[kept], self.end[kept])

    def only(self, chosen: NDArray[np.bool_] | Numbers) -> "Segments":
        """Return the chosen pieces."""
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        ends = self.start.take(places, axis=0), self.end.take(places, axis=0)
        return Segments(self.a.take(places), self.b.take(places), *ends)


def shared_segments(polygons: Geometries) -> Segments:
    """Return every segment that two of the polygons share.

    The polygons are faces of one noded arrangement: a segment is either a whole side of both or of one only.
    Segments are matched by the numbers of their two corners, so the work grows with the corners alone.
    """
    start, end, owner = sides(polygons)
    corner = corner_numbers(np.concatenate((start, end)))
    p, q = corner[: len(start)], corner[len(start) :]
    code = np.minimum(p, q) * (len(corner) + 1) + np.maximum(p, q)
    first, second = twins(code)
    a, b = owner.take(first), owner.take(second)
    found = Segments(np.minimum(a, b), np.maximum(a, b), start.take(first, axis=0), end.take(first, axis=0))
    return found.only(a != b)


def sides(polygons: Geometries) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return start (s, 2), end (s, 2) and polygon number (s,) of all sides of the polygons, holes included."""
    if (shapely.get_type_id(polygons) == POLYGON).all():
        rings, ring_owner = shapely.get_rings(polygons, return_index=True)
    else:
        parts, part_owner = shapely.get_parts(polygons, return_index=True)
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        ring_owner = part_owner[ring_part]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = np.flatnonzero(ring[1:] == ring[:-1])
    owner = ring_owner.take(ring.take(inside))
    return xy.take(inside, axis=0), xy.take(inside + 1, axis=0), np.asarray(owner, dtype=np.int64)


def components(count: int, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the connected groups of `count` things that the pairs join, in the order of their first member."""
    label = np.arange(count, dtype=np.int64)
    while len(a):
        low = np.minimum(label[a], label[b])
        changed = label.copy()
        np.minimum.at(changed, label[a], low)
        np.minimum.at(changed, label[b], low)
        changed = changed[changed]
        while np.any(changed[changed] != changed):
            changed = changed[changed]
        if np.array_equal(changed[label], label):
            break
        label = changed[label]
        open_pairs = label[a] != label[b]
        a, b = a[open_pairs], b[open_pairs]
    return numbered(label)


def strays_joined(
    group: NDArray[np.int64], anchored: NDArray[np.bool_], segments: Segments, block: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give polygons that lie apart from the main part of their group to the neighbour with the longest border.

    `anchored` polygons (f,) stay what they are. A neighbour in the same street block is preferred to any other.
    """
    group = group.copy()
    for _ in range(len(group)):
        whole = group[segments.a] == group[segments.b]
        part = components(len(group), segments.a[whole], segments.b[whole])
        has_anchor = np.bincount(part, anchored, part.max() + 1) > 0
        stray = ~has_anchor[part]
        if not stray.any():
            break
        moved = _given_away(group, part, stray, segments, block)
        if np.array_equal(moved, group):
            break
        group = moved
    return group


def _given_away(
    group: NDArray[np.int64],
    part: NDArray[np.int64],
    stray: NDArray[np.bool_],
    segments: Segments,
    block: NDArray[np.int64],
) -> NDArray[np.int64]:
    length = segments.length_m * np.where(block[segments.a] == block[segments.b], 1e6, 1.0)
    giver = np.concatenate((segments.a, segments.b))
    taker = np.concatenate((segments.b, segments.a))
    weight = np.concatenate((length, length))
    useful = stray[giver] & ~stray[taker]
    size = int(group.max()) + 1
    pairs, inverse = np.unique(part[giver[useful]] * size + group[taker[useful]], return_inverse=True)
    total = np.bincount(inverse, weight[useful], len(pairs))
    order = np.argsort(total, kind="stable")
    chosen = np.full(part.max() + 1, -1, dtype=np.int64)
    chosen[pairs[order] // size] = pairs[order] % size
    return np.where(stray & (chosen[part] >= 0), chosen[part], group)


def slivers_given_away(
    slivers: NDArray[np.int64], area_m2: NDArray[np.float64], segments: Segments, liked_m: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Give slivers, the smallest first, to the face with the best border; return the face that each one ends in."""
    best: dict[int, dict[int, float]] = {int(face): {} for face in slivers}
    for a, b, length in zip(segments.a.tolist(), segments.b.tolist(), liked_m.tolist(), strict=True):
        for one, other in ((a, b), (b, a)):
            if one in best:
                best[one][other] = best[one].get(other, 0.0) + length
    root = np.arange(len(area_m2), dtype=np.int64)
    for face in sorted(best, key=lambda f: (area_m2[f], f)):
        borders: dict[int, float] = {}
        for other, length in best[face].items():
            end = _end(root, other)
            if end != face:
                borders[end] = borders.get(end, 0.0) + length
        if borders:
            root[face] = max(borders, key=lambda b: (borders[b], -b))
    return np.array([_end(root, face) for face in range(len(root))], dtype=np.int64)


def _end(root: NDArray[np.int64], face: int) -> int:
    while root[face] != face:
        face = int(root[face])
    return face


def dissolved(faces: Geometries, group: NDArray[np.int64], count: int) -> Geometries:
    """Unite faces of one coverage by their group number (0 to count - 1, none empty) without moving a corner."""
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(count + 1))
    united = np.empty(count, dtype=object)
    for number, (first, last) in enumerate(pairwise(bounds)):
        members = faces[order[first:last]]
        united[number] = members[0] if len(members) == 1 else _as_area(shapely.coverage_union_all(members))
    return united


def _as_area(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(geometry)
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
