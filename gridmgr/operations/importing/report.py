# SPDX-License-Identifier: MIT
"""What an import did with each row of its file."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gridmgr.data.store import Step
from gridmgr.model.changes import ChangeSet
from gridmgr.model.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The account of an import: every row read was stored, unchanged or refused."""

    read: int
    stored: int
    """Rows whose content was added or changed something."""
    mended: int
    """Rows whose geometry was mended, whatever became of them."""
    unchanged: int
    refused: int
    findings: Sequence[Finding]
    changes: ChangeSet
    step: Step | None = None
    """The journal entry; None for a dry run and where nothing changed."""

    def __post_init__(self) -> None:
        assert self.read == self.stored + self.unchanged + self.refused, "a row was lost"


@dataclass
class Ledger:
    """Collects what there is to say while rows go through; a refused row is refused once."""

    kind: str
    findings: list[Finding] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    mended: set[int] = field(default_factory=set)

    def warn(self, row: int | None, message: str, field: str = "", rule: str = "I-02") -> None:
        """Say that a person should look at something; the row goes on."""
        self._add(Severity.WARNING, row, message, field, rule)

    def note(self, row: int | None, message: str, field: str = "", rule: str = "I-03") -> None:
        """Say what was done without asking."""
        self._add(Severity.INFO, row, message, field, rule)

    def refuse(self, row: int, message: str, field: str = "", rule: str = "I-04") -> None:
        """Say why a row is not stored."""
        self.refused.add(row)
        self._add(Severity.ERROR, row, message, field, rule)

    def mend(self, row: int, message: str) -> None:
        """Say what was mended in a geometry."""
        self.mended.add(row)
        self._add(Severity.WARNING, row, message, "geom", "I-05")

    def _add(self, severity: Severity, row: int | None, message: str, field: str, rule: str) -> None:
        self.findings.append(Finding(rule, severity, self.kind, "", message, field, row))
