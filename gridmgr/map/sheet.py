# SPDX-License-Identifier: MIT
"""The sheet that the draw steps paint on: a painter, the view it shows and the way from arrays to Qt calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.primitives import batches, path, polygon
from gridmgr.map.style import Colours
from gridmgr.map.view import Box, ViewState

FEATURES_AT_ONCE = 256
LARGE_PX = 6000.0
"""Features larger than this on screen are clipped to the view first: Qt is slow and coarse far outside the picture."""
EDGE_PX = 64


class How(StrEnum):
    """How a step paints its features."""

    FILL = "fill"
    DOT = "dot"
    PLAIN = "plain"
    OUTLINED = "outlined"
    SMOOTH = "smooth"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Step:
    """What one short step has painted: for progress, for tests and for measuring."""

    layer: str
    how: How
    features: int
    largest_call: int = 1
    """The most rings or lines that a single Qt call got."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A painter in logical pixels and what it shows.

    `core` is the part of the sheet that is seen at once (left, top, right, bottom in pixels): the whole sheet, or the
    widget inside a picture with margins.
    """

    painter: QPainter
    view: ViewState
    colours: Colours
    core: Box

    @property
    def ground(self) -> Box:
        """The ground on the sheet with a little beyond, so that thick lines outside are not missed."""
        return self.view.resized(self.view.width + 2 * EDGE_PX, self.view.height + 2 * EDGE_PX).bounds

    def pixels(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn lengths on the ground into logical pixels."""
        return metres / self.view.metres_per_pixel

    def smooth(self, wanted: bool) -> None:
        """Switch antialiasing."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, wanted)

    def fill(
        self, layer: LayerArrays, rows: NDArray[np.int64], brush: QBrush | QColor, pen: QPen | None = None
    ) -> Iterator[int]:
        """Paint polygon features in short calls; yields the number of rings of each call."""
        self.painter.setBrush(brush)
        self.painter.setPen(pen or Qt.PenStyle.NoPen)
        for first in range(0, len(rows), FEATURES_AT_ONCE):
            xy, offsets, features = self._rings(layer, rows[first : first + FEATURES_AT_ONCE])
            for start, stop in batches(offsets, features):
                ring, last = features[start], features[stop]
                if last > ring:
                    part = offsets[ring : last + 1]
                    self.painter.drawPath(path(xy[part[0] : part[-1]], part - part[0]))
                    yield int(last - ring)

    def _rings(
        self, layer: LayerArrays, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the rings of some features in pixels, the offsets of the rings and of the features."""
        if (self.pixels(layer.size[rows]) > LARGE_PX).any():
            shapes = shapely.clip_by_rect(layer.geometries[rows], *self.ground)
            layer = LayerArrays.from_geometries(layer.kind, [layer.ids[row] for row in rows], shapes, layer.origin)
            rows = np.arange(len(rows))
        rings = layer.rings_of(rows)
        xy, offsets = layer.coordinates_of(rings)
        counts = layer.feature_offsets[rows + 1] - layer.feature_offsets[rows]
        return self.view.to_screen(xy), offsets, np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])

    def stroke(self, layer: LayerArrays, rows: NDArray[np.int64], pen: QPen) -> Iterator[int]:
        """Paint line features, a call for each line, in runs of some hundred points; yields the lines of each run.

        One long path would cost ten times as much (strokes that cross each other in one path), and cosmetic pens wider than
        a pixel too. A dash pattern runs on from the start of its line, wherever the view cuts it.
        """
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(pen)
        points = lines = 0
        for xy, skipped in self._lines(layer, rows):
            if pen.style() == Qt.PenStyle.CustomDashLine:
                pen.setDashOffset(skipped / pen.widthF())
                self.painter.setPen(pen)
            self.painter.drawPolyline(polygon(xy))
            points, lines = points + len(xy), lines + 1
            if points > POINTS_PER_RUN or lines >= LINES_PER_RUN:
                yield lines
                points = lines = 0
        if lines:
            yield lines

    def _lines(self, layer: LayerArrays, rows: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.float64], float]]:
        """Give the lines in pixels; of those larger than the view only the runs that touch it, with the length before."""
        rings = layer.rings_of(rows)
        xy, offsets = layer.coordinates_of(rings)
        on_screen = self.view.to_screen(xy)
        for start, stop in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
            line = on_screen[start:stop]
            if float(np.ptp(line, axis=0).max()) > max(self.view.width, self.view.height):
                yield from self._visible_runs(line)
            else:
                yield line, 0.0

    def _visible_runs(self, line: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.float64], float]]:
        low, high = np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])
        limit = np.array([self.view.width, self.view.height]) + EDGE_PX
        seen = ((high >= -EDGE_PX) & (low <= limit)).all(axis=1)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
        before = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        for first, stop in edges.reshape(-1, 2).tolist():
            yield line[first : stop + 1], float(before[first])


POINTS_PER_RUN = 600
LINES_PER_RUN = 48
