# SPDX-License-Identifier: MIT
"""The last pages: every grid by its code and every named street, with the pages on which they are found."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from gridmgr.map.lettering import PaperPainter, letters_width
from gridmgr.map.style import LIGHT
from gridmgr.map.view import Box
from gridmgr.report.book.contents import Book, CommunityContents
from gridmgr.report.book.drawing import Align, Cell, Column, table
from gridmgr.report.book.reading import VACANT
from gridmgr.report.book.sheets import Format

ROW_MM = 4.8
GAP_MM = 6.0
COLUMN_MM = 85.0
GRID_COLUMNS = (
    Column("网格编码", 27),
    Column("网格", 31),
    Column("网格管理员", 17),
    Column("页码", 10, Align.RIGHT),
)
STREET_COLUMNS = (Column("街路、河流", 26), Column("所在网格页码", 60))

PAGES_MM = 50.0
"""The room for a list of pages on the narrowest page."""
PAGES_SIZE_MM = 2.8

Row = Sequence[str | Cell]


def grid_rows(communities: Sequence[CommunityContents], pages: Mapping[str, int]) -> list[Row]:
    """Return a row for each grid, by code."""
    grids = sorted((grid for community in communities for grid in community.grids), key=lambda grid: grid.code)
    return [
        (grid.code, grid.name, grid.leader or Cell(VACANT, LIGHT.error), str(pages.get(grid.id, ""))) for grid in grids
    ]


def street_rows(book: Book, communities: Sequence[CommunityContents], pages: Mapping[str, int]) -> list[Row]:
    """Return a row for each named line with the pages of the grids that it touches."""
    wanted = {grid.row: grid.id for community in communities for grid in community.grids}
    barriers = book.scene.barriers
    lines = barriers.named_lines.layer
    found: dict[str, set[int]] = {}
    for line, row in _touching(book).tolist():
        page = pages.get(wanted.get(row, ""))
        if page is not None:
            found.setdefault(barriers.names[int(lines.ids[line])], set()).add(page)
    return [row for name in sorted(found, key=_by_sound) for row in _in_rows(name, _page_list(found[name]))]


def _in_rows(name: str, pages: str) -> list[Row]:
    """Return the rows of one street: as many as its pages need."""
    lines = [""]
    for item in pages.split("、"):
        longer = f"{lines[-1]}、{item}" if lines[-1] else item
        if letters_width(longer, PAGES_SIZE_MM) > PAGES_MM:
            lines.append(item)
        else:
            lines[-1] = longer
    return [("" if number else name, line) for number, line in enumerate(lines)]


def _by_sound(name: str) -> tuple[list[str], str]:
    """Order names as Chinese readers look them up: by pinyin."""
    from pypinyin import Style, lazy_pinyin

    return [sound.lower() for sound in lazy_pinyin(name, Style.TONE3)], name


def rows_on_page(paper: Format) -> int:
    """Return how many rows a page of the index holds."""
    return _columns(paper) * _length(paper)


def paint_index(painter: PaperPainter, paper: Format, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Paint one page of an index, column after column."""
    for box, part in _parts(paper, rows):
        table(painter, box, columns, part, ROW_MM)


def _parts(paper: Format, rows: Sequence[Row]) -> Iterator[tuple[Box, Sequence[Row]]]:
    left, top, right, bottom = paper.content
    count, length = _columns(paper), _length(paper)
    width = (right - left - GAP_MM * (count - 1)) / count
    for number in range(count):
        part = rows[number * length : (number + 1) * length]
        x = left + number * (width + GAP_MM)
        if part:
            yield (x, top, x + width, bottom), part


def _columns(paper: Format) -> int:
    left, _, right, _ = paper.content
    return max(int((right - left) / COLUMN_MM), 1)


def _length(paper: Format) -> int:
    _, top, _, bottom = paper.content
    return int((bottom - top) / ROW_MM) - 1


def _touching(book: Book) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return pairs (m, 2) of a named line and a grid that it runs through or beside."""
    lines = book.scene.barriers.named_lines.layer
    if not len(lines):
        return np.empty((0, 2), np.int64)
    return np.asarray(book.scene.grids.layer.tree.query(lines.geometries, predicate="intersects").T, np.int64)


def _page_list(pages: set[int]) -> str:
    """Write pages with runs joined: 3–5、9."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
