# SPDX-License-Identifier: MIT
"""Which CRS a district may have: a projected one that counts in metres."""

from dataclasses import dataclass

from gridmgr.model.errors import InputError


@dataclass(frozen=True, slots=True)
class MetricCrs:
    """Name and definition (WKT 1, as GeoPackage wants it) of a projected CRS in metres."""

    epsg: int
    name: str
    wkt: str


def metric_crs(epsg: int) -> MetricCrs:
    """Return a CRS that data may be kept in. Raises InputError for an unknown or non-metric one."""
    # pyproj opens its own database: not before a CRS is settled, which happens once in the life of a file.
    from pyproj import CRS
    from pyproj.enums import WktVersion
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(epsg)
    except CRSError as error:
        raise InputError("没有编号为 EPSG:{epsg} 的坐标系。", epsg=epsg) from error
    if not crs.is_projected or any(axis.unit_name not in {"metre", "meter"} for axis in crs.axis_info):
        raise InputError("EPSG:{epsg}({name})不是以米为单位的投影坐标系。", epsg=epsg, name=crs.name)
    return MetricCrs(epsg, crs.name, str(crs.to_wkt(WktVersion.WKT1_GDAL)))
