# SPDX-License-Identifier: MIT
"""Two plans on one map: the old one left of a line that can be dragged, the new one right of it."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.furniture import ARROW_PX, MARGIN_PX
from gridmgr.map.scene import MapScene
from gridmgr.map.swipe_handle import HANDLE_PX, SwipeHandle
from gridmgr.map.view import Box, ViewState

MARGIN_SHARE = 0.2


class SwipeMap(QWidget):
    """Shows two scenes of the same land; both sides move and zoom together.

    Each side is a canvas of its own, so that everything a map can do works on both. The right one lies in a frame that
    ends at the line.
    """

    picked = Signal(str, str, bool)
    """A record was clicked: its kind, its id, and whether it is of the new plan."""
    pointed = Signal(float, float)
    """The cursor is over this place (x, y in metres, district CRS)."""
    view_changed = Signal(object)
    """Both sides show another ViewState."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("swipe_map")
        self._share = 0.5
        self._is_upright = True
        self._dark = self._is_dark()
        self.old = _Side(self, self._dark)
        self._frame = QWidget(self)
        self.new = _Side(self._frame, self._dark)
        self.new.share_land(self.old)
        self.old.setObjectName("swipe_old")
        self.new.setObjectName("swipe_new")
        self.old_name, self.new_name = QLabel(self), QLabel(self)
        self.handle = SwipeHandle(self, self._dark)
        self.handle.dragged.connect(self._on_dragged)
        self.handle.stepped.connect(lambda step: self.set_share(self._share + step))
        for name, side in ((self.old_name, self.old), (self.new_name, self.new)):
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setProperty("role", "map_name")
            name.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            for canvas in (self.old, self.new):
                canvas.keep_clear(name)
            side.pointed.connect(self.pointed)
            side.picked.connect(lambda kind, one, is_new=side is self.new: self.picked.emit(kind, one, is_new))
        self.old.view_changed.connect(self.new.set_view)
        self.old.view_changed.connect(self.view_changed)
        self.new.view_changed.connect(self.old.set_view)
        self._place()

    @property
    def share(self) -> float:
        """Where the line lies, from 0 at the left (or upper) edge to 1."""
        return self._share

    @property
    def is_upright(self) -> bool:
        """Whether the line is upright, with the plans left and right of it."""
        return self._is_upright

    @property
    def view(self) -> ViewState:
        """The part of the ground that is shown on both sides."""
        return self.old.view

    @property
    def is_sharp(self) -> bool:
        """Whether both sides show the present view."""
        return self.old.is_sharp and self.new.is_sharp

    def show_scenes(self, old: MapScene, new: MapScene, names: tuple[str, str]) -> None:
        """Show two plans with their names in the corners; the view stays unless nobody has moved it."""
        for label, name in zip((self.old_name, self.new_name), names, strict=True):
            label.setText(name)
            label.setVisible(bool(name))
        self._place()
        self.old.set_scene(old)
        self.new.set_scene(new)

    def set_share(self, share: float) -> None:
        """Move the line."""
        share = min(max(share, 0.0), 1.0)
        if share != self._share:
            self._share = share
            self._place()

    def set_upright(self, upright: bool) -> None:
        """Turn the line: plans beside each other or one above the other."""
        self._is_upright = upright
        self._place()
        for canvas in (self.old, self.new):
            # The name of the new plan lies elsewhere now: what is written below it makes room.
            canvas.set_scene(canvas.scene)

    def set_legend_shown(self, shown: bool) -> None:
        """Show or hide the legends."""
        for canvas in (self.old, self.new):
            canvas.set_legend_shown(shown)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window from light to dark and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_dark() != self._dark:
            self._dark = self._is_dark()
            for part in (self.old, self.new, self.handle):
                part.set_dark(self._dark)

    def set_view(self, view: ViewState) -> None:
        """Show another part of the ground on both sides."""
        self.old.set_view(view)

    def show_all(self) -> None:
        """Show the whole of both plans."""
        self.old.show_all()

    def zoom(self, factor: float) -> None:
        """Zoom both sides in or out about the middle."""
        self.old.zoom(factor)

    def show_ground(self, bounds: Box) -> None:
        """Bring a part of the ground (metres) into view on both sides."""
        self.old.set_view(ViewState.fit(bounds, self.width(), self.height(), margin=MARGIN_SHARE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give both sides the whole room; the frame hides what is on the other side of the line."""
        super().resizeEvent(event)
        self.old.resize(self.size())
        self.new.resize(self.size())
        self._place()

    def _place(self) -> None:
        """Put the frame, the handle and the names where they belong."""
        width, height = self.width(), self.height()
        at = round((width if self._is_upright else height) * self._share)
        corner = QPoint(at, 0) if self._is_upright else QPoint(0, at)
        self._frame.setGeometry(QRect(corner, self.rect().bottomRight()))
        self.new.move(-corner)
        half = HANDLE_PX // 2
        line = QRect(at - half, 0, HANDLE_PX, height) if self._is_upright else QRect(0, at - half, width, HANDLE_PX)
        self.handle.place(line, self._is_upright)
        self._place_names()
        self.handle.raise_()

    def _place_names(self) -> None:
        """Put the old plan's name in the upper left corner, the new one's opposite, beside the north arrow."""
        edge, arrow = round(MARGIN_PX), round(ARROW_PX[0] + MARGIN_PX) + 8
        most = max((self.width() - arrow - 4 * edge) // 2, 40)
        for name in (self.old_name, self.new_name):
            name.setMaximumWidth(most)
            name.adjustSize()
            name.raise_()
        self.old_name.move(edge, edge)
        below = self.height() - self.new_name.height() - edge
        right = self.width() - arrow - self.new_name.width()
        # Under a lying line the new plan is below, between the scale bar and the legend.
        middle = (self.width() - self.new_name.width()) // 2
        self.new_name.move(*((right, edge) if self._is_upright else (middle, below)))

    def _on_dragged(self, place: QPoint) -> None:
        """Put the line where the mouse is (pixels of this widget)."""
        along, room = (place.x(), self.width()) if self._is_upright else (place.y(), self.height())
        self.set_share(along / max(room, 1))

    def _is_dark(self) -> bool:
        palette = self.palette()
        return palette.color(QPalette.ColorRole.Base).lightness() < palette.color(QPalette.ColorRole.Text).lightness()


class _Side(MapCanvas):
    """One plan; the land below both is painted once."""

    def share_land(self, other: "_Side") -> None:
        """Take the picture of the land from the other side."""
        self._queue.share_land(other._queue)
