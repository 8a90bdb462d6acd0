# SPDX-License-Identifier: MIT
"""What came of an automatic division, community by community."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gridmgr.operations.plans import CommunityOutcome, PlanDraft
from gridmgr.ui.cards import Tone
from gridmgr.ui.tree import RIGHT, TONE, ToneDelegate

HEADINGS = ["社区", "网格", "达标", "户数", "说明"]
SOUND = "全部网格都在户数范围之内。"
CODE = Qt.ItemDataRole.UserRole
NUMBERS = (1, 2, 3)
REASON = 4


class OutcomePanel(QWidget):
    """A card on a new plan: a sentence on the whole, and one row and its reasons for each community."""

    shown = Signal(str)
    """A person asked to see the community with this code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome")
        self.summary = QLabel(self)
        self.summary.setObjectName("outcome_summary")
        self.summary.setContentsMargins(10, 6, 10, 6)
        self.summary.setWordWrap(True)
        self.list = QTreeWidget(self)
        self.list.setObjectName("outcome_list")
        self.list.setAccessibleName("划分结果")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(HEADINGS)
        self.list.setItemDelegateForColumn(2, ToneDelegate(self.list))
        for number in NUMBERS:
            self.list.headerItem().setTextAlignment(number, RIGHT)
        for number in range(REASON):
            self.list.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemActivated.connect(lambda item, _column: self.shown.emit(item.data(0, CODE)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.summary)
        column.addWidget(self.list)

    def show_draft(self, draft: PlanDraft) -> None:
        """Show a plan that was just made; communities with something to say come first."""
        self.summary.setText(summary_text(draft))
        self.list.clear()
        for outcome in sorted(draft.outcomes, key=lambda o: (o.grids > 0 and o.in_band == o.grids, o.community)):
            self._add(outcome)

    def _add(self, outcome: CommunityOutcome) -> None:
        """Add a community; its first reason stands beside it, the others below."""
        reasons = outcome.reasons or (SOUND,)
        figures = [f"{outcome.grids}", f"{outcome.in_band}", f"{outcome.households:,}"]
        for position, reason in enumerate(reasons):
            heads = [outcome.name, *figures] if position == 0 else [""] * REASON
            item = QTreeWidgetItem(self.list, [*heads, reason])
            item.setData(0, CODE, outcome.community)
            item.setToolTip(REASON, reason)
            whole = outcome.grids and outcome.in_band == outcome.grids
            item.setData(2, TONE, Tone.INSIDE if whole else Tone.ABOVE)
            for number in NUMBERS:
                item.setTextAlignment(number, RIGHT)


def summary_text(draft: PlanDraft) -> str:
    """Say a new plan in one sentence, and how to be rid of it."""
    template = (
        "方案“{name}”：{communities} 个社区划为 {grids} 个网格，其中 {inside} 个在 {low}–{high} 户之内。"
        "已保存为草案；不想要可以撤销（Ctrl+Z）。"
    )
    return template.format(
        name=draft.plan.name,
        communities=len(draft.outcomes),
        grids=sum(o.grids for o in draft.outcomes),
        inside=sum(o.in_band for o in draft.outcomes),
        low=draft.plan.min_households,
        high=draft.plan.max_households,
    )
