# SPDX-License-Identifier: MIT
"""DXF drawings: closed polylines are areas, other lines are lines, texts become labels of the areas they stand in."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources.layers import Source, SourceLayer, SourceRow
from gridmgr.model.errors import InputError
from gridmgr.model.folding import clean_text

_SAGITTA = 0.01
"""Largest distance between an arc and the line that stands for it, in drawing units (metres)."""
_CLOSED_WITHIN = 0.001
_CURVES = frozenset({"LWPOLYLINE", "POLYLINE", "LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"})
_TEXTS = frozenset({"TEXT", "MTEXT", "ATTRIB"})
_COLUMNS = ("layer", "text", "handle")
_NESTED = 5


class DrawingSource(Source):
    """A drawing; each of its layers is a layer for each type of geometry that it holds.

    Columns are `layer` (the drawing's layer), `text` (the label that stands inside an area or at a point) and `handle`.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        shapes, labels, lost = _collected(_document(path))
        if lost:
            self.say(f"图纸里有 {lost} 个图元已损坏，没有读取。")
        texts = _labels_of(shapes, labels)
        self._rows: dict[str, list[SourceRow]] = {}
        kinds: dict[str, set[str]] = {}
        for shape, layer, _handle in shapes:
            kinds.setdefault(layer, set()).add(shape.geom_type)
        geometry: dict[str, str] = {}
        for (shape, layer, handle), text in zip(shapes, texts, strict=True):
            name = layer if len(kinds[layer]) == 1 else f"{layer} ({shape.geom_type})"
            rows = self._rows.setdefault(name, [])
            geometry[name] = shape.geom_type
            rows.append(SourceRow(len(rows) + 1, {"layer": layer, "text": text, "handle": handle}, shape))
        self.layers = tuple(
            SourceLayer(name, len(rows), geometry[name], None, "UTF-8", _COLUMNS) for name, rows in self._rows.items()
        )

    def read(self, layer: str) -> Iterator[SourceRow]:
        """Yield the shapes of a layer."""
        yield from self._rows[self.layer(layer).name]


def _document(path: Path) -> Any:
    """Open a drawing, mending it where needed; Any: ezdxf carries no types that mypy is shown."""
    from ezdxf import filemanagement, recover

    # What ezdxf mends on the way belongs into a log, not onto the screen of the command line.
    logging.getLogger("ezdxf").addHandler(logging.NullHandler())
    try:
        return filemanagement.readfile(path)
    except _broken():
        try:
            return recover.readfile(path)[0]
        except _broken():
            raise InputError("DXF 图纸“{name}”已损坏，无法读取。", name=path.name) from None


def _broken() -> tuple[type[Exception], ...]:
    """Return what ezdxf runs into in a damaged drawing: its own errors, and those of its readers of numbers."""
    from ezdxf.lldxf.const import DXFError

    return (DXFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, StopIteration, OSError)


Shape = tuple[BaseGeometry, str, str]
"""Geometry, layer of the drawing, handle."""


Label = tuple[BaseGeometry, str]
"""Where a text stands, and what it says."""


def _collected(document: Any) -> tuple[list[Shape], list[Label], int]:
    """Return shapes and texts of a drawing, and how many entities could not be read (Any: an ezdxf document)."""
    shapes: list[Shape] = []
    labels: list[Label] = []
    lost = 0
    broken = _broken()
    for entity in _entities(document.modelspace(), 0):
        try:
            found = _label(entity) if entity.dxftype() in _TEXTS else _shape(entity, entity.dxftype())
            layer, handle = entity.dxf.layer, str(entity.dxf.handle or "")
        except broken:
            lost += 1
            continue
        if isinstance(found, tuple):
            labels.append(found)
        elif found is not None and not found.is_empty:
            shapes.append((found, layer, handle))
    return shapes, labels, lost


def _label(entity: Any) -> Label:
    """Return a text and its place (Any: an ezdxf entity)."""
    text = entity.dxf.text if entity.dxftype() == "ATTRIB" else entity.plain_text()
    return shapely.Point(entity.dxf.insert.x, entity.dxf.insert.y), clean_text(text)


def _entities(entities: Iterable[Any], depth: int) -> Iterator[Any]:
    """Yield entities, those of inserted blocks at their places (Any: ezdxf entities)."""
    for entity in entities:
        if entity.dxftype() == "INSERT" and depth < _NESTED:
            yield from entity.attribs
            yield from _entities(entity.virtual_entities(), depth + 1)
        else:
            yield entity


def _shape(entity: Any, kind: str) -> BaseGeometry | None:
    """Return the geometry of an entity, or None for one that is no shape (Any: an ezdxf entity)."""
    from ezdxf import path

    if kind == "POINT":
        return shapely.Point(entity.dxf.location.x, entity.dxf.location.y)
    if kind == "HATCH":
        rings = [[(v.x, v.y) for v in p.flattening(_SAGITTA)] for p in path.from_hatch(entity)]
        areas = [shapely.Polygon(ring) for ring in rings if len(set(ring)) > 2]
        return shapely.make_valid(areas[0]) if len(areas) == 1 else None
    if kind not in _CURVES or (kind == "POLYLINE" and not (entity.is_2d_polyline or entity.is_3d_polyline)):
        return None
    points = [(v.x, v.y) for v in path.make_path(entity).flattening(_SAGITTA)]
    return _line_or_area(points, bool(getattr(entity, "is_closed", False)) or kind == "CIRCLE")


def _line_or_area(points: list[tuple[float, float]], closed: bool) -> BaseGeometry | None:
    """Return an area for a line that comes back to its beginning, else the line."""
    if len(points) < 2:
        return None
    meets = shapely.Point(points[0]).distance(shapely.Point(points[-1])) <= _CLOSED_WITHIN
    if (closed or meets) and len(set(points)) > 2:
        return shapely.Polygon(points)
    return shapely.LineString(points)


def _labels_of(shapes: list[Shape], labels: list[tuple[BaseGeometry, str]]) -> list[str]:
    """Return the label of each shape: the texts inside an area that stand in no smaller one."""
    texts: list[list[str]] = [[] for _ in shapes]
    areas = [i for i, (shape, _, _) in enumerate(shapes) if shape.geom_type == "Polygon" and shape.is_valid]
    if areas and labels:
        tree = shapely.STRtree([shapes[i][0] for i in areas])
        label, area = tree.query([place for place, _ in labels], predicate="within")
        smallest: dict[int, int] = {}
        for one, other in zip(label.tolist(), area.tolist(), strict=True):
            known = smallest.get(one)
            if known is None or shapes[areas[other]][0].area < shapes[areas[known]][0].area:
                smallest[one] = other
        for one, other in sorted(smallest.items()):
            texts[areas[other]].append(labels[one][1])
    return [" ".join(parts) for parts in texts]
