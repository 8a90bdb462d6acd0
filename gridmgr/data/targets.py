# SPDX-License-Identifier: MIT
"""Writing tables and layers for other programs: Excel, CSV, GeoPackage, Shapefile, GeoJSON."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.model.errors import InputError

DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".json": "GeoJSON"}
TABLES = (".xlsx", ".csv")
Cell = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column that leaves the program: heading, values, and whether figures in it are text (IDs, phones)."""

    heading: str
    values: Sequence[Cell]
    as_text: bool = False


def demand_folder(path: Path) -> None:
    """Raise InputError when the folder that a file is to be written into is not there."""
    if not path.absolute().parent.is_dir():
        raise InputError("文件夹“{folder}”不存在，请先建立它，或换一个位置。", folder=path.absolute().parent)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; what is written there takes the place of `path` once it is complete, else vanishes.

    A shapefile, which is several files, is written in a folder of its own and moved file by file.
    """
    with tempfile.TemporaryDirectory(prefix=".gridmgr-", dir=path.parent) as folder:
        yield Path(folder) / path.name
        for made in sorted(Path(folder).iterdir()):
            made.replace(path.with_name(made.name))


def write_table(path: Path, title: str, columns: Sequence[Column]) -> None:
    """Write a table as .xlsx or .csv (UTF-8 with mark, as office programs expect). Raises OSError."""
    if path.suffix.lower() == ".csv":
        _write_csv(path, columns)
    else:
        _write_xlsx(path, title, columns)


def _write_csv(path: Path, columns: Sequence[Column]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([c.heading for c in columns])
        writer.writerows(zip(*([_guarded(v) for v in c.values] for c in columns), strict=True))


def _guarded(value: Cell) -> Cell:
    """Keep a text that begins like a formula from being run by the office program that opens it."""
    if isinstance(value, str) and value[:1] in {"=", "+", "@", "\t"}:
        return "'" + value
    return value


def _write_xlsx(path: Path, title: str, columns: Sequence[Column]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format({})
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            widest = max((len(str(v)) for v in column.values[:200] if v is not None), default=0)
            sheet.set_column(number, number, min(40, 4 + max(2 * len(column.heading), widest)), text)
            sheet.write_string(0, number, column.heading, head)
        for row, cells in enumerate(zip(*(c.values for c in columns), strict=True), start=1):
            for number, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(row, number, value, day)
                elif isinstance(value, bool):
                    sheet.write_string(row, number, "是" if value else "否", text)
                elif isinstance(value, int | float) and not columns[number].as_text:
                    sheet.write_number(row, number, value, plain)
                elif value not in {None, ""}:
                    sheet.write_string(row, number, str(value), text)


def write_layer(
    path: Path, layer: str, columns: Sequence[Column], shapes: NDArray[np.object_], epsg: int, *, append: bool = False
) -> None:
    """Write a layer as .gpkg, .shp or .geojson. `shapes` (n,) in `epsg`; GeoJSON is turned into WGS84 (RFC 7946).

    Raises InputError for another kind of file.
    """
    import pyogrio

    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise InputError("不能导出为 {suffix} 文件，请用 .gpkg、.shp、.geojson、.xlsx 或 .csv。", suffix=path.suffix)
    if driver == "GeoJSON":
        shapes, epsg = _as_wgs84(shapes, epsg), 4326
    arrays, masks = _arrays(columns)
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(shapes),
        arrays,
        fields=[c.heading for c in columns],
        field_mask=masks,
        layer=layer if driver == "GPKG" else None,
        driver=driver,
        geometry_type=_common_type(shapes),
        crs=f"EPSG:{epsg}",
        encoding="UTF-8" if driver == "ESRI Shapefile" else None,
        append=append,
    )


def _arrays(columns: Sequence[Column]) -> tuple[list[NDArray[Any]], list[NDArray[np.bool_] | None]]:
    """Return one array and one mask of unknown values for each column (Any: each column has its own type)."""
    arrays: list[NDArray[Any]] = []
    masks: list[NDArray[np.bool_] | None] = []
    for column in columns:
        unknown = np.array([v is None for v in column.values], dtype=bool)
        known = [v for v in column.values if v is not None]
        if not column.as_text and known and all(isinstance(v, int | float) for v in known):
            whole = all(isinstance(v, int) for v in known)
            arrays.append(np.array([0 if v is None else v for v in column.values], dtype=np.int64 if whole else float))
            masks.append(unknown)
        else:
            arrays.append(np.array([None if v is None else str(v) for v in column.values], dtype=object))
            masks.append(None)
    return arrays, masks


def _common_type(shapes: Iterable[Any]) -> str:
    """Return the geometry type that all shapes fit into (Any: shapely ships no types)."""
    kinds = {s.geom_type for s in shapes if s is not None}
    if len(kinds) == 1:
        return str(kinds.pop())
    if kinds == {"Polygon", "MultiPolygon"}:
        return "MultiPolygon"
    if kinds == {"LineString", "MultiLineString"}:
        return "MultiLineString"
    return "Unknown"


def _as_wgs84(shapes: NDArray[np.object_], epsg: int) -> NDArray[np.object_]:
    """Turn shapes from a metric CRS into longitude and latitude, rounded to about a centimetre."""
    import pyproj

    turn = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    moved = shapely.transform(shapes, lambda xy: np.round(np.column_stack(turn.transform(xy[:, 0], xy[:, 1])), 7))
    return np.asarray(moved, dtype=object)
