"""Geometry has one form in the file."""

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


@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=8))
def test_bringing_a_shape_into_form_twice_changes_nothing(points):
    once = normal_form(shapely.MultiPoint(points).convex_hull.buffer(1))

    assert normal_form(once) == once
    assert once.is_valid
