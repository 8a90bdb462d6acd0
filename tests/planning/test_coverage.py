# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely

from gridmgr.planning.area_tests import area_test
from gridmgr.planning.barriers import Barriers
from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.unit_building import build_units
from tests.planning import towns
from tests.planning.towns import house, houses, place, square


def halves() -> list[tuple[str, shapely.Polygon]]:
    return [("甲", place(shapely.box(0, 0, 200, 400))), ("乙", place(shapely.box(200, 0, 400, 400)))]


def test_a_plan_of_units_gives_each_grid_the_land_of_its_buildings():
    town = houses(house(100, 100), house(300, 100), house(100, 300))
    units = build_units(square(), Barriers.none(), town)

    coverage = Coverage.from_units(units, ["甲", "乙", "甲"], shapely.point_on_surface(town.footprint))

    assert coverage.grids() == ["乙", "甲"]
    assert coverage.grid_of_building.tolist() == ["甲", "乙", "甲"]
    assert area_test(square(), list(coverage.grid_polygons().values())).is_clean
    assert shapely.covers(coverage.grid_polygon("乙"), town.footprint[1])


def test_a_clean_plan_comes_back_as_it_was():
    coverage = Coverage.from_grids(square(), halves())

    assert {grid: polygon.normalize() for grid, polygon in coverage.grid_polygons().items()} == {
        grid: polygon.normalize() for grid, polygon in halves()
    }


def test_narrow_gaps_and_overlaps_of_an_imported_plan_are_closed():
    dirty = [("甲", place(shapely.box(0, 0, 200.02, 400))), ("乙", place(shapely.box(199.99, 0, 399.98, 400)))]

    coverage = Coverage.from_grids(square(), dirty)

    assert UNASSIGNED not in coverage.grid
    assert area_test(square(), list(coverage.grid_polygons().values())).is_clean


def test_a_real_gap_of_an_imported_plan_stays_unassigned_and_an_overlap_goes_to_the_first():
    dirty = [("甲", place(shapely.box(0, 0, 220, 400))), ("乙", place(shapely.box(200, 0, 380, 400)))]

    coverage = Coverage.from_grids(square(), dirty)

    assert shapely.area(coverage.faces[coverage.grid == UNASSIGNED]).sum() == pytest.approx(20 * 400)
    assert coverage.grid_polygon("甲").area == pytest.approx(220 * 400)
    assert coverage.grid_polygon("丙").is_empty


def test_an_existing_plan_can_be_refined_by_the_units_of_its_buildings():
    town = towns.scattered(np.random.default_rng(7), 30)
    units = build_units(square(), towns.lattice(), town)

    coverage = Coverage.from_grids(square(), halves(), units, shapely.point_on_surface(town.footprint))

    assert len(coverage.faces) > len(units.polygons)
    assert coverage.grid_polygon("甲").area == pytest.approx(200 * 400, abs=0.5)
    assert shapely.coverage_is_valid(coverage.faces)


def test_a_lasso_catches_buildings_and_the_empty_land_mostly_in_it():
    town = houses(house(100, 100), house(300, 100))
    units = build_units(square(), towns.barriers((towns.street((0, 200), (400, 200)), 1)), town)
    coverage = Coverage.from_units(units, ["甲"] * 3, shapely.point_on_surface(town.footprint))

    caught = coverage.faces_in(place(shapely.box(90, 90, 400, 400)))

    assert len(caught) == 3
    assert coverage.faces_in(place(shapely.box(290, 90, 310, 250))).tolist() == [coverage.face_of_building[1]]


def test_a_line_cuts_faces_and_buildings_stay_where_they_are():
    town = houses(house(100, 100), house(300, 300))
    units = build_units(square(), Barriers.none(), town)
    coverage = Coverage.from_units(units, ["甲", "乙"], shapely.point_on_surface(town.footprint))

    cut = coverage.cut(towns.street((-5, 37), (405, 61)))

    assert len(cut.faces) > len(coverage.faces)
    assert cut.grid_of_building.tolist() == ["甲", "乙"]
    assert shapely.coverage_is_valid(cut.faces)
    assert cut.grid_polygon("甲").area == pytest.approx(coverage.grid_polygon("甲").area, abs=0.5)


def test_a_grid_drawn_anew_takes_its_faces_and_cuts_those_its_border_runs_through():
    town = towns.scattered(np.random.default_rng(7), 30)
    units = build_units(square(), towns.lattice(), town)
    coverage = Coverage.from_grids(square(), halves(), units, shapely.point_on_surface(town.footprint))
    moved = {"甲": place(shapely.box(0, 0, 150, 400)), "乙": place(shapely.box(150, 0, 400, 400))}

    drawn = coverage.regridded(moved)

    assert drawn is not None
    assert {g: moved[g].equals(p) for g, p in drawn.grid_polygons().items()} == {"甲": True, "乙": True}
    assert np.array_equal(drawn.face_of_building >= 0, coverage.face_of_building >= 0)
    assert area_test(square(), list(drawn.grid_polygons().values())).is_clean


def test_a_grid_that_went_leaves_its_land_to_whoever_is_drawn_there():
    coverage = Coverage.from_grids(square(), halves())

    drawn = coverage.regridded({"乙": square()}, gone=["甲"])

    assert drawn is not None
    assert drawn.grids() == ["乙"]
    assert drawn.grid_polygon("乙").equals(square())


def test_a_drawing_on_the_land_of_another_grid_is_left_to_those_who_mend():
    coverage = Coverage.from_grids(square(), halves())

    assert coverage.regridded({"甲": place(shapely.box(0, 0, 250, 400))}) is None
