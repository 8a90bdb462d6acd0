# SPDX-License-Identifier: MIT
"""Tables in disguise: web pages and XML spreadsheets that office systems hand out under the name .xls."""

from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from gridmgr.data.sources.encodings import decode_text
from gridmgr.data.sources.headers import Merged, Sheet
from gridmgr.model.cells import Cell, CellError
from gridmgr.model.errors import InputError

_MOST_COLUMNS = 16_384


def read_html(path: Path, asked: str | None) -> tuple[list[Sheet], str]:
    """Return the tables of a web page, and a complaint about its encoding ("" for none)."""
    text, reading = decode_text(path.read_bytes(), asked)
    page = _Page()
    page.feed(text)
    page.close()
    sheets = [
        Sheet(f"表{number}", table.cells, tuple(table.merged), reading.encoding.upper())
        for number, table in enumerate((t for t in page.tables if t.cells), 1)
    ]
    if not sheets:
        raise InputError("网页“{name}”里没有表格。", name=path.name)
    return sheets, reading.complaint


class _Table:
    """Cells that are placed one after another, around those that reach down from above."""

    def __init__(self) -> None:
        self.cells: list[list[Cell]] = []
        self.merged: list[Merged] = []
        self._covered: set[tuple[int, int]] = set()

    def new_row(self) -> None:
        """Begin the next row."""
        self.cells.append([])

    def add(self, cell: Cell, across: int = 1, down: int = 1) -> None:
        """Place a cell that covers so many columns and rows."""
        row = len(self.cells) - 1
        column = len(self.cells[row])
        while (row, column) in self._covered:
            self.cells[row].append(None)
            column += 1
        self.cells[row] += [cell, *([None] * (across - 1))]
        if across > 1 or down > 1:
            self.merged.append(((row, column), (row + down - 1, column + across - 1)))
            self._covered |= {(r, c) for r in range(row + 1, row + down) for c in range(column, column + across)}


class _Page(HTMLParser):
    """Collects the tables of a page; a table inside a cell is part of the cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth == 1 and tag == "tr":
            self._finish_cell()
            self.tables[-1].new_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._finish_cell()
            if not self.tables[-1].cells:
                self.tables[-1].new_row()
            named = dict(attrs)
            self._text, self._spans = [], (_span(named.get("colspan")), _span(named.get("rowspan")))
        elif tag == "br" and self._text is not None:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._finish_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._finish_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _finish_cell(self) -> None:
        if self._text is not None:
            self.tables[-1].add("".join(self._text).replace("\xa0", " ").strip() or None, *self._spans)
            self._text = None


def _span(value: str | None) -> int:
    """Return how many cells a cell covers, within reason."""
    return min(max(int(value), 1), _MOST_COLUMNS) if value and value.strip().isdecimal() else 1


def read_xml_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of an XML Spreadsheet 2003. Raises InputError for broken XML."""
    book = _Book()
    try:
        book.parse(path.read_bytes())
    except (expat.ExpatError, ValueError):
        raise InputError("XML 表格“{name}”已损坏，无法读取。", name=path.name) from None
    return book.sheets


class _Book:
    """Follows the elements of an XML Spreadsheet 2003."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._row = self._column = -1
        self._across = self._down = 0
        self._type = ""
        self._text: list[str] | None = None

    def parse(self, data: bytes) -> None:
        """Read a whole file."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda text: None if self._text is None else self._text.append(text)
        parser.EntityDeclHandler = _refuse_entity
        parser.Parse(data, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        said = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        if name == "Worksheet":
            self.sheets.append(Sheet(said.get("Name", f"表{len(self.sheets) + 1}"), [], []))
            self._row = -1
        elif name == "Row":
            self._row = int(said["Index"]) - 1 if "Index" in said else self._row + 1
            self._column = -1
        elif name == "Cell":
            self._column = int(said["Index"]) - 1 if "Index" in said else self._column + 1
            self._across, self._down = int(said.get("MergeAcross", 0)), int(said.get("MergeDown", 0))
        elif name == "Data":
            self._type, self._text = said.get("Type", "String"), []

    def _end(self, tag: str) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if name == "Data" and self._text is not None:
            self._place(_typed(self._type, "".join(self._text)))
            self._text = None
        elif name == "Cell" and (self._across or self._down):
            end = (self._row + self._down, self._column + self._across)
            self.sheets[-1].merged = [*self.sheets[-1].merged, ((self._row, self._column), end)]
            self._column += self._across

    def _place(self, cell: Cell) -> None:
        """Put a cell where it stands, filling up what the file leaves out."""
        if self._row > 1_048_576 or self._column > _MOST_COLUMNS:
            raise ValueError(self._row)
        cells = self.sheets[-1].cells
        while len(cells) <= self._row:
            cells.append([])
        row = cells[self._row]
        row += [None] * (self._column + 1 - len(row))
        row[self._column] = cell


def _refuse_entity(*_declared: object) -> None:
    """Refuse a file that declares entities: no spreadsheet does, only files made to exhaust the memory."""
    raise ValueError("entity")


def _typed(kind: str, text: str) -> Cell:
    """Return a cell of the type that the file states."""
    match kind:
        case "Number":
            return float(text)
        case "DateTime":
            day = datetime.fromisoformat(text)
            return date(day.year, day.month, day.day) if text[11:19] in ("", "00:00:00") else day
        case "Boolean":
            return text == "1"
        case "Error":
            return CellError(text)
    return text or None
