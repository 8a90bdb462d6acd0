# SPDX-License-Identifier: MIT
"""Sheets of office tables as layers of rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridmgr.data.sources.coordinates import PlaceColumns, place_columns
from gridmgr.data.sources.headers import Header, Sheet, find_header, header_at, same_heading
from gridmgr.data.sources.layers import Source, SourceLayer, SourceRow
from gridmgr.model.cells import Cell, cell_text, is_blank
from gridmgr.model.findings import Severity

_TOTAL = re.compile(r"(本页)?(合|总|小|共|累)\s*计(户|人|数|幢|栋)?[::\uff1a]?.{0,4}")
_REMARK = re.compile(
    r"(备\s*注|注|说\s*明|填\s*表|制\s*表|审\s*核|负责人签|单位.?盖章|统计日期)[^::\uff1a]{0,6}[::\uff1a].*"
)


@dataclass
class _Layer:
    """A sheet with its heading found."""

    sheet: Sheet
    header: Header
    rows: list[int]
    """Rows of data, from 0."""
    places: PlaceColumns | None
    filled_down: dict[tuple[int, int], Cell] = field(default_factory=dict)


class TableSource(Source):
    """A table file whose sheets are layers; titles, totals, remarks and blank lines are left out and counted."""

    def __init__(self, path: Path, sheets: Sequence[Sheet], known: frozenset[str]) -> None:
        super().__init__(path)
        self._sheets = {sheet.name: self._prepared(sheet, find_header(sheet, known)) for sheet in sheets}
        self.layers = tuple(_described(layer) for layer in self._sheets.values())
        hidden = "、".join(layer.name for layer in self.layers if layer.hidden)
        if hidden:
            self.say(f"文件里有隐藏的工作表：{hidden}。需要时请指明导入。", Severity.INFO)

    def read(self, layer: str) -> Iterator[SourceRow]:
        """Yield the data rows of a sheet, cells kept as they were."""
        chosen = self._sheets[self.layer(layer).name]
        for row in chosen.rows:
            values = {name: _cell(chosen, row, column) for column, name in chosen.header.names.items()}
            problem = _unreadable(values)
            if chosen.places is None:
                yield SourceRow(row + 1, values, problem=problem)
            else:
                geometry, why_not = chosen.places.geometry(values)
                yield SourceRow(row + 1, values, geometry, problem, why_not)

    def lines(self, layer: str, most: int) -> list[list[Cell]]:
        """Return the first lines of a sheet, titles too."""
        return [list(line) for line in self._sheets[self.layer(layer).name].sheet.cells[:most]]

    def move_header(self, line: int, layer: str | None = None) -> None:
        """Let the heading end in another line. Raises InputError for a line that the sheet does not have."""
        self.findings.clear()
        for name, found in self._sheets.items():
            if layer in (None, name):
                self._sheets[name] = self._prepared(found.sheet, header_at(found.sheet, line))
        self.layers = tuple(_described(found) for found in self._sheets.values())

    def _prepared(self, sheet: Sheet, header: Header) -> _Layer:
        """Sort out the lines that are no data, and count them by reason."""
        rows, skipped = _data_rows(sheet, header)
        names = [header.names[c] for c in sorted(header.names)]
        layer = _Layer(sheet, header, rows, place_columns(names, sheet.cells, header))
        for start, end in sheet.merged:
            if start[0] > header.last_row and end[0] > start[0] and start[1] < len(sheet.cells[start[0]]):
                top = sheet.cells[start[0]][start[1]]
                layer.filled_down |= {(row, start[1]): top for row in range(start[0] + 1, end[0] + 1)}
        if skipped:
            said = "、".join(f"{count} 个{reason}" for reason, count in skipped.items())
            self.say(f"工作表“{sheet.name}”跳过了{said}，不计入读取行数。", Severity.INFO)
        return layer


def _described(layer: _Layer) -> SourceLayer:
    """Describe a sheet as a layer."""
    return SourceLayer(
        layer.sheet.name,
        len(layer.rows),
        layer.places.kind if layer.places else None,
        None,
        layer.sheet.encoding,
        tuple(layer.header.names[c] for c in sorted(layer.header.names)),
        layer.header.last_row + 1 if layer.sheet.cells else 0,
        layer.sheet.hidden,
    )


def _cell(layer: _Layer, row: int, column: int) -> Cell:
    """Return a cell; one below the first of a merged range holds what the first holds."""
    cells = layer.sheet.cells[row]
    cell = cells[column] if column < len(cells) else None
    if is_blank(cell):
        return layer.filled_down.get((row, column))
    return cell


def _data_rows(sheet: Sheet, header: Header) -> tuple[list[int], dict[str, int]]:
    """Return the rows that hold data, and how many others there are by reason; blank lines at the end don't count."""
    rows: list[int] = []
    skipped: dict[str, int] = {}
    blank = 0
    for index in range(header.last_row + 1, len(sheet.cells)):
        cells = sheet.cells[index]
        filled = [cell for cell in cells if not is_blank(cell)]
        if not filled:
            blank += 1
            continue
        if blank:
            skipped["空行"] = skipped.get("空行", 0) + blank
            blank = 0
        reason = _no_data(cells, filled, header)
        if reason:
            skipped[reason] = skipped.get(reason, 0) + 1
        else:
            rows.append(index)
    return rows, skipped


def _no_data(cells: Sequence[Cell], filled: Sequence[Cell], header: Header) -> str:
    """Say what a line is when it is no data: a total, a remark, the heading once more; "" for data."""
    first = cell_text(filled[0]).strip()
    if any(isinstance(cell, str) and len(cell) < 30 and _TOTAL.fullmatch(cell.strip()) for cell in filled[:2]):
        return "合计行"
    if len(filled) <= 3 and len(filled) < max(2, len(header.names)) and _REMARK.fullmatch(first):
        return "说明行"
    return "重复的表头行" if same_heading(cells, header.names) else ""


def _unreadable(values: Mapping[str, Cell]) -> str:
    """Say that a row holds characters that could not be read."""
    if any(isinstance(cell, str) and "\ufffd" in cell for cell in values.values()):
        return "这一行有无法解读的文字，请核对文件编码。"
    return ""
