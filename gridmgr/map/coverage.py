# SPDX-License-Identifier: MIT
"""Borders that neighbours share, each once, and coarser forms of a layer for views from afar."""

from collections.abc import Iterator
from math import log2

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.arrays import Kind, LayerArrays

SLACK_M = 0.5
"""Borders of imported grids may miss each other by this much and still count as shared."""
SHORTEST_BORDER_M = 3.0
"""Two areas that share less than this touch at a corner only."""
POINTS_PER_PART = 8_000
"""So many points are simplified in a few milliseconds."""
MIXERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
"""Odd numbers whose multiples spread over all 64 bits (Knuth 1998, multiplicative hashing)."""
FINEST_LEVEL = -3
"""Below 1/8 metre a pixel nothing is gained by leaving points out."""


class Levels:
    """A layer at every scale, simplified to half a pixel: one form for each power of two, made when first seen."""

    def __init__(self, layer: LayerArrays) -> None:
        self.layer = layer
        self._made: dict[int, LayerArrays] = {}

    def at(self, metres_per_pixel: float) -> LayerArrays:
        """Return the layer for a view; features keep their row."""
        for _ in self.made_in_parts(metres_per_pixel):
            pass
        level = _level(metres_per_pixel)
        return self._made.get(level, self.layer)

    def made_in_parts(self, metres_per_pixel: float) -> Iterator[int]:
        """Make the form for a view, yielding the points of each part: a whole city takes longer than a window may."""
        level, layer = _level(metres_per_pixel), self.layer
        if level <= FINEST_LEVEL or layer.kind is Kind.POINT or level in self._made:
            return
        shapes = layer.geometries.copy()
        points = layer.ring_offsets[layer.feature_offsets]
        ends = np.searchsorted(points, np.arange(POINTS_PER_PART, points[-1] + POINTS_PER_PART, POINTS_PER_PART))
        first = 0
        for last in np.unique(np.minimum(ends, len(layer))).tolist():
            shapes[first:last] = shapely.simplify(shapes[first:last], 2.0**level / 2)
            yield int(points[last] - points[first])
            first = last
        self._made[level] = LayerArrays.from_geometries(layer.kind, layer.ids, shapes, layer.origin, layer.version)

    def follow(self, before: "Levels", rows: NDArray[np.int64]) -> None:
        """Make the scales that were seen `before`; `rows` (f,) is where each feature was there, -1 if it is another."""
        layer, kept = self.layer, np.flatnonzero(rows >= 0)
        for level, known in list(before._made.items()):
            shapes = np.empty(len(layer), object)
            shapes[kept] = known.geometries[rows[kept]]
            fresh = np.flatnonzero(rows < 0)
            shapes[fresh] = shapely.simplify(layer.geometries[fresh], 2.0**level / 2)
            self._made[level] = LayerArrays.from_geometries(layer.kind, layer.ids, shapes, layer.origin, layer.version)


def _level(metres_per_pixel: float) -> int:
    return int(np.floor(log2(metres_per_pixel)))


def _segments(layer: LayerArrays) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every ring segment as (m, 4) whole millimetres, lower end first, and the feature it belongs to."""
    points = np.rint(layer.xy * 1000).astype(np.int64)
    rings = np.diff(layer.ring_offsets)
    ring = np.repeat(np.arange(len(rings)), rings)
    feature = np.repeat(np.arange(len(layer)), np.diff(layer.feature_offsets))[ring]
    joined = ring[:-1] == ring[1:]
    start, end = points[:-1][joined], points[1:][joined]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    segments = np.where(swap[:, None], np.hstack([end, start]), np.hstack([start, end]))
    real = (segments[:, :2] != segments[:, 2:]).any(axis=1)
    return segments[real], feature[:-1][joined][real]


def _unique_rows(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each row of (m, k) once, sorted; np.unique does the same and holds up every other thread for it."""
    ordered = rows[np.lexsort(rows.T[::-1])]
    is_new = np.ones(len(ordered), bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return np.asarray(ordered[is_new])


def arcs(layer: LayerArrays) -> LayerArrays:
    """Return the outlines of a polygon layer as lines from node to node: a border shared by two areas comes once."""
    segments, _ = _segments(layer)
    if not len(segments):
        return LayerArrays.from_geometries(Kind.LINE, (), (), layer.origin, layer.version)
    unique = _unique_rows(segments).reshape(-1, 2, 2) / 1000 + np.asarray(layer.origin)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(unique)))
    lines = shapely.normalize(shapely.get_parts(merged))
    ids = [str(number) for number in range(len(lines))]
    return LayerArrays.from_geometries(Kind.LINE, ids, lines, layer.origin, layer.version)


def lies_along(lines: LayerArrays, others: LayerArrays) -> NDArray[np.bool_]:
    """Tell which lines (f,) run along the other ones, as grid borders do where a community ends.

    Borders run together between nodes or not at all, so one segment in the middle of each line tells; lines that were
    drawn apart from each other share no corners and count as different.
    """
    if not len(lines) or not len(others):
        return np.zeros(len(lines), bool)
    first, last = lines.ring_offsets[lines.feature_offsets[:-1]], lines.ring_offsets[lines.feature_offsets[1:]]
    place = np.minimum((first + last) // 2, np.maximum(last - 2, first))
    ends = lines.xy + np.asarray(lines.origin)
    known = others.xy + np.asarray(others.origin)
    own = _keys(ends[place], ends[np.minimum(place + 1, len(ends) - 1)])
    return np.isin(own, _keys(known[:-1], known[1:])) & (last - first > 1)


def _keys(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return a number for each segment that is the same for the same two ends (to a millimetre), either way round."""
    points = [np.rint(ends * 1000).astype(np.int64).astype(np.uint64) for ends in (start, end)]
    mixed = [(xy[:, 0] * MIXERS[0]) ^ (xy[:, 1] * MIXERS[1]) for xy in points]
    mixed = [(one ^ (one >> np.uint64(29))) * MIXERS[0] for one in mixed]
    return np.asarray(mixed[0] + mixed[1], np.uint64)


def neighbours(layer: LayerArrays) -> NDArray[np.int64]:
    """Return the pairs (m, 2; lower row first, sorted) of areas with a common border longer than a corner.

    Borders with the same points are found by comparing segments. Pairs that lie within SLACK_M without such a
    border are measured, so that imported grids with slivers or small overlaps between them count as neighbours too.
    """
    exact = _sharing_segments(layer)
    near = layer.tree.query(layer.geometries, predicate="dwithin", distance=SLACK_M).T
    near = near[near[:, 0] < near[:, 1]]
    known = set(map(tuple, exact.tolist()))
    open_pairs = np.array([pair for pair in near.tolist() if tuple(pair) not in known], np.int64).reshape(-1, 2)
    if len(open_pairs):
        coarse = shapely.simplify(layer.geometries, SLACK_M / 2)
        reached = shapely.buffer(coarse[open_pairs[:, 0]], SLACK_M, quad_segs=1)
        border = shapely.intersection(reached, shapely.boundary(coarse[open_pairs[:, 1]]))
        open_pairs = open_pairs[shapely.length(border) > SHORTEST_BORDER_M]
    return np.unique(np.concatenate([exact, open_pairs]), axis=0)


def _sharing_segments(layer: LayerArrays) -> NDArray[np.int64]:
    segments, feature = _segments(layer)
    if not len(segments):
        return np.empty((0, 2), np.int64)
    order = np.lexsort((feature, *segments.T))
    segments, feature = segments[order], feature[order]
    same = (segments[:-1] == segments[1:]).all(axis=1) & (feature[:-1] != feature[1:])
    pairs = np.stack([feature[:-1][same], feature[1:][same]], axis=1)
    length = np.hypot(*(segments[1:][same][:, 2:] - segments[1:][same][:, :2]).T) / 1000
    pairs.sort(axis=1)
    found, inverse = np.unique(pairs, axis=0, return_inverse=True)
    total = np.bincount(inverse.ravel(), weights=length, minlength=len(found))
    return found[total > 0].astype(np.int64)
