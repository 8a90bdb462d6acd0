# SPDX-License-Identifier: MIT
"""Sensitive values as they are shown by default: enough to recognise a record, not enough to use it."""

import re
from collections.abc import Mapping
from typing import Any

from gridmgr.model.checks import phone_number
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field, Kind
from gridmgr.model.writing import written

_NAMES = frozenset({"name", "former_name", "head_name", "manager", "initials"})
_NAMED_PLACE = re.compile(r".*?(?:幢|栋|号楼|座)|[^-－\s]+")
_NO_LISTS: Mapping[str, CodeList] = {}


def masked(field: Field, value: Any, code_lists: Mapping[str, CodeList] = _NO_LISTS) -> str:
    """Return a value as text, masked where the field is sensitive (L3 and above).

    ID 350402********001X, phone 138****5678, name 张*三 or 张*; an address ends at its building, a day at its year, a
    code is hidden. Any: a value of the field's own type.
    """
    text = written(field, value, code_lists)
    if not field.sensitive or not text:
        return text
    if field.kind is Kind.DATE:
        return f"{text[:4]}年"
    if field.kind in (Kind.CODE, Kind.CODES, Kind.FLAG, Kind.LINK):
        return "***"
    if field.check is phone_number:
        return "、".join(_masked_phone(part) for part in text.split("、"))
    if field.name in _NAMES:
        return masked_name(text)
    return _masked_address(text) if "address" in field.name else masked_number(text)


def masked_cell(field: Field, text: str) -> str:
    """Return a cell of a foreign table, masked for its field: the building or estate it names may be read, a door not.

    Without the building nobody could tell which one was not found.
    """
    if field.kind is Kind.LINK and field.to in ("building", "estate"):
        named = _NAMED_PLACE.match(text)
        kept = named[0] if named else ""
        return kept if kept == text else f"{kept}***"
    return masked(field, text)


def masked_number(text: str) -> str:
    """Mask a document or household number: the division and the last four characters stay."""
    if len(text) >= 15:
        return text[:6] + "*" * (len(text) - 10) + text[-4:]
    kept = len(text) // 4
    return text[:kept] + "*" * (len(text) - 2 * kept) + text[len(text) - kept :]


def masked_name(text: str) -> str:
    """Mask a name: the first character stays, and the last of three or more."""
    return text[0] + "*" * (len(text) - 2) + text[-1] if len(text) > 2 else text[0] + "*" * (len(text) - 1)


def _masked_phone(text: str) -> str:
    """Mask the four characters before the last four."""
    return text[:-8] + "****" + text[-4:] if len(text) >= 8 else "*" * len(text)


def _masked_address(text: str) -> str:
    """Cut an address behind its building, or after the first third where no building is named."""
    match = re.match(r".*?(?:幢|栋|号楼|座)", text)
    return (match[0] if match else text[: len(text) // 3]) + "***"
