# SPDX-License-Identifier: MIT
"""Two plans are compared building by building, whatever plans they are."""

from collections import Counter

import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.operations.grid_matching import differences
from gridmgr.operations.plan_difference import Fate, Figures, GridSide, Place, PlanDifference, PlanSide

COMMUNITIES = ("350402001001", "350402001002")
NOBODY = PlanSide("", "", "draft", 0, 0)


def side(plan, number, community=0, uid=""):
    """A grid of a plan; the land is a square of its own place."""
    name = f"{plan}{number}"
    return GridSide(name, uid or name, COMMUNITIES[community], f"{number:03d}", f"第{number}网格")


@st.composite
def two_plans(draw):
    """Grids of two plans over two communities, some with a uid in common, and buildings lying in any of them."""
    old = [side("a", n, n % 2) for n in range(draw(st.integers(0, 6)))]
    new = [
        side("b", n, n % 2, old[n].uid if n < len(old) and draw(st.booleans()) else "")
        for n in range(draw(st.integers(0, 6)))
    ]
    places = []
    for number in range(draw(st.integers(0, 40))):
        community = draw(st.sampled_from(COMMUNITIES))
        before = ["", *(g.id for g in old if g.community == community)]
        after = ["", *(g.id for g in new if g.community == community)]
        households = draw(st.integers(0, 300))
        figures = Figures(1, households, 2 * households, households // 3, int(households > 0))
        places.append(
            Place(f"h{number}", community, figures, draw(st.sampled_from(before)), draw(st.sampled_from(after)))
        )
    return old, new, places


def compared(old, new, places):
    grids, flows = differences(old, new, places)
    return PlanDifference(NOBODY, NOBODY, {}, grids, flows)


@given(two_plans())
def test_nothing_is_lost_between_two_plans(plans):
    old, new, places = plans

    found = compared(old, new, places)

    parts = (found.kept, found.moved, found.only_old, found.only_new, found.in_neither)
    assert Figures.sum(parts) == found.total == Figures.sum(p.figures for p in places)
    assert Counter(i for f in found.flows for i in f.building_ids) == Counter(p.building_id for p in places)


@given(two_plans())
def test_every_grid_of_both_plans_is_told_once_with_all_that_lay_and_lies_in_it(plans):
    old, new, places = plans

    found = compared(old, new, places)

    assert sorted(g.old.id for g in found.grids if g.old) == sorted(g.id for g in old)
    assert sorted(g.new.id for g in found.grids if g.new) == sorted(g.id for g in new)
    for grid in found.grids:
        was, now = grid.old.id if grid.old else None, grid.new.id if grid.new else None
        assert grid.before == Figures.sum(p.figures for p in places if p.old_id == was)
        assert grid.after == Figures.sum(p.figures for p in places if p.new_id == now)
    gained, lost = (Figures.sum(getattr(g, n) for g in found.grids) for n in ("gained", "lost"))
    assert gained == found.moved + found.only_new
    assert lost == found.moved + found.only_old


@given(two_plans())
def test_a_plan_compared_with_itself_differs_in_nothing(plans):
    old, _, places = plans
    same = [Place(p.building_id, p.community, p.figures, p.old_id, p.old_id) for p in places]

    found = compared(old, old, same)

    assert found.is_empty
    assert {g.fate for g in found.grids} <= {Fate.UNCHANGED}


@given(two_plans())
def test_the_way_back_is_the_mirror_of_the_way_there(plans):
    old, new, places = plans
    turned = [Place(p.building_id, p.community, p.figures, p.new_id, p.old_id) for p in places]

    there, back = compared(old, new, places), compared(new, old, turned)

    def pairs(found):
        return {(g.old and g.old.id, g.new and g.new.id, g.kept, g.gained, g.lost) for g in found.grids}

    assert {(b, a, kept, lost, gained) for a, b, kept, gained, lost in pairs(there)} == pairs(back)
    assert (there.kept, there.moved, there.only_old) == (back.kept, back.moved, back.only_new)


@given(two_plans())
def test_a_grid_with_the_same_identifier_goes_on_and_no_grid_goes_on_twice_or_elsewhere(plans):
    old, new, places = plans

    found = compared(old, new, places)

    goes_on = [(g.old, g.new) for g in found.grids if g.old and g.new]
    assert all(a.community == b.community for a, b in goes_on)
    uids = {g.uid for g in old}
    assert {b.uid for _, b in goes_on} >= {g.uid for g in new if g.uid in uids}


def place(number, households, old="", new=""):
    return Place(f"h{number}", COMMUNITIES[0], Figures(1, households, 0, 0, 1), old, new)


def test_grids_without_a_common_identifier_are_matched_so_that_fewest_households_move():
    old, new = [side("a", n) for n in (0, 2)], [side("b", n) for n in (0, 2)]
    places = [place(0, 200, "a0", "b0"), place(1, 190, "a0", "b2"), place(2, 195, "a2", "b0")]

    found = compared(old, new, places)

    assert {(g.old.id, g.new.id) for g in found.grids} == {("a0", "b2"), ("a2", "b0")}
    assert found.moved.households == 200


def test_a_new_grid_is_split_off_and_a_dissolved_one_is_taken_in():
    old = [side("a", 0, uid="u0"), side("a", 2, uid="u2"), side("a", 4, uid="u4")]
    new = [side("b", 0, uid="u0"), side("b", 2, uid="u2"), side("b", 6, uid="u6")]
    places = [
        place(0, 300, "a0", "b0"),
        place(1, 250, "a2", "b2"),
        place(2, 10, "a4", "b6"),
        place(3, 150, "a4", "b2"),
        place(4, 240, "a0", "b6"),
    ]
    # The third pair has ten households in common, so it goes on; without them it is one new and one dissolved grid.

    apart = compared(old, new, [p for p in places if p.building_id != "h2"])

    assert {(g.side.id, g.fate) for g in apart.grids} == {
        ("b0", Fate.SPLIT),
        ("b2", Fate.MERGED),
        ("b6", Fate.NEW),
        ("a4", Fate.DISSOLVED),
    }
    assert compared(old, new, places).with_fate(Fate.NEW, Fate.DISSOLVED) == ()


def test_the_same_land_under_another_identifier_is_the_same_grid_and_may_be_renamed():
    land = shapely.box(0, 0, 100, 100)
    was = GridSide("a", "u1", COMMUNITIES[0], "001", "第1网格", land)
    now = GridSide("b", "u2", COMMUNITIES[0], "007", "第7网格", shapely.segmentize(land, 10))

    found = compared([was], [GridSide("b", "u2", COMMUNITIES[0], "007", "第7网格", land)], [])
    again = compared([was], [GridSide("b", "u1", COMMUNITIES[0], "001", "第1网格", now.geom)], [])

    assert [g.fate for g in found.grids] == [Fate.RENAMED]
    assert not found.grids[0].same_uid
    assert again.is_empty


def test_a_border_moved_through_empty_land_is_told_though_nobody_moves():
    was = GridSide("a", "u1", COMMUNITIES[0], "001", "第1网格", shapely.box(0, 0, 100, 100))
    now = GridSide("b", "u1", COMMUNITIES[0], "001", "第1网格", shapely.box(0, 0, 120, 100))

    found = compared([was], [now], [])

    assert [(g.fate, g.land_changed) for g in found.grids] == [(Fate.ADJUSTED, True)]
    assert not found.is_empty
