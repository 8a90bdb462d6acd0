# SPDX-License-Identifier: MIT
import pytest

from gridmgr.map.tools.areas import AssignTool, DrawTool
from gridmgr.map.tools.borders import BorderTool
from gridmgr.map.tools.lines import MeasureTool, MergeTool
from gridmgr.map.tools.splitting import SplitTool
from gridmgr.map.tools.workbench import Workbench
from tests.map.tools.board import Desk, at, piece_of

HALVES = "aabb" * 4


@pytest.fixture
def bench(qapp: object) -> Workbench:
    """The board in two halves; the west shall gain."""
    made = Workbench()
    made.put(piece_of(HALVES))
    made.aim("a")
    made.told = []
    made.move_wanted.connect(lambda faces, target: made.told.append(("move", faces.tolist(), target)))
    made.split_wanted.connect(lambda grid, _line, _swapped: made.told.append(("split", grid)))
    made.merge_wanted.connect(lambda kept, gone: made.told.append(("merge", kept, gone)))
    made.drawing_wanted.connect(lambda polygon: made.told.append(("draw", round(polygon.area))))
    made.place_needed.connect(lambda x, y: made.told.append(("place", x, y)))
    made.refused.connect(lambda text: made.told.append(("refused", text)))
    return made


def sweep(tool, *places: tuple[float, float], lift: bool = True) -> None:
    tool.press(at(*places[0]))
    for place in places[1:]:
        tool.move(at(*place), True)
    if lift:
        tool.release(at(*places[-1]))


def click(tool, *places: tuple[float, float]) -> None:
    for place in places:
        tool.press(at(*place))
        tool.release(at(*place))


def taken(tool):
    tool.take(Desk())
    return tool


def test_a_border_is_moved_from_the_side_the_stroke_begins_on(bench: Workbench):
    tool = taken(BorderTool(bench))

    sweep(tool, (190, 50), (250, 50))
    sweep(tool, (210, 350), (150, 350))

    assert bench.told == [("move", [2], "a"), ("move", [13], "b")]


def test_a_sweep_takes_only_land_of_the_grid_on_the_other_side_that_hangs_together(bench: Workbench):
    bench.put(piece_of("aabc" * 4))
    tool = taken(BorderTool(bench))

    sweep(tool, (190, 50), (250, 50), (350, 50), (250, 150))

    assert bench.told == [("move", [2, 6], "a")]


def test_a_sweep_that_cuts_the_other_grid_in_two_is_not_carried_out(bench: Workbench):
    tool = taken(BorderTool(bench))

    sweep(tool, (190, 150), (350, 150), lift=False)
    assert tool.warns
    assert tool.hint.startswith("这样会把 b 切成两块")
    tool.release(at(350, 150))

    assert [kind for kind, *_ in bench.told] == ["refused"]


def test_a_press_far_from_every_border_is_refused(bench: Workbench):
    tool = taken(BorderTool(bench))

    sweep(tool, (50, 50), (250, 50))

    assert bench.told[0][0] == "refused"


def test_a_lasso_without_a_target_chooses_one_by_a_click(bench: Workbench):
    bench.aim("")
    tool = taken(AssignTool(bench, freehand=True))

    click(tool, (50, 50))

    assert bench.told == [("place", 50, 50)]
    assert tool.hint.startswith("先单击要接收楼栋的网格")


def test_a_lasso_over_nothing_but_the_target_is_refused(bench: Workbench):
    tool = taken(AssignTool(bench, freehand=True))

    sweep(tool, (10, 10), (90, 10), (90, 90), (10, 90))

    assert bench.told == [("refused", "圈出的范围里没有可以移交到 a 的楼，请再圈一次。")]


def test_a_polygon_is_finished_when_the_person_says_so(bench: Workbench):
    tool = taken(AssignTool(bench, freehand=False))

    click(tool, (220, 20), (280, 20), (280, 80), (220, 80))
    assert bench.preview.households["a"] == (90, 10)
    tool.finish()

    assert bench.told == [("move", [2], "a")]
    assert bench.preview is None


def test_a_polygon_that_is_given_up_leaves_nothing(bench: Workbench):
    tool = taken(DrawTool(bench, freehand=False))

    click(tool, (20, 20), (380, 20), (380, 80))
    tool.give_up()
    tool.finish()

    assert bench.told == []
    assert not tool.is_at_work


def test_both_sides_of_a_line_are_told_before_the_grid_is_split(bench: Workbench):
    tool = taken(SplitTool(bench))

    click(tool, (-20, 195))
    tool.move(at(220, 195), False)

    assert "新  40 ▼ +40" in tool.hint
    assert "a  40 ▼ -40" in tool.hint
    click(tool, (190, 195))
    click(tool, (205, 195))
    tool.finish()
    assert bench.told == [("split", "a")]


def test_the_second_grid_goes_into_the_first(bench: Workbench):
    tool = taken(MergeTool(bench))

    click(tool, (50, 50))
    tool.move(at(350, 50), False)
    assert tool.hint == "单击并入：a  160 ▲ +80"
    click(tool, (350, 50))

    assert bench.told == [("merge", "a", "b")]


def test_lengths_and_areas_are_said_in_everyday_units(bench: Workbench):
    tool = taken(MeasureTool())

    click(tool, (0, 0), (100, 0))
    assert tool.hint == "长 100.0 米"
    click(tool, (100, 100))
    tool.step_back()
    click(tool, (100, 1500))

    assert tool.hint.startswith("长 1.60 千米，围合面积 7.50 公顷")


def test_nothing_is_drawn_while_the_land_is_being_prepared(bench: Workbench):
    tool = taken(AssignTool(bench, freehand=True))
    bench.put(None, "正在准备江滨社区的地块，稍候就可以画……")

    sweep(tool, (210, 10), (290, 10), (290, 90), (210, 90))

    assert bench.told == []
    assert tool.hint.startswith("正在准备江滨社区")
