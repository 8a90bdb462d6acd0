# SPDX-License-Identifier: MIT
"""The mapping of columns as a person goes through it: one line for each field, and the columns that are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridmgr.data.store import Store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.fields import Field, Kind
from gridmgr.model.masks import masked_cell
from gridmgr.model.records import Record, fields_to_fill
from gridmgr.operations.importing.columns import (
    REASON,
    kept_columns,
    map_columns,
    related_fields,
    remembered_wishes,
)  # fmt: skip
from gridmgr.operations.importing.looking import LookedLayer

_UNFILLED = (Kind.SHAPE, Kind.EXTRA)


@dataclass(frozen=True, slots=True)
class Target:
    """A field of the record type that a column may fill."""

    field: Field
    column: str
    """The column that fills it; "" for none."""
    is_related: bool
    """Leads to another record rather than being a field of this one."""

    @property
    def explained(self) -> str:
        """Say in a few words what belongs here."""
        if self.field.code_list:
            return "写文字或代码都可以。"
        if self.field.digits:
            return "号码，要用文本格式。"
        return _BY_KIND.get(self.field.kind, "")


_BY_KIND: Mapping[Kind, str] = {
    Kind.DATE: "日期，如 1984-08-27。",
    Kind.WHOLE: "整数。",
    Kind.NUMBER: "数字。",
    Kind.FLAG: "是或否。",
    Kind.LINK: "名称或编码，据此关联。",
}


@dataclass(frozen=True, slots=True)
class ProposedMapping:
    """How the columns of a table would be taken for records of a kind."""

    targets: Sequence[Target]
    """Every field, those that must be filled first, then those that have a column."""
    kept: tuple[str, ...]
    """Columns whose words are kept in the office's own columns."""
    keeps: bool
    """Whether records of the kind have columns of the office's own."""
    is_remembered: bool
    """Whether a person said this for a table with the same headings before."""


def proposed_mapping(store: Store, kind: str, columns: Sequence[str]) -> ProposedMapping:
    """Return how columns fit: as said for the same headings before, else by their words."""
    record = RECORD_TYPES[kind]
    wishes = remembered_wishes(store, record, columns)
    found = map_columns(columns, record, wishes)
    taken = {**found.related, **found.fields}
    known = {name: f for name, f in fields_to_fill(record).items() if f.kind not in _UNFILLED}
    related = related_fields(kind)
    targets = [Target(f, taken.get(name, ""), is_related=False) for name, f in known.items()]
    targets += [Target(f, taken.get(name, ""), is_related=True) for name, f in related.items()]
    targets.sort(key=lambda t: (not t.field.required, not t.column))
    kept = kept_columns(store, record, columns)
    return ProposedMapping(tuple(targets), kept, has_own_columns(record), bool(wishes))


def has_own_columns(kind: type[Record]) -> bool:
    """Tell whether records of a kind may carry columns that an office added itself."""
    return any(f.kind is Kind.EXTRA for f in fields_to_fill(kind).values())


def unused_columns(columns: Sequence[str], taken: Mapping[str, str]) -> list[str]:
    """Return the columns that fill nothing; `taken` are columns by field."""
    used = set(taken.values())
    return [column for column in columns if column not in used and column != REASON]


def missing_fields(kind: str, taken: Mapping[str, str]) -> list[str]:
    """Return the labels of fields that must be filled and have no column, unless the import finds their value."""
    known = fields_to_fill(RECORD_TYPES[kind])
    return [
        f.label for name, f in known.items() if f.required and not taken.get(name) and not _comes_by_itself(kind, name)
    ]


def _comes_by_itself(kind: str, name: str) -> bool:
    """Tell whether an import finds a value for a field without a column."""
    return (kind, name) in {("grid", "code"), ("grid", "plan_id"), ("facility", "facility_type")}


def sample_text(found: LookedLayer, column: str, field: Field | None = None) -> str:
    """Return the first values of a column as they may be shown: what is sensitive comes masked."""
    texts = found.samples(column)
    if field is not None and field.sensitive:
        texts = [masked_cell(field, text) for text in texts]
    return "，".join(text if len(text) <= _SAMPLE_LENGTH else text[:_SAMPLE_LENGTH] + "…" for text in texts)


_SAMPLE_LENGTH = 24
