# SPDX-License-Identifier: MIT
"""Who owns which piece of a community's land: buildings, alone or stacked, and the blocks without any."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.progress import Part, Progress
from gridmgr.planning.blocks import Blocks
from gridmgr.planning.noding import faces_between, noded
from gridmgr.planning.precision import Geometries, only_areas, piecemeal, snapped
from gridmgr.planning.shared_borders import Segments, components, shared_segments, strays_joined
from gridmgr.planning.tessellation import cell_borders

STACKED_SHARE = 0.5
"""Two footprints that overlap by this share of the smaller one own land together: no border can run between."""
CORE_M2 = 1.0
"""A part of a footprint from this area on never leaves its building."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Those who own land (o): single buildings, and stacked ones together."""

    footprint: Geometries
    """(o,) polygon or point."""
    block: NDArray[np.int64]
    """(o,) the block that holds most of the footprint."""
    of_building: NDArray[np.int64]
    """(b,) the owner that each building belongs to; -1 for a building outside the community."""


@dataclass(frozen=True, slots=True)
class Land:
    """The faces of one community (f) between blocks, footprints and the borders of their lands."""

    faces: Geometries
    block: NDArray[np.int64]
    """(f,)"""
    owner: NDArray[np.int64]
    """(f,) an owner, or the number of owners plus the block for a block without a building."""
    segments: Segments
    """What the faces share."""


def owners_of(outline: BaseGeometry, footprints: Geometries, blocks: Blocks) -> Owners:
    """Find the owners of land among footprints on the millimetre grid."""
    points = shapely.point_on_surface(footprints)
    inside = np.flatnonzero(shapely.intersects(outline, points))
    own = footprints[inside]
    shapely.prepare(outline)
    for number in np.flatnonzero(~shapely.covers(outline, own)):
        own[number] = only_areas(shapely.intersection(own[number], outline))
    stack = _stacks(own)
    of_building = np.full(len(footprints), -1, dtype=np.int64)
    of_building[inside] = stack
    together = _united(own, stack)
    return Owners(together, _blocks_with_most(together, blocks), of_building)


def _stacks(footprints: Geometries) -> NDArray[np.int64]:
    a, b = shapely.STRtree(footprints).query(footprints, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = shapely.area(shapely.intersection(footprints[a], footprints[b]))
    smaller = np.minimum(shapely.area(footprints[a]), shapely.area(footprints[b]))
    stacked = common >= STACKED_SHARE * smaller
    return components(len(footprints), a[stacked], b[stacked])


def _united(footprints: Geometries, group: NDArray[np.int64]) -> Geometries:
    size = np.bincount(group)
    united = np.empty(len(size), dtype=object)
    united[group[::-1]] = footprints[::-1]
    for number in np.flatnonzero(size > 1):
        whole = shapely.union_all(footprints[group == number])
        united[number] = only_areas(whole) if shapely.area(whole) > 0 else whole
    return united


def _blocks_with_most(footprints: Geometries, blocks: Blocks) -> NDArray[np.int64]:
    block = blocks.of_points(shapely.point_on_surface(footprints))
    tree = shapely.STRtree(footprints)
    _, crossing = tree.query(shapely.boundary(blocks.polygons), predicate="intersects")
    crossing = np.unique(crossing)
    which, found = shapely.STRtree(blocks.polygons).query(footprints[crossing], predicate="intersects")
    share = shapely.area(shapely.intersection(footprints[crossing[which]], blocks.polygons[found]))
    order = np.lexsort((-found, share))
    order = order[share[order] > 0]
    block[crossing[which[order]]] = found[order]
    return block


def land_of(blocks: Blocks, owners: Owners, progress: Progress) -> Land:
    """Share the land of a community out: footprints to their owner, the rest to the nearest owner of the same block."""
    areas = owners.footprint[shapely.get_dimensions(owners.footprint) == 2]
    cells = cell_borders(blocks.polygons, owners.footprint, owners.block, Part(progress, 0, 2))
    progress = Part(progress, 1, 2)
    progress.step(0, 6, "拼接地块")
    pieces = noded(np.concatenate((shapely.boundary(blocks.polygons), shapely.boundary(areas), cells)))
    progress.step(1, 6, "拼接地块")
    faces = faces_between(pieces)
    progress.step(2, 6, "拼接地块")
    points = shapely.point_on_surface(faces)
    block = blocks.of_points(points)
    faces, points, block = faces[block >= 0], points[block >= 0], block[block >= 0]
    progress.step(3, 6, "拼接地块")
    in_footprint = _footprint_over(points, owners)
    owner = np.where(in_footprint >= 0, in_footprint, _nearest_owner(points, block, owners))
    progress.step(4, 6, "拼接地块")
    segments = shared_segments(faces)
    progress.step(5, 6, "拼接地块")
    anchored = _anchors(shapely.area(faces), owner, in_footprint >= 0)
    return Land(faces, block, strays_joined(owner, anchored, segments, block), segments)


def _footprint_over(points: Geometries, owners: Owners) -> NDArray[np.int64]:
    """Return the owner, the first of several, whose footprint covers each point; -1 where none does."""
    point, owner = shapely.STRtree(owners.footprint).query(points, predicate="intersects")
    order = np.argsort(-owner, kind="stable")
    found = np.full(len(points), -1, dtype=np.int64)
    found[point[order]] = owner[order]
    return found


def _nearest_owner(points: Geometries, block: NDArray[np.int64], owners: Owners) -> NDArray[np.int64]:
    found = len(owners.block) + block
    members, places = np.argsort(owners.block, kind="stable"), np.argsort(block, kind="stable")
    numbers = np.unique(owners.block)
    for number in numbers:
        mine = members[slice(*np.searchsorted(owners.block[members], (number, number + 1)))]
        here = places[slice(*np.searchsorted(block[places], (number, number + 1)))]
        if len(here):
            found[here] = mine[shapely.STRtree(owners.footprint[mine]).nearest(points[here])]
    return found


def _anchors(
    area_m2: NDArray[np.float64], owner: NDArray[np.int64], in_footprint: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark the faces that stay with their owner: real parts of its footprint, and its largest face."""
    order = np.lexsort((area_m2, in_footprint, owner))
    last = np.concatenate((owner[order][1:] != owner[order][:-1], [True]))
    anchored = in_footprint & (area_m2 >= CORE_M2)
    anchored[order[last]] = True
    return anchored


def snapped_footprints(footprints: Geometries, progress: Progress | None = None) -> Geometries:
    """Return footprints on the millimetre grid; one that vanishes or encloses nothing becomes a point.

    Raises CancelledError when `progress` does.
    """
    tidy = piecemeal(snapped, footprints, progress, "整理楼幢轮廓")
    odd = (shapely.get_dimensions(tidy) != 2) | shapely.is_empty(tidy) | (shapely.get_type_id(tidy) == 7)
    for number in np.flatnonzero(odd):
        area = only_areas(tidy[number])
        tidy[number] = area if not area.is_empty else shapely.point_on_surface(footprints[number])
    return tidy
