# SPDX-License-Identifier: MIT
"""Fingers on the map."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture
from pytestqt.qtbot import QtBot

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.scene import MapScene
from gridmgr.map.tools.areas import AssignTool
from gridmgr.map.tools.workbench import Workbench


@pytest.fixture
def canvas(qtbot: QtBot, scene: MapScene) -> MapCanvas:
    """The invented district on screen."""
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.set_scene(scene)
    made.show()
    return made


def scroll(canvas: MapCanvas, pixels: QPoint, phase: Qt.ScrollPhase, keys: Qt.KeyboardModifier) -> None:
    """Send what two fingers on a touch pad or a wheel would."""
    place = QPointF(200, 150)
    event = QWheelEvent(place, place, pixels, QPoint(0, 120), Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(canvas, event)


def test_two_fingers_on_a_touch_pad_move_the_map(canvas: MapCanvas) -> None:
    before = canvas.view

    scroll(canvas, QPoint(30, 10), Qt.ScrollPhase.ScrollUpdate, Qt.KeyboardModifier.NoModifier)

    assert canvas.view == before.panned(30, 10)


@pytest.mark.parametrize(
    ("phase", "keys"),
    [
        (Qt.ScrollPhase.NoScrollPhase, Qt.KeyboardModifier.NoModifier),
        (Qt.ScrollPhase.ScrollUpdate, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_a_wheel_and_two_fingers_with_ctrl_zoom(
    canvas: MapCanvas, phase: Qt.ScrollPhase, keys: Qt.KeyboardModifier
) -> None:
    before = canvas.view

    scroll(canvas, QPoint(0, 40), phase, keys)

    assert canvas.view.metres_per_pixel < before.metres_per_pixel


def test_a_second_finger_gives_up_the_stroke_that_the_first_has_begun(canvas: MapCanvas) -> None:
    tool = AssignTool(Workbench(), freehand=True)
    canvas.set_tool(tool)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 150))
    pinch = QPinchGesture()
    pinch.setScaleFactor(2.0)
    pinch.setCenterPoint(QPointF(canvas.mapToGlobal(QPoint(200, 150))))
    pinch.setLastCenterPoint(pinch.centerPoint())
    before = canvas.view

    QApplication.sendEvent(canvas, QGestureEvent([pinch]))

    assert not tool.is_at_work
    assert canvas.view.metres_per_pixel == pytest.approx(before.metres_per_pixel / 2)
