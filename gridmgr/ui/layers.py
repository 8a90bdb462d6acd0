# SPDX-License-Identifier: MIT
"""The choice of layers: a button at the map's upper right with its panel, remembered for each person."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton

from gridmgr.map.basemap.ranges import Range
from gridmgr.map.furniture import ARROW_PX, MARGIN_PX
from gridmgr.map.layers import Fill, Layers
from gridmgr.ui.features import Feature
from gridmgr.ui.icons import SIZE_PX, set_icon
from gridmgr.ui.layer_choices import NAMES, keep_layers, keep_range, kept_layers, kept_ranges, shown_at
from gridmgr.ui.layer_panel import LayerPanel

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

BUTTON_PX = 34
GAP_PX = 8
CORNER_PX = round(MARGIN_PX) + round(ARROW_PX[0]) + 2 * GAP_PX + BUTTON_PX
"""What the north arrow and the button of the layers take at the right edge of the map."""


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
        self.button.setToolTip("选择地图上显示的图层和底图（Ctrl+Shift+L）")
        self.button.setFixedSize(BUTTON_PX, BUTTON_PX)
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.setCheckable(True)
        self.button.setIconSize(QSize(SIZE_PX, SIZE_PX))
        set_icon(self.button, "stack-2")
        self.panel = LayerPanel(canvas, with_rows=True)
        self.panel.setCursor(Qt.CursorShape.ArrowCursor)
        self.panel.hide()
        self.layers = kept_layers(window.memory)
        """What a person wants to see; at the present scale it may be less."""
        self.ranges = kept_ranges(window.memory)
        """The scales at which each layer is shown."""
        self._dress: Callable[[Layers], Layers] = lambda layers: layers
        self._connect()
        canvas.installEventFilter(self)
        self.panel.show_layers(self.layers)
        self.panel.show_ranges(self.ranges)
        self._apply()
        self._place()
        canvas.keep_clear(self.button)

    def choose(self, layers: Layers) -> None:
        """Show other layers and remember the choice."""
        self.layers = layers
        keep_layers(self.window.memory, layers)
        self.panel.show_layers(layers)
        self._apply()
        self.window.menus.refresh()
        self.changed.emit(layers)

    def choose_range(self, name: str, scales: Range) -> None:
        """Show a layer only at some scales, and remember it."""
        self.ranges[name] = scales
        keep_range(self.window.memory, name, scales)
        self.panel.show_ranges(self.ranges)
        self._apply()

    def set_backing(self, dress: Callable[[Layers], Layers]) -> None:
        """Paint layers as `dress` changes them for what lies below and above the map."""
        self._dress = dress
        self._apply()

    def toggle(self, name: str) -> None:
        """Show a layer or hide it. Raises ValueError for an unknown layer."""
        if name not in NAMES:
            raise ValueError(name)
        self.choose(replace(self.layers, **{name: not getattr(self.layers, name)}))  # type: ignore[arg-type]  # all are switches

    def toggle_balance(self) -> None:
        """Colour the grids by the size rule, or by hue again."""
        self.choose(replace(self.layers, fill=Fill.HUE if self.layers.fill is Fill.BALANCE else Fill.BALANCE))

    def open_panel(self) -> None:
        """Open the panel, or close it."""
        self.button.toggle()
        if self.button.isChecked():
            self.panel.take_focus()

    def open_fills(self) -> None:
        """Open the panel at the colours of the grids."""
        self.button.setChecked(True)
        self.panel.fill.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the button at the map's edge."""
        if watched is self.window.canvas and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _connect(self) -> None:
        self.button.toggled.connect(self.panel.setVisible)
        self.button.toggled.connect(self._place)
        self.panel.left.connect(self._leave)
        self.panel.chosen.connect(self.choose)
        self.panel.range_chosen.connect(self.choose_range)
        self.panel.grown.connect(self._place)
        self.window.canvas.view_changed.connect(lambda _view: self._apply())

    def _apply(self) -> None:
        """Show what is wanted at the present scale."""
        canvas = self.window.canvas
        shown = shown_at(self.layers, self.ranges, canvas.view.scale_denominator())
        wanted = self._dress(replace(self.layers, **shown).settled())  # type: ignore[arg-type]  # all are switches
        if wanted != canvas.scene.layers:
            canvas.set_layers(wanted)

    def _leave(self) -> None:
        self.button.setChecked(False)
        self.window.canvas.setFocus()

    def _place(self) -> None:
        canvas = self.window.canvas
        right, top = canvas.width() - round(MARGIN_PX), round(MARGIN_PX)
        left = right - round(ARROW_PX[0]) - GAP_PX - BUTTON_PX
        self.button.move(left, top)
        self.panel.fit(canvas.height() - top - BUTTON_PX - 4 - top)
        self.panel.move(max(left + BUTTON_PX - self.panel.width(), top), top + BUTTON_PX + 4)
        self.panel.raise_()


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
