# SPDX-License-Identifier: MIT
"""Qt shapes straight from numpy arrays, without a Python object for every point."""

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, QPolygonF
from shiboken6 import VoidPtr

RINGS_PER_CALL = 256
"""Qt's painting calls keep every other thread waiting, so each gets few rings."""
POINTS_PER_CALL = 8192
WINDING_FILL = 1
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])


def polygon(xy: NDArray[np.float64]) -> QPolygonF:
    """Return (n, 2) pixels as a QPolygonF (written into its buffer: 100 times faster than a list of points)."""
    made = QPolygonF()
    made.resize(len(xy))
    if len(xy):
        # Any: shiboken's stubs know neither VoidPtr's arguments nor that it is a buffer.
        buffer: Any = VoidPtr(made.data(), 16 * len(xy), True)  # type: ignore[call-arg, arg-type]
        np.frombuffer(buffer, np.float64).reshape(-1, 2)[:] = xy
    return made


def path(xy: NDArray[np.float64], offsets: NDArray[np.int64]) -> QPainterPath:
    """Return rings (n, 2 pixels; r + 1 offsets) as one path filled by winding number.

    Overlapping footprints stay filled; holes must run against their outer ring. Made through the path's stream form.
    """
    made = QPainterPath()
    if not len(xy):
        return made
    elements = np.empty(len(xy), _ELEMENT)
    elements["type"] = 1
    elements["type"][offsets[:-1]] = 0
    elements["x"], elements["y"] = xy.T
    tail = struct.pack(">ii", int(offsets[-2]), WINDING_FILL)
    stream = QDataStream(QByteArray(struct.pack(">i", len(xy)) + elements.tobytes() + tail))
    stream >> made
    return made


def batches(offsets: NDArray[np.int64], feature_rings: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Cut features into runs (first, stop) that one call may paint: at most 256 rings and some thousand points.

    `feature_rings` (f + 1) are the offsets of the features in the rings. A feature beyond the limits comes alone.
    """
    first, count = 0, len(feature_rings) - 1
    points = offsets[feature_rings]
    while first < count:
        by_rings = int(np.searchsorted(feature_rings, feature_rings[first] + RINGS_PER_CALL, "right")) - 1
        by_points = int(np.searchsorted(points, points[first] + POINTS_PER_CALL, "right")) - 1
        stop = min(max(min(by_rings, by_points), first + 1), count)
        yield first, stop
        first = stop
