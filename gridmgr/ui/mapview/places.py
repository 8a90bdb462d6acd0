# SPDX-License-Identifier: MIT
"""Going to a place by its coordinates, and copying the coordinates under the cursor."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridmgr.data.store import Store
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.style import colours
from gridmgr.model.errors import InputError
from gridmgr.operations.coordinates import Place, read_place
from gridmgr.ui.features import Feature
from gridmgr.ui.wording import spaced

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

WIDTH_PX = 420
PIN_PX = 36
CLOSE_M_PER_PX = 0.5
"""Going to a place brings the map at least this near."""
HINT = "米：563668, 2907071　　经纬度：117.6365, 26.2723　　度分秒：117°38′11″ 26°16′20″"


class Pin(QWidget):
    """A cross on the map where somebody wanted to go; it stays on its ground."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self.setObjectName("place_pin")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(PIN_PX, PIN_PX)
        self._canvas = canvas
        self.place: Place | None = None
        canvas.view_changed.connect(lambda _view: self._lie())
        self.hide()

    def mark(self, place: Place | None) -> None:
        """Lie on a place, or go."""
        self.place = place
        self.setVisible(place is not None)
        self._lie()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a cross in a ring."""
        look = colours(self._canvas.is_dark)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, arm = QPointF(PIN_PX / 2, PIN_PX / 2), PIN_PX / 2 - 3
            for colour, width in ((look.halo, 5.0), (look.error, 2.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(middle, arm / 2, arm / 2)
                painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
                painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        finally:
            painter.end()

    def _lie(self) -> None:
        if self.place is not None:
            px, py = self._canvas.view.pixel_at(*self.place)
            self.setGeometry(QRect(round(px) - PIN_PX // 2, round(py) - PIN_PX // 2, PIN_PX, PIN_PX))
            self.raise_()


class PlaceDialog(QDialog):
    """One field for coordinates; Enter goes there, and the dialog stays for the next."""

    wanted = Signal(str)
    """A person wants to go to what this text names."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setObjectName("place_dialog")
        self.setWindowTitle("定位到坐标")
        self.setMinimumWidth(WIDTH_PX)
        self.field = QLineEdit(self)
        self.field.setObjectName("place_field")
        self.field.setAccessibleName("坐标")
        self.field.setPlaceholderText("东坐标, 北坐标　或　经度, 纬度")
        self.said = QLabel(HINT, self)
        self.said.setObjectName("place_said")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        go = QPushButton("前往", self)
        go.setObjectName("place_go")
        go.setProperty("primary", True)
        go.setDefault(True)
        go.clicked.connect(self._on_go)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(go)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_go()
        else:
            super().keyPressEvent(event)

    def _on_go(self) -> None:
        if self.field.text().strip():
            self.wanted.emit(self.field.text())


class Places(Feature):
    """Knows the place under the cursor and the way to a place that was typed."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.pin = Pin(window.canvas)
        self.dialog = PlaceDialog(window)
        self.dialog.wanted.connect(self.go)
        self.dialog.finished.connect(lambda _result: self.pin.mark(None))
        self._cursor: Place | None = None
        window.canvas.pointed.connect(self._on_pointed)
        window.status.place.clicked.connect(self.open)
        window.document_changed.connect(lambda _document: self._forget())

    def open(self) -> None:
        """Ask for a place."""
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.field.setFocus()
        self.dialog.field.selectAll()

    def go(self, text: str) -> None:
        """Go to a place that was typed."""
        document = self.window.document
        if document is None:
            return

        def read(store: Store) -> Place | InputError:
            try:
                return read_place(text, store.crs or 0)
            except InputError as error:
                return error

        document.ask(read).succeeded.connect(self._on_place)

    def copy(self) -> None:
        """Copy the coordinates under the cursor, of the middle of the map while it is elsewhere."""
        canvas = self.window.canvas
        x, y = self._cursor or (canvas.view.x, canvas.view.y)
        QApplication.clipboard().setText(f"{x:.2f}, {y:.2f}")
        self.window.message.say(f"已复制坐标 {spaced(x)}, {spaced(y)}（米）。")

    def _on_place(self, place: Place | InputError) -> None:
        if isinstance(place, InputError):
            self.dialog.said.setText(str(place))
            return
        canvas = self.window.canvas
        west, south, east, north = canvas.scene.extent
        is_far = not (
            2 * west - east <= place[0] <= 2 * east - west and 2 * south - north <= place[1] <= 2 * north - south
        )
        if is_far:
            self.dialog.said.setText("这个位置离本区很远，请核对坐标和坐标系。")
            return
        self.dialog.said.setText(HINT)
        self.window.workspaces.show("plan")
        near = min(canvas.view.metres_per_pixel, CLOSE_M_PER_PX)
        canvas.set_view(canvas.view.centred(*place).scaled(near))
        self.pin.mark(place)

    def _on_pointed(self, x: float, y: float) -> None:
        self._cursor = x, y

    def _forget(self) -> None:
        self._cursor = None
        self.dialog.close()
        self.pin.mark(None)


def open_places(window: "MainWindow") -> None:
    """Ask for a place."""
    window.feature(Places).open()


def copy_place(window: "MainWindow") -> None:
    """Copy the coordinates under the cursor."""
    window.feature(Places).copy()
