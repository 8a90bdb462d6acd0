# SPDX-License-Identifier: MIT
"""Fingers on a map: two on a touch pad move and pinch it, two on a screen pinch it."""

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from gridmgr.map.view import ViewState


class Moved(Protocol):
    """What fingers move: anything with a view."""

    @property
    def view(self) -> ViewState:
        """The part of the ground that is shown."""
        ...

    def set_view(self, view: ViewState) -> None:
        """Show another part of the ground."""
        ...


class Gestures(QObject):
    """Moves a map by touch pad and touch screen; a wheel with notches is left to the map itself."""

    def __init__(self, target: QWidget, moved: Moved, give_up: Callable[[], None] = lambda: None) -> None:
        """`give_up` ends what the first of two fingers has begun before the second came down."""
        super().__init__(target)
        self._target, self._moved, self._give_up = target, moved, give_up
        target.grabGesture(Qt.GestureType.PinchGesture)
        target.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what fingers do."""
        kind = event.type()
        if kind == QEvent.Type.Wheel:
            return self._scroll(cast("QWheelEvent", event))
        if kind == QEvent.Type.NativeGesture:
            return self._pinch_pad(cast("QNativeGestureEvent", event))
        if kind == QEvent.Type.Gesture:
            return self._pinch_screen(cast("QGestureEvent", event))
        return False

    def _scroll(self, event: QWheelEvent) -> bool:
        """Move the map with two fingers: only touch pads tell pixels and the beginning and end of a movement."""
        pixels = event.pixelDelta()
        is_zoom = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if pixels.isNull() or event.phase() == Qt.ScrollPhase.NoScrollPhase or is_zoom:
            return False
        self._moved.set_view(self._moved.view.panned(pixels.x(), pixels.y()))
        event.accept()
        return True

    def _pinch_pad(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._zoom(1.0 + event.value(), event.position())
        return True

    def _pinch_screen(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self._give_up()
        shift = pinch.centerPoint() - pinch.lastCenterPoint()
        self._moved.set_view(self._moved.view.panned(shift.x(), shift.y()))
        self._zoom(pinch.scaleFactor(), QPointF(self._target.mapFromGlobal(pinch.centerPoint().toPoint())))
        event.accept(pinch)
        return True

    def _zoom(self, factor: float, place: QPointF) -> None:
        if factor > 0:
            self._moved.set_view(self._moved.view.zoomed(factor, place.x(), place.y()))
