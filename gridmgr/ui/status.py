# SPDX-License-Identifier: MIT
"""The line at the foot of the window: plan, open points, what is saved, news of others, and where the cursor is."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QStatusBar, QToolButton, QWidget

from gridmgr.map.view import ViewState
from gridmgr.ui.appearance import grown
from gridmgr.ui.job_strip import JobStrip
from gridmgr.ui.overview import Overview
from gridmgr.ui.wording import spaced

WIDEST_PLACE = "5 000 000, 50 000 000"
WIDEST_SCALE = "1:5 000 000"
NO_PLAN = "还没有方案"
UNCHECKED = "未检查"
LEAST_PLACE_PX = 1200
"""In a narrower window the place of the cursor and the CRS give way."""


class StatusLine(QStatusBar):
    """Figures of the district; plan, unassigned households, check and news are buttons, the scale takes input."""

    plan_chosen = Signal(str)
    """A person wants to see the plan of this name."""
    findings_wanted = Signal()
    """A person wants to see what a check finds."""
    scale_wanted = Signal(float)
    """A person wants the map at the scale 1 to this number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self.plan = _button("status_plan", "正在显示的方案；点击可以换一个。")
        self.plan.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.plan.setMenu(QMenu(self.plan))
        self._plan_actions: Sequence[QAction] = ()
        self.unassigned = _button("status_unassigned", "不在任何网格里的户数；点击列出这些楼。")
        self.check = _button("status_check", "点击打开问题列表；还没有检查的先检查。")
        self.check.clicked.connect(self.findings_wanted)
        self.saved = _label("status_saved", "每一步都已写入文件，不需要另外保存。")
        self.news = _button("status_news", "点击在历史记录里查看。")
        self.news.hide()
        self.crs = _label("status_crs", "数据的坐标系，单位是米。")
        self.place = _button("status_place", "光标所在位置：东坐标，北坐标（米）；点击输入坐标前往。")
        self.scale = self._make_scale()
        left: tuple[QWidget, ...] = (self.plan, self.unassigned, self.check, self.saved)
        right: tuple[QWidget, ...] = (self.crs, self.place, self.scale)
        self._district = (*left, *right)
        for widget in (*left, self.news):
            self.addWidget(widget)
        self.job = JobStrip(self)
        self.addPermanentWidget(self.job)
        for widget in right:
            self.addPermanentWidget(widget)
        self._widen()
        self.show_overview(None)

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for the figures when letters grow."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._widen()

    def _widen(self) -> None:
        measure = self.fontMetrics().horizontalAdvance
        self.place.setMinimumWidth(measure(WIDEST_PLACE) + 16)
        self.scale.setFixedWidth(measure(WIDEST_SCALE) + 20)
        self._make_room()

    def show_overview(self, overview: Overview | None) -> None:
        """Show the figures of a district, or none."""
        for widget in self._district:
            widget.setVisible(overview is not None)
        if overview is None:
            return
        self._make_room()
        shown = overview.plan
        self.plan.setText(f"方案：{shown.name}（{shown.state}）" if shown else NO_PLAN)
        self.unassigned.setText(f"未归格 {overview.unassigned:,} 户")
        self.check.setEnabled(shown is not None)
        self.crs.setText(overview.crs)
        self._fill_plans(overview)

    def show_check(self, text: str | None) -> None:
        """Show how a check ended; None when the plan has not been checked as it is."""
        self.check.setText(f"检查：{text or UNCHECKED}")

    def show_saved(self, text: str) -> None:
        """Say up to when everything is stored."""
        self.saved.setText(text)

    def show_news(self, text: str) -> None:
        """Say quietly what others did; an empty text takes it away."""
        self.news.setText(text)
        self.news.setVisible(bool(text))

    def extend_plan_menu(self, actions: Sequence[QAction]) -> None:
        """Offer more below the list of plans."""
        self._plan_actions = actions

    def show_place(self, x: float, y: float) -> None:
        """Show where the cursor is."""
        self.place.setText(f"{spaced(x)}, {spaced(y)}")

    def show_view(self, view: ViewState) -> None:
        """Show the scale of the map."""
        if not self.scale.hasFocus() or not self.scale.isModified():
            self.scale.setText(f"1:{spaced(view.scale_denominator(self.logicalDpiX()))}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window show what matters most."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        has_room = self.width() >= grown(self, LEAST_PLACE_PX)
        is_open = not self.plan.isHidden()
        for widget in (self.crs, self.place):
            widget.setVisible(is_open and has_room)

    def _make_scale(self) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName("status_scale")
        edit.setAccessibleName("地图比例尺")
        edit.setToolTip("地图比例尺；可以输入，例如 1:2000，按回车。")
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.returnPressed.connect(self._on_scale)
        return edit

    def _on_scale(self) -> None:
        wanted = scale_number(self.scale.text())
        self.scale.setModified(False)
        self.scale.clearFocus()
        if wanted:
            self.scale_wanted.emit(wanted)

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
        if self._plan_actions:
            menu.addSeparator()
            menu.addActions(self._plan_actions)
        self.plan.setEnabled(bool(overview.plans))


def scale_number(text: str) -> float:
    """Return n of what was typed as 1:n, 1：n or n; 0 for what is no scale."""
    digits = re.sub(r"[\s,\u2009]", "", text).replace("：", ":")
    match = re.fullmatch(r"(?:1[:/])?(\d{2,8})", digits)
    return float(match[1]) if match else 0.0


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
