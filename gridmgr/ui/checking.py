# SPDX-License-Identifier: MIT
"""Checking the plan, showing what was found, and leading to it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gridmgr.data.targets import Column, whole_file, write_table
from gridmgr.map.view import ViewState
from gridmgr.model.findings import Finding
from gridmgr.operations.checking import CheckReport
from gridmgr.ui.features import Feature
from gridmgr.ui.finding_words import counts_text, level_text, rule_text, surroundings
from gridmgr.ui.findings import FindingsPanel
from gridmgr.ui.live_check import LiveCheck
from gridmgr.ui.overview import Overview

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

BELOW = Qt.DockWidgetArea.BottomDockWidgetArea
ON_THE_MAP = frozenset({"grid", "building"})
LISTED = {"V-11": {"building_id": ""}, "V-14": {"households_source": "estimate"}, "G-06": {"community": ""}}
"""What a finding about many records lists, by rule."""
SPLIT_ESTATE = "G-13"
NOTHING_OF = {SPLIT_ESTATE: "没有被分开的小区：要保持完整的小区都在一个网格里。"}
"""What is said where a rule has found nothing."""


class Checking(Feature):
    """Keeps the findings of the plan that is shown true, and leads to them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._findings: Sequence[Finding] | None = None
        self._is_stale = False
        self._plan: tuple[object, str] = None, ""
        self._wanted = ""
        """The rule whose findings are to be listed alone once the plan is checked."""
        self.live = LiveCheck(self)
        self.live.checked.connect(self._on_checked)
        self.live.lost.connect(self._on_lost)
        self.findings = FindingsPanel(window)
        self.findings_dock = window.panels.add("检查结果", "findings_dock", self.findings, BELOW, {"check"})
        beside = Qt.DockWidgetArea.RightDockWidgetArea
        self.detail_dock = window.panels.add(
            "处理", "finding_dock", self.findings.detail, beside, {"check"}, on_top=True
        )
        self.findings.clicked.connect(self.detail_dock.show)
        self.findings.shown.connect(self.show_finding)
        self.findings.check_wanted.connect(lambda: window.menus.actions["plan.check"].trigger())
        self.findings.export_wanted.connect(self.export)
        window.inspector.finding_wanted.connect(self.show_finding)
        window.status.findings_wanted.connect(self.show_or_check)
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(self._on_overview)
        window.records_touched.connect(self.live.hear)
        window.closing.connect(lambda: self.live.follow(None, ""))

    def show_report(self, report: CheckReport) -> None:
        """Show what a check found that a person asked for."""
        self.live.take(report)
        self._on_checked(report)
        self._raise()

    def show_or_check(self) -> None:
        """Show the findings; a plan that has not been checked yet is checked first."""
        if self._findings is None or self._is_stale:
            self.window.menus.actions["plan.check"].trigger()
        else:
            self._raise()

    def show_rule(self, rule: str) -> None:
        """List the findings of one rule alone; a plan that has not been checked yet is checked first."""
        self._wanted = rule
        self.window.workspaces.show("check")
        self.show_or_check()
        if self._findings is not None and not self._is_stale:
            self._list_wanted()

    def show_finding(self, finding: Finding) -> None:
        """Choose the record of a finding and bring its place into view; records off the map open in their list."""
        window = self.window
        if finding.record_type == "community":
            window.show_community(finding.record_id)
        elif finding.record_type in ON_THE_MAP and finding.record_id:
            window.show_record(finding.record_type, finding.record_id)
        elif finding.rule == SPLIT_ESTATE:
            window.show_record("grid", finding.others[0])
        elif finding.record_id:
            window.record_wanted.emit(finding.record_type, finding.record_id)
        elif finding.rule in LISTED:
            window.records_wanted.emit(finding.record_type, dict(LISTED[finding.rule]))
        if finding.place is not None:
            box = surroundings(finding.place)
            window.canvas.set_view(ViewState.fit(box, window.canvas.width(), window.canvas.height()))

    def export(self) -> None:
        """Ask where to, and write the findings that are listed as a workbook."""
        window = self.window
        suggested = Path(window.memory.folder) / "检查结果.xlsx"
        name, _ = QFileDialog.getSaveFileName(window, "导出检查结果", str(suggested), "Excel 表格 (*.xlsx)")
        if not name:
            return
        path = Path(name).with_suffix(".xlsx")
        try:
            self._write(path)
        except OSError as error:
            window.message.tell(error)
            return
        window.memory.folder = str(path.parent)
        window.message.say(f"已导出 {len(self.findings.filtered)} 个问题到“{path}”。")

    def _write(self, path: Path) -> None:
        listed = self.findings.filtered
        columns = [
            Column("级别", [level_text(f) for f in listed]),
            Column("规则", [rule_text(f.rule) for f in listed]),
            Column("社区", [self.findings.community_of(f) for f in listed]),
            Column("问题", [f.message for f in listed]),
            Column("认可理由", [f.accepted for f in listed]),
        ]
        with whole_file(path) as place:
            write_table(place, "检查结果", columns)

    def _on_document(self, _document: object) -> None:
        self._plan = None, ""
        self.findings.forget()
        self._findings = None
        self.live.follow(None, "")

    def _on_overview(self, overview: Overview) -> None:
        """Another plan is checked as a whole; the same one goes on being followed."""
        plan = self.window.document, overview.plan_id
        if plan != self._plan:
            self._plan = plan
            self.live.follow(self.window.document, overview.plan.name if overview.plan else "")

    def _on_checked(self, report: CheckReport) -> None:
        self.findings.show_report(report)
        self._findings, self._is_stale = report.findings, False
        self._tell()
        if self._wanted:
            self._list_wanted()

    def _on_lost(self) -> None:
        """What was found no longer holds: it stays in the list and is said to be out of date."""
        self._is_stale = self._findings is not None
        if self._is_stale:
            self.findings.say_stale()
        self._tell()

    def _tell(self) -> None:
        self.window.inspector.show_findings(self._findings, self._is_stale)
        if self._findings is None:
            self.window.status.show_check(None)
        else:
            self.window.status.show_check("需重新检查" if self._is_stale else counts_text(self._findings))

    def _list_wanted(self) -> None:
        rule, self._wanted = self._wanted, ""
        if not self.findings.list_rule(rule):
            self.window.message.say(NOTHING_OF.get(rule, "没有这一类问题。"))

    def _raise(self) -> None:
        self.findings_dock.show()
        self.findings_dock.raise_()


def show_split_estates(window: "MainWindow") -> None:
    """List the compounds (小区) that lie in more than one grid, with what can be done about each."""
    window.feature(Checking).show_rule(SPLIT_ESTATE)
