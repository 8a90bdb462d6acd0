# SPDX-License-Identifier: MIT
"""One HTML file with the map in it: folium writes it, Leaflet and everything else is inside, no address is outside."""

import base64
import json
import re
from pathlib import Path
from typing import Any, ClassVar

import folium
import numpy as np
import shapely
from branca.element import Figure, MacroElement
from folium.template import Template
from folium.utilities import JsCode

from gridmgr.data.store import Store
from gridmgr.data.targets import demand_folder, whole_file
from gridmgr.map.style import GRID_FILL_SHARE, LIGHT, BandState
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress, Silent
from gridmgr.model.resources import resource
from gridmgr.report.web.layers import Layer, WebMap, read_web_map

GRID_NAMES_FROM, FACILITIES_FROM, BUILDING_NAMES_FROM = 13, 16, 18
"""Zoom levels of the page from which names are written and facilities are seen."""
HAN_PX, LATIN_PX, LINE_PX = 13, 7, 18
FIRST_HAN = 0x2E80

LINES = {
    "water": {"color": LIGHT.water, "weight": 3, "fill": False},
    "lake": {"color": LIGHT.water, "weight": 1, "fillColor": LIGHT.water, "fillOpacity": 1, "fill": True},
    "railway": {"color": LIGHT.railway, "weight": 2, "dashArray": "8 5", "fill": False},
    "road": {"color": LIGHT.road_casing, "weight": 2, "fill": False},
}


def data_url(path: Path) -> str:
    """Return a file as an address that carries its content."""
    kind = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}[path.suffix]
    content = path.read_bytes()
    if path.suffix == ".css":
        content = re.sub(rb"url\(([^)#]+)\)", lambda m: b"url(" + _inside(path, m[1]) + b")", content)
    if path.suffix == ".js":
        content = re.sub(rb"//# sourceMappingURL=.*", b"", content)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _inside(sheet: Path, name: bytes) -> bytes:
    return data_url(sheet.parent / name.decode().strip("\"'")).encode()


class OneFileMap(folium.Map):
    """A folium map whose script and style are part of the page."""

    # folium asks these lists for addresses; its own point to servers on the network.
    default_js: ClassVar[list[tuple[str, str]]] = [  # type: ignore[misc]  # folium sets them on the class as well
        ("leaflet", data_url(resource("web/leaflet/leaflet.js"))),
        ("gridmap", data_url(resource("web/gridmap.js"))),
    ]
    default_css: ClassVar[list[tuple[str, str]]] = [  # type: ignore[misc]  # as above
        ("leaflet_css", data_url(resource("web/leaflet/leaflet.css"))),
        ("gridmap_css", data_url(resource("web/gridmap.css"))),
    ]


class Furniture(MacroElement):
    """Title, search, legend and names: what `gridmap.js` adds to the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const gridmgr_words = {{ this.words | tojson }};
        gridmgr.title({{ this._parent.get_name() }}, gridmgr_words);
        gridmgr.legend({{ this._parent.get_name() }}, gridmgr_words.legend);
        gridmgr.names({{ this._parent.get_name() }}, gridmgr_words.names);
        L.control.scale({ imperial: false }).addTo({{ this._parent.get_name() }});
        {%- if this.near %}
        gridmgr.near({{ this._parent.get_name() }}, {{ this.near.get_name() }}, {{ this.near_zoom }});
        {%- endif %}
        {% endmacro %}
        """
    )

    near_zoom = FACILITIES_FROM

    def __init__(self, words: dict[str, Any], near: folium.GeoJson | None) -> None:  # Any: what JSON holds
        super().__init__()  # type: ignore[no-untyped-call]  # branca declares no types here
        self._name = "Furniture"
        self.words = words
        self.near = near


def write_web_map(store: Store, path: Path, plan: str = "", progress: Progress | None = None) -> WebMap:
    """Write the page of a plan to a file that replaces one of that name; return what is on it.

    Raises InputError for an unknown plan, a name that does not end in .html, a folder that is not there and a file
    without map data.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        raise InputError("网页地图的文件名要以 .html 结尾，请改为“{name}.html”。", name=path.stem)
    demand_folder(path)
    shown = read_web_map(store, plan, progress or Silent())
    with whole_file(path) as part:
        part.write_text(page(shown), encoding="utf-8")
    return shown


def page(shown: WebMap) -> str:
    """Return the whole page as HTML."""
    made = OneFileMap(
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0.5,
        font_size="13px",
        zoom_control="topright",
        attribution_control=False,
    )
    root = made.get_root()
    assert isinstance(root, Figure)
    root.title = shown.title
    hues, band = LIGHT.hues, LIGHT
    grid_styles = {str(n): _area(hue, band.grid_border, 1.5, GRID_FILL_SHARE) for n, hue in enumerate(hues)}
    lines = {"": LINES["road"], **LINES}
    _add(made, shown.lines, "道路、水系、铁路", lines)
    _add(made, shown.grids, "网格", grid_styles)
    _add(made, shown.buildings, "楼幢", {"": _area(band.building, band.building_line, 0.8, 1.0)})
    border = {"color": band.community_border, "weight": 2.5, "dashArray": "7 5", "fill": False, "interactive": False}
    _add(made, shown.borders, "社区界线", {"": border})
    facilities = _add(made, shown.facilities, "设施", {"": _area(band.accent, "#FFFFFF", 1.5, 1.0) | {"fill": True}})
    folium.LayerControl(collapsed=True).add_to(made)
    made.add_child(Furniture(_words(shown), facilities))
    bounds = _bounds(shown)
    if bounds:
        made.fit_bounds(bounds, padding=(20, 20))
    return _spelt_out(str(root.render()))


def _spelt_out(html: str) -> str:
    """Write Chinese as itself instead of as escapes, which are twice as long; marks stay escaped."""

    def plain(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else 0
        return chr(code) if code >= FIRST_HAN and not 0xD800 <= code < 0xE000 else match[0]

    return re.sub(r"\\(?:u([0-9a-f]{4})|.)", plain, html)


def _area(fill: str, line: str, width_px: float, opacity: float) -> dict[str, object]:
    return {"fillColor": fill, "fillOpacity": opacity, "color": line, "weight": width_px}


def _add(page_map: folium.Map, layer: Layer, title: str, styles: dict[str, dict[str, object]]) -> folium.GeoJson | None:
    """Add a layer to the map and to its list of layers; an empty one is left out."""
    features = _features(layer)
    if not features:
        return None
    made = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=title,
        style_function=lambda feature: styles[feature["properties"]["class"]],
        marker=folium.CircleMarker(radius=6),
        on_each_feature=JsCode("gridmgr.facts"),
        zoom_on_click=False,
    )
    made.add_to(page_map)
    return made


def _features(layer: Layer) -> list[dict[str, Any]]:  # Any: what GeoJSON holds
    made = []
    for number, shape in enumerate(layer.shapes):
        facts = layer.facts[number] or ([("名称", layer.names[number])] if layer.names[number] else [])
        properties = {"class": layer.classes[number], "name": layer.names[number], "facts": facts}
        made.append(
            {
                "type": "Feature",
                "id": str(number),
                "properties": properties,
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
        )
    return made


def _words(shown: WebMap) -> dict[str, Any]:  # Any: what JSON holds
    """Return the texts, names and places that the page adds by itself."""
    lines = [{"text": shown.programme, "draft": False}, {"text": shown.plan, "draft": shown.is_draft}]
    if len(shown.grids.shapes):
        inside = sum(state is BandState.INSIDE for state in shown.grids.states)
        counts = f"{len(shown.communities.shapes)} 个社区，{len(shown.grids.shapes)} 个网格"
        figures = f"{counts}，{inside} 个在 {shown.band.low}–{shown.band.high} 户之内。"
        lines.append({"text": figures, "draft": False})
    names = [*_names(shown.communities, 0), *_names(shown.grids, GRID_NAMES_FROM)]
    return {
        "title": shown.title,
        "lines": lines,
        "names": [*names, *_names(shown.buildings, BUILDING_NAMES_FROM)],
        "places": [p for layer in _searched(shown) for p in _places(*layer)],
        "legend": _legend(shown),
    }


def _names(layer: Layer, zoom: int) -> list[dict[str, Any]]:  # Any: what JSON holds
    """Return the names of a layer, of grids with the sign and number of households."""
    if layer.anchors is None:
        return []
    made = []
    for number, (text, at) in enumerate(zip(layer.labels, layer.anchors.tolist(), strict=True)):
        if not text or not np.isfinite(at).all():
            continue
        width = sum(HAN_PX if ord(c) > FIRST_HAN else LATIN_PX for c in text) + 8
        entry = {"kind": layer.kind, "text": text, "at": at, "from": zoom, "w": width, "h": LINE_PX}
        if layer.states:
            state = layer.states[number]
            pill = {"pill": f"{state.value} {layer.households[number]:,}", "colour": LIGHT.band(state).name()}
            entry |= pill | {"w": 52, "h": 2 * LINE_PX + 4}
        made.append(entry)
    return made


def _searched(shown: WebMap) -> list[tuple[Layer, str]]:
    return [(shown.communities, "社区"), (shown.grids, "网格"), (shown.facilities, "设施"), (shown.buildings, "楼幢")]


def _places(layer: Layer, kind: str) -> list[dict[str, Any]]:  # Any: what JSON holds
    """Return what can be searched and where it lies."""
    boxes = np.round(shapely.bounds(layer.shapes), 6).tolist()
    return [
        {"name": name, "kind": kind, "box": [[south, west], [north, east]]}
        for name, (west, south, east, north) in zip(layer.names, boxes, strict=True)
        if name and name != "未编号的楼"
    ]


def _legend(shown: WebMap) -> list[dict[str, Any]]:  # Any: what JSON holds
    """Return the entries of the legend for what is on the page."""
    low, high = shown.band.low, shown.band.high
    words = {
        BandState.BELOW: f"不足 {low} 户",
        BandState.INSIDE: f"{low}–{high} 户",
        BandState.ABOVE: f"超过 {high} 户",
    }
    made = [{"text": "社区界线", "style": {"borderTop": f"2.5px dashed {LIGHT.community_border}", "height": "0"}}]
    if len(shown.grids.shapes):
        made.append({"text": "网格界线", "style": {"borderTop": f"1.5px solid {LIGHT.grid_border}", "height": "0"}})
        for state, text in words.items():
            count = sum(s is state for s in shown.grids.states)
            shade = {"background": LIGHT.band(state).name(), "borderRadius": "6px"}
            made.append({"text": f"{state.value} {text}（{count} 个）", "style": shade})
    if "lake" in shown.lines.classes:
        made.append({"text": "水域", "style": {"background": LIGHT.water}})
    if "railway" in shown.lines.classes:
        made.append({"text": "铁路", "style": {"borderTop": f"2px dashed {LIGHT.railway}", "height": "0"}})
    if len(shown.buildings.shapes):
        made.append(
            {"text": "楼幢", "style": {"background": LIGHT.building, "border": f"1px solid {LIGHT.building_line}"}}
        )
    if len(shown.facilities.shapes):
        dot = {"background": LIGHT.accent, "borderRadius": "6px", "width": "12px"}
        made.append({"text": "设施", "style": dot})
    return made


def _bounds(shown: WebMap) -> list[list[float]]:
    """Return south-west and north-east of what the page is about; empty where there is nothing."""
    for layer in (shown.communities, shown.grids, shown.buildings, shown.lines):
        if len(layer.shapes):
            west, south, east, north = shapely.total_bounds(layer.shapes).tolist()
            return [[south, west], [north, east]]
    return []
