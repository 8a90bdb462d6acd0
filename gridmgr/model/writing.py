# SPDX-License-Identifier: MIT
"""The value of a field as people read it; the way back is `gridmgr.model.parsing`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gridmgr.model.cells import cell_text
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field, Kind


def written(field: Field, value: Any, code_lists: Mapping[str, CodeList]) -> str:
    """Return a value as text: labels for codes, 是 or 否, 1984-08-27; "" for nothing.

    Any: a value of the field's own type. Geometry and added columns are not written out.
    """
    if value is None or field.kind in (Kind.SHAPE, Kind.EXTRA):
        return ""
    match field.kind:
        case Kind.CODE:
            return _label(field, value, code_lists)
        case Kind.CODES:
            return "、".join(_label(field, code, code_lists) for code in value)
        case Kind.TEXTS:
            return "、".join(value)
        case Kind.DATE:
            return value.isoformat() if isinstance(value, date) else str(value)
    return cell_text(value)


def _label(field: Field, code: str, code_lists: Mapping[str, CodeList]) -> str:
    """Return the label of a code; the code itself where its list is not known."""
    known = code_lists.get(field.code_list)
    return known.label(code) if known and code else code
