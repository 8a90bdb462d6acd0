# SPDX-License-Identifier: MIT
"""Records leave the program as a table or a layer; sensitive fields are masked unless somebody asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gridmgr.data.store import Store
from gridmgr.data.targets import DRIVERS, TABLES, Column, demand_folder, whole_file, write_layer, write_table
from gridmgr.model.areas import Grid
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import CodeList
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.masks import masked
from gridmgr.model.records import Record, fields_of, shape_field
from gridmgr.operations.plans import plan_in_use

MAP_LAYERS = ("community", "grid", "building", "estate", "barrier", "facility")
"""What a GeoPackage without a named layer gets: the map, and no person."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    layers: Mapping[str, int]
    """Rows by layer."""
    masked_fields: tuple[str, ...]
    """Labels of the fields that were masked."""


def export(store: Store, path: Path, layer: str = "", plan: str = "", unmasked: bool = False) -> Exported:
    """Write one layer (or, to a GeoPackage, the map layers) to a file; a file of that name is replaced.

    Raises InputError for an unknown layer, a kind of file it does not know, a layer without geometry for a map file,
    and for the file of the store itself.
    """
    suffix = path.suffix.lower()
    if suffix not in DRIVERS and suffix not in TABLES:
        raise InputError("不能导出为“{suffix}”文件，请用 .gpkg、.shp、.geojson、.xlsx 或 .csv。", suffix=suffix)
    if path.exists() and Path(store.location).exists() and path.samefile(store.location):
        raise InputError("不能导出到正在使用的数据文件本身，请换一个文件名。")
    demand_folder(path)
    names = [layer] if layer else list(MAP_LAYERS) if suffix == ".gpkg" else ["grid"]
    rows: dict[str, int] = {}
    hidden: dict[str, None] = {}
    with whole_file(path) as part:
        for name in names:
            table = _Table(store, _kind(name), plan, unmasked)
            hidden.update(dict.fromkeys(table.masked_fields))
            if layer or table.rows:
                table.write(part, append=bool(rows))
                rows[name] = len(table.rows)
    if not rows:
        raise InputError("没有可以导出的图层：文件里还没有数据。")
    return Exported(rows, tuple(hidden))


def _kind(name: str) -> type[Record]:
    """Return the record type of a layer name."""
    if name not in RECORD_TYPES:
        raise InputError("没有“{name}”图层；可选：{known}。", name=name, known="、".join(RECORD_TYPES))
    return RECORD_TYPES[name]


class _Table:
    """The rows of one record type, ready to be written."""

    def __init__(self, store: Store, kind: type[Record], plan: str, unmasked: bool) -> None:
        self._store, self._kind, self._unmasked = store, kind, unmasked
        self._fields = [f for f in fields_of(kind).values() if not f.system and f.kind is not Kind.SHAPE]
        self._shape = shape_field(kind)
        chosen = plan_in_use(store, plan) if kind is Grid else None
        wanted = {"plan_id": chosen.id} if chosen else {}
        columns = ["id", *(f.name for f in self._fields), *([self._shape.name] if self._shape else [])]
        self.rows = list(store.values(kind, columns, **wanted))
        self.masked_fields = () if unmasked else tuple(f.label for f in self._fields if f.sensitive)

    def write(self, path: Path, append: bool) -> None:
        """Write as a table or as a layer, by the ending of the path."""
        if path.suffix.lower() in TABLES:
            write_table(path, self._kind.LABEL, self._columns(by_label=True))
            return
        if self._shape is None or self._store.crs is None:
            raise InputError("{label}没有图形，只能导出为 .xlsx 或 .csv。", label=self._kind.LABEL)
        shaped = [row for row in self.rows if row[-1] is not None]
        shapes = np.empty(len(shaped), dtype=object)
        shapes[:] = [row[-1] for row in shaped]
        self.rows = shaped
        write_layer(path, self._kind.TYPE, self._columns(by_label=False), shapes, self._store.crs, append=append)

    def _columns(self, by_label: bool) -> list[Column]:
        """Return the columns; tables carry Chinese headings and labels of codes, layers carry field names."""
        lists = self._store.code_lists()
        return [
            Column(
                field.label if by_label else field.name,
                [self._shown(field, row[place], lists) for row in self.rows],
                as_text=field.digits or field.kind in {Kind.TEXT, Kind.CODE, Kind.CODES, Kind.LINK},
            )
            for place, field in enumerate(self._fields, start=1)
        ]

    def _shown(self, field: Field, value: Any, lists: Mapping[str, CodeList]) -> Any:
        """Return a stored value as it is shown outside (Any: each field has its own type)."""
        if field.kind is Kind.EXTRA:
            value = ";".join(f"{k}={v}" for k, v in (value or {}).items())
        elif field.kind is Kind.CODE and value:
            value = lists[field.code_list].label(value)
        elif field.kind is Kind.CODES:
            value = "、".join(lists[field.code_list].label(v) for v in value)
        elif field.kind is Kind.TEXTS:
            value = "、".join(value)
        if field.sensitive and not self._unmasked and value not in {None, ""}:
            return masked(field, str(value))
        return value
