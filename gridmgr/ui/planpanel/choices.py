# SPDX-License-Identifier: MIT
"""The ways to divide one community side by side: a small map and the figures of each, the best of every row marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shapely.geometry.base import BaseGeometry

from gridmgr.map.builders import band_states
from gridmgr.operations.candidates import Choice, Choices
from gridmgr.planning.score_card import ScoreCard
from gridmgr.ui.inspector_parts import label
from gridmgr.ui.outcome import VERDICTS
from gridmgr.ui.planpanel.thumbnails import thumbnail

PICTURE_PX = QSize(96, 72)
COLUMN_PX, ROW_PX = 116, 26
PRESENT = "现行方案"
TAKE = "选用"
TAKE_TIP = "存为草案，可以撤销；执行中的方案不变。"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of figures."""

    text: str
    tip: str
    shown: Callable[[ScoreCard], str]
    worth: Callable[[ScoreCard], float]
    """More is better; the best one is marked where candidates differ."""


LINES = (
    Line("网格（达标）", "网格的数量，其中户数在范围之内的", lambda c: f"{c.grids}（{c.in_band}）",
         lambda c: -c.off_band),
    Line("最少–最多户", "最小和最大网格的户数", lambda c: f"{c.smallest:,}–{c.largest:,}",
         lambda c: c.smallest - c.largest),
    Line("平均户数", "每个网格平均的户数", lambda c: f"{c.mean:,.0f}", lambda _c: 0.0),
    Line("户数偏差", "各网格户数离平均数有多远（标准差）", lambda c: f"±{c.deviation:,.0f}",
         lambda c: -round(c.deviation)),
    Line("紧凑度", "1 为圆形，越大越紧凑；括号里是最差的网格",
         lambda c: f"{c.compactness:.2f}（{c.worst_compactness:.2f}）", lambda c: round(c.compactness, 2)),
    Line("边界沿街", "网格之间的边界走在街道上的比例", lambda c: f"{c.streets:.0%}", lambda c: round(c.streets, 2)),
    Line("拆开的小区", "分在几个网格里的小区", lambda c: f"{c.compounds_split} 个", lambda c: -c.compounds_split),
    Line("第二指标相差", "离平均数最远的网格差多少",
         lambda c: "—" if c.second_spread is None else f"{c.second_spread:.0%}",
         lambda c: -round(c.second_spread or 0, 2)),
    Line("换网格的住户", "与现行方案相比", lambda c: "—" if c.moved is None else f"{c.moved:,} 户",
         lambda c: -(c.moved or 0)),
)  # fmt: skip
NEEDS = {"第二指标相差": "second_spread", "换网格的住户": "moved"}
"""Rows that are shown only where there is such a figure."""


class ChoicesPanel(QWidget):
    """A table with a column for each way to divide; choosing one previews it."""

    previewed = Signal(int)
    """A person wants to see the way with this position on the map; -1 for the stored grids."""
    taken = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choices")
        self.found: Choices | None = None
        self._is_dark = False
        self.table = self._made_table()
        self.summary, self.why = label("", role="heading"), label("")
        self.summary.setObjectName("choices_summary")
        self.why.setObjectName("choices_why")
        self.summary.setWordWrap(False)
        self.words = label("")
        self.words.setObjectName("choices_words")
        self.words.setContentsMargins(10, 6, 10, 6)
        self.take = QPushButton(TAKE, self)
        self.take.setObjectName("choices_take")
        self.take.setProperty("primary", True)
        self.take.setToolTip(TAKE_TIP)
        self.take.clicked.connect(lambda: self.taken.emit(self.chosen))
        self.leave = QPushButton("都不选用", self)
        self.leave.setObjectName("choices_leave")
        self.leave.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 10, 6)
        head.setSpacing(12)
        head.addWidget(self.summary)
        head.addWidget(self.why, 1)
        head.addWidget(self.take)
        head.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.words)

    @property
    def chosen(self) -> int:
        """The position of the way that is chosen; -1 for none."""
        place = self.table.currentColumn() - self._first
        return place if self.found is not None and 0 <= place < len(self.found.choices) else -1

    def show_choices(self, found: Choices, is_dark: bool) -> None:
        """Show what was found; the recommended one is chosen."""
        self.found, self._is_dark = found, is_dark
        with QSignalBlocker(self.table):
            self._fill(found)
        self.summary.setText(summary_text(found))
        self.why.setText(f"推荐第 {found.recommended + 1} 种：{found.why}")
        self.choose(found.recommended)

    def choose(self, number: int) -> None:
        """Choose a way to divide."""
        self.table.setCurrentCell(0, number + self._first)
        self._on_chosen()

    def paint_pictures(self, is_dark: bool) -> None:
        """Draw the small maps in the colours of day or night."""
        self._is_dark = is_dark
        if self.found is not None:
            self._show_pictures(self.found)

    @property
    def _first(self) -> int:
        """The column of the first way; the plan in force stands before it."""
        return 1 if self.found is not None and self.found.present is not None else 0

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(self)
        table.setObjectName("choices_table")
        table.setAccessibleName("划法比较")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setIconSize(PICTURE_PX)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.horizontalHeader().setDefaultSectionSize(COLUMN_PX)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.currentCellChanged.connect(lambda *_cells: self._on_chosen())
        return table

    def _fill(self, found: Choices) -> None:
        cards = [c.card for c in found.choices]
        lines = [line for line in LINES if _is_known(line, cards)]
        heads = [f"{n}  {c.name}" for n, c in enumerate(found.choices, start=1)]
        heads[found.recommended] += "（推荐）"
        if found.present is not None:
            heads.insert(0, PRESENT)
        self.table.clear()
        self.table.setColumnCount(len(heads))
        self.table.setRowCount(len(lines) + 2)
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setVerticalHeaderLabels(["", "结论", *(line.text for line in lines)])
        self.table.setRowHeight(0, PICTURE_PX.height() + 8)
        if found.present is not None:
            self._fill_present(found.present, lines)
        header = self.table.horizontalHeader()
        for column in range(len(heads)):
            self.table.setColumnWidth(column, max(COLUMN_PX, header.sectionSizeHint(column)))
        for number, choice in enumerate(found.choices):
            self._fill_choice(number, choice, lines, cards)
        for row, line in enumerate(lines, start=2):
            self.table.verticalHeaderItem(row).setToolTip(line.tip)
        self._show_pictures(found)

    def _fill_present(self, card: ScoreCard, lines: Sequence[Line]) -> None:
        for row, text in enumerate(("", "", *(line.shown(card) for line in lines))):
            item = _cell(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(row, 0, item)

    def _show_pictures(self, found: Choices) -> None:
        """Draw the small maps; without the plan in force they begin in the first column."""
        drawn = [_land(choice) for choice in found.choices]
        if self._first:
            present = [g for g in found.present_grids if g.geom is not None]
            drawn.insert(0, ([g.geom for g in present], [g.households for g in present]))
        for column, (shapes, counts) in enumerate(drawn):
            item = self.table.item(0, column)
            states = band_states(counts, found.band)
            picture = thumbnail(shapes, states, PICTURE_PX, self._is_dark, self.devicePixelRatioF())
            if item is not None:
                icon = QIcon(picture)
                # The chosen one keeps its colours.
                icon.addPixmap(picture, QIcon.Mode.Selected)
                item.setIcon(icon)

    def _fill_choice(self, number: int, choice: Choice, lines: Sequence[Line], cards: Sequence[ScoreCard]) -> None:
        column = number + self._first
        picture = QTableWidgetItem()
        picture.setToolTip("点一下，在地图上预览")
        self.table.setItem(0, column, picture)
        said = VERDICTS[choice.verdict]
        better = choice.beaten_by + 1
        verdict = _cell(f"不如第 {better} 种" if better else said)
        tip = f"{said}；每一项都不比第 {better} 种好，至少有一项更差。"
        verdict.setToolTip(tip if better else said)
        self.table.setItem(1, column, verdict)
        for row, line in enumerate(lines, start=2):
            worths = [line.worth(card) for card in cards]
            is_best = worths[number] == max(worths) != min(worths)
            self.table.setItem(row, column, _cell(line.shown(choice.card), is_best))

    def _on_chosen(self) -> None:
        number = self.chosen
        self.take.setEnabled(number >= 0)
        if self.found is None or number < 0:
            self.words.hide()
            self.take.setText(TAKE)
            self.previewed.emit(-1)
            return
        self.take.setText(f"选用第 {number + 1} 种")
        said = self.found.choices[number].sentences
        self.words.setText("\n".join(said))
        self.words.setVisible(bool(said))
        self.previewed.emit(number)


def _land(choice: Choice) -> tuple[list[BaseGeometry], list[int]]:
    """Return the outlines and households of all grids of a way to divide, locked ones too."""
    locked = [g for g in choice.divided.locked if g.geom is not None]
    shapes = [*choice.shapes, *(g.geom for g in locked if g.geom is not None)]
    return shapes, [*choice.households, *(g.households for g in locked)]


def summary_text(found: Choices) -> str:
    """Say how many ways were found."""
    count = len(found.choices)
    if found.was_stopped:
        return f"{found.community.name}：已停止，列出已找到的 {count} 种划法"
    return f"{found.community.name}：{count} 种划法" if count > 1 else f"{found.community.name}：只找到一种划法"


def _is_known(line: Line, cards: Sequence[ScoreCard]) -> bool:
    name = NEEDS.get(line.text)
    return name is None or any(getattr(card, name) is not None for card in cards)


def _cell(text: str, is_best: bool = False) -> QTableWidgetItem:
    item = QTableWidgetItem(f"{text} ✓" if is_best else text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    if is_best:
        font = QFont(item.font())
        font.setBold(True)
        item.setFont(font)
        item.setToolTip("这一行里最好的")
    return item
