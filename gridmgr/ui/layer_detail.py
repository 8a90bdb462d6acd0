# SPDX-License-Identifier: MIT
"""How the chosen layer is shown: how strongly, at which scales, in which colour; and buttons to move and remove it."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.basemap.ranges import Range
from gridmgr.map.layers import USUAL_ORDER, Layers
from gridmgr.ui.basemaps.rows import Row, RowKind, RowLook
from gridmgr.ui.icons import set_icon
from gridmgr.ui.layer_drawing import DrawingDetail

SCALES = (0, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000)
STEP = 5
ICON_PX = 18
BUTTONS = (
    ("up", "arrow-up", "上移一层（Alt+↑）"),
    ("down", "arrow-down", "下移一层（Alt+↓）"),
    ("seek", "zoom-scan", "缩放到这个图层"),
    ("remove", "trash", "移除这个图层（Delete），文件不会删除"),
)
MOVES = {"up": -1, "down": 1}


class Share(QWidget):
    """A slider from 0 to 100 per cent with its figure."""

    chosen = Signal(int)
    """The person chose so many per cent."""

    def __init__(self, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(name)
        self.slider.setAccessibleName(label)
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(4 * STEP)
        self.figure = QLabel(self)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.figure.setFixedWidth(self.fontMetrics().horizontalAdvance("100 %"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.figure)
        self.slider.valueChanged.connect(self._on_moved)

    def show_share(self, per_cent: int) -> None:
        """Show a value; says nothing, as the caller knows."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(per_cent)
        self.figure.setText(f"{per_cent} %")

    def _on_moved(self, value: int) -> None:
        self.figure.setText(f"{value} %")
        self.chosen.emit(value)


class LayerDetail(QWidget):
    """What can be set of a row, of the own map as a whole, or of one of its layers."""

    row_set = Signal(str, object)
    """A row (id) shall have other values: a mapping of its fields."""
    range_set = Signal(str, object)
    """A layer (name) shall be shown at this Range of scales only."""
    share_set = Signal(str, int)
    """The share land_opacity or plan_opacity shall be so many per cent."""
    layer_faded = Signal(str, int)
    """A layer of the own map (name) shall be painted at so many per cent."""
    layer_moved = Signal(str, int)
    """A layer of the own map (name) shall go so many places down."""
    pressed = Signal(str, str)
    """A button (up, down, seek, remove, overviews) was pressed for a row (id)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._layer = ""
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state = QLabel(self)
        self.state.setObjectName("layer_state")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setProperty("role", "muted")
        self.state.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setSpacing(6)
        self.opacity = self._add_share("layer_opacity", "不透明度")
        self.plan = self._add_share("plan_opacity", "网格和社区")
        self.land = self._add_share("land_opacity", "建筑和道路")
        self.finest = self._scale_box("layer_finest", "显示到的最大比例")
        self.coarsest = self._scale_box("layer_coarsest", "显示到的最小比例")
        self._add_scales()
        self.drawing = DrawingDetail(self)
        self.form.addRow(self.drawing)
        self.grey = QCheckBox("去掉颜色，只留灰度", self)
        self.grey.setObjectName("layer_grey")
        self.form.addRow("", self.grey)
        self.overviews = QPushButton("建立金字塔", self)
        self.overviews.setObjectName("layer_overviews")
        self.form.addRow("", self.overviews)
        self.buttons = {name: self._button(name, picture, tip) for name, picture, tip in BUTTONS}
        self._lay_out()
        self._connect()

    def show_row(self, row: Row, look: RowLook) -> None:
        """Show what can be set of a basemap or backdrop."""
        self._row, self._layer = row, ""
        self._show_title(row.title, look.state)
        self._show_only(self.opacity, self.scales, self.drawing if row.kind is RowKind.DRAWING else self.grey)
        self.form.setRowVisible(self.overviews, look.lacks_overviews)
        self.opacity.show_share(row.opacity)
        self._show_range(row.scales)
        self.grey.setChecked(row.is_grey)
        self.drawing.show_row(row, look.columns)
        for button in self.buttons.values():
            button.show()

    def show_map(self, row: Row, layers: Layers, can_move: bool) -> None:
        """Show what can be set of the own map as a whole, which can be moved only where there is another row."""
        self._row, self._layer = row, ""
        self._show_title(row.title, "")
        self._show_only(self.plan, self.land)
        self.plan.show_share(round(100 * layers.plan_opacity))
        self.land.show_share(round(100 * layers.land_opacity))
        for name, button in self.buttons.items():
            button.setVisible(can_move and name in ("up", "down", "seek"))

    def show_layer(self, name: str, title: str, layers: Layers, scales: Range) -> None:
        """Show what can be set of one layer of the own map; names cannot be moved, as they lie above all."""
        self._row, self._layer = None, name
        self._show_title(title, "")
        self._show_only(self.opacity, self.scales)
        self.opacity.show_share(round(100 * layers.opacity_of(name)))
        self._show_range(scales)
        for button, widget in self.buttons.items():
            widget.setVisible(button in MOVES and name in USUAL_ORDER)

    def _show_title(self, title: str, state: str) -> None:
        self.title.setText(title)
        self.title.setToolTip(title)
        self.state.setText(state)
        self.state.setVisible(bool(state))

    def _show_only(self, *wanted: QWidget) -> None:
        for field in (self.opacity, self.plan, self.land, self.scales, self.drawing, self.grey, self.overviews):
            self.form.setRowVisible(field, field in wanted)

    def _show_range(self, scales: Range) -> None:
        for box, value in ((self.finest, scales.finest), (self.coarsest, scales.coarsest)):
            box.setCurrentIndex(max(box.findData(round(value)), 0))

    def _add_share(self, name: str, label: str) -> Share:
        share = Share(name, label, self)
        self.form.addRow(label, share)
        return share

    def _scale_box(self, name: str, label: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(label)
        for scale in SCALES:
            box.addItem(f"1:{scale:,}".replace(",", " ") if scale else "不限", scale)
        return box

    def _add_scales(self) -> None:
        self.scales = QWidget(self)
        row = QHBoxLayout(self.scales)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.finest, 1)
        row.addWidget(QLabel("至", self.scales))
        row.addWidget(self.coarsest, 1)
        self.scales.setToolTip("只在这两个比例之间显示；左边是放得最大时，右边是缩得最小时。")
        self.form.addRow("显示比例", self.scales)

    def _button(self, name: str, picture: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"layer_{name}")
        button.setAccessibleName(tip.partition("（")[0])
        button.setToolTip(tip)
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        set_icon(button, picture)
        button.clicked.connect(lambda: self._press(name))
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        for button in self.buttons.values():
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addLayout(self.form)

    def _connect(self) -> None:
        self.opacity.chosen.connect(self._set_opacity)
        self.plan.chosen.connect(lambda value: self.share_set.emit("plan_opacity", value))
        self.land.chosen.connect(lambda value: self.share_set.emit("land_opacity", value))
        self.finest.activated.connect(lambda _index: self._set_range(self.finest))
        self.coarsest.activated.connect(lambda _index: self._set_range(self.coarsest))
        self.drawing.chosen.connect(lambda values: self._set(**values))
        self.grey.clicked.connect(lambda is_on: self._set(is_grey=is_on))
        self.overviews.clicked.connect(lambda: self._press("overviews"))

    def _set_opacity(self, value: int) -> None:
        if self._layer:
            self.layer_faded.emit(self._layer, value)
        else:
            self._set(opacity=value)

    def _set(self, **values: object) -> None:
        if self._row is not None:
            self.row_set.emit(self._row.id, values)

    def _set_range(self, changed: QComboBox) -> None:
        """Take a range; one that ends before it begins loses the end that was not just chosen."""
        finest, coarsest = int(self.finest.currentData()), int(self.coarsest.currentData())
        if coarsest and finest > coarsest:
            (self.coarsest if changed is self.finest else self.finest).setCurrentIndex(0)
            finest, coarsest = int(self.finest.currentData()), int(self.coarsest.currentData())
        if self._layer:
            self.range_set.emit(self._layer, Range(finest, coarsest))
        else:
            self._set(finest=finest, coarsest=coarsest)

    def _press(self, name: str) -> None:
        if self._layer and name in MOVES:
            self.layer_moved.emit(self._layer, MOVES[name])
        elif self._row is not None:
            self.pressed.emit(name, self._row.id)
