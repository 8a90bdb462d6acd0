# SPDX-License-Identifier: MIT
"""Which totals of households no number of grids can serve, told while the size of the grids is typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gridmgr.model.bands import Band
from gridmgr.operations.gaps import CommunityInGap, in_gaps
from gridmgr.operations.plan_states import Dividable
from gridmgr.planning.partition import Gap, gap_table
from gridmgr.ui.inspector_parts import label

ROW_PX = 26
MOST_ROWS = 5
TOLD = 4
"""So many gaps are told in the sentence."""


@dataclass(frozen=True, slots=True)
class GapRow:
    """Totals that cannot be divided, and the communities of the district that have such a total."""

    gap: Gap
    communities: tuple[CommunityInGap, ...]

    @property
    def totals(self) -> str:
        """The totals in words."""
        gap = self.gap
        return f"{gap.first:,}–{gap.last:,} 户" if gap.fewer else f"不足 {gap.band.low:,} 户"

    @property
    def names(self) -> str:
        """How many communities there are, and their names."""
        return f"{len(self.communities)} 个：{'、'.join(c.name for c in self.communities)}"


def gap_rows(band: Band, communities: Sequence[Dividable]) -> list[GapRow]:
    """Return the gaps of a band up to the largest community, and who falls into each."""
    largest = max((c.households for c in communities), default=0)
    fallen = in_gaps((c for c in communities if c.has_outline), band)
    return [
        GapRow(gap, tuple(c for c in fallen if c.gap == gap))
        for gap in gap_table(band, max(largest, band.low))
        if gap.first <= max(largest, band.low)
    ]


class GapTable(QWidget):
    """One sentence and, where there is more to say, a small table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = label("", role="muted")
        self.sentence.setObjectName("plan_gap_sentence")
        self.list = QTreeWidget(self)
        self.list.setObjectName("plan_gaps")
        self.list.setAccessibleName("划不成的总户数")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(["社区总户数", "本区的社区"])
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.sentence)
        column.addWidget(self.list)

    def show_band(self, band: Band, communities: Sequence[Dividable]) -> None:
        """Show the gaps of a band; a band upside down has none to show."""
        gaps = gap_rows(band, communities) if band.low <= band.high else []
        lived_in = [gap for gap in gaps if gap.communities]
        self.list.clear()
        for gap in lived_in:
            item = QTreeWidgetItem(self.list, [gap.totals, gap.names])
            item.setToolTip(0, gap.gap.sentence)
            item.setToolTip(1, "\n".join(c.sentence for c in gap.communities))
        self.list.setFixedHeight(ROW_PX * (min(len(lived_in), MOST_ROWS) + 1) + 6)
        self.list.setVisible(bool(lived_in))
        self.sentence.setText(gap_sentence(band, gaps))


def gap_sentence(band: Band, gaps: Sequence[GapRow]) -> str:
    """Say in one sentence which communities can never be divided by a band."""
    if band.low > band.high:
        return ""
    count = sum(len(gap.communities) for gap in gaps)
    if not gaps:
        return f"按 {band.low}–{band.high} 户，各种总户数都划得成。"
    totals = "、".join(gap.totals for gap in gaps[:TOLD]) + ("等" if len(gaps) > TOLD else "")
    if not count:
        return f"社区总户数{totals}时怎样都划不成；本区没有这样的社区。"
    return f"社区总户数{totals}时怎样都划不成；本区有 {count} 个社区落在其中："
