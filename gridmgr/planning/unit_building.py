# SPDX-License-Identifier: MIT
"""From the outline, the barriers and the buildings of one community to its units and their graph."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.planning.assembly import Assembly
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.blocks import BlockRules, Blocks, street_blocks
from gridmgr.planning.bridges import bridge_pairs, linked_pairs
from gridmgr.planning.land import Owners, bent_blocks, owners_of, snapped_footprints
from gridmgr.planning.land_cutting import CutLand, Parcels, cut_land, cut_lands
from gridmgr.planning.precision import Geometries, only_areas, snapped
from gridmgr.planning.unit_edges import Edges, border_edges, links_of_parts, opened_to_one_side
from gridmgr.planning.units import UnitGraph

_PARTS = 6
"""Steps of the work on one community: footprints, blocks and owners make up its first half."""


@dataclass(frozen=True, slots=True)
class Buildings:
    """The buildings of one community (b), in stable order."""

    footprint: Geometries
    """(b,) polygons or, where only the place is known, points; metres."""
    households: NDArray[np.int64]
    """(b,)"""
    compound: NDArray[np.int64]
    """(b,) number of the estate (小区), -1 where there is none."""

    def __len__(self) -> int:
        return len(self.footprint)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one community: its land cut into the smallest pieces that a plan does not cut on its own."""

    graph: UnitGraph
    polygons: Geometries
    """(n,) valid polygons on the millimetre grid; together the outline, neighbours with identical corners."""
    unit_of_building: NDArray[np.int64]
    """(b,) the unit of every building; -1 for a building outside the outline."""
    block: NDArray[np.int64]
    """(n,) the street block of each unit."""
    links: NDArray[np.int64]
    """(l, 2) units with a bridge edge only because nothing else joins their parts of the community (飞地)."""
    cut: CutLand = field(repr=False)
    """How the land was cut, for `rebuilt`."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """What units are built from: one community, or a part of one."""

    outline: BaseGeometry
    barriers: Barriers
    buildings: Buildings


def build_units(
    outline: BaseGeometry,
    barriers: Barriers,
    buildings: Buildings,
    rules: BlockRules | None = None,
    progress: Progress | None = None,
    known: Units | None = None,
) -> Units:
    """Cut one community into units: the land of each building inside its street block, and the blocks without one.

    A footprint is never cut. One that a street crosses lies with its whole area in the unit of the block that holds
    most of it. One outside the outline is left out, one across it is cut at the outline. Footprints stacked on each
    other make one unit together; of a smaller overlap the building that comes first takes the common part.
    With `known`, units of the same community made before an edit, only street blocks are cut in which something
    has changed; what comes of it is the same to the last digit. Same input, same units. Raises CancelledError when
    `progress` says so.
    """
    rules, progress = rules or BlockRules(), progress or Silent()
    (lot,) = _lots([Terrain(outline, barriers, buildings)], rules, Part(progress, 0, 2))
    cut = cut_land(lot.parcels, Part(progress, 1, 2), known.cut if known is not None else None)
    progress.step(_PARTS - 1, _PARTS, "连接地块")
    units = lot.units(cut, rules)
    progress.step(1, 1, "连接地块")
    return units


def build_units_of(terrains: Sequence[Terrain], progress: Progress | None = None) -> list[Units]:
    """Cut several communities into units at once; the answer is that of `build_units` for each, in less time.

    Raises CancelledError when `progress` says so.
    """
    rules, progress = BlockRules(), progress or Silent()
    lots = _lots(terrains, rules, Part(progress, 0, 2))
    cuts = cut_lands([lot.parcels for lot in lots], Part(progress, 1, 2)) if lots else []
    progress.step(_PARTS - 1, _PARTS, "连接地块")
    return [lot.units(cut, rules) for lot, cut in zip(lots, cuts, strict=True)]


@dataclass(frozen=True, slots=True)
class _Lot:
    """A community that is cut into blocks, with the owners of its land."""

    barriers: Barriers
    buildings: Buildings
    footprints: Geometries
    blocks: Blocks
    owners: Owners
    parcels: Parcels

    @classmethod
    def of(cls, terrain: Terrain, rules: BlockRules, footprints: Geometries, points: Geometries) -> "_Lot":
        """Cut a community into blocks; `footprints` are those of its buildings, `points` (b,) lie one in each."""
        outline, given = only_areas(terrain.outline), terrain.barriers
        barriers = Barriers(snapped(given.geometry), given.kind, given.crossable, given.links)
        blocks = street_blocks(outline, barriers, points, rules)
        owners = owners_of(outline, footprints, points, blocks)
        parcels = Parcels(bent_blocks(blocks, owners), owners.footprint, owners.block)
        return cls(barriers, terrain.buildings, footprints, blocks, owners, parcels)

    def units(self, cut: CutLand, rules: BlockRules) -> Units:
        land, owners, buildings = cut.land, self.owners, self.buildings
        polygons = land.polygons
        of_building = _units_of_buildings(owners, land.owner, self.footprints, polygons)
        block = np.concatenate((owners.block, np.arange(len(self.blocks.polygons)))).take(land.owner)
        parts = _Parts(polygons, block, land.owner < len(owners.block))
        households = _sums(buildings.households, of_building, parts)
        edges, links = _joined(land, (parts, self.blocks), (self.barriers, rules), households)
        return Units(_graph(parts, edges, buildings, of_building), polygons, of_building, block, links, cut)


def _lots(terrains: Sequence[Terrain], rules: BlockRules, progress: Progress) -> list[_Lot]:
    """Cut several communities into blocks."""
    every = np.concatenate([np.zeros(0, dtype=object), *(terrain.buildings.footprint for terrain in terrains)])
    footprints = snapped_footprints(every, Part(progress, 0, 3))
    points = shapely.point_on_surface(footprints)
    lots, first = [], 0
    for number, terrain in enumerate(terrains):
        progress.step(len(terrains) + 2 * number, 3 * len(terrains), "划分街坊")
        mine = slice(first, first + len(terrain.buildings))
        lots.append(_Lot.of(terrain, rules, footprints[mine], points[mine]))
        first = mine.stop
    return lots


@dataclass(frozen=True, slots=True)
class _Parts:
    polygons: Geometries
    block: NDArray[np.int64]
    built_on: NDArray[np.bool_]


def _units_of_buildings(
    owners: Owners, numbers: NDArray[np.int64], footprints: Geometries, polygons: Geometries
) -> NDArray[np.int64]:
    """Return the unit of every building: its owner's, or where the owner got no land the unit that it stands in."""
    unit_of_owner = np.full(len(owners.block), -1, dtype=np.int64)
    built = numbers[numbers < len(owners.block)]
    unit_of_owner[built] = np.arange(len(built))
    inside = owners.of_building >= 0
    unit = np.full(len(inside), -1, dtype=np.int64)
    unit[inside] = unit_of_owner[owners.of_building[inside]]
    landless = np.flatnonzero(inside & (unit < 0))
    if len(landless):
        unit[landless] = shapely.STRtree(polygons).nearest(shapely.point_on_surface(footprints[landless]))
    return unit


def _sums(households: NDArray[np.int64], of_building: NDArray[np.int64], parts: _Parts) -> NDArray[np.int64]:
    inside = of_building >= 0
    total = np.zeros(len(parts.polygons), dtype=np.int64)
    np.add.at(total, of_building[inside], households[inside])
    return total


def _joined(
    land: Assembly,
    ground: tuple[_Parts, Blocks],
    how: tuple[Barriers, BlockRules],
    households: NDArray[np.int64],
) -> tuple[Edges, NDArray[np.int64]]:
    """Return the edges between units, and those of them that are mere links of separate parts."""
    (parts, blocks), (barriers, rules) = ground, how
    edges = border_edges(land.segments, land.crossing, blocks.finder, rules.touch_m)
    dry = np.flatnonzero(~blocks.water[parts.block])
    edges = edges.with_bridges(bridge_pairs(barriers, parts.polygons[dry], dry))
    edges = edges.with_bridges(linked_pairs(barriers, parts.polygons))
    edges = opened_to_one_side(edges, parts.built_on, parts.block)
    links = links_of_parts(edges, households, parts.polygons)
    return edges.with_bridges(links), links


def _graph(parts: _Parts, edges: Edges, buildings: Buildings, of_building: NDArray[np.int64]) -> UnitGraph:
    return UnitGraph(
        households=_sums(buildings.households, of_building, parts),
        area_m2=shapely.area(parts.polygons),
        perimeter_m=shapely.length(parts.polygons),
        xy=shapely.get_coordinates(shapely.point_on_surface(parts.polygons)),
        compound=_compounds(buildings, of_building, len(parts.polygons)),
        edge_a=edges.a,
        edge_b=edges.b,
        edge_m=edges.length_m,
        edge_kind=edges.kind,
        passable=edges.passable,
    )


def _compounds(buildings: Buildings, of_building: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the estate of each unit: that of its building with most households."""
    compound = np.full(count, -1, dtype=np.int64)
    order = np.argsort(buildings.households, kind="stable")
    order = order[(of_building[order] >= 0) & (buildings.compound[order] >= 0)]
    compound[of_building[order]] = buildings.compound[order]
    return compound
