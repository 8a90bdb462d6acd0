# SPDX-License-Identifier: MIT
"""Two plans left and right of a line that is dragged."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from gridmgr.map.legend import entries
from gridmgr.map.moved_land import moves_of
from gridmgr.map.render import RenderQueue, Request
from gridmgr.map.scene import MapScene
from gridmgr.map.style import LIGHT
from gridmgr.map.swipe import SwipeMap
from gridmgr.map.swipe_handle import STEP_SHARE
from gridmgr.map.view import ViewState
from tests.map.test_painting import steps_at

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def plans(scene: MapScene) -> tuple[MapScene, MapScene]:
    """The scene as the old plan, and a new one in which half of the first grid went to the second."""
    west, south, east, north = scene.grids.layer.geometries[0].bounds
    half = shapely.box(west, (south + north) / 2, east, north)
    shapes = scene.grids.layer.geometries.copy()
    shapes[0], shapes[1] = shapely.difference(shapes[0], half), shapely.union(shapes[1], half)
    new = replace(scene.grids, geometries=shapes, names=["9" + name for name in scene.grids.names])
    moves = moves_of({("g0", "g1"): half}, {("g0", "g1"): "34 户"}, frozenset({"b3"}), new, {"g0": "g0", "g1": "g1"})
    return replace(scene, moves=moves[0]), replace(scene, grids=new, moves=moves[1])


@pytest.fixture
def swipe(qtbot: QtBot, plans: tuple[MapScene, MapScene]) -> Iterator[SwipeMap]:
    made = SwipeMap()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.show_scenes(*plans, ("原来的", "新的"))
    qtbot.waitUntil(lambda: made.is_sharp)
    yield made
    made.close()


def test_each_side_of_the_line_is_its_own_plan(swipe: SwipeMap) -> None:
    assert swipe.childAt(QPoint(300, 200)) is swipe.old
    assert swipe.childAt(QPoint(500, 200)) is swipe.new
    assert swipe.new.mapTo(swipe, QPoint(0, 0)) == QPoint(0, 0)
    assert (swipe.old_name.text(), swipe.new_name.text()) == ("原来的", "新的")


def test_the_line_goes_where_the_mouse_drags_it(swipe: SwipeMap, qtbot: QtBot) -> None:
    grip = swipe.handle.rect().center()

    qtbot.mousePress(swipe.handle, LEFT, pos=grip)
    qtbot.mouseMove(swipe.handle, pos=grip - QPoint(200, 0))
    qtbot.mouseRelease(swipe.handle, LEFT)

    assert swipe.share == pytest.approx(0.25, abs=0.01)
    assert swipe.childAt(QPoint(300, 200)) is swipe.new


def test_the_line_stays_on_the_map(swipe: SwipeMap) -> None:
    swipe.set_share(-3.0)
    assert swipe.share == 0.0

    swipe.set_share(7.0)

    assert swipe.share == 1.0


def test_the_arrow_keys_move_the_line_and_home_and_end_take_it_to_the_edges(swipe: SwipeMap, qtbot: QtBot) -> None:
    qtbot.keyClick(swipe.handle, Qt.Key.Key_Right)
    assert swipe.share == pytest.approx(0.5 + STEP_SHARE)

    qtbot.keyClick(swipe.handle, Qt.Key.Key_Home)
    assert swipe.share == 0.0

    qtbot.keyClick(swipe.handle, Qt.Key.Key_End)
    assert swipe.share == 1.0


def test_a_double_click_brings_the_line_back_into_the_middle(swipe: SwipeMap, qtbot: QtBot) -> None:
    swipe.set_share(0.2)

    qtbot.mouseDClick(swipe.handle, LEFT, pos=swipe.handle.rect().center())

    assert swipe.share == pytest.approx(0.5, abs=0.002)


def test_a_lying_line_has_the_old_plan_above(swipe: SwipeMap, qtbot: QtBot) -> None:
    swipe.set_upright(False)

    assert swipe.childAt(QPoint(200, 200)) is swipe.old
    assert swipe.childAt(QPoint(200, 400)) is swipe.new
    qtbot.waitUntil(lambda: swipe.is_sharp)


@pytest.mark.parametrize("which", ["old", "new"])
def test_moving_one_side_moves_the_other(swipe: SwipeMap, qtbot: QtBot, which: str) -> None:
    side, other = (swipe.old, swipe.new) if which == "old" else (swipe.new, swipe.old)

    side.set_view(side.view.panned(40, 30).zoomed(2.0, 100, 100))

    assert other.view == side.view
    qtbot.waitUntil(lambda: swipe.is_sharp)


def test_both_sides_keep_the_same_view_when_the_window_changes_its_size(swipe: SwipeMap, qtbot: QtBot) -> None:
    swipe.resize(500, 700)

    assert (swipe.old.width(), swipe.old.height()) == (500, 700)
    assert swipe.old.view == swipe.new.view
    qtbot.waitUntil(lambda: swipe.is_sharp)


def test_a_click_tells_of_which_plan_the_grid_is(swipe: SwipeMap, qtbot: QtBot) -> None:
    told = QSignalSpy(swipe.picked)
    swipe.set_share(0.0)
    layer = swipe.new.scene.grids.layer
    place = QPointF(*swipe.view.to_screen(shapely.get_coordinates(layer.geometries[0].centroid))[0].tolist())

    qtbot.mouseClick(swipe.new, LEFT, pos=place.toPoint())

    assert told.at(0)[1:] == [told.at(0)[1], True]


def test_the_land_is_painted_once_for_both_sides(
    scene: MapScene, plans: tuple[MapScene, MapScene], qtbot: QtBot
) -> None:
    view = ViewState.fit(scene.extent, 300, 200)
    first, second = RenderQueue(), RenderQueue()
    second.share_land(first)
    came: list[object] = []
    for queue in (first, second):
        queue.ready.connect(came.append)

    first.request(Request(plans[0], view, (0.0, 0.0, 300.0, 200.0)))
    second.request(Request(plans[1], view, (0.0, 0.0, 300.0, 200.0)))
    qtbot.waitUntil(lambda: len(came) == 2)

    assert first._land is second._land
    assert came[0].image != came[1].image  # type: ignore[attr-defined]  # pictures of two plans


def test_a_side_that_is_given_up_does_not_hold_up_the_other(plans: tuple[MapScene, MapScene], qtbot: QtBot) -> None:
    view = ViewState.fit(plans[0].extent, 300, 200)
    first, second = RenderQueue(), RenderQueue()
    second.share_land(first)
    first.request(Request(plans[0], view, (0.0, 0.0, 300.0, 200.0)))
    first._on_turn()

    first.cancel()

    with qtbot.waitSignal(second.ready):
        second.request(Request(plans[1], view, (0.0, 0.0, 300.0, 200.0)))


def test_what_changes_hands_is_hatched_and_in_the_legend(plans: tuple[MapScene, MapScene], scene: MapScene) -> None:
    old, _ = plans

    texts = [entry.text for entry in entries(old, LIGHT)]

    assert "moved" in {step.layer for step in steps_at(old, 1.0)}
    assert "moved" not in {step.layer for step in steps_at(scene, 1.0)}
    assert "换网格的地块和楼幢" in texts
    assert "建筑物" not in texts


def test_with_only_the_changes_the_rest_fades_and_arrows_show_where_they_go(plans: tuple[MapScene, MapScene]) -> None:
    old, _ = plans

    layers = [step.layer for step in steps_at(replace(old, shows_only_moves=True), 1.0)]

    assert {"veil", "moved", "arrow"} <= set(layers)
    assert layers.index("veil") < layers.index("moved")
    assert "去向和户数" in [entry.text for entry in entries(replace(old, shows_only_moves=True), LIGHT)]


def test_the_map_follows_the_window_into_the_dark(swipe: SwipeMap, qtbot: QtBot) -> None:
    light = swipe.grab().toImage().pixelColor(4, 300)
    dark = QPalette(swipe.palette())
    dark.setColor(QPalette.ColorRole.Base, QColor("#20242B"))
    dark.setColor(QPalette.ColorRole.Text, QColor("#E7EAEF"))

    swipe.setPalette(dark)
    qtbot.waitUntil(lambda: swipe.is_sharp)

    assert swipe.grab().toImage().pixelColor(4, 300).lightness() < light.lightness()
