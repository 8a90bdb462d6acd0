# SPDX-License-Identifier: MIT
"""Rows of a list: the values of some records and how they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gridmgr.data.store import Store
from gridmgr.model.areas import Community
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field, Kind
from gridmgr.model.masks import masked
from gridmgr.model.records import Record, fields_of
from gridmgr.model.writing import written

UNREAD = frozenset({Kind.SHAPE, Kind.EXTRA})
"""Kinds of field that are no cell of a table."""


@dataclass(slots=True)
class Row:
    """One record as a row of a table."""

    id: str
    values: dict[str, Any]
    """By field name (Any: each value has the type of its field)."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the records are called to which its links lead, by id."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What is needed to show values in words."""

    code_lists: Mapping[str, CodeList]
    communities: Mapping[str, str]
    """Names of communities by code."""


def read_legend(store: Store) -> Legend:
    """Return the code lists of the data and the names of the communities."""
    names = dict(store.values(Community, ["code", "name"]))
    return Legend(store.code_lists(), names)


def columns_of(kind: type[Record]) -> Mapping[str, Field]:
    """Return the fields of a record type that can be columns of a table."""
    found = {name: f for name, f in fields_of(kind).items() if f.kind not in UNREAD and not f.system}
    # A table shows the community's name where the record holds its code.
    return found if kind.SHARED else {**found, "community": replace(found["community"], label="所属社区")}


def read_rows(store: Store, kind: type[Record], ids: Sequence[str]) -> list[Row]:
    """Return the rows of some records in the order of their ids; those that are gone are left out."""
    names = [name for name, f in fields_of(kind).items() if f.kind not in UNREAD]
    found = {values[0]: values for values in store.values(kind, ["id", *names], id=ids)}
    rows = [Row(i, dict(zip(names, found[i][1:], strict=True))) for i in ids if i in found]
    for name in names:
        link = fields_of(kind)[name]
        if link.kind is Kind.LINK:
            wanted = {row.values[name] for row in rows if row.values[name]}
            titles = store.titles(RECORD_TYPES[link.to], wanted) if wanted else {}
            for row in rows:
                row.titles = {**row.titles, row.values[name]: titles.get(row.values[name], "")}
    return rows


def shown(row: Row, column: Field, legend: Legend, is_revealed: bool) -> str:
    """Return a cell as people read it, masked where it is sensitive unless that is revealed."""
    value = row.values[column.name]
    if column.name == "community":
        return legend.communities.get(value, value)
    if column.kind is Kind.LINK:
        return _shown_link(column, row.titles.get(value, ""), is_revealed)
    if column.kind is Kind.NUMBER and value is not None:
        return f"{value:,.10g}"
    if is_revealed or not column.sensitive:
        return written(column, value, legend.code_lists)
    return masked(column, value, legend.code_lists)


def _shown_link(column: Field, title: str, is_revealed: bool) -> str:
    """Mask what a link leads to as the same text would be masked in its own record; a building is no secret."""
    if is_revealed or not column.sensitive or column.to == "building":
        return title
    stand_in = Field(kind=Kind.TEXT, label="", name="name" if column.to == "resident" else "address", level=3)
    return masked(stand_in, title)
