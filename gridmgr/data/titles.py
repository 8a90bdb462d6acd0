# SPDX-License-Identifier: MIT
"""What a record is called where another one points to it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, true

from gridmgr.data.transaction import Transaction
from gridmgr.model.areas import Building, Estate
from gridmgr.model.people import Household
from gridmgr.model.records import Record, fields_of


def titles(work: Transaction, kind: type[Record], ids: Collection[str] | None = None) -> Mapping[str, str]:
    """Return titles by id: 迎宾住宅区3幢, 杉溪路63号 2单元301; of all records without `ids`."""
    columns = _COLUMNS.get(kind.TYPE, ("name",) if "name" in fields_of(kind) else ("id",))
    table = work.schema.of(kind)
    wanted = true() if ids is None else work.among(table.c.id, list(ids))
    rows = work.rows(select(table.c.id, *(table.c[c] for c in columns)).where(wanted))
    if kind is Building:
        estates = _estate_names(work)
        return {i: _building(cells, estates) for i, *cells in rows}
    made = _household if kind is Household else _first
    return {i: made(cells) for i, *cells in rows}


_COLUMNS: Mapping[str, Sequence[str]] = {
    "building": ("name", "number", "address", "estate_id", "code"),
    "household": ("address", "unit_no", "room_no", "household_no"),
    "grid": ("name", "code"),
}


def _first(cells: Sequence[Any]) -> str:
    """Return the first cell that is filled (Any: stored texts)."""
    return next((str(cell) for cell in cells if cell), "")


def _building(cells: Sequence[Any], estates: Mapping[str, str]) -> str:
    """Name a building by its own name, its number in the estate, or its address."""
    name, number, address, estate, code = cells
    if number and estate in estates:
        return f"{estates[estate]}{number}"
    return _first((name, address, number, code))


def _household(cells: Sequence[Any]) -> str:
    """Name a household by its door."""
    address, unit, room, number = (str(cell or "") for cell in cells)
    door = "-".join(part for part in (unit, room) if part)
    return (
        f"{address} {door}".strip() if address and not (room and room in address) else _first((address, door, number))
    )


def _estate_names(work: Transaction) -> Mapping[str, str]:
    table = work.schema.of(Estate)
    return {row[0]: row[1] or "" for row in work.rows(select(table.c.id, table.c.name))}
