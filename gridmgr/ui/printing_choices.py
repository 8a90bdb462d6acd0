# SPDX-License-Identifier: MIT
"""What to print and how: the left side of the print workspace."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridmgr.map.paper import SCALES
from gridmgr.report.book.contents import Paper, Part, Phones, Request
from gridmgr.ui.icons import set_icon
from gridmgr.ui.memory import Memory
from gridmgr.ui.overview import CommunityEntry, Overview

WIDTH_PX = 264
ROOM_PX = 16
PARTS = {Part.COMMUNITY: "社区网格图", Part.GRID: "网格单", Part.BOOK: "整册"}
PAPERS = {Paper.A4: "A4", Paper.A3: "A3"}
PHONES = {Phones.PUBLIC: "只印可公开的", Phones.NONE: "都不印", Phones.ALL: "全部印出"}
ALL_COMMUNITIES, ALL_GRIDS = "全部社区", "全部网格"
NO_PLAN = "还没有划分方案，没有可以打印的内容。请先在“规划”里划分网格。"
LARGEST_SCALE = 20_000


class PrintChoices(QWidget):
    """Tells a Request whenever a person chooses something else, and which way the pages shall go."""

    changed = Signal()
    """Something else is to be printed."""
    pdf_wanted = Signal()
    """The pages shall become a PDF."""
    print_wanted = Signal()
    """The pages shall go to a printer."""
    picture_wanted = Signal()
    """The page that is shown shall become a picture."""

    def __init__(self, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("print_choices")
        self.setFixedWidth(WIDTH_PX)
        self._memory = memory
        self._communities: Sequence[CommunityEntry] = ()
        self._plan = ""
        self.part = self._box("print_part", PARTS, "要打印的内容")
        self.community = self._box("print_community", {}, "社区")
        self.grid = self._box("print_grid", {}, "网格")
        self.paper = self._box("print_paper", PAPERS, "纸张")
        scales = {str(int(n)): f"1:{n:,.0f}" for n in SCALES if n <= LARGEST_SCALE}
        self.scale = self._box("print_scale", {"0": "自动（放得下的最大比例）", **scales}, "比例尺")
        self.phones = self._box("print_phones", PHONES, "电话号码")
        self.basemap = QCheckBox("底图", self)
        self.basemap.setObjectName("print_basemap")
        self.basemap.setToolTip("社区网格图和网格单上也印“图层”里显示的底图和背景图层")
        self.summary = QLabel(self)
        self.summary.setObjectName("print_summary")
        self.summary.setWordWrap(True)
        self.summary.setProperty("role", "muted")
        self.pdf = self._button("导出 PDF…", "print_pdf", "", self.pdf_wanted.emit)
        self.pdf.setProperty("primary", True)
        self.printer = self._button("打印…", "print_printer", "printer", self.print_wanted.emit)
        self.picture = self._button("导出图片 PNG…", "print_picture", "download", self.picture_wanted.emit)
        self._lay_out()
        self._remembered()
        for box in (self.part, self.community, self.grid, self.paper, self.scale, self.phones):
            box.currentIndexChanged.connect(self._on_chosen)
        self.basemap.toggled.connect(lambda _on: self._on_chosen())

    @property
    def request(self) -> Request:
        """What is chosen."""
        community, grid = self.community.currentData(), self.grid.currentData()
        part = Part(self.part.currentData())
        return Request(
            part=part,
            paper=Paper(self.paper.currentData()),
            phones=Phones(self.phones.currentData()),
            plan=self._plan,
            communities=(community,) if community and part is not Part.BOOK else (),
            grids=(grid,) if grid and part is Part.GRID else (),
            scale=int(self.scale.currentData()),
            basemap=self.basemap.isChecked(),
        )

    def show_overview(self, overview: Overview | None) -> None:
        """Offer the communities and grids of the plan that is shown; what was chosen stays where it still exists."""
        kept = self.community.currentData(), self.grid.currentData()
        self._communities = overview.communities if overview is not None and overview.plan is not None else ()
        self._plan = overview.plan.name if overview is not None and overview.plan is not None else ""
        entries = {c.code: c.name for c in self._communities}
        self._fill(self.community, {"": ALL_COMMUNITIES, **entries}, kept[0])
        self._fill_grids(kept[1])
        self.setEnabled(bool(self._plan))
        if not self._plan:
            self.summary.setText(NO_PLAN)

    def choose(self, part: Part, community: str = "", grid: str = "") -> None:
        """Choose what is printed: everything, a community (code) or a grid (id) in it."""
        with QSignalBlocker(self):
            _select(self.part, part)
            _select(self.community, community)
            self._fill_grids(grid)
        self._on_chosen()

    def show_pages(self, pages: int, note: str = "") -> None:
        """Say how many pages there are, and what is to be known of them."""
        self.summary.setText(f"共 {pages} 页。{note}" if pages else "没有可以打印的页。")
        for button in (self.pdf, self.printer, self.picture):
            button.setEnabled(pages > 0)

    def _on_chosen(self) -> None:
        if self.sender() is self.community:
            self._fill_grids(None)
        part = Part(self.part.currentData())
        self.community.setEnabled(part is not Part.BOOK)
        self.grid.setEnabled(part is Part.GRID)
        for box in (self.part, self.paper, self.phones):
            self._memory.keep_text(box.objectName(), box.currentData())
        self._memory.switch("print.basemap", self.basemap.isChecked())
        self.changed.emit()

    def _fill_grids(self, chosen: str | None) -> None:
        code = self.community.currentData()
        grids = {g.id: g.name for c in self._communities if c.code == code for g in c.grids}
        self._fill(self.grid, {"": ALL_GRIDS, **grids}, chosen)

    def _fill(self, box: QComboBox, entries: dict[str, str], chosen: str | None) -> None:
        with QSignalBlocker(box):
            box.clear()
            for key, text in entries.items():
                box.addItem(text, key)
            _select(box, chosen or "")

    def _remembered(self) -> None:
        for box in (self.part, self.paper):
            _select(box, self._memory.text(box.objectName(), box.currentData()))
        self.basemap.setChecked(self._memory.is_on("print.basemap", otherwise=False))
        # Telephone numbers go out only as far as asked for anew.
        part = Part(self.part.currentData())
        self.community.setEnabled(part is not Part.BOOK)
        self.grid.setEnabled(part is Part.GRID)

    # Any: keys are texts and choices, which are texts too.
    def _box(self, name: str, entries: Mapping[Any, str], accessible: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(accessible)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        for key, text in entries.items():
            box.addItem(text, str(key))
        return box

    def _button(self, text: str, name: str, icon: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        if icon:
            set_icon(button, icon)
        button.clicked.connect(does)
        return button

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        rows = (
            ("内容", self.part),
            ("社区", self.community),
            ("网格", self.grid),
            ("纸张", self.paper),
            ("比例尺", self.scale),
            ("电话", self.phones),
        )
        for label, box in rows:
            form.addRow(label, box)
        form.addRow("", self.basemap)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM_PX, ROOM_PX, ROOM_PX, ROOM_PX)
        column.setSpacing(8)
        title = QLabel("打印", self)
        title.setProperty("role", "title")
        column.addWidget(title)
        column.addLayout(form)
        column.addSpacing(8)
        column.addWidget(self.summary)
        for button in (self.pdf, self.printer, self.picture):
            column.addWidget(button)
        column.addStretch(1)


def _select(box: QComboBox, key: str) -> None:
    """Choose an entry by its key; the first where it is not there."""
    with QSignalBlocker(box):
        box.setCurrentIndex(max(box.findData(str(key)), 0))
