# SPDX-License-Identifier: MIT
"""Where households live: one point for each from near, shading by density from afar."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.specks import Specks
from gridmgr.map.squares import SquareIndex, ranges

SHADED_FROM_M_PER_PX = 5.0
"""Seen from farther away, single points would run together: density is shaded instead."""
CROSSES_TO_M_PER_PX = 2.0
"""Seen from nearer, a point is a small cross."""
CELL_M = 16.0
"""Side of the smallest squares in which households are counted for shading."""
CELL_PX = 2.0
"""Squares are at least so large on screen, and less than twice that where they are not the smallest."""
STRONGEST = 0.72
FULL_SHARE = 98.0
"""The squares with more households than so many percent of the others are shaded fully."""
BUILDINGS_AT_ONCE = 1024
TRIES = 5
POINTS_AT_ONCE = 32768
STRIPS = 4
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
DOT = ((0, 0),)
CROSS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
_STEPS = np.array([0.7548776662466927, 0.5698402909980532])
"""Multiples of these fill a square evenly (Roberts 2018, the sequence R2)."""


class Crowd:
    """One point for each household: where it is known to live, else somewhere in its building, always the same."""

    def __init__(
        self, layer: LayerArrays, households: NDArray[np.int64], points: NDArray[np.float64] | None = None
    ) -> None:
        """`layer` are the footprints and `households` their counts; `points` (n, 2; metres) if they are known."""
        self._layer, self._households = layer, households
        self._parts: list[NDArray[np.float64]] = [] if points is None else [np.asarray(points, np.float64)]
        self._done = 0 if points is None else len(layer)
        self._shades: dict[float, NDArray[np.uint8]] = {}

    def made_in_parts(self) -> Iterator[int]:
        """Find the points, yielding the number of households of each part: a whole city takes a second or two."""
        while self._done < len(self._layer):
            rows = np.arange(self._done, min(self._done + BUILDINGS_AT_ONCE, len(self._layer)))
            self._parts.append(_places(self._layer, rows, np.maximum(self._households[rows], 0)))
            self._done = int(rows[-1]) + 1
            yield len(self._parts[-1])
        if "index" not in vars(self):
            yield len(self.index.rows)

    @cached_property
    def index(self) -> SquareIndex:
        """All points by squares (metres, district CRS)."""
        if self._done < len(self._layer):
            raise RuntimeError("the points are not made yet: see made_in_parts")
        return SquareIndex.build(np.concatenate([np.empty((0, 2)), *self._parts]), per_square=256.0)

    @cached_property
    def _finest(self) -> NDArray[np.float32]:
        """Households in each square of CELL_M, rows from the south."""
        xy = self.index.xy
        if not len(xy):
            return np.zeros((1, 1), np.float32)
        column, row = ((xy - self.corner) // CELL_M).astype(np.int64).T
        across, up = int(column.max()) + 1, int(row.max()) + 1
        return np.bincount(row * across + column, minlength=across * up).reshape(up, across).astype(np.float32)

    @property
    def corner(self) -> NDArray[np.float64]:
        """The south-western corner of the squares in which households are counted, metres."""
        return np.array([self.index.west, self.index.south])

    def shades(self, metres_per_pixel: float) -> tuple[NDArray[np.uint8], float]:
        """Return how dark each square is (rows from the north; 0 to 255) in a view, and the side of a square.

        The side is the least of CELL_M, twice it, four times … that is large enough on screen.
        """
        side = CELL_M
        while side < CELL_PX * metres_per_pixel:
            side *= 2
        if side not in self._shades:
            counts = self._finest
            for _ in range(round(np.log2(side / CELL_M))):
                counts = _halved(counts)
            self._shades[side] = _darkness(_smoothed(counts))
        return self._shades[side], side


def _places(layer: LayerArrays, rows: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a point for each household of some buildings, spread over the footprint (n, 2)."""
    owner = np.repeat(rows, counts)
    owner = owner[layer.size[owner] > 0]
    number = np.concatenate([np.empty(0, np.int64), ranges(np.zeros(len(rows), np.int64), counts)])
    number = number[: len(owner)]
    shapes, bounds = layer.geometries[owner], layer.bounds[owner]
    places = layer.centres[owner].copy()
    missing = np.arange(len(owner))
    for turn in range(TRIES):
        share = (0.5 + (number[missing] * TRIES + turn)[:, None] * _STEPS) % 1.0
        low, high = bounds[missing, :2], bounds[missing, 2:]
        places[missing] = low + (high - low) * share
        x, y = (places[missing] + layer.origin).T
        missing = missing[~shapely.contains_xy(shapes[missing], x, y)]
        if not len(missing):
            break
    if len(missing):
        inner = shapely.point_on_surface(shapes[missing])
        places[missing] = shapely.get_coordinates(inner) - layer.origin
    return places + layer.origin


def _halved(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sums of two by two squares."""
    up, across = counts.shape
    even = np.pad(counts, ((0, up % 2), (0, across % 2)))
    return np.asarray(even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2])


def _smoothed(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return every square with a share of what lies in those around it (1-2-1, twice)."""
    for axis in (0, 1):
        wide = np.pad(counts, [(1, 1) if one == axis else (0, 0) for one in (0, 1)])
        before, after = np.take(wide, range(counts.shape[axis]), axis), np.take(wide, range(2, wide.shape[axis]), axis)
        counts = ((before + 2 * counts + after) / 4).astype(np.float32)
    return counts


def _darkness(counts: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return how dark squares are, rows from the north: by the root, as the eye takes areas of ink."""
    inhabited = counts[counts > 0]
    full = float(np.percentile(inhabited, FULL_SHARE)) if len(inhabited) else 1.0
    return np.asarray(np.rint(255 * np.sqrt(np.minimum(counts[::-1] / full, 1.0))), np.uint8)


def crowd_steps(sheet: Sheet, crowd: Crowd, layer: LayerArrays) -> Iterator[Step]:
    """Paint where households live; `layer` are the buildings."""
    for _ in crowd.made_in_parts():
        yield Step("scale", How.PLAIN, 0, 0)
    if sheet.view.metres_per_pixel > SHADED_FROM_M_PER_PX:
        yield from _shade(sheet, crowd)
    else:
        colour = QColor(sheet.colours.crowd)
        yield from _dot_steps(Specks(sheet, layer, colour), sheet, crowd.index)


def _dot_steps(specks: Specks, sheet: Sheet, index: SquareIndex) -> Iterator[Step]:
    rows = index.near(sheet.ground)
    stamp: Sequence[tuple[int, int]] = CROSS if sheet.view.metres_per_pixel <= CROSSES_TO_M_PER_PX else DOT
    try:
        for first in range(0, len(rows), POINTS_AT_ONCE):
            part = rows[first : first + POINTS_AT_ONCE]
            specks.add_points(index.xy[part], stamp)
            yield Step("crowd", How.DOT, len(part))
        for _ in specks.paint():
            yield Step("crowd", How.DOT, 0)
    finally:
        specks.close()


def _shade(sheet: Sheet, crowd: Crowd) -> Iterator[Step]:
    """Shade the squares by their households, strip by strip."""
    shades, side = crowd.shades(sheet.view.metres_per_pixel)
    up, across = shades.shape
    corner = crowd.corner + np.array([0.0, up * side])
    left, top = sheet.view.to_screen(corner[None])[0].tolist()
    pixels = side / sheet.view.metres_per_pixel
    first = int(np.clip(np.floor(-top / pixels), 0, up))
    last = int(np.clip(np.ceil((sheet.view.height - top) / pixels), first, up))
    west = int(np.clip(np.floor(-left / pixels), 0, across))
    east = int(np.clip(np.ceil((sheet.view.width - left) / pixels), west, across))
    tints = _tints(QColor(sheet.colours.crowd))
    for part in np.array_split(np.arange(first, last), STRIPS):
        if len(part) and east > west:
            ink = np.ascontiguousarray(tints[shades[part[0] : part[-1] + 1, west:east]])
            image = QImage(ink.data, east - west, len(part), 4 * (east - west), _FORMAT)
            target = left + west * pixels, top + int(part[0]) * pixels, (east - west) * pixels, len(part) * pixels
            sheet.painter.drawImage(QRectF(*target), image)
        yield Step("crowd", How.FILL, 1)


def _tints(colour: QColor) -> NDArray[np.uint32]:
    """Return the pixels (premultiplied ARGB) of a colour for each darkness from 0 to 255."""
    opaque = np.arange(256) * STRONGEST
    parts = (1.0, colour.redF(), colour.greenF(), colour.blueF())
    channels = [np.rint(opaque * part).astype(np.uint32) for part in parts]
    return np.asarray(channels[0] << 24 | channels[1] << 16 | channels[2] << 8 | channels[3], np.uint32)
