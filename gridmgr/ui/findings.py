# SPDX-License-Identifier: MIT
"""The list of what a check found, with filters that say how many there are of each kind."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal, SignalInstance
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

from gridmgr.model.findings import Finding, Severity
from gridmgr.operations.checking import CheckReport
from gridmgr.ui.cards import Tone
from gridmgr.ui.finding_detail import FindingDetail
from gridmgr.ui.finding_words import level, level_text, rule_text, summary_text
from gridmgr.ui.icons import icon, set_icon
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.tree import TONE, ToneDelegate

HEADINGS = ["级别", "规则", "社区", "问题"]
MESSAGE = 3
TONE_OF = {Severity.ERROR: Tone.MISSING, Severity.WARNING: Tone.ABOVE, Severity.INFO: Tone.MUTED}
SIGNS = {Severity.ERROR: "alert-circle", Severity.WARNING: "alert-triangle", Severity.INFO: "info-circle"}
NOTHING_YET = "还没有检查这个方案。检查会按规则核对户数、边界、楼幢归格和五员到岗，问题列在这里。"
STALE = "方案已改动或换了方案，下面是上一次检查的结果。按 F9 重新检查。"
FINDING = Qt.ItemDataRole.UserRole
BOX_LETTERS = 12
"""So many narrow letters of an entry are seen in a filter: 全部社区（223）."""
POPUP_PX, DETAIL_PX = 230, 220
"""The longest name of a rule, unfolded; a sentence of six lines with one button below it."""


class FindingsPanel(QWidget):
    """The findings, gravest first, under a line with the figures of the check and three filters."""

    shown = Signal(object)
    """A person asked to see the place of a Finding."""
    chosen = Signal(object)
    """Another Finding is looked at in the list, or None; told again when the plan was checked anew."""
    clicked = Signal()
    """A person clicked a finding."""
    menu_wanted = Signal(object)
    """A person asked what can be done about the chosen finding, at this place of the screen."""
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
        self.detail = FindingDetail()
        self.detail.setMinimumHeight(DETAIL_PX)
        """What can be done about the chosen finding; it has a panel of its own beside the map."""
        self.detail.place_wanted.connect(self.shown)
        self._lay_out()
        self._report: CheckReport | None = None
        self._findings: Sequence[Finding] = ()
        self._refresh_buttons()

    @property
    def current(self) -> Finding | None:
        """The finding that is looked at in the list."""
        item = self.list.currentItem()
        found = item.data(0, FINDING) if item is not None else None
        return found if isinstance(found, Finding) else None

    @property
    def filtered(self) -> list[Finding]:
        """The findings that are listed at present, in their order."""
        severity, rule, place = (box.currentData() for box in (self._severity, self._rule, self._community))
        return [
            f
            for f in self._findings
            if (not severity or level(f) == severity)
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
        known = self._findings
        self._findings = sorted(report.findings, key=lambda f: (order.index(f.severity), bool(f.accepted), f.rule))
        self.summary.setText(summary_text(report))
        self.stale.hide()
        if known == self._findings:
            return
        self._offer(self._severity, "全部级别", [(level(f), level_text(f)) for f in self._findings])
        self._offer(self._rule, "全部规则", [(f.rule, rule_text(f.rule)) for f in self._findings])
        places = [self.community_of(f) for f in self._findings]
        self._offer(self._community, "全部社区", [(name, name) for name in sorted(places) if name])
        self._fill()

    def list_rule(self, rule: str) -> bool:
        """List the findings of one rule alone and look at the first; False, and all stay listed, where there are none.

        Who looks for one rule looks for it everywhere, so the other filters are opened.
        """
        row = self._rule.findData(rule)
        for box in (self._severity, self._rule, self._community):
            with QSignalBlocker(box):
                box.setCurrentIndex(row if box is self._rule and row > 0 else 0)
        self._fill()
        first = self.list.topLevelItem(0)
        if row > 0 and first is not None:
            self.list.setCurrentItem(first)
            self.list.setFocus()
        return row > 0

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
        # A long name of a rule must not push the panel over its neighbour.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(BOX_LETTERS)
        box.view().setMinimumWidth(POPUP_PX)
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
        made.currentItemChanged.connect(lambda *_items: self.chosen.emit(self.current))
        made.itemClicked.connect(lambda *_item: self.clicked.emit())
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(self._on_menu)
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
        item, key = self.list.currentItem(), _key(self.current)
        row = self.list.indexOfTopLevelItem(item) if item is not None else -1
        listed = self.filtered
        with QSignalBlocker(self.list):
            self.list.clear()
            for finding in listed:
                self._add_item(finding)
            again = next((n for n, f in enumerate(listed) if _key(f) == key), min(row, len(listed) - 1))
            kept = self.list.topLevelItem(again) if row >= 0 else None
            if kept is not None:
                self.list.setCurrentItem(kept)
        self._refresh_buttons()
        self.chosen.emit(self.current)

    def _add_item(self, finding: Finding) -> None:
        reason = f"已认可：{finding.accepted}。" if finding.accepted else ""
        texts = [level_text(finding), rule_text(finding.rule), self.community_of(finding), finding.message + reason]
        item = QTreeWidgetItem(self.list, texts)
        item.setIcon(0, icon("circle-check" if finding.accepted else SIGNS[finding.severity]))
        item.setData(0, TONE, TONE_OF[finding.severity])
        item.setData(0, FINDING, finding)
        item.setToolTip(MESSAGE, f"{texts[MESSAGE]}\n双击或按回车查看。")

    def _refresh_buttons(self) -> None:
        has_rows = self.list.topLevelItemCount() > 0
        self.copy.setEnabled(has_rows)
        self.export.setEnabled(has_rows)
        for box in (self._severity, self._rule, self._community):
            box.setVisible(bool(self._findings))

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        self.shown.emit(item.data(0, FINDING))

    def _on_menu(self, at: QPoint) -> None:
        if self.list.itemAt(at) is not None:
            self.menu_wanted.emit(self.list.viewport().mapToGlobal(at))


def _key(finding: Finding | None) -> tuple[object, ...]:
    """Return what makes a finding the same one after another check."""
    if finding is None:
        return ()
    place = finding.place.bounds if finding.place is not None and finding.rule == "G-02" else ()
    return finding.rule, finding.record_id, finding.others, finding.field, place
