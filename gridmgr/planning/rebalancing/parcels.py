# SPDX-License-Identifier: MIT
"""The unit graph of a plan as it is drawn: a unit that a border runs through counts as several parcels."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.coverage import Coverage
from gridmgr.planning.precision import Geometries
from gridmgr.planning.shared_borders import shared_segments
from gridmgr.planning.unit_building import Units
from gridmgr.planning.units import EdgeKind, UnitGraph

_TOUCH_M = 3.0
"""Parcels belong together over a shared border from this length on."""


@dataclass(frozen=True, slots=True)
class Parcels:
    """The parcels of one community (n): for each unit, its land in one grid."""

    graph: UnitGraph
    labels: NDArray[np.int64]
    """(n,) place of the grid of each parcel in `names`, -1 for land of no grid."""
    names: list[str]
    """Ids of the grids, sorted."""
    of_face: NDArray[np.int64]
    """(f,) the parcel of each face of the coverage."""


def parcels_of(coverage: Coverage, units: Units, households: NDArray[np.int64], compound: NDArray[np.int64]) -> Parcels:
    """Return the parcels of a coverage whose faces follow its units; `households`, `compound` are those of buildings.

    A border between two parcels is what the border between their units is; inside a unit it is one inside a block.
    """
    names = coverage.grids()
    place = {name: number for number, name in enumerate(names)}
    label = np.array([place.get(name, -1) for name in coverage.grid.tolist()], dtype=np.int64)
    unit = _units_of_faces(coverage.faces, units)
    _, first, of_face = np.unique(unit * (len(names) + 1) + label + 1, return_index=True, return_inverse=True)
    count = len(first)
    sums, estates = _standing(coverage, of_face, households, compound)
    area = np.bincount(of_face, shapely.area(coverage.faces), count).astype(np.float64)
    a, b, metres = _borders(coverage.faces, of_face)
    kind, passable = _kinds(units, unit[first][a], unit[first][b], metres)
    ways = _ways(units, unit[first], area)
    perimeter = np.bincount(of_face, shapely.length(coverage.faces), count).astype(np.float64)
    graph = UnitGraph(
        households=sums,
        area_m2=area,
        perimeter_m=perimeter,
        xy=_places(coverage.faces, of_face),
        compound=estates,
        edge_a=np.concatenate((a, ways[:, 0])),
        edge_b=np.concatenate((b, ways[:, 1])),
        edge_m=np.concatenate((metres, np.zeros(len(ways)))),
        edge_kind=np.concatenate((kind, np.full(len(ways), EdgeKind.BRIDGE, dtype=np.int8))),
        passable=np.concatenate((passable, np.ones(len(ways), dtype=np.bool_))),
    )
    return Parcels(graph, label[first], names, of_face)


def _standing(
    coverage: Coverage, of_face: NDArray[np.int64], households: NDArray[np.int64], compound: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the households of each parcel, and its estate: that of its building with most households."""
    count = int(of_face.max(initial=-1)) + 1
    inside = coverage.face_of_building >= 0
    parcel = of_face[coverage.face_of_building[inside]]
    sums, estates = np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    np.add.at(sums, parcel, households[inside])
    order = np.argsort(households[inside], kind="stable")
    order = order[compound[inside][order] >= 0]
    estates[parcel[order]] = compound[inside][order]
    return sums, estates


def _places(faces: Geometries, of_face: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a point (n, 2) in the largest face of each parcel."""
    order = np.lexsort((-shapely.area(faces), of_face))
    largest = order[np.unique(of_face[order], return_index=True)[1]]
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(faces[largest])))


def _units_of_faces(faces: Geometries, units: Units) -> NDArray[np.int64]:
    """Return the unit that each face lies in."""
    points = shapely.point_on_surface(faces)
    face, unit = shapely.STRtree(units.polygons).query_nearest(points, all_matches=False)
    found = np.zeros(len(faces), dtype=np.int64)
    found[face] = unit
    return found


def _borders(
    faces: Geometries, of_face: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the pairs of parcels that share a border, and its length."""
    segments = shared_segments(faces).between(of_face)
    count = int(of_face.max(initial=0)) + 1
    pair, number = np.unique(segments.a * count + segments.b, return_inverse=True)
    return pair // count, pair % count, np.bincount(number, segments.length_m, len(pair)).astype(np.float64)


def _kinds(
    units: Units, a: NDArray[np.int64], b: NDArray[np.int64], metres: NDArray[np.float64]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return what borders between parcels of two units each are, and whether a grid may reach across."""
    graph, count = units.graph, len(units.graph)
    known = graph.edge_a * count + graph.edge_b
    order = np.argsort(known, kind="stable")
    wanted = np.minimum(a, b) * count + np.maximum(a, b)
    spot = np.minimum(np.searchsorted(known[order], wanted), max(len(known) - 1, 0))
    edge = order[spot] if len(known) else np.zeros(len(wanted), dtype=np.int64)
    found = known[edge] == wanted if len(known) else np.zeros(len(wanted), dtype=np.bool_)
    kind = np.where(found, graph.edge_kind[edge], EdgeKind.INSIDE) if len(known) else np.zeros(len(wanted))
    is_open = np.where(found, graph.passable[edge], a == b) if len(known) else a == b
    return kind.astype(np.int8), np.asarray(is_open & ((metres >= _TOUCH_M) | (a == b)))


def _ways(units: Units, unit: NDArray[np.int64], area_m2: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the bridges between units as pairs (w, 2) of parcels: of each unit its largest one."""
    graph = units.graph
    order = np.lexsort((area_m2, unit))
    largest = np.zeros(len(graph), dtype=np.int64)
    largest[unit[order]] = order
    chosen = graph.passable & (graph.edge_m == 0.0)
    pairs = np.stack((largest[graph.edge_a[chosen]], largest[graph.edge_b[chosen]]), axis=1)
    return np.sort(pairs, axis=1)
