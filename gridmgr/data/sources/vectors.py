# SPDX-License-Identifier: MIT
"""Map layers that GDAL reads: GeoPackage, Shapefile, GeoJSON, MapInfo, FileGDB, GML.

Features are read in blocks; a block that GDAL cannot read is halved until the bad feature stands alone, so that one
feature never takes its layer down.
"""

import math
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources.crs import stated_crs
from gridmgr.data.sources.encodings import Reading, decoded
from gridmgr.data.sources.layers import Source, SourceLayer, SourceRow
from gridmgr.model.cells import Cell
from gridmgr.model.errors import InputError

BLOCK = 20_000
"""Features that are read at once; some formats are parsed anew for each block."""

BYTES = "ISO-8859-1"
"""The encoding, by GDAL's name for it, under which each byte of a text arrives as one character."""

_NO_GEOMETRY = "这一条没有图形，或图形已损坏。"


class VectorSource(Source):
    """A map file with its layers.

    `raw_text` names the encoding of the text of a Shapefile, which is then read as bytes and decoded here.
    """

    def __init__(self, path: Path, *, name: str = "", raw_text: str | None = None) -> None:
        super().__init__(path)
        self._raw_text = raw_text
        self._in_file: dict[str, str] = {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.layers = tuple(self._described(name or in_file, in_file) for in_file in _layer_names(path))
        except _gdal_errors():
            raise InputError("“{name}”不是能识别的表格或地图图层，或者已经损坏。", name=path.name) from None

    def read(self, layer: str) -> Iterator[SourceRow]:
        """Yield the features of a layer; geometry is as in the file, in the layer's own CRS."""
        chosen = self.layer(layer)
        for skip in range(0, chosen.rows, BLOCK):
            yield from self._block(chosen, skip, min(BLOCK, chosen.rows - skip))

    def _described(self, shown: str, in_file: str) -> SourceLayer:
        import pyogrio

        self._in_file[shown] = in_file
        about = pyogrio.read_info(
            self.path, layer=in_file, encoding=BYTES if self._raw_text else None, force_feature_count=True
        )
        kind = about["geometry_type"]
        return SourceLayer(
            name=shown,
            rows=max(int(about["features"]), 0),
            geometry=None
            if kind is None
            else kind.split(" ")[0].removesuffix("Z").removesuffix("M").removesuffix("2.5D"),
            crs=stated_crs(about["crs"]),
            encoding=(self._raw_text or about["encoding"] or "UTF-8").upper(),
            columns=tuple(self._text(str(column))[0] for column in about["fields"]),
        )

    def _block(self, layer: SourceLayer, skip: int, count: int) -> list[SourceRow]:
        """Read some features, or find the one among them that cannot be read."""
        try:
            return self._read_block(layer, skip, count)
        except _gdal_errors():
            if count == 1:
                return [SourceRow(skip + 1, {}, problem="这一条无法读取，数据已损坏。")]
            half = count // 2
            return self._block(layer, skip, half) + self._block(layer, skip + half, count - half)

    def _read_block(self, layer: SourceLayer, skip: int, count: int) -> list[SourceRow]:
        import pyogrio.raw

        with warnings.catch_warnings():
            # What GDAL warns about (open rings, unknown types) is looked at feature by feature below.
            warnings.simplefilter("ignore")
            meta, _fids, wkb, arrays = pyogrio.raw.read(
                self.path,
                layer=self._in_file[layer.name],
                encoding=BYTES if self._raw_text else None,
                skip_features=skip,
                max_features=count,
                read_geometry=layer.geometry is not None,
            )
        columns = [_cells(array, kind) for array, kind in zip(arrays, meta["ogr_types"], strict=True)]
        size = len(arrays[0]) if arrays else len(wkb) if wkb is not None else count
        shapes = geometries(wkb) if wkb is not None else [(None, "", "")] * size
        return [self._row(skip + i + 1, layer, [column[i] for column in columns], shapes[i]) for i in range(size)]

    def _row(
        self, number: int, layer: SourceLayer, cells: list[Cell], shape: tuple[BaseGeometry | None, str, str]
    ) -> SourceRow:
        """Put one feature together."""
        problem = ""
        if self._raw_text:
            for i, cell in enumerate(cells):
                if isinstance(cell, str) and not cell.isascii():
                    cells[i], readable = self._text(cell)
                    problem = problem if readable else "这一行有无法解读的文字，请核对文件编码。"
        return SourceRow(number, dict(zip(layer.columns, cells, strict=True)), shape[0], problem, shape[1], shape[2])

    def _text(self, cell: str) -> tuple[str, bool]:
        """Decode what GDAL handed over byte by byte."""
        return decoded(cell.encode("latin-1"), self._raw_text) if self._raw_text else (cell, True)


def _layer_names(path: Path) -> list[str]:
    """Return the layers of a file."""
    import pyogrio

    return [str(name) for name, _kind in pyogrio.list_layers(path)]


def _gdal_errors() -> tuple[type[Exception], ...]:
    """Return the errors with which GDAL gives up on a file or on a feature."""
    from pyogrio import errors

    return (
        errors.DataSourceError, errors.DataLayerError, errors.FeatureError, errors.GeometryError,
        errors.FieldError, errors.CRSError, OSError, ValueError, OverflowError,
    )  # fmt: skip


def geometries(wkb: NDArray[Any]) -> list[tuple[BaseGeometry | None, str, str]]:
    """Return for each WKB the geometry, why there is none, and what was mended ("" each for nothing).

    Any: an object array of bytes and None.
    """
    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    finite = np.ones(len(shapes), dtype=bool)
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    finite[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return [_judged(shape, raw, bool(ok)) for shape, raw, ok in zip(shapes, wkb, finite, strict=True)]


def _judged(shape: BaseGeometry | None, raw: bytes | None, finite: bool) -> tuple[BaseGeometry | None, str, str]:
    """Say what one geometry is worth."""
    note = ""
    if shape is None and raw:
        shape = shapely.from_wkb(raw, on_invalid="fix")
        note = "边界未闭合，已自动闭合。" if shape is not None else ""
        finite = shape is not None and bool(np.isfinite(shapely.get_coordinates(shape)).all())
    if shape is None or shape.is_empty:
        return None, _NO_GEOMETRY, ""
    return (shape, "", note) if finite else (None, "图形含有不是数字的坐标。", "")


def _cells(array: NDArray[Any], ogr_type: str) -> list[Cell]:
    """Return a column as cells; Any: a column has the type that its file gives it."""
    if array.dtype.kind == "M":
        return [_moment(value) for value in array.astype("datetime64[D]" if ogr_type == "OFTDate" else "datetime64[s]")]
    if array.dtype.kind == "f" and ogr_type.startswith("OFTInteger"):
        # A column of whole numbers with gaps arrives as floats; those that lost digits stay floats and are refused.
        return [None if np.isnan(v) else int(v) if abs(v) < 2**53 else float(v) for v in array]
    if array.dtype.kind == "O":
        return [_plain(value) for value in array]
    return [None if isinstance(v, float) and math.isnan(v) else v for v in array.tolist()]


def _moment(value: np.datetime64) -> date | datetime | None:
    """Return a day or a day with time."""
    moment = value.item()
    return moment if isinstance(moment, date) else None


def _plain(value: object) -> Cell:
    """Return text, or several texts joined."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return None
    return "、".join(str(part) for part in value) if isinstance(value, list | tuple | np.ndarray) else str(value)


class RecodedSource(VectorSource):
    """A text layer in another encoding than its standard wants, read from a copy in UTF-8."""

    def __init__(self, path: Path, text: str, reading: Reading) -> None:
        self._folder = TemporaryDirectory(prefix="gridmgr-")
        copy = Path(self._folder.name) / f"{path.stem}.geojson"
        copy.write_text(text, "utf-8")
        try:
            super().__init__(copy)
        except InputError:
            self.close()
            raise
        self.layers = tuple(replace(layer, encoding=reading.encoding.upper()) for layer in self.layers)
        if reading.complaint:
            self.say(reading.complaint)

    def close(self) -> None:
        """Remove the copy."""
        self._folder.cleanup()
