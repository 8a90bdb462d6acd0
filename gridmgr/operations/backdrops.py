# SPDX-License-Identifier: MIT
"""Foreign maps that are only looked at: their shapes, brought into the district's CRS and stored nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.sources import Source, SourceLayer, open_source
from gridmgr.data.sources.crs import asked_crs, implausible, transformer
from gridmgr.data.sources.sniffing import Form, sniff
from gridmgr.model.cells import Cell, cell_text
from gridmgr.model.errors import InputError
from gridmgr.model.folding import fold_label
from gridmgr.model.progress import Progress

TOLD_EVERY = 2_000
MOST_SHAPES = 500_000
TABLES = frozenset({Form.WORKBOOK, Form.HTML, Form.XML_SHEET, Form.TEXT, Form.DBASE})

LONGEST_NAME = 40
NAME_COLUMNS = (
    *("名称", "名字", "name", "地名", "路名", "道路名称", "道路名", "街路名称", "小区名称", "楼名", "简称", "标注"),
    *("社区名称", "社区", "网格名称", "地块编号", "编号", "title", "label"),
)
"""Columns that hold what would be written on a map, the likeliest first."""

Shapes = NDArray[np.object_]
"""shapely geometries."""


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What a map file shows."""

    shapes: Shapes
    """(n,) in the district's metric CRS."""
    names: Sequence[str]
    """(n,) what is written at each shape; all empty where no column was chosen."""
    columns: Sequence[str]
    """The columns of which one can be written on the map."""


class MissingCrsError(InputError):
    """A file does not say in which coordinate system it is; a person must."""

    def __init__(self, path: Path) -> None:
        super().__init__("“{name}”没有标明坐标系，选对了坐标系才能放到地图上。", name=path.name)
        self.path = path


def is_table(path: Path) -> bool:
    """Tell whether a file is a table, which is imported and not looked at on the map. Raises InputError."""
    return sniff(path) in TABLES


def likely_name(columns: Sequence[str]) -> str:
    """Return the column that most likely holds names, or ""."""
    by_word = {fold_label(column): column for column in reversed(columns)}
    return next((by_word[fold_label(word)] for word in NAME_COLUMNS if fold_label(word) in by_word), "")


def read_backdrop(path: Path, asked: str, epsg: int, progress: Progress, label: str = "") -> Backdrop:
    """Return all shapes of a map file in the district's metric CRS, with what stands in the column `label`.

    `asked` is the CRS that a person names (as `asked_crs` takes it), "" for the one that the file states. Raises
    InputError for a table, a file without shapes or one that does not fit its CRS, MissingCrsError without any CRS.
    """
    if is_table(path):
        raise InputError("“{name}”是表格，不能直接放到地图上，请用“导入”。", name=path.name)
    with open_source(path) as source:
        layers = [layer for layer in source.layers if layer.geometry is not None and layer.rows]
        if not layers:
            raise InputError("“{name}”里没有地图图形。", name=path.name)
        found = [_layer(source, layer, (asked, label), epsg, progress) for layer in layers]
    shapes = np.concatenate([shapes for shapes, _ in found])
    if not len(shapes):
        raise InputError("“{name}”里没有地图图形。", name=path.name)
    columns = dict.fromkeys(column for layer in layers for column in layer.columns)
    return Backdrop(shapes, [name for _, names in found for name in names], tuple(columns))


def _layer(
    source: Source, layer: SourceLayer, wishes: tuple[str, str], epsg: int, progress: Progress
) -> tuple[Shapes, list[str]]:
    """Return shapes and names of one layer; the wishes are the CRS that was named and the column of the names."""
    asked, label = wishes
    crs = asked_crs(asked) if asked else layer.crs
    if crs is None:
        raise MissingCrsError(source.path)
    read, names = _read(source, layer, label, progress)
    shapes = shapely.force_2d(np.array([None, *read], dtype=object)[1:])
    wrong = [sentence for sentence in implausible(shapely.bounds(shapes).reshape(-1, 4), crs) if sentence]
    if len(wrong) * 2 > len(shapes):
        raise InputError("“{name}”：{why}", name=source.path.name, why=wrong[0])
    moved = shapely.transform(shapes, transformer(crs, epsg))
    sound = np.isfinite(shapely.bounds(moved).reshape(-1, 4)).all(axis=1)
    return np.asarray(moved[sound]), [name for name, is_sound in zip(names, sound.tolist(), strict=True) if is_sound]


def _read(source: Source, layer: SourceLayer, label: str, progress: Progress) -> tuple[list[object], list[str]]:
    """Return geometries and names as they stand in the file."""
    read: list[object] = []
    names: list[str] = []
    for row in source.read(layer.name):
        if row.geometry is not None:
            read.append(row.geometry)
            names.append(_name(row.values.get(label)) if label else "")
        if row.number % TOLD_EVERY == 0:
            progress.step(row.number, max(layer.rows, row.number), f"读取“{layer.name}”")
        if len(read) > MOST_SHAPES:
            raise InputError(
                "“{name}”的图形超过 {most} 个，太多了，请先裁剪到本区范围。", name=source.path.name, most=MOST_SHAPES
            )
    return read, names


def _name(cell: Cell) -> str:
    """Return a cell as it is written on a map: one line, not too long."""
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    text = " ".join(cell_text(whole).split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
