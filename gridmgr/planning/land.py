# SPDX-License-Identifier: MIT
"""Who owns which piece of a community's land: buildings, alone or stacked, and the blocks without any."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.progress import Progress
from gridmgr.planning.blocks import Blocks
from gridmgr.planning.chains import Chains
from gridmgr.planning.noding import faces_between, noded
from gridmgr.planning.precision import Geometries, only_areas, piecemeal, snapped
from gridmgr.planning.shared_borders import dissolved, shared_segments, strays_joined
from gridmgr.planning.stacks import stacks

CORE_M2 = 1.0
"""A part of a footprint from this area on never leaves its building."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Those who own land (o): single buildings, and stacked ones together."""

    footprint: Geometries
    """(o,) polygon or point."""
    block: NDArray[np.int64]
    """(o,) the block that holds most of the footprint."""
    crossing: NDArray[np.int64]
    """Owners whose footprint reaches out of one block into another."""
    of_building: NDArray[np.int64]
    """(b,) the owner that each building belongs to; -1 for a building outside the community."""


def owners_of(outline: BaseGeometry, footprints: Geometries, points: Geometries, blocks: Blocks) -> Owners:
    """Find the owners of land among footprints on the millimetre grid; `points` (b,) lie one in each."""
    shapely.prepare(outline)
    inside = np.flatnonzero(shapely.intersects(outline, points))
    own, points = footprints.take(inside), points.take(inside)
    cut = np.flatnonzero(~shapely.covers(outline, own))
    for number in cut:
        own[number] = only_areas(shapely.intersection(own[number], outline))
    points[cut] = shapely.point_on_surface(own[cut])
    stack = stacks(own)
    of_building = np.full(len(footprints), -1, dtype=np.int64)
    of_building[inside] = stack
    together, points = _united(own, points, stack)
    return Owners(together, *_blocks_with_most(together, points, blocks), of_building)


def _united(footprints: Geometries, points: Geometries, group: NDArray[np.int64]) -> tuple[Geometries, Geometries]:
    """Return the footprints of groups, numbered from 0, and a point in each."""
    size = np.bincount(group)
    first = np.zeros(len(size), dtype=np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]
    united, inside = footprints.take(first), points.take(first)
    for number in np.flatnonzero(size > 1):
        whole = shapely.union_all(footprints[group == number])
        united[number] = only_areas(whole) if shapely.area(whole) > 0 else whole
        inside[number] = shapely.point_on_surface(united[number])
    return united, inside


def _blocks_with_most(
    footprints: Geometries, points: Geometries, blocks: Blocks
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the block with most of each footprint, and which footprints do not lie in one block as a whole."""
    block = blocks.of_points(points)
    shapely.prepare(blocks.polygons)
    crossing = np.flatnonzero((block < 0) | ~shapely.covers(blocks.polygons.take(block, mode="clip"), footprints))
    which, found = shapely.STRtree(blocks.polygons).query(footprints[crossing], predicate="intersects")
    share = shapely.area(shapely.intersection(footprints[crossing[which]], blocks.polygons[found]))
    order = np.lexsort((-found, share))
    order = order[share[order] > 0]
    block[crossing[which[order]]] = found[order]
    return block, crossing


def bent_blocks(blocks: Blocks, owners: Owners) -> Geometries:
    """Return the polygons of the blocks (k,) bent around the footprints that lie across a border of blocks.

    Each such footprint lies with its whole area in the block of its owner; of two that overlap the first one rules.
    """
    block, across = blocks.polygons, owners.crossing
    across = across[~shapely.covers(block[owners.block[across]], owners.footprint[across])]
    if not len(across):
        return block
    areas = owners.footprint[across]
    faces = faces_between(noded(np.concatenate((shapely.boundary(block), shapely.boundary(areas)))))
    points = shapely.point_on_surface(faces)
    group = blocks.of_points(points)
    face, area = shapely.STRtree(areas).query(points, predicate="intersects")
    order = np.argsort(-area, kind="stable")
    inside = group >= 0
    group[face[order]] = owners.block[across[area[order]]]
    faces, group = faces[inside], group[inside]
    anchored = _largest(shapely.area(faces), group)
    anchored[shapely.STRtree(faces).query(shapely.point_on_surface(owners.footprint), predicate="intersects")[1]] = True
    group = strays_joined(group, anchored, shared_segments(faces), np.zeros_like(group))
    return dissolved(faces, group, len(block))


def faces_of_owners(
    blocks: Geometries, footprints: Geometries, block: NDArray[np.int64], chains: Chains
) -> tuple[Geometries, NDArray[np.int64]]:
    """Share the land of blocks out: footprints to their owner, the rest to the nearest owner of the same block.

    Returns the faces between blocks, footprints and the borders of their lands, all noded at once, and the owner of
    each: its number, or the number of owners plus the block.
    """
    areas = footprints[shapely.get_dimensions(footprints) == 2]
    cells = _outside(chains, footprints)
    faces = faces_between(noded(np.concatenate((shapely.boundary(blocks), shapely.boundary(areas), cells))))
    points = shapely.point_on_surface(faces)
    point, found = shapely.STRtree(blocks).query(points, predicate="intersects")
    block_of_face = np.full(len(faces), -1, dtype=np.int64)
    block_of_face[point[::-1]] = found[::-1]
    inside = block_of_face >= 0
    faces, points, block_of_face = faces[inside], points[inside], block_of_face[inside]
    owner = _footprint_over(points, footprints)
    in_footprint = owner >= 0
    owner = np.where(in_footprint, owner, _nearest_owner(points, block_of_face, footprints, block))
    anchored = _largest(shapely.area(faces), owner, in_footprint)
    anchored |= in_footprint & (shapely.area(faces) >= CORE_M2)
    return faces, strays_joined(owner, anchored, shared_segments(faces), block_of_face)


def _outside(chains: Chains, footprints: Geometries) -> Geometries:
    """Cut away what runs inside the two footprints that a line separates: there the wall is the border."""
    lines = chains.lines.copy()
    blocked = np.flatnonzero(~chains.clear)
    shapely.prepare(footprints)
    for side in (0, 1):
        own = footprints[chains.pairs[blocked, side]]
        # Most of what meets a footprint lies within as a whole, and that is told much faster than it is cut.
        met = np.flatnonzero(shapely.intersects(own, lines[blocked]))
        within = shapely.contains_properly(own.take(met), lines[blocked.take(met)])
        lines[blocked[met[within]]] = shapely.LineString()
        met = met[~within]
        lines[blocked[met]] = shapely.difference(lines[blocked[met]], own[met])
    parts = shapely.get_parts(lines)
    return np.asarray(parts[shapely.get_dimensions(parts) == 1])


def _footprint_over(points: Geometries, footprints: Geometries) -> NDArray[np.int64]:
    """Return the owner, the first of several, whose footprint covers each point; -1 where none does."""
    point, owner = shapely.STRtree(footprints).query(points, predicate="intersects")
    order = np.argsort(-owner, kind="stable")
    found = np.full(len(points), -1, dtype=np.int64)
    found[point[order]] = owner[order]
    return found


def _nearest_owner(
    points: Geometries, block_of_point: NDArray[np.int64], footprints: Geometries, block: NDArray[np.int64]
) -> NDArray[np.int64]:
    found = len(block) + block_of_point
    for number in np.unique(block):
        mine, here = np.flatnonzero(block == number), np.flatnonzero(block_of_point == number)
        if len(here):
            found[here] = mine[shapely.STRtree(footprints[mine]).nearest(points[here])]
    return found


def _largest(
    area_m2: NDArray[np.float64], group: NDArray[np.int64], preferred: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Mark the largest face of every group, of the `preferred` ones where there are any."""
    order = np.lexsort((area_m2, group) if preferred is None else (area_m2, preferred, group))
    last = np.concatenate((group[order][1:] != group[order][:-1], [True]))
    found = np.zeros(len(group), dtype=np.bool_)
    found[order[last]] = True
    return found


def snapped_footprints(footprints: Geometries, progress: Progress | None = None) -> Geometries:
    """Return footprints on the millimetre grid; one that vanishes or encloses nothing becomes a point.

    Raises CancelledError when `progress` does.
    """
    tidy = piecemeal(snapped, footprints, progress, "整理楼幢轮廓")
    odd = (shapely.get_dimensions(tidy) != 2) | shapely.is_empty(tidy) | (shapely.get_type_id(tidy) == 7)
    for number in np.flatnonzero(odd):
        area = only_areas(tidy[number])
        tidy[number] = area if not area.is_empty else shapely.point_on_surface(footprints[number])
    single = shapely.get_num_geometries(tidy) == 1
    return np.where(single, shapely.get_geometry(tidy, 0), tidy)
