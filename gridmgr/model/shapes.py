# SPDX-License-Identifier: MIT
"""The one form in which geometry is compared and stored: metric CRS, snapped to 1 mm, normalised, 2D."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

GRID_M = 0.001
"""Coordinates are stored in steps of one millimetre."""

_NOISE_M = 1e-7
"""How far a written coordinate may be from the step by the nature of floating point alone."""

_MULTI = {"MULTIPOLYGON": shapely.multipolygons, "MULTILINESTRING": shapely.multilinestrings}
_PARTS_OF = {"MULTIPOLYGON": "Polygon", "MULTILINESTRING": "LineString"}


_TYPE_IDS = {"MULTIPOLYGON": 3, "MULTILINESTRING": 1}
"""Numbers by which shapely knows the single types."""


def normal_form(geometry: BaseGeometry, geometry_type: str = "GEOMETRY") -> BaseGeometry:
    """Return a geometry snapped to 1 mm, in 2D, normalised, and as a multi-geometry where the column holds those.

    A valid geometry stays valid; parts thinner than the step vanish, except where every corner lies on the step
    already: then nothing moves. The input is not mended: see `mend`.
    """
    form: BaseGeometry = normal_forms(np.array([geometry], dtype=object), geometry_type)[0]
    return form


def normal_forms(geometries: NDArray[Any], geometry_type: str) -> NDArray[Any]:
    """Return `normal_form` of each geometry of an object array, worked out together; None stays None."""
    plain = _snapped(shapely.force_2d(geometries))
    if geometry_type in _MULTI:
        single = shapely.get_type_id(plain) == _TYPE_IDS[geometry_type]
        plain[single] = [_MULTI[geometry_type]([g]) for g in plain[single]]
    forms: NDArray[Any] = shapely.normalize(plain)
    return forms


def _snapped(flat: NDArray[Any]) -> NDArray[Any]:
    """Move every corner to the step of 1 mm; a valid shape that lies on it is left corner by corner as it is.

    set_precision would take a needle of one millimetre away from one grid and leave its notch in the neighbour.
    """
    lies = _lies_on_step(flat)
    kept = np.array(flat, dtype=object)
    kept[lies] = shapely.remove_repeated_points(shapely.transform(flat[lies], _on_step))
    moved = ~(lies & shapely.is_valid(kept))
    # set_precision leaves a grid size on the geometry that would change later overlays.
    kept[moved] = shapely.transform(shapely.set_precision(flat[moved], GRID_M), _on_step)
    return kept


def _on_step(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round (n, 2) coordinates in metres to the step."""
    return np.round(xy, 3)


def _lies_on_step(flat: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell of each geometry whether all its corners lie on the step."""
    xy, owner = shapely.get_coordinates(flat, return_index=True)
    off = (np.abs(xy - _on_step(xy)) > _NOISE_M).any(axis=1)
    lies = np.ones(len(flat), dtype=np.bool_)
    lies[owner[off]] = False
    return lies


def mend(geometry: BaseGeometry) -> tuple[BaseGeometry | None, str]:
    """Return a valid geometry of the same dimension and a sentence that says what was mended ("" for nothing).

    None comes back where nothing of that dimension is left.
    """
    if geometry.is_empty:
        return None, "图形是空的。"
    if geometry.is_valid:
        return geometry, ""
    reason = shapely.is_valid_reason(geometry).split("[")[0]
    fixed = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    same = _of_dimension(fixed, shapely.get_dimensions(geometry))
    if same is None:
        return None, f"图形无效，且修复后没有剩余部分（{_REASONS.get(reason, reason)}）。"
    return same, f"图形原先无效（{_REASONS.get(reason, reason)}），已自动修复。"


_REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "边界环自相交",
    "Hole lies outside shell": "内洞在外边界之外",
    "Nested shells": "部分互相包含",
    "Nested holes": "内洞互相包含",
    "Too few points in geometry component": "顶点太少",
    "Interior is disconnected": "内部不连通",
    "Duplicate Rings": "边界重复",
    "Invalid Coordinate": "坐标无效",
    "Ring is not closed": "边界未闭合",
}


def _of_dimension(geometry: BaseGeometry, dimension: int) -> BaseGeometry | None:
    """Keep the parts of one dimension (0 points, 1 lines, 2 areas)."""
    parts = [p for p in shapely.get_parts(geometry) if shapely.get_dimensions(p) == dimension and not p.is_empty]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    make = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}[dimension]
    return make(parts)
