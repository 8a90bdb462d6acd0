# SPDX-License-Identifier: MIT
"""A whole district from one store into another: from a file to a server, back, or into a new file.

Records keep their ids and revisions, code lists and settings come along, and so does the journal: a step can be
undone in the copy as in the original.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Table, func, select

from gridmgr.data.derived import derive_all
from gridmgr.data.sql_store import SqlStore
from gridmgr.data.transaction import Transaction
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.errors import InputError
from gridmgr.model.progress import Progress, Silent

_BLOCK = 5_000


def copy_store(source: SqlStore, target: SqlStore, progress: Progress | None = None) -> int:
    """Copy everything into a store that holds no records but its district; return how many records there are.

    All or nothing. Raises InputError when the target is not empty, CancelledError when `progress` asks for the end.
    """
    watched = progress or Silent()
    total = sum(source.count(kind) for kind in RECORD_TYPES.values())
    _demand_empty(target)
    if source.crs is not None:
        target.settle_crs(source.crs)
    with source.transaction(writing=False) as old, target.transaction(writing=True) as new:
        done = 0
        for name in RECORD_TYPES:
            new.run(new.schema.records[name].delete())
            for count in _copy_records(old, new, name):
                done += count
                watched.step(done, total, RECORD_TYPES[name].LABEL)
        for pick in ("code_item", "setting", "step"):
            _copy_table(old, new, pick)
        _copy_log(old, new)
        derive_all(new)
    return done


def _demand_empty(target: SqlStore) -> None:
    for name, kind in RECORD_TYPES.items():
        if name != "district" and target.count(kind):
            raise InputError("要复制到的地方已经有数据，请换一个空的文件或数据库。")


def _copy_records(old: Transaction, new: Transaction, name: str) -> Iterator[int]:
    """Copy the records of one type with their revisions; geometry and dates change their stored form on the way."""
    kind = RECORD_TYPES[name]
    form, target = old.forms.of(kind), new.forms.of(kind)
    table = old.schema.records[name]
    for rows in _blocks(old, table, form.columns, "id"):
        new.insert(new.schema.records[name], target.columns, target.rows(form.records(kind, rows)))
        yield len(rows)


def _copy_table(old: Transaction, new: Transaction, name: str) -> None:
    """Copy a table of the program whose values look the same in both databases."""
    table, target = old.schema.metadata.tables[name], new.schema.metadata.tables[name]
    columns = [c.name for c in target.columns if c.name != "fid"]
    new.run(target.delete())
    rows = old.rows(select(*(table.c[c] for c in columns)))
    flags = [i for i, c in enumerate(columns) if c in {"undone", "active"}]
    new.insert(target, columns, [_with_flags(row, flags) for row in rows])


def _with_flags(row: Sequence[Any], flags: Sequence[int]) -> tuple[Any, ...]:
    """Give flags their Python form, which both databases take."""
    return tuple(bool(v) if i in flags else v for i, v in enumerate(row))


def _copy_log(old: Transaction, new: Transaction) -> None:
    """Copy the change log and let new entries be numbered after its last one."""
    table, target = old.schema.change_log, new.schema.change_log
    columns = [c.name for c in target.columns]
    new.run(target.delete())
    for rows in _blocks(old, table, columns, "seq"):
        new.insert(target, columns, [tuple(row) for row in rows])
    new.number_from(int(new.value(select(func.max(target.c.seq))) or 0))


def _blocks(work: Transaction, table: Table, columns: Sequence[str], key: str) -> Iterator[Sequence[Any]]:
    """Yield rows in blocks, in the order of a key."""
    position = list(columns).index(key)
    query = select(*(table.c[c] for c in columns)).order_by(table.c[key]).limit(_BLOCK)
    rows = work.rows(query)
    while rows:
        yield rows
        rows = work.rows(query.where(table.c[key] > rows[-1][position]))
