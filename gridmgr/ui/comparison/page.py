# SPDX-License-Identifier: MIT
"""The page on which two plans are compared: what is compared above, the map at the left, the tables at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.swipe import SwipeMap
from gridmgr.ui.comparison.reading import PlanChoice
from gridmgr.ui.comparison.tables import ComparisonTables
from gridmgr.ui.icons import set_icon
from gridmgr.ui.inspector_parts import label

PLAN_PX = 150
MAP_SHARE = 6, 5
STALE = "方案或数据在比较之后又有变动，下面还是变动之前的结果。"
NO_PLAN = "还没有方案，没有可以比较的。请先划分网格。"
ONE_PLAN = "只有一个方案，没有可以比较的。可以自动划分一个新方案，或者以现有方案为底稿新建草案，调整之后再来比较。"
WAITING = "正在比较……"


class ComparisonPage(QWidget):
    """The widgets of the page; what they mean is decided in `feature`."""

    pair_wanted = Signal(str, str)
    """A person wants to compare these two plans (ids, the old one first)."""
    again_wanted = Signal()
    """A person wants the same comparison of the present state."""
    sheet_wanted = Signal()
    """A person wants the comparison as a workbook."""
    forms_wanted = Signal()
    """A person wants the adjustment forms on paper."""
    handover_wanted = Signal()
    """A person wants the handover lists on paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_page")
        self._make_fields()
        self._make_buttons()
        self.swipe = SwipeMap(self)
        self.tables = ComparisonTables(self)
        self.empty = EmptyComparison(self)
        self._lay_out()
        self.only_moves.toggled.connect(lambda _on: self._name_switches())
        self.lying.toggled.connect(lambda lying: self.swipe.set_upright(not lying))
        self.whole.clicked.connect(self.swipe.show_all)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more room than the map does."""
        return QSize(320, 240)

    @property
    def pair(self) -> tuple[str, str]:
        """The ids of the plans that are chosen above."""
        return str(self.old.currentData() or ""), str(self.new.currentData() or "")

    def show_choices(self, choices: Sequence[PlanChoice], pair: tuple[str, str]) -> None:
        """Offer the plans and mark two of them, without telling."""
        for box in (self.old, self.new):
            with QSignalBlocker(box):
                box.clear()
                for choice in choices:
                    box.addItem(choice.text, choice.id)
        self.choose(pair)
        if len(choices) < 2:
            self.empty.say(ONE_PLAN if choices else NO_PLAN, has_plan=bool(choices))
        self.middle.setCurrentWidget(self.content if len(choices) > 1 else self.empty)

    def choose(self, pair: tuple[str, str]) -> None:
        """Mark the two plans (ids) that are compared, without telling."""
        for box, chosen in zip((self.old, self.new), pair, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(chosen))

    def say(self, text: str) -> None:
        """Say what is compared, in figures."""
        self.summary.setText(text)
        self.summary.setToolTip(text)

    def show_stale(self, is_stale: bool) -> None:
        """Say that what is shown no longer holds, or that it does."""
        self.stale.setVisible(is_stale)

    def allow_output(self, allowed: bool) -> None:
        """Let what was compared leave the program, or not."""
        for button in (self.sheet, self.forms, self.handover):
            button.setEnabled(allowed)

    def _make_fields(self) -> None:
        self.old = self._plan_box("comparison_old", "原方案")
        self.new = self._plan_box("comparison_new", "新方案")
        self.swap = self._button("", "comparison_swap", "arrows-exchange", "互换左右")
        self.swap.setAccessibleName("互换左右")
        self.swap.clicked.connect(lambda: self.pair_wanted.emit(*reversed(self.pair)))
        self.summary = label("")
        self.summary.setObjectName("comparison_summary")
        self.stale = QFrame(self)
        self.stale.setObjectName("comparison_stale")
        again = self._button("重新比较", "comparison_again", "refresh", "按现在的数据再比较一次")
        again.clicked.connect(self.again_wanted)
        row = QHBoxLayout(self.stale)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(label(STALE), 1)
        row.addWidget(again)
        self.stale.hide()

    def _make_buttons(self) -> None:
        self.sheet = self._button(
            "导出 Excel…",
            "comparison_sheet",
            "file-spreadsheet",
            "网格、去向、岗位和交接清单，一个工作簿",
            self.sheet_wanted,
        )
        self.forms = self._button(
            "调整登记表…", "comparison_forms", "printer", "每个有变动的网格一张，存为 PDF", self.forms_wanted
        )
        self.handover = self._button(
            "交接清单…", "comparison_handover", "clipboard", "每位要交接的人员一份，存为 PDF", self.handover_wanted
        )
        self.only_moves = self._button("只看变动", "comparison_only_moves", "eye", "淡化没有变动的，标出户数和去向")
        self.lying = self._button("上下对比", "comparison_lying", "layout-rows", "分界线横过来：上面原方案，下面新方案")
        self.whole = self._button("全图", "comparison_whole", "zoom-scan", "显示整个区县")
        for button in (self.only_moves, self.lying):
            button.setCheckable(True)

    def _name_switches(self) -> None:
        self.only_moves.setToolTip("恢复显示全部" if self.only_moves.isChecked() else "淡化没有变动的，标出户数和去向")

    def _plan_box(self, name: str, title: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setMinimumWidth(PLAN_PX)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.activated.connect(lambda _index: self.pair_wanted.emit(*self.pair))
        return box

    def _button(
        self, text: str, name: str, picture: str, tip: str, wanted: SignalInstance | None = None
    ) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        set_icon(button, picture)
        if wanted is not None:
            button.clicked.connect(wanted)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(8)
        for widget in (QLabel("原方案"), self.old, self.swap, QLabel("新方案"), self.new):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.sheet, self.forms, self.handover):
            head.addWidget(button)
        self.summary.setContentsMargins(12, 0, 12, 8)
        self.content = QWidget(self)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.stale)
        column.addWidget(self._made_split(), 1)
        self.middle = QStackedWidget(self)
        self.middle.addWidget(self.content)
        self.middle.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.middle)

    def _made_split(self) -> QSplitter:
        switches = QHBoxLayout()
        switches.setContentsMargins(8, 4, 8, 4)
        switches.setSpacing(8)
        for button in (self.only_moves, self.lying, self.whole):
            switches.addWidget(button)
        switches.addStretch(1)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(switches)
        column.addWidget(self.swipe, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setObjectName("comparison_split")
        self.split.addWidget(left)
        self.split.addWidget(self.tables)
        for place, share in enumerate(MAP_SHARE):
            self.split.setStretchFactor(place, share)
        self.split.setSizes([share * 100 for share in MAP_SHARE])
        self.split.setChildrenCollapsible(False)
        return self.split


class EmptyComparison(QWidget):
    """Says why nothing can be compared and carries the buttons that mend it."""

    plan_wanted = Signal()
    """A person wants an automatic plan."""
    draft_wanted = Signal()
    """A person wants a draft of the plan that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_empty")
        self.text = label("", role="muted")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.plan = QPushButton("自动划分网格…", self)
        self.plan.setObjectName("comparison_make_plan")
        self.plan.setProperty("primary", True)
        self.plan.clicked.connect(self.plan_wanted)
        self.draft = QPushButton("新建草案", self)
        self.draft.setObjectName("comparison_make_draft")
        self.draft.clicked.connect(self.draft_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.plan)
        row.addWidget(self.draft)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 16, 48, 16)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self.text)
        column.addLayout(row)
        column.addStretch(3)

    def say(self, text: str, has_plan: bool) -> None:
        """Say why; a draft needs a plan to start from."""
        self.text.setText(text)
        self.draft.setVisible(has_plan)
