# SPDX-License-Identifier: MIT
"""Street blocks (基本单元): the land of a community between its roads, railways, rivers and its own outline."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.shapes import GRID_M
from gridmgr.planning.barriers import BarrierFinder, Barriers, cut_lines
from gridmgr.planning.noding import faces_between, gap_lines, noded
from gridmgr.planning.precision import Geometries, mean_width_m
from gridmgr.planning.shared_borders import Segments, dissolved, shared_segments, slivers_given_away


@dataclass(frozen=True, slots=True)
class BlockRules:
    """The tolerances with which real street lines become blocks."""

    gap_m: float = 15.0
    """A street that ends this near to another one is taken to meet it."""
    sliver_m: float = 20.0
    """Land without buildings narrower than this lies between two carriageways or tracks and is no block of its own."""
    touch_m: float = 3.0
    """Two units are side by side for a grid from this length of common border on."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one community (k): together its whole area."""

    polygons: Geometries
    water: NDArray[np.bool_]
    """(k,) whether the block lies in a water that no grid may reach across."""
    finder: BarrierFinder
    """Tells what a border between two blocks is."""

    def of_points(self, points: Geometries) -> NDArray[np.int64]:
        """Return the block that each point lies in, -1 outside the community."""
        tree = shapely.STRtree(self.polygons)
        found = np.full(len(points), -1, dtype=np.int64)
        point, block = tree.query(points, predicate="intersects")
        found[point[::-1]] = block[::-1]
        lost = np.flatnonzero(found < 0)
        (near, block) = tree.query_nearest(points[lost], max_distance=GRID_M, all_matches=False)
        found[lost[near]] = block
        return found


def street_blocks(
    outline: BaseGeometry, barriers: Barriers, inhabited: Geometries, rules: BlockRules | None = None
) -> Blocks:
    """Cut the land of one community into street blocks.

    `outline` is a Polygon or MultiPolygon on the millimetre grid, `inhabited` a point in every building: a narrow
    block with a building stays a block, one without goes to its neighbour with the longest border.
    """
    rules = rules or BlockRules()
    lines, source = cut_lines(barriers)
    shapely.prepare(outline)
    cut = _inside(lines, outline)
    border = np.array([shapely.boundary(outline)], dtype=object)
    pieces = noded(np.concatenate((border, cut)))
    gaps = gap_lines(pieces, rules.gap_m)
    finder = _finder(barriers, cut, source, gaps)
    faces = faces_between(noded(np.concatenate((pieces, gaps))) if len(gaps) else pieces)
    faces = faces[shapely.intersects(outline, shapely.point_on_surface(faces))]
    water = _in_water(faces, barriers)
    polygons, water = _without_slivers(faces, water, inhabited, (finder, rules))
    return Blocks(polygons, water, finder)


def _inside(lines: Geometries, outline: BaseGeometry) -> Geometries:
    """Cut lines at the outline; one that lies outside becomes empty."""
    cut = lines.copy()
    across = np.flatnonzero(~shapely.covers(outline, lines))
    cut[across] = shapely.LineString()
    across = across[shapely.intersects(outline, lines.take(across))]
    cut[across] = shapely.intersection(lines.take(across), outline)
    return cut


def _finder(barriers: Barriers, cut: Geometries, source: NDArray[np.int64], gaps: Geometries) -> BarrierFinder:
    """Make the finder of barriers; a line over a gap is what the line is that it lengthens."""
    kind, crossable = barriers.kind[source], barriers.crossable[source]
    known = BarrierFinder(cut, kind, crossable)
    if not len(gaps):
        return known
    gap_kind, gap_crossable = known.at(shapely.get_point(gaps, 0))
    return BarrierFinder(
        np.concatenate((cut, gaps)), np.concatenate((kind, gap_kind)), np.concatenate((crossable, gap_crossable))
    )


def _in_water(faces: Geometries, barriers: Barriers) -> NDArray[np.bool_]:
    areas = barriers.geometry[(shapely.get_dimensions(barriers.geometry) == 2) & ~barriers.crossable]
    inside, _ = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="intersects")
    return np.asarray(np.isin(np.arange(len(faces)), inside))


def _without_slivers(
    faces: Geometries, water: NDArray[np.bool_], inhabited: Geometries, how: tuple[BarrierFinder, BlockRules]
) -> tuple[Geometries, NDArray[np.bool_]]:
    finder, rules = how
    _, lived_in = shapely.STRtree(faces).query(inhabited, predicate="intersects")
    thin = mean_width_m(faces) < rules.sliver_m
    thin[lived_in] = False
    if not thin.any():
        return faces, water
    segments = shared_segments(faces)
    group = slivers_given_away(np.flatnonzero(thin), shapely.area(faces), segments, _liked_m(segments, finder, water))
    kept, group = np.unique(group, return_inverse=True)
    return dissolved(faces, group, len(kept)), water[kept]


def _liked_m(segments: Segments, finder: BarrierFinder, water: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the border lengths with those across a railway or the edge of a water made all but worthless."""
    _, crossable = finder.at(segments.middle)
    good = crossable & (water[segments.a] == water[segments.b])
    return np.asarray(segments.length_m * np.where(good, 1.0, 1e-6))
