# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gridmgr.map.tools.brush import BrushTool
from gridmgr.map.tools.estates import EstateTool
from gridmgr.map.tools.gate import ABOVE, LOOSE, Intake
from gridmgr.map.tools.holding import Site
from gridmgr.map.tools.strips import RectangleTool, SideTool, StripTool
from gridmgr.map.tools.workbench import Workbench
from tests.map.tools.board import at, piece_of
from tests.map.tools.test_strokes import HALVES, click, sweep, taken


@pytest.fixture
def bench(qapp: object) -> Workbench:
    """The board in two halves; the west shall gain."""
    made = Workbench()
    made.put(piece_of(HALVES))
    made.aim("a")
    made.told = []
    made.move_wanted.connect(lambda faces, target: made.told.append((faces.tolist(), target)))
    made.place_needed.connect(lambda x, y: made.told.append(("place", x, y)))
    made.refused.connect(lambda text: made.told.append(("refused", text)))
    return made


def with_site(owners: str, **site: object):
    return replace(piece_of(owners), site=Site(**site)).warmed()


def test_a_brush_hands_over_each_building_once_however_often_it_runs_over_it(bench: Workbench):
    tool = taken(BrushTool(bench))

    sweep(tool, (250, 50), (250, 60), (250, 50), lift=False)
    assert bench.preview.households == {"a": (90, 10), "b": (70, -10)}
    tool.release(at(250, 50))

    assert bench.told == [([2], "a")]


def test_a_wide_brush_catches_what_lies_beside_its_way(bench: Workbench):
    bench.take_in(Intake(brush_m=220))
    tool = taken(BrushTool(bench))

    sweep(tool, (300, 100))

    assert bench.told == [([2, 3, 6, 7], "a")]


def test_shift_takes_from_the_target_for_the_grid_beside_it(bench: Workbench):
    tool = taken(BrushTool(bench))

    tool.press(replace(at(150, 50), takes=True))
    tool.move(replace(at(150, 150), takes=True), True)
    tool.release(at(150, 150))

    assert bench.told == [([1, 5], "b")]


def test_esc_gives_the_whole_stroke_of_a_brush_up(bench: Workbench):
    tool = taken(BrushTool(bench))

    sweep(tool, (250, 50), (350, 50), lift=False)
    tool.give_up()
    tool.release(at(350, 50))

    assert bench.told == []
    assert bench.preview is None


def test_the_brush_grows_and_shrinks_in_round_metres(bench: Workbench):
    tool = taken(BrushTool(bench))

    tool.key(Qt.Key.Key_BracketRight)
    assert bench.intake.brush_m == 40
    tool.key(Qt.Key.Key_BracketLeft)
    tool.key(Qt.Key.Key_BracketLeft)

    assert bench.intake.brush_m == 20


def test_only_the_chosen_source_is_painted(bench: Workbench):
    bench.put(piece_of("aabc" * 4))
    bench.take_in(Intake(source="c"))
    tool = taken(BrushTool(bench))

    sweep(tool, (150, 50), (250, 50), (350, 50), lift=False)
    assert bench.preview.households == {"a": (90, 10), "c": (30, -10)}
    tool.release(at(350, 50))

    assert bench.told == [([3], "a")]
    assert bench.aside == "跳过 1 栋（1 栋不在来源范围）。"


def test_sources_are_unassigned_land_and_grids_above_the_band(bench: Workbench):
    bench.put(piece_of("aabbbbbbbbbccccc"))

    for source, expected in ((ABOVE, {"b"}), (LOOSE, set())):
        bench.take_in(Intake(source=source))
        caught = bench.caught(np.arange(16))
        assert set(bench.piece.coverage.grid[caught.faces].tolist()) == expected


def test_locked_grids_and_buildings_stay_and_are_counted(bench: Workbench):
    piece = piece_of("aabc" * 4)
    coverage = replace(piece.coverage, pinned=np.array([2]))
    piece = replace(piece, coverage=coverage, locked=frozenset({"c"}))
    bench.put(piece.warmed())
    tool = taken(BrushTool(bench))

    sweep(tool, (250, 50), (350, 50), (250, 150))

    assert bench.told == [([6], "a")]
    assert bench.aside == "跳过 3 栋（2 栋所在网格已锁定，1 栋已锁定）。"


def test_a_locked_target_gains_nothing(bench: Workbench):
    bench.put(replace(piece_of(HALVES), locked=frozenset({"a"})).warmed())
    tool = taken(BrushTool(bench))

    sweep(tool, (250, 50), (350, 50))

    assert bench.told == [("refused", "跳过 2 栋（2 栋所在网格已锁定）。")]


def test_a_rectangle_is_dragged_open(bench: Workbench):
    tool = taken(RectangleTool(bench))

    sweep(tool, (210, 10), (250, 40), (390, 190))

    assert bench.told == [([2, 3, 6, 7], "a")]


def test_a_strip_takes_both_sides_of_a_street(bench: Workbench):
    bench.take_in(Intake(strip_m=110))
    tool = taken(StripTool(bench))

    click(tool, (205, 100), (395, 100))
    tool.finish()

    assert bench.told == [([2, 3, 6, 7], "a")]


def test_a_side_of_a_line_is_chosen_by_a_second_click_among_the_grids_that_it_crosses(bench: Workbench):
    bench.put(piece_of("aabbaabbaabbcccc"))
    tool = taken(SideTool(bench))

    click(tool, (310, 150), (310, 250))
    tool.finish()
    tool.move(at(250, 350), False)
    assert tool.hint.startswith("单击，移交 3 栋、30 户：")
    click(tool, (250, 350))

    assert bench.told == [([2, 6, 10], "a")]


def test_a_part_that_lies_apart_is_told_before_it_is_made(bench: Workbench):
    bench.put(piece_of("abbb" * 4))
    tool = taken(BrushTool(bench))

    sweep(tool, (350, 50), lift=False)

    assert tool.warns
    assert tool.hint.startswith("这样 a 会多出不相连的一块")


def test_a_whole_estate_goes_with_one_click_and_says_how_it_was_split(bench: Workbench):
    estate = np.full(16, -1)
    estate[[1, 2, 3]] = 0
    bench.put(with_site(HALVES, estate=estate, estates=["新村"], keeps_whole=[True]))
    tool = taken(EstateTool(bench))

    assert "1 个小区分在几个网格里" in tool.hint
    tool.move(at(250, 50), False)
    assert tool.hint.startswith("新村分在 b（20 户）、a（10 户）；单击移交 2 栋、20 户")
    click(tool, (250, 50))

    assert bench.told == [([2, 3], "a")]


def test_a_stroke_takes_whole_estates_if_that_is_wanted(bench: Workbench):
    estate = np.full(16, -1)
    estate[[2, 3, 7]] = 0
    bench.put(with_site(HALVES, estate=estate, estates=["新村"], keeps_whole=[True]))
    bench.take_in(Intake(whole_estates=True))
    tool = taken(BrushTool(bench))

    sweep(tool, (250, 50))

    assert bench.told == [([2, 3, 7], "a")]
