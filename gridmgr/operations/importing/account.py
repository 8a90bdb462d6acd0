# SPDX-License-Identifier: MIT
"""The account of a worked-out import as people read it: problems row by row, and what would change."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gridmgr.data.sources import SourceRow
from gridmgr.data.store import Store
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.cells import Cell, cell_text
from gridmgr.model.changes import Change
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field, Kind
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.masks import masked, masked_cell
from gridmgr.model.records import Record, fields_of
from gridmgr.operations.importing.columns import ColumnMap, related_fields
from gridmgr.operations.importing.importer import Prepared
from gridmgr.operations.importing.options import ImportOptions
from gridmgr.operations.importing.reading import chosen_layer, opened_as
from gridmgr.operations.importing.reporting import field_label

MOST_PROBLEMS = 5000
"""Lines of the list; the figures and the returned table are always whole."""

MOST_CHANGES = 2000
_TITLES = ("name", "title", "code", "number", "household_no", "head_name", "doc_no", "address")
_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One thing to say about one row."""

    row: int | None
    severity: Severity
    field: str
    """Label of the field."""
    value: str
    """What stands in the file, masked where it is sensitive."""
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One field of one stored record that would change."""

    title: str
    """The record, masked where its name is sensitive."""
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Account:
    """What an import would do."""

    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    mended: int
    beside: int
    """Further records that come with it: a plan, a community, appointments."""
    problems: Sequence[ProblemRow]
    left_out: int
    """Problems beyond those that are listed."""
    changes: Sequence[ChangedValue]
    new_ids: tuple[str, ...]

    def count(self, severity: Severity) -> int:
        """Return how many listed problems are of a severity."""
        return sum(problem.severity is severity for problem in self.problems)


def account(store: Store, path: Path, prepared: Prepared) -> Account:
    """Return the account of a worked-out import; the file is read once more for the values of rows with problems."""
    report, kind = prepared.report, prepared.options.record_type
    own = [change for change in report.changes.changes if change.record_type == kind.TYPE]
    new = [change for change in own if change.before is None]
    said = sorted(report.findings, key=lambda f: (_ORDER.index(f.severity), f.row or 0))[:MOST_PROBLEMS]
    rows = source_rows(path, prepared.options, {f.row for f in said if f.row is not None})
    lists = store.code_lists()
    changed = (values for change in own if change.before is not None for values in _changed_values(change, lists))
    return Account(
        read=report.read,
        added=len(new),
        changed=len(own) - len(new),
        unchanged=report.unchanged,
        refused=report.refused,
        mended=report.mended,
        beside=len(report.changes.changes) - len(own),
        problems=tuple(_problem(finding, prepared.batch.columns, rows) for finding in said),
        left_out=len(report.findings) - len(said),
        changes=tuple(islice(changed, MOST_CHANGES)),
        new_ids=tuple(change.id for change in new),
    )


def source_rows(path: Path, options: ImportOptions, wanted: Collection[int]) -> Mapping[int, SourceRow]:
    """Return the rows of a file with these numbers, read as the options say."""
    if not wanted:
        return {}
    with opened_as(path, options) as source:
        layer = chosen_layer(source, options.record_type)
        last = max(wanted)
        found = {}
        for row in source.read(layer.name):
            if row.number in wanted:
                found[row.number] = row
            if row.number >= last:
                break
        return found


def _problem(finding: Finding, columns: ColumnMap, rows: Mapping[int, SourceRow]) -> ProblemRow:
    """Return a finding with the cell that it is about."""
    field = known_field(finding.record_type, finding.field)
    column = {**columns.related, **columns.fields}.get(finding.field, "")
    row = rows.get(finding.row) if finding.row is not None else None
    cell = row.values.get(column) if row is not None and column else None
    return ProblemRow(finding.row, finding.severity, field_label(finding), shown_cell(field, cell), finding.message)


def known_field(record_type: str, name: str) -> Field | None:
    """Return the field of a record type, or the related one, with that name."""
    kind = RECORD_TYPES.get(record_type)
    return {**related_fields(record_type), **fields_of(kind)}.get(name) if kind else None


def shown_cell(field: Field | None, cell: Cell) -> str:
    """Return a cell as it may be shown on screen: masked where its field is sensitive or not known."""
    text = cell_text(cell).strip()
    return masked_cell(field, text) if field is not None and text else ""


def _changed_values(change: Change, lists: Mapping[str, CodeList]) -> Iterator[ChangedValue]:
    """Yield the fields of a record that would change."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    title = _title(after)
    for name, field in fields_of(type(after)).items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new or field.derived or field.system:
            continue
        if field.kind is Kind.SHAPE:
            yield ChangedValue(title, field.label, "原来的图形" if old is not None else "没有", "新的图形")
        elif field.kind is Kind.EXTRA:
            yield ChangedValue(title, field.label, f"{len(old)} 栏", f"{len(new)} 栏")
        else:
            yield ChangedValue(title, field.label, masked(field, old, lists), masked(field, new, lists))


def _title(record: Record) -> str:
    """Name a record, masked where its name is sensitive."""
    known = fields_of(type(record))
    for name in _TITLES:
        if name in known and (value := getattr(record, name)):
            return masked(known[name], value)
    return record.LABEL
