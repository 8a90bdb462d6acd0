# SPDX-License-Identifier: MIT
"""Lines on the sheet: painted quickly with one pen after the other, in short calls."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from threading import local

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from gridmgr.map.arrays import Geometries, LayerArrays
from gridmgr.map.primitives import polygon
from gridmgr.map.sheet import EDGE_PX, Sheet
from gridmgr.map.squares import ranges
from gridmgr.map.view import ViewState

SEGMENTS_PER_CALL = 256
WIDEST_THIN_PX = 4.5
HAIRLINE_PX = 1.0
"""Qt draws smooth lines of this width without its path stroker."""
FINE_SCREEN = 1.3
LINES_PER_RUN = 64


class _Pool(local):
    """Line objects of each thread that are set anew for every call: to make as many takes four times as long."""

    def __init__(self) -> None:
        self.lines = [QLineF() for _ in range(SEGMENTS_PER_CALL)]

    def set(self, segments: NDArray[np.float64]) -> list[QLineF]:
        """Return lines with these ends (n, 4), good until the next call; no more than the pool has."""
        deque(map(QLineF.setLine, self.lines, *segments.T.tolist()), maxlen=0)
        return self.lines[: len(segments)]


_pool = _Pool()


class Strokes:
    """Some lines, to be drawn with several pens (a casing, later what lies in it).

    All pens go as single segments, which Qt paints without its path stroker: three times as fast. Dashes are cut here.
    """

    def __init__(self, painter: QPainter, view: ViewState, xy: NDArray[np.float64], offsets: NDArray[np.int64]) -> None:
        """Take lines as points (n, 2; metres) and the offset of each line in them (one more than lines)."""
        self._painter, self._view = painter, view
        self._pixels = view.to_screen(xy)
        self._is_line = np.ones(max(len(xy) - 1, 0), bool)
        """(n - 1,) whether something is drawn between a point and the next; not between two lines."""
        self._is_line[offsets[1:-1] - 1] = False

    @classmethod
    def of(cls, sheet: Sheet, layer: LayerArrays, rows: NDArray[np.int64]) -> "Strokes":
        """Take some features of a layer."""
        return cls(sheet.painter, sheet.view, *layer.coordinates_of(layer.rings_of(rows)))

    @classmethod
    def along(cls, painter: QPainter, view: ViewState, lines: Geometries) -> "Strokes":
        """Take some lines or rings."""
        xy, line = shapely.get_coordinates(lines, return_index=True)
        return cls(painter, view, xy, np.searchsorted(line, np.arange(len(lines) + 1)))

    def draw(self, pen: QPen) -> Iterator[int]:
        """Draw all lines with a pen; yields the number of segments after each short run."""
        if not len(self._is_line):
            return iter(())
        if pen.style() == Qt.PenStyle.CustomDashLine:
            solid = QPen(pen.brush(), pen.widthF(), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            return self._by_segments(solid, self._dashes(pen.dashPattern()[:2], pen.widthF()))
        if pen.widthF() > WIDEST_THIN_PX:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            return self._by_segments(pen, self._wide_runs(pen.widthF()))
        # Square ends close the bends of thin lines well enough.
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        return self._by_segments(pen, _runs(self._both[self._seen], SEGMENTS_PER_CALL))

    def hairlines(self, pen: QPen) -> Iterator[int]:
        """Draw all lines one pixel wide, each line in one piece: five times as fast as single segments."""
        ratio = self._painter.device().devicePixelRatioF()
        fine = QPen(pen.brush(), HAIRLINE_PX / ratio)
        # One device pixel is too thin on a fine screen: a second line half a pixel beside makes it stronger.
        shifts = (0.0, 0.5 / ratio) if ratio > FINE_SCREEN else (0.0,)
        ends = np.concatenate([[0], np.flatnonzero(~self._is_line) + 1, [len(self._pixels)]])
        for number, (first, last) in enumerate(pairwise(ends.tolist()), 1):
            self._painter.setPen(fine)
            for shift in shifts:
                self._painter.drawPolyline(polygon(self._pixels[first:last] + shift))
            if number % LINES_PER_RUN == 0:
                yield LINES_PER_RUN
        yield (len(ends) - 1) % LINES_PER_RUN

    def _by_segments(self, pen: QPen, runs: Iterable[NDArray[np.float64]]) -> Iterator[int]:
        for run in runs:
            self._painter.setPen(pen)
            self._painter.drawLines(_pool.set(run))
            yield len(run)

    def _wide_runs(self, width: float) -> Iterator[NDArray[np.float64]]:
        """Give the segments, lengthened so that their outer edges meet at a bend, and by half the width at the ends."""
        kept = self._seen & (self._lengths > 0)
        bend = np.where(kept[:-1] & kept[1:], self._bends, 1.0)
        before, after = (np.concatenate(ends) * width / 2 for ends in (([1.0], bend), (bend, [1.0])))
        return _runs(self._lengthened(before, after)[kept], SEGMENTS_PER_CALL // 4)

    def _dashes(self, pattern: Sequence[float], width: float) -> Iterator[NDArray[np.float64]]:
        """Give the dashes of all lines, cut at the bends; `pattern` is dash and gap in widths of the pen.

        The pattern runs on from the start of each line, wherever the view cuts it: dashes stay on the ground.
        """
        period, dash = sum(pattern) * width, pattern[0] * width
        kept = np.flatnonzero(self._seen & (self._lengths > 0))
        start = self._starts[kept]
        stop = start + self._lengths[kept]
        first = np.floor(start / period).astype(np.int64)
        counts = np.floor(stop / period).astype(np.int64) - first + 1
        owner, low = np.repeat(np.arange(len(kept)), counts), ranges(first, counts) * period
        high = np.minimum(low + dash, stop[owner])
        low = np.maximum(low, start[owner])
        inked = high > low
        owner, low, high = owner[inked], low[inked], high[inked]
        # Where a dash goes round a bend, both its parts reach to where their outer edges meet.
        bend = np.where(self._is_line[:-1] & self._is_line[1:], self._bends, 0.0) * width / 2
        before, after = np.concatenate([[0.0], bend])[kept], np.concatenate([bend, [0.0]])[kept]
        low = low - np.where(low == start[owner], before[owner], 0.0) - start[owner]
        high = high + np.where(high == stop[owner], after[owner], 0.0) - start[owner]
        origin, along = self._both[kept[owner], :2], self._along[kept[owner]]
        return _runs(np.hstack([origin + along * low[:, None], origin + along * high[:, None]]), SEGMENTS_PER_CALL)

    @cached_property
    def _both(self) -> NDArray[np.float64]:
        """(n - 1, 4) from each point to the next."""
        return np.hstack([self._pixels[:-1], self._pixels[1:]])

    @cached_property
    def _seen(self) -> NDArray[np.bool_]:
        """(n - 1,) what is part of a line and comes near the view."""
        both = self._both
        limit = np.array([self._view.width, self._view.height]) + EDGE_PX
        low, high = np.minimum(both[:, :2], both[:, 2:]), np.maximum(both[:, :2], both[:, 2:])
        return np.asarray(((high >= -EDGE_PX) & (low <= limit)).all(axis=1) & self._is_line)

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        return np.asarray(np.hypot(*(self._both[:, 2:] - self._both[:, :2]).T))

    @cached_property
    def _along(self) -> NDArray[np.float64]:
        """(n - 1, 2) the direction of each segment."""
        lengths = self._lengths
        return (self._both[:, 2:] - self._both[:, :2]) / np.where(lengths > 0, lengths, 1.0)[:, None]

    @cached_property
    def _starts(self) -> NDArray[np.float64]:
        """(n - 1,) how far each segment is from the start of its line."""
        lengths = np.where(self._is_line, self._lengths, 0.0)
        before = np.cumsum(lengths) - lengths
        heads = np.concatenate([[True], ~self._is_line])[: len(lengths)]
        return before - np.maximum.accumulate(np.where(heads, before, 0.0))

    @cached_property
    def _bends(self) -> NDArray[np.float64]:
        """(n - 2,) how far two segments must go on, in halves of their width, for their outer edges to meet."""
        cosine = np.clip((self._along[:-1] * self._along[1:]).sum(axis=1), 0.0, 1.0)
        return np.asarray(np.sqrt((1 - cosine) / (1 + cosine)))

    def _lengthened(self, before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
        both, along = self._both, self._along
        return np.hstack([both[:, :2] - along * before[:, None], both[:, 2:] + along * after[:, None]])


def _runs(segments: NDArray[np.float64], most: int) -> Iterator[NDArray[np.float64]]:
    for first in range(0, len(segments), most):
        yield segments[first : first + most]
