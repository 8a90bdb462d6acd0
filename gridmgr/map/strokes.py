# SPDX-License-Identifier: MIT
"""Lines on the sheet: painted quickly with one pen after the other, in short calls."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPen

from gridmgr.map.arrays import LayerArrays
from gridmgr.map.primitives import polygon
from gridmgr.map.sheet import EDGE_PX, Sheet

POINTS_PER_RUN = 400
LINES_PER_RUN = 24
SEGMENTS_PER_CALL = 256
WIDEST_THIN_PX = 4.5


class Strokes:
    """Some lines of a layer, to be drawn with several pens (a casing, later what lies in it).

    Solid pens go as single segments, which Qt paints without its path stroker: three times as fast. Dashed pens go line
    by line: many lines in one path would cost ten times as much.
    """

    def __init__(self, sheet: Sheet, layer: LayerArrays, rows: NDArray[np.int64]) -> None:
        self._sheet = sheet
        xy, self._offsets = layer.coordinates_of(layer.rings_of(rows))
        self._pixels = sheet.view.to_screen(xy)
        self._thin: list[list[QLineF]] | None = None

    def draw(self, pen: QPen) -> Iterator[int]:
        """Draw all lines with a pen; yields the number of segments or lines after each short run."""
        if pen.style() != Qt.PenStyle.SolidLine:
            return self._line_by_line(pen)
        if pen.widthF() > WIDEST_THIN_PX:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            return self._by_segments(pen, self._wide_runs(pen.widthF()))
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        return self._by_segments(pen, self._thin_runs())

    def _by_segments(self, pen: QPen, runs: Iterable[list[QLineF]]) -> Iterator[int]:
        for run in runs:
            self._sheet.painter.setPen(pen)
            self._sheet.painter.drawLines(run)
            yield len(run)

    def _thin_runs(self) -> list[list[QLineF]]:
        """Return the segments as they are, the same for all thin pens: square ends close the bends well enough."""
        if self._thin is None:
            both, kept = self._segments()
            self._thin = list(_runs(both[kept], SEGMENTS_PER_CALL))
        return self._thin

    def _wide_runs(self, width: float) -> Iterator[list[QLineF]]:
        """Give the segments, lengthened so that their outer edges meet at a bend, and by half the width at the ends."""
        both, kept = self._segments()
        along = both[:, 2:] - both[:, :2]
        length = np.hypot(*along.T)
        kept &= length > 0
        along = along / np.where(length > 0, length, 1.0)[:, None]
        cosine = np.clip((along[:-1] * along[1:]).sum(axis=1), 0.0, 1.0)
        bend = np.where(kept[:-1] & kept[1:], np.sqrt((1 - cosine) / (1 + cosine)), 1.0)
        before, after = (np.concatenate(ends) * width / 2 for ends in (([1.0], bend), (bend, [1.0])))
        both = np.hstack([both[:, :2] - along * before[:, None], both[:, 2:] + along * after[:, None]])
        return _runs(both[kept], SEGMENTS_PER_CALL // 4)

    def _segments(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return (n - 1, 4) what lies between neighbouring points, and which of it is part of a line near the view."""
        both = np.hstack([self._pixels[:-1], self._pixels[1:]])
        kept = self._seen(both)
        kept[self._offsets[1:-1] - 1] = False
        return both, kept

    def _line_by_line(self, pen: QPen) -> Iterator[int]:
        points = lines = 0
        for start, stop in pairwise(self._offsets.tolist()):
            for xy, skipped in self._visible_parts(self._pixels[start:stop]):
                if pen.style() == Qt.PenStyle.CustomDashLine:
                    # The pattern runs on from the start of the line, wherever the view cuts it.
                    pen.setDashOffset(skipped / pen.widthF())
                self._sheet.painter.setPen(pen)
                self._sheet.painter.setBrush(Qt.BrushStyle.NoBrush)
                self._sheet.painter.drawPolyline(polygon(xy))
                points, lines = points + len(xy), lines + 1
            if points > POINTS_PER_RUN or lines >= LINES_PER_RUN:
                yield lines
                points = lines = 0
        if lines:
            yield lines

    def _visible_parts(self, line: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.float64], float]]:
        """Give the runs of a line that touch the view, each with the length before it."""
        seen = self._seen(np.hstack([line[:-1], line[1:]]))
        if seen.all():
            yield line, 0.0
            return
        edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
        before = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        for first, stop in edges.reshape(-1, 2).tolist():
            yield line[first : stop + 1], float(before[first])

    def _seen(self, segments: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which segments (n, 4) come near the view."""
        limit = np.array([self._sheet.view.width, self._sheet.view.height]) + EDGE_PX
        low, high = np.minimum(segments[:, :2], segments[:, 2:]), np.maximum(segments[:, :2], segments[:, 2:])
        return np.asarray(((high >= -EDGE_PX) & (low <= limit)).all(axis=1))


def _runs(segments: NDArray[np.float64], most: int) -> Iterator[list[QLineF]]:
    for first in range(0, len(segments), most):
        yield [QLineF(*ends) for ends in segments[first : first + most].tolist()]
