# SPDX-License-Identifier: MIT
"""A new district: the empty file or server schema everything else is put into."""

import re
from pathlib import Path

from gridmgr.data.opening import create_local, create_shared, init_shared, is_url, open_store
from gridmgr.data.targets import demand_folder
from gridmgr.model.areas import District
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.checks import area_code
from gridmgr.model.errors import InputError, NotGridmgrFileError
from gridmgr.operations.session import clock


def new_district(location: str, district: District, crs: str = "auto") -> None:
    """Make a file, or fill an initialised server, for a district.

    `crs` is "auto" (decided by the first layer that comes in) or "EPSG:n" of a metric CRS. Raises InputError for a bad
    code, band or CRS, an existing file, or a folder that is not there.
    """
    wrong = area_code(district.code)
    if wrong:
        raise InputError("{reason}（现为“{code}”）", reason=wrong, code=district.code)
    if not 0 < district.min_households <= district.max_households:
        raise InputError(
            "户数下限应大于 0 且不大于上限（现为 {low} 和 {high}）。",
            low=district.min_households,
            high=district.max_households,
        )
    if is_url(location):
        _fill_server(location, district, _epsg(crs))
    else:
        demand_folder(Path(location))
        create_local(location, district, _epsg(crs)).close()


def prepare_server(url: str) -> bool:
    """Make the tables on a server, or bring older ones up to date; tell whether they are new. Raises StoreError."""
    try:
        init_shared(url)
    except InputError:
        from gridmgr.data.migrations.upgrading import upgrade_server

        upgrade_server(url)
        return False
    return True


def _fill_server(url: str, district: District, epsg: int | None) -> None:
    """Put the district into a server's tables, made first where nobody did. Raises InputError for a second one."""
    try:
        store = open_store(url)
    except NotGridmgrFileError:
        create_shared(url, district, epsg).close()
        return
    with store:
        if store.count(District):
            raise InputError("这个数据库里已经有一个区，不能再新建；请换一个空的数据库。")
        store.apply(ChangeSet("新建区", (added(district),), at=clock()))
        if epsg is not None:
            store.settle_crs(epsg)


def _epsg(crs: str) -> int | None:
    """Return the EPSG code that was asked for, None for "auto". Raises InputError for anything but a metric CRS."""
    if crs.lower() == "auto":
        return None
    match = re.fullmatch(r"(?:EPSG:)?(\d{4,6})", crs.strip(), flags=re.IGNORECASE)
    if match is None:
        raise InputError("坐标系“{crs}”看不懂，请写 auto 或 EPSG:编号，例如 EPSG:4548。", crs=crs)
    epsg = int(match[1])
    import pyproj

    try:
        found = pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError as error:
        raise InputError("没有编号为 EPSG:{epsg} 的坐标系。", epsg=epsg) from error
    if not found.is_projected or found.axis_info[0].unit_name != "metre":
        raise InputError("EPSG:{epsg} 不是以米为单位的投影坐标系，不能用来量面积和距离。", epsg=epsg)
    return epsg
