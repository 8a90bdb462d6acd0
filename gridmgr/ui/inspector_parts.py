# SPDX-License-Identifier: MIT
"""What the inspector is put together from: labels, figures that are links, rows, the grids of a community."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridmgr.ui.cards import TONES, Does, Figure, GridLine, Link, Row, Tone
from gridmgr.ui.tree import RIGHT, TONE, ToneDelegate

Follow = Callable[[Link], object]

LABEL_PX = 92
TILES_PER_ROW = 3
ROW_PX = 26
MOST_ROWS = 10


def label(text: str, **properties: str) -> QLabel:
    """Return a label of plain text with the properties by which the style sheet knows it."""
    made = QLabel(text)
    # Records may hold angle brackets; nothing here is rich text.
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    for name, value in properties.items():
        made.setProperty(name, value)
    return made


def plain_button(text: str, tip: str) -> QPushButton:
    """Return a button that is no default of a dialog."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(tip)
    return button


def link_button(text: str, link: Link, follow: Follow) -> QPushButton:
    """Return words that open something when pressed."""
    button = plain_button(text, "")
    button.setProperty("link", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda: follow(link))
    return button


def rows_form(rows: Sequence[Row], follow: Follow) -> QFormLayout:
    """Return rows with their labels at the left; values with a link are words to press."""
    form = QFormLayout()
    form.setContentsMargins(0, 4, 0, 0)
    form.setVerticalSpacing(6)
    form.setHorizontalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for row in rows:
        value = _value(row, follow)
        if row.label:
            name = label(row.label, role="muted")
            name.setFixedWidth(LABEL_PX)
            form.addRow(name, value)
        else:
            form.addRow(value)
    return form


def _value(row: Row, follow: Follow) -> QWidget:
    if row.link is not None:
        button = link_button(row.value, row.link, follow)
        button.setProperty("row", True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setToolTip(row.value)
        if row.tone is not Tone.PLAIN:
            button.setProperty("tone", row.tone.value)
        return button
    made = label(row.value, tone=row.tone.value)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class FigureTiles(QWidget):
    """Figures, three in a row: the number large, its name below; a number with a link opens what it counts."""

    def __init__(self, figures: Sequence[Figure], follow: Follow) -> None:
        super().__init__()
        self.setObjectName("figure_tiles")
        lattice = QGridLayout(self)
        lattice.setContentsMargins(0, 0, 0, 0)
        lattice.setSpacing(4)
        for place, figure in enumerate(figures):
            lattice.addWidget(self._tile(figure, follow), place // TILES_PER_ROW, place % TILES_PER_ROW)
        for column in range(TILES_PER_ROW):
            lattice.setColumnStretch(column, 1)

    def _tile(self, figure: Figure, follow: Follow) -> QWidget:
        tile = QWidget()
        column = QVBoxLayout(tile)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        number: QWidget
        if figure.link is None:
            number = label(figure.value, role="figure")
        else:
            number = link_button(figure.value, figure.link, follow)
            number.setProperty("role", "figure")
            number.setAccessibleName(f"{figure.label} {figure.value}")
            number.setToolTip(f"打开{figure.label}的记录")
        number.setObjectName(f"figure_{figure.label}")
        column.addWidget(number, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label(figure.label, role="muted"))
        return tile


class GridTable(QTreeWidget):
    """The grids of a community: number, households, sign, vacancies. A click chooses one."""

    def __init__(self, grids: Sequence[GridLine], follow: Follow) -> None:
        super().__init__()
        self.setObjectName("grid_table")
        self.setAccessibleName("本社区的网格")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels(["网格", "户数", "达标", "空缺"])
        self.setItemDelegateForColumn(2, ToneDelegate(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.headerItem().setTextAlignment(column, RIGHT)
        for grid in grids:
            self._add(grid)
        rows = min(len(grids), MOST_ROWS) + 1
        self.setFixedHeight(rows * ROW_PX + 8)
        self.itemClicked.connect(lambda item, _: follow(Link(Does.SELECT, "grid", item.data(0, ID))))
        self.itemActivated.connect(lambda item, _: follow(Link(Does.SELECT, "grid", item.data(0, ID))))

    def texts(self) -> list[str]:
        """Return the words of every cell."""
        items = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        return [item.text(column) for item in items if item is not None for column in range(4)]

    def _add(self, grid: GridLine) -> None:
        vacant = f"{grid.vacancies}" if grid.vacancies else ""
        item = QTreeWidgetItem(self, [grid.name, f"{grid.households:,}", grid.state.value, vacant])
        item.setData(0, ID, grid.id)
        item.setData(2, TONE, TONES[grid.state])
        for column in (1, 2, 3):
            item.setTextAlignment(column, RIGHT)


ID = Qt.ItemDataRole.UserRole
