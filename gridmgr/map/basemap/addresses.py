# SPDX-License-Identifier: MIT
"""Web addresses of tiles: templates that a person types, those of 天地图, and the services that are refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from gridmgr.map.basemap.grids import TileKey
from gridmgr.model.errors import InputError

SHIFTED_SERVICES = (
    ("高德地图", "GCJ-02", ("amap.com", "autonavi.com", "mapabc.com")),
    ("腾讯地图", "GCJ-02", ("map.qq.com", "map.gtimg.com", "gtimg.cn", "map.soso.com", "qpic.cn")),
    ("百度地图", "BD-09", ("map.baidu.com", "bdimg.com", "bdstatic.com", "baidu.com")),
    ("谷歌中国地图", "GCJ-02", ("google.cn", "googlecnapps.cn", "gstatic.cn", "ditu.google.com")),
    ("必应中国地图", "GCJ-02", ("ditu.live.com",)),
    ("捷泰 GeoQ 地图", "GCJ-02", ("geoq.cn", "arcgisonline.cn")),
    ("搜狗地图", "搜狗坐标", ("go2map.com", "map.sogou.com")),
    ("360 地图", "GCJ-02", ("map.so.com", "qhimg.com", "qhmsg.com")),
    ("图吧地图", "图吧坐标", ("mapbar.com",)),
    ("花瓣地图", "GCJ-02", ("petalmaps.com", "mapapi.cloud.huawei.com")),
)
"""Services whose maps of mainland China are shifted: name, datum, the ends of their host names."""
TIANDITU_HOST = "https://t{s}.tianditu.gov.cn"
TIANDITU_CREDIT = "底图：天地图（国家地理信息公共服务平台）"
TIANDITU_LEVELS = 1, 18
OPENSTREETMAP_CREDIT = "© OpenStreetMap 贡献者"
SERVERS = 8
"""天地图 answers at t0 to t7."""
_FIELD = re.compile(r"\{(-?[a-z]+)(?::([^{}]*))?\}")
_KNOWN = frozenset({"x", "y", "-y", "z", "s", "switch"})


@dataclass(frozen=True, slots=True)
class TiandituLayer:
    """A choice of 天地图: its picture and the names upon it."""

    title: str
    picture: str
    names: str


TIANDITU_LAYERS = {
    "img": TiandituLayer("天地图影像", "img", "cia"),
    "vec": TiandituLayer("天地图矢量", "vec", "cva"),
}


def shifted_service(address: str) -> str:
    """Return the name of the shifted map at an address, or ""."""
    found = _service(address)
    return found[0] if found is not None else ""


def refuse_shifted(address: str) -> None:
    """Refuse an address of a map whose coordinates are shifted. Raises InputError."""
    found = _service(address)
    if found is not None:
        raise InputError(
            "{name}的坐标是经过偏移的（{datum}），和本区数据会错开几百米，按它画的网格边界是错的，所以不能用作底图。"
            "请改用天地图或测绘部门提供的底图。",
            name=found[0],
            datum=found[1],
        )


def checked_template(text: str) -> str:
    """Return a template as it is used. Raises InputError for one that cannot work, and for shifted maps."""
    template = text.strip()
    parts = urlsplit(template)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("底图地址要以 http:// 或 https:// 开头，例如 https://example.org/{{z}}/{{x}}/{{y}}.png。")
    refuse_shifted(template)
    fields = {match.group(1) for match in _FIELD.finditer(template)}
    unknown = sorted(fields - _KNOWN)
    if unknown:
        raise InputError("底图地址里有不认识的占位符“{field}”，可用 z、x、y、-y、s。", field=unknown[0])
    if not {"z", "x"} <= fields or not fields & {"y", "-y"}:
        raise InputError("底图地址里要有 {{z}}、{{x}} 和 {{y}}（行号从南往北数时写 {{-y}}）。")
    return template


def template_address(template: str) -> Callable[[TileKey], str]:
    """Return the way from a tile to its address; {s} stands for a, b or c, {switch:1,2,3} for what it lists."""

    def address(key: TileKey) -> str:
        level, column, row = key

        def value(match: re.Match[str]) -> str:
            name, choices = match.group(1), (match.group(2) or "a,b,c").split(",")
            if name in ("s", "switch"):
                return choices[(column + row) % len(choices)]
            return str({"z": level, "x": column, "y": row, "-y": 2**level - 1 - row}[name])

        return _FIELD.sub(value, template)

    return address


def tianditu_address(layer: str, matrix_set: str, key: str, host: str = TIANDITU_HOST) -> Callable[[TileKey], str]:
    """Return the way from a tile to its address at 天地图 (WMTS 1.0.0).

    `layer` is img, cia, vec or cva, `matrix_set` w (Web Mercator) or c (degrees of CGCS2000), `key` the office's own.
    """
    wanted = (
        f"{host}/{layer}_{matrix_set}/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
        f"&TILEMATRIXSET={matrix_set}&FORMAT=tiles"
    )

    def address(tile: TileKey) -> str:
        level, column, row = tile
        place = f"&TILEMATRIX={level}&TILEROW={row}&TILECOL={column}&tk={key}"
        return wanted.replace("{s}", str((column + row) % SERVERS)) + place

    return address


def credit_for(template: str) -> str:
    """Return whom the map must name for a well-known service, or ""."""
    host = urlsplit(template).hostname or ""
    return OPENSTREETMAP_CREDIT if _is_of(host, "openstreetmap.org") else ""


def _service(address: str) -> tuple[str, str] | None:
    parts = urlsplit(unquote(_FIELD.sub("0", address)).lower())
    host = (parts.hostname or "").rstrip(".")
    for name, datum, ends in SHIFTED_SERVICES:
        # Behind a relay the host stands somewhere in the address.
        if any(_is_of(host, end) or re.search(rf"[./=]{re.escape(end)}\b", parts.path + parts.query) for end in ends):
            return name, datum
    # Elsewhere the same map is asked for by a parameter.
    if _is_of(host, "google.com") and re.search(r"(?:^|&)gl=cn(?:&|$)", parts.query, re.IGNORECASE):
        return "谷歌中国地图", "GCJ-02"
    return None


def _is_of(host: str, end: str) -> bool:
    return host == end or host.endswith(f".{end}")
