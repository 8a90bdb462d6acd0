# SPDX-License-Identifier: MIT
"""What came of an automatic division, community by community, and what becomes of it."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.operations.comparing import PlanComparison
from gridmgr.operations.plan_outcomes import CommunityOutcome
from gridmgr.operations.plans import PlanDraft
from gridmgr.planning.partition import Verdict
from gridmgr.ui.cards import Tone
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.tree import RIGHT, TONE, ToneDelegate

HEADINGS = ["社区", "结论", "网格", "达标", "户数", "说明"]
SOUND = "全部网格都在户数范围之内。"
VERDICTS = {
    Verdict.COMPLETE: "全部达标",
    Verdict.INFEASIBLE: "已证明不能达标",
    Verdict.LUMP: "受大楼限制",
    Verdict.LOCKED: "受锁定限制",
    Verdict.NOT_FOUND: "未能全部达标",
}
CODE = Qt.ItemDataRole.UserRole
VERDICT, NUMBERS, REASON = 1, (2, 3, 4), 5


class OutcomePanel(QWidget):
    """A card on a new plan: a sentence on the whole, what can be done with it, and a row for each community."""

    shown = Signal(str)
    """A person asked to see the community with this code."""
    others_wanted = Signal(str)
    """A person wants other ways to divide the community with this code."""
    compare_wanted = Signal()
    undo_wanted = Signal()
    adopt_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome")
        self._may_divide = False
        self.summary = label("")
        self.summary.setObjectName("outcome_summary")
        self.comparison = label("", role="muted")
        self.comparison.setObjectName("outcome_comparison")
        self.comparison.hide()
        self.compare = self._button("比较…", "outcome_compare", self.compare_wanted)
        self.compare.setToolTip("和原来的方案左右对比：哪些楼幢、住户和岗位换了网格。")
        self.compare.hide()
        self.undo = self._button("撤销这次划分", "outcome_undo", self.undo_wanted)
        self.adopt = self._button("采用…", "outcome_adopt", self.adopt_wanted)
        self.discard = self._button("放弃", "outcome_discard", self.discard_wanted)
        self.adopt.setToolTip("检查无误后设为执行中的方案。")
        self.discard.setToolTip("删除这个草案；可以撤销。")
        self.others = self._made_others()
        self.words = label("")
        self.words.setObjectName("outcome_words")
        self.words.setContentsMargins(10, 6, 10, 6)
        self.list = self._made_list()
        # The sentences take the whole width: beside the buttons they would be cut in a narrow window.
        head = QVBoxLayout()
        head.setContentsMargins(10, 6, 10, 6)
        head.setSpacing(4)
        head.addWidget(self.summary)
        head.addWidget(self.comparison)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.adopt, self.compare, self.others, self.undo, self.discard):
            row.addWidget(button)
        row.addStretch(1)
        head.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.words)

    def show_draft(self, draft: PlanDraft) -> None:
        """Show a plan that was just made; communities with something to say come first."""
        self.summary.setText(summary_text(draft))
        self._show_comparable(False)
        self.list.clear()
        for outcome in sorted(draft.outcomes, key=lambda o: (o.verdict is Verdict.COMPLETE, o.community)):
            self._add(outcome)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def show_comparison(self, text: str) -> None:
        """Say how the plan differs from the one before."""
        self.comparison.setText(text)
        self._show_comparable(True)

    def allow(self, undo: bool, adopt: bool, is_draft: bool) -> None:
        """Offer what can be done as things are now."""
        self.undo.setEnabled(undo)
        self.adopt.setEnabled(adopt and is_draft)
        self.discard.setEnabled(is_draft)
        self._may_divide = is_draft
        self._allow_others()

    def say_gone(self, draft: PlanDraft) -> None:
        """Say that the plan is no longer there."""
        self.summary.setText(f"方案“{draft.plan.name}”已撤销或删除；下面是当时的结果。重做（Ctrl+Y）可以恢复。")
        self._show_comparable(False)
        self.allow(undo=False, adopt=False, is_draft=False)

    def _show_comparable(self, is_known: bool) -> None:
        """Show how the plan differs from the one before, where that is known."""
        for widget in (self.comparison, self.compare):
            widget.setVisible(is_known)
        self.compare.setEnabled(is_known)

    def _on_row(self, item: QTreeWidgetItem | None) -> None:
        """Write the sentence of a row in full below the list."""
        said = item.text(REASON) if item is not None else ""
        self.words.setText(said)
        self.words.setVisible(said not in {"", SOUND})
        self._allow_others()

    def _allow_others(self) -> None:
        self.others.setEnabled(self._may_divide and self.list.currentItem() is not None)

    def _on_others(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.others_wanted.emit(item.data(0, CODE))

    def _made_others(self) -> QPushButton:
        others = QPushButton("其他划法…", self)
        others.setObjectName("outcome_others")
        others.setToolTip("为选中的社区并排列出几种划法，挑一种换上。")
        others.setEnabled(False)
        others.clicked.connect(self._on_others)
        return others

    def _button(self, text: str, name: str, wanted: SignalInstance) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setEnabled(False)
        button.clicked.connect(wanted)
        return button

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("outcome_list")
        made.setAccessibleName("划分结果")
        made.setRootIsDecorated(False)
        made.setHeaderLabels(HEADINGS)
        made.setItemDelegateForColumn(VERDICT, ToneDelegate(made))
        for number in NUMBERS:
            made.headerItem().setTextAlignment(number, RIGHT)
        for number in range(REASON):
            made.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        made.currentItemChanged.connect(lambda item, _before: self._on_row(item))
        made.itemActivated.connect(lambda item, _column: self.shown.emit(item.data(0, CODE)))
        return made

    def _add(self, outcome: CommunityOutcome) -> None:
        """Add a community; its first reason stands beside it, the others below."""
        reasons = outcome.reasons or (SOUND,)
        verdict = VERDICTS[outcome.verdict]
        figures = [f"{outcome.grids}", f"{outcome.in_band}", f"{outcome.households:,}"]
        for position, reason in enumerate(reasons):
            heads = [outcome.name, verdict, *figures] if position == 0 else [""] * REASON
            item = QTreeWidgetItem(self.list, [*heads, reason])
            item.setData(0, CODE, outcome.community)
            item.setToolTip(REASON, f"{reason}\n双击在地图上查看这个社区。")
            item.setData(VERDICT, TONE, Tone.INSIDE if outcome.verdict is Verdict.COMPLETE else Tone.ABOVE)
            for number in NUMBERS:
                item.setTextAlignment(number, RIGHT)


def summary_text(draft: PlanDraft) -> str:
    """Say a new plan in one sentence, and how to be rid of it."""
    template = (
        "方案“{name}”：{communities} 个社区划为 {grids} 个网格，其中 {inside} 个在 {low}–{high} 户之内。已保存为草案。"
    )
    if draft.left_out:
        template += f"没有划到的 {len(draft.left_out)} 个社区沿用原来的网格。"
    return template.format(
        name=draft.plan.name,
        communities=len(draft.outcomes),
        grids=sum(o.grids for o in draft.outcomes),
        inside=sum(o.in_band for o in draft.outcomes),
        low=draft.plan.min_households,
        high=draft.plan.max_households,
    )


def comparison_text(found: PlanComparison) -> str:
    """Say in figures how a plan differs from the one before."""
    if not found.moved_households:
        moved = "没有住户换网格"
    else:
        share = found.moved_households / max(found.households, 1)
        moved = f"{found.moved_households:,} 户（{share:.1%}）换网格，涉及 {found.moved_buildings:,} 幢楼"
    template = "与“{old}”相比：网格 {old_grids} → {new_grids} 个，达标 {old_in} → {new_in} 个；{moved}。"
    return template.format(
        old=found.old.name,
        old_grids=found.old.grids,
        new_grids=found.new.grids,
        old_in=found.old.in_band,
        new_in=found.new.in_band,
        moved=moved,
    )
