# SPDX-License-Identifier: MIT
"""Small invented towns for the tests of planning: streets, rivers and houses on a few hundred metres."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.barriers import Barriers
from gridmgr.planning.unit_building import Buildings, Units
from gridmgr.planning.units import EdgeKind

EAST, NORTH = 500_000.0, 2_900_000.0


def place(geometry: BaseGeometry) -> BaseGeometry:
    """Move a geometry drawn near zero to where projected coordinates are."""
    return shapely.set_precision(
        shapely.transform(geometry, lambda c: c + np.array((EAST, NORTH))), 0.001, mode="pointwise"
    )


def square(side: float = 400.0) -> BaseGeometry:
    return place(shapely.box(0, 0, side, side))


def street(*corners: tuple[float, float]) -> BaseGeometry:
    return place(shapely.linestrings(corners))


def barriers(*lines: tuple[BaseGeometry, EdgeKind]) -> Barriers:
    geometry = np.array([line for line, _ in lines], dtype=object)
    return Barriers.of_kinds(geometry, np.array([kind for _, kind in lines], dtype=np.int8))


def houses(*footprints: BaseGeometry, households: int = 10) -> Buildings:
    """Make buildings from footprints that are already in place, each with as many households."""
    footprint = np.array(footprints, dtype=object)
    count = len(footprint)
    return Buildings(footprint, np.full(count, households, dtype=np.int64), np.full(count, -1, dtype=np.int64))


def house(x: float, y: float, width: float = 12.0, depth: float = 10.0, turned: float = 0.0) -> BaseGeometry:
    """Return a footprint with its middle at x, y."""
    cos, sin = np.cos(turned), np.sin(turned)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, depth / 2)
    return place(shapely.polygons(corners @ np.array([(cos, sin), (-sin, cos)]) + (x, y)))


def scattered(rng: np.random.Generator, count: int, side: float = 400.0) -> Buildings:
    """Return houses put down blindly: some overlap, some lie across streets or over the edge."""
    footprints = [house(*rng.uniform(0, side, 2), *rng.uniform(4, 40, 2), rng.uniform(0, np.pi)) for _ in range(count)]
    found = houses(*footprints)
    return Buildings(found.footprint, rng.integers(0, 60, count), found.compound)


def lattice(side: float = 400.0) -> Barriers:
    """Return crooked streets that cross, double and end dead."""
    return barriers(
        (street((0, 130), (180, 141), (side, 133)), EdgeKind.ARTERIAL),
        (street((0, 137), (180, 148), (side, 140)), EdgeKind.ARTERIAL),
        (street((120, -20), (131, 210), (127, side + 30)), EdgeKind.LOCAL),
        (street((255, 0), (262, 391)), EdgeKind.LOCAL),
        (street((127, 300), (251, 290)), EdgeKind.LOCAL),
        (street((300, 200), (360, 260)), EdgeKind.LOCAL),
    )


def outline_error_m(units: Units) -> float:
    """Return how much the identity of perimeters is off: sum of perimeters, less twice the shared, less the outline."""
    graph = units.graph
    around = shapely.length(shapely.coverage_union_all(units.polygons))
    return abs(float(graph.perimeter_m.sum() - 2 * graph.edge_m.sum() - around))


def kept_share(units: Units, buildings: Buildings) -> NDArray[np.float64]:
    """Return for each building the share of its footprint that lies in its unit; 1 for one outside."""
    inside = np.flatnonzero(units.unit_of_building >= 0)
    footprint = buildings.footprint[inside]
    common = shapely.area(shapely.intersection(footprint, units.polygons[units.unit_of_building[inside]]))
    share = np.ones(len(buildings))
    share[inside] = common / shapely.area(footprint)
    return share
