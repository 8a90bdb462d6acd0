# SPDX-License-Identifier: MIT
"""The line at the foot of the window: plan, open points, the job at work, and where the cursor is."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QPushButton, QStatusBar, QToolButton, QWidget

from gridmgr.map.view import ViewState
from gridmgr.ui.jobs import Job
from gridmgr.ui.overview import Overview
from gridmgr.ui.wording import spaced

WIDEST_PLACE = "5 000 000, 50 000 000"
WIDEST_SCALE = "1:5 000 000"
NO_PLAN = "还没有方案"
UNCHECKED = "未检查"
JOB_PX = 170


class StatusLine(QStatusBar):
    """Figures of the district; the plan and the check are buttons."""

    plan_chosen = Signal(str)
    """A person wants to see the plan of this name."""
    findings_wanted = Signal()
    """A person wants to see what a check finds."""
    unassigned_wanted = Signal()
    """A person wants the list of the buildings outside every grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self.plan = _button("status_plan", "正在显示的方案；点击可以换一个。")
        self.plan.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.plan.setMenu(QMenu(self.plan))
        self.unassigned = _button("status_unassigned", "不在任何网格里的户数；点击列出这些楼幢。")
        self.unassigned.clicked.connect(self.unassigned_wanted)
        self.check = _button("status_check", "点击打开问题列表；还没有检查的先检查。")
        self.check.clicked.connect(self.findings_wanted)
        self.crs = _label("status_crs", "数据的坐标系，单位是米。")
        self.place = _label("status_place", "光标所在位置：东坐标，北坐标（米）。")
        self.scale = _label("status_scale", "地图比例尺。")
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance(WIDEST_PLACE) + 16)
        self.scale.setMinimumWidth(self.scale.fontMetrics().horizontalAdvance(WIDEST_SCALE) + 16)
        self._district: tuple[QWidget, ...] = (self.plan, self.unassigned, self.check, self.crs, self.place, self.scale)
        for left in self._district[:3]:
            self.addWidget(left)
        self.job = JobStrip(self)
        self.addPermanentWidget(self.job)
        for right in self._district[3:]:
            self.addPermanentWidget(right)
        self.show_overview(None)

    def show_overview(self, overview: Overview | None) -> None:
        """Show the figures of a district, or none."""
        for widget in self._district:
            widget.setVisible(overview is not None)
        if overview is None:
            return
        shown = overview.plan
        self.plan.setText(f"方案：{shown.name}（{shown.state}）" if shown else NO_PLAN)
        self.unassigned.setText(f"未归格 {overview.unassigned:,} 户")
        self.unassigned.setEnabled(shown is not None and overview.unassigned > 0)
        self.check.setEnabled(shown is not None)
        self.crs.setText(overview.crs)
        self._fill_plans(overview)

    def show_check(self, text: str | None) -> None:
        """Show how a check ended; None when the plan has not been checked as it is."""
        self.check.setText(f"检查：{text or UNCHECKED}")

    def show_place(self, x: float, y: float) -> None:
        """Show where the cursor is."""
        self.place.setText(f"{spaced(x)}, {spaced(y)}")

    def show_view(self, view: ViewState) -> None:
        """Show the scale of the map."""
        self.scale.setText(f"1:{spaced(view.scale_denominator(self.logicalDpiX()))}")

    def _fill_plans(self, overview: Overview) -> None:
        menu = self.plan.menu()
        menu.clear()
        group = QActionGroup(menu)
        for plan in overview.plans:
            action = menu.addAction(f"{plan.name}（{plan.state}）")
            action.setCheckable(True)
            action.setChecked(plan == overview.plan)
            action.setActionGroup(group)
            action.triggered.connect(lambda _checked=False, name=plan.name: self.plan_chosen.emit(name))
        self.plan.setEnabled(bool(overview.plans))


class JobStrip(QWidget):
    """What is being done, how far it is, and 取消; hidden when nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = _label("job_what", "")
        self.bar = QProgressBar(self)
        self.bar.setObjectName("job_bar")
        self.bar.setFixedWidth(JOB_PX)
        self.cancel = QPushButton("取消", self)
        self.cancel.setObjectName("job_cancel")
        self.cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.what, self.bar, self.cancel):
            row.addWidget(widget)
        self._jobs: list[Job] = []
        self.hide()

    def watch(self, job: Job) -> None:
        """Show a job until it ends; then one begun before it that is still at work."""
        self._jobs.append(job)
        self._show()
        job.progressed.connect(self._on_progressed)
        job.ended.connect(self._on_ended)

    def _show(self) -> None:
        self.setVisible(bool(self._jobs))
        if self._jobs:
            job = self._jobs[-1]
            self.what.setText(job.title)
            self.bar.setRange(0, 0)
            self.cancel.setEnabled(not job.is_given_up)
            self.cancel.setVisible(job.can_stop)

    def _on_progressed(self, done: int, total: int, what: str) -> None:
        job = self._jobs[-1] if self._jobs else None
        if job is None or self.sender() is not job or job.is_given_up:
            return
        self.what.setText(f"{job.title}：{what}" if what else job.title)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _on_ended(self) -> None:
        ended = self.sender()
        self._jobs = [job for job in self._jobs if job is not ended]
        self._show()

    def _on_cancel(self) -> None:
        if self._jobs:
            self._jobs[-1].cancel()
            self.what.setText(f"正在停止：{self._jobs[-1].title}")
            self.cancel.setEnabled(False)


def _label(name: str, tip: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setToolTip(tip)
    return label


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
