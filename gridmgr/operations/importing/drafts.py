# SPDX-License-Identifier: MIT
"""Rows of a foreign table on their way to become records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from gridmgr.data.sources import SourceRow
from gridmgr.model.cells import Cell, cell_text, is_blank
from gridmgr.model.checks import phone_number
from gridmgr.model.codelists import CodeList
from gridmgr.model.fields import Field, Kind
from gridmgr.model.findings import Severity
from gridmgr.model.folding import clean_text
from gridmgr.model.parsing import Parsed, parse
from gridmgr.model.records import Record, fields_to_fill, shape_field
from gridmgr.model.validation import field_problem
from gridmgr.operations.importing.columns import ColumnMap, related_fields
from gridmgr.operations.importing.report import Ledger

_REMEMBERED = 1000
"""Different words of a column whose reading is remembered: most columns hold few."""

_LONGEST_KEPT = 200
"""Characters of a cell that go into an office's own column."""


@dataclass
class Draft:
    """One row: what it says so far, and the record it becomes."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    """Values of fields by name (Any: each of its field's type); blank cells are left out."""
    guessed: dict[str, Any] = field(default_factory=dict)
    """Values that follow from the place or from other records; they fill gaps and never replace what is stored."""
    links: dict[str, Any] = field(default_factory=dict)
    """What was written about other records, by the name of the link or of the related field."""
    extra: dict[str, str] = field(default_factory=dict)
    """Words that no field could take, by column."""
    geometry: BaseGeometry | None = None
    identity: str = ""
    """How the maker of the layer names the feature; "" where it does not."""
    source_key: str = ""
    also: list[int] = field(default_factory=list)
    """Further rows that went into the same record."""

    @property
    def community(self) -> str:
        """Return the code of the community, "" where none is known."""
        return str(self.values.get("community") or self.guessed.get("community") or "")

    @property
    def rows(self) -> list[int]:
        """Return all rows behind this record."""
        return [self.row, *self.also]


class RowReader:
    """Reads rows of one table into drafts, and enters into the ledger what could not be read."""

    def __init__(
        self, kind: type[Record], columns: ColumnMap, code_lists: Mapping[str, CodeList], today: date, ledger: Ledger
    ) -> None:
        known = {**fields_to_fill(kind), **related_fields(kind.TYPE)}
        places = {**columns.related, **columns.fields}
        self._wanted = [(name, known[name], column) for name, column in places.items()]
        self._has_shape = shape_field(kind) is not None
        self._own = set(columns.fields)
        self._identity = columns.identity
        self._kept_columns = columns.kept
        self._keeps_extra = any(f.kind is Kind.EXTRA for f in fields_to_fill(kind).values())
        self._code_lists, self._today, self._ledger = code_lists, today, ledger
        self._read_before: dict[str, dict[str, Parsed]] = {}

    def draft(self, row: SourceRow) -> Draft:
        """Read one row; it is refused in the ledger where a cell makes it unusable."""
        draft = Draft(row.number, geometry=row.geometry)
        if row.problem:
            self._ledger.refuse(row.number, row.problem)
            return draft
        if row.note and self._has_shape:
            self._ledger.mend(row.number, row.note)
        for name, wanted, column in self._wanted:
            cell = row.values.get(column)
            if cell is None or cell == "":
                continue
            parsed = self._parsed(name, wanted, cell)
            if parsed.problem:
                refused = parsed.severity is Severity.ERROR
                kept = "" if refused else self._kept(draft, wanted, column, cell_text(cell))
                self._unusable(draft, wanted, column, parsed.problem + kept, parsed.severity)
            elif parsed.note:
                self._ledger.note(draft.row, parsed.note, name)
            if parsed.value is not None:
                self._take(draft, name, wanted, column, parsed.value)
        for column in self._kept_columns if self._keeps_extra else ():
            if words := clean_text(cell_text(row.values.get(column))):
                draft.extra[column] = words[:_LONGEST_KEPT]
        if self._identity is not None and not is_blank(row.values.get(self._identity)):
            draft.identity = clean_text(cell_text(row.values[self._identity]))
        return draft

    def _parsed(self, name: str, wanted: Field, cell: Cell) -> Parsed:
        """Read a cell, or remember how the same words in the same column were read."""
        if not isinstance(cell, str):
            return parse(wanted, cell, self._code_lists, self._today)
        known = self._read_before.setdefault(name, {})
        parsed = known.get(cell)
        if parsed is None:
            parsed = parse(wanted, cell, self._code_lists, self._today)
            if len(known) < _REMEMBERED:
                known[cell] = parsed
        return parsed

    def _take(self, draft: Draft, name: str, wanted: Field, column: str, value: Any) -> None:
        """Enter a value where it belongs (Any: of the field's type), unless its field forbids it."""
        if wanted.kind is Kind.LINK or name not in self._own:
            draft.links[name] = value
            return
        bounded = wanted.low is not None or wanted.high is not None
        if (
            bounded
            and wanted.check is not phone_number
            and (sentence := field_problem(wanted, value, self._code_lists))
        ):
            kept = self._kept(draft, wanted, column, cell_text(value))
            self._unusable(draft, wanted, column, f"{sentence}此栏留空。{kept}", Severity.WARNING)
            return
        draft.values[name] = value

    def _unusable(self, draft: Draft, wanted: Field, column: str, problem: str, severity: Severity) -> None:
        """Say what is wrong with a cell; an error makes the whole row unusable."""
        sentence = f"“{column}”列：{problem}"
        if severity is Severity.ERROR:
            self._ledger.refuse(draft.row, sentence, wanted.name)
        else:
            self._ledger.warn(draft.row, sentence, wanted.name)

    def _kept(self, draft: Draft, wanted: Field, column: str, words: str) -> str:
        """Keep what could not be read in the office's own columns, and return the sentence that says so.

        Those columns are masked as personal data (L3) are; what is more sensitive than that is not put there.
        """
        if not (self._keeps_extra and wanted.level <= 3 and words):
            return ""
        draft.extra[column] = clean_text(words)[:_LONGEST_KEPT]
        return "原文已记入自定义栏目。"


def read_drafts(rows: Iterable[SourceRow], reader: RowReader) -> list[tuple[SourceRow, Draft]]:
    """Read all rows of a layer."""
    return [(row, reader.draft(row)) for row in rows]
