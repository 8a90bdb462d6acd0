# SPDX-License-Identifier: MIT
"""The choice of layers: a small panel at the map, remembered for each person."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QLabel, QRadioButton, QToolButton, QVBoxLayout, QWidget

from gridmgr.map.furniture import ARROW_PX, MARGIN_PX
from gridmgr.map.layers import Fill, Layers
from gridmgr.ui.features import Feature
from gridmgr.ui.icons import SIZE_PX, set_icon
from gridmgr.ui.memory import Memory

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

BUTTON_PX = 34
GAP_PX = 8
SWITCHES = (
    ("communities", "社区", ""),
    ("grids", "网格", ""),
    ("grid_labels", "网格编号和户数", "grids"),
    ("buildings", "建筑物", ""),
    ("building_labels", "楼号", "buildings"),
    ("crowd", "住户分布", ""),
    ("facilities", "设施", ""),
    ("roads", "道路", ""),
    ("waters", "水域和铁路", ""),
    ("street_names", "道路和河流名称", ""),
)
"""Layer, its name, and the layer without which it cannot be seen."""
FILLS = (
    (Fill.HUE, "按网格着色"),
    (Fill.BALANCE, "按达标着色"),
    (Fill.SPECIAL, "按关怀对象着色"),
    (Fill.VISITS, "按走访着色"),
    (Fill.VACANCIES, "按空岗着色"),
    (Fill.PILOT, "按试点批次着色"),
    (Fill.NONE, "不着色"),
)
INDENT = "QCheckBox { margin-left: 20px; }"


def kept_layers(memory: Memory) -> Layers:
    """Return the choice that a person made last."""
    usual = Layers()
    on = {name: memory.is_on(f"layer.{name}", otherwise=getattr(usual, name)) for name, _, _ in SWITCHES}
    known = [fill.value for fill in Fill]
    fill = memory.text("layer.fill", Fill.HUE)
    return Layers(**on, fill=Fill(fill) if fill in known else Fill.HUE)


def keep_layers(memory: Memory, layers: Layers) -> None:
    """Remember a choice."""
    for name, _, _ in SWITCHES:
        memory.switch(f"layer.{name}", getattr(layers, name))
    memory.keep_text("layer.fill", layers.fill.value)


class LayerPanel(QFrame):
    """A box to tick for each layer, and what the colour of the grids says."""

    chosen = Signal(object)
    """Another choice of Layers was made."""
    left = Signal()
    """Esc was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_panel")
        self.setAccessibleName("图层")
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._layers = Layers()
        self._boxes: dict[str, QCheckBox] = {}
        self._fills: dict[Fill, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 16, 12)
        column.setSpacing(6)
        column.addWidget(_heading("图层"))
        for name, title, needed in SWITCHES:
            column.addWidget(self._box(name, title, bool(needed)))
        column.addSpacing(4)
        column.addWidget(_heading("网格颜色"))
        group = QButtonGroup(self)
        for fill, title in FILLS:
            button = QRadioButton(title, self)
            button.setObjectName(f"fill_{fill.value}")
            button.clicked.connect(lambda _checked=False, one=fill: self._choose(replace(self._layers, fill=one)))
            group.addButton(button)
            self._fills[fill] = button
            column.addWidget(button)
        self.show_layers(self._layers)

    def show_layers(self, layers: Layers) -> None:
        """Show a choice; says nothing, as the caller knows."""
        self._layers = layers
        for name, _, needed in SWITCHES:
            self._boxes[name].setChecked(getattr(layers, name))
            self._boxes[name].setEnabled(not needed or getattr(layers, needed))
        for fill, button in self._fills.items():
            button.setChecked(layers.fill is fill)
            button.setEnabled(layers.grids)
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _box(self, name: str, title: str, is_part: bool) -> QCheckBox:
        box = QCheckBox(title, self)
        box.setObjectName(f"layer_{name}")
        if is_part:
            box.setStyleSheet(INDENT)
        box.clicked.connect(lambda is_on: self._choose(replace(self._layers, **{name: is_on})))
        self._boxes[name] = box
        return box

    def _choose(self, layers: Layers) -> None:
        self.show_layers(layers)
        self.chosen.emit(layers)


class LayerChoice(Feature):
    """The button 图层 at the map's upper right, its panel, and the entries of the view menu."""

    changed = Signal(object)
    """Another choice of Layers holds."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        canvas = window.canvas
        self.button = QToolButton(canvas)
        self.button.setObjectName("layer_button")
        self.button.setAccessibleName("图层")
        self.button.setToolTip("选择地图上显示的图层（Ctrl+Shift+L）")
        self.button.setFixedSize(BUTTON_PX, BUTTON_PX)
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.setCheckable(True)
        self.button.setIconSize(QSize(SIZE_PX, SIZE_PX))
        set_icon(self.button, "stack-2")
        self.panel = LayerPanel(canvas)
        self.panel.setCursor(Qt.CursorShape.ArrowCursor)
        self.panel.hide()
        self.button.toggled.connect(self.panel.setVisible)
        self.button.toggled.connect(self._place)
        self.panel.left.connect(self._leave)
        self.panel.chosen.connect(self.choose)
        canvas.installEventFilter(self)
        self.layers = kept_layers(window.memory)
        """What is shown at present."""
        self.panel.show_layers(self.layers)
        canvas.set_layers(self.layers)
        self._place()
        canvas.keep_clear(self.button)

    def choose(self, layers: Layers) -> None:
        """Show other layers and remember the choice."""
        self.layers = layers
        keep_layers(self.window.memory, layers)
        self.panel.show_layers(layers)
        self.window.canvas.set_layers(layers)
        self.window.menus.refresh()
        self.changed.emit(layers)

    def toggle(self, name: str) -> None:
        """Show a layer or hide it. Raises ValueError for an unknown layer."""
        if name not in {switch for switch, _, _ in SWITCHES}:
            raise ValueError(name)
        self.choose(replace(self.layers, **{name: not getattr(self.layers, name)}))  # type: ignore[arg-type]  # all but fill are switches

    def toggle_balance(self) -> None:
        """Colour the grids by the size rule, or by hue again."""
        self.choose(replace(self.layers, fill=Fill.HUE if self.layers.fill is Fill.BALANCE else Fill.BALANCE))

    def open_panel(self) -> None:
        """Open the panel, or close it."""
        self.button.toggle()
        if self.button.isChecked():
            self.panel.findChildren(QCheckBox)[0].setFocus()

    def open_fills(self) -> None:
        """Open the panel at the colours of the grids."""
        self.button.setChecked(True)
        chosen = [button for button in self.panel.findChildren(QRadioButton) if button.isChecked()]
        if chosen:
            chosen[0].setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the button at the map's edge."""
        if watched is self.window.canvas and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _leave(self) -> None:
        self.button.setChecked(False)
        self.window.canvas.setFocus()

    def _place(self) -> None:
        right, top = self.window.canvas.width() - round(MARGIN_PX), round(MARGIN_PX)
        left = right - round(ARROW_PX[0]) - GAP_PX - BUTTON_PX
        self.button.move(left, top)
        self.panel.move(left + BUTTON_PX - self.panel.width(), top + BUTTON_PX + 4)
        self.panel.raise_()


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _runs(step: Callable[[LayerChoice], None]) -> Callable[["MainWindow"], None]:
    return lambda window: step(window.feature(LayerChoice))


open_panel = _runs(LayerChoice.open_panel)
open_fills = _runs(LayerChoice.open_fills)
toggle_balance = _runs(LayerChoice.toggle_balance)
toggle_facilities = _runs(lambda choice: choice.toggle("facilities"))


def balance_text(window: "MainWindow") -> str:
    """Return what the menu entry would do at present."""
    return "取消达标着色" if window.feature(LayerChoice).layers.fill is Fill.BALANCE else "达标着色"


def facilities_text(window: "MainWindow") -> str:
    """Return what the menu entry would do at present."""
    return "隐藏设施" if window.feature(LayerChoice).layers.facilities else "显示设施"
