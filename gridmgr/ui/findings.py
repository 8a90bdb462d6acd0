# SPDX-License-Identifier: MIT
"""The list of what a check found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from gridmgr.map.view import Box
from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.checking import CheckReport
from gridmgr.ui.cards import Tone
from gridmgr.ui.tree import TONE, ToneDelegate
from gridmgr.ui.wording import SEVERITIES

HEADINGS = ["级别", "规则", "问题"]
TONE_OF = {Severity.ERROR: Tone.MISSING, Severity.WARNING: Tone.ABOVE, Severity.INFO: Tone.MUTED}
ROOM_M = 40.0
PLACE = Qt.ItemDataRole.UserRole


class FindingsPanel(QWidget):
    """The findings, gravest first, under a line with the figures of the check."""

    shown = Signal(object)
    """A person asked to see the place of a Finding."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.summary = QLabel(self)
        self.summary.setObjectName("findings_summary")
        self.summary.setContentsMargins(10, 6, 10, 6)
        self.summary.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setObjectName("findings_list")
        self.list.setAccessibleName("检查结果")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(HEADINGS)
        self.list.setItemDelegateForColumn(0, ToneDelegate(self.list))
        for column in (0, 1):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemActivated.connect(self._on_activated)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addWidget(self.summary)
        column_layout.addWidget(self.list)
        self._findings: Sequence[Finding] = ()

    def show_report(self, report: CheckReport) -> None:
        """Show what a check found."""
        order = list(Severity)
        self._findings = sorted(report.findings, key=lambda f: (order.index(f.severity), f.rule))
        self.summary.setText(summary_text(report))
        self.list.clear()
        for number, finding in enumerate(self._findings):
            item = QTreeWidgetItem(self.list, [SEVERITIES[finding.severity], finding.rule, finding.message])
            item.setData(0, TONE, TONE_OF[finding.severity])
            item.setData(0, PLACE, number)
            item.setToolTip(2, f"{finding.message}\n双击查看位置。")

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        self.shown.emit(self._findings[item.data(0, PLACE)])


def summary_text(report: CheckReport) -> str:
    """Say a check in figures."""
    s = report.summary
    template = (
        "方案“{plan}”：{grids} 个网格，达标 {inside}，不足 {below}，超出 {above}；未归格 {unassigned:,} 户，"
        "空隙 {gaps:.2f} 平方米，重叠 {overlaps:.2f} 平方米。{end}"
    )
    return template.format(
        plan=report.plan,
        grids=s.grids,
        inside=s.in_band,
        below=s.below,
        above=s.above,
        unassigned=s.unassigned_households,
        gaps=s.gaps_m2,
        overlaps=s.overlaps_m2,
        end="双击一行查看它在哪里。" if report.findings else "没有发现问题。",
    )


def counts_text(findings: Sequence[Finding]) -> str:
    """Say briefly how many findings there are of each level."""
    counts = [(SEVERITIES[s], sum(f.severity is s for f in findings)) for s in Severity]
    return "，".join(f"{name} {count}" for name, count in counts if count) or "没有问题"


def surroundings(place: BaseGeometry) -> Box:
    """Return the bounds of a place with some ground round it, in metres."""
    west, south, east, north = place.bounds
    return west - ROOM_M, south - ROOM_M, east + ROOM_M, north + ROOM_M
