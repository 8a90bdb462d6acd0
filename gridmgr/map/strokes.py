# SPDX-License-Identifier: MIT
"""Lines on the sheet: painted quickly with one pen after the other, in short calls."""

from collections.abc import Iterator
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
WIDEST_SEGMENT_PX = 6.5


class Strokes:
    """Some lines of a layer, to be drawn with several pens (a casing, later what lies in it).

    Solid thin pens go as single segments with square ends, which Qt paints without its path stroker: three times as
    fast, and no corner shows. Wide and dashed pens go line by line: many lines in one path cost ten times as much.
    """

    def __init__(self, sheet: Sheet, layer: LayerArrays, rows: NDArray[np.int64]) -> None:
        self._sheet = sheet
        xy, self._offsets = layer.coordinates_of(layer.rings_of(rows))
        self._pixels = sheet.view.to_screen(xy)
        self._runs: list[list[QLineF]] | None = None

    def draw(self, pen: QPen) -> Iterator[int]:
        """Draw all lines with a pen; yields the number of segments or lines after each short run."""
        if pen.style() == Qt.PenStyle.SolidLine and pen.widthF() <= WIDEST_SEGMENT_PX:
            return self._by_segments(pen)
        return self._line_by_line(pen)

    def _by_segments(self, pen: QPen) -> Iterator[int]:
        made = self._runs is not None
        runs = self._runs = self._runs or []
        for run in runs if made else self._segment_runs():
            if not made:
                runs.append(run)
            self._sheet.painter.setPen(pen)
            self._sheet.painter.drawLines(run)
            yield len(run)

    def _segment_runs(self) -> Iterator[list[QLineF]]:
        both = np.hstack([self._pixels[:-1], self._pixels[1:]])
        wanted = self._seen(both)
        wanted[self._offsets[1:-1] - 1] = False
        both = both[wanted]
        for first in range(0, len(both), SEGMENTS_PER_CALL):
            yield [QLineF(*ends) for ends in both[first : first + SEGMENTS_PER_CALL].tolist()]

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
