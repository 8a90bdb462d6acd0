# SPDX-License-Identifier: MIT
"""What records are called, and how one is found by a few words where another has to name it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gridmgr.data.queries import Query
from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Community, District, Estate, Facility, Grid, Plan, Subdistrict
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Kind
from gridmgr.model.folding import fold_plain
from gridmgr.model.masks import masked
from gridmgr.model.people import Household, Resident, StaffPerson
from gridmgr.model.records import Record, fields_of
from gridmgr.operations.initials import name_initials

MOST_HITS = 20
MOST_LOOKED_AT = 300
"""Hits among which the shortest names are chosen."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that fits some words."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One code that can be chosen, and the first letters by which its label is found."""

    code: str
    label: str
    initials: str


def choices(code_list: CodeList) -> tuple[Choice, ...]:
    """Return the codes of a list in its order, with the first letters of their labels."""
    return tuple(Choice(i.code, i.label, name_initials(i.label)) for i in code_list.items)


def community_choices(store: Store) -> tuple[Choice, ...]:
    """Return the communities of the district in the order of their codes."""
    rows = sorted(store.values(Community, ["code", "name"]))
    return tuple(Choice(code, name, name_initials(name)) for code, name in rows)


def titles_of(store: Store, record: Record) -> dict[str, str]:
    """Return what the records to which one points are called, by id; one that is gone is left out."""
    found = {}
    for name, field in fields_of(type(record)).items():
        record_id = getattr(record, name) if field.kind is Kind.LINK else ""
        if record_id and (linked := store.get(RECORD_TYPES[field.to], record_id)) is not None:
            found[record_id] = title(linked)
    return found


def title(record: Record) -> str:
    """Say in a few words which record it is; nothing is masked."""
    columns = _COLUMNS.get(type(record), ())
    return _said(type(record), {name: getattr(record, name) for name in columns})


def masked_title(record: Record) -> str:
    """Say which record it is with sensitive parts masked."""
    known = fields_of(type(record))
    names = _COLUMNS.get(type(record), ())
    return _said(type(record), {name: masked(known[name], getattr(record, name)) for name in names})


def search(store: Store, record_type: str, words: str, limit: int = MOST_HITS) -> list[Hit]:
    """Return the records of a type that hold all the words, the shortest names first.

    They are looked for in the columns of a quick search (`data.queries.SEARCHED`), so residents and staff are found by
    the first letters of their names too. No words find nothing.
    """
    if not words.strip():
        return []
    kind = RECORD_TYPES[record_type]
    names = _COLUMNS.get(kind, ())
    plain = fold_plain(words)
    # A person is named here by name or number: reading all their addresses, too, would take as long again.
    by_name = kind is Resident and all(not word.isascii() for word in plain.split())
    query = Query(words=plain, searched=("name", "former_name") if by_name else ())
    ids = store.listed(kind, query)[:MOST_LOOKED_AT]
    found = [
        Hit(record_id, _said(kind, dict(zip(names, values, strict=True))))
        for record_id, *values in store.values(kind, ["id", *names], id=ids)
    ]
    return sorted(found, key=lambda hit: (len(hit.title), hit.title))[:limit]


def _said(kind: type[Record], values: Mapping[str, Any]) -> str:  # Any: fields of every type
    say = _SAY.get(kind)
    return (say(values) if say else "") or f"未命名的{kind.LABEL}"


def _building(values: Mapping[str, Any]) -> str:
    address = values["address"] or f"{values['street']}{values['house_number']}"
    number = "" if values["number"] in address else values["number"]
    if not address:
        return str(values["name"] or values["number"])
    return f"{address}{number}（{values['name']}）" if values["name"] else f"{address}{number}"


def _household(values: Mapping[str, Any]) -> str:
    unit, room = values["unit_no"], values["room_no"]
    door = (f"{unit}单元" if unit else "") + (f"{room}室" if room else "")
    place = values["address"] or door
    return f"{place}（{values['head_name']}）" if values["head_name"] else str(place)


def _name(values: Mapping[str, Any]) -> str:
    return str(values["name"])


def _name_and_unit(values: Mapping[str, Any]) -> str:
    return f"{values['name']}（{values['unit']}）" if values["unit"] else _name(values)


_COLUMNS: Mapping[type[Record], tuple[str, ...]] = {
    Building: ("address", "street", "house_number", "number", "name"),
    Household: ("address", "unit_no", "room_no", "head_name"),
    Resident: ("name",),
    StaffPerson: ("name", "unit"),
    **dict.fromkeys((Estate, Facility, Community, Subdistrict, District, Plan, Grid), ("name",)),
}
"""What a record is called by."""

_SAY: Mapping[type[Record], Callable[[Mapping[str, Any]], str]] = {
    Building: _building,
    Household: _household,
    StaffPerson: _name_and_unit,
    **dict.fromkeys((Resident, Estate, Facility, Community, Subdistrict, District, Plan, Grid), _name),
}
