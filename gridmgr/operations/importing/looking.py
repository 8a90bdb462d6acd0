# SPDX-License-Identifier: MIT
"""A first look into a foreign file: what is in it, its first rows, and where its shapes lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.data.sources import Source, SourceLayer, SourceRow, open_source
from gridmgr.data.sources.sniffing import Form, sniff
from gridmgr.model.cells import Cell, cell_text
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Finding
from gridmgr.model.progress import Progress, Silent
from gridmgr.operations.importing.kinds import guess_kind

SHOWN_ROWS = 100
"""Rows and lines that a preview shows."""

SAMPLED_SHAPES = 3000
"""Shapes that are looked at to tell where a layer lies."""

_RECODED = frozenset({Form.TEXT, Form.HTML, Form.SHAPEFILE, Form.DBASE, Form.GEOJSON, Form.KML, Form.ARCHIVE})
"""Forms whose text may be in one encoding or another."""


@dataclass(frozen=True, slots=True)
class LookedLayer:
    """A layer or sheet as a person sees it before it is imported."""

    layer: SourceLayer
    kind: str
    """What it probably is a list of; "" for no idea."""
    rows: Sequence[SourceRow]
    """The first rows."""
    lines: Sequence[Sequence[Cell]]
    """The first lines of a sheet as they stand in the file, titles too; none for a map."""
    centres: NDArray[np.float64]
    """Shape (n, 2): the middles of the first shapes in the file's own coordinates; (0, 2) for a table."""

    def samples(self, column: str, most: int = 3) -> list[str]:
        """Return the first different texts of a column."""
        texts = (cell_text(row.values.get(column)).strip() for row in self.rows)
        return list(islice(dict.fromkeys(text for text in texts if text), most))


@dataclass(frozen=True, slots=True)
class Look:
    """A file at first sight."""

    path: Path
    layers: Sequence[LookedLayer]
    findings: Sequence[Finding]
    has_encoding: bool
    """Whether the text of such a file may be in one encoding or another."""

    def layer(self, name: str) -> LookedLayer:
        """Return a layer by name. Raises InputError."""
        for found in self.layers:
            if found.layer.name == name:
                return found
        raise InputError("文件中没有名为“{layer}”的图层。", layer=name)

    @property
    def first(self) -> str:
        """The name of the layer that is offered first: the largest of those that are understood."""
        usable = [found for found in self.layers if found.layer.rows and not found.layer.hidden] or list(self.layers)
        understood = [found for found in usable if found.kind] or usable
        return understood[0].layer.name if understood else ""


def look_into(
    path: Path,
    encoding: str | None = None,
    headers: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> Look:
    """Open a file and look at every layer; `headers` are heading lines (from 1) by sheet.

    Raises InputError for a file that cannot be read and for one without any layer.
    """
    watched = progress or Silent()
    watched.step(0, 1, "打开文件")
    with open_source(path, encoding=encoding) as source:
        for sheet, line in (headers or {}).items():
            source.move_header(line, sheet)
        if not any(layer.rows or layer.columns for layer in source.layers):
            raise InputError("“{name}”里没有数据，请换一个文件。", name=path.name)
        layers = []
        for number, layer in enumerate(source.layers):
            watched.step(number, len(source.layers), f"查看“{layer.name}”")
            layers.append(_looked(source, layer, path.stem))
        return Look(path, tuple(layers), tuple(source.findings), sniff(path) in _RECODED)


def _looked(source: Source, layer: SourceLayer, file_name: str) -> LookedLayer:
    """Look at the first rows of one layer."""
    wanted = SAMPLED_SHAPES if layer.geometry is not None else SHOWN_ROWS
    rows = list(islice(source.read(layer.name), wanted))
    shapes = np.array([None, *(row.geometry for row in rows)], dtype=object)[1:]
    centres = shapely.get_coordinates(shapely.centroid(shapely.force_2d(shapes)))
    return LookedLayer(
        layer,
        guess_kind(layer, file_name),
        tuple(rows[:SHOWN_ROWS]),
        tuple(tuple(line) for line in source.lines(layer.name, SHOWN_ROWS)),
        centres[np.isfinite(centres).all(axis=1)],
    )
