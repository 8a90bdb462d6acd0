# SPDX-License-Identifier: MIT
"""Where households live: one point for each from near, shading by density from afar."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.specks import Specks
from gridmgr.map.squares import SquareIndex, ranges
from gridmgr.map.view import Box

SHADED_FROM_M_PER_PX = 5.0
"""Seen from farther away, single points would run together: density is shaded instead."""
CROSSES_TO_M_PER_PX = 2.0
"""Seen from nearer, a point is a small cross."""
CELL_M = 32.0
"""Side of the smallest squares in which households are counted for shading."""
CELL_PX = 4.0
STRONGEST = 0.72
FULL_SHARE = 98.0
"""The squares with more households than so many percent of the others are shaded fully."""
BUILDINGS_AT_ONCE = 1024
TRIES = 5
POINTS_AT_ONCE = 32768
STRIPS = 4
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

    def made_in_parts(self) -> Iterator[int]:
        """Find the points, yielding the number of households of each part: a whole city takes a second or two."""
        while self._done < len(self._layer):
            rows = np.arange(self._done, min(self._done + BUILDINGS_AT_ONCE, len(self._layer)))
            self._parts.append(_places(self._layer, rows, np.maximum(self._households[rows], 0)))
            self._done = int(rows[-1]) + 1
            yield len(self._parts[-1])
        yield len(self.index.rows)

    @cached_property
    def index(self) -> SquareIndex:
        """All points by squares (metres, district CRS)."""
        if self._done < len(self._layer):
            raise RuntimeError("the points are not made yet: see made_in_parts")
        return SquareIndex.build(np.concatenate([np.empty((0, 2)), *self._parts]), per_square=256.0)

    @cached_property
    def _finest(self) -> NDArray[np.float64]:
        """Households in each square of CELL_M, rows from the south."""
        xy = self.index.xy
        if not len(xy):
            return np.zeros((1, 1))
        column, row = ((xy - self._corner) // CELL_M).astype(np.int64).T
        across, up = int(column.max()) + 1, int(row.max()) + 1
        return np.bincount(row * across + column, minlength=across * up).reshape(up, across).astype(np.float64)

    @property
    def _corner(self) -> NDArray[np.float64]:
        return np.array([self.index.west, self.index.south])

    def density(self, cell_m: float) -> tuple[NDArray[np.float64], Box, float]:
        """Return the households in squares (rows from the south), the ground they cover and the side of a square.

        The side is the least of CELL_M, twice it, four times … that is not smaller than `cell_m`.
        """
        counts, side = self._finest, CELL_M
        while side < cell_m:
            counts, side = _halved(counts), side * 2
        west, south = self._corner.tolist()
        up, across = counts.shape
        return counts, (west, south, west + across * side, south + up * side), side


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


def _halved(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of two by two squares."""
    up, across = counts.shape
    even = np.pad(counts, ((0, up % 2), (0, across % 2)))
    return np.asarray(even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2])


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
    counts, ground, side = crowd.density(CELL_PX * sheet.view.metres_per_pixel)
    full = float(np.percentile(counts[counts > 0], FULL_SHARE)) if (counts > 0).any() else 1.0
    west, south, east, north = ground
    low, high = np.array([[west, north], [east, south]])
    first, last = (sheet.view.to_screen(np.array([corner]))[0] for corner in (low, high))
    seen = _seen_lines(sheet, (float(first[1]), float(last[1])), len(counts))
    strength = STRONGEST * np.sqrt(np.minimum(counts[::-1][seen] / full, 1.0))
    image = _tinted(strength, QColor(sheet.colours.crowd))
    top, pixels = float(first[1]), side / sheet.view.metres_per_pixel
    painter = sheet.painter
    for part in np.array_split(np.arange(len(strength)), STRIPS):
        if len(part):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            target = QRectF(
                float(first[0]),
                top + (seen.start + int(part[0])) * pixels,
                float(last[0] - first[0]),
                len(part) * pixels,
            )
            painter.drawImage(target, image, QRectF(0, int(part[0]), image.width(), len(part)))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            yield Step("crowd", How.FILL, 1)


def _seen_lines(sheet: Sheet, ends: tuple[float, float], lines: int) -> slice:
    """Return which lines of a raster that reaches from one height to another (pixels) lie on the sheet."""
    high = max((ends[1] - ends[0]) / lines, 1e-9)
    first = int(np.clip(np.floor(-ends[0] / high), 0, lines))
    last = int(np.clip(np.ceil((sheet.view.height - ends[0]) / high), 0, lines))
    return slice(first, max(first, last))


def _tinted(strength: NDArray[np.float64], colour: QColor) -> QImage:
    """Return a picture of one colour, more or less opaque (0 to 1)."""
    red, green, blue, _ = colour.getRgbF()
    channels = np.stack([strength * blue, strength * green, strength * red, strength], axis=-1)
    pixels = np.ascontiguousarray(np.rint(channels * 255).astype(np.uint8))
    up, across = strength.shape
    return QImage(pixels.data, across, up, 4 * across, QImage.Format.Format_ARGB32_Premultiplied).copy()
