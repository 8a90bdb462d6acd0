# SPDX-License-Identifier: MIT
"""Tables that give places by coordinates or as well-known text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources.headers import Header
from gridmgr.model.cells import Cell, cell_text, is_blank
from gridmgr.model.folding import fold_digits
from gridmgr.model.headings import heading_keys

_PAIRS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (
        frozenset({"经度", "lon", "lng", "long", "longitude", "中心经度", "经度坐标"}),
        frozenset({"纬度", "lat", "latitude", "中心纬度", "纬度坐标"}),
    ),
    (frozenset({"东坐标", "横坐标", "easting", "east"}), frozenset({"北坐标", "纵坐标", "northing", "north"})),
    (
        frozenset({"x", "x坐标", "坐标x", "pointx", "coordx", "centerx"}),
        frozenset({"y", "y坐标", "坐标y", "pointy", "coordy", "centery"}),
    ),
)
"""Headings of the coordinate east and of the coordinate north that go together."""

_WKT_HEADINGS = frozenset({"wkt", "geom", "geometry", "thegeom", "wktgeom", "几何", "坐标串", "图形"})
_WKT = re.compile(r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)\b", re.IGNORECASE)
_DEGREES = re.compile(r"([NSEW]?)(\d{1,3})[°度](?:(\d{1,2})['分])?(?:(\d{1,2}(?:\.\d+)?)(?:''|\"|秒))?([NSEW]?)")
PLACE_HEADINGS = frozenset().union(*(east | north for east, north in _PAIRS), {"wkt"})
"""Headings that name coordinates, folded."""


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """The columns of a table that say where a row is: two for a point, or one with well-known text."""

    columns: tuple[str, ...]
    kind: str

    def geometry(self, values: Mapping[str, Cell]) -> tuple[BaseGeometry | None, str]:
        """Return the geometry of a row, or None and a sentence that says why there is none."""
        cells = [values.get(column) for column in self.columns]
        if all(is_blank(cell) for cell in cells):
            return None, "这一行没有坐标。"
        if len(cells) == 1:
            return _from_wkt(cell_text(cells[0]))
        east, north = (_coordinate(cell) for cell in cells)
        if east is None or north is None:
            return None, "坐标不是数字。"
        return shapely.Point(east, north), ""


def place_columns(names: Sequence[str], cells: Sequence[Sequence[Cell]], header: Header) -> PlaceColumns | None:
    """Find the columns that hold coordinates, or None for a table without places."""
    by_key = {key: name for name in reversed(names) for key in heading_keys(name)}
    for name in (by_key[k] for k in sorted(_WKT_HEADINGS & by_key.keys())):
        if kind := _wkt_kind(name, cells, header):
            return PlaceColumns((name,), kind)
    for easts, norths in _PAIRS:
        found = [by_key[min(keys)] for side in (easts, norths) if (keys := side & by_key.keys())]
        if len(found) == 2:
            return PlaceColumns((found[0], found[1]), "Point")
    return None


def _wkt_kind(name: str, cells: Sequence[Sequence[Cell]], header: Header) -> str:
    """Return the geometry type of the first well-known text in a column, or ""."""
    column = next(c for c, n in header.names.items() if n == name)
    for row in cells[header.last_row + 1 :]:
        if column < len(row) and isinstance(row[column], str) and (match := _WKT.match(str(row[column]))):
            plain = {"point": "Point", "linestring": "LineString", "polygon": "Polygon"}[match[3].lower()]
            return f"Multi{plain}" if match[2] else plain
    return ""


def _from_wkt(text: str) -> tuple[BaseGeometry | None, str]:
    """Read well-known text; an open ring is closed."""
    try:
        return shapely.from_wkt(re.sub(r"^\s*SRID=\d+;", "", text, flags=re.IGNORECASE)), ""
    except shapely.errors.GEOSException:
        mended = shapely.from_wkt(text, on_invalid="fix")
        return (mended, "") if mended is not None else (None, "坐标串不是有效的 WKT。")


def _coordinate(cell: Cell) -> float | None:
    """Read a coordinate: a number, a number as text, or degrees, minutes and seconds."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = fold_digits(cell_text(cell)).replace("′", "'").replace("″", '"')
    if match := _DEGREES.fullmatch(text):
        value = float(match[2]) + float(match[3] or 0) / 60 + float(match[4] or 0) / 3600
        return -value if {match[1], match[5]} & {"S", "W"} else value
    try:
        return float(text)
    except ValueError:
        return None
