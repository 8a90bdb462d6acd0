# SPDX-License-Identifier: MIT
import pytest
import shapely

from gridmgr.planning.area_tests import area_test
from gridmgr.planning.border_corners import Chain, Junction, Redrawn, chains_of, corner_added, corner_moved
from gridmgr.planning.coverage import Coverage
from gridmgr.planning.editing import EditError, draw_grid
from gridmgr.planning.grid_borders import GridBorders
from gridmgr.planning.reshaping import give_areas
from tests.planning.towns import EAST, NORTH, place, square

AREAS = {"西": shapely.box(0, 0, 200, 400), "东": shapely.box(200, 0, 400, 200), "北": shapely.box(200, 200, 400, 400)}


def corner() -> Coverage:
    """Three grids that meet at 200, 200."""
    return Coverage.from_grids(square(), [(name, place(area)) for name, area in AREAS.items()])


def at(x: float, y: float) -> tuple[float, float]:
    return EAST + x, NORTH + y


def shapes(coverage: Coverage) -> dict[str, shapely.Geometry]:
    return coverage.grid_polygons()


def chain(coverage: Coverage, one: str, other: str) -> Chain:
    pair = tuple(sorted((one, other)))
    return next(found for found in chains_of(GridBorders.of(coverage), one) if found.pair == pair)


def redrawn(coverage: Coverage, done: Redrawn) -> dict[str, int]:
    """Return the areas after an edit; whatever it was, the community stays covered once."""
    after = give_areas(coverage, done.lines, done.gives)
    polygons = after.grid_polygons()
    assert area_test(square(), list(polygons.values())).is_clean
    assert shapely.coverage_is_valid(list(polygons.values()))
    return {name: round(area.area) for name, area in polygons.items()}


def test_a_corner_is_pulled_out_of_a_border_and_moved_and_taken_away():
    before = corner()
    border = chain(before, "西", "东")

    added = corner_added(border, 0, at(240, 100), shapes(before))
    assert redrawn(before, added) == {"西": 80_000 + 4_000, "东": 40_000 - 4_000, "北": 40_000}

    with_corner = give_areas(before, added.lines, added.gives)
    bent = chain(with_corner, "西", "东")
    assert len(bent.corners) == 3
    moved = corner_moved(bent, 1, at(160, 100), shapes(with_corner))
    assert redrawn(with_corner, moved)["西"] == 80_000 - 4_000
    gone = corner_moved(bent, 1, None, shapes(with_corner))
    assert redrawn(with_corner, gone)["西"] == 80_000


def test_where_three_grids_meet_all_their_borders_follow():
    before = corner()
    borders = GridBorders.of(before)
    found = {c.pair: c for name in AREAS for c in chains_of(borders, name)}

    done = Junction(list(found.values()), at(200, 200), shapes(before)).moved(at(240, 220))

    assert redrawn(before, done) == {"西": 80_000 + 8_000, "东": 40_000 - 2_000, "北": 40_000 - 6_000}


def test_an_end_on_the_outline_slides_along_it():
    before = corner()
    border = chain(before, "西", "东")
    two = {name: area for name, area in shapes(before).items() if name in border.pair}

    done = Junction([border], at(200, 0), two).moved(at(240, -30))

    assert redrawn(before, done) == {"西": 80_000 + 4_000, "东": 40_000 - 4_000, "北": 40_000}


def test_borders_that_would_cross_each_other_are_refused():
    before = corner()
    found = {c.pair: c for name in AREAS for c in chains_of(GridBorders.of(before), name)}

    with pytest.raises(EditError, match="相互交叉"):
        Junction(list(found.values()), at(200, 200), shapes(before)).moved(at(500, 600))


def test_the_border_round_a_grid_inside_another_has_no_fixed_end():
    before = draw_grid(corner(), place(shapely.box(50, 50, 150, 150)), "岛", "西")
    border = chain(before, "岛", "西")
    first = border.corners[0]

    turned = border.turned()
    number = turned.corners.index(first)
    done = corner_moved(turned, number, None, shapes(before))

    assert border.is_closed
    assert 0 < number < len(turned.corners) - 1
    assert redrawn(before, done)["岛"] == 5_000
