# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely

from gridmgr.planning.area_tests import area_test
from tests.planning.towns import place


def box(*bounds: float) -> shapely.Polygon:
    return place(shapely.box(*bounds))


COMMUNITY = box(0, 0, 200, 100)


def test_grids_that_cover_the_community_exactly_once_are_clean():
    found = area_test(COMMUNITY, [box(0, 0, 80, 100), box(80, 0, 200, 100)])

    assert found.is_clean
    assert (found.gaps_m2, found.overlaps_m2, found.outside_m2) == (0, 0, 0)


def test_a_gap_is_measured_and_placed():
    found = area_test(COMMUNITY, [box(0, 0, 80, 100), box(83, 0, 200, 100)])

    assert found.gaps_m2 == pytest.approx(300)
    assert shapely.equals(found.gaps[0], box(80, 0, 83, 100))


def test_an_overlap_is_measured_and_names_the_two_grids():
    found = area_test(COMMUNITY, [box(0, 0, 80, 100), box(80, 0, 200, 100), box(70, 0, 75, 10)])

    assert found.overlaps_m2 == pytest.approx(50)
    assert found.overlapping.tolist() == [[0, 2]]


def test_land_of_another_community_is_outside():
    found = area_test(COMMUNITY, [box(0, 0, 200, 110)])

    assert found.outside_m2 == pytest.approx(2000)
    assert len(found.gaps) == 0


def test_strips_that_come_from_rounding_are_no_gap():
    slanted = shapely.polygons([(0, 0), (1000, 371), (1000, 900), (0, 900)])
    middle = shapely.polygons([(0, 0), (377.0007, 139.8670), (1000, 371), (1000, 900), (0, 900)])

    found = area_test(place(slanted), [place(middle)])

    assert found.is_clean
    assert found.gaps_m2 == 0
    assert found.rounding_m2 > 0


def test_a_centimetre_wide_gap_along_a_whole_border_is_a_gap():
    found = area_test(COMMUNITY, [box(0, 0, 80, 100), box(80.01, 0, 200, 100)])

    assert found.gaps_m2 == pytest.approx(1)


def test_dirty_grids_are_tested_all_the_same():
    bow_tie = place(shapely.polygons([(0, 0), (200, 100), (200, 0), (0, 100)]))
    with np.errstate(invalid="ignore"):
        nowhere = shapely.from_wkt("POLYGON ((0 0, 1 0, NaN 1, 0 0))")

    found = area_test(COMMUNITY, [bow_tie, None, nowhere, shapely.Point(1, 1)])

    assert found.gaps_m2 == pytest.approx(10000, rel=1e-3)
    assert len(found.gaps) == 2
