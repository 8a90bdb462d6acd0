# SPDX-License-Identifier: MIT
"""Where the shapes of a foreign file lie under one CRS or another, beside the district."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources.crs import LOCAL, WGS84, asked_crs, implausible, is_degrees, to_degrees, transformer
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, District
from gridmgr.model.errors import InputError
from gridmgr.operations.importing.looking import LookedLayer

NEAR_M = 5_000.0
"""How far from the district the middle of a layer may lie to count as near."""

FAR_M = 300.0
"""How far GCJ-02 moves things at least; below that an offset says nothing."""

_ZONES = range(75, 136, 3)
_SHIFTED_WORDS = ("gcj", "amap", "gaode", "高德", "腾讯", "tencent", "baidu", "百度", "bd09", "bd-09")


class Nearness(Enum):
    """How the shapes lie to the district."""

    NEAR = "near"
    FAR = "far"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"
    """There is nothing yet that they could lie near to."""


@dataclass(frozen=True, slots=True)
class CrsChoice:
    """A CRS that a person may choose, with one line on it."""

    name: str
    """As `ImportOptions.crs` takes it; "" for what the file says."""
    label: str
    explained: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the shapes of a layer come to lie."""

    nearness: Nearness
    sentence: str
    points: NDArray[np.float64]
    """Shape (n, 2): middles of shapes in the district's CRS (longitude and latitude where it has none yet)."""
    outlines: Sequence[BaseGeometry]
    """What is known of the district, in the same coordinates."""
    warning: str = ""
    """A sentence where the coordinates may be shifted ones."""


def crs_choices(stated: str | None, district: int | None) -> list[CrsChoice]:
    """Return the CRSs to choose from, what the file says first."""
    choices = [CrsChoice("", "按文件标明的坐标系", f"文件里写的是 {_short(stated)}。")] if stated else []
    if district is not None:
        choices.append(CrsChoice(f"EPSG:{district}", f"本区数据的坐标系（EPSG:{district}）", "与本区的地图完全一致。"))
    choices += [
        CrsChoice("CGCS2000", "国家2000 经纬度", "坐标是经度、纬度；自然资源部门的数据多为此种。"),
        CrsChoice("WGS84", "WGS84 经纬度", "坐标是经度、纬度；GPS、国外地图、OpenStreetMap 用它。"),
        CrsChoice("GCJ-02", "GCJ-02 经纬度（高德、腾讯地图）", "坐标经过国家加密偏移，导入时会换算回来。"),
        CrsChoice("BD-09", "BD-09 经纬度（百度地图）", "坐标经过两次偏移，导入时会换算回来。"),
        CrsChoice("EPSG:3857", "网络墨卡托（Web Mercator）", "坐标是很大的米数；网络地图下载的数据多为此种。"),
    ]
    for meridian in _ZONES:
        number = 4534 + (meridian - 75) // 3
        choices.append(
            CrsChoice(f"EPSG:{number}", f"国家2000 三度带，中央经线 {meridian}°", "坐标是米，东坐标六位，不带带号。")
        )
    for meridian in _ZONES:
        zone = meridian // 3
        number = 4513 + zone - 25
        choices.append(
            CrsChoice(f"EPSG:{number}", f"国家2000 三度带，{zone} 号带", f"坐标是米，东坐标八位，以 {zone} 开头。")
        )
    return choices


def _short(stated: str | None) -> str:
    """Name a stated CRS in a few characters."""
    text = stated or ""
    return text if text.startswith("EPSG") else text.split('"')[1] if '"' in text else text[:40]


def suggested_crs(found: LookedLayer, district: int | None) -> str:
    """Return the CRS to choose first for a layer that does not say its own: one under which it can lie.

    Only what the figures themselves rule in is suggested; "" leaves the choice to a person.
    """
    if found.layer.crs is not None or not len(found.centres):
        return ""
    bounds = np.column_stack((found.centres, found.centres))
    if not any(implausible(bounds, WGS84)):
        return "WGS84"
    if district is not None and not any(implausible(bounds, f"EPSG:{district}")):
        return f"EPSG:{district}"
    east = float(np.median(found.centres[:, 0]))
    zone = int(east // 1_000_000)
    if 25 <= zone <= 45:
        return f"EPSG:{4513 + zone - 25}"
    north = float(np.median(found.centres[:, 1]))
    return "EPSG:3857" if 8.0e6 < east < 1.52e7 and 3.0e5 < north < 7.2e6 else ""


def whereabouts(store: Store, found: LookedLayer, asked: str | None) -> Whereabouts:
    """Tell where the shapes of a layer come to lie under the CRS that is asked for, else that of the file.

    Raises InputError for an unknown CRS.
    """
    outlines = _outlines(store)
    if not len(found.centres):
        return Whereabouts(Nearness.UNKNOWN, "没有可以显示的位置。", found.centres, outlines)
    said = asked_crs(asked) if asked else found.layer.crs
    if said is None:
        sentence = "文件没有标明坐标系，请在上面选一个，地图上对得上才是对的。"
        return Whereabouts(Nearness.UNKNOWN, sentence, np.empty((0, 2)), outlines)
    wrong = [s for s in implausible(np.column_stack((found.centres, found.centres)), said) if s]
    if len(wrong) > len(found.centres) // 2:
        return Whereabouts(Nearness.IMPOSSIBLE, wrong[0], np.empty((0, 2)), outlines)
    points = _moved(found.centres, said, store.crs)
    points = points[np.isfinite(points).all(axis=1)]
    warning = _shift_warning(found, said)
    if store.crs is None or not outlines or not len(points):
        sentence = f"本区还没有地图可以对照；{_place(found.centres, said)}，请核对是不是本地。"
        return Whereabouts(Nearness.UNKNOWN, sentence, points, outlines, warning)
    near, sentence = _judged(points, outlines)
    return Whereabouts(near, sentence, points, outlines, warning)


def _moved(centres: NDArray[np.float64], said: str, district: int | None) -> NDArray[np.float64]:
    """Bring points into the district's CRS, or into degrees where it has none yet."""
    if district is not None:
        return np.asarray(transformer(said, district)(centres))
    if said == LOCAL:
        raise InputError("本区还没有坐标系，不能按本地坐标读取，请先选坐标系。")
    return np.asarray(to_degrees(said)(centres))


def _judged(points: NDArray[np.float64], outlines: Sequence[BaseGeometry]) -> tuple[Nearness, str]:
    """Say how far from the district the middle of the points lies."""
    middle = shapely.Point(np.median(points, axis=0))
    distance_m = float(min(shapely.distance(np.array(outlines, dtype=object), middle)))
    if distance_m <= NEAR_M:
        return Nearness.NEAR, "落在本区或紧邻本区，位置看起来是对的。"
    return Nearness.FAR, f"离本区约 {distance_m / 1000:,.0f} 千米，坐标系多半选错了，请换一个。"


def _place(centres: NDArray[np.float64], said: str) -> str:
    """Say the middle of some points in longitude and latitude."""
    middle = np.median(centres, axis=0)[np.newaxis, :]
    plain = is_degrees(said) and said.startswith("EPSG")
    longitude, latitude = (middle if plain else to_degrees(said)(middle))[0]
    return f"这些图形在东经 {longitude:.3f}°、北纬 {latitude:.3f}° 附近"


def _shift_warning(found: LookedLayer, said: str) -> str:
    """Say that longitudes and latitudes of a table or a net map may be shifted ones, as maps of the net are."""
    if not is_degrees(said) or not said.startswith("EPSG"):
        return ""
    longitude, latitude = np.median(found.centres, axis=0)
    if not (73.5 < longitude < 135.1 and 17 < latitude < 53.6):
        return ""
    words = " ".join((found.layer.name, *found.layer.columns)).casefold()
    if any(word in words for word in _SHIFTED_WORDS):
        return "栏目名称像是网络地图的坐标：高德、腾讯请选 GCJ-02，百度请选 BD-09，否则位置会偏几百米。"
    if found.layer.header_row:
        return "表格里的经纬度常常取自网络地图：取自高德、腾讯的请选 GCJ-02，取自百度的请选 BD-09，否则会偏几百米。"
    return ""


def _outlines(store: Store) -> list[BaseGeometry]:
    """Return the outline of the district, else of its communities, else of a part of its buildings."""
    for kind in (District, Community, Building):
        shapes = [shape for (shape,) in store.values(kind, ["geom"]) if shape is not None]
        if shapes and kind is Building:
            return [shapely.convex_hull(shapely.geometrycollections(shapes))]
        if shapes:
            return shapes
    return []
