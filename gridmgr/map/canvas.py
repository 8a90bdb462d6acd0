# SPDX-License-Identifier: MIT
"""The map in the window: shows the last picture at once, moved or scaled, and a sharp one shortly after."""

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from gridmgr.map.furnishing import Furnishing, Look
from gridmgr.map.gestures import Gestures
from gridmgr.map.layers import Layers
from gridmgr.map.overlay import Marked, covered, hides_ground, is_of_elsewhere, paint_marks, paint_picture, request_for
from gridmgr.map.picking import Hit, bounds_of, describe, find, pick
from gridmgr.map.render import Picture, RenderQueue, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.style import colours
from gridmgr.map.tools.advice import paint_advice
from gridmgr.map.tools.hand import Hand, typed_sign
from gridmgr.map.tools.tool import Tool
from gridmgr.map.underlay import Underlay
from gridmgr.map.view import Box, ViewState

QUIET_MS = 70
CLICK_PX = 4
ZOOM_STEP = 1.25
WHEEL_NOTCH = 120.0
PAN_SHARE = 0.2
KEY_PANS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
KEY_ZOOMS = {
    Qt.Key.Key_Plus: ZOOM_STEP,
    Qt.Key.Key_Equal: ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / ZOOM_STEP,
    Qt.Key.Key_Underscore: 1 / ZOOM_STEP,
}


class MapCanvas(QWidget):
    """Shows a MapScene; drag, wheel and keys move the view, a click picks a record.

    The arrow keys move, + and - zoom, Home shows everything. With a tool in hand the left button is the tool's; the
    middle button, or Space with the left one, drags the map. Never asks where the scene comes from.
    """

    picked = Signal(str, str)
    """A record was clicked: its kind (building, grid, community) and id; both empty beside everything."""
    hovered = Signal(str, str)
    """The cursor came over another record (kind, id), or over none (both empty)."""
    pointed = Signal(float, float)
    """The cursor is over this place (x, y in metres, district CRS)."""
    view_changed = Signal(object)
    """The map shows another ViewState."""
    darkened = Signal(bool)
    """The map became dark, or light."""
    scene_changed = Signal(object)
    """Another MapScene is shown."""
    sharpened = Signal()
    """A picture of the present view has arrived."""
    tool_changed = Signal(object)
    """Another Tool is in hand, or None."""
    letter_typed = Signal(str)
    """A letter, a digit or a question mark that the map has no use for was typed while it had the focus."""

    def __init__(self, parent: QWidget | None = None, dark: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("map_canvas")
        self.setAccessibleName("地图")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._dark = dark
        self._shows_legend = True
        self._furnishing = Furnishing()
        self._scene = MapScene()
        self._layers = self._scene.layers
        self._gestures = Gestures(self, self, lambda: self._hand.give_up())
        self._clear_of: list[QWidget] = []
        self._underlay: Underlay | None = None
        self._covered: list[Box] = []
        self._view = ViewState.fit(self._scene.extent, max(self.width(), 1), max(self.height(), 1))
        self._fits = True
        self._picture: Picture | None = None
        self._selected: Hit | None = None
        self._hovered: Hit | None = None
        self._pressed: QPointF | None = None
        self._dragged_from: ViewState | None = None
        self._hand = Hand(self)
        self._hand.changed.connect(self.update)
        self._queue = RenderQueue(self)
        self._queue.ready.connect(self._on_ready)
        self._queue.roughed.connect(self._on_roughed)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._render)

    @property
    def scene(self) -> MapScene:
        """What is shown."""
        return self._scene

    @property
    def view(self) -> ViewState:
        """The part of the ground that is shown."""
        return self._view

    @property
    def tool(self) -> Tool | None:
        """The tool in hand; None while the mouse moves the map and picks."""
        return self._hand.tool

    @property
    def hint(self) -> str:
        """What the tool in hand says to do next."""
        return self._hand.tool.hint if self._hand.tool is not None else ""

    def set_tool(self, tool: Tool | None) -> None:
        """Take a tool into the hand in place of the one before; None lays it down."""
        if self._hand.take(tool, self):
            self._hover(None)
            self._show_cursor()
            self.tool_changed.emit(tool)

    @property
    def is_sharp(self) -> bool:
        """Whether the picture on screen is one of the present scene and view."""
        picture = self._picture
        return picture is not None and not picture.is_rough and picture.request == self._wanted()

    def set_scene(self, scene: MapScene) -> None:
        """Show another scene; the view stays unless the map was empty or nobody has moved it."""
        self._scene = scene.showing(self._layers)
        self._selected = self._refound(self._selected)
        self._hovered = self._refound(self._hovered)
        self._describe()
        if self._fits:
            self.show_all()
        self._render()
        self.scene_changed.emit(self._scene)

    def set_layers(self, layers: Layers) -> None:
        """Choose which layers are shown, of this scene and of those to come."""
        self._layers = layers
        self.set_scene(self._scene)

    def keep_clear(self, widget: QWidget) -> None:
        """Write no names under a widget that lies upon the map; holds from the next picture on."""
        self._clear_of.append(widget)

    def set_underlay(self, underlay: Underlay) -> None:
        """Show basemaps and backdrops below the map, and those that shall lie upon it above."""
        self._underlay = underlay
        underlay.changed.connect(self.update)

    def set_view(self, view: ViewState) -> None:
        """Show another part of the ground; the size stays that of the widget."""
        view = view.resized(self.width(), self.height())
        if view == self._view:
            return
        self._view = view
        self._fits = False
        # While the wheel turns, the old picture will do; where it shows nothing of the new place, there is no waiting.
        self._quiet.start(0 if is_of_elsewhere(self._picture, view) else QUIET_MS)
        self.update()
        self.view_changed.emit(view)

    def show_all(self) -> None:
        """Show the whole scene, and keep showing the whole when the widget changes its size."""
        self.set_view(ViewState.fit(self._scene.extent, self.width(), self.height()))
        self._fits = True

    def show_record(self, kind: str, record_id: str) -> bool:
        """Bring a record into view; False when the map does not show it."""
        hit = find(self._scene, kind, record_id)
        bounds = bounds_of(self._scene, hit) if hit else None
        if bounds is None:
            return False
        self.set_view(ViewState.fit(bounds, self.width(), self.height(), margin=0.2))
        return True

    def select(self, kind: str, record_id: str) -> None:
        """Mark a record (none if the map does not show it); says nothing, as the caller knows."""
        self._selected = find(self._scene, kind, record_id) if kind else None
        self._describe()
        self.update()

    @property
    def is_dark(self) -> bool:
        """Whether this is the dark map."""
        return self._dark

    def set_dark(self, dark: bool) -> None:
        """Switch between the light and the dark map."""
        self._dark = dark
        self._render()
        self.darkened.emit(dark)

    def set_legend_shown(self, shown: bool) -> None:
        """Show or hide the legend."""
        self._shows_legend = shown
        self._render()

    def zoom(self, factor: float) -> None:
        """Zoom in or out about the middle."""
        self.set_view(self._view.zoomed(factor, self.width() / 2, self.height() / 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag starts."""
        if self._hand.press(event, self._view):
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed = event.position()
            self._dragged_from = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map, or tell what the cursor is over."""
        place = event.position()
        self.pointed.emit(*self._view.point_at(place.x(), place.y()))
        if self._pressed is None:
            if not self._hand.move(event, self._view):
                self._hover(pick(self._scene, self._view, place.x(), place.y()))
            return
        moved = place - self._pressed
        if self._dragged_from is None and moved.manhattanLength() > CLICK_PX:
            self._dragged_from = self._view
            self._show_cursor()
        if self._dragged_from is not None:
            self.set_view(self._dragged_from.panned(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; a press without one is a click."""
        if self._pressed is None:
            self._hand.release(event, self._view)
            return
        was_click = self._dragged_from is None and self.tool is None
        self._pressed = self._dragged_from = None
        self._show_cursor()
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            self._selected = pick(self._scene, self._view, event.position().x(), event.position().y())
            self._describe()
            self.update()
            self.picked.emit(*_named(self._selected))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Finish what the tool in hand has begun; without one it is a press like any other."""
        if not self._hand.double_click(event):
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what the cursor was over."""
        self._hover(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; what is under the cursor stays there."""
        notches = event.angleDelta().y() / WHEEL_NOTCH
        self.set_view(self._view.zoomed(ZOOM_STEP**notches, event.position().x(), event.position().y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, zoom with + and -, show everything with Home."""
        key = Qt.Key(event.key())
        step = PAN_SHARE * min(self.width(), self.height())
        if key in KEY_PANS:
            right, down = KEY_PANS[key]
            self.set_view(self._view.panned(right * step, down * step))
        elif key in KEY_ZOOMS:
            self.zoom(KEY_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key == Qt.Key.Key_Space:
            self._hold_space(True)
        elif key == Qt.Key.Key_Escape and self.tool is not None and not self.tool.is_at_work:
            self.set_tool(None)
        elif not self._hand.key(key):
            sign = typed_sign(event)
            if sign:
                self.letter_typed.emit(sign)
            else:
                super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of Space gives the left button back to the tool."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is let go elsewhere is not heard."""
        self._hold_space(False)
        super().focusOutEvent(event)

    def _hold_space(self, held: bool) -> None:
        self._hand.holds_space = held
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self._dragged_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._hand.cursor is not None:
            self.setCursor(self._hand.cursor)
        else:
            self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Answer the request for a tooltip with what is under the cursor."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = pick(self._scene, self._view, event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), describe(self._scene, hit) if hit else "", self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle where it is, or the whole in view if it was."""
        if self._fits:
            self.show_all()
        else:
            self.set_view(self._view)
            self._fits = False
        self._quiet.start(QUIET_MS)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the last picture where it belongs, then what lies upon it."""
        painter = QPainter(self)
        try:
            painter.setClipRect(event.rect())
            if not hides_ground(self._picture, self._view):
                painter.fillRect(event.rect(), QColor(colours(self._dark).ground))
            if self._underlay is not None:
                self._underlay.paint_below(painter, self._view, self._look)
            if self._picture is not None:
                paint_picture(painter, self._picture, self._view)
            if self._underlay is not None:
                self._underlay.paint_above(painter, self._view, self._look)
            marked = Marked(self._selected, self._hovered)
            paint_marks(painter, self._scene, self._view, marked, self._dark)
            self._furnishing.paint(painter, self._scene, self._view, self._look)
            if self.tool is not None:
                # Above the legend: a stroke and its figures are seen wherever the mouse goes.
                self._hand.paint(painter, self._view, self._dark)
                taken = self._furnishing.boxes(self._scene, self._view, self._look)
                paint_advice(painter, self._view, self.tool, [*taken, *self._covered], self._dark)
        finally:
            painter.end()

    def _wanted(self) -> Request:
        boxes = self._furnishing.boxes(self._scene, self._view, self._look)
        return request_for(self._scene, self._view, self._look, [*boxes, *self._covered])

    @property
    def _look(self) -> Look:
        return Look(self._dark, self.devicePixelRatioF(), self._shows_legend)

    def _render(self) -> None:
        self._quiet.stop()
        self._covered = covered(self._clear_of)
        self._queue.request(self._wanted())

    def _on_roughed(self, picture: Picture) -> None:
        """After a jump show the map before its names are written; else the old picture is the better one till then."""
        if is_of_elsewhere(self._picture, self._view):
            self._picture = picture
            self.update()

    def _on_ready(self, picture: Picture) -> None:
        self._picture = picture
        self.update()
        if self.is_sharp:
            self.sharpened.emit()

    def _hover(self, hit: Hit | None) -> None:
        if hit != self._hovered:
            self._hovered = hit
            self.update()
            self.hovered.emit(*_named(hit))

    def _refound(self, hit: Hit | None) -> Hit | None:
        return find(self._scene, hit.kind, hit.id) if hit else None

    def _describe(self) -> None:
        self.setAccessibleDescription(describe(self._scene, self._selected))


def _named(hit: Hit | None) -> tuple[str, str]:
    return (hit.kind, hit.id) if hit else ("", "")
