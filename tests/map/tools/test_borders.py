# SPDX-License-Identifier: MIT
import pytest
import shapely
from PySide6.QtCore import Qt

from gridmgr.map.tools.borders import BorderTool
from gridmgr.map.tools.workbench import Workbench
from tests.map.tools.board import Desk, at, piece_of


@pytest.fixture
def tool(qapp: object) -> BorderTool:
    """The tool over a board in two halves, what it tells is kept."""
    bench = Workbench()
    bench.put(piece_of("aabb" * 4))
    bench.told = []
    bench.move_wanted.connect(lambda faces, target: bench.told.append(("move", faces.tolist(), target)))
    bench.giving_wanted.connect(lambda line, gives, _what: bench.told.append(("give", line, gives)))
    bench.refused.connect(lambda text: bench.told.append(("refused", text)))
    made = BorderTool(bench)
    made.take(Desk())
    return made


def drag(tool: BorderTool, *places: tuple[float, float], adds: bool = False, lift: bool = True) -> None:
    tool.press(at(*places[0], adds))
    for place in places[1:]:
        tool.move(at(*place, adds), True)
    if lift:
        tool.release(at(*places[-1], adds))


def test_a_border_under_the_mouse_is_named_before_the_button_goes_down(tool: BorderTool):
    tool.move(at(185, 120), False)

    assert tool.hint.startswith("边界 a｜b：按住左键扫过要划走的楼")
    assert not tool.is_at_work


def test_the_direction_decides_who_gains_wherever_the_hand_took_hold(tool: BorderTool):
    drag(tool, (190, 50), (250, 50))
    drag(tool, (210, 50), (250, 50))
    drag(tool, (190, 350), (150, 350))

    assert tool.bench.told == [("move", [2], "a"), ("move", [2], "a"), ("move", [13], "b")]


def test_land_without_buildings_that_is_cut_off_goes_along(tool: BorderTool):
    piece = piece_of("abbb" * 2 + "aaaa" * 2)
    # The square east of the border in the south has no building.
    coverage, built = piece.coverage, [n for n in range(16) if n != 1]
    bare = type(coverage)(coverage.faces, coverage.grid, coverage.points[built], coverage.face_of_building[built])
    tool.bench.put(type(piece)(bare, piece.households[built], piece.names, piece.band).warmed())

    drag(tool, (90, 150), (150, 150), (250, 150), (250, 50))

    assert tool.bench.told == [("move", [1, 2, 5, 6], "a")]


def test_a_stroke_that_cuts_the_other_grid_warns_at_once_and_is_refused(tool: BorderTool):
    drag(tool, (190, 150), (350, 150), lift=False)

    assert tool.warns
    assert tool.hint.startswith("这样会把 b 切成两块")
    tool.release(at(350, 150))
    assert tool.bench.told[0][0] == "refused"
    assert "没有改动" in tool.bench.told[0][1]


def test_with_shift_the_line_itself_follows_the_mouse(tool: BorderTool):
    drag(tool, (200, 200), (240, 200), adds=True, lift=False)
    assert tool.bench.preview is not None

    tool.release(at(240, 200, adds=True))

    ((kind, line, gives),) = tool.bench.told
    assert kind == "give"
    assert [(one.giver, one.taker) for one in gives] == [("b", "a")]
    assert round(gives[0].area.area) == 220 * 40 / 2
    assert shapely.get_coordinates(line).tolist() == [[200, 90], [240, 200], [200, 310]]


def test_tab_changes_between_sweeping_and_pulling(tool: BorderTool):
    tool.move(at(200, 200), False)

    assert tool.key(Qt.Key.Key_Tab)

    assert "直接拉边界线" in tool.hint
    drag(tool, (200, 200), (160, 200))
    assert [(one.giver, one.taker) for one in tool.bench.told[0][2]] == [("a", "b")]


def test_esc_gives_the_border_up(tool: BorderTool):
    drag(tool, (190, 50), (250, 50), lift=False)

    tool.give_up()
    tool.release(at(250, 50))

    assert tool.bench.told == []
    assert tool.bench.preview is None


def test_a_locked_border_says_so_before_and_when_it_is_pressed(tool: BorderTool):
    piece = piece_of("aabb" * 4)
    tool.bench.put(
        type(piece)(piece.coverage, piece.households, piece.names, piece.band, locked=frozenset("b")).warmed()
    )

    tool.move(at(200, 200), False)
    assert tool.warns
    assert "b 的边界已锁定" in tool.hint
    drag(tool, (200, 200), (250, 200))

    assert [kind for kind, *_ in tool.bench.told] == ["refused"]
