# SPDX-License-Identifier: MIT
"""Addresses of tiles, and the maps that are refused because they are shifted."""

import pytest

from gridmgr.map.basemap.addresses import (
    checked_template,
    credit_for,
    shifted_service,
    template_address,
    tianditu_address,
)  # fmt: skip
from gridmgr.model.errors import InputError

SHIFTED = [
    ("https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}&style=8", "高德地图"),
    ("http://wprd0{switch:1,2,3,4}.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}", "高德地图"),
    ("https://rt0.map.gtimg.com/tile?z={z}&x={x}&y={-y}", "腾讯地图"),
    ("https://maponline{s}.bdimg.com/tile/?qt=vtile&x={x}&y={y}&z={z}", "百度地图"),
    ("https://mt1.google.cn/vt?lyrs=m&x={x}&y={y}&z={z}", "谷歌中国地图"),
    ("https://mt1.google.com/vt?lyrs=m&gl=cn&x={x}&y={y}&z={z}", "谷歌中国地图"),
    ("https://map.geoq.cn/ArcGIS/rest/services/tile/{z}/{y}/{x}", "捷泰 GeoQ 地图"),
    ("https://relay.example.org/get?to=https%3A%2F%2Fwebst01.is.autonavi.com%2F&x={x}&y={y}&z={z}", "高德地图"),
    ("HTTPS://WEBRD01.IS.AUTONAVI.COM./appmaptile?x={x}&y={y}&z={z}", "高德地图"),
]


@pytest.mark.parametrize(("template", "name"), SHIFTED)
def test_a_shifted_map_is_refused_by_name_with_the_reason(template: str, name: str):
    with pytest.raises(InputError, match=rf"^{name}的坐标是经过偏移的（.*）.*请改用天地图或测绘部门提供的底图。$"):
        checked_template(template)


@pytest.mark.parametrize(
    "address",
    [
        "https://t0.tianditu.gov.cn/img_w/wmts",
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "https://example.org/notamap.com/{z}/{x}/{y}",
        "http://10.20.30.40:8080/tiles/{z}/{x}/{y}.png",
    ],
)
def test_other_maps_are_not_taken_for_shifted_ones(address: str):
    assert shifted_service(address) == ""


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("", "要以 http:// 或 https:// 开头"),
        ("ftp://example.org/{z}/{x}/{y}.png", "要以 http:// 或 https:// 开头"),
        ("https://example.org/{z}/{x}.png", "要有 {z}、{x} 和 {y}"),
        ("https://example.org/{z}/{x}/{y}?tk={key}", "不认识的占位符“key”"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_what_is_missing(template: str, reason: str):
    with pytest.raises(InputError) as refusal:
        checked_template(template)

    assert reason in str(refusal.value)


def test_a_template_becomes_an_address():
    plain = template_address("https://{s}.example.org/{z}/{x}/{y}.png?v=1")
    from_south = template_address("https://n{switch:1,2}.example.org/{z}/{x}/{-y}.jpg")

    assert plain((3, 5, 2)) == "https://b.example.org/3/5/2.png?v=1"
    assert from_south((3, 5, 2)) == "https://n2.example.org/3/5/5.jpg"


def test_an_address_of_tianditu_names_layer_matrix_set_place_and_key():
    address = tianditu_address("cia", "c", "geheim")((14, 13_400, 2_900))

    assert address.startswith("https://t4.tianditu.gov.cn/cia_c/wmts?")
    for part in ("LAYER=cia", "TILEMATRIXSET=c", "TILEMATRIX=14", "TILEROW=2900", "TILECOL=13400", "tk=geheim"):
        assert part in address


def test_openstreetmap_is_credited():
    assert credit_for("https://tile.openstreetmap.org/{z}/{x}/{y}.png") == "© OpenStreetMap 贡献者"
    assert credit_for("https://example.org/{z}/{x}/{y}.png") == ""
