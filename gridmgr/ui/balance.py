# SPDX-License-Identifier: MIT
"""The balance panel (均衡): the grids of the community at hand, their households, and what a stroke changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.style import BandState, colours
from gridmgr.map.tools.holding import NEW_GRID
from gridmgr.model.bands import Band
from gridmgr.ui.cards import Tone
from gridmgr.ui.tree import ToneDelegate
from gridmgr.ui.wording import band_state

HEADINGS = ("网格", "", "户数", "变化", "")
NUMBER, SIGN, HOUSEHOLDS, CHANGE, BAR = range(len(HEADINGS))
GRID = Qt.ItemDataRole.UserRole
TONE = Qt.ItemDataRole.UserRole + 1
FIGURE = Qt.ItemDataRole.UserRole + 2
TONES = {BandState.BELOW: Tone.BELOW, BandState.INSIDE: Tone.INSIDE, BandState.ABOVE: Tone.ABOVE}
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
BAR_PX, BAR_HIGH_PX = 72, 8.0
FULL_SHARE = 1.5
"""The bar's right end stands for so many times the upper limit."""
ROW_PX, HEAD_PX = 28, 76
FEWEST_ROWS, MOST_ROWS = 5, 12
"""A longer list is scrolled: the details below need room too."""


@dataclass(frozen=True, slots=True)
class Row:
    """One grid of the community at hand."""

    grid: str
    number: str
    households: int


class BalancePanel(QWidget):
    """One line for each grid; choosing one chooses the grid everywhere."""

    chosen = Signal(str)
    """A person chose a grid (id)."""
    shown = Signal(str)
    """A person wants to see a grid (id) on the map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("balance")
        self._band = Band()
        self._rows: dict[str, Row] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._heading = ""
        self._previewed: set[str] = set()
        """Grids that show what they would have."""
        self.heading = QLabel(self)
        self.heading.setObjectName("balance_heading")
        self.heading.setWordWrap(True)
        self.heading.setContentsMargins(10, 8, 10, 6)
        self.list = QTreeWidget(self)
        self.list.setObjectName("balance_list")
        self.list.setAccessibleName("各网格户数")
        self.list.setHeaderLabels(HEADINGS)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(ToneDelegate(self.list))
        self.list.setItemDelegateForColumn(BAR, BarDelegate(self))
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(20)
        for column, width in ((NUMBER, 52), (SIGN, 22), (HOUSEHOLDS, 58), (CHANGE, 56)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        for column in (HOUSEHOLDS, CHANGE):
            self.list.headerItem().setTextAlignment(column, RIGHT)
        self.list.currentItemChanged.connect(self._on_current)
        self.list.itemDoubleClicked.connect(lambda item, _column: self.shown.emit(item.data(NUMBER, GRID)))
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addWidget(self.heading)
        column_layout.addWidget(self.list)
        self.show_rows("", (), Band())

    @property
    def band(self) -> Band:
        """The size rule that the bars show."""
        return self._band

    def sizeHint(self) -> QSize:
        """Room for a community of usual size."""
        return QSize(270, 260)

    def show_rows(self, community: str, rows: Sequence[Row], band: Band) -> None:
        """Show the grids of a community; without one, say how to choose it."""
        self._band = band
        chosen = self.chosen_grid()
        with QSignalBlocker(self.list):
            if [row.grid for row in rows] != list(self._rows):
                self.list.clear()
                self._items = {row.grid: self._item(row) for row in rows}
            self._rows = {row.grid: row for row in rows}
            for row in rows:
                self._fill(self._items[row.grid], row.number, row.households, 0)
        self.list.setVisible(bool(rows))
        self.setMinimumHeight(HEAD_PX + ROW_PX * min(len(rows), FEWEST_ROWS))
        self.setMaximumHeight(HEAD_PX + ROW_PX * min(max(len(rows), 2), MOST_ROWS))
        self._heading = heading_text(community, rows, band)
        self.heading.setText(self._heading)
        self.select(chosen)

    def show_change(self, households: Mapping[str, tuple[int, int]]) -> None:
        """Show what touched grids would have after the stroke at hand; with none, what they have."""
        touched, self._previewed = self._previewed | households.keys(), set(households)
        self._say_new(households.get(NEW_GRID))
        with QSignalBlocker(self.list):
            # Asked at every move of the mouse: of hundreds of grids a stroke touches a few.
            for grid in touched & self._rows.keys():
                row = self._rows[grid]
                count, change = households.get(grid, (row.households, 0))
                self._fill(self._items[grid], row.number, count, change)

    def _say_new(self, figures: tuple[int, int] | None) -> None:
        """Say in the heading what a grid would have that is being drawn: it has no row yet."""
        text = self._heading
        if figures is not None:
            text = f"{text}；新网格 {figures[0]:,} 户 {band_state(figures[0], self._band).value}"
        if self.heading.text() != text:
            self.heading.setText(text)

    def select(self, grid: str) -> None:
        """Mark a grid without telling."""
        with QSignalBlocker(self.list):
            item = self._items.get(grid)
            if item is None:
                self.list.setCurrentIndex(QModelIndex())
            else:
                self.list.setCurrentItem(item)

    def chosen_grid(self) -> str:
        """Return the grid that is marked; empty for none."""
        item = self.list.currentItem()
        return str(item.data(NUMBER, GRID)) if item is not None else ""

    def texts(self) -> list[tuple[str, ...]]:
        """Return the rows as they are written, from top to bottom."""
        return [tuple(self._items[grid].text(column) for column in range(BAR)) for grid in self._rows]

    def _item(self, row: Row) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.list)
        item.setData(NUMBER, GRID, row.grid)
        item.setSizeHint(NUMBER, QSize(0, ROW_PX))
        for column in (HOUSEHOLDS, CHANGE):
            item.setTextAlignment(column, RIGHT)
        return item

    def _fill(self, item: QTreeWidgetItem, number: str, households: int, change: int) -> None:
        state = band_state(households, self._band)
        for column, text in enumerate((number, state.value, f"{households:,}", f"{change:+,d}" if change else "")):
            if item.text(column) != text:
                item.setText(column, text)
        item.setData(SIGN, TONE, TONES[state])
        item.setData(BAR, FIGURE, households)

    def _on_current(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(NUMBER, GRID)))


class BarDelegate(QStyledItemDelegate):
    """Paints households as a bar over the band, whose two limits are ticks."""

    def __init__(self, panel: BalancePanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the bar."""
        super().paint(painter, option, index)
        households, band = index.data(FIGURE), self._panel.band
        palette: QPalette = option.palette
        room = QRectF(option.rect).adjusted(6, 0, -10, 0)
        if households is None or room.width() < BAR_HIGH_PX:
            return
        is_dark = (
            palette.color(QPalette.ColorRole.Base).lightness() < palette.color(QPalette.ColorRole.Text).lightness()
        )
        look = colours(is_dark)
        if option.state & QStyle.StateFlag.State_Selected:
            # On the colour of the selection a bar in the same blue would not be seen.
            painter.fillRect(room.adjusted(-3, 3, 3, -3), palette.color(QPalette.ColorRole.Base))
        top, full = room.center().y() - BAR_HIGH_PX / 2, band.high * FULL_SHARE
        low, high = (room.left() + room.width() * limit / full for limit in (band.low, band.high))
        painter.fillRect(QRectF(low, top - 3, high - low, BAR_HIGH_PX + 6), QColor(look.line))
        width = room.width() * min(households / full, 1.0)
        painter.fillRect(QRectF(room.left(), top, width, BAR_HIGH_PX), look.band(band_state(households, band)))


def heading_text(community: str, rows: Sequence[Row], band: Band) -> str:
    """Say which community is shown and how many of its grids obey the rule."""
    if not community:
        return "在地图或“区划”里选一个社区或网格，这里列出各网格的户数。"
    if not rows:
        return f"{community}在这个方案里还没有网格。"
    inside = sum(band.contains(row.households) for row in rows)
    return f"{community}：{inside} / {len(rows)} 个网格在 {band.low}–{band.high} 户之内"
