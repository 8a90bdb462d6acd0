# SPDX-License-Identifier: MIT
"""The list of what a check found, with filters that say how many there are of each kind."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shapely.geometry.base import BaseGeometry

from gridmgr.map.view import Box
from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.checking import RULE_TITLES, CheckReport
from gridmgr.ui.cards import Tone
from gridmgr.ui.icons import icon, set_icon
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.tree import TONE, ToneDelegate
from gridmgr.ui.wording import SEVERITIES

HEADINGS = ["级别", "规则", "社区", "问题"]
MESSAGE = 3
TONE_OF = {Severity.ERROR: Tone.MISSING, Severity.WARNING: Tone.ABOVE, Severity.INFO: Tone.MUTED}
SIGNS = {Severity.ERROR: "alert-circle", Severity.WARNING: "alert-triangle", Severity.INFO: "info-circle"}
NOTHING_YET = "还没有检查这个方案。检查会按规则核对户数、边界、楼幢归格和五员到岗，问题列在这里。"
STALE = "方案已改动或换了方案，下面是上一次检查的结果。按 F9 重新检查。"
ROOM_M = 40.0
PLACE = Qt.ItemDataRole.UserRole


class FindingsPanel(QWidget):
    """The findings, gravest first, under a line with the figures of the check and three filters."""

    shown = Signal(object)
    """A person asked to see the place of a Finding."""
    check_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.summary = label(NOTHING_YET)
        self.summary.setObjectName("findings_summary")
        self.stale = label(STALE, tone=Tone.ABOVE.value)
        self.stale.setObjectName("findings_stale")
        self.stale.hide()
        self._severity = self._filter("findings_severity", "级别")
        self._rule = self._filter("findings_rule", "规则")
        self._community = self._filter("findings_community", "社区")
        self.check = self._button("检查", "findings_check", "checklist", self.check_wanted)
        self.check.setToolTip("按规则检查正在显示的方案（F9）")
        self.copy = self._button("复制", "findings_copy", "copy")
        self.copy.setToolTip("复制选中的问题，没有选中就复制列出的全部（Ctrl+C）")
        self.copy.clicked.connect(self.copy_shown)
        self.export = self._button("导出…", "findings_export", "file-spreadsheet", self.export_wanted)
        self.export.setToolTip("把列出的问题导出为 Excel 表格")
        self.list = self._made_list()
        self._lay_out()
        self._report: CheckReport | None = None
        self._findings: Sequence[Finding] = ()
        self._refresh_buttons()

    @property
    def filtered(self) -> list[Finding]:
        """The findings that are listed at present, in their order."""
        severity, rule, place = (box.currentData() for box in (self._severity, self._rule, self._community))
        return [
            f
            for f in self._findings
            if (not severity or f.severity == severity)
            and (not rule or f.rule == rule)
            and (not place or self.community_of(f) == place)
        ]

    def community_of(self, finding: Finding) -> str:
        """Return the name of the community of a finding, empty where it concerns the whole district."""
        return self._report.communities.get(finding.record_id, "") if self._report else ""

    def show_report(self, report: CheckReport) -> None:
        """Show what a check found."""
        order = list(Severity)
        self._report = report
        self._findings = sorted(report.findings, key=lambda f: (order.index(f.severity), f.rule))
        self.summary.setText(summary_text(report))
        self.stale.hide()
        self._offer(self._severity, "全部级别", [(f.severity.value, SEVERITIES[f.severity]) for f in self._findings])
        self._offer(self._rule, "全部规则", [(f.rule, rule_text(f.rule)) for f in self._findings])
        places = [self.community_of(f) for f in self._findings]
        self._offer(self._community, "全部社区", [(name, name) for name in sorted(places) if name])
        self._fill()

    def say_stale(self) -> None:
        """Say that the plan has changed since; what was found stays in the list."""
        self.stale.setVisible(self._report is not None)

    def forget(self) -> None:
        """Show that nothing was checked yet."""
        self._report, self._findings = None, ()
        self.summary.setText(NOTHING_YET)
        self.stale.hide()
        for box in (self._severity, self._rule, self._community):
            with QSignalBlocker(box):
                box.clear()
        self._fill()

    def copy_shown(self) -> None:
        """Copy the chosen findings, or all that are listed, as lines that a spreadsheet takes."""
        everything = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        chosen = self.list.selectedItems() or [item for item in everything if item is not None]
        lines = ["\t".join(item.text(column) for column in range(len(HEADINGS))) for item in chosen]
        QGuiApplication.clipboard().setText("\n".join(["\t".join(HEADINGS), *lines]))

    def _filter(self, name: str, title: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.currentIndexChanged.connect(self._fill)
        return box

    def _button(self, text: str, name: str, picture: str, wanted: SignalInstance | None = None) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        set_icon(button, picture)
        if wanted is not None:
            button.clicked.connect(wanted)
        return button

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("findings_list")
        made.setAccessibleName("检查结果")
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        made.setHeaderLabels(HEADINGS)
        made.setItemDelegateForColumn(0, ToneDelegate(made))
        for column in range(MESSAGE):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        made.itemActivated.connect(self._on_activated)
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), made)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy_shown)
        return made

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setContentsMargins(10, 4, 10, 0)
        words.setSpacing(2)
        words.addWidget(self.summary)
        words.addWidget(self.stale)
        filters = QHBoxLayout()
        filters.setContentsMargins(10, 4, 10, 4)
        filters.setSpacing(6)
        for box in (self._severity, self._rule, self._community):
            filters.addWidget(box)
        filters.addStretch(1)
        for button in (self.check, self.copy, self.export):
            filters.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(words)
        column.addLayout(filters)
        column.addWidget(self.list, 1)

    def _offer(self, box: QComboBox, everything: str, values: Sequence[tuple[str, str]]) -> None:
        """Offer each value once with its count; a choice that is still possible stays."""
        kept = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            box.addItem(f"{everything}（{len(self._findings)}）", "")
            for (value, text), count in Counter(values).items():
                box.addItem(f"{text}（{count}）", value)
            box.setCurrentIndex(max(box.findData(kept), 0))

    def _fill(self, *_index: object) -> None:
        listed = self.filtered
        place = {id(finding): number for number, finding in enumerate(self._findings)}
        self.list.clear()
        for finding in listed:
            texts = [SEVERITIES[finding.severity], rule_text(finding.rule), self.community_of(finding), finding.message]
            item = QTreeWidgetItem(self.list, texts)
            item.setIcon(0, icon(SIGNS[finding.severity]))
            item.setData(0, TONE, TONE_OF[finding.severity])
            item.setData(0, PLACE, place[id(finding)])
            item.setToolTip(MESSAGE, f"{finding.message}\n双击或按回车查看。")
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        has_rows = self.list.topLevelItemCount() > 0
        self.copy.setEnabled(has_rows)
        self.export.setEnabled(has_rows)
        for box in (self._severity, self._rule, self._community):
            box.setVisible(bool(self._findings))

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        self.shown.emit(self._findings[item.data(0, PLACE)])


def rule_text(rule: str) -> str:
    """Name a rule by its number and what it asks for."""
    return f"{rule} {RULE_TITLES.get(rule, '')}".rstrip()


def summary_text(report: CheckReport) -> str:
    """Say a check in figures."""
    s = report.summary
    template = (
        "方案“{plan}”：{grids} 个网格，达标 {inside}，不足 {below}，超出 {above}；未归格 {unassigned:,} 户，"
        "空隙 {gaps:.2f}、重叠 {overlaps:.2f} 平方米。{end}"
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
        end="" if report.findings else "没有发现问题。",
    )


def counts_text(findings: Sequence[Finding]) -> str:
    """Say briefly how many findings there are of each level."""
    counts = [(SEVERITIES[s], sum(f.severity is s for f in findings)) for s in Severity]
    return "，".join(f"{name} {count}" for name, count in counts if count) or "没有问题"


def surroundings(place: BaseGeometry) -> Box:
    """Return the bounds of a place with some ground round it, in metres."""
    west, south, east, north = place.bounds
    return west - ROOM_M, south - ROOM_M, east + ROOM_M, north + ROOM_M
