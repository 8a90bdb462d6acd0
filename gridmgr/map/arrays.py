# SPDX-License-Identifier: MIT
"""The geometry of one layer as plain arrays: what painting, culling and picking work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.map.squares import SquareIndex, ranges
from gridmgr.map.view import Box

# Arrays of shapely geometries: numpy knows them only as objects.
Geometries = NDArray[Any]


MIXED = shapely.GeometryType.GEOMETRYCOLLECTION


class Kind(IntEnum):
    """What the features of a layer are; the numbers are those of shapely.get_dimensions."""

    POINT = 0
    LINE = 1
    POLYGON = 2


MULTIPLE = {Kind.POINT: shapely.multipoints, Kind.LINE: shapely.multilinestrings, Kind.POLYGON: shapely.multipolygons}


@dataclass(frozen=True, eq=False)
class LayerArrays:
    """An unchangeable snapshot of a layer: feature i has the record `ids[i]`.

    A feature has rings (outer rings run anticlockwise, holes clockwise), lines or points in `xy`; an empty geometry
    has none and its bounds are NaN. Coordinates are metres from `origin`, y to the north. Arrays are read-only.
    """

    kind: Kind
    ids: tuple[str, ...]
    geometries: Geometries
    """(f,) in the CRS of the district, without the local origin; None where there is nothing of this kind."""
    origin: tuple[float, float]
    xy: NDArray[np.float64]
    """(n, 2)"""
    ring_offsets: NDArray[np.int64]
    """(r + 1,) first row of each ring in `xy`."""
    feature_offsets: NDArray[np.int64]
    """(f + 1,) first ring of each feature."""
    bounds: NDArray[np.float64]
    """(f, 4) west, south, east, north."""
    version: int = 1

    @classmethod
    def from_geometries(
        cls,
        kind: Kind,
        ids: Sequence[str],
        geometries: Sequence[object] | Geometries,
        origin: tuple[float, float] | None = None,
        version: int = 1,
    ) -> "LayerArrays":
        """Build a layer; of collections only the parts of this kind are kept, `origin` defaults to the middle.

        Geometries are shapely's, or None. Raises ValueError when there are not as many ids as geometries.
        """
        shapes = np.array(geometries, dtype=object) if len(geometries) else np.empty(0, object)
        if len(ids) != len(shapes):
            raise ValueError(f"{len(ids)} ids for {len(shapes)} geometries")
        parts, owner = _parts(kind, shapes)
        shapes = _of_one_kind(kind, shapes, parts, owner)
        bounds = shapely.bounds(shapes).reshape(-1, 4)
        origin = _middle(bounds) if origin is None else origin
        rings, ring_part = shapely.get_rings(parts, return_index=True) if kind is Kind.POLYGON else (parts, None)
        ring_owner = owner if ring_part is None else owner[ring_part]
        xy, point_ring = shapely.get_coordinates(rings, return_index=True)
        arrays = (
            xy - np.asarray(origin),
            _offsets(point_ring, len(rings)),
            _offsets(ring_owner, len(shapes)),
            bounds - np.asarray(origin * 2),
        )
        for array in arrays:
            array.setflags(write=False)
        return cls(kind, tuple(ids), shapes, origin, *arrays, version=version)

    def replaced(self, rows: NDArray[np.int64], geometries: Sequence[object]) -> "LayerArrays":
        """Return the next snapshot, in which the features `rows` have new geometries."""
        shapes = self.geometries.copy()
        shapes[rows] = np.array(geometries, dtype=object)
        return LayerArrays.from_geometries(self.kind, self.ids, shapes, self.origin, self.version + 1)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def size(self) -> NDArray[np.float64]:
        """(f,) longer side of each feature's bounds in metres; 0 where it is empty."""
        sides = self.bounds[:, 2:] - self.bounds[:, :2]
        return np.asarray(np.nan_to_num(sides.max(axis=1, initial=0.0)))

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each record id."""
        return {record_id: row for row, record_id in enumerate(self.ids)}

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The spatial index of `geometries` (in the CRS of the district)."""
        return shapely.STRtree(self.geometries)

    @cached_property
    def extent(self) -> Box | None:
        """West, south, east, north of the whole layer in the CRS of the district; None when it is empty."""
        usable = self.bounds[np.isfinite(self.bounds[:, 0])]
        if not len(usable):
            return None
        west, south = (usable[:, :2].min(axis=0) + self.origin).tolist()
        east, north = (usable[:, 2:].max(axis=0) + self.origin).tolist()
        return west, south, east, north

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """(f, 2) the middle of each feature's bounds from `origin`."""
        return np.asarray((self.bounds[:, :2] + self.bounds[:, 2:]) / 2)

    @cached_property
    def _centres(self) -> SquareIndex:
        return SquareIndex.build(self.centres)

    @cached_property
    def _present(self) -> NDArray[np.int64]:
        """The features that are not empty."""
        return np.flatnonzero(np.isfinite(self.bounds[:, 0]))

    @cached_property
    def _large(self) -> NDArray[np.int64]:
        """Features larger than a square: few, so they are looked at one by one."""
        return np.flatnonzero(self.size > self._centres.side)

    def within(self, box: Box) -> NDArray[np.int64]:
        """Return the features whose bounds touch the box (metres, district CRS), in ascending order."""
        if self._lies_in(box):
            return self._present
        rows = np.sort(self.near(box))
        return rows[self.touches(rows, box)]

    def touches(self, rows: NDArray[np.int64], box: Box) -> NDArray[np.bool_]:
        """Tell of some features whether their bounds touch a box (metres, district CRS)."""
        x, y = self.origin
        west, south, east, north = box[0] - x, box[1] - y, box[2] - x, box[3] - y
        own = self.bounds[rows]
        return np.asarray((own[:, 0] <= east) & (own[:, 2] >= west) & (own[:, 1] <= north) & (own[:, 3] >= south))

    def near(self, box: Box) -> NDArray[np.int64]:
        """Return the features in the squares that a box touches: a few more than `within`, in no order, but quickly."""
        if self._lies_in(box):
            return self._present
        x, y = self.origin
        reach = self._centres.side / 2
        grown = box[0] - x - reach, box[1] - y - reach, box[2] - x + reach, box[3] - y + reach
        near = self._centres.near(grown)
        if not len(self._large):
            return near
        return np.concatenate([near[self.size[near] <= self._centres.side], self._large])

    def _lies_in(self, box: Box) -> bool:
        """Tell whether the whole layer lies in a box."""
        extent = self.extent
        if extent is None:
            return True
        return box[0] <= extent[0] and box[1] <= extent[1] and box[2] >= extent[2] and box[3] >= extent[3]

    def rings_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the rings (or lines, or points) of some features."""
        starts = self.feature_offsets[rows]
        return ranges(starts, self.feature_offsets[rows + 1] - starts)

    def coordinates_of(self, rings: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the coordinates of some rings in the district CRS (n, 2) and the offset of each ring in them."""
        starts = self.ring_offsets[rings]
        counts = self.ring_offsets[rings + 1] - starts
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return self.xy[ranges(starts, counts)] + self.origin, offsets


def _middle(bounds: NDArray[np.float64]) -> tuple[float, float]:
    """Return the middle of all bounds in whole metres, 0 where there are none."""
    usable = bounds[np.isfinite(bounds[:, 0])]
    if not len(usable):
        return 0.0, 0.0
    x, y = ((usable[:, :2].min(axis=0) + usable[:, 2:].max(axis=0)) / 2).round().tolist()
    return x, y


def _parts(kind: Kind, shapes: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Split every shape into single points, lines or polygons; return them and the number of their shape."""
    owner: NDArray[np.int64] = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
    parts = shapes[owner]
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    wanted = (shapely.get_dimensions(parts) == kind) & ~shapely.is_empty(parts)
    parts = parts[wanted]
    if kind is Kind.POLYGON:
        # Painting fills by winding number: holes stay open only if they run against their outer ring.
        parts = shapely.orient_polygons(parts)
    return parts, owner[wanted]


def _of_one_kind(kind: Kind, shapes: Geometries, parts: Geometries, owner: NDArray[np.int64]) -> Geometries:
    """Return the shapes with only their parts of this kind."""
    mixed = (shapely.get_dimensions(shapes) != kind) | (shapely.get_type_id(shapes) == MIXED)
    if not mixed.any():
        return shapes
    result = shapes.copy()
    result[mixed] = None
    for row in np.intersect1d(np.flatnonzero(mixed), owner).tolist():
        result[row] = MULTIPLE[kind](parts[owner == row])
    return result


def _offsets(owner: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))]).astype(np.int64)
