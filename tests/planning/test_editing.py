# SPDX-License-Identifier: MIT
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.area_tests import area_test
from gridmgr.planning.coverage import Coverage
from gridmgr.planning.editing import EditError, draw_grid, merge, split, transfer
from gridmgr.planning.reshaping import reshape
from gridmgr.planning.unit_building import build_units
from tests.planning import towns
from tests.planning.towns import EAST, NORTH, house, houses, place, square, street

HOUSES = houses(house(50, 50), house(150, 50), house(250, 50), house(350, 350))


def thirds() -> Coverage:
    """Three grids beside each other: 甲 to 150, 乙 to 250, 丙 to 400."""
    bounds = (("甲", 0, 150), ("乙", 150, 250), ("丙", 250, 400))
    grids = [(name, place(shapely.box(low, 0, high, 400))) for name, low, high in bounds]
    return Coverage.from_grids(square(), grids, points=shapely.point_on_surface(HOUSES.footprint))


def area(coverage: Coverage, grid: str) -> float:
    return round(coverage.grid_polygon(grid).area, 3)


def test_a_line_across_a_grid_splits_it_and_the_larger_side_keeps_the_name():
    after = split(thirds(), "甲", street((-10, 100), (160, 100)), "丁")

    assert (area(after, "甲"), area(after, "丁")) == (150 * 300, 150 * 100)
    assert after.grid_of_building.tolist()[0] == "丁"


def test_a_line_that_does_not_cross_splits_nothing():
    with pytest.raises(EditError, match="没有把网格分开"):
        split(thirds(), "甲", street((-10, 100), (100, 100)), "丁")


def test_a_line_that_crosses_twice_is_refused_with_the_number_of_pieces():
    with pytest.raises(EditError, match="切成了 3 块"):
        split(thirds(), "甲", street((-10, 100), (160, 100), (160, 200), (-10, 200)), "丁")


def test_a_split_can_follow_an_existing_border_of_faces():
    coverage = thirds().cut(street((0, 100), (150, 100)))

    after = split(coverage, "甲", street((0, 100), (150, 100)), "丁")

    assert len(after.faces) == len(coverage.faces)
    assert area(after, "丁") == 150 * 100


def test_neighbours_merge_and_grids_apart_do_not():
    after = merge(thirds(), "甲", "乙")

    assert after.grids() == ["丙", "甲"]
    assert area(after, "甲") == 250 * 400
    with pytest.raises(EditError, match="没有共同的边界"):
        merge(thirds(), "甲", "丙")
    with pytest.raises(EditError, match="两个不同的网格"):
        merge(thirds(), "甲", "甲")


def test_a_border_bent_outwards_takes_land_from_the_neighbour():
    after = reshape(thirds(), "甲", street((140, 100), (180, 100), (180, 200), (140, 200)))

    assert area(after, "甲") == 150 * 400 + 30 * 100
    assert area(after, "乙") == 100 * 400 - 30 * 100


def test_a_border_bent_inwards_gives_land_to_the_neighbour():
    after = reshape(thirds(), "甲", street((160, 100), (120, 100), (120, 200), (160, 200)))

    assert area(after, "乙") == 100 * 400 + 30 * 100


def test_a_border_bent_both_ways_does_both():
    after = reshape(thirds(), "乙", street((140, 100), (170, 100), (170, 200), (130, 200), (130, 300), (160, 300)))

    assert area(after, "乙") == 100 * 400 - 20 * 100 + 20 * 100
    assert area(after, "甲") == 150 * 400


def test_a_line_away_from_the_border_reshapes_nothing():
    with pytest.raises(EditError, match="没有改变网格的边界"):
        reshape(thirds(), "甲", street((20, 20), (60, 60)))


def test_a_grid_alone_has_nobody_to_give_land_to():
    alone = merge(merge(thirds(), "甲", "乙"), "甲", "丙")

    with pytest.raises(EditError, match="没有相邻网格可以接收"):
        reshape(alone, "甲", street((-10, 100), (410, 110)))


def test_buildings_are_transferred_with_their_land():
    units = build_units(square(), towns.barriers(), HOUSES)
    coverage = Coverage.from_units(units, ["甲", "甲", "乙", "乙"], shapely.point_on_surface(HOUSES.footprint))

    after = transfer(coverage, coverage.faces_of_buildings(np.array([1])), "乙")

    assert after.grid_of_building.tolist() == ["甲", "乙", "乙", "乙"]


def test_a_transfer_that_changes_nothing_or_empties_a_grid_is_refused():
    coverage = thirds()
    mine = np.flatnonzero(coverage.grid == "甲")

    with pytest.raises(EditError, match="已经在这个网格内"):
        transfer(coverage, mine, "甲")
    with pytest.raises(EditError, match="“甲”就没有范围了"):
        transfer(coverage, mine, "乙")


def test_a_grid_is_drawn_over_others_and_stays_inside_the_community():
    after = draw_grid(thirds(), place(shapely.box(100, -50, 300, 50)), "丁")

    assert area(after, "丁") == 200 * 50
    assert area_test(square(), list(after.grid_polygons().values())).is_clean


def test_a_grid_drawn_elsewhere_or_without_area_is_refused():
    with pytest.raises(EditError, match="不在本社区内"):
        draw_grid(thirds(), place(shapely.box(900, 0, 950, 50)), "丁")
    with pytest.raises(EditError, match="没有面积"):
        draw_grid(thirds(), shapely.Polygon(), "丁")


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: split(c, "甲", street((-10, 100), (160, 100)), "丁"),
        lambda c: merge(c, "乙", "甲"),
        lambda c: reshape(c, "乙", street((160, 100), (120, 100), (120, 200), (160, 200))),
        lambda c: transfer(c, np.flatnonzero(c.grid == "乙")[:1], "甲"),
        lambda c: draw_grid(c, place(shapely.box(100, -50, 300, 50)), "丁"),
    ],
)
def test_no_tool_changes_a_locked_grid(edit: Callable[[Coverage], Coverage]):
    with pytest.raises(EditError, match="“甲”已锁定"):
        edit(replace(thirds(), locked=frozenset({"甲"})))


def test_unknown_and_used_names_are_refused():
    with pytest.raises(EditError, match="没有找到网格“戊”"):
        merge(thirds(), "甲", "戊")
    with pytest.raises(EditError, match="“乙”已被使用"):
        split(thirds(), "甲", street((-10, 100), (160, 100)), "乙")


def random_edit(coverage: Coverage, rng: np.random.Generator, number: int) -> Coverage:
    """Try one edit drawn blindly across the town; a refused one changes nothing."""
    grid, other = rng.choice(coverage.grids(), 2)
    corners = rng.uniform(-60, 460, (int(rng.integers(2, 6)), 2)) + np.array((EAST, NORTH))
    line = shapely.linestrings(corners)
    middle = rng.uniform(0, 400, 2) + np.array((EAST, NORTH))
    patch = shapely.buffer(shapely.points(middle), rng.uniform(5, 120), quad_segs=int(rng.integers(1, 6)))
    edits: list[Callable[[], Coverage]] = [
        lambda: split(coverage, grid, line, f"新{number}"),
        lambda: merge(coverage, grid, other),
        lambda: reshape(coverage, grid, line),
        lambda: transfer(coverage, coverage.faces_in(patch), grid),
        lambda: draw_grid(coverage, patch, f"新{number}"),
    ]
    try:
        return edits[int(rng.choice(5, p=(0.3, 0.1, 0.3, 0.2, 0.1)))]()
    except EditError:
        return coverage


def assert_whole(coverage: Coverage, outline: BaseGeometry) -> None:
    polygons = list(coverage.grid_polygons().values())
    found = area_test(outline, polygons)
    assert found.is_clean
    union = shapely.union_all(polygons)
    assert abs(sum(p.area for p in polygons) - union.area) <= 0.01
    assert len(shapely.get_rings(shapely.get_parts(union))) == len(shapely.get_rings(shapely.get_parts(outline)))
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert shapely.coverage_is_valid(coverage.faces)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_after_thirty_blind_edits_there_is_no_gap_no_overlap_and_no_lost_building(seed: int):
    rng = np.random.default_rng(seed)
    town = towns.scattered(rng, 25)
    outline = place(
        shapely.union_all(
            [
                shapely.polygons([(3, 0), (390, 17), (400, 400), (0, 371)]).difference(shapely.box(100, 250, 140, 290)),
                shapely.box(430, 0, 480, 60),
            ]
        )
    )
    units = build_units(outline, towns.lattice(), town)
    start = [f"网{block % 3}" for block in units.block]
    coverage = Coverage.from_units(units, start, shapely.point_on_surface(town.footprint))

    for number in range(30):
        coverage = random_edit(coverage, rng, number)

    assert_whole(coverage, outline)
    inside = units.unit_of_building >= 0
    assert (coverage.face_of_building[inside] >= 0).all()
    apart = shapely.distance(coverage.points[inside], coverage.faces[coverage.face_of_building[inside]])
    assert apart.max(initial=0) < 0.002
