# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gridmgr.map.tools.reshaping import ReshapeTool
from gridmgr.map.tools.splitting import HalvesTool, SplitTool
from gridmgr.map.tools.workbench import Workbench
from tests.map.tools.board import at, click, in_two_halves, piece_of, taken


@pytest.fixture
def bench(qapp: object) -> Workbench:
    """The board in two halves."""
    made = in_two_halves()
    made.split_wanted.connect(lambda grid, _line, swapped: made.told.append((grid, swapped)))
    made.halving_wanted.connect(lambda grid, faces: made.told.append((grid, faces.tolist())))
    made.giving_wanted.connect(lambda _line, gives, what: made.told.append((what, gives)))
    return made


def test_the_side_with_fewer_households_becomes_the_new_grid_and_x_swaps(bench: Workbench):
    tool = taken(SplitTool(bench))
    click(tool, (-20, 95), (220, 95))
    assert "新  20 ▼ +20" in tool.hint

    assert tool.key(Qt.Key.Key_X)

    assert "新  60 ● +60" in tool.hint
    tool.finish()
    assert bench.told == [("a", True)]


def test_halves_are_proposed_at_one_click_and_taken_with_enter(bench: Workbench, qtbot: QtBot):
    tool = taken(HalvesTool(bench))

    click(tool, (50, 50))
    qtbot.waitUntil(lambda: bool(tool.proposals))

    assert tool.hint.startswith("方案 1/")
    assert "新  40 ▼ +40" in tool.hint
    assert bench.preview.new_at is not None
    first = tool.faces.tolist()
    tool.key(Qt.Key.Key_Tab)
    assert tool.hint.startswith("方案 2/")
    tool.key(Qt.Key.Key_X)
    tool.finish()
    ((grid, faces),) = bench.told
    assert grid == "a"
    assert sorted(faces) != sorted(first)


def test_a_grid_of_one_piece_cannot_be_halved(bench: Workbench, qtbot: QtBot):
    bench.put(piece_of("b" * 15 + "a"))
    tool = taken(HalvesTool(bench))

    click(tool, (350, 350))
    qtbot.waitUntil(lambda: "只有一块地" in tool.hint)
    tool.finish()

    assert bench.told == []


def test_a_border_drawn_anew_says_who_gains_before_it_is_done(bench: Workbench):
    tool = taken(ReshapeTool(bench))

    click(tool, (200, 40), (290, 40))
    tool.move(at(290, 160), False)
    click(tool, (290, 160), (200, 160))

    assert tool.hint.startswith("双击或回车完成：a  100 ▲ +20")
    tool.finish()
    ((what, gives),) = bench.told
    assert what == "重画边界"
    assert [(one.giver, one.taker, round(one.area.area)) for one in gives if one.giver] == [("b", "a", 10800)]


def test_a_line_that_leaves_the_border_alone_is_refused(bench: Workbench):
    tool = taken(ReshapeTool(bench))

    click(tool, (60, 60), (90, 90))
    tool.finish()

    assert "没有改变网格的边界" in bench.told[0]


def test_a_new_border_that_cuts_the_neighbour_in_two_warns_and_is_refused(bench: Workbench):
    tool = taken(ReshapeTool(bench))

    click(tool, (200, 160), (410, 160), (410, 240), (200, 240))

    assert tool.warns
    tool.finish()
    assert "b 切成两块" in bench.told[0]


def test_backspace_takes_back_a_traced_stretch_as_one(bench: Workbench):
    tool = taken(SplitTool(bench))
    bench.traces = True

    click(tool, (0, 100), (400, 300))

    assert len(tool.corners.points) > 2
    assert all(np.isclose([x % 100, y % 100], 0).any() for x, y in tool.corners.points)
    tool.step_back()
    assert tool.corners.points == [(0.0, 100.0)]
