# SPDX-License-Identifier: MIT
"""Checking the plan and showing what was found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gridmgr.map.view import ViewState
from gridmgr.model.findings import Finding
from gridmgr.operations.checking import CheckReport
from gridmgr.ui.features import Feature
from gridmgr.ui.findings import FindingsPanel, counts_text, surroundings

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

BELOW = Qt.DockWidgetArea.BottomDockWidgetArea


class Checking(Feature):
    """Keeps the findings of the last check for as long as they hold."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._is_checked = False
        self.findings = FindingsPanel(window)
        self.findings_dock = window.panels.add("检查结果", "findings_dock", self.findings, BELOW, {"check"})
        self.findings.shown.connect(self.show_finding)
        window.inspector.finding_wanted.connect(self.show_finding)
        window.status.findings_wanted.connect(self.show_or_check)
        window.document_changed.connect(self._on_document)
        window.plan_left.connect(self.forget)

    def show_report(self, report: CheckReport) -> None:
        """Show what a check found."""
        self.findings.show_report(report)
        self._take(report.findings)
        self._raise()

    def show_or_check(self) -> None:
        """Show the findings; a plan that has not been checked as it is, is checked first."""
        if self._is_checked:
            self._raise()
        else:
            self.window.menus.actions["plan.check"].trigger()

    def show_finding(self, finding: Finding) -> None:
        """Bring the place of a finding into view and choose its record."""
        window = self.window
        if finding.record_type == "community":
            window.show_community(finding.record_id)
        elif finding.record_type in {"grid", "building"}:
            window.selection.choose(finding.record_type, finding.record_id)
            window.canvas.show_record(finding.record_type, finding.record_id)
        if finding.place is not None:
            box = surroundings(finding.place)
            window.canvas.set_view(ViewState.fit(box, window.canvas.width(), window.canvas.height()))

    def forget(self) -> None:
        """What was checked is no longer what is there."""
        self._take(None)
        self.findings_dock.hide()

    def _on_document(self, _document: object) -> None:
        self._take(None)

    def _take(self, findings: Sequence[Finding] | None) -> None:
        self._is_checked = findings is not None
        self.window.inspector.show_findings(findings)
        self.window.status.show_check(None if findings is None else counts_text(findings))

    def _raise(self) -> None:
        self.findings_dock.show()
        self.findings_dock.raise_()
