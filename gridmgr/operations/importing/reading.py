# SPDX-License-Identifier: MIT
"""From a foreign file to drafts: layer, columns, cells, geometry."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gridmgr.data.sources import Source, SourceLayer, SourceRow, open_source
from gridmgr.data.store import Store
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.folding import fold_label
from gridmgr.model.progress import Progress
from gridmgr.model.records import Record, fields_of, fields_to_fill, shape_field
from gridmgr.operations.importing.columns import (
    ColumnMap,
    headings_for,
    map_columns,
    remember_wishes,
    remembered_wishes,
)  # fmt: skip
from gridmgr.operations.importing.drafts import Draft, RowReader
from gridmgr.operations.importing.geometry import district_crs, settle_geometry, source_crs
from gridmgr.operations.importing.grids import dissolve_column, dissolved, group_of
from gridmgr.operations.importing.options import ImportOptions
from gridmgr.operations.importing.report import Ledger

_WANTED_SHAPES = {"barrier": ("LineString",), "facility": ("Point",)}
_STEP = 2000


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read of a file."""

    name: str
    """The file's name."""
    stem: str
    layer: str
    read: int
    """Rows of data in the file."""
    drafts: list[Draft]
    columns: ColumnMap
    crs: int | None
    """EPSG code of the geometry of the drafts; None for a table without places."""


def read_file(
    store: Store, path: Path, options: ImportOptions, today: date, ledger: Ledger, progress: Progress
) -> Batch:
    """Read a file into drafts; everything there is to say goes into the ledger. Raises InputError."""
    kind = options.record_type
    with open_source(path, layer=options.layer, encoding=options.encoding, headings=headings_for(kind)) as source:
        layer = chosen_layer(source, kind)
        wishes = {**remembered_wishes(store, kind, layer.columns), **options.columns}
        columns = map_columns(layer.columns, kind, wishes)
        reader = RowReader(kind, columns, store.code_lists(), today, ledger)
        dissolve = dissolve_column(layer.columns, options.dissolve) if options.dissolve else ""
        drafts: list[Draft] = []
        groups: list[str] = []
        for row in source.read(layer.name):
            drafts.append(_placed(row, reader.draft(row), kind, layer, ledger))
            groups.append(group_of(row, dissolve) if dissolve else "")
            if row.number % _STEP == 0:
                progress.step(len(drafts), layer.rows, "读取文件")
        ledger.findings[:0] = source.findings
    if not columns.fields and not any(d.geometry is not None for d in drafts) and drafts:
        text = "“{name}”里没有一列能对应{kind}的栏目,请指明列的对应关系或改选导入类型。"
        raise InputError(text, name=path.name, kind=kind.LABEL)
    if options.columns and not options.dry_run:
        remember_wishes(store, kind, layer.columns, wishes)
    _tell_unused(columns, options, ledger)
    crs = None
    if shape_field(kind) is not None and any(d.geometry is not None for d in drafts):
        said = source_crs(layer, options.crs, ledger)
        crs = district_crs(store, drafts, said)
        settle_geometry(drafts, said, crs, ledger)
    joined = dissolved(drafts, groups, dissolve, ledger) if dissolve else drafts
    return Batch(path.name, path.stem, layer.name, len(drafts), joined, columns, crs)


def _placed(row: SourceRow, draft: Draft, kind: type[Record], layer: SourceLayer, ledger: Ledger) -> Draft:
    """Judge a row that has no usable geometry: in a map it is refused, in a table it is told."""
    if shape_field(kind) is None:
        draft.geometry = None
    elif row.geometry_problem and not row.problem:
        if layer.header_row:
            ledger.warn(row.number, f"{row.geometry_problem}此行没有位置。", "geom")
        else:
            ledger.refuse(row.number, row.geometry_problem, "geom")
    return draft


def _tell_unused(columns: ColumnMap, options: ImportOptions, ledger: Ledger) -> None:
    """Name the columns that fill nothing."""
    unused = [c for c in columns.unused if c not in (columns.identity, options.dissolve)]
    if unused:
        ledger.note(None, f"这些列没有对应的栏目,没有导入:{'、'.join(unused)}。")


def chosen_layer(source: Source, kind: type[Record]) -> SourceLayer:
    """Return the layer that holds records of a kind: the only one, the only one of fitting shape, or one of that name.

    Raises InputError that lists the layers where that does not settle it.
    """
    shown = [layer for layer in source.layers if not layer.hidden and layer.rows]
    if len(shown) < 2:
        return source.layer()
    if shape_field(kind) is not None:
        wanted = _WANTED_SHAPES.get(kind.TYPE, ("Polygon",))
        fitting = [layer for layer in shown if (layer.geometry or "").removeprefix("Multi") in wanted]
    else:
        fitting = [layer for layer in shown if layer.geometry is None]
    names = {kind.TYPE, f"{kind.TYPE}s", fold_label(kind.LABEL)}
    named = [layer for layer in fitting or shown if fold_label(layer.name) in names]
    for hits in (named, fitting):
        if len(hits) == 1:
            return hits[0]
    return source.layer()


def links_of(kind: type[Record]) -> dict[str, Field]:
    """Return the fields of a record type that point to other records and may be filled."""
    return {name: f for name, f in fields_to_fill(kind).items() if f.kind is Kind.LINK}


def required_blanks(kind: type[Record]) -> dict[str, str]:
    """Return an empty text for each field that must be filled, so that the check can say it is missing."""
    return {name: "" for name, f in fields_of(kind).items() if f.required}
