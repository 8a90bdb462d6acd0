# SPDX-License-Identifier: MIT
"""What an automatic plan asks for: which communities, how large the grids, in which plan."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.model.bands import Band
from gridmgr.operations.plan_states import Dividable
from gridmgr.operations.plans import PlanRequest
from gridmgr.planning.partition import possible_counts
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.tree import RIGHT

SIZE_PX = 520, 600
CODE = Qt.ItemDataRole.UserRole
LARGEST = 100_000
MOST_SEED = 999_999


class PlanDialog(QDialog):
    """Ticks communities and asks for band, name and seed."""

    wished = Signal(object)
    """A PlanRequest without author and day."""

    def __init__(
        self, communities: Sequence[Dividable], band: Band, names: Collection[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plan_dialog")
        self.setWindowTitle("自动划分网格")
        self.resize(*SIZE_PX)
        self._communities = {c.code: c for c in communities}
        self._names = names
        self._draft_id = ""
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._add_list(communities)
        self._add_terms(band)
        self._add_target()
        self._add_buttons()
        self.start.setFocus()

    def tick(self, codes: Collection[str]) -> None:
        """Tick these communities, all where none is named."""
        with QSignalBlocker(self.list):
            for item in self._items():
                if item.flags() & Qt.ItemFlag.ItemIsEnabled:
                    is_on = not codes or item.data(0, CODE) in codes
                    item.setCheckState(0, Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
                    if codes and is_on:
                        self.list.scrollToItem(item)
        self._refresh()

    def offer_draft(self, name: str, plan_id: str) -> None:
        """Offer to divide inside the draft that is shown; it is taken at first unless all communities are ticked."""
        self._draft_id = plan_id
        self.into.setVisible(bool(plan_id))
        self.anew.setVisible(bool(plan_id))
        self.into.setText(f"在草案“{name}”里重新划分，其余社区不变")
        is_part = len(self.ticked()) < len(self._communities)
        (self.into if plan_id and is_part else self.anew).setChecked(True)
        self._refresh()

    def ticked(self) -> list[str]:
        """Return the codes of the communities to divide."""
        return [i.data(0, CODE) for i in self._items() if i.checkState(0) is Qt.CheckState.Checked]

    def request(self) -> PlanRequest:
        """Return what the dialog asks for."""
        is_into = bool(self._draft_id) and self.into.isChecked()
        return PlanRequest(
            communities=tuple(self.ticked()),
            band=Band(self.low.value(), self.high.value()),
            seed=self.seed.value(),
            name="" if is_into else self.name.text().strip(),
            into=self._draft_id if is_into else "",
        )

    def _items(self) -> list[QTreeWidgetItem]:
        items = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [item for item in items if item is not None]

    def _add_list(self, communities: Sequence[Dividable]) -> None:
        head = QHBoxLayout()
        head.addWidget(label("要划分的社区", role="heading"), 1)
        for text, codes in (("全选", None), ("全不选", [""])):
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, codes=codes: self.tick(codes or ()))
            head.addWidget(button)
        self.list = QTreeWidget(self)
        self.list.setObjectName("plan_communities")
        self.list.setAccessibleName("要划分的社区")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(["社区", "户数", "可划网格"])
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number in (1, 2):
            self.list.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
            self.list.headerItem().setTextAlignment(number, RIGHT)
        for community in communities:
            item = QTreeWidgetItem(self.list, [community.name, f"{community.households:,}", ""])
            item.setData(0, CODE, community.code)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            for number in (1, 2):
                item.setTextAlignment(number, RIGHT)
            if not community.has_outline:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.itemChanged.connect(self._refresh)
        self._column.addLayout(head)
        self._column.addWidget(self.list, 1)

    def _add_terms(self, band: Band) -> None:
        self.low, self.high = QSpinBox(self), QSpinBox(self)
        row = QHBoxLayout()
        for spin, name, value in ((self.low, "plan_low", band.low), (self.high, "plan_high", band.high)):
            spin.setObjectName(name)
            spin.setRange(1, LARGEST)
            spin.setSingleStep(10)
            spin.setValue(value)
            spin.valueChanged.connect(self._refresh)
        row.addWidget(self.low)
        row.addWidget(label("至"))
        row.addWidget(self.high)
        row.addWidget(label("户"))
        row.addStretch(1)
        self.name = QLineEdit(self)
        self.name.setObjectName("plan_name")
        self.name.setPlaceholderText("不填则自动命名")
        self.name.textChanged.connect(self._refresh)
        self.seed = QSpinBox(self)
        self.seed.setObjectName("plan_seed")
        self.seed.setRange(0, MOST_SEED)
        self.seed.setToolTip("同样的资料和种子得到同样的方案；换一个种子得到另一种划法。")
        form = QFormLayout()
        form.addRow("每个网格", row)
        form.addRow("方案名称", self.name)
        self._column.addLayout(form)
        self.advanced = QCheckBox("高级：换一种划法", self)
        self.advanced.setObjectName("plan_advanced")
        more = QWidget(self)
        inner = QFormLayout(more)
        inner.setContentsMargins(20, 0, 0, 0)
        inner.addRow("种子", self.seed)
        more.hide()
        self.advanced.toggled.connect(more.setVisible)
        self._column.addWidget(self.advanced)
        self._column.addWidget(more)

    def _add_target(self) -> None:
        self.into, self.anew = QRadioButton(self), QRadioButton("另存为新的草案，其余社区沿用现有网格", self)
        self.into.setObjectName("plan_into")
        self.anew.setObjectName("plan_anew")
        for radio in (self.into, self.anew):
            radio.hide()
            radio.toggled.connect(self._refresh)
            self._column.addWidget(radio)
        self.anew.setChecked(True)

    def _add_buttons(self) -> None:
        self.hint = label("", role="muted")
        self.hint.setObjectName("plan_hint")
        self.start = QPushButton("开始划分", self)
        self.start.setObjectName("plan_start")
        self.start.setProperty("primary", True)
        self.start.setDefault(True)
        self.start.clicked.connect(self._on_start)
        cancel = QPushButton("取消", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.start)
        row.addWidget(cancel)
        self._column.addWidget(self.hint)
        self._column.addLayout(row)

    def _refresh(self, *_changed: object) -> None:
        """Say what the present choice can lead to."""
        if not hasattr(self, "start"):
            return
        is_band = self.low.value() <= self.high.value()
        low = most = 0
        for item in self._items():
            community = self._communities[item.data(0, CODE)]
            counts = possible_counts(community.households, Band(self.low.value(), self.high.value())) if is_band else ()
            with QSignalBlocker(self.list):
                item.setText(2, _counts_text(community, counts))
            if item.checkState(0) is Qt.CheckState.Checked:
                low, most = low + (counts[0] if counts else 1), most + (counts[-1] if counts else 1)
        self.name.setEnabled(not (self._draft_id and self.into.isChecked()))
        trouble = self._trouble(is_band)
        self.hint.setText(trouble or self._hint(low, most))
        self.start.setEnabled(not trouble)

    def _hint(self, low: int, most: int) -> str:
        codes = self.ticked()
        total = sum(self._communities[code].households for code in codes)
        grids = f"{low}" if low == most else f"{low}–{most}"
        return f"{len(codes)} 个社区共 {total:,} 户，可划 {grids} 个网格。"

    def _trouble(self, is_band: bool) -> str:
        """Say why the division cannot begin; empty when it can."""
        if not is_band:
            return "户数下限不能大于上限。"
        if not self.ticked():
            return "请至少选一个社区。"
        name = self.name.text().strip()
        if self.name.isEnabled() and name in self._names:
            return f"已有名为“{name}”的方案，请换一个名称。"
        return ""

    def _on_start(self) -> None:
        self.wished.emit(self.request())
        self.accept()


def _counts_text(community: Dividable, counts: Sequence[int]) -> str:
    """Say how many grids a community allows, or why it allows none."""
    if not community.has_outline:
        return "没有边界"
    if not counts:
        return "不能全部达标"
    return f"{counts[0]} 个" if counts[0] == counts[-1] else f"{counts[0]}–{counts[-1]} 个"
