# SPDX-License-Identifier: MIT
"""A list as it is shown leaves the program as a table: its columns, its filters, its order, masked unless asked."""

from collections.abc import Sequence
from pathlib import Path

from gridmgr.data.queries import Query
from gridmgr.data.store import Store
from gridmgr.data.targets import TABLES, Cell, Column, demand_folder, whole_file, write_table
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.progress import Progress
from gridmgr.model.records import Record
from gridmgr.operations.listing import Legend, Row, columns_of, read_legend, read_rows, shown

_BLOCK = 5_000
_AS_THEY_ARE = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.DATE})


def export_list(
    store: Store,
    progress: Progress,
    path: Path,
    kind: type[Record],
    query: Query,
    columns: Sequence[str],
    is_revealed: bool = False,
) -> int:
    """Write a list to an .xlsx or .csv file, which is replaced, and return the number of rows.

    Raises InputError for another kind of file and CancelledError when it is given up; then no file is written.
    """
    if path.suffix.lower() not in TABLES:
        raise InputError("列表只能导出为 .xlsx 或 .csv 文件。")
    demand_folder(path)
    ids, legend = store.listed(kind, query), read_legend(store)
    fields = [columns_of(kind)[name] for name in columns]
    cells: list[list[Cell]] = [[] for _ in fields]
    for first in range(0, len(ids), _BLOCK):
        progress.step(first, len(ids), "读取列表")
        for row in read_rows(store, kind, ids[first : first + _BLOCK]):
            for field, column in zip(fields, cells, strict=True):
                column.append(_cell(row, field, legend, is_revealed))
    progress.step(len(ids), len(ids), f"写入 {path.name}")
    with whole_file(path) as part:
        made = [Column(f.label, c, as_text=f.kind not in _AS_THEY_ARE) for f, c in zip(fields, cells, strict=True)]
        write_table(part, kind.LABEL, made)
    return len(cells[0]) if cells else 0


def _cell(row: Row, field: Field, legend: Legend, is_revealed: bool) -> Cell:
    """Return a figure or day as such where nothing is hidden, else the text that is shown."""
    if field.kind in _AS_THEY_ARE and (is_revealed or not field.sensitive):
        value: Cell = row.values[field.name]
        return value
    return shown(row, field, legend, is_revealed)
