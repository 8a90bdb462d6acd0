# SPDX-License-Identifier: MIT
"""The panel of layers: what is shown, in what order, how strongly and at which scales."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from gridmgr.map.basemap.ranges import Range
from gridmgr.map.layers import Layers
from gridmgr.ui.basemaps.rows import ALONE, OWN_MAP, Row, RowKind, RowLook
from gridmgr.ui.icons import set_icon
from gridmgr.ui.layer_choices import FILLS, SWITCHES, moved_layer
from gridmgr.ui.layer_detail import LayerDetail
from gridmgr.ui.layer_tree import LayerTree

WIDTH_PX = 312
LEAST_TREE_PX = 120
TITLES = {name: title for name, title, _ in SWITCHES}
OFFERS = (
    ("file", "底图或地图文件…", "photo"),
    ("tianditu", "天地图…", "world"),
    ("web", "其他网络底图…", "world-www"),
)


class LayerPanel(QFrame):
    """A list of layers with what can be set of the chosen one; `with_rows` offers basemaps and backdrops too."""

    chosen = Signal(object)
    """Another choice of Layers was made."""
    range_chosen = Signal(str, object)
    """A layer (name) shall be shown at this Range of scales only."""
    left = Signal()
    """Esc was pressed."""
    grown = Signal()
    """The panel wants another size."""
    row_set = Signal(str, object)
    """A row (id) shall have other values: a mapping of its fields."""
    ordered = Signal(list)
    """Rows shall lie in this order: their ids, the uppermost first."""
    row_pressed = Signal(str, str)
    """Something (up, down, seek, remove, overviews) shall be done with a row (id)."""
    add_wanted = Signal(str)
    """Something shall be added: file, tianditu or web."""

    def __init__(self, parent: QWidget | None = None, with_rows: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("layer_panel")
        self.setAccessibleName("图层")
        self.setProperty("floating", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layers, self._ranges = Layers(), dict[str, Range]()
        self._rows: dict[str, Row] = {OWN_MAP.id: OWN_MAP}
        self._looks: dict[str, RowLook] = {}
        self.tree = LayerTree(self)
        self.fill = QComboBox(self)
        self.fill.setObjectName("layer_fill")
        self.fill.setAccessibleName("网格颜色")
        for fill, title in FILLS:
            self.fill.addItem(title, fill.value)
        self.detail = LayerDetail(self)
        self.add = self._add_button()
        self.add.setVisible(with_rows)
        self._lay_out()
        self._connect()
        self.show_rows(ALONE, {})
        self.setFixedWidth(WIDTH_PX)
        self.adjustSize()

    def show_layers(self, layers: Layers) -> None:
        """Show a choice; says nothing, as the caller knows."""
        self._layers = layers
        self.tree.show_layers(layers)
        self.fill.setCurrentIndex(self.fill.findData(layers.fill.value))
        self.fill.setEnabled(layers.grids)
        self._show_detail()

    def show_ranges(self, ranges: Mapping[str, Range]) -> None:
        """Show at which scales each layer is shown."""
        self._ranges = dict(ranges)
        self._show_detail()

    def show_rows(self, rows: Sequence[Row], looks: Mapping[str, RowLook]) -> None:
        """Show rows, the uppermost first, and what is to be said of them (by id)."""
        self._rows = {row.id: row for row in rows}
        self._looks = dict(looks)
        self.tree.show_rows(rows, {row_id: look.trouble for row_id, look in looks.items()})
        self.tree.show_layers(self._layers)
        self._show_detail()

    def choose_row(self, row_id: str) -> None:
        """Choose a row, to show what can be set of it."""
        item = self.tree.item_of(row_id)
        if item is not None:
            self.tree.setCurrentItem(item)

    def take_focus(self) -> None:
        """Let the keys go to the list."""
        first = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and first is not None:
            self.tree.setCurrentItem(first)
        self.tree.setFocus()

    def fit(self, most_px: int) -> None:
        """Be as high as the list wants, if there is room for it."""
        self.detail.adjustSize()
        layout = self.layout()
        others = layout.sizeHint().height() - self.tree.sizeHint().height() if layout is not None else 0
        lines = self._lines() * self.tree.sizeHintForRow(0) + 2 * self.tree.frameWidth() + 4
        self.tree.setFixedHeight(max(min(lines, most_px - others), LEAST_TREE_PX))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _lines(self) -> int:
        """Return how many lines of the list are unfolded."""
        item, count = self.tree.topLevelItem(0), 0
        while item is not None:
            count, item = count + 1, self.tree.itemBelow(item)
        return count

    def _add_button(self) -> QPushButton:
        button = QPushButton("添加", self)
        button.setObjectName("layer_add")
        button.setAutoDefault(False)
        button.setToolTip("添加底图或背景图层，只用来看，不写入本区数据")
        set_icon(button, "plus")
        self.menu = QMenu(button)
        for name, text, picture in OFFERS:
            action = self.menu.addAction(text)
            action.setObjectName(f"layer_add_{name}")
            set_icon(action, picture)
            action.triggered.connect(lambda _checked=False, one=name: self.add_wanted.emit(one))
        button.clicked.connect(lambda: self.menu.popup(button.mapToGlobal(QPoint(0, button.height()))))
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        label = QLabel("图层", self)
        label.setProperty("role", "heading")
        head.addWidget(label, 1)
        head.addWidget(self.add)
        colour = QHBoxLayout()
        colour.addWidget(QLabel("网格颜色", self))
        colour.addWidget(self.fill, 1)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.tree)
        column.addLayout(colour)
        column.addWidget(line)
        column.addWidget(self.detail)

    def _connect(self) -> None:
        self.tree.layer_switched.connect(lambda name, is_on: self._choose(**{name: is_on}))
        self.tree.row_switched.connect(lambda row, is_on: self.row_set.emit(row, {"shown": is_on}))
        self.tree.ordered.connect(self.ordered)
        self.tree.moved.connect(lambda row, by: self.row_pressed.emit("down" if by > 0 else "up", row))
        self.tree.layer_moved.connect(self._move_layer)
        self.tree.removed.connect(lambda row: self.row_pressed.emit("remove", row))
        self.tree.currentItemChanged.connect(lambda _now, _before: self._show_detail())
        self.tree.itemCollapsed.connect(lambda _item: self.grown.emit())
        self.tree.itemExpanded.connect(lambda _item: self.grown.emit())
        self.fill.activated.connect(lambda index: self._choose(fill=FILLS[index][0]))
        self.detail.row_set.connect(self.row_set)
        self.detail.range_set.connect(self.range_chosen)
        self.detail.share_set.connect(lambda name, value: self._choose(**{name: value / 100}))
        self.detail.pressed.connect(self.row_pressed)
        self.detail.layer_faded.connect(lambda name, share: self._take(self._layers.with_opacity(name, share / 100)))
        self.detail.layer_moved.connect(self._move_layer)

    def _move_layer(self, name: str, by: int) -> None:
        self._take(moved_layer(self._layers, name, by))

    def _choose(self, **values: object) -> None:
        self._take(replace(self._layers, **values))  # type: ignore[arg-type]  # fields of Layers, checked by replace

    def _take(self, layers: Layers) -> None:
        if layers != self._layers:
            self.show_layers(layers)
            self.chosen.emit(layers)

    def _show_detail(self) -> None:
        """Show what can be set of the chosen line."""
        name = self.tree.current_layer
        row = self._rows.get(self.tree.current_row)
        if name:
            self.detail.show_layer(name, TITLES[name], self._layers, self._ranges.get(name, Range()))
        elif row is not None and row.kind is not RowKind.MAP:
            self.detail.show_row(row, self._looks.get(row.id, RowLook()))
        else:
            self.detail.show_map(OWN_MAP, self._layers, can_move=len(self._rows) > 1)
        self.grown.emit()
