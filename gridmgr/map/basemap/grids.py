# SPDX-License-Identifier: MIT
"""How the tiles of a source lie in its own coordinate system: a pyramid in which each level doubles the pixels."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from gridmgr.map.view import Box

TILE_PX = 256
TileKey = tuple[int, int, int]
"""Level, column from the west, row from the north."""
HALF_WORLD_M = 20_037_508.342789244
"""Half the length of the equator in Web Mercator."""


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Tiles of 256 pixels; the upper left corner of tile (level, 0, 0) is the same place at every level.

    A pixel of level 0 lies at (a * column + b * row + c, d * column + e * row + f) in `crs`, with
    (a, b, c, d, e, f) = `affine`; level n has 2**n pixels where level 0 has one.
    """

    crs: str
    """EPSG:n or a WKT; coordinates east before north."""
    affine: tuple[float, float, float, float, float, float]
    extent: Box
    """Left, top, right, bottom of what there is, in pixels of level 0."""
    first_level: int
    last_level: int

    def to_pixels(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn (n, 2) places in `crs` into pixels of level 0."""
        a, b, c, d, e, f = self.affine
        x, y = xy[:, 0] - c, xy[:, 1] - f
        return np.column_stack((e * x - b * y, a * y - d * x)) / (a * e - b * d)

    def to_crs(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn (n, 2) pixels of level 0 into places in `crs`."""
        a, b, c, d, e, f = self.affine
        column, row = pixels[:, 0], pixels[:, 1]
        return np.column_stack((a * column + b * row + c, d * column + e * row + f))

    def keys(self, box: Box, level: int) -> list[TileKey]:
        """Return the tiles of a level that touch a box (left, top, right, bottom in pixels of level 0)."""
        left, top = max(box[0], self.extent[0]), max(box[1], self.extent[1])
        right, bottom = min(box[2], self.extent[2]), min(box[3], self.extent[3])
        if left >= right or top >= bottom:
            return []
        share = 2**level / TILE_PX
        columns = range(floor(left * share), max(ceil(right * share), floor(left * share) + 1))
        rows = range(floor(top * share), max(ceil(bottom * share), floor(top * share) + 1))
        return [(level, column, row) for row in rows for column in columns]

    def count(self, box: Box, level: int) -> int:
        """Return at most how many tiles of a level touch a box, without listing them."""
        width = min(box[2], self.extent[2]) - max(box[0], self.extent[0])
        height = min(box[3], self.extent[3]) - max(box[1], self.extent[1])
        share = 2**level / TILE_PX
        return (ceil(width * share) + 1) * (ceil(height * share) + 1) if width > 0 and height > 0 else 0

    def size(self, key: TileKey) -> tuple[float, float]:
        """Return how many pixels of its level a tile has; less than 256 only at the lower right end of a picture."""
        level, column, row = key
        right, bottom = self.extent[2] * 2**level, self.extent[3] * 2**level
        return min(TILE_PX, right - column * TILE_PX), min(TILE_PX, bottom - row * TILE_PX)

    def corners(self, keys: list[TileKey]) -> NDArray[np.float64]:
        """Return (n * 4, 2) places in `crs`: upper left, upper right, lower left, lower right corner of each tile."""
        table = np.array(keys, np.float64).reshape(-1, 3)
        px = TILE_PX / 2 ** table[:, 0]
        upper_left = table[:, 1:] * px[:, None]
        steps = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        return self.to_crs((upper_left[:, None, :] + steps[None] * px[:, None, None]).reshape(-1, 2))


def parent(key: TileKey, levels: int = 1) -> TileKey:
    """Return the tile so many levels above that holds this one."""
    level, column, row = key
    return level - levels, column >> levels, row >> levels


def children(key: TileKey) -> list[TileKey]:
    """Return the four tiles of the next level in this one."""
    level, column, row = key
    return [(level + 1, 2 * column + right, 2 * row + down) for down in (0, 1) for right in (0, 1)]


def web_mercator(first_level: int, last_level: int, bounds: Box | None = None) -> TileGrid:
    """Return the tiles of the world as web maps cut it; `bounds` are west, south, east, north in degrees."""
    step = 2 * HALF_WORLD_M / TILE_PX
    whole = TileGrid(
        "EPSG:3857", (step, 0.0, -HALF_WORLD_M, 0.0, -step, HALF_WORLD_M), (0.0, 0.0, TILE_PX, TILE_PX),
        first_level, last_level,
    )  # fmt: skip
    return whole if bounds is None else _within(whole, _mercator(bounds))


def degrees(first_level: int, last_level: int) -> TileGrid:
    """Return the tiles of the world in degrees of CGCS2000, as the matrix set `c` of 天地图 cuts it."""
    step = 360.0 / TILE_PX
    affine = (step, 0.0, -180.0, 0.0, -step, 90.0)
    return TileGrid("EPSG:4490", affine, (0.0, 0.0, TILE_PX, TILE_PX / 2), first_level, last_level)


def picture(
    crs: str,
    affine: tuple[float, float, float, float, float, float],
    size: tuple[int, int],
    levels: tuple[int, int],
) -> TileGrid:
    """Return the tiles of one picture of `size` pixels, whose own pixels are those of the last of the levels."""
    first, last = levels
    a, b, c, d, e, f = affine
    more = float(2**last)
    coarse = (a * more, b * more, c, d * more, e * more, f)
    return TileGrid(crs, coarse, (0.0, 0.0, size[0] / more, size[1] / more), first, last)


def _within(whole: TileGrid, bounds: Box) -> TileGrid:
    west, south, east, north = bounds
    (left, top), (right, bottom) = whole.to_pixels(np.array([[west, north], [east, south]])).tolist()
    limits = whole.extent
    extent = max(left, limits[0]), max(top, limits[1]), min(right, limits[2]), min(bottom, limits[3])
    return TileGrid(whole.crs, whole.affine, extent, whole.first_level, whole.last_level)


def _mercator(bounds: Box) -> Box:
    """Turn degrees into metres of Web Mercator."""
    west, south, east, north = bounds
    y = np.arctanh(np.sin(np.radians(np.clip([south, north], -85.06, 85.06)))) * HALF_WORLD_M / np.pi
    return west * HALF_WORLD_M / 180.0, float(y[0]), east * HALF_WORLD_M / 180.0, float(y[1])
