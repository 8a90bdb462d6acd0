# SPDX-License-Identifier: MIT
"""What catches a drawn point: corners and borders of areas, crossings, corners of buildings, roads; each with a word.

Only what is shown and lies under the cursor is looked at, so the time does not hang on the size of the district.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState

REACH_PX = 9.0
"""So far from the cursor something catches it."""
FINE_M_PER_PX = 1.2
"""Farther away, corners of buildings lie so close to each other that any place would be one."""
MOST_CROSSING = 24
"""So many pieces of line under the cursor are crossed with each other, the nearest ones."""

Place = tuple[float, float]
Pieces = NDArray[np.float64]
"""(s, 2, 2) straight pieces of line: their two ends, metres."""


class Reason(StrEnum):
    """What a point is caught by, the strongest first."""

    CROSSING = "交点"
    END = "端点"
    CORNER = "建筑角"
    LINE = "边线"
    ROAD = "道路"


class Caught(NamedTuple):
    """A place and what is there."""

    x: float
    y: float
    reason: Reason


def caught(scene: MapScene, view: ViewState, x: float, y: float) -> Caught | None:
    """Return what catches a point at a place (metres); None where nothing is near.

    A point is preferred to a line: of points the nearest one counts, and then of lines the nearest one.
    """
    reach, place = REACH_PX * view.metres_per_pixel, np.array([x, y])
    borders = _border_pieces(scene, place, reach)
    roads = _road_pieces(scene, place, reach)
    points = [(Reason.CROSSING, _crossings(borders, roads, place, reach)), (Reason.END, borders.reshape(-1, 2))]
    if scene.layers.buildings and view.metres_per_pixel <= FINE_M_PER_PX:
        points.append((Reason.CORNER, _corners(scene.buildings.layer, place, reach)))
    lines = [(Reason.LINE, _feet(borders, place)), (Reason.ROAD, _feet(roads, place))]
    return _nearest(points, place, reach) or _nearest(lines, place, reach)


def _nearest(candidates: list[tuple[Reason, NDArray[np.float64]]], place: Pieces, reach: float) -> Caught | None:
    best: Caught | None = None
    least = reach
    for reason, xy in candidates:
        away = np.hypot(*(xy - place).T)
        # A later kind has to be nearer by more than what a hand can tell.
        if len(away) and away.min() < least * (1.0 if best is None else 0.8):
            least = float(away.min())
            x, y = xy[np.argmin(away)].tolist()
            best = Caught(x, y, reason)
    return best


def _border_pieces(scene: MapScene, place: Pieces, reach: float) -> Pieces:
    layers = [areas.layer for areas in (scene.grids, scene.communities) if len(areas.ids)]
    found = [_pieces(layer, place, reach) for layer in layers]
    return np.unique(np.concatenate(found), axis=0) if found else np.zeros((0, 2, 2))


def _road_pieces(scene: MapScene, place: Pieces, reach: float) -> Pieces:
    barriers, layers = scene.barriers, scene.layers
    if not len(barriers.ids) or not (layers.roads or layers.waters):
        return np.zeros((0, 2, 2))
    shown = np.where(barriers.is_road, layers.roads, layers.waters)
    return np.concatenate([_pieces(part.layer, place, reach, shown) for part in (barriers.lines, barriers.areas)])


def _pieces(layer: LayerArrays, place: Pieces, reach: float, shown: NDArray[np.bool_] | None = None) -> Pieces:
    """Return the straight pieces of the lines and outlines of a layer that come within reach, ends in a fixed order."""
    rows = layer.tree.query(shapely.Point(place), predicate="dwithin", distance=reach) if len(layer) else []
    rows = [row for row in rows if shown is None or shown[row]]
    shapes = layer.geometries[np.asarray(rows, np.int64)]
    if not len(shapes):
        return np.zeros((0, 2, 2))
    is_area = shapely.get_dimensions(shapes) == 2
    lines = np.concatenate((shapely.get_parts(shapes[~is_area]), shapely.get_rings(shapely.get_parts(shapes[is_area]))))
    xy, line = shapely.get_coordinates(lines, return_index=True)
    low, high = np.minimum(xy[:-1], xy[1:]), np.maximum(xy[:-1], xy[1:])
    near = (line[1:] == line[:-1]) & ((low <= place + reach) & (high >= place - reach)).all(axis=1)
    pieces = np.stack((xy[:-1][near], xy[1:][near]), axis=1)
    turned = (pieces[:, 0, 0] > pieces[:, 1, 0]) | (
        (pieces[:, 0, 0] == pieces[:, 1, 0]) & (pieces[:, 0, 1] > pieces[:, 1, 1])
    )
    pieces[turned] = pieces[turned][:, ::-1]
    return pieces


def _feet(pieces: Pieces, place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the point of every piece that is nearest to a place (s, 2)."""
    along = pieces[:, 1] - pieces[:, 0]
    square = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((place - pieces[:, 0]) * along).sum(axis=1) / square, 0.0, 1.0)
    return np.asarray(pieces[:, 0] + along * share[:, None])


def _crossings(borders: Pieces, roads: Pieces, place: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Return where roads cross borders or each other, within reach."""
    few, roads = (_closest(pieces, place, reach) for pieces in (np.concatenate((borders, roads)), roads))
    if not len(few) or not len(roads):
        return np.zeros((0, 2))
    met = shapely.intersection(shapely.linestrings(few)[:, None], shapely.linestrings(roads)[None, :]).ravel()
    met = met[shapely.get_type_id(met) == 0]
    return np.asarray(shapely.get_coordinates(met)).reshape(-1, 2)


def _closest(pieces: Pieces, place: NDArray[np.float64], reach: float) -> Pieces:
    away = np.hypot(*(_feet(pieces, place) - place).T)
    order = np.argsort(away, kind="stable")[:MOST_CROSSING]
    return np.asarray(pieces[order[away[order] <= reach]])


def _corners(layer: LayerArrays, place: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    rows = layer.tree.query(shapely.Point(place), predicate="dwithin", distance=reach) if len(layer) else []
    return np.asarray(shapely.get_coordinates(layer.geometries[np.asarray(rows, np.int64)])).reshape(-1, 2)
