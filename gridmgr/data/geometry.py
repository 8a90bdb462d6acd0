# SPDX-License-Identifier: MIT
"""Geometry on its way into and out of the databases: GeoPackage blobs, EWKB of PostGIS, hex WKB of the journal.

All functions take and give whole columns, because shapely converts an array many times faster than single shapes.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Shapes = NDArray[np.object_]
"""Array of shapely geometries and None."""

_LITTLE_ENDIAN = 0x01
_WITH_ENVELOPE = 0x02
_EMPTY = 0x10
_ENVELOPE_BYTES = (0, 32, 48, 48, 64, 0, 0, 0)
"""Length of the envelope by the indicator in bits 1 to 3 of the flags (GeoPackage 1.4, table 8)."""


def shapes_array(geometries: Iterable[BaseGeometry | None]) -> Shapes:
    """Return geometries as an object array (numpy would take multi-geometries apart otherwise)."""
    known = list(geometries)
    array = np.empty(len(known), dtype=object)
    array[:] = known
    return array


def to_blobs(geometries: Iterable[BaseGeometry | None], srid: int) -> list[bytes | None]:
    """Return GeoPackage binary geometries (standard, 2D, with an envelope unless it is a point or empty)."""
    shapes = shapes_array(geometries)
    bodies: Sequence[bytes | None] = shapely.to_wkb(shapes, output_dimension=2, byte_order=1)
    bounds = shapely.bounds(shapes)
    kinds = shapely.get_type_id(shapes)
    return [
        None if body is None else _header(box, kind, srid) + body
        for body, box, kind in zip(bodies, bounds.tolist(), kinds.tolist(), strict=True)
    ]


def _header(box: Sequence[float], type_id: int, srid: int) -> bytes:
    west, south, east, north = box
    if west != west:  # NaN: the geometry is empty
        return struct.pack("<2sBBi", b"GP", 0, _LITTLE_ENDIAN | _EMPTY, srid)
    if type_id == shapely.GeometryType.POINT:
        return struct.pack("<2sBBi", b"GP", 0, _LITTLE_ENDIAN, srid)
    flags = _LITTLE_ENDIAN | _WITH_ENVELOPE
    return struct.pack("<2sBBi4d", b"GP", 0, flags, srid, west, east, south, north)


def from_blobs(blobs: Iterable[bytes | None]) -> Shapes:
    """Return the shapes of GeoPackage binary geometries."""
    bodies = np.array([None if b is None else b[_body_start(b) :] for b in blobs], dtype=object)
    return np.asarray(shapely.from_wkb(bodies), dtype=object)


def _body_start(blob: bytes) -> int:
    return 8 + _ENVELOPE_BYTES[blob[3] >> 1 & 0x07]


def blob_box(blob: bytes | None) -> tuple[float, float, float, float] | None:
    """Return (west, east, south, north) of a GeoPackage geometry; None where it is missing or empty.

    Reads the envelope where there is one, as other programs' triggers do.
    """
    if blob is None or len(blob) < 8 or blob[3] & _EMPTY:
        return None
    if blob[3] >> 1 & 0x07:
        west, east, south, north = struct.unpack_from("<4d" if blob[3] & _LITTLE_ENDIAN else ">4d", blob, 8)
    else:
        west, south, east, north = shapely.from_wkb(blob[8:]).bounds or (float("nan"),) * 4
    return None if west != west else (west, east, south, north)


def to_ewkb(geometries: Iterable[BaseGeometry | None], srid: int) -> list[str | None]:
    """Return hex EWKB as PostGIS reads it; `srid` 0 stands for no CRS."""
    placed = shapely.set_srid(shapes_array(geometries), srid)
    return list(shapely.to_wkb(placed, hex=True, output_dimension=2, byte_order=1, include_srid=srid != 0))


def from_ewkb(texts: Iterable[str | None]) -> Shapes:
    """Return the shapes of hex EWKB; the CRS is known from the store, so it is taken off."""
    shapes = shapely.from_wkb(np.array(list(texts), dtype=object))
    return np.asarray(shapely.set_srid(shapes, 0), dtype=object)


def to_hex(geometry: BaseGeometry) -> str:
    """Return the hex WKB under which the journal keeps one geometry."""
    return str(shapely.to_wkb(geometry, hex=True, output_dimension=2, byte_order=1))


def from_hex(text: str) -> BaseGeometry:
    """Return the geometry of a hex WKB."""
    shape: BaseGeometry = shapely.from_wkb(text)
    return shape


def wrong_type(geometries: Iterable[BaseGeometry | None], column_type: str) -> Any | None:
    """Return the first geometry that a column of this type cannot hold, or None (Any: shapely ships no types)."""
    if column_type == "GEOMETRY":
        return None
    return next((g for g in geometries if g is not None and g.geom_type.upper() != column_type), None)
