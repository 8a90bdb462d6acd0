# SPDX-License-Identifier: MIT
"""From a foreign file to drafts: layer, columns, cells, geometry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gridmgr.data.sources import Source, SourceLayer, SourceRow, open_source
from gridmgr.data.store import Store
from gridmgr.model.errors import InputError
from gridmgr.model.folding import fold_label
from gridmgr.model.progress import Progress
from gridmgr.model.records import Record, fields_of, shape_field
from gridmgr.operations.importing.columns import ColumnMap, headings_for, map_columns, remembered_wishes
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
    layer: SourceLayer
    read: int
    """Rows of data in the file."""
    drafts: list[Draft]
    columns: ColumnMap
    crs: int | None
    """EPSG code of the geometry of the drafts; None for a table without places."""
    wishes: Mapping[str, str]
    """What a person said about the columns, now or earlier."""


@dataclass(frozen=True, slots=True)
class FileReader:
    """Reads files as `options` say; everything there is to say goes into the ledger."""

    store: Store
    options: ImportOptions
    today: date
    ledger: Ledger
    progress: Progress

    def read(self, path: Path) -> Batch:
        """Read a file into drafts. Raises InputError where something must be said first."""
        kind, options = self.options.record_type, self.options
        with opened_as(path, options) as source:
            layer = chosen_layer(source, kind)
            wishes = {**remembered_wishes(self.store, kind, layer.columns), **options.columns}
            columns = map_columns(layer.columns, kind, wishes, options.kept)
            dissolve = dissolve_column(layer.columns, options.dissolve) if options.dissolve else ""
            drafts, groups = self._drafts(source, layer, columns, dissolve)
            self.ledger.findings[:0] = source.findings
        if drafts and not columns.fields and not any(d.geometry is not None for d in drafts):
            text = "“{name}”里没有一列能对应{kind}的栏目，请指明列的对应关系或改选导入类型。"
            raise InputError(text, name=path.name, kind=kind.LABEL)
        _tell_unused(columns, options, self.ledger)
        crs = self._settle(drafts, layer)
        joined = dissolved(drafts, groups, dissolve, self.ledger) if dissolve else drafts
        return Batch(path.name, path.stem, layer, len(drafts), joined, columns, crs, wishes)

    def _drafts(
        self, source: Source, layer: SourceLayer, columns: ColumnMap, dissolve: str
    ) -> tuple[list[Draft], list[str]]:
        """Return the rows of a layer as drafts, and the value by which each is put together with others."""
        kind = self.options.record_type
        reader = RowReader(kind, columns, self.store.code_lists(), self.today, self.ledger)
        drafts: list[Draft] = []
        groups: list[str] = []
        for row in source.read(layer.name):
            drafts.append(_placed(row, reader.draft(row), kind, layer, self.ledger))
            groups.append(group_of(row, dissolve) if dissolve else "")
            if len(drafts) % _STEP == 0:
                self.progress.step(len(drafts), layer.rows, "读取文件")
        return drafts, groups

    def _settle(self, drafts: list[Draft], layer: SourceLayer) -> int | None:
        """Bring geometry into the district's CRS and return that; None where there is none."""
        if all(draft.geometry is None for draft in drafts):
            return None
        said = source_crs(layer, self.options.crs, self.ledger)
        crs = district_crs(self.store, drafts, said)
        settle_geometry(drafts, said, crs, self.ledger)
        return crs


def opened_as(path: Path, options: ImportOptions) -> Source:
    """Open a file as the options say it is to be read. Raises InputError."""
    return open_source(
        path,
        layer=options.layer,
        encoding=options.encoding,
        headings=headings_for(options.record_type),
        header_row=options.header_row,
    )


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
        ledger.note(None, f"这些列没有对应的栏目，没有导入：{'、'.join(unused)}。")


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


def required_blanks(kind: type[Record]) -> dict[str, str]:
    """Return an empty text for each field that must be filled, so that the check can say it is missing."""
    return {name: "" for name, f in fields_of(kind).items() if f.required}
