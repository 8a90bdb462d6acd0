# SPDX-License-Identifier: MIT
"""Maps that go with another one: the overview with the frame of what the other shows, and the lens over its cursor."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.furnishing import Furnishing
from gridmgr.map.layers import Layers
from gridmgr.map.scene import MapScene
from gridmgr.map.style import colours
from gridmgr.map.view import ViewState

OVERVIEW_LAYERS = Layers(
    grids=False, grid_labels=False, buildings=False, building_labels=False, facilities=False, street_names=False
)
LEAST_FRAME_PX = 8.0
LENS_PX = 260
LENS_POWER = 3.0
RING_PX = 2.0


class Companion(MapCanvas):
    """A map that shows the scene of another one for as long as it is seen."""

    def __init__(self, main: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main = main
        main.scene_changed.connect(self._follow)
        main.darkened.connect(self.set_dark)
        self.set_dark(main.is_dark)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the other map."""
        self._follow(self.main.scene)
        super().showEvent(event)

    def _follow(self, scene: MapScene) -> None:
        if self.isVisible() and scene is not self._scene:
            self.set_scene(scene)


class OverviewMap(Companion):
    """The whole district, small; the frame is what the other map shows, and goes where it is dragged."""

    def __init__(self, main: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(main, parent)
        self.setObjectName("overview_map")
        self.setAccessibleName("鹰眼图")
        self.setToolTip("方框是地图上现在显示的范围；单击或拖动方框，地图跟着移动。")
        self.setMinimumSize(160, 140)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._furnishing = Furnishing(is_bare=True)
        self.set_layers(OVERVIEW_LAYERS)
        main.view_changed.connect(lambda _view: self.update())

    def frame(self) -> QRectF:
        """Return what the other map shows, in pixels of this one; never too small to be seen."""
        west, south, east, north = self.main.view.bounds
        corners = QPointF(*self.view.pixel_at(west, north)), QPointF(*self.view.pixel_at(east, south))
        box = QRectF(*corners)
        width, height = max(box.width(), LEAST_FRAME_PX), max(box.height(), LEAST_FRAME_PX)
        return QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there with the other map."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the frame."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Nothing is chosen here."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is a click."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the other map."""
        self.main.zoom(1.25 ** (event.angleDelta().y() / 120.0))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame upon the map."""
        super().paintEvent(event)
        look = colours(self._dark)
        painter = QPainter(self)
        try:
            tint = QColor(look.accent)
            tint.setAlphaF(0.12)
            for colour, width in ((look.halo, 4.0), (look.accent, 2.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(self.frame())
            painter.fillRect(self.frame(), tint)
        finally:
            painter.end()

    def _go(self, place: QPointF) -> None:
        x, y = self.view.point_at(place.x(), place.y())
        self.main.set_view(self.main.view.centred(x, y))


class Lens(Companion):
    """A round glass over the cursor of the other map; the tool in hand is seen in it, clicks go through it."""

    def __init__(self, main: MapCanvas) -> None:
        super().__init__(main, main)
        self.setObjectName("map_lens")
        self.setAccessibleName("放大镜")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._furnishing = Furnishing(is_bare=True)
        self.resize(LENS_PX, LENS_PX)
        self.setMask(QRegion(self.rect(), QRegion.RegionType.Ellipse))
        main.pointed.connect(self._on_pointed)
        self.hide()

    def look_at(self, x: float, y: float) -> None:
        """Lie upon a place of the ground (metres) and show it larger."""
        px, py = self.main.view.pixel_at(x, y)
        self.move(QPoint(round(px), round(py)) - self.rect().center())
        fine = self.main.view.metres_per_pixel / LENS_POWER
        self.set_view(ViewState(x, y, fine, self.width(), self.height()))
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the layers that the other map shows."""
        self.set_layers(self.main.scene.layers)
        super().showEvent(event)
        self.raise_()

    def _on_pointed(self, x: float, y: float) -> None:
        if self.isVisible():
            self.look_at(x, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, the tool at work, the middle and the rim."""
        super().paintEvent(event)
        look = colours(self._dark)
        painter = QPainter(self)
        try:
            if self.main.tool is not None:
                self.main.tool.paint(painter, self.view, self._dark)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = QRectF(self.rect()).center()
            for colour, width in ((look.halo, 3.0), (look.accent, 1.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(middle - QPointF(7, 0), middle + QPointF(7, 0))
                painter.drawLine(middle - QPointF(0, 7), middle + QPointF(0, 7))
            painter.setPen(QPen(QColor(look.accent), 2 * RING_PX))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        finally:
            painter.end()
