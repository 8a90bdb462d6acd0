# SPDX-License-Identifier: MIT
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridmgr.data.opening import open_store
from gridmgr.model.areas import Grid, Plan
from gridmgr.model.changes import ChangeSet, changed
from gridmgr.model.ids import new_id
from gridmgr.operations.redrawing import move_faces
from gridmgr.operations.session import Session
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.window import MainWindow
from tests.ui.conftest import WAIT_MS, open_town

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot, open_window: MainWindow) -> "Desk":
    """The window on the divided town, the first grid of the west chosen."""
    return Desk(qtbot, open_window)


class Desk:
    """A planner's hands on the window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.canvas = qtbot, window, window.canvas
        self.drawing = window.feature(Drawing)
        assert window.overview is not None
        self.first, self.second = (grid.id for grid in window.overview.communities[0].grids)
        window.selection.choose("grid", self.first)

    def take(self, name: str) -> None:
        self.drawing.choose(name)
        self.wait(lambda: self.drawing.bench.piece is not None)

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def pixel(self, x: float, y: float) -> QPoint:
        px, py = self.canvas.view.to_screen(np.array([[x, y]]))[0].tolist()
        return QPoint(round(px), round(py))

    def drag(self, track: Sequence[tuple[float, float]], lift: bool = True) -> None:
        QTest.mousePress(self.canvas, LEFT, Qt.KeyboardModifier.NoModifier, self.pixel(*track[0]))
        for place in track[1:]:
            QTest.mouseMove(self.canvas, self.pixel(*place))
        if lift:
            self.lift(track[-1])

    def lift(self, place: tuple[float, float]) -> None:
        QTest.mouseRelease(self.canvas, LEFT, Qt.KeyboardModifier.NoModifier, self.pixel(*place))

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.canvas, LEFT, Qt.KeyboardModifier.NoModifier, self.pixel(x, y))

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas, key)

    def shape(self, grid: str):
        layer = self.canvas.scene.grids.layer
        return layer.geometries[layer.row_of[grid]]

    def counts(self) -> dict[str, int]:
        assert self.window.overview is not None
        return {g.id: g.households for c in self.window.overview.communities for g in c.grids}

    def stored(self, label: str) -> None:
        """Wait until a step with this label is stored and shown."""
        self.wait(lambda: self.window.overview is not None and label in (self.window.overview.undo_label or ""))

    def lasso_round_neighbour(self) -> list[tuple[float, float]]:
        """Return a line round the two buildings of the second grid that lie nearest to the first."""
        piece = self.drawing.bench.piece
        assert piece is not None
        others = np.flatnonzero(piece.coverage.grid_of_building == self.second)
        distance = shapely.distance(self.shape(self.first), piece.coverage.points[others])
        x, y = piece.xy[others[np.argmin(distance)]].tolist()
        return [(x + 20 * np.cos(a), y + 20 * np.sin(a)) for a in np.linspace(0, 6.2, 24)]


def test_a_lasso_counts_while_it_is_drawn_and_moves_buildings_when_let_go(desk: Desk):
    desk.take("lasso")
    track = desk.lasso_round_neighbour()
    before = desk.counts()

    desk.drag(track, lift=False)

    rows = {row[0]: row[2:] for row in desk.drawing.balance.texts()}
    assert rows["01"] == (str(before[desk.first] + 30), "+30")
    assert rows["02"] == (str(before[desk.second] - 30), "-30")
    assert desk.canvas.hint.startswith(f"移交 1 栋、30 户：01  {before[desk.first] + 30} ● +30")
    desk.lift(track[-1])
    desk.stored("移交 1 栋（30 户）到第1网格")
    assert desk.counts()[desk.first] == before[desk.first] + 30


def test_a_stroke_made_just_before_the_window_closes_is_stored(desk: Desk):
    desk.take("lasso")
    location, before = desk.window.document.location, desk.counts()[desk.first]

    desk.drag(desk.lasso_round_neighbour())
    desk.window.close()

    with open_store(location, read_only=True) as store:
        assert store.get(Grid, desk.first).households == before + 30


def test_esc_gives_a_stroke_up_and_a_second_one_lays_the_tool_down(desk: Desk):
    desk.take("lasso")
    track, shape = desk.lasso_round_neighbour(), desk.shape(desk.first)

    desk.drag(track, lift=False)
    desk.key(Qt.Key.Key_Escape)
    desk.lift(track[-1])

    assert all(row[3] == "" for row in desk.drawing.balance.texts())
    assert desk.shape(desk.first) is shape
    assert desk.canvas.tool is desk.drawing.tools["lasso"]
    desk.key(Qt.Key.Key_Escape)
    assert desk.canvas.tool is None
    assert desk.drawing.palette.buttons["browse"].isChecked()


def test_a_gesture_is_undone_and_done_again_and_hand_made_cuts_survive(desk: Desk):
    desk.take("split")
    west, south, east, north = desk.shape(desk.first).bounds
    middle = (west + east) / 2
    desk.click(middle, south - 20)
    desk.click(middle, north + 20)
    desk.key(Qt.Key.Key_Return)
    desk.stored("拆分第1网格")
    cut_faces = len(desk.drawing.bench.piece.coverage.faces)

    desk.window.menus.actions["edit.undo"].trigger()
    desk.wait(lambda: len(desk.counts()) == 4)
    desk.wait(lambda: desk.drawing.bench.piece is not None and len(desk.drawing.bench.piece.names) == 2)
    whole_faces = len(desk.drawing.bench.piece.coverage.faces)
    desk.wait(desk.window.menus.actions["edit.redo"].isEnabled)
    desk.window.menus.actions["edit.redo"].trigger()
    desk.wait(lambda: len(desk.counts()) == 5)
    desk.wait(lambda: desk.drawing.bench.piece is not None and len(desk.drawing.bench.piece.names) == 3)

    assert whole_faces < cut_faces == len(desk.drawing.bench.piece.coverage.faces)
    assert len(desk.canvas.scene.grids.layer) == 5


def test_two_neighbours_become_one_and_the_first_chosen_stays(desk: Desk):
    desk.take("merge")
    one, other = (shapely.point_on_surface(desk.shape(grid)) for grid in (desk.first, desk.second))

    desk.click(one.x, one.y)
    QTest.mouseMove(desk.canvas, desk.pixel(other.x, other.y))
    assert "900" in desk.canvas.hint
    desk.click(other.x, other.y)
    desk.stored("把第2网格并入第1网格")

    assert desk.first in desk.counts()
    assert desk.second not in desk.counts()
    assert len(desk.canvas.scene.grids.layer) == 3


def test_dragging_across_a_border_gives_the_side_one_comes_from(desk: Desk):
    desk.take("border")
    piece = desk.drawing.bench.piece
    x, y = lasso_middle(desk)
    start = nearest_points(desk, x, y)

    desk.drag([start, (x, y)], lift=False)

    assert desk.drawing.bench.preview.households[desk.first][1] > 0
    desk.lift((x, y))
    desk.stored("到第1网格")
    assert desk.counts()[desk.first] > piece.households_of(desk.first)


def test_a_drawn_polygon_becomes_a_new_grid(desk: Desk):
    desk.take("draw")
    west, south, _, north = desk.window.canvas.scene.communities.layer.geometries[0].bounds

    for place in ((west - 10, south - 10), (west + 100, south - 10), (west + 100, north + 10), (west - 10, north + 10)):
        desk.click(*place)
    desk.key(Qt.Key.Key_Return)
    desk.stored("新画第3网格（300 户）")

    assert 300 in desk.counts().values()


def test_backspace_takes_the_last_corner_back(desk: Desk):
    desk.take("polygon")
    x, y = lasso_middle(desk)

    for place in ((x - 20, y - 20), (x + 20, y - 20), (x + 20, y + 20), (x - 20, y + 20)):
        desk.click(*place)
    desk.key(Qt.Key.Key_Backspace)

    assert len(desk.drawing.tools["polygon"].points) == 3
    QTest.mouseClick(desk.canvas, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, desk.pixel(x, y))
    assert desk.drawing.tools["polygon"].points == []


def test_a_line_that_cuts_nothing_is_refused_in_words(desk: Desk):
    desk.take("split")
    x, y = shapely.get_coordinates(shapely.point_on_surface(desk.shape(desk.first)))[0].tolist()

    desk.click(x, y)
    desk.click(x + 5, y + 5)
    desk.key(Qt.Key.Key_Return)
    desk.wait(lambda: bool(desk.window.message.text))

    assert "没有把网格分开" in desk.window.message.text
    assert len(desk.canvas.scene.grids.layer) == 4


def test_a_stroke_refused_by_the_store_leaves_the_stored_picture(desk: Desk, divided_town: Path):
    desk.take("lasso")
    land = desk.drawing.keeper.land
    with open_store(divided_town, author="同事") as store:
        near = shapely.dwithin(land.coverage.faces, desk.shape(desk.second), 1.0)
        faces = np.flatnonzero(near & (land.coverage.grid == desk.first))[-1:]
        done = move_faces(land, faces, desk.second)
        grids = [changed(land.grids[i], replace(land.grids[i], geom=g.geom)) for i, g in done.after.grids.items()]
        Session(store, "同事").run(ChangeSet("同事的移交", grids))

    track = desk.lasso_round_neighbour()
    desk.drag(track)
    desk.wait(lambda: "刚刚被改过" in desk.window.message.text)
    desk.wait(lambda: desk.counts()[desk.second] == done.after.households_of(desk.second))
    desk.wait(lambda: desk.drawing.keeper.land is not None and desk.drawing.keeper.land.key == done.after.key)

    assert desk.canvas.scene is desk.window.overview.scene


def test_a_plan_in_force_is_copied_at_one_click_and_drawing_goes_on(
    qtbot: QtBot, window: MainWindow, divided_town: Path
):
    with open_store(divided_town) as store:
        plan = store.find(Plan)[0]
        Session(store, "测试员").run(ChangeSet("执行", [changed(plan, replace(plan, state="in_force"))]))
    open_town(qtbot, window, divided_town)
    desk = Desk(qtbot, window)

    desk.drawing.choose("lasso")
    assert "不能直接改" in desk.drawing.offer.text.text()
    assert desk.canvas.tool is None
    desk.drawing.offer.take.click()
    desk.wait(lambda: window.overview.plan.name == "一号方案调整1")
    desk.wait(lambda: desk.drawing.bench.piece is not None)

    assert desk.canvas.tool is desk.drawing.tools["lasso"]
    assert window.selection.kind == "grid"
    assert window.selection.id in desk.counts()
    assert "移交到 01" in desk.canvas.hint


def test_a_row_of_the_balance_panel_chooses_the_grid_everywhere(desk: Desk):
    item = desk.drawing.balance.list.topLevelItem(1)

    desk.drawing.balance.list.setCurrentItem(item)

    assert desk.window.selection.id == desk.second
    assert desk.drawing.bench.target == desk.second
    assert desk.drawing.balance.heading.text() == "西苑社区：2 / 2 个网格在 300–500 户之内"


def test_buildings_are_chosen_by_box_and_handed_over_with_enter(desk: Desk):
    desk.take("lasso")
    x, y = lasso_middle(desk)
    before = desk.counts()
    desk.drawing.choose("select")

    desk.drag([(x - 25, y - 15), (x, y), (x + 35, y + 15)])
    assert desk.canvas.hint.startswith("已选 1 栋，30 户；回车移交到 01")
    desk.key(Qt.Key.Key_Return)
    desk.stored("移交 1 栋（30 户）到第1网格")

    assert desk.counts()[desk.first] == before[desk.first] + 30


def test_buildings_can_be_handed_over_though_no_drawing_tool_was_in_hand_before(desk: Desk):
    desk.drawing.choose("select")

    desk.wait(lambda: desk.drawing.bench.has_target())

    assert desk.drawing.bench.target == desk.first


def test_letters_take_tools_while_the_map_has_the_focus(desk: Desk):
    desk.key(Qt.Key.Key_M)

    assert desk.canvas.tool is desk.drawing.tools["merge"]
    desk.window.workspaces.show("check")
    assert desk.canvas.tool is None
    assert not desk.drawing.palette.isVisible()


def test_a_length_and_an_area_are_measured(desk: Desk):
    desk.drawing.choose("measure")
    x, y = desk.canvas.view.x, desk.canvas.view.y

    desk.click(x, y)
    desk.click(x + 100, y)
    desk.click(x + 100, y + 100)
    desk.key(Qt.Key.Key_Return)

    length = float(desk.canvas.hint.split()[1])
    assert length == pytest.approx(200, abs=3)
    assert "公顷" in desk.canvas.hint


def test_space_and_the_middle_button_drag_the_map_with_a_tool_in_hand(desk: Desk):
    desk.take("lasso")
    before, middle = desk.canvas.view, desk.canvas.rect().center()

    QTest.mousePress(desk.canvas, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseMove(desk.canvas, middle + QPoint(40, 0))
    QTest.mouseRelease(desk.canvas, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, middle + QPoint(40, 0))
    dragged = desk.canvas.view
    QTest.keyPress(desk.canvas, Qt.Key.Key_Space)
    desk.drag([(dragged.x, dragged.y), (dragged.x + 30, dragged.y)])
    QTest.keyRelease(desk.canvas, Qt.Key.Key_Space)

    assert dragged.x < before.x
    assert desk.canvas.view.x < dragged.x
    assert desk.drawing.bench.preview is None


def test_f2_goes_to_the_grid_that_is_off_the_band(desk: Desk, divided_town: Path):
    desk.window.menus.actions["plan.next"].trigger()
    assert "全部网格都在" in desk.window.message.text
    desk.take("merge")
    one, other = (shapely.point_on_surface(desk.shape(grid)) for grid in (desk.first, desk.second))
    desk.click(one.x, one.y)
    desk.click(other.x, other.y)
    desk.stored("把第2网格并入第1网格")
    desk.window.selection.clear()

    desk.window.menus.actions["plan.next"].trigger()

    assert desk.window.selection.id == desk.first


def test_a_change_of_the_grids_leaves_the_layers_of_the_land_as_they_are(desk: Desk):
    desk.take("lasso")
    before = desk.window.overview

    desk.drag(desk.lasso_round_neighbour())
    desk.stored("移交 1 栋")

    after = desk.window.overview
    assert after is not before
    assert after.scene.buildings is before.scene.buildings
    assert after.scene.barriers is before.scene.barriers
    assert after.scene.communities is before.scene.communities
    assert after.scene.grids is not before.scene.grids


def test_a_grid_added_elsewhere_is_read_in(desk: Desk, divided_town: Path):
    with open_store(divided_town, author="同事") as store:
        grid = store.find(Grid)[0]
        extra = replace(grid, id=new_id(), rev=0, code=grid.code[:-3] + "009", grid_uid=new_id(), geom=None)
        Session(store, "同事").run(ChangeSet("添网格", [changed(grid, replace(grid, name="新名字"))]))
        assert extra.code

    desk.window.watch.look()
    desk.wait(lambda: any(g.name == "新名字" for c in desk.window.overview.communities for g in c.grids))

    assert desk.window.overview.scene.buildings is desk.canvas.scene.buildings


def lasso_middle(desk: Desk) -> tuple[float, float]:
    """Return the building of the second grid that lies nearest to the first."""
    piece = desk.drawing.bench.piece
    others = np.flatnonzero(piece.coverage.grid_of_building == desk.second)
    distance = shapely.distance(desk.shape(desk.first), piece.coverage.points[others])
    x, y = piece.xy[others[np.argmin(distance)]].tolist()
    return x, y


def nearest_points(desk: Desk, x: float, y: float) -> tuple[float, float]:
    """Return a place just inside the first grid, opposite a place outside."""
    inside = shapely.shortest_line(desk.shape(desk.first).buffer(-4), shapely.Point(x, y))
    px, py = shapely.get_coordinates(inside)[0].tolist()
    return px, py
