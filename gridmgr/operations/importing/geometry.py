# SPDX-License-Identifier: MIT
"""Geometry of a foreign layer on its way into the district: checked, moved, mended, brought into one form."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources import SourceLayer
from gridmgr.data.sources.crs import (
    LOCAL,
    asked_crs,
    implausible,
    is_degrees,
    metric_crs_for,
    to_degrees,
    transformer,
)  # fmt: skip
from gridmgr.data.store import Store
from gridmgr.model.errors import InputError
from gridmgr.model.shapes import mend, normal_forms
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.report import Ledger

_AREAS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")
_POINTS = ("Point", "MultiPoint")
_ALLOWED = {
    "building": _AREAS + _POINTS,
    "barrier": _AREAS + _LINES,
    "facility": _POINTS,
}
"""Types of geometry a record may have; areas for all others."""


def source_crs(layer: SourceLayer, asked: str | None, ledger: Ledger) -> str:
    """Return the CRS of a layer: what a person says, else what the file says. Raises InputError for neither."""
    if asked is not None:
        chosen = asked_crs(asked)
        if layer.crs is not None and layer.crs != chosen:
            ledger.note(None, f"文件标明的坐标系没有采用，按指定的 {chosen} 读取。")
        return chosen
    if layer.crs is None:
        text = "图层“{layer}”没有标明坐标系，请指定：CGCS2000、WGS84、GCJ-02、BD-09、local 或 EPSG:编号。"
        raise InputError(text, layer=layer.name)
    return layer.crs


def district_crs(store: Store, drafts: Sequence[Draft], crs: str) -> int:
    """Return the metric CRS of the district, or the one for the middle of the first layer that comes in.

    Raises InputError where the layer is said to be in a system that is not known yet.
    """
    if store.crs is not None:
        return store.crs
    if crs == LOCAL:
        raise InputError("区县还没有坐标系，不能按 local 导入，请先用 EPSG:编号 指定。")
    shapes = [d.geometry for d in drafts if d.geometry is not None]
    centres = shapely.get_coordinates(shapely.centroid(np.array(shapes, dtype=object)))
    plain = [not sentence for sentence in implausible(np.column_stack((centres, centres)), crs)] if len(centres) else []
    usable = centres[np.array(plain, dtype=bool) & np.isfinite(centres).all(axis=1)] if len(centres) else centres
    if not len(usable):
        raise InputError("没有一个图形的坐标可用，无法确定坐标系，请核对 crs 选项。")
    middle = np.median(usable, axis=0)[np.newaxis, :]
    longitude, latitude = (middle if is_degrees(crs) and crs.startswith("EPSG") else to_degrees(crs)(middle))[0]
    return metric_crs_for(float(longitude), float(latitude))


def settle_geometry(drafts: Sequence[Draft], crs: str, epsg: int, ledger: Ledger) -> None:
    """Bring the geometry of drafts into the stored form, in place; unusable ones are refused."""
    usable = [d for d in drafts if d.geometry is not None and d.row not in ledger.refused]
    shapes = np.array([None, *(d.geometry for d in usable)], dtype=object)[1:]
    wrong = implausible(shapely.bounds(shapes), crs) if usable else []
    moved = _moved(shapes, crs, epsg) if usable else shapes
    finite = np.isfinite(shapely.bounds(moved)).all(axis=1) if usable else np.zeros(0, dtype=bool)
    far = implausible(np.where(finite[:, None], shapely.bounds(moved), np.nan), f"EPSG:{epsg}") if usable else []
    for draft, shape, sentence, ok, away in zip(usable, moved, wrong, finite, far, strict=True):
        draft.geometry = None
        if sentence or away or not ok:
            ledger.refuse(draft.row, sentence or away or "坐标无法换算到区县的坐标系。", "geom")
        else:
            draft.geometry = _mended(draft, shape, ledger)
    _bring_into_form([d for d in usable if d.geometry is not None], ledger)


def _moved(shapes: NDArray[np.object_], crs: str, epsg: int) -> NDArray[np.object_]:
    """Return 2D geometries in the district's CRS."""
    flat = shapely.force_2d(shapes)
    moved: NDArray[np.object_] = shapely.transform(flat, transformer(crs, epsg))
    return moved


def _mended(draft: Draft, shape: BaseGeometry, ledger: Ledger) -> BaseGeometry | None:
    """Mend one geometry and give it the type of its record; None where it is refused."""
    fitting, sentence = _fitting(shape, _ALLOWED.get(ledger.kind, _AREAS))
    if fitting is None:
        ledger.refuse(draft.row, sentence, "geom")
        return None
    mended, said = mend(fitting)
    if mended is None:
        ledger.refuse(draft.row, said, "geom")
    elif sentence or said:
        ledger.mend(draft.row, sentence or said)
    return mended


def _bring_into_form(drafts: Sequence[Draft], ledger: Ledger) -> None:
    """Snap and normalise the geometry of drafts; what vanishes is refused."""
    if not drafts:
        return
    shapes = np.array([None, *(d.geometry for d in drafts)], dtype=object)[1:]
    forms = normal_forms(shapes, "GEOMETRY" if ledger.kind in _ALLOWED else "MULTIPOLYGON")
    for draft, form in zip(drafts, forms, strict=True):
        draft.geometry = None if form.is_empty else form
        if form.is_empty:
            ledger.refuse(draft.row, "图形小于一毫米，没有剩余部分。", "geom")


def _fitting(shape: BaseGeometry, allowed: Sequence[str]) -> tuple[BaseGeometry | None, str]:
    """Give a geometry one of the allowed types, and say so; None with the reason where it has none."""
    if shape.geom_type == "GeometryCollection":
        parts = [p for p in shapely.get_parts(shape) if p.geom_type in allowed]
        if not parts:
            return None, "图形集合里没有可用的部分。"
        return shapely.union_all(parts), "图形是混合集合，只保留了可用的部分。"
    if "Polygon" in allowed and shape.geom_type in _LINES and "LineString" not in allowed:
        rings = [line for line in shapely.get_parts(shape) if line.is_closed and len(line.coords) >= 4]
        if not rings:
            return None, "图形是线，不是面。"
        return shapely.union_all([shapely.Polygon(ring) for ring in rings]), "闭合线已转换为面。"
    if "Point" in allowed and shape.geom_type == "MultiPoint":
        return shapely.get_parts(shape)[0], "多点只保留了第一个点。" if len(shape.geoms) > 1 else ""
    if allowed == _POINTS and shape.geom_type not in _POINTS:
        return shape.representative_point(), "图形不是点，已取其内部一点。"
    if shape.geom_type not in allowed:
        return None, "图形的类型不对：这里需要" + ("线或面。" if "LineString" in allowed else "面。")
    return shape, ""
