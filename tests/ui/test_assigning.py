# SPDX-License-Identifier: MIT
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.map.tools.gate import EVERYWHERE, Guard
from gridmgr.model.areas import Barrier, LandLink
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import new_id
from gridmgr.model.shapes import normal_form
from gridmgr.operations.session import Session
from gridmgr.ui.window import MainWindow
from tests.operations.town import _at as place_in_town
from tests.ui.conftest import open_town
from tests.ui.test_drawing import Desk

RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def desk(qtbot: QtBot, open_window: MainWindow) -> Desk:
    """The window on the divided town, the first grid of the west chosen."""
    return Desk(qtbot, open_window)


def neighbours(desk: Desk, count: int = 1) -> np.ndarray:
    """Return the points of the buildings of the second grid that lie nearest to the first."""
    piece = desk.drawing.bench.piece
    others = np.flatnonzero(piece.coverage.grid_of_building == desk.second)
    distance = shapely.distance(desk.shape(desk.first), piece.coverage.points[others])
    return piece.xy[others[np.argsort(distance, kind="stable")[:count]]]


def _land(desk: Desk):
    desk.take("brush")
    return desk.drawing.keeper.land


def paint(desk: Desk, track, button=Qt.MouseButton.LeftButton) -> None:
    for kind, place, own in (
        (QEvent.Type.MouseButtonPress, track[0], button),
        *((QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton) for place in track),
    ):
        at = QPointF(desk.pixel(*place))
        moved = QMouseEvent(kind, at, desk.canvas.mapToGlobal(at), own, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(desk.canvas, moved)


def lift(desk: Desk, place, button=Qt.MouseButton.LeftButton) -> None:
    QTest.mouseRelease(desk.canvas, button, Qt.KeyboardModifier.NoModifier, desk.pixel(*place))


def test_a_brush_shows_its_figures_while_it_paints_and_is_one_step(desk: Desk):
    desk.take("brush")
    before, track = desk.counts(), [tuple(neighbours(desk)[0])]

    paint(desk, track)
    rows = {row[0]: row[2:] for row in desk.drawing.balance.texts()}
    assert rows["01"] == (str(before[desk.first] + 30), "+30")
    lift(desk, track[-1])
    desk.stored("移交 1 栋（30 户）到第1网格")

    assert desk.counts()[desk.first] == before[desk.first] + 30


def test_the_right_button_gives_back_to_the_grid_beside(desk: Desk):
    desk.take("brush")
    piece, before = desk.drawing.bench.piece, desk.counts()
    mine = np.flatnonzero(piece.coverage.grid_of_building == desk.first)
    distance = shapely.distance(desk.shape(desk.second), piece.coverage.points[mine])
    place = tuple(piece.xy[mine[np.argmin(distance)]])

    paint(desk, [place], RIGHT)
    lift(desk, place, RIGHT)
    desk.stored("到第2网格")

    assert desk.counts()[desk.first] == before[desk.first] - 30


def test_the_strip_stands_over_the_map_only_while_a_tool_needs_it(desk: Desk):
    strip = desk.drawing.assigning.strip

    assert strip.isHidden()
    desk.take("brush")
    assert not strip.isHidden()
    assert strip.target.currentText().startswith("01")
    assert strip.width_m.value() == 30
    desk.key(Qt.Key.Key_BracketRight)
    assert strip.width_m.value() == 40
    desk.drawing.choose("split")
    assert strip.isHidden()


def test_the_target_is_chosen_by_typing_its_number(desk: Desk):
    desk.take("brush")
    strip = desk.drawing.assigning.strip

    desk.key(Qt.Key.Key_G)
    QTest.keyClicks(strip.target.lineEdit(), "2")
    QTest.keyClick(strip.target.lineEdit(), Qt.Key.Key_Return)

    assert desk.window.selection.id == desk.second
    assert desk.drawing.bench.target == desk.second


def test_a_digit_chooses_one_of_the_grids_that_gained_last(desk: Desk):
    desk.take("brush")
    place = tuple(neighbours(desk)[0])
    paint(desk, [place])
    lift(desk, place)
    desk.stored("移交 1 栋")
    desk.window.selection.choose("grid", desk.second)

    desk.key(Qt.Key.Key_1)

    assert desk.drawing.bench.target == desk.first


def test_alt_and_a_digit_choose_a_grid_even_where_digits_are_coordinates(desk: Desk):
    desk.drawing.assigning.remember(_land(desk), desk.first)
    desk.window.selection.choose("grid", desk.second)
    desk.take("polygon")

    QTest.keyClick(desk.canvas, Qt.Key.Key_1)
    assert desk.drawing.bench.target == desk.second
    QTest.keyClick(desk.canvas, Qt.Key.Key_Escape)
    QTest.keyClick(desk.canvas, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)

    assert desk.drawing.bench.target == desk.first
    assert "Alt+1" in desk.drawing.assigning.strip.target.itemText(0)


def test_widths_and_guard_are_remembered_but_not_the_source(qtbot: QtBot, desk: Desk):
    desk.take("brush")
    bench = desk.drawing.bench
    bench.take_in(replace(bench.intake, brush_m=80, guard=Guard.ROADS, source=desk.second))

    desk.drawing.assigning._recall()

    assert (bench.intake.brush_m, bench.intake.guard, bench.intake.source) == (80, Guard.ROADS, EVERYWHERE)


def test_chosen_buildings_are_offered_to_grids_with_what_those_would_have(desk: Desk):
    desk.take("select")
    tool = desk.canvas.tool
    before = desk.counts()
    desk.click(*neighbours(desk)[0])
    assert len(tool.chosen) == 1

    lines = [action.text() for action in desk.drawing.assigning.menu().actions() if action.text()]

    assert f"移交到 01（移交后 {before[desk.first] + 30} 户 ●）" in lines
    assert lines[-1] == "移交到其他网格…（G）"


@pytest.fixture
def parted(qtbot: QtBot, window: MainWindow, divided_town: Path) -> Desk:
    """The town with a railway just north of the second row of the west."""
    line = shapely.LineString([place_in_town(-0.1, 2.0), place_in_town(3.1, 2.0)])
    with open_store(divided_town) as store:
        rail = Barrier(id=new_id(), kind="railway", geom=normal_form(line))
        Session(store, "测试员").run(ChangeSet("铁路", [added(rail)]))
    open_town(qtbot, window, divided_town)
    return Desk(qtbot, window)


def across(desk: Desk):
    """Choose the grid that lies wholly on one side as target, and return a building just beyond the railway."""
    piece = desk.drawing.bench.piece
    y = place_in_town(0, 2.0)[1]
    for target in (desk.first, desk.second):
        own = piece.coverage.grid_of_building == target
        south, north = (own & (piece.xy[:, 1] < y)).any(), (own & (piece.xy[:, 1] > y)).any()
        if south != north:
            sign = 1 if north else -1
            beyond = np.flatnonzero(~own & ((piece.xy[:, 1] - y) * sign < 0))
            near = beyond[
                np.argsort(shapely.distance(piece.coverage.grid_polygon(target), piece.coverage.points[beyond]))
            ]
            return target, tuple(piece.xy[near[0]])
    pytest.fail("the railway must leave one grid on one side")
    return None


def test_a_stroke_across_a_railway_waits_for_a_reason_that_is_kept(parted: Desk):
    parted.take("brush")
    target, place = across(parted)
    parted.window.selection.choose("grid", target)
    bar = parted.drawing.barriers.bar

    paint(parted, [place])
    lift(parted, place)
    parted.wait(lambda: not bar.isHidden())
    assert "隔着铁路、河流" in bar.text.text()
    assert not bar.give.isEnabled()
    QTest.keyClicks(bar.reason, "footbridge")
    QTest.keyClick(bar.reason, Qt.Key.Key_Return)
    parted.stored("跨过隔离：footbridge")

    with open_store(parted.window.document.location, read_only=True) as store:
        assert "footbridge" in [link.reason for link in store.find(LandLink)]


def test_a_stroke_that_waits_is_dropped_by_esc_and_nothing_is_stored(parted: Desk):
    parted.take("brush")
    target, place = across(parted)
    parted.window.selection.choose("grid", target)
    before = parted.counts()

    paint(parted, [place])
    lift(parted, place)
    parted.wait(lambda: not parted.drawing.barriers.bar.isHidden())
    QTest.keyClick(parted.drawing.barriers.bar.reason, Qt.Key.Key_Escape)

    assert parted.drawing.barriers.bar.isHidden()
    assert parted.counts() == before


@pytest.mark.parametrize("width", [1280, 1366, 1440, 1600])
def test_the_options_never_cover_the_button_of_the_layers(desk: Desk, qtbot: QtBot, width: int):
    window = desk.window
    window.resize(width, 768)
    desk.drawing.choose("lasso")
    strip, button = (window.findChild(QWidget, name) for name in ("option_strip", "layer_button"))

    qtbot.waitUntil(strip.isVisible)

    assert not strip.geometry().intersects(button.geometry())
