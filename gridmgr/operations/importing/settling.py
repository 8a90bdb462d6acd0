# SPDX-License-Identifier: MIT
"""From drafts to records: new ones, changed ones, and rows that say nothing new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.changes import Change, added, changed
from gridmgr.model.codelists import CodeList
from gridmgr.model.findings import Finding, Severity
from gridmgr.model.ids import Ids
from gridmgr.model.records import Record, fields_of
from gridmgr.model.validation import completed, problems
from gridmgr.operations.importing.drafts import Draft
from gridmgr.operations.importing.matching import Matcher
from gridmgr.operations.importing.reading import required_blanks
from gridmgr.operations.importing.report import Ledger
from gridmgr.operations.initials import name_initials

FROM_TABLE = "3"
"""Code of the list `data_origin` for what was imported."""

_NEEDS_GEOMETRY = frozenset({"barrier", "grid"})
"""Records that are nothing without their shape."""

_TELLING = {
    "building": ("code", "name", "number", "address", "house_number"),
    "household": ("household_no", "building_id", "room_no", "address", "head_name"),
}
"""Fields of which one must be filled for a record without geometry to mean anything."""


@dataclass
class Outcome:
    """What became of a row (or of several that went into one record)."""

    draft: Draft
    before: Record | None
    after: Record
    repeats: bool = False
    """An earlier row of the file says the same."""
    beside: list[Change] = field(default_factory=list)
    """Further changes that the row asks for."""

    @property
    def changes(self) -> list[Change]:
        """Return the changes that store the row; none where it says nothing new."""
        if self.before is None:
            return [added(self.after), *self.beside]
        return [*([] if self.before == self.after else [changed(self.before, self.after)]), *self.beside]


@dataclass(frozen=True, slots=True)
class Settler:
    """Matches drafts with stored records and checks what comes of them."""

    kind: type[Record]
    code_lists: Mapping[str, CodeList]
    today: date
    ids: Ids
    ledger: Ledger

    def outcomes(self, drafts: Sequence[Draft], stored: Iterable[Record]) -> list[Outcome]:
        """Return what becomes of each draft that is not refused; refusals and warnings go into the ledger."""
        matcher = Matcher(stored)
        results = []
        for draft in drafts:
            if self.ledger.refused.isdisjoint(draft.rows):
                outcome = self._outcome(draft, matcher)
                if outcome is not None:
                    results.append(outcome)
            else:
                self.ledger.refused.update(draft.rows)
        return results

    def _outcome(self, draft: Draft, matcher: Matcher) -> Outcome | None:
        """Settle one draft; None where it is refused or only repeats an earlier row."""
        candidate, notes = completed(self._candidate(draft), self.today)
        known = matcher.find(candidate)
        after = candidate if known is None else self._merged(known, draft, candidate)
        if known is None and not self._enough(after, draft):
            return None
        if not self._sound(after, draft):
            return None
        for note in notes:
            self.ledger.note(draft.row, note, "doc_no", "V-01")
        if known is not None and (first := matcher.row_of(known.id)) is not None:
            return self._repeated(draft, known, after, first)
        matcher.learn(after, draft.row)
        return Outcome(draft, known, after)

    def _repeated(self, draft: Draft, known: Record, after: Record, first: int) -> Outcome | None:
        """Judge a row about a record that an earlier row of the file was about already."""
        if after == known:
            self.ledger.note(draft.row, f"与第 {first} 行说的是同一条记录，内容相同，没有重复保存。")
            return Outcome(draft, known, known, repeats=True)
        for row in draft.rows:
            text = f"与第 {first} 行说的是同一条记录，内容不同，请核对后保留一行。"
            self.ledger.refuse(row, text)
        return None

    def _candidate(self, draft: Draft) -> Record:
        """Return the record as the row alone tells it."""
        known = fields_of(self.kind)
        more: dict[str, Any] = {}  # Any: each value of its field's type
        if "extra" in known and draft.extra:
            more["extra"] = draft.extra
        if "source_key" in known:
            more["source_key"] = draft.source_key
        if "origin" in known:
            more["origin"] = FROM_TABLE
        if "initials" in known:
            more["initials"] = name_initials(draft.values.get("name", ""))
        if "geom" in known:
            more["geom"] = draft.geometry
        return self.kind(id=self.ids(), **{**required_blanks(self.kind), **more, **draft.guessed, **draft.values})

    def _merged(self, known: Record, draft: Draft, candidate: Any) -> Record:
        """Return the known record with what the row says; blank cells leave it alone (Any: of the same type)."""
        values = {name: value for name, value in draft.guessed.items() if not getattr(known, name)} | draft.values
        for name in ("doc_no", "gender", "birth_date"):
            if name in fields_of(self.kind) and not getattr(known, name):
                values[name] = getattr(candidate, name)
        if "initials" in fields_of(self.kind) and "name" in values:
            values["initials"] = candidate.initials
        if "doc_no" in values:
            values["doc_no"] = candidate.doc_no
        if draft.extra:
            values["extra"] = {**getattr(known, "extra", {}), **draft.extra}
        if draft.geometry is not None:
            values["geom"] = draft.geometry
        if draft.source_key and not getattr(known, "source_key", "-"):
            values["source_key"] = draft.source_key
        if _is_tied(known, values):
            values.pop("community", None)
        return replace(known, **values)

    def _enough(self, record: Record, draft: Draft) -> bool:
        """Tell whether a row says enough to become a new record."""
        has_geometry = getattr(record, "geom", None) is not None
        told = any(getattr(record, name, "") for name in _TELLING.get(self.kind.TYPE, ()))
        if self.kind.TYPE in _NEEDS_GEOMETRY and not has_geometry:
            sentence = "没有图形，也没有与已有记录对应，不能新建。"
        elif self.kind.TYPE in _TELLING and not has_geometry and not told:
            sentence = "这一行没有能说明是哪一条记录的内容，没有导入。"
        else:
            if self.kind.TYPE == "building" and not has_geometry:
                self.ledger.warn(draft.row, "没有找到对应的楼幢，已新建，但没有位置。", "geom")
            return True
        for row in draft.rows:
            self.ledger.refuse(row, sentence, "geom" if self.kind.TYPE in _NEEDS_GEOMETRY else "")
        return False

    def _sound(self, record: Record, draft: Draft) -> bool:
        """Check a record by itself; its warnings are told, its errors refuse the row."""
        found = problems(record, self.code_lists, self.today)
        for finding in found:
            self._tell(finding, draft)
        return all(finding.severity is not Severity.ERROR for finding in found)

    def _tell(self, finding: Finding, draft: Draft) -> None:
        if finding.severity is not Severity.ERROR:
            self.ledger.warn(draft.row, finding.message, finding.field, finding.rule)
            return
        for row in draft.rows:
            self.ledger.refuse(row, finding.message, finding.field, finding.rule)


def _is_tied(known: Record, values: Mapping[str, Any]) -> bool:
    """Tell whether a record keeps a link that only holds within its community (Any: each value of its field's type)."""
    firm = (
        name for name, field_ in fields_of(type(known)).items() if field_.firm and not RECORD_TYPES[field_.to].SHARED
    )
    return any(getattr(known, name) and name not in values for name in firm)
