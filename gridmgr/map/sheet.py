# SPDX-License-Identifier: MIT
"""The sheet that the draw steps paint on: a painter, the view it shows and the way from arrays to Qt calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.coverage import Levels
from gridmgr.map.primitives import batches, path
from gridmgr.map.style import Colours
from gridmgr.map.view import Box, ViewState

FEATURES_AT_ONCE = 256
LARGE_PX = 6000.0
"""Features larger than this on screen are clipped to the view first: Qt is slow and coarse far outside the picture."""
EDGE_PX = 64
THIN_PX = 4


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

    @property
    def seen(self) -> Box:
        """The ground on the sheet with just enough beyond for thin lines."""
        return self.view.resized(self.view.width + 2 * THIN_PX, self.view.height + 2 * THIN_PX).bounds

    def pixels(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn lengths on the ground into logical pixels."""
        return metres / self.view.metres_per_pixel

    def smooth(self, wanted: bool) -> None:
        """Switch antialiasing."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, wanted)

    def fill(
        self, layer: LayerArrays, rows: NDArray[np.int64], brush: QBrush | QColor, pen: QPen | None = None
    ) -> Iterator[int]:
        """Paint polygon features in short calls; yields the number of rings of each call.

        Only outlines are smooth if smoothness is on: under a line nobody sees the steps of a fill, and a smooth fill of
        scattered footprints takes five to ten times as long.
        """
        painter = self.painter
        smooth = bool(painter.renderHints() & QPainter.RenderHint.Antialiasing)
        for first in range(0, len(rows), FEATURES_AT_ONCE):
            xy, offsets, features = self._rings(layer, rows[first : first + FEATURES_AT_ONCE])
            for start, stop in batches(offsets, features):
                ring, last = features[start], features[stop]
                if last == ring:
                    continue
                part = offsets[ring : last + 1]
                shape = path(xy[part[0] : part[-1]], part - part[0])
                self.smooth(False)
                self._draw(shape, brush, Qt.PenStyle.NoPen)
                self.smooth(smooth)
                if pen:
                    self._draw(shape, Qt.BrushStyle.NoBrush, pen)
                yield int(last - ring)

    def _draw(self, shape: QPainterPath, brush: QBrush | QColor | Qt.BrushStyle, pen: QPen | Qt.PenStyle) -> None:
        self.painter.setBrush(brush)
        self.painter.setPen(pen)
        self.painter.drawPath(shape)

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


def scaled(sheet: Sheet, levels: Levels, metres_per_pixel: float = 0.0) -> Iterator[Step]:
    """Make the form of a layer for this scale (or another one) in short steps, where it is not made yet."""
    for _points in levels.made_in_parts(metres_per_pixel or sheet.view.metres_per_pixel):
        yield Step("scale", How.PLAIN, 0, 0)
