# SPDX-License-Identifier: MIT
"""How good grids are: compactness, pieces, balance, and how much of their border runs along streets."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.precision import Geometries, is_wider_than_rounding
from gridmgr.planning.shared_borders import components
from gridmgr.planning.units import EdgeKind, UnitGraph

LEAST_PIECE_M2 = 0.01


def polsby_popper(polygons: Geometries) -> NDArray[np.float64]:
    """Return 4π times the area through the square of the perimeter: 1 for a circle, 0 for what has no area.

    After Polsby and Popper 1991, Yale Law & Policy Review 9. Compare it only on the same land: it is bounded by the
    shape of the community.
    """
    around = shapely.length(polygons)
    area = 4 * np.pi * shapely.area(polygons)
    return np.asarray(np.divide(area, around**2, out=np.zeros(len(polygons)), where=around > 0))


def pieces(polygon: BaseGeometry) -> Geometries:
    """Return the pieces of a grid, the largest first; pieces that touch at a corner only are two."""
    parts = shapely.get_parts(shapely.union_all(shapely.get_parts(polygon)))
    parts = parts[is_wider_than_rounding(parts, LEAST_PIECE_M2)]
    return np.asarray(parts[np.argsort(-shapely.area(parts), kind="stable")])


def deviation_from_mean(amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by which share each amount lies above (+) or below (-) the mean; zeros where the mean is zero."""
    mean = amounts.mean() if len(amounts) else 0.0
    return np.asarray(amounts / mean - 1 if mean else np.zeros(len(amounts)))


def street_share(graph: UnitGraph, labels: NDArray[np.int64]) -> float:
    """Return the share of the border between grids that runs along streets, railways or rivers; 1 for no border."""
    border = (labels[graph.edge_a] != labels[graph.edge_b]) * graph.edge_m
    total = float(border.sum())
    return float(border[graph.edge_kind != EdgeKind.INSIDE].sum()) / total if total else 1.0


def passable_parts(graph: UnitGraph, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for every grid number how many parts its units make over passable borders and bridges."""
    inside = graph.passable & (labels[graph.edge_a] == labels[graph.edge_b])
    part = components(len(graph), graph.edge_a[inside], graph.edge_b[inside])
    first = np.unique(part, return_index=True)[1]
    return np.bincount(labels[first], minlength=int(labels.max(initial=-1)) + 1)


def grid_sums(
    graph: UnitGraph, labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return households, area and perimeter of every grid number from its units, without any overlay."""
    count = int(labels.max(initial=-1)) + 1
    inside = labels[graph.edge_a] == labels[graph.edge_b]
    perimeter = np.bincount(labels, graph.perimeter_m, count)
    perimeter -= 2 * np.bincount(labels[graph.edge_a[inside]], graph.edge_m[inside], count)
    households, area = (np.bincount(labels, column, count) for column in (graph.households, graph.area_m2))
    return households.astype(np.float64), area.astype(np.float64), perimeter.astype(np.float64)
