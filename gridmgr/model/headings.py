# SPDX-License-Identifier: MIT
"""Column headings of foreign tables and the fields they mean."""

import re
from collections.abc import Iterable, Mapping

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.folding import fold_label
from gridmgr.model.records import Record, fields_to_fill


def heading_keys(heading: str) -> tuple[str, ...]:
    """Return the forms in which a heading is looked up, the most exact first.

    A heading such as "*基本信息/建筑面积(㎡)" is tried whole, then without its brackets, then by its last part.
    """
    last = re.split(r"[/\\]", heading)[-1]
    forms = (heading, _without_brackets(heading), last, _without_brackets(last))
    return tuple(dict.fromkeys(key for form in forms if (key := fold_label(form).strip("+-."))))


def _without_brackets(heading: str) -> str:
    return re.sub(r"[(\uff08\[【].*?[)\uff09\]】]", "", heading)


def known_headings(kinds: Iterable[type[Record]] = ()) -> frozenset[str]:
    """Return the folded headings of all fields of some record types (of all where none is named)."""
    chosen = tuple(kinds) or tuple(RECORD_TYPES.values())
    return frozenset(
        fold_label(h) for kind in chosen for field in fields_to_fill(kind).values() for h in field.headings
    )


def is_known(heading: str, known: frozenset[str]) -> bool:
    """Tell whether a heading is one of the known ones."""
    return any(key in known for key in heading_keys(heading))


def fields_by_heading(kind: type[Record]) -> Mapping[str, str]:
    """Return the field that each folded heading of a record type means; the first declared field wins."""
    found: dict[str, str] = {}
    declared = fields_to_fill(kind).items()
    for pick in (lambda f: (f.label, f.name), lambda f: f.headings):
        for name, field in declared:
            for heading in pick(field):
                found.setdefault(fold_label(heading), name)
    return found
