# SPDX-License-Identifier: MIT
"""The report on the borders of an imported plan: places to tick, what mending them changes, one button."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.operations.mending import KINDS, WIDTH_M, Item, Proposal, Survey
from gridmgr.ui.cards import Tone
from gridmgr.ui.inspector_parts import label

SIZE_PX = 860, 520
HEADINGS = ["类型", "位置", "面积（平方米）", "平均宽（米）", "怎样修补"]
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ITEM = Qt.ItemDataRole.UserRole
MOST_NAMED = 200
"""So many buildings are listed by name."""
NOT_A_DRAFT = "“{plan}”不是草案，只能查看，不能修补；请先以它为底稿新建草案。"
WORKING = "正在计算会改动什么……"


class MendingDialog(QDialog):
    """Lists where grids do not fit together; stays open beside the map, so that places can be looked at."""

    chosen_changed = Signal()
    """Other places are ticked."""
    place_wanted = Signal(object)
    """A person wants to see an Item on the map."""
    agreed = Signal()

    def __init__(self, known: Survey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mending_dialog")
        self.setWindowTitle(f"修补网格边界 - {known.plan}")
        self.resize(*SIZE_PX)
        self.survey = known
        self.lead = label(_lead_text(known))
        self.width_m = self._made_width()
        self.list = self._made_list()
        self.said = label("", role="muted")
        self.said.setObjectName("mending_said")
        self.moved = self._made_moved()
        self._lay_out()
        self._fill()
        self.tick_proposed()

    @property
    def chosen(self) -> list[Item]:
        """The items that are ticked."""
        rows = (self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount()))
        return [row.data(0, ITEM) for row in rows if row is not None and row.checkState(0) is Qt.CheckState.Checked]

    def tick_proposed(self) -> None:
        """Tick what is proposed at the width that is set."""
        with QSignalBlocker(self.list):
            for number in range(self.list.topLevelItemCount()):
                row = self.list.topLevelItem(number)
                if row is not None:
                    on = row.data(0, ITEM).is_proposed(self.width_m.value())
                    row.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._on_ticked()

    def show_proposal(self, worked: Proposal) -> None:
        """Say what mending the ticked places changes."""
        self.said.setText(_proposal_text(worked))
        self.moved.clear()
        for one in worked.moved[:MOST_NAMED]:
            QTreeWidgetItem(self.moved, [one.title, f"{one.households:,}", one.old, one.new])
        self.moved.setVisible(bool(worked.moved))
        self.go.setEnabled(self.survey.is_draft and worked.mended > 0)

    def refuse(self, why: str) -> None:
        """Say why the ticked places cannot be mended together."""
        self.said.setText(why)
        self.moved.hide()
        self.go.setEnabled(False)

    def _made_width(self) -> QDoubleSpinBox:
        made = QDoubleSpinBox(self)
        made.setObjectName("mending_width")
        made.setAccessibleName("平均宽度不超过（米）")
        made.setRange(0.1, 50.0)
        made.setSingleStep(0.5)
        made.setDecimals(1)
        made.setSuffix(" 米")
        made.setValue(WIDTH_M)
        made.valueChanged.connect(lambda _value: self.tick_proposed())
        return made

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("mending_list")
        made.setAccessibleName("边界不合的地方")
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setHeaderLabels(HEADINGS)
        for column in range(len(HEADINGS) - 1):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        made.itemChanged.connect(lambda *_item: self._on_ticked())
        made.itemActivated.connect(lambda row, _column: self.place_wanted.emit(row.data(0, ITEM)))
        return made

    def _made_moved(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setObjectName("mending_moved")
        made.setAccessibleName("换网格的楼幢")
        made.setRootIsDecorated(False)
        made.setHeaderLabels(["换网格的楼幢", "户数", "原网格", "新网格"])
        made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        made.setMaximumHeight(130)
        made.hide()
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.lead)
        if not self.survey.is_draft:
            column.addWidget(label(NOT_A_DRAFT.format(plan=self.survey.plan), tone=Tone.ABOVE.value))
        setting = QHBoxLayout()
        setting.addWidget(QLabel("修补平均宽度不超过", self))
        setting.addWidget(self.width_m)
        setting.addWidget(QLabel("的地方；更宽的也可以自己勾选。双击一行在地图上查看。", self), 1)
        column.addLayout(setting)
        for widget, stretch in ((self.list, 1), (self.said, 0), (self.moved, 0)):
            column.addWidget(widget, stretch)
        buttons = QHBoxLayout()
        self.go = QPushButton("修补", self)
        self.go.setObjectName("mending_go")
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.clicked.connect(self.agreed)
        leave = QPushButton("关闭", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.go)
        column.addLayout(buttons)

    def _fill(self) -> None:
        with QSignalBlocker(self.list):
            for item in self.survey.items:
                flaw = item.flaw
                texts = [KINDS[flaw.kind], item.place_name, f"{flaw.area_m2:,.2f}", f"{flaw.width_m:,.2f}", item.advice]
                row = QTreeWidgetItem(self.list, texts)
                row.setData(0, ITEM, item)
                row.setCheckState(0, Qt.CheckState.Unchecked)
                if not item.can_be_mended:
                    row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
                for column in (2, 3):
                    row.setTextAlignment(column, RIGHT)
                row.setToolTip(1, item.place_name)
                row.setToolTip(4, item.advice)

    def _on_ticked(self) -> None:
        count = len(self.chosen)
        self.go.setText(f"修补 {count} 处" if count else "修补")
        self.go.setEnabled(False)
        self.said.setText(WORKING if count else "没有勾选要修补的地方。")
        self.chosen_changed.emit()


def _lead_text(known: Survey) -> str:
    if not known.items:
        return "网格边界没有空隙、重叠和越界。"
    sums = {kind: [i.flaw.area_m2 for i in known.items if i.flaw.kind is kind] for kind in KINDS}
    parts = [f"{KINDS[kind]} {len(areas)} 处 {sum(areas):,.2f} 平方米" for kind, areas in sums.items() if areas]
    return "{parts}。勾选的地方一次修补，可以撤销；没有勾选的不动。".format(parts="，".join(parts))


def _proposal_text(worked: Proposal) -> str:
    template = (
        "修补 {mended} 处，其余 {left} 处不动；之后空隙 {gaps:,.2f}、重叠 {overlaps:,.2f}、越界 {outside:,.2f} 平方米。"
        "{moved}{removed}"
    )
    households = sum(one.households for one in worked.moved)
    moved = f"{len(worked.moved)} 幢楼（{households:,} 户）换网格。" if worked.moved else "没有楼幢换网格。"
    return template.format(
        mended=worked.mended,
        left=worked.left,
        gaps=worked.gaps_m2,
        overlaps=worked.overlaps_m2,
        outside=worked.outside_m2,
        moved=moved,
        removed=_removed_text(worked.removed),
    )


def _removed_text(names: Sequence[str]) -> str:
    return "删除重复的网格：{names}。".format(names="、".join(names)) if names else ""
