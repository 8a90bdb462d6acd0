# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from PySide6.QtCore import Qt

from gridmgr.map.tools.filling import FillTool
from gridmgr.map.tools.holes import HoleTool
from gridmgr.map.tools.vertices import VertexTool
from gridmgr.map.tools.workbench import Workbench
from tests.map.tools.board import at, click, in_two_halves, piece_of, taken


@pytest.fixture
def bench(qapp: object) -> Workbench:
    """The board in two halves."""
    made = in_two_halves()
    made.giving_wanted.connect(lambda _line, gives, what: made.told.append((what, gives)))
    made.hole_wanted.connect(lambda grid, area: made.told.append((grid, round(area.area))))
    made.move_wanted.connect(lambda faces, target: made.told.append((faces.tolist(), target)))
    made.filling_wanted.connect(lambda found: made.told.append(len(found)))
    return made


def drag(tool, *places: tuple[float, float]) -> None:
    tool.move(at(*places[0]), False)
    tool.press(at(*places[0]))
    for place in places[1:]:
        tool.move(at(*place), True)
    tool.release(at(*places[-1]))


def test_the_middle_of_a_side_becomes_a_corner(bench: Workbench):
    tool = taken(VertexTool(bench))
    tool.move(at(200, 200), False)
    assert "添一个拐点" in tool.hint

    drag(tool, (200, 200), (240, 200), (280, 200))

    ((what, gives),) = bench.told
    assert what == "移动拐点"
    assert [(one.giver, one.taker, round(one.area.area)) for one in gives] == [("b", "a", 16_000)]


def test_an_end_of_the_border_slides_along_the_outline(bench: Workbench):
    tool = taken(VertexTool(bench))
    tool.move(at(200, 0), False)
    assert "相接的几个网格一起改" in tool.hint

    drag(tool, (200, 0), (150, 30))

    ((_, gives),) = bench.told
    assert [(one.giver, one.taker, round(one.area.area)) for one in gives] == [("a", "b", 10_000)]


def test_an_end_cannot_be_taken_away_and_a_corner_can(bench: Workbench):
    bench.put(piece_of("aabb" + "aaab" + "aabb" * 2))
    tool = taken(VertexTool(bench))

    tool.move(at(200, 0), False)
    tool.key(Qt.Key.Key_Delete)
    assert "不能去掉" in bench.told.pop()
    tool.move(at(300, 200), False)
    tool.key(Qt.Key.Key_Delete)

    ((_, gives),) = bench.told
    assert [(one.giver, one.taker, round(one.area.area)) for one in gives] == [("a", "b", 5_000)]


def test_a_hole_takes_land_of_the_grid_it_begins_in_alone(bench: Workbench):
    tool = taken(HoleTool(bench))
    points = ((120, 120), (280, 120), (280, 280), (120, 280))

    click(tool, *points)

    assert "新  20 ▼ +20" in tool.hint
    tool.finish()
    assert bench.told == [("a", 160 * 160)]


def test_a_hole_can_go_to_the_target_instead(bench: Workbench):
    bench.aim("b")
    tool = taken(HoleTool(bench))

    click(tool, (120, 120), (180, 120), (180, 180), (120, 180))
    assert "X 改为归入 b" in tool.hint
    tool.key(Qt.Key.Key_X)
    tool.finish()

    ((what, gives),) = bench.told
    assert what == "挖出一块"
    assert [(one.giver, one.taker) for one in gives] == [("a", "b")]


def test_a_hole_that_cuts_its_grid_in_two_is_refused(bench: Workbench):
    tool = taken(HoleTool(bench))

    click(tool, (10, 150), (210, 150), (210, 250), (-10, 250))

    assert tool.warns
    tool.finish()
    assert "a 切成两块" in bench.told[0]


def test_land_in_no_grid_goes_to_the_grid_round_it_at_a_click(bench: Workbench):
    piece = piece_of("aaaa" + "a.aa" + "aabb" * 2)
    coverage = piece.coverage
    grid = np.where(coverage.grid == ".", "", coverage.grid).astype(object)
    bench.put(type(piece)(type(coverage)(coverage.faces, grid, coverage.points, coverage.face_of_building),
                          piece.households, {"a": "a", "b": "b"}, piece.band).warmed())  # fmt: skip
    tool = taken(FillTool(bench))
    assert "1 处未归格的地" in tool.hint

    tool.move(at(150, 150), False)
    assert tool.hint.startswith("这块地 1 栋、10 户 → a，单击归入：a  120 ▲ +10")
    tool.finish()
    click(tool, (150, 150))

    assert bench.told == [1, ([5], "a")]
