# SPDX-License-Identifier: MIT
"""Communities: whole quarters around a middle, none across the river, covering the district without gap."""

import csv
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry import LineString, Point, Polygon

from gridmgr.model.resources import resource
from gridmgr.operations.sample.ground import Ground
from gridmgr.operations.sample.streets import Skeleton
from gridmgr.operations.sample.terrain import Terrain

SMALL, LARGE = 900, 4_300
"""Sizes in dwellings beyond which a community gains or loses quarters."""
_RAIL_PENALTY_M = 260.0
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Named:
    """One of the 26 communities: real name and code, invented place."""

    code: str
    name: str
    full_name: str
    subdistrict_code: str
    subdistrict: str
    pilot_batch: str
    middle: Point


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of faces that share a border, with its length."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    length_m: NDArray[np.float64]


def named_communities() -> list[Named]:
    """Return the 26 communities by code."""
    with resource("sample/communities.csv").open(encoding="utf-8", newline="") as file:
        return [
            Named(
                row["code"], row["name"], row["full_name"], row["subdistrict_code"], row["subdistrict"],
                row["pilot_batch"], Point(float(row["middle_x"]), float(row["middle_y"])),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def community_of_faces(
    ground: Ground, dwellings: NDArray[np.int64], land: Terrain, main: Skeleton, named: list[Named]
) -> NDArray[np.int64]:
    """Return the index of the community of each face; `dwellings` (faces,) steers their sizes."""
    sides = _sides(ground.faces, land)
    beside = _neighbours(ground.faces)
    quarters = np.asarray(ground.quarter)
    distance = _distances(ground, sides, land, main, named)
    owner = _balanced(distance, quarters, dwellings)
    for _ in range(3):
        _spread(owner, beside, sides)
        _join_scattered(owner, beside, sides, len(named))
    _spread(owner, beside, sides)
    return owner


def _sides(faces: list[Polygon], land: Terrain) -> NDArray[np.int64]:
    """Return on which side of the river each face lies: 1 left, 0 right."""
    noded = shapely.unary_union([land.district.exterior, land.river_line])
    parts = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    largest = sorted(parts, key=lambda p: -p.area)[:2]
    left = min(largest, key=lambda p: p.centroid.x)
    return np.asarray(shapely.contains(left, [f.representative_point() for f in faces])).astype(np.int64)


def _neighbours(faces: list[Polygon]) -> Neighbours:
    """Return the borders that faces share."""
    array = np.array(faces, dtype=object)
    first, second = shapely.STRtree(array).query(array, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    rings = shapely.boundary(array)
    length = shapely.length(shapely.intersection(rings[first], rings[second]))
    # Where streets meet almost at one point, faces of some millimetres are left; they too need a neighbour.
    around = shapely.length(array)
    real = length > np.minimum(3.0, 0.2 * np.minimum(around[first], around[second]))
    order = np.lexsort((second[real], first[real]))
    return Neighbours(first[real][order], second[real][order], length[real][order])


def _distances(
    ground: Ground, sides: NDArray[np.int64], land: Terrain, main: Skeleton, named: list[Named]
) -> NDArray[np.float64]:
    """Return how far each quarter lies from each community's middle; infinite across the river."""
    quarters = np.asarray(ground.quarter)
    middles = np.array([n.middle for n in named])
    side_of = [int(_is_left(land.river_line, m)) for m in middles]
    result = np.full((quarters.max() + 1, len(named)), np.inf)
    for q in range(quarters.max() + 1):
        members = np.nonzero(quarters == q)[0]
        if not len(members):
            continue
        centre = shapely.union_all([ground.faces[i] for i in members]).centroid
        for c, middle in enumerate(middles):
            if side_of[c] == sides[members[0]]:
                crossed = LineString([centre, middle]).intersects(main.railway)
                result[q, c] = centre.distance(middle) + _RAIL_PENALTY_M * crossed
    return result


def _is_left(line: LineString, point: Point) -> bool:
    """Tell whether a point lies to the left of a line."""
    at = line.project(point)
    a, b = line.interpolate(max(0.0, at - 5.0)), line.interpolate(at + 5.0)
    return bool((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0)


def _balanced(
    distance: NDArray[np.float64], quarters: NDArray[np.int64], dwellings: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the nearest community of each face's quarter, with a handicap for those that grow too large."""
    size = np.bincount(quarters[quarters >= 0], dwellings[quarters >= 0], minlength=len(distance))
    handicap = np.zeros(distance.shape[1])
    usable = np.isfinite(distance).any(axis=1)
    nearest = np.zeros(len(distance), dtype=np.int64)
    for _ in range(_ROUNDS):
        nearest = np.argmin(distance + handicap, axis=1)
        total = np.bincount(nearest[usable], size[usable], minlength=distance.shape[1])
        if ((total >= SMALL) & (total <= LARGE)).all():
            break
        handicap += np.where(total > LARGE, 22.0, np.where(total < SMALL, -22.0, 0.0))
    return np.where(quarters >= 0, nearest[np.maximum(quarters, 0)], -1)


def _spread(owner: NDArray[np.int64], beside: Neighbours, sides: NDArray[np.int64]) -> None:
    """Give hills, water and verges to the community with which they share the longest border, on their bank."""
    for _ in range(12):
        if (owner >= 0).all():
            return
        pull: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for a, b, metres in zip(beside.first, beside.second, beside.length_m, strict=True):
            for face, other in ((int(a), int(b)), (int(b), int(a))):
                if owner[face] < 0 <= owner[other] and sides[face] == sides[other]:
                    pull[face][int(owner[other])] += float(metres)
        for face in sorted(pull):
            owner[face] = max(sorted(pull[face]), key=lambda c: pull[face][c])


def _join_scattered(owner: NDArray[np.int64], beside: Neighbours, sides: NDArray[np.int64], count: int) -> None:
    """Set free the faces that lie apart from the main part of their community, to be given away again."""
    same = (owner[beside.first] == owner[beside.second]) & (sides[beside.first] == sides[beside.second])
    links = coo_array((np.ones(same.sum()), (beside.first[same], beside.second[same])), shape=(len(owner),) * 2)
    part = connected_components(links, directed=False)[1]
    for community in range(count):
        parts, sizes = np.unique(part[owner == community], return_counts=True)
        if len(parts) > 1:
            owner[(owner == community) & (part != parts[int(np.argmax(sizes))])] = -1
