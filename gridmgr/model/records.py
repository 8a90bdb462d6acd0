# SPDX-License-Identifier: MIT
"""Records: what the office keeps, each declared once."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform

from gridmgr.model import fields
from gridmgr.model.fields import Field, Kind

R = TypeVar("R", bound="Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has: an id for ever, the community it belongs to, and a revision that counts its changes.

    `rev` is 0 for a record that was never stored; the store adds one at each change. Two records are equal when all
    fields that people or imports fill are equal; `rev` and derived fields do not count.
    """

    id: str
    community: str = fields.text(
        "所属社区编码", default="", aliases="社区编码 社区代码 community_code", level=1, length=12
    )
    rev: int = dataclasses.field(
        default=0, compare=False, metadata={"field": Field(kind=Kind.WHOLE, label="版本", system=True)}
    )

    TYPE: ClassVar[str] = ""
    LABEL: ClassVar[str] = ""
    SHARED: ClassVar[bool] = False
    """Belongs to the whole district (a reference table); `community` is no part of its key."""


RECORDS: dict[str, type[Record]] = {}
"""Every record type by its name, in the order of declaration (a record stands after those it points to)."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(name: str, label: str, *, shared: bool = False) -> Callable[[type[R]], type[R]]:
    """Declare a record type: its name is stored for ever, its label may change any day."""

    def declare(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.TYPE, made.LABEL, made.SHARED = name, label, shared
        RECORDS[name] = made
        return made

    return declare


def fields_of(kind: type[Record]) -> Mapping[str, Field]:
    """Return the declared fields of a record type by attribute name, `id` left out."""
    known = _FIELDS.get(kind)
    if known is None:
        known = {
            f.name: dataclasses.replace(f.metadata["field"], name=f.name)
            for f in dataclasses.fields(kind)
            if "field" in f.metadata
        }
        _FIELDS[kind] = known
    return known


_FIELDS: dict[type[Record], Mapping[str, Field]] = {}


def shape_field(kind: type[Record]) -> Field | None:
    """Return the geometry field of a record type, or None for a plain table."""
    return next((f for f in fields_of(kind).values() if f.kind is Kind.SHAPE), None)


def fields_to_fill(kind: type[Record]) -> Mapping[str, Field]:
    """Return the fields that people and imports may fill: neither derived nor kept by the program."""
    return {name: f for name, f in fields_of(kind).items() if not f.derived and not f.system}
