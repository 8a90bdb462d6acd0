# SPDX-License-Identifier: MIT
"""A new district: the empty file or server schema everything else is put into."""

import re

from gridmgr.data.opening import create_store
from gridmgr.model.areas import District
from gridmgr.model.checks import area_code
from gridmgr.model.errors import InputError
from gridmgr.model.ids import Ids, new_id


def new_district(location: str, name: str, code: str, crs: str = "auto", ids: Ids = new_id) -> District:
    """Make a file (or fill an initialised server) for a district and return its record.

    `crs` is "auto" (decided by the first layer that comes in) or "EPSG:n" of a metric CRS. Raises InputError for a bad
    code or CRS, an existing file, or a folder that is not there.
    """
    wrong = area_code(code)
    if wrong:
        raise InputError("{reason}(现为“{code}”)", reason=wrong, code=code)
    district = District(id=ids(), code=code, name=name)
    create_store(location, district, _epsg(crs)).close()
    return district


def _epsg(crs: str) -> int | None:
    """Return the EPSG code that was asked for, None for "auto". Raises InputError for anything but a metric CRS."""
    if crs.lower() == "auto":
        return None
    match = re.fullmatch(r"(?:EPSG:)?(\d{4,6})", crs.strip(), flags=re.IGNORECASE)
    if match is None:
        raise InputError("坐标系“{crs}”看不懂,请写 auto 或 EPSG:编号,例如 EPSG:4548。", crs=crs)
    epsg = int(match[1])
    import pyproj

    try:
        found = pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError as error:
        raise InputError("没有编号为 EPSG:{epsg} 的坐标系。", epsg=epsg) from error
    if not found.is_projected or found.axis_info[0].unit_name != "metre":
        raise InputError("EPSG:{epsg} 不是以米为单位的投影坐标系,不能用来量面积和距离。", epsg=epsg)
    return epsg
