# SPDX-License-Identifier: MIT
"""Foreign maps that are only looked at: their shapes, brought into the district's CRS and stored nowhere."""

from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.sources import Source, SourceLayer, open_source
from gridmgr.data.sources.crs import asked_crs, implausible, transformer
from gridmgr.data.sources.sniffing import Form, sniff
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress

TOLD_EVERY = 2_000
MOST_SHAPES = 500_000
TABLES = frozenset({Form.WORKBOOK, Form.HTML, Form.XML_SHEET, Form.TEXT, Form.DBASE})

Shapes = NDArray[np.object_]
"""shapely geometries."""


class MissingCrsError(InputError):
    """A file does not say in which coordinate system it is; a person must."""

    def __init__(self, path: Path) -> None:
        super().__init__("“{name}”没有标明坐标系，选对了坐标系才能放到地图上。", name=path.name)
        self.path = path


def is_table(path: Path) -> bool:
    """Tell whether a file is a table, which is imported and not looked at on the map. Raises InputError."""
    return sniff(path) in TABLES


def read_shapes(path: Path, asked: str, epsg: int, progress: Progress) -> Shapes:
    """Return all shapes of a map file in the district's metric CRS.

    `asked` is the CRS that a person names (as `asked_crs` takes it), "" for the one that the file states. Raises
    InputError for a table, a file without shapes or one that does not fit its CRS, MissingCrsError without any CRS.
    """
    if is_table(path):
        raise InputError("“{name}”是表格，不能直接放到地图上，请用“导入”。", name=path.name)
    with open_source(path) as source:
        layers = [layer for layer in source.layers if layer.geometry is not None and layer.rows]
        if not layers:
            raise InputError("“{name}”里没有地图图形。", name=path.name)
        found = [_layer(source, layer, asked, epsg, progress) for layer in layers]
    shapes = np.concatenate(found)
    if not len(shapes):
        raise InputError("“{name}”里没有地图图形。", name=path.name)
    return shapes


def _layer(source: Source, layer: SourceLayer, asked: str, epsg: int, progress: Progress) -> Shapes:
    crs = asked_crs(asked) if asked else layer.crs
    if crs is None:
        raise MissingCrsError(source.path)
    read: list[object] = []
    for row in source.read(layer.name):
        if row.geometry is not None:
            read.append(row.geometry)
        if row.number % TOLD_EVERY == 0:
            progress.step(row.number, max(layer.rows, row.number), f"读取“{layer.name}”")
        if len(read) > MOST_SHAPES:
            raise InputError(
                "“{name}”的图形超过 {most} 个，太多了，请先裁剪到本区范围。", name=source.path.name, most=MOST_SHAPES
            )
    shapes = shapely.force_2d(np.array([None, *read], dtype=object)[1:])
    wrong = [sentence for sentence in implausible(shapely.bounds(shapes).reshape(-1, 4), crs) if sentence]
    if len(wrong) * 2 > len(shapes):
        raise InputError("“{name}”：{why}", name=source.path.name, why=wrong[0])
    moved = shapely.transform(shapes, transformer(crs, epsg))
    return np.asarray(moved[np.isfinite(shapely.bounds(moved).reshape(-1, 4)).all(axis=1)])
