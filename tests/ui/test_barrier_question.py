# SPDX-License-Identifier: MIT
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.map.tools.gate import Guard, Intake
from gridmgr.model.areas import Barrier, Grid, LandLink
from gridmgr.model.changes import ChangeSet, added
from gridmgr.model.ids import new_id
from gridmgr.model.shapes import normal_form
from gridmgr.operations.plans import plan_in_use
from gridmgr.operations.redrawing import Redrawing, read_land, store_redrawing, with_coverage
from gridmgr.operations.session import Session
from gridmgr.planning.reshaping import Give
from gridmgr.ui.fixing import Fixing
from gridmgr.ui.window import MainWindow
from tests.operations.town import WEST
from tests.operations.town import _at as place_in_town
from tests.ui.conftest import open_town
from tests.ui.test_drawing import Desk

RAIL_ROW = 2.0


def box(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    """Return a part of the town, in blocks."""
    return shapely.box(*place_in_town(left, bottom), *place_in_town(right, top))


def part_by_railway(path: Path) -> tuple[str, str]:
    """Draw the two grids of the west on the two sides of a new railway; return the southern and the northern one."""
    line = shapely.LineString([place_in_town(-0.1, RAIL_ROW), place_in_town(3.1, RAIL_ROW)])
    with open_store(path) as store:
        session = Session(store, "测试员")
        session.run(ChangeSet("铁路", [added(Barrier(id=new_id(), kind="railway", geom=normal_form(line)))]))
        plan = plan_in_use(store)
        south, north = sorted((g for g in store.find(Grid, plan_id=plan.id, community=WEST)), key=lambda g: g.code)
        land = read_land(store, WEST, plan.id)
        middle = shapely.get_y(shapely.point_on_surface(land.coverage.faces))
        owner = np.where(middle < place_in_town(0, RAIL_ROW)[1], south.id, north.id).astype(object)
        coverage = land.coverage.assigned(np.arange(len(owner)), owner)
        session.run(store_redrawing(store, Redrawing(land, with_coverage(land, coverage), "按铁路分开")))
    return south.id, north.id


@pytest.fixture
def banks(qtbot: QtBot, window: MainWindow, divided_town: Path) -> Desk:
    """The town with a railway between the two grids of the west: `first` in the south, `second` in the north."""
    south, north = part_by_railway(divided_town)
    open_town(qtbot, window, divided_town)
    desk = Desk(qtbot, window)
    desk.first, desk.second = south, north
    desk.take("border")
    return desk


def wishes(desk: Desk) -> dict[str, tuple]:
    """Return by the signal that tells it what a tool may wish so that a grid reaches across the railway."""
    piece = desk.drawing.bench.piece
    y = place_in_town(0, RAIL_ROW)[1]
    over = np.flatnonzero((piece.coverage.grid_of_building == desk.second) & (piece.xy[:, 1] < y + 50))
    area = box(0.1, 1.1, 0.9, 2.5)
    south_side = shapely.intersection(area, box(0, 0, 3, RAIL_ROW))
    return {
        "move_wanted": (piece.coverage.faces_of_buildings(over[:1]), desk.first),
        "merge_wanted": (desk.first, desk.second),
        "drawing_wanted": (area,),
        "giving_wanted": (shapely.boundary(south_side), [Give(south_side, desk.first, desk.second)], "重画边界"),
    }


def test_every_tool_that_would_reach_across_a_railway_asks_first(banks: Desk):
    bench, bar, land = banks.drawing.bench, banks.drawing.barriers.bar, banks.drawing.keeper.land
    shape = banks.shape(banks.first)

    for wish, values in wishes(banks).items():
        getattr(bench, wish).emit(*values)
        banks.wait(lambda: not bar.isHidden())
        assert "之间隔着铁路、河流" in bar.text.text(), wish
        assert len(banks.canvas.scene.moves.layer) == 1, "what lies beyond is hatched"
        QTest.keyClick(bar.reason, Qt.Key.Key_Escape)
        assert bar.isHidden()

    assert banks.drawing.keeper.land is land
    assert banks.shape(banks.first) is shape
    assert len(banks.canvas.scene.moves.layer) == 0
    with open_store(banks.window.document.location, read_only=True) as store:
        assert store.journal(1)[0].label == "按铁路分开"


def test_a_reshaped_border_across_a_railway_is_one_step_with_its_reason(banks: Desk):
    bar, before = banks.drawing.barriers.bar, banks.counts()
    location = banks.window.document.location

    banks.drawing.bench.giving_wanted.emit(*wishes(banks)["giving_wanted"])
    banks.wait(lambda: not bar.isHidden())
    assert bar.half.isHidden()
    QTest.keyClicks(bar.reason, "footbridge")
    bar.give.click()
    banks.stored("跨过隔离：footbridge")

    with open_store(location, read_only=True) as store:
        assert [link.reason for link in store.find(LandLink)] == ["footbridge"]
    banks.window.menus.actions["edit.undo"].trigger()
    banks.wait(lambda: banks.counts() == before)
    with open_store(location, read_only=True) as store:
        assert store.find(LandLink) == []


def test_a_check_that_ends_meanwhile_leaves_what_is_hatched_for_the_question(banks: Desk):
    bar = banks.drawing.barriers.bar
    banks.drawing.bench.merge_wanted.emit(*wishes(banks)["merge_wanted"])
    banks.wait(lambda: not bar.isHidden())

    banks.window.feature(Fixing).look_at(None)

    assert len(banks.canvas.scene.moves.layer) == 1


def test_what_was_reached_once_with_a_reason_is_not_asked_for_again(banks: Desk):
    bench, bar = banks.drawing.bench, banks.drawing.barriers.bar
    bench.move_wanted.emit(*wishes(banks)["move_wanted"])
    banks.wait(lambda: not bar.isHidden())
    QTest.keyClicks(bar.reason, "underpass")
    bar.give.click()
    banks.stored("跨过隔离：underpass")
    banks.wait(lambda: bench.piece is not None and not banks.drawing.keeper.is_preparing)

    bench.move_wanted.emit(*wishes(banks)["move_wanted"])
    banks.wait(lambda: (banks.window.overview.undo_label or "") == "移交 1 栋（30 户）到第1网格")

    assert bar.isHidden()


def test_nobody_is_asked_where_the_guard_is_off(banks: Desk):
    banks.drawing.bench.take_in(Intake(guard=Guard.NONE))

    banks.drawing.bench.merge_wanted.emit(*wishes(banks)["merge_wanted"])

    banks.stored("并入第1网格")
    assert banks.drawing.barriers.bar.isHidden()
