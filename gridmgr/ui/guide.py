# SPDX-License-Identifier: MIT
"""Three steps to learn the program by: choose a grid that is too large, mend it, print it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gridmgr.data.store import Store
from gridmgr.map.style import BandState
from gridmgr.model.changes import ChangeSet
from gridmgr.ui.commands import today
from gridmgr.ui.features import Feature
from gridmgr.ui.floating import FloatingCard
from gridmgr.ui.icon_label import IconLabel
from gridmgr.ui.icons import set_icon
from gridmgr.ui.overview import GridEntry, Overview

if TYPE_CHECKING:
    from gridmgr.operations.practice import Practice
    from gridmgr.ui.window import MainWindow

CARD_PX = 330
OFFERED = "guide.offered"
SAMPLE = "示范区.gpkg"
"""Under this name the sample district is made."""


class Guide(Feature):
    """Leads through the task; each step ticks itself off when it is done, however it is done."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.card = GuideCard(window.canvas)
        self.card.left.clicked.connect(self.leave)
        self.card.seek.clicked.connect(self._on_button)
        self._grid_id = ""
        self._plan_id = ""
        self._waits_for_sample = False
        window.selection.changed.connect(self._on_selected)
        window.overview_changed.connect(self._on_overview)
        window.document_changed.connect(self._on_document)
        window.print_wanted.connect(lambda _kind, _id: self._on_printed())
        window.workspaces.entered.connect(lambda name: self._on_printed() if name == "print" else None)

    def start(self) -> None:
        """Begin the task, on a plan of its own; the sample district is opened first where no plan is shown."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None or overview.plan is None or document.access.read_only:
            self._waits_for_sample = True
            self.window.open_sample()
            return
        from gridmgr.operations.practice import practice_plan

        found: list[Practice] = []

        def make(store: Store) -> ChangeSet:
            found.append(practice_plan(store, today(), document.author))
            return found[0].changes

        job = document.run(make, "准备引导任务")
        job.succeeded.connect(lambda _step: self._begin(found[0]))

    def leave(self) -> None:
        """Put the task away."""
        self.card.hide()
        self._grid_id = self._plan_id = ""

    def _on_button(self) -> None:
        """Show where the grid lies that is too large; before the task has begun, begin it."""
        if self._grid_id:
            self.window.show_record("grid", self._grid_id)
        else:
            self.start()

    def _begin(self, practice: "Practice") -> None:
        document = self.window.document
        if document is None:
            return
        self.window.selection.clear()
        self._grid_id, self._plan_id = practice.grid.id, practice.plan.id
        self.card.begin(practice.grid.name or practice.grid.code, practice.plan.name)
        self.window.workspaces.show("plan")
        self.card.appear()
        document.show_plan(practice.plan.name)

    def _on_selected(self, kind: str, record_id: str) -> None:
        if self._grid_id and (kind, record_id) == ("grid", self._grid_id):
            self.card.tick(0)

    def _on_overview(self, overview: Overview) -> None:
        if self._waits_for_sample:
            self._waits_for_sample = False
            self.start()
            return
        grid = _entry(overview, self._grid_id) if overview.plan_id == self._plan_id else None
        if grid is None:
            return
        band = overview.band
        self.card.show_count(grid.households, f"{band.low}–{band.high} 户")
        if grid.state is BandState.INSIDE:
            self.card.tick(0)
            self.card.tick(1)

    def _on_printed(self) -> None:
        if self._grid_id and self.card.is_ticked(1):
            self.card.tick(2)

    def _on_document(self, _document: object) -> None:
        self.leave()
        self._offer()

    def _offer(self) -> None:
        """The first time the sample is opened, offer the task."""
        document, memory = self.window.document, self.window.memory
        if document is None or Path(document.location).name != SAMPLE or memory.is_on(OFFERED, otherwise=False):
            return
        memory.switch(OFFERED, is_on=True)
        self.card.offer()
        self.card.appear()


class GuideCard(FloatingCard):
    """The three steps on the map."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, CARD_PX, in_the_middle=False)
        self.setObjectName("guide_card")
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.left = QToolButton(self)
        self.left.setObjectName("guide_close")
        self.left.setAutoRaise(True)
        self.left.setToolTip("收起；以后可以从“帮助 → 引导任务”再打开")
        set_icon(self.left, "x")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.left)
        self.column.addLayout(head)
        self.steps = [self._add_step() for _ in range(3)]
        self.hint = QLabel(self)
        self.hint.setObjectName("guide_hint")
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.column.addWidget(self.hint)
        self.seek = QPushButton("在地图上找到它", self)
        self.seek.setObjectName("guide_find")
        self.column.addWidget(self.seek)
        self._ticked = [False] * 3
        self._name = self._plan = ""

    def offer(self) -> None:
        """Say that there is a task; the button begins it."""
        self.title.setText("第一次使用？用三步学会调整网格")
        for sign, label in self.steps:
            sign.hide()
            label.hide()
        self.hint.setText("程序会另存一份练习方案，其中有一个网格户数超了，由您把它调回来。原来的方案不受影响。")
        self.seek.setText("开始")
        self.seek.show()

    def begin(self, name: str, plan: str) -> None:
        """Set the task for a grid."""
        self._name, self._plan = name, plan
        self._ticked = [False] * 3
        texts = (
            f"选中“{name}”：在左边的树里或地图上点它。",
            "用套索把边上的楼圈起来，移交给相邻的网格，直到它变绿。",
            "打印这个网格的网格单。",
        )
        for (sign, label), text in zip(self.steps, texts, strict=True):
            label.setText(text)
            sign.show()
            label.show()
        self.seek.setText("在地图上找到它")
        self.title.setText(f"试一试：调整{name}")
        self._show()

    def show_count(self, households: int, wanted: str) -> None:
        """Say how large the grid is and how large it should be."""
        self.title.setText(f"试一试：把{self._name}调到 {wanted}")
        if not self._ticked[1]:
            self.hint.setText(f"现在 {households:,} 户。这是“{self._plan}”，随便改，原来的方案不受影响。")
        self.place()

    def tick(self, step: int) -> None:
        """Mark a step as done."""
        self._ticked[step] = True
        self._show()

    def is_ticked(self, step: int) -> bool:
        """Tell whether a step is done."""
        return self._ticked[step]

    def _add_step(self) -> tuple[IconLabel, QLabel]:
        sign, label = IconLabel("circle", 20, self, accented=True), QLabel(self)
        label.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(sign)
        row.addWidget(label, 1)
        self.column.addLayout(row)
        return sign, label

    def _show(self) -> None:
        for (sign, label), done in zip(self.steps, self._ticked, strict=True):
            sign.set_name("circle-check" if done else "circle")
            label.setEnabled(not done)
        if all(self._ticked):
            self.hint.setText("完成了！练习方案可以留着继续试，也可以撤销。下一步：用自己的数据新建一个区。")
        elif self._ticked[1]:
            self.hint.setText("户数合适了。每一步都能撤销（Ctrl+Z），也都记在历史记录里。")
        self.seek.setVisible(not self._ticked[0])
        self.place()


def start_guide(window: "MainWindow") -> None:
    """Begin the guided task."""
    window.feature(Guide).start()


def _entry(overview: Overview, grid_id: str) -> GridEntry | None:
    return next((g for c in overview.communities for g in c.grids if g.id == grid_id), None)
