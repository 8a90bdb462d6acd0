# SPDX-License-Identifier: MIT
"""The ground plan: every line of the town put together, and the faces between them."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gridmgr.model.shapes import GRID_M
from gridmgr.operations.sample.blocks import Block, Cut, Cutting
from gridmgr.operations.sample.curves import Points, wiggled
from gridmgr.operations.sample.streets import Skeleton
from gridmgr.operations.sample.terrain import Terrain

_SMALLEST_M2 = 300.0


@dataclass(frozen=True, slots=True)
class Ground:
    """The district cut into faces that share their borders exactly."""

    faces: list[Polygon]
    zone: list[str]
    """Part of town of each face; "hill", "water" or "verge" (a strip beside river or railway) for the rest."""
    quarter: list[int]
    """Quarter of each face; -1 on hills and water."""
    cuts: list[Cut]


def ground_plan(land: Terrain, main: Skeleton, rng: np.random.Generator) -> Ground:
    """Return the faces of the district, cut by streets, river, brooks, railway and ridges."""
    cutting = Cutting(rng)
    lines = [s.line for s in main.streets] + list(land.brooks.values()) + [main.railway, land.river_line]
    cutting.nodes = _corners(lines)
    verges = []
    for face in _faces([*lines, land.river.exterior, land.floor.exterior], land.floor):
        if _is_verge(face, land, main):
            verges.append(face)
        elif face.area > _SMALLEST_M2:
            cutting.cut_up(face)
    across = _verge_cuts(verges, _ends(cutting.cuts), land)
    across += _ridges(_ends([c for c in cutting.cuts if c.bounds_quarter]), land, rng)
    lines += [c.line for c in cutting.cuts] + across
    faces = _faces([*lines, land.river.exterior, land.floor.exterior, land.district.exterior], land.district)
    return _labelled(faces, cutting, land)


def _faces(lines: list[BaseGeometry], inside: Polygon) -> list[Polygon]:
    """Return the faces between lines, on the millimetre grid, that lie in an area."""
    noded = shapely.unary_union(
        shapely.geometrycollections([LineString(line.coords) for line in lines]), grid_size=GRID_M
    )
    faces = [p for p in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))) if p.area > 0.0]
    return [face for face in faces if inside.contains(face.representative_point())]


def _corners(lines: list[LineString]) -> Points:
    """Return where main lines meet each other."""
    noded = shapely.get_parts(shapely.unary_union(lines))
    ends = [point for line in noded for point in (line.coords[0], line.coords[-1])]
    return np.array(sorted(set(ends)))


def _is_verge(face: Polygon, land: Terrain, main: Skeleton) -> bool:
    """Tell whether a face is a strip of bank or railway land on which no quarter stands."""
    dry = face.difference(land.river.buffer(4.0)).difference(main.railway.buffer(13.0))
    return bool(dry.buffer(-24.0).area < 900.0)


def _ends(cuts: list[Cut]) -> list[Point]:
    """Return the places where cuts end."""
    return [Point(c) for cut in cuts for c in (cut.line.coords[0], cut.line.coords[-1])]


def _verge_cuts(verges: list[Polygon], ends: list[Point], land: Terrain) -> list[LineString]:
    """Return short lines from the corners of the riverside roads to the middle of the river."""
    strips = shapely.union_all(verges)
    return [
        shapely.shortest_line(end, land.river_line)
        for end in ends
        if 20.0 < end.distance(land.river_line) < 130.0 and end.distance(strips) < 0.01
    ]


def _ridges(ends: list[Point], land: Terrain, rng: np.random.Generator) -> list[LineString]:
    """Return lines up the hills from where quarters meet at the foot, with some between them."""
    foot, rim = land.floor.exterior, land.district.exterior
    starts = sorted({round(foot.project(end), 1) for end in ends if end.distance(foot) < 1.0})
    kept: list[float] = []
    for start in starts:
        if not kept or start - kept[-1] > 120.0:
            kept.append(start)
    lines = [shapely.shortest_line(foot.interpolate(start), rim) for start in kept]
    return [_reaching(wiggled(line, 9.0, 150.0, rng), land.district) for line in lines]


def _reaching(line: LineString, area: Polygon) -> LineString:
    """Return the line drawn out by half a metre at its far end, so that it surely meets the border."""
    (ax, ay), (bx, by) = line.coords[-2], line.coords[-1]
    size = float(np.hypot(bx - ax, by - ay)) or 1.0
    tip = (bx + 0.5 * (bx - ax) / size, by + 0.5 * (by - ay) / size)
    return LineString([*line.coords, tip]).intersection(area.buffer(1.0))


def _labelled(faces: list[Polygon], cutting: Cutting, land: Terrain) -> Ground:
    """Return the faces with the block that each was cut from."""
    blocks = cutting.blocks
    tree = shapely.STRtree([b.area for b in blocks])
    inner: NDArray[np.object_] = np.array([face.representative_point() for face in faces], dtype=object)
    found = np.full(len(faces), -1)
    face_of, block_of = tree.query(inner, predicate="within")
    found[face_of] = block_of
    zones, quarters = [], []
    for point, index in zip(inner, found, strict=True):
        block: Block | None = blocks[index] if index >= 0 else None
        zones.append(block.zone if block else "verge" if land.floor.contains(point) else "hill")
        quarters.append(block.quarter if block else -1)
    return Ground(faces, zones, quarters, cutting.cuts)
