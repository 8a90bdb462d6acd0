# SPDX-License-Identifier: MIT
"""A second window with the map, for a second screen: its own look, layers and place, or in step with the first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from gridmgr.map.companions import Companion
from gridmgr.map.layers import Layers
from gridmgr.map.view import ViewState
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.showing import Backing
from gridmgr.ui.features import Feature
from gridmgr.ui.icons import SIZE_PX, set_icon
from gridmgr.ui.layer_panel import LayerPanel
from gridmgr.ui.layers import LayerChoice

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SIZE = 900, 640
LINKS = (("各看各的", 0.0), ("同一位置，同一比例", 1.0), ("同一位置，放大 3 倍", 1 / 3), ("同一位置，缩小 3 倍", 3.0))
"""How the second map goes with the first: a name, and its metres per pixel against those of the first; 0 for not."""


class SecondMapWindow(QWidget):
    """The map once more."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setObjectName("second_map")
        self.setWindowTitle("第二地图窗口")
        self._window, self._memory = window, window.memory
        self._layers = window.feature(LayerChoice).layers
        self.canvas = Companion(window.canvas, self)
        self.canvas.setAccessibleName("第二地图")
        self.links = self._made_links()
        self.dark = self._made_switch("moon", "second_dark", "深色地图", "这个窗口用深色地图，和主窗口分开")
        self.layers = self._made_switch("stack-2", "second_layers", "图层", "这个窗口显示哪些图层，和主窗口分开")
        self.basemap = self._made_switch("photo", "second_basemap", "底图", "这个窗口也显示底图和背景图层")
        self.whole = QPushButton("全图", self)
        self.whole.setObjectName("second_all")
        self.panel = LayerPanel(self.canvas)
        self.panel.hide()
        self.backing = Backing(window.feature(Basemaps), [self.canvas], "second")
        self._lay_out()
        self._connect()
        self.resize(*SIZE)
        self.restoreGeometry(self._memory.bytes_of("second_map"))
        self.dark.setChecked(self._memory.is_on("second.dark", otherwise=window.canvas.is_dark))
        self._darken(self.dark.isChecked())
        self.basemap.setChecked(self._memory.is_on("second.basemap", otherwise=True))
        self._back(self.basemap.isChecked())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window lay."""
        self.backing.rest()
        self._memory.keep_bytes("second_map", self.saveGeometry())
        super().closeEvent(event)

    def choose_layers(self, layers: Layers) -> None:
        """Show other layers here."""
        self._layers = layers
        self.panel.show_layers(layers)
        self._apply()

    def follow(self, view: ViewState) -> None:
        """Go where the first map goes, if that is wanted."""
        power = self.links.currentData()
        if power and self.isVisible():
            size = self.canvas.width(), self.canvas.height()
            self.canvas.set_view(ViewState(view.x, view.y, view.metres_per_pixel * power, *size))

    def _apply(self) -> None:
        """Paint the layers as what lies below them asks for."""
        self.canvas.set_layers(self.backing.dressed(self._layers.settled()))

    def _made_links(self) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName("second_link")
        box.setAccessibleName("与主窗口的联动")
        for text, power in LINKS:
            box.addItem(text, power)
        box.setCurrentIndex(1)
        return box

    def _made_switch(self, icon: str, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setIconSize(QSize(SIZE_PX, SIZE_PX))
        set_icon(button, icon)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        bar.setSpacing(8)
        bar.addWidget(QLabel("与主窗口：", self))
        bar.addWidget(self.links)
        bar.addStretch(1)
        for widget in (self.whole, self.basemap, self.dark, self.layers):
            bar.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.canvas, 1)

    def _connect(self) -> None:
        main, selection = self._window.canvas, self._window.selection
        main.view_changed.connect(self.follow)
        # The look is this window's own.
        main.darkened.disconnect(self.canvas.set_dark)
        self.links.currentIndexChanged.connect(lambda _index: self.follow(main.view))
        self.dark.toggled.connect(self._darken)
        self.layers.toggled.connect(self._open_panel)
        self.basemap.toggled.connect(self._back)
        self.backing.changed.connect(self._apply)
        self.panel.left.connect(lambda: self.layers.setChecked(False))
        self.panel.chosen.connect(self.choose_layers)
        self.whole.clicked.connect(self._show_all)
        self.canvas.picked.connect(selection.choose)
        selection.changed.connect(self.canvas.select)

    def _darken(self, is_dark: bool) -> None:
        self._memory.switch("second.dark", is_dark)
        self.canvas.set_dark(is_dark)

    def _back(self, is_on: bool) -> None:
        self._memory.switch("second.basemap", is_on)
        self.backing.set_on(is_on)

    def _open_panel(self, is_open: bool) -> None:
        self.panel.setVisible(is_open)
        self.panel.adjustSize()
        self.panel.move(self.canvas.width() - self.panel.width() - 12, 12)
        self.panel.raise_()

    def _show_all(self) -> None:
        self.links.setCurrentIndex(0)
        self.canvas.show_all()


class SecondMap(Feature):
    """Opens the window when it is first wanted."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.shown: SecondMapWindow | None = None
        window.document_changed.connect(self._on_document)

    def open(self) -> SecondMapWindow:
        """Show the window, or bring it to the front."""
        if self.shown is None:
            self.shown = SecondMapWindow(self.window)
            self.shown.choose_layers(self.window.feature(LayerChoice).layers)
        self.shown.show()
        self.shown.raise_()
        self.shown.activateWindow()
        self.shown.canvas.select(self.window.selection.kind, self.window.selection.id)
        self.shown.follow(self.window.canvas.view)
        return self.shown

    def _on_document(self, document: object) -> None:
        if document is None and self.shown is not None:
            self.shown.close()


def open_second_map(window: "MainWindow") -> None:
    """Open the second map."""
    window.feature(SecondMap).open()
