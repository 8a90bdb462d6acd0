# SPDX-License-Identifier: MIT
"""What every foreign file offers, whatever its format: layers, and rows read one by one."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from shapely.geometry.base import BaseGeometry

from gridmgr.model.cells import Cell
from gridmgr.model.errors import InputError
from gridmgr.model.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class SourceLayer:
    """One layer of a GIS file, or one sheet of a table."""

    name: str
    rows: int
    """Rows of data; titles, headings, totals and blank rows do not count."""
    geometry: str | None
    """Polygon, LineString, Point, … or Unknown for a mixed layer; None for a table without places."""
    crs: str | None
    """EPSG:4326 or a WKT; None where the file does not tell."""
    encoding: str
    columns: tuple[str, ...]
    header_row: int = 0
    """Line of the (last) heading row as the table program counts; 0 where the format has none."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of a table or one feature of a layer."""

    number: int
    """As the office counts: the line of the table (1 is the first), or the feature's place in its layer."""
    values: Mapping[str, Cell]
    geometry: BaseGeometry | None = None
    problem: str = ""
    """Why the row cannot be read at all."""
    geometry_problem: str = ""
    """Why the row has no usable geometry although its layer has a place for it."""
    note: str = ""
    """What was mended while reading."""


@dataclass
class Source(ABC):
    """An opened foreign file. Close it when done; reading a layer twice is allowed."""

    path: Path
    layers: tuple[SourceLayer, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    """What the file as a whole gives cause to say; grows while layers are read."""

    @abstractmethod
    def read(self, layer: str) -> Iterator[SourceRow]:
        """Yield the rows of the layer of that name in their order."""

    def move_header(self, line: int, layer: str | None = None) -> None:  # noqa: B027 - a map has no heading
        """Let the heading of a sheet (of all, where none is named) end in a line, from 1; a map has no heading.

        Raises InputError for a line that the sheet does not have.
        """

    def lines(self, layer: str, most: int) -> list[list[Cell]]:  # noqa: ARG002 - a map has no lines
        """Return the first lines of a sheet as they stand in the file, titles too; none for a map."""
        return []

    def layer(self, name: str | None = None) -> SourceLayer:
        """Return a layer by name, or the only one. Raises InputError that lists the names."""
        names = "、".join(layer.name for layer in self.layers)
        if name is not None:
            found = next((layer for layer in self.layers if layer.name == name), None)
            if found is None:
                raise InputError("文件中没有名为“{layer}”的图层，现有：{names}。", layer=name, names=names)
            return found
        shown = [layer for layer in self.layers if not layer.hidden and layer.rows] or list(self.layers)
        if len(shown) != 1:
            raise InputError("文件中有 {count} 个图层，请指明要哪一个：{names}。", count=len(shown), names=names)
        return shown[0]

    def say(self, message: str, severity: Severity = Severity.WARNING, row: int | None = None) -> None:
        """Add a finding about the file, once."""
        finding = Finding("I-01", severity, "", "", message, row=row)
        if finding not in self.findings:
            self.findings.append(finding)

    def close(self) -> None:  # noqa: B027 - most sources hold nothing open
        """Let go of the file and of temporary copies."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
