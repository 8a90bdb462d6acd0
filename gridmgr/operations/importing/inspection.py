# SPDX-License-Identifier: MIT
"""What is in a foreign file, before anything is imported."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridmgr.data.sources import Source, SourceLayer, SourceRow
from gridmgr.data.sources.crs import implausible
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.shapes import mend

_MOST_FINDINGS = 1000


@dataclass(frozen=True, slots=True)
class InspectedLayer:
    """A layer, and how many of its rows are not in order."""

    layer: SourceLayer
    invalid: int
    """Rows without usable geometry, with invalid geometry, or that cannot be read."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A foreign file, layer by layer."""

    layers: Sequence[InspectedLayer]
    findings: Sequence[Finding]


def inspect_source(source: Source) -> Inspection:
    """Read every row of a source and tell what is there and what is wrong with it."""
    layers = []
    findings: list[Finding] = []
    for layer in source.layers:
        rows = list(source.read(layer.name))
        said = [(row.number, sentence) for row in rows if (sentence := _wrong(row))]
        findings += [_finding(layer, sentence, number) for number, sentence in said[:_MOST_FINDINGS]]
        findings += _about_crs(layer, rows)
        layers.append(InspectedLayer(replace(layer, rows=len(rows)), len(said)))
    return Inspection(tuple(layers), (*source.findings, *findings))


def _finding(layer: SourceLayer, sentence: str, row: int | None = None) -> Finding:
    return Finding("I-01", Severity.WARNING, "", "", f"“{layer.name}”:{sentence}", row=row)


def _wrong(row: SourceRow) -> str:
    """Say what is wrong with a row, "" for nothing."""
    if row.problem or row.geometry_problem or row.note:
        return row.problem or row.geometry_problem or row.note
    if row.geometry is None or row.geometry.is_valid:
        return ""
    return mend(row.geometry)[1]


def _about_crs(layer: SourceLayer, rows: Sequence[SourceRow]) -> list[Finding]:
    """Say what the coordinates of a layer give cause to ask."""
    shapes = [row.geometry for row in rows if row.geometry is not None]
    if not shapes:
        return []
    if layer.crs is None:
        return [_finding(layer, "没有标明坐标系，导入时请指定。")]
    sentences = [s for s in implausible(shapely.bounds(np.array(shapes, dtype=object)), layer.crs) if s]
    return [_finding(layer, f"有 {len(sentences)} 个图形：{sentences[0]}")] if sentences else []
