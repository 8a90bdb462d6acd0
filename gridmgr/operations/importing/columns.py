# SPDX-License-Identifier: MIT
"""Which column of a foreign table fills which field."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from gridmgr.data.store import Store
from gridmgr.model.errors import InputError
from gridmgr.model.fields import Field, Kind
from gridmgr.model.folding import fold_label
from gridmgr.model.headings import fields_by_heading, heading_keys
from gridmgr.model.people import Appointment, Household
from gridmgr.model.records import Record, fields_of, fields_to_fill

_ID_HEADINGS = ("osmid", "uuid", "guid", "bid", "fid", "gid", "objectid", "id", "标识", "标识码", "编号", "geoid")
"""Headings of columns by which the maker of a layer tells its features apart, the most reliable first."""

REASON = "错误原因"
"""The column that a returned table has before those of the office; it means nothing when the table comes back."""

_COMMUNITY = Field(
    kind=Kind.TEXT, label="社区名称", name="community_name", level=1,
    aliases=("社区", "所属社区", "所属社区名称", "居委会", "所在社区", "村社区"),
)  # fmt: skip
_ESTATE = Field(
    kind=Kind.TEXT, label="小区名称", name="estate_name", level=1, aliases=("小区", "所属小区", "院落", "所在小区")
)
_DOOR = ("building_id", "unit_no", "room_no", "address")
_ROLE = ("grid_code", "role", "from_on", "to_on", "duty_text", "services")


@cache
def related_fields(kind_name: str) -> Mapping[str, Field]:
    """Return what else a table of that kind may tell: things that lead to other records."""
    found: dict[str, Field] = {}
    if kind_name not in ("community", "subdistrict"):
        found["community_name"] = _COMMUNITY
    if kind_name in ("household", "resident"):
        found["estate_name"] = _ESTATE
    if kind_name == "resident":
        found |= {name: fields_of(Household)[name] for name in _DOOR}
    if kind_name == "staff":
        found |= {name: fields_of(Appointment)[name] for name in _ROLE}
    return found


def headings_for(kind: type[Record]) -> frozenset[str]:
    """Return every folded heading that a table of a kind may have."""
    fields = [*fields_to_fill(kind).values(), *related_fields(kind.TYPE).values()]
    return frozenset(fold_label(heading) for field in fields for heading in field.headings)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns of a table by what they fill."""

    fields: Mapping[str, str]
    """Column of each field of the record."""
    related: Mapping[str, str]
    """Column of each thing that leads to other records."""
    identity: str | None
    """Column by which the maker of the layer tells features apart."""
    unused: Sequence[str]
    kept: Sequence[str] = ()
    """Columns that fill no field and whose words are kept all the same."""


def map_columns(
    columns: Sequence[str], kind: type[Record], wishes: Mapping[str, str], kept: Sequence[str] = ()
) -> ColumnMap:
    """Match columns to fields: wishes first, then labels, then other headings; `kept` of the rest are kept as they are.

    Raises InputError for a wish that names an unknown field or column.
    """
    known = fields_to_fill(kind)
    related = related_fields(kind.TYPE)
    meaning = {**_meanings(related), **fields_by_heading(kind)}
    chosen = _wished(columns, kind, wishes)
    # Names and labels mean one field; an alias such as "households" may stand for what another program derived.
    certain = {fold_label(word) for f in (*known.values(), *related.values()) for word in (f.label, f.name)}
    _choose(columns, meaning, certain, chosen)
    taken = set(chosen.values())
    filled = {name: column for name, column in chosen.items() if column}
    return ColumnMap(
        {name: c for name, c in filled.items() if name in known},
        {name: c for name, c in filled.items() if name not in known},
        _identity_column(columns),
        tuple(c for c in columns if c not in taken and c not in kept and c != REASON),
        tuple(c for c in columns if c in kept and c not in taken),
    )


def _choose(columns: Sequence[str], meaning: Mapping[str, str], certain: set[str], chosen: dict[str, str]) -> None:
    """Choose a column for each field that has none: by certain headings, by whole ones, by parts of headings."""
    passes: tuple[Callable[[str], Sequence[str]], ...] = (
        lambda column: [key for key in heading_keys(column)[:1] if key in certain],
        lambda column: heading_keys(column)[:1],
        heading_keys,
    )
    taken = set(chosen.values())
    for keys_of in passes:
        for column in columns:
            name = next((meaning[key] for key in keys_of(column) if key in meaning), None)
            if name is not None and name not in chosen and column not in taken:
                chosen[name] = column
                taken.add(column)


def _meanings(fields: Mapping[str, Field]) -> dict[str, str]:
    return {fold_label(heading): name for name, field in fields.items() for heading in field.headings}


def _wished(columns: Sequence[str], kind: type[Record], wishes: Mapping[str, str]) -> dict[str, str]:
    """Return what a person wants, fields by name. Raises InputError."""
    known = {**related_fields(kind.TYPE), **fields_to_fill(kind)}
    by_label = {fold_label(field.label): name for name, field in reversed(known.items())}
    by_column = {fold_label(column): column for column in reversed(columns)}
    chosen: dict[str, str] = {}
    for wish, column in wishes.items():
        name = wish if wish in known else by_label.get(fold_label(wish))
        if name is None:
            raise InputError("{kind}没有名为“{field}”的栏目。", kind=kind.LABEL, field=wish)
        found = column if column in columns else by_column.get(fold_label(column))
        if column and found is None:
            text = "文件里没有名为“{column}”的列，现有：{columns}。"
            raise InputError(text, column=column, columns="、".join(columns))
        chosen[name] = found or ""
    return chosen


def _identity_column(columns: Iterable[str]) -> str | None:
    """Return the column that tells features apart, if there is one."""
    by_key = {fold_label(column).replace("_", ""): column for column in columns}
    return next((by_key[key] for key in _ID_HEADINGS if key in by_key), None)


def remembered_wishes(store: Store, kind: type[Record], columns: Sequence[str]) -> dict[str, str]:
    """Return the mapping that was last said for a table with the same headings."""
    said = store.remembered(_memory_key(kind, columns))
    known = {**related_fields(kind.TYPE), **fields_to_fill(kind)}
    return {name: column for name, column in json.loads(said).items() if name in known} if said else {}


def remember_wishes(store: Store, kind: type[Record], columns: Sequence[str], wishes: Mapping[str, str]) -> None:
    """Keep a mapping for the next table with the same headings."""
    chosen = _wished(columns, kind, wishes)
    store.remember(_memory_key(kind, columns), json.dumps(chosen, ensure_ascii=False, sort_keys=True))


def kept_columns(store: Store, kind: type[Record], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns without a field that were kept for a table with the same headings."""
    said = store.remembered(f"{_memory_key(kind, columns)}:kept")
    return tuple(column for column in json.loads(said) if column in columns) if said else ()


def remember_kept(store: Store, kind: type[Record], columns: Sequence[str], kept: Sequence[str]) -> None:
    """Keep for the next table with the same headings which columns without a field were kept."""
    store.remember(f"{_memory_key(kind, columns)}:kept", json.dumps(list(kept), ensure_ascii=False))


def _memory_key(kind: type[Record], columns: Sequence[str]) -> str:
    """Name the memory by a fingerprint of the headings."""
    folded = "\n".join(fold_label(column) for column in columns if column != REASON)
    return f"import-columns:{kind.TYPE}:{hashlib.sha256(folded.encode()).hexdigest()[:16]}"
