"""Geometry has one form in the file."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.shapes import mend, normal_form

COORDINATES = st.floats(-1000, 1000, allow_nan=False)


def test_a_bow_tie_is_mended_and_said():
    tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])

    mended, sentence = mend(tie)

    assert mended is not None
    assert mended.is_valid
    assert "已自动修复" in sentence


def test_an_empty_shape_is_refused_with_a_reason():
    assert mend(shapely.Polygon())[0] is None


def test_a_single_polygon_becomes_a_multipolygon_where_the_column_holds_those():
    assert normal_form(shapely.box(0, 0, 1, 1), "MULTIPOLYGON").geom_type == "MultiPolygon"


def test_a_needle_of_one_millimetre_is_kept_by_both_its_neighbours():
    whole = shapely.box(-24.495, 40, 60, 90)
    needle = shapely.Polygon([(35.538, 62.96), (-24.495, 73.346), (35.537, 62.96)])
    around = shapely.MultiPolygon([needle, shapely.box(60, 40, 70, 90)])
    between = whole.difference(needle)

    forms = [normal_form(shape, "MULTIPOLYGON") for shape in (around, between)]

    assert [form.area for form in forms] == pytest.approx([around.area, between.area], abs=1e-9)


def test_corners_written_twice_are_written_once():
    shape = shapely.Polygon([(0, 0), (1, 0), (1, 0), (1, 1)])

    assert len(shapely.get_coordinates(normal_form(shape))) == 4


def test_a_shape_that_is_only_broken_by_rounding_comes_out_valid():
    thin = shapely.Polygon([(0, 0), (10, 0.0004), (20, 0), (20, 10), (10, 0.0006), (0, 10)])

    assert normal_form(thin).is_valid


@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=8))
def test_bringing_a_shape_into_form_twice_changes_nothing(points):
    once = normal_form(shapely.MultiPoint(points).convex_hull.buffer(1))

    assert normal_form(once) == once
    assert once.is_valid
