# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import shapely

from gridmgr.map.tools.gate import Guard, reached_across
from gridmgr.map.tools.holding import Site
from gridmgr.map.tools.workpiece import Workpiece
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.units import EdgeKind
from tests.map.tools.board import piece_of

RAILWAY = [[(-10, 200), (410, 200)]]
ALL = "abcd"


def board(owners: str, lines=RAILWAY, kinds=(EdgeKind.RAIL,)) -> Workpiece:
    """Return the board with barriers; the first line parts the two rows in the south from those in the north."""
    geometry = np.array([shapely.LineString(one) for one in lines], dtype=object)
    barriers = Barriers.of_kinds(geometry, np.array(kinds, np.int8))
    plain = piece_of(owners)
    return replace(plain, site=Site(barriers)).warmed()


def told(before: Workpiece, after: str | Workpiece, guard: Guard = Guard.RAILS) -> list[tuple[str, list[int]]]:
    """Return which grids reach where, by the numbers of the buildings beyond."""
    if isinstance(after, str):
        after = replace(before, coverage=replace(before.coverage, grid=np.array(list(after), dtype=object))).warmed()
    return [(one.grid, one.buildings.tolist()) for one in reached_across(before, after, ALL, guard)]


def test_land_beyond_a_railway_is_told_apart_from_land_on_this_side():
    piece = board("aaaabbbbbbbbcccc")

    assert told(board("aaaaaaaabbbbbbbb"), "aaaaaaaaabbbbbbb") == [("a", [8])]
    assert told(piece, "aaaaabbbbbbbcccc") == []
    assert told(piece, "aaaabbbbcbbbcccc") == []


def test_a_bridge_leads_across():
    lines, kinds = [*RAILWAY, [(50, 190), (50, 210)]], (EdgeKind.RAIL, EdgeKind.BRIDGE)

    assert told(board("aaaaaaaabbbbbbbb", lines, kinds), "aaaaaaaaabbbbbbb") == []


def test_who_gives_the_foot_of_the_only_bridge_away_reaches_across_without_one():
    lines, kinds = [*RAILWAY, [(50, 190), (50, 210)]], (EdgeKind.RAIL, EdgeKind.BRIDGE)
    before = board("bbbbaaaaaaaabbbb", lines, kinds)

    assert told(before, "bbbbbaaaaaaabbbb") == [("a", [5, 6, 7])]


def test_a_main_road_bars_only_where_that_is_wanted():
    before = board("aaaabbbbbbbbcccc", [[(-10, 100), (410, 100)]], (EdgeKind.ARTERIAL,))

    assert told(before, "aaaaabbbbbbbcccc") == []
    assert told(before, "aaaaabbbbbbbcccc", Guard.ROADS) == [("a", [4])]


def test_nothing_is_asked_where_a_person_wants_no_guard():
    assert told(board("aaaaaaaabbbbbbbb"), "aaaaaaaaabbbbbbb", Guard.NONE) == []


def test_a_merger_over_the_railway_reaches_across_from_the_grid_that_stays():
    assert told(board("aaaaaaaabbbbbbbb"), "bbbbbbbbbbbbbbbb") == [("b", list(range(8)))]


def test_a_new_grid_over_the_railway_reaches_from_where_it_has_more():
    assert told(board("aaaaaaaabbbbbbbb"), "aaaccaacbbbcbbbb") == [("c", [11])]


def test_what_lay_in_one_grid_on_both_banks_is_not_asked_about_again():
    before = board("aaaaaaaaaaaabbbb")

    assert told(before, "ccaaccaaccaabbbb") == []
    assert told(before, "aaaaaaaaaaaaabbb") == []


def test_two_parts_that_do_not_touch_are_no_reach():
    assert told(board("aaaabbbbbbbbbbbb"), "aaaabbbbbbbbbbba") == []
