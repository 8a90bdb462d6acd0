# SPDX-License-Identifier: MIT
"""Where tiles lie on the ground of the district: each is turned into the metric CRS by one affine of its own.

Over one tile the bend of the projection is far below a pixel (0.011 px at level 14, less below), so nothing is warped.
"""

from collections.abc import Callable
from math import ceil, log2

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QTransform

from gridmgr.map.basemap.grids import TILE_PX, TileGrid, TileKey
from gridmgr.map.view import Box, ViewState

Convert = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From (n, 2) coordinates of one system to those of another."""
MOST_TILES = 220
"""More tiles for one picture are never asked for: the next coarser level must do."""
SHARPNESS = 0.35
"""How much of a level a tile may be blown up before the next level is taken."""
EDGE_POINTS = 9
MOST_M = 1_000_000.0
PLACES_KEPT = 4000


class Placement:
    """A tile grid on the ground of one district."""

    def __init__(self, grid: TileGrid, to_ground: Convert, from_ground: Convert) -> None:
        self.grid = grid
        self._to_ground, self._from_ground = to_ground, from_ground
        self._places: dict[TileKey, tuple[float, ...]] = {}

    def wanted(self, view: ViewState, pixel_ratio: float = 1.0, most: int = MOST_TILES) -> list[TileKey]:
        """Return the tiles that show a view sharply, those in the middle first; none where the source has nothing.

        Where they would be more than `most`, coarser ones must do.
        """
        box = self._pixels_of(view.bounds)
        if box is None:
            return []
        level = self.level(view, pixel_ratio)
        while level > self.grid.first_level and self.grid.count(box, level) > most:
            level -= 1
        if self.grid.count(box, level) > most:
            return []
        middle = 2**level / TILE_PX * np.array([box[0] + box[2], box[1] + box[3]]) / 2 - 0.5
        keys = self.grid.keys(box, level)
        return sorted(keys, key=lambda key: (key[1] - middle[0]) ** 2 + (key[2] - middle[1]) ** 2)

    def level(self, view: ViewState, pixel_ratio: float = 1.0) -> int:
        """Return the level whose pixels are about as large as those of the screen in the middle of a view."""
        step = 64 * view.metres_per_pixel
        middle = np.array([[view.x, view.y], [view.x + step, view.y]])
        pixels = self.grid.to_pixels(self._from_ground(middle))
        across = float(np.hypot(*(pixels[1] - pixels[0])))
        if not np.isfinite(across) or across <= 0:
            return self.grid.first_level
        exact = log2(64 * pixel_ratio / across)
        return min(max(ceil(exact - SHARPNESS), self.grid.first_level), self.grid.last_level)

    def transform(self, key: TileKey, view: ViewState) -> QTransform:
        """Return the way from the pixels of a tile (256 x 256) to those of a view."""
        self.prepare([key])
        corners = view.to_screen(np.array(self._places[key]).reshape(4, 2))
        # The affine nearest to all four corners: what bends is shared among them.
        across, down = (corners[1] - corners[0] + corners[3] - corners[2]) / 2, (corners[2:] - corners[:2]).mean(axis=0)
        left, top = (corners.mean(axis=0) - (across + down) / 2).tolist()
        (right_x, right_y), (down_x, down_y) = (across / TILE_PX).tolist(), (down / TILE_PX).tolist()
        return QTransform(right_x, right_y, down_x, down_y, left, top)

    def prepare(self, keys: list[TileKey]) -> None:
        """Find the places of many tiles at once, which takes hardly longer than for one."""
        unknown = [key for key in keys if key not in self._places]
        if not unknown:
            return
        if len(self._places) > PLACES_KEPT:
            self._places.clear()
        places = self._to_ground(self.grid.corners(unknown)).reshape(-1, 8)
        self._places.update(zip(unknown, map(tuple, places.tolist()), strict=True))

    def bounds(self) -> Box | None:
        """Return the ground that the source covers (metres); None where that is too much to be shown at once."""
        left, top, right, bottom = self.grid.extent
        edge = self._to_ground(self.grid.to_crs(_outline((left, top, right, bottom))))
        if not np.isfinite(edge).all():
            return None
        (west, south), (east, north) = edge.min(axis=0).tolist(), edge.max(axis=0).tolist()
        return (west, south, east, north) if max(east - west, north - south) < MOST_M else None

    def _pixels_of(self, ground: Box) -> Box | None:
        """Return what a box on the ground covers in pixels of level 0."""
        pixels = self.grid.to_pixels(self._from_ground(_outline(ground)))
        if not np.isfinite(pixels).all():
            return None
        (left, top), (right, bottom) = pixels.min(axis=0).tolist(), pixels.max(axis=0).tolist()
        return left, top, right, bottom


def _outline(box: Box) -> NDArray[np.float64]:
    """Return points along the edge of a box: turned into another system its edges bend."""
    across, up = np.linspace(box[0], box[2], EDGE_POINTS), np.linspace(box[1], box[3], EDGE_POINTS)
    low, high = np.full(EDGE_POINTS, box[1]), np.full(EDGE_POINTS, box[3])
    left, right = np.full(EDGE_POINTS, box[0]), np.full(EDGE_POINTS, box[2])
    sides = [(across, low), (across, high), (left, up), (right, up)]
    return np.concatenate([np.column_stack(side) for side in sides])
