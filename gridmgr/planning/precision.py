# SPDX-License-Identifier: MIT
"""The one grid of coordinates on which all land is cut: a millimetre, the same as the files keep.

Borders that are cut on the grid on which they are stored come back from the file exactly as they were, so neighbours
keep sharing their corners. A coarser grid would move the outline of a community away from its stored one.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.model.progress import Progress, Silent
from gridmgr.model.shapes import GRID_M
from gridmgr.planning.ordering import numbered

ROUNDING_M = 2 * GRID_M
"""No strip that rounding alone can make between two borders is wider than this."""

_CLEARLY = 1e-4
"""Twice the area (m²) of a triangle that is one beyond all doubt of rounding, at coordinates of some thousand km."""

AT_A_TIME = 2_000
"""So many geometries are worked on between two steps of progress."""

POLYGON = 3
MULTIPOLYGON = 6
"""The numbers that shapely gives these types."""

Geometries: TypeAlias = NDArray[np.object_]
"""An array of shapely geometries."""


def snapped(geometries: Geometries) -> Geometries:
    """Return valid geometries on the millimetre grid; parts that vanish on it become empty."""
    xy, owner = shapely.get_coordinates(geometries, return_index=True)
    moved = (shapely.get_precision(geometries) != 0) | shapely.has_z(geometries)
    moved[owner[_unequal(np.round(xy, 3), xy)]] = True
    rounded, hard = geometries.copy(), ~are_valid(geometries)
    if moved.any():
        rounded[moved] = plain(geometries[moved])
        hard[moved] |= ~are_valid(rounded[moved])
        xy, owner = shapely.get_coordinates(rounded, return_index=True)
    # What is valid and stays so when it is rounded needs no overlay, and that is nearly everything.
    hard[owner[1:][(owner[1:] == owner[:-1]) & ~_unequal(xy[1:], xy[:-1])]] = True
    rounded[hard] = plain(shapely.set_precision(shapely.make_valid(geometries[hard]), GRID_M))
    return rounded


def are_valid(geometries: Geometries) -> NDArray[np.bool_]:
    """Tell what `shapely.is_valid` tells; polygons that lie around their middle like a star are known without asking.

    All sides of such a polygon run the same way round the middle of its corners, and once in all: none meets another.
    """
    valid = _are_stars(geometries)
    rest = np.flatnonzero(~valid)
    valid[rest] = shapely.is_valid(geometries.take(rest))
    return valid


def _are_stars(geometries: Geometries) -> NDArray[np.bool_]:
    xy, owner = shapely.get_coordinates(geometries, return_index=True)
    count = len(geometries)
    simple = (shapely.get_type_id(geometries) == POLYGON) & (shapely.get_num_interior_rings(geometries) == 0)
    corners = np.maximum(np.bincount(owner, minlength=count), 1)
    x, y = (_from_middle(xy[:, axis], owner, corners) for axis in (0, 1))
    side = np.flatnonzero(owner[1:] == owner[:-1])
    owner, x, y, to_x, to_y = owner.take(side), x.take(side), y.take(side), x.take(side + 1), y.take(side + 1)
    turn = x * to_y - y * to_x
    forth, back = (np.bincount(owner[bad], minlength=count) == 0 for bad in (turn < _CLEARLY, turn > -_CLEARLY))
    # Every way round, one side leads upwards across the level of the middle, and one downwards.
    rounds = np.bincount(owner[(y < 0) != (to_y < 0)], minlength=count)
    return np.asarray(simple & (forth | back) & (rounds == 2))


def _from_middle(
    along: NDArray[np.float64], owner: NDArray[np.int64], corners: NDArray[np.int64]
) -> NDArray[np.float64]:
    middle = np.bincount(owner, along, len(corners)) / corners
    return np.asarray(along - middle.take(owner))


def _unequal(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which positions (n, 2) differ; column by column, which is faster."""
    return np.asarray((some[:, 0] != others[:, 0]) | (some[:, 1] != others[:, 1]))


def piecemeal(
    work: Callable[[Geometries], Geometries], geometries: Geometries, progress: Progress | None = None, what: str = ""
) -> Geometries:
    """Apply what works on each geometry by itself to a few at a time, so that it can be given up in between.

    Raises CancelledError when `progress` does.
    """
    watch = progress or Silent()
    made = np.empty(len(geometries), dtype=object)
    for first in range(0, len(geometries), AT_A_TIME):
        watch.step(first, len(geometries), what)
        made[first : first + AT_A_TIME] = work(geometries[first : first + AT_A_TIME])
    return made


def plain(geometries: Geometries) -> Geometries:
    """Return geometries without the grid size that GEOS leaves on them and that would change later overlays."""
    return np.asarray(shapely.transform(geometries, lambda xy: np.round(xy, 3)))


def only_areas(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry on the millimetre grid, without its stray lines and points."""
    if shapely.get_type_id(geometry) in (POLYGON, MULTIPOLYGON):
        rounded = snapped(np.array([geometry], dtype=object))[0]
        if shapely.equals_exact(geometry, rounded):
            return geometry
    parts = shapely.get_parts(shapely.get_parts(snapped(np.array([geometry], dtype=object))))
    return shapely.union_all(parts[shapely.get_type_id(parts) == POLYGON])


def corner_numbers(coordinates: NDArray[np.float64], town: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Number the corners so that equal positions on the grid get equal numbers: (n, 2) metres to (n,).

    Corners of different towns (n,) are different ones wherever they lie.
    """
    if not len(coordinates):
        return np.zeros(0, dtype=np.int64)
    x, y = (np.round(coordinates[:, axis] / GRID_M).astype(np.int64) for axis in (0, 1))
    x, y = x - x.min(), y - y.min()
    if town is None:
        return numbered(x * (int(y.max()) + 1) + y)
    x, y = (along - _lowest(along, town).take(town) for along in (x, y))
    return numbered((town * (int(x.max()) + 1) + x) * (int(y.max()) + 1) + y)


def _lowest(along: NDArray[np.int64], town: NDArray[np.int64]) -> NDArray[np.int64]:
    lowest = np.full(int(town.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(lowest, town, along)
    return lowest


def mean_width_m(polygons: Geometries) -> NDArray[np.float64]:
    """Return twice the area through the perimeter: the width of a long strip, 0 for what has no area."""
    around = shapely.length(polygons)
    return np.asarray(np.divide(2 * shapely.area(polygons), around, out=np.zeros(len(polygons)), where=around > 0))


def sound_areas(geometries: Sequence[BaseGeometry | None]) -> Geometries:
    """Return the areas of geometries as they come in from outside, valid and on the millimetre grid.

    What is missing, has no finite coordinates or no area becomes an empty polygon; nothing raises.
    """
    given = np.empty(len(geometries), dtype=object)
    given[:] = list(geometries)
    xy, owner = shapely.get_coordinates(given, return_index=True)
    missing = shapely.is_missing(given)
    missing[owner[~np.isfinite(xy).all(axis=1)]] = True
    given[missing] = shapely.Polygon()
    tidy = shapely.is_valid(given) & np.isin(shapely.get_type_id(given), (POLYGON, MULTIPOLYGON))
    given[tidy] = snapped(shapely.force_2d(given[tidy]))
    for number in np.flatnonzero(~tidy):
        given[number] = only_areas(shapely.force_2d(given[number]))
    return given


def is_wider_than_rounding(areas: Geometries, least_m2: float) -> NDArray[np.bool_]:
    """Tell which areas are more than the strips that coordinates rounded to a millimetre leave between borders."""
    return np.asarray((shapely.area(areas) > least_m2) & (mean_width_m(areas) > ROUNDING_M))
