# SPDX-License-Identifier: MIT
"""Picking one place on the map by a single click."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from gridmgr.map.canvas import MapCanvas

Taken = Callable[[float, float], None]
"""Gets the place in metres, district CRS."""


class PlacePicker(QObject):
    """Takes the next click on the map for a place; Esc gives it up. Wheel and middle button still move the map."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._taken: Taken | None = None
        self._ended: Callable[[], None] | None = None

    @property
    def is_picking(self) -> bool:
        """Whether a click is waited for."""
        return self._taken is not None

    def pick(self, taken: Taken, ended: Callable[[], None]) -> None:
        """Wait for a click; `ended` is called afterwards, whether there was one or not."""
        self.stop()
        self._taken, self._ended = taken, ended
        self._canvas.installEventFilter(self)
        self._canvas.setCursor(Qt.CursorShape.CrossCursor)
        self._canvas.setFocus()

    def stop(self) -> None:
        """Wait no longer."""
        ended, self._taken, self._ended = self._ended, None, None
        if ended is not None:
            self._canvas.removeEventFilter(self)
            self._canvas.unsetCursor()
            ended()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the click before the map does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.stop()
            return True
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonRelease and self._taken is not None:
                taken = self._taken
                place = self._canvas.view.point_at(event.position().x(), event.position().y())
                self.stop()
                taken(*place)
            return True
        return super().eventFilter(watched, event)
