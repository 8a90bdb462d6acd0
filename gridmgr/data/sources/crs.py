# SPDX-License-Identifier: MIT
"""Coordinate reference systems of foreign layers, and the way into the district's metric one.

Nothing is guessed: coordinates that cannot be right in the system they are said to be in are a problem, and the
sentence names the system that would fit.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.datums import Datum, shifted, unshifted
from gridmgr.model.errors import InputError
from gridmgr.model.folding import fold_label

if TYPE_CHECKING:
    from pyproj import CRS

Coordinates = NDArray[np.float64]
"""Shape (n, 2): east (or longitude) before north (or latitude), whatever order the register has."""

LOCAL = "local"
"""Coordinates that already are metres of the district's own CRS."""

WGS84 = "EPSG:4326"
_NAMES = {
    "cgcs2000": "EPSG:4490",
    "2000": "EPSG:4490",
    "wgs84": WGS84,
    "gcj02": Datum.GCJ02.value,
    "火星坐标": Datum.GCJ02.value,
    "bd09": Datum.BD09.value,
    "百度坐标": Datum.BD09.value,
    "local": LOCAL,
    "本地": LOCAL,
    "地方坐标": LOCAL,
}


def asked_crs(name: str) -> str:
    """Return the CRS that a person names: CGCS2000, WGS84, GCJ-02, BD-09, local or EPSG:n.

    Raises InputError for an unknown name.
    """
    from pyproj.exceptions import CRSError

    plain = _NAMES.get(fold_label(name).replace("-", "").replace(".", ""))
    if plain is not None:
        return plain
    code = name.upper().removeprefix("EPSG:").strip()
    try:
        _crs(f"EPSG:{int(code)}")
    except (ValueError, CRSError):
        text = "不认识坐标系“{name}”，可写 CGCS2000、WGS84、GCJ-02、BD-09、local 或 EPSG:编号。"
        raise InputError(text, name=name) from None
    return f"EPSG:{int(code)}"


def stated_crs(text: str | None) -> str | None:
    """Return the CRS a file states as EPSG:n where the register has it, else its WKT; None for none or a local one."""
    from pyproj.exceptions import CRSError

    if not text:
        return None
    try:
        crs = _crs(text)
        if crs.is_engineering or not (crs.is_geographic or crs.is_projected):
            return None
        # 60 of 100 lets names as ESRI spells them pass; the parameters agree all the same.
        code = crs.to_epsg(min_confidence=60)
    except CRSError:
        return None
    return f"EPSG:{code}" if code else crs.to_wkt()


def metric_crs_for(longitude: float, latitude: float) -> int:
    """Return the EPSG code of the metric CRS for a place: CGCS2000 in zones of 3° in China, else UTM."""
    if 73.5 <= longitude <= 136.5 and 3 <= latitude <= 54:
        meridian = 3 * round(longitude / 3)
        return 4534 + (min(max(meridian, 75), 135) - 75) // 3
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return (32600 if latitude >= 0 else 32700) + zone


def transformer(source_crs: str, epsg: int) -> Callable[[Coordinates], Coordinates]:
    """Return a function from coordinates of a source to metres of the district's CRS, east before north.

    `source_crs` is what `asked_crs` or `stated_crs` returned. Places outside the reach of a CRS become infinite.
    """
    if source_crs == LOCAL:
        return np.asarray
    if source_crs in (Datum.GCJ02.value, Datum.BD09.value):
        datum, onward = Datum(source_crs), transformer(WGS84, epsg)
        return lambda xy: onward(unshifted(xy, datum))
    return projection(source_crs, f"EPSG:{epsg}")


def to_degrees(source_crs: str) -> Callable[[Coordinates], Coordinates]:
    """Return a function from coordinates of a source to WGS84 longitude and latitude."""
    if source_crs in (Datum.GCJ02.value, Datum.BD09.value):
        datum = Datum(source_crs)
        return lambda xy: unshifted(xy, datum)
    return projection(source_crs, WGS84)


def from_degrees(datum: Datum) -> Callable[[Coordinates], Coordinates]:
    """Return a function from WGS84 longitude and latitude to a shifted datum, for drawing over such a map."""
    return lambda xy: shifted(xy, datum)


def projection(source: str, target: str) -> Callable[[Coordinates], Coordinates]:
    """Return a transformation between two systems (EPSG:n or WKT); both sides have east before north."""
    from pyproj import Transformer

    if _crs(source) == _crs(target):
        return np.asarray
    # always_xy: the register puts north first for EPSG:4490 and 4548, files do not.
    through = Transformer.from_crs(_crs(source), _crs(target), always_xy=True)
    return lambda xy: np.column_stack(through.transform(xy[:, 0], xy[:, 1]))


def _crs(text: str) -> "CRS":
    from pyproj import CRS

    return CRS.from_user_input(text)


def is_degrees(source_crs: str) -> bool:
    """Tell whether a CRS counts in degrees."""
    if source_crs == LOCAL:
        return False
    return source_crs in (Datum.GCJ02.value, Datum.BD09.value) or bool(_crs(source_crs).is_geographic)


def implausible(bounds: NDArray[Any], source_crs: str) -> list[str]:
    """Return for each geometry why its coordinates cannot be right in a CRS, or "".

    `bounds` is (n, 4): west, south, east, north (NaN for no geometry; Any: plain floats).
    """
    west, south, east, north = bounds.T
    if is_degrees(source_crs):
        wrong = (west < -180) | (east > 180) | (south < -90) | (north > 90)
        swapped = (west >= 3) & (east <= 54) & (south >= 73) & (north <= 136)
        return [_degrees_sentence(w, s, b[0]) if w or s else "" for w, s, b in zip(wrong, swapped, bounds, strict=True)]
    degrees = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    if source_crs == LOCAL:
        return ["坐标像是经纬度，不是米，请指定坐标系。" if d else "" for d in degrees]
    offset = _false_easting(_crs(source_crs))
    if offset is None:
        return ["坐标像是经纬度，却标明为投影坐标系，请指定坐标系。" if d else "" for d in degrees]
    doubtful = degrees | (np.abs(west - offset) > 1.2e6) | (np.abs(east - offset) > 1.2e6)
    return [
        _metric_sentence(b, offset, bool(g)) if d else "" for d, g, b in zip(doubtful, degrees, bounds, strict=True)
    ]


def _degrees_sentence(wrong: bool, swapped: bool, west: float) -> str:
    """Say what is wrong with coordinates that should be degrees."""
    if swapped:
        return "经度与纬度像是写反了，请核对列的对应关系或坐标系。"
    if wrong and (zone := zone_prefix(west)):
        return f"坐标不是经纬度，像是带 {zone} 号带的高斯坐标，请指定坐标系，例如 EPSG:{_zone_epsg(zone)}。"
    return "坐标超出经纬度的范围，像是以米为单位的坐标，请指定坐标系。"


def _metric_sentence(bounds: NDArray[Any], offset: float, degrees: bool) -> str:
    """Say what is wrong with coordinates that should be metres of a Gauss-Krüger or UTM zone (Any: floats)."""
    if degrees:
        return "坐标像是经纬度，却标明为投影坐标系，请指定坐标系。"
    west, south, east, _north = bounds
    if offset < 1e6 <= west and (zone := zone_prefix(west)):
        return f"东坐标带有 {zone} 号带的带号，而指定的坐标系不带带号，请改用 EPSG:{_zone_epsg(zone)}。"
    if 1.5e6 < west < 6.2e6 and south < 1e6:
        return "东坐标与北坐标像是写反了，请核对列的对应关系。"
    if abs(west - offset) > 1.5e6 or abs(east - offset) > 1.5e6:
        return "坐标远在指定坐标系的适用范围之外，请核对坐标系。"
    return ""


def _false_easting(crs: "CRS") -> float | None:
    """Return the east coordinate of the central meridian of a transverse Mercator system, else None."""
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return None
    return next((float(p.value) for p in operation.params if p.name == "False easting"), None)


def zone_prefix(east: float) -> int | None:
    """Return the zone number in front of an east coordinate such as 39 563 668, or None."""
    zone, metres = divmod(east, 1_000_000)
    return int(zone) if 13 <= zone <= 45 and 100_000 <= metres <= 900_000 else None


def _zone_epsg(zone: int) -> int:
    """Return the CGCS2000 system with that zone number: 13 to 23 are of 6°, 25 to 45 of 3°."""
    return 4491 + zone - 13 if zone <= 23 else 4513 + zone - 25
