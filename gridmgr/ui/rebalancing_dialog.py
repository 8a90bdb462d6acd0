# SPDX-License-Identifier: MIT
"""Asks which grids to bring back into the band, and shows what that would change before it is adopted."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.style import BandState
from gridmgr.model.bands import Band
from gridmgr.operations.rebalancing import CommunityRepair, PlanRepair, RepairRequest
from gridmgr.ui.cards import Tone
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.overview import CommunityEntry, GridEntry
from gridmgr.ui.tree import RIGHT, TONE, ToneDelegate

SIZE_PX = 640, 620
CODE = Qt.ItemDataRole.UserRole
NAMES = {BandState.BELOW: "不足", BandState.INSIDE: "达标", BandState.ABOVE: "超出"}
TONES = {BandState.BELOW: Tone.BELOW, BandState.INSIDE: Tone.INSIDE, BandState.ABOVE: Tone.ABOVE}
WAITING = "正在计算怎样调整，窗口可以照常使用；进度在下方，可以取消。"
NOT_FOUND = "没有找到可行的调整，方案没有改动。"


class RebalanceDialog(QDialog):
    """First the grids off the band to tick, then what a repair changes."""

    wished = Signal(object)
    """A RepairRequest without plan, author and day."""
    adopted = Signal(object)
    """The PlanRepair that a person takes."""
    taken_back = Signal()
    """What was shown as the result holds no longer, as another choice was made."""
    shown = Signal(str)
    """A person asked to see the community with this code."""

    def __init__(self, communities: Sequence[CommunityEntry], band: Band, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rebalance_dialog")
        self.setWindowTitle("重新平衡网格")
        self.resize(*SIZE_PX)
        self._band = band
        self._repair: PlanRepair | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._add_choice(communities)
        self._add_result()
        self._add_buttons()
        self._refresh()

    def tick(self, grid_ids: Collection[str]) -> None:
        """Tick the grids with these ids, all that are off the band where none of them is."""
        off = {item.data(1, CODE) for item in self._items()}
        chosen = off & set(grid_ids) or off
        for item in self._items():
            is_on = item.data(1, CODE) in chosen
            item.setCheckState(0, Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._refresh()

    def ticked(self) -> list[str]:
        """Return the codes of the grids to mend."""
        return [i.data(0, CODE) for i in self._items() if i.checkState(0) is Qt.CheckState.Checked]

    def show_waiting(self) -> None:
        """Say that the repair is being worked out."""
        self.summary.setText(WAITING)
        self.start.setEnabled(False)
        self.adopt.setEnabled(False)
        self.list.setEnabled(False)

    def show_repair(self, repair: PlanRepair) -> None:
        """Show what a repair changes."""
        self._repair = repair
        self.found.clear()
        for outcome in repair.outcomes:
            self._add_outcome(outcome)
        self.summary.setText(summary_text(repair))
        self.found.show()
        self._free()
        self.adopt.setEnabled(repair.changes is not None)
        self._emphasise(self.adopt if repair.changes is not None else self.start)

    def say(self, text: str) -> None:
        """Say why there is no result; the choice can be made again."""
        self.summary.setText(text)
        self._free()

    def _free(self) -> None:
        self.list.setEnabled(True)
        self._allow()

    def _add_choice(self, communities: Sequence[CommunityEntry]) -> None:
        grids = [(c, g) for c in communities for g in c.grids]
        self._column.addWidget(label("要调回范围之内的网格", role="heading"))
        self.list = _tree(self, "rebalance_grids", ["网格", "户数", "状态"])
        for community, grid in grids:
            if grid.state is not BandState.INSIDE and not grid.is_locked:
                self._add_grid(community, grid)
        self.list.itemChanged.connect(self._refresh)
        self._column.addWidget(self.list, 1)
        locked = [grid for _, grid in grids if grid.is_locked]
        named = "、".join(grid.name for grid in locked[:3])
        more = f"等 {len(locked)} 个网格" if len(locked) > 3 else ""
        self.locks = label(f"边界已锁定，不会改动：{named}{more}。" if locked else "", role="muted")
        self.locks.setObjectName("rebalance_locks")
        self.locks.setVisible(bool(locked))
        self._column.addWidget(self.locks)
        self.seed = QSpinBox(self)
        self.seed.setObjectName("rebalance_seed")
        self.seed.setRange(0, 999_999)
        self.seed.setToolTip("同样的资料和种子得到同样的调整；换一个种子可能得到另一种调整。")
        row = QHBoxLayout()
        row.addWidget(label("种子"))
        row.addWidget(self.seed)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_grid(self, community: CommunityEntry, grid: GridEntry) -> None:
        item = QTreeWidgetItem(self.list, [grid.name, f"{grid.households:,}", NAMES[grid.state]])
        item.setData(0, CODE, grid.code)
        item.setData(1, CODE, grid.id)
        item.setData(2, CODE, community.code)
        item.setData(2, TONE, TONES[grid.state])
        item.setTextAlignment(1, RIGHT)
        item.setCheckState(0, Qt.CheckState.Checked)

    def _add_result(self) -> None:
        self.summary = label("")
        self.summary.setObjectName("rebalance_summary")
        self.summary.setWordWrap(True)
        self._column.addWidget(self.summary)
        self.found = _tree(self, "rebalance_result", ["变化", "调整前", "调整后"])
        self.found.setRootIsDecorated(True)
        self.found.itemActivated.connect(self._on_activated)
        self.found.hide()
        self._column.addWidget(self.found, 2)

    def _add_outcome(self, outcome: CommunityRepair) -> None:
        """Add a community with its grids before and after, and its sentences."""
        head = QTreeWidgetItem(self.found, [outcome.name])
        head.setData(0, CODE, outcome.community)
        for row in outcome.grids:
            before = "新设" if row.before is None else f"{row.before:,}"
            after = "撤销" if row.after is None else f"{row.after:,}"
            item = QTreeWidgetItem(head, [row.name, before, after])
            item.setData(0, CODE, outcome.community)
            is_inside = row.after is None or self._band.contains(row.after)
            item.setData(2, TONE, Tone.INSIDE if is_inside else Tone.ABOVE)
            item.setTextAlignment(1, RIGHT)
            item.setTextAlignment(2, RIGHT)
        for sentence in outcome.sentences:
            item = QTreeWidgetItem(head, [sentence])
            item.setData(0, CODE, outcome.community)
            item.setToolTip(0, sentence)
            item.setFirstColumnSpanned(True)
        head.setExpanded(True)

    def _add_buttons(self) -> None:
        self.start = self._button("试算", "rebalance_start", self._on_start)
        self.adopt = self._button("保存调整", "rebalance_adopt", self._on_adopt)
        self.adopt.setEnabled(False)
        self.discard = self._button("关闭", "rebalance_discard", self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.start, self.adopt, self.discard):
            row.addWidget(button)
        self._column.addLayout(row)

    def _button(self, text: str, name: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _items(self) -> list[QTreeWidgetItem]:
        items = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [item for item in items if item is not None]

    def _refresh(self, *_changed: object) -> None:
        """Say what the present choice leads to; a result of another choice is no longer offered."""
        if not hasattr(self, "adopt"):
            return
        count, total = len(self.ticked()), len(self._items())
        self.summary.setText(_choice_text(count, total))
        if self._repair is not None:
            self._repair = None
            self.taken_back.emit()
        self.adopt.setEnabled(False)
        self._emphasise(self.start)
        self._allow()

    def _emphasise(self, chosen: QPushButton) -> None:
        """Make a button the one that Enter presses and that stands out."""
        for button in (self.start, self.adopt):
            button.setProperty("primary", button is chosen)
            button.style().polish(button)
        chosen.setDefault(True)
        chosen.setFocus()

    def _allow(self) -> None:
        self.start.setEnabled(bool(self.ticked()))

    def _on_start(self) -> None:
        codes = self.ticked()
        chosen = [i.data(2, CODE) for i in self._items() if i.checkState(0) is Qt.CheckState.Checked]
        is_all = len(codes) == len(self._items())
        self.wished.emit(
            RepairRequest(
                codes=() if is_all else tuple(codes),
                with_neighbours=True,
                communities=tuple(sorted(set(chosen))),
                seed=self.seed.value(),
            )
        )

    def _on_adopt(self) -> None:
        if self._repair is not None:
            self.adopted.emit(self._repair)
            self.accept()

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        self.shown.emit(item.data(0, CODE))


def summary_text(repair: PlanRepair) -> str:
    """Say a repair in one sentence."""
    if repair.changes is None:
        return NOT_FOUND
    where = "在这个草案里调整" if repair.plan.id == repair.base_id else f"另存为草案“{repair.plan.name}”，原方案不变"
    left = "" if repair.is_solved else "有的网格调不了，原因见下表。"
    return (
        f"{repair.moved_households:,} 户换网格，最少也要动 {repair.bound_households:,} 户（已证明）。"
        f"{left}保存后{where}，可以撤销。"
    )


def _choice_text(count: int, total: int) -> str:
    if not total:
        return "所有网格都在户数范围之内，或者边界已锁定，没有需要调整的。"
    if not count:
        return "请至少选一个网格。"
    return f"已选 {count} 个网格。相邻网格只在需要时让出或接收楼幢，换网格的住户尽量少；先试算，看过结果再采用。"


def _tree(parent: QWidget, name: str, headings: list[str]) -> QTreeWidget:
    made = QTreeWidget(parent)
    made.setObjectName(name)
    made.setAccessibleName(headings[0])
    made.setRootIsDecorated(False)
    made.setHeaderLabels(headings)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for number in (1, 2):
        made.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
    made.headerItem().setTextAlignment(1, RIGHT)
    made.setItemDelegateForColumn(2, ToneDelegate(made))
    return made
