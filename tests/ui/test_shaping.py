# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.planning.filling import patches
from gridmgr.ui.filling import AFTER, PATCH, FillingDialog
from tests.ui.test_drawing import Desk, desk

__all__ = ["desk"]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def middle_of_border(desk: Desk) -> tuple[float, float]:
    border = shapely.intersection(shapely.boundary(desk.shape(desk.first)), shapely.boundary(desk.shape(desk.second)))
    line = max(shapely.get_parts(shapely.line_merge(border)).tolist(), key=lambda part: part.length)
    place = line.interpolate(0.5, normalized=True)
    return place.x, place.y


def test_a_border_is_pulled_with_shift_and_the_step_has_a_name(desk: Desk):
    desk.take("border")
    x, y = middle_of_border(desk)
    QTest.mouseMove(desk.canvas, desk.pixel(x, y))
    assert desk.canvas.hint.startswith("边界 01｜02")

    QTest.mousePress(desk.canvas, Qt.MouseButton.LeftButton, SHIFT, desk.pixel(x, y))
    QTest.mouseMove(desk.canvas, desk.pixel(x + 30, y + 30))
    assert desk.drawing.bench.preview is not None
    QTest.mouseRelease(desk.canvas, Qt.MouseButton.LeftButton, SHIFT, desk.pixel(x + 30, y + 30))

    desk.stored("移动边界：")
    west = list(desk.drawing.keeper.land.grids.values())
    assert shapely.coverage_is_valid([grid.geom for grid in west])


def test_the_switches_of_the_palette_the_menu_and_the_keys_are_one(desk: Desk):
    desk.drawing.choose("split")
    actions, buttons = desk.window.menus.actions, desk.drawing.palette.switches

    actions["tool.magnet"].trigger()
    desk.key(Qt.Key.Key_T)

    assert not desk.drawing.bench.magnet
    assert desk.drawing.bench.traces
    assert not buttons["magnet"].isChecked()
    assert buttons["trace"].isChecked()
    assert desk.window.memory.is_on("tool.trace", otherwise=False)
    buttons["trace"].click()
    assert not desk.drawing.bench.traces


def test_coordinates_of_a_corner_are_typed(desk: Desk):
    desk.drawing.choose("measure")

    QTest.keyClicks(desk.canvas, "563100,2907000")
    desk.key(Qt.Key.Key_Return)
    QTest.keyClicks(desk.canvas, "@30,-40")
    desk.key(Qt.Key.Key_Return)

    assert desk.drawing.tools["measure"].corners.points == [(563100.0, 2907000.0), (563130.0, 2906960.0)]
    assert desk.canvas.hint == "长 50.0 米"


def test_halves_are_looked_at_one_after_the_other_and_taken(desk: Desk):
    desk.take("halves")
    x, y = shapely.get_coordinates(shapely.point_on_surface(desk.shape(desk.first)))[0].tolist()

    desk.click(x, y)
    desk.wait(lambda: bool(desk.drawing.tools["halves"].proposals))
    first = desk.canvas.hint
    desk.key(Qt.Key.Key_Tab)
    assert desk.canvas.hint != first
    assert desk.canvas.hasFocus()
    desk.key(Qt.Key.Key_Return)

    desk.stored("拆分第1网格，分出第3网格")


def test_land_in_no_grid_is_listed_and_filled_row_by_row(desk: Desk):
    desk.take("fill")
    piece = desk.drawing.bench.piece
    grid = piece.coverage.grid.copy()
    mine = np.flatnonzero(grid == desk.first)
    grid[mine[[0, -1]]] = ""
    loose = Workpiece(replace(piece.coverage, grid=grid), piece.households, piece.names, piece.band).warmed()

    dialog = FillingDialog(loose, patches(loose.coverage, loose.borders, loose.households), desk.window)
    desk.qtbot.addWidget(dialog)
    told = []
    dialog.agreed.connect(told.append)
    assert dialog.accept_button.text() == "填补选中的 2 处"
    assert "→" in dialog.list.topLevelItem(0).text(AFTER)
    dialog.list.topLevelItem(1).setCheckState(PATCH, Qt.CheckState.Unchecked)
    assert dialog.list.topLevelItem(1).text(AFTER) == "不填"
    dialog.accept_button.click()

    ((faces, taker),) = told[0]
    assert len(faces) == 1
    assert taker in piece.names
