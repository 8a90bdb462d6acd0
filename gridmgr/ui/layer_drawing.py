# SPDX-License-Identifier: MIT
"""How a backdrop is drawn: its colour, its lines, its fill, and which of its columns is written on the map."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from gridmgr.map.basemap.inks import INKS, Line, Tint, ink_colour
from gridmgr.map.style import colours
from gridmgr.operations.backdrops import likely_name
from gridmgr.ui.basemaps.rows import Row

INK_NAMES = dict(zip(INKS, ("玫红", "蓝色", "橙色", "绿色", "灰色"), strict=True))
LINE_NAMES = {Line.NONE: "不画线", Line.THIN: "细线", Line.MEDIUM: "中线", Line.THICK: "粗线"}
TINT_NAMES = {Tint.NONE: "不填充", Tint.FAINT: "淡色填充", Tint.STRONG: "深色填充"}
NO_NAMES = "不显示"
SWATCH_PX = 14


class DrawingDetail(QWidget):
    """Four choices, told at once."""

    chosen = Signal(object)
    """Fields of the Row shall have other values: a mapping."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ink = self._box("layer_ink", "颜色", "ink")
        self.line = self._box("layer_line", "线", "line")
        self.tint = self._box("layer_tint", "填充", "tint")
        self.label = self._box("layer_label", "名称", "label")
        self.label.setToolTip("把哪一栏写在地图上。名称和本区的名称互不重叠，本区的优先。")
        for value, title in LINE_NAMES.items():
            self.line.addItem(title, value.value)
        for tint, title in TINT_NAMES.items():
            self.tint.addItem(title, tint.value)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        for box in (self.ink, self.line, self.tint, self.label):
            name = QLabel(box.accessibleName(), self)
            # As wide as the labels above, which belong to another form.
            name.setMinimumWidth(self.fontMetrics().horizontalAdvance("显示比例"))
            form.addRow(name, box)

    def show_row(self, row: Row, columns: Sequence[str]) -> None:
        """Show how a backdrop is drawn; the columns that a file has are offered, the likeliest first."""
        self._fill_inks(row.ink)
        self.line.setCurrentIndex(self.line.findData(row.line.value))
        self.tint.setCurrentIndex(self.tint.findData(row.tint.value))
        self._fill_labels(row.label, columns)

    def _fill_inks(self, ink: str) -> None:
        look = colours(self.palette().base().color().lightness() < 128)
        self.ink.clear()
        for name, title in INK_NAMES.items():
            swatch = QPixmap(SWATCH_PX, SWATCH_PX)
            swatch.fill(QColor(ink_colour(name, look)))
            self.ink.addItem(swatch, title, name)
        self.ink.setCurrentIndex(max(self.ink.findData(ink), 0))

    def _fill_labels(self, label: str, columns: Sequence[str]) -> None:
        likely = likely_name(columns)
        # While its file is being opened, the column that was chosen is all that is known.
        first = [name for name in (likely, label) if name]
        self.label.clear()
        self.label.addItem(NO_NAMES, "")
        for column in dict.fromkeys([*first, *columns]):
            self.label.addItem(f"{column}（推荐）" if column == likely else column, column)
        self.label.setCurrentIndex(max(self.label.findData(label), 0))

    def _box(self, name: str, label: str, field: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        kinds = {"line": Line, "tint": Tint}
        box.activated.connect(lambda _index: self.chosen.emit({field: kinds.get(field, str)(box.currentData())}))
        return box
