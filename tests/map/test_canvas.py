# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridmgr.map.builders import scene_with_plan
from gridmgr.map.canvas import MapCanvas
from gridmgr.map.painting import blank_image, map_steps
from gridmgr.map.picking import describe, find, pick
from gridmgr.map.render import RenderQueue, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import Sheet
from gridmgr.map.style import LIGHT
from gridmgr.map.view import ViewState


@pytest.fixture
def canvas(qtbot: QtBot, scene: MapScene) -> Iterator[MapCanvas]:
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.set_scene(scene)
    qtbot.waitUntil(lambda: made.is_sharp)
    yield made
    made.close()


def pixel_of(canvas: MapCanvas, kind: str, record_id: str) -> QPoint:
    layer = {"building": canvas.scene.buildings, "grid": canvas.scene.grids}[kind].layer
    inner = shapely.get_coordinates(shapely.point_on_surface(layer.geometries[layer.row_of[record_id]]))
    return QPointF(*canvas.view.to_screen(inner)[0].tolist()).toPoint()


def wheel(canvas: MapCanvas, place: QPoint, notches: int) -> None:
    there = QPointF(place)
    event = QWheelEvent(
        there,
        canvas.mapToGlobal(there),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_a_new_scene_is_shown_whole(canvas: MapCanvas, scene: MapScene) -> None:
    west, south, east, north = canvas.view.bounds

    assert west < scene.extent[0]
    assert south < scene.extent[1]
    assert east > scene.extent[2]
    assert north > scene.extent[3]


def test_a_click_picks_the_building_under_it(canvas: MapCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.picked) as told:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=pixel_of(canvas, "building", "b40"))

    assert told.args == ["building", "b40"]
    assert canvas.accessibleDescription().startswith("41号楼：")


def test_a_click_between_buildings_picks_the_grid_and_outside_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_scene(replace(canvas.scene, buildings=MapScene().buildings))

    with qtbot.waitSignal(canvas.picked) as inside:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=pixel_of(canvas, "grid", "g4"))
    with qtbot.waitSignal(canvas.picked) as outside:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))

    assert inside.args == ["grid", "g4"]
    assert outside.args == ["", ""]
    assert canvas.accessibleDescription() == "地图：2 个社区，9 个网格，0 栋楼"


def test_dragging_moves_the_map_and_picks_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    before = canvas.view.point_at(300, 300)

    with qtbot.assertNotEmitted(canvas.picked):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
        qtbot.mouseMove(canvas, QPoint(340, 350))
        qtbot.mouseMove(canvas, QPoint(400, 380))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 380))

    assert canvas.view.point_at(400, 380) == pytest.approx(before)


def test_the_wheel_zooms_at_the_cursor_and_the_picture_gets_sharp_again(canvas: MapCanvas, qtbot: QtBot) -> None:
    before, scale = canvas.view.point_at(600, 100), canvas.view.metres_per_pixel

    with qtbot.waitSignal(canvas.sharpened):
        wheel(canvas, QPoint(600, 100), 3)
        assert not canvas.is_sharp

    assert canvas.view.point_at(600, 100) == pytest.approx(before)
    assert canvas.view.metres_per_pixel == pytest.approx(scale / 1.25**3)


def test_the_keyboard_alone_moves_and_zooms_the_map(canvas: MapCanvas, qtbot: QtBot) -> None:
    whole = canvas.view

    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    closer = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    moved = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)

    assert closer.metres_per_pixel < whole.metres_per_pixel
    assert moved.x > closer.x
    assert moved.y > closer.y
    assert canvas.view == whole


def test_the_cursor_tells_what_it_is_over(canvas: MapCanvas, qtbot: QtBot) -> None:
    told, places = [], []
    canvas.hovered.connect(lambda *names: told.append(names))
    canvas.pointed.connect(lambda *place: places.append(place))

    qtbot.mouseMove(canvas, pixel_of(canvas, "building", "b7"))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))

    assert told == [("building", "b7"), ("", "")]
    assert shapely.intersects_xy(canvas.scene.buildings.layer.geometries[7], *places[0])


def test_selecting_elsewhere_marks_the_record_on_the_map(canvas: MapCanvas) -> None:
    before = canvas.grab().toImage()

    canvas.select("grid", "g2")

    assert canvas.grab().toImage() != before
    assert canvas.accessibleDescription() == "网格 03：340 户，在 300–500 户之内"
    assert canvas.accessibleName() == "地图"


def test_a_record_can_be_brought_into_view(canvas: MapCanvas) -> None:
    found, missing = canvas.show_record("building", "b3"), canvas.show_record("building", "b99999")

    hit = pick(canvas.scene, canvas.view, 400, 300)
    assert (found, missing) == (True, False)
    assert hit is not None
    assert hit.id == "b3"


def test_the_old_picture_stays_in_place_until_the_new_one_is_there(canvas: MapCanvas) -> None:
    place = pixel_of(canvas, "grid", "g4")

    canvas.set_view(canvas.view.panned(37, -21))

    assert not canvas.is_sharp
    assert pixel_of(canvas, "grid", "g4") - place == QPoint(37, -21)
    assert canvas.grab().toImage().pixelColor(400, 300).isValid()


def test_a_wider_window_keeps_showing_everything(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.resize(500, 300)
    qtbot.waitUntil(lambda: canvas.is_sharp)

    assert canvas.view == ViewState.fit(canvas.scene.extent, 500, 300)


def test_dark_and_legend_can_be_switched(canvas: MapCanvas, qtbot: QtBot) -> None:
    light = canvas.grab().toImage()

    canvas.set_dark(True)
    canvas.set_legend_shown(False)
    qtbot.waitUntil(lambda: canvas.is_sharp)

    dark = canvas.grab().toImage()
    assert dark.pixelColor(400, 5).lightness() < 80 < light.pixelColor(400, 5).lightness()
    assert dark.pixelColor(760, 560) == dark.pixelColor(400, 5)


def request(scene: MapScene, view: ViewState) -> Request:
    return Request(scene, view, (0, 0, view.width, view.height))


def test_the_newest_view_wins(scene: MapScene, qtbot: QtBot) -> None:
    queue = RenderQueue()
    got = []
    queue.ready.connect(got.append)
    wide = ViewState.fit(scene.extent, 600, 400)
    views = [wide.zoomed(1 + step / 10, 300, 200) for step in range(5)]

    for view in views:
        queue.request(request(scene, view))
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not queue.is_busy)

    assert got[-1].request.view == views[-1]
    assert len(got) < len(views)


def test_a_cancelled_picture_never_comes(scene: MapScene, qtbot: QtBot) -> None:
    queue = RenderQueue()
    queue.request(request(scene, ViewState.fit(scene.extent, 600, 400)))
    QApplication.processEvents()

    with qtbot.assertNotEmitted(queue.ready, wait=30):
        queue.cancel()

    assert not queue.is_busy


def test_pictures_painted_between_events_are_those_painted_at_once(scene: MapScene, qtbot: QtBot) -> None:
    view = ViewState.fit(scene.extent, 600, 400)
    whole = blank_image(600, 400)
    painter = QPainter(whole)
    for _ in map_steps(Sheet(painter, view, LIGHT, (0, 0, 600, 400)), scene):
        pass
    painter.end()

    queue = RenderQueue()
    with qtbot.waitSignal(queue.ready) as told:
        queue.request(request(scene, view))

    assert told.args[0].image == whole


def test_while_only_the_plan_changes_the_land_is_painted_once(scene: MapScene, qtbot: QtBot) -> None:
    queue, view = RenderQueue(), ViewState.fit(scene.extent, 600, 400)
    faces = shapely.box(*np.array([[x, 2_906_000, x + 200, 2_906_500] for x in (560_000, 560_200)]).T)
    draft = scene_with_plan(scene, faces, np.array([0, 1]), np.array([400, 10]), ["01", "02"])
    with qtbot.waitSignal(queue.ready):
        queue.request(request(scene, view))
    land = queue._land

    with qtbot.waitSignal(queue.ready):
        queue.request(request(draft, view))

    assert queue._land is land
    assert not request(scene, view).has_same_land(request(replace(scene, buildings=MapScene().buildings), view))


def test_an_error_while_painting_is_not_swallowed(scene: MapScene, qtbot: QtBot) -> None:
    queue = RenderQueue()
    broken = replace(scene, grids=replace(scene.grids, states=()))

    with qtbot.captureExceptions() as raised:
        queue.request(request(broken, ViewState.fit(scene.extent, 600, 400)))
        qtbot.waitUntil(lambda: not queue.is_busy)

    assert [error[0] for error in raised] == [IndexError]


def test_what_is_said_about_a_record(scene: MapScene) -> None:
    sentences = [
        describe(scene, find(scene, kind, key)) for kind, key in (("grid", "g0"), ("grid", "g8"), ("community", "c1"))
    ]

    assert sentences == ["网格 01：200 户，不足 300 户", "网格 09：760 户，超过 500 户", "江滨社区"]
    assert find(scene, "grid", "nothing") is None


def rough_when_handed_over(canvas: MapCanvas, qtbot: QtBot, closer: float) -> list[bool]:
    """Return for each picture without names whether the map took it, until the picture with names is there."""
    taken: list[bool] = []
    canvas._queue.roughed.connect(lambda picture: taken.append(canvas._picture is picture))
    canvas.set_view(canvas.view.zoomed(closer, 100, 100))
    qtbot.waitUntil(lambda: canvas.is_sharp)
    return taken


def test_after_a_jump_the_map_comes_before_its_names(canvas: MapCanvas, qtbot: QtBot) -> None:
    assert rough_when_handed_over(canvas, qtbot, 30.0) == [True]


def test_a_small_step_keeps_the_old_names_until_the_new_ones_are_written(canvas: MapCanvas, qtbot: QtBot) -> None:
    assert rough_when_handed_over(canvas, qtbot, 1.25) == [False]
