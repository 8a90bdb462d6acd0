# SPDX-License-Identifier: MIT
"""From "field equals value" to a condition that either database answers from its indexes."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, and_, or_, true

from gridmgr.data.queries import Value, Wanted
from gridmgr.data.transaction import Transaction
from gridmgr.model.fields import Kind
from gridmgr.model.records import Record, fields_of


def condition(work: Transaction, kind: type[Record], equals: Mapping[str, Wanted]) -> ColumnElement[bool]:
    """Return the condition that all named fields equal what is wanted. Raises KeyError for an unknown field."""
    table = work.schema.of(kind)
    parts = []
    for name, wanted in equals.items():
        one = isinstance(wanted, str) or not isinstance(wanted, Collection)
        values: list[Value] = [cast(Value, wanted)] if one else list(cast(Collection[Value], wanted))
        parts.append(_one_of(work, kind, table.c[name], values))
    return and_(true(), *parts)


def _one_of(work: Transaction, kind: type[Record], column: Column[Any], values: list[Value]) -> ColumnElement[bool]:
    """Return that a column holds one of the values; an empty text and nothing at all are the same."""
    form = work.forms.of(kind)
    known = [form.stored(v) for v in values if v is not None and v != ""]
    empty = len(known) < len(values)
    found = column == known[0] if len(known) == 1 else work.among(column, known)
    if not empty:
        return found
    nothing: ColumnElement[bool] = column.is_(None)
    if _is_text(kind, column.name):
        nothing = or_(nothing, column == "")
    return or_(found, nothing) if known else nothing


def _is_text(kind: type[Record], name: str) -> bool:
    return name == "id" or fields_of(kind)[name].kind in {Kind.TEXT, Kind.CODE}
