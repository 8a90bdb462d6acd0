# SPDX-License-Identifier: MIT
"""KML, read without GDAL: GDAL turns Chinese names of columns into underscores."""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources.crs import WGS84
from gridmgr.data.sources.encodings import decode_text
from gridmgr.data.sources.layers import Source, SourceLayer, SourceRow
from gridmgr.model.cells import Cell
from gridmgr.model.errors import InputError

_GEOMETRY = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"})
_KEPT = frozenset({"name", "description", "coordinates", "value", "SimpleData"})


class KmlSource(Source):
    """A KML file; each folder that holds places is a layer. Coordinates are WGS84 by definition."""

    def __init__(self, path: Path, data: bytes, encoding: str | None = None) -> None:
        super().__init__(path)
        text, reading = decode_text(data, encoding)
        reader = _Reader(path.stem)
        try:
            reader.parse(text)
        except (expat.ExpatError, ValueError):
            raise InputError("KML 文件“{name}”已损坏，无法读取。", name=path.name) from None
        self._rows = {name: rows for name, rows in reader.layers.items() if rows}
        self.layers = tuple(_described(name, rows, reading.encoding) for name, rows in self._rows.items())
        if reading.complaint:
            self.say(reading.complaint)

    def read(self, layer: str) -> Iterator[SourceRow]:
        """Yield the places of a folder."""
        yield from self._rows[self.layer(layer).name]


def _described(name: str, rows: list[SourceRow], encoding: str) -> SourceLayer:
    """Describe a folder as a layer."""
    kinds = {row.geometry.geom_type.removeprefix("Multi") for row in rows if row.geometry is not None}
    columns = tuple(dict.fromkeys(column for row in rows for column in row.values))
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    return SourceLayer(name, len(rows), kind, WGS84, encoding.upper(), columns)


class _Reader:
    """Follows the elements of a KML file."""

    def __init__(self, name: str) -> None:
        self.layers: dict[str, list[SourceRow]] = {}
        self._folders = [name]
        self._values: dict[str, Cell] | None = None
        self._column = ""
        self._text: list[str] | None = None
        self._open: list[tuple[str, list[object]]] = []
        self._shape: BaseGeometry | None = None
        self._problem = ""
        self._hole = False

    def parse(self, text: str) -> None:
        """Read a whole file."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda part: None if self._text is None else self._text.append(part)
        parser.EntityDeclHandler = _refuse_entity
        parser.Parse(text.encode(), True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if name in ("Folder", "Document"):
            self._folders.append("")
        elif name == "Placemark":
            self._values, self._shape, self._problem, self._open = {}, None, "", []
        elif name in ("Data", "SimpleData"):
            self._column = attributes.get("name", "")
        elif name == "innerBoundaryIs":
            self._hole = True
        if name in _GEOMETRY:
            self._open.append((name, []))
        if name in _KEPT:
            self._text = []

    def _end(self, tag: str) -> None:
        name = tag.rsplit(" ", 1)[-1]
        text = "".join(self._text).strip() if self._text is not None and name in _KEPT else None
        if text is not None:
            self._text = None
            self._keep(name, text)
        elif name in _GEOMETRY:
            self._close_geometry(*self._open.pop())
        elif name == "innerBoundaryIs":
            self._hole = False
        elif name == "Placemark":
            self._finish()
        elif name in ("Folder", "Document"):
            self._folders.pop()

    def _keep(self, name: str, text: str) -> None:
        """Put a text where it belongs."""
        if name == "coordinates":
            if self._open:
                self._open[-1][1].extend(_coordinates(text))
        elif self._values is None:
            if name == "name":
                self._folders[-1] = text
        elif name in ("value", "SimpleData"):
            self._values[self._column or "value"] = text
        else:
            self._values.setdefault(name, text)

    def _close_geometry(self, name: str, parts: list[object]) -> None:
        """Hand a finished geometry to the one around it, or to its place."""
        if name == "LinearRing" and self._open and self._open[-1][0] == "Polygon":
            self._open[-1][1].append((self._hole, parts))
            return
        try:
            shape = _built(name, parts)
        except (ValueError, shapely.errors.GEOSException):
            self._problem = "图形的顶点太少或坐标无效。"
            return
        if self._open:
            self._open[-1][1].append(shape)
        else:
            self._shape = shape

    def _finish(self) -> None:
        """Store a place."""
        folder = next((f for f in reversed(self._folders) if f), "")
        rows = self.layers.setdefault(folder, [])
        problem = "" if self._shape is not None else self._problem or "这一条没有图形。"
        rows.append(SourceRow(len(rows) + 1, self._values or {}, self._shape, geometry_problem=problem))
        self._values = None


def _coordinates(text: str) -> Iterator[tuple[float, float]]:
    """Yield the places of a coordinate list "lon,lat[,height] …"."""
    for place in text.split():
        parts = place.split(",")
        if len(parts) >= 2:
            yield float(parts[0]), float(parts[1])


def _built(name: str, parts: list[object]) -> BaseGeometry:
    """Make a geometry of its parts. Raises ValueError for too few of them."""
    if name == "Point":
        return shapely.Point(parts[0]) if parts else shapely.Point()
    if name in ("LineString", "LinearRing"):
        return shapely.LineString(parts)
    if name == "Polygon":
        rings = [part for part in parts if isinstance(part, tuple)]
        shell = next(ring for hole, ring in rings if not hole) if rings else []
        return shapely.Polygon(shell, [ring for hole, ring in rings if hole])
    shapes = [part for part in parts if isinstance(part, BaseGeometry)]
    kinds = {shape.geom_type for shape in shapes}
    make = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString, "Point": shapely.MultiPoint}
    return make[kinds.pop()](shapes) if len(kinds) == 1 and kinds <= make.keys() else shapely.GeometryCollection(shapes)


def _refuse_entity(*_declared: object) -> None:
    """Refuse a file that declares entities: no map does, only files made to exhaust the memory."""
    raise ValueError("entity")
