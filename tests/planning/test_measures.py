# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.planning.measures import (
    deviation_from_mean,
    grid_sums,
    passable_parts,
    pieces,
    polsby_popper,
    street_share,
)
from gridmgr.planning.unit_building import build_units
from gridmgr.planning.units import EdgeKind
from tests.planning import towns
from tests.planning.towns import barriers, house, houses, square, street


def test_a_circle_is_most_compact_and_a_strip_is_not():
    shapes = np.array([shapely.Point(0, 0).buffer(50, quad_segs=64), shapely.box(0, 0, 1000, 10), shapely.Polygon()])

    assert polsby_popper(shapes) == pytest.approx([1, 0.0308, 0], abs=1e-3)


def test_pieces_that_touch_at_a_corner_are_two_and_along_a_side_one():
    corner = shapely.multipolygons([shapely.box(0, 0, 10, 10), shapely.box(10, 10, 30, 30)])
    side = shapely.multipolygons([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])

    assert shapely.area(pieces(corner)).tolist() == [400, 100]
    assert len(pieces(side)) == 1


def test_deviation_is_the_share_above_or_below_the_mean():
    assert deviation_from_mean(np.array([90.0, 110.0])) == pytest.approx([-0.1, 0.1])
    assert deviation_from_mean(np.array([0.0, 0.0])).tolist() == [0, 0]


def test_the_share_of_border_on_streets_is_measured_by_length():
    town = houses(house(100, 100), house(300, 100), house(100, 300))
    units = build_units(square(), barriers((street((200, 0), (200, 400)), EdgeKind.LOCAL)), town)

    assert street_share(units.graph, np.array([0, 1, 0])) == 1
    assert street_share(units.graph, np.array([0, 1, 2])) == pytest.approx(400 / 600, rel=1e-3)
    assert street_share(units.graph, np.array([0, 0, 0])) == 1


def test_a_grid_on_both_sides_of_a_railway_has_two_parts():
    town = houses(house(100, 100), house(300, 100), house(100, 300))
    units = build_units(square(), barriers((street((0, 200), (400, 200)), EdgeKind.RAIL)), town)
    without_link = units.graph.edge_kind != EdgeKind.BRIDGE
    assert without_link.sum() == len(units.graph.edge_a) - 1

    parts = passable_parts(units.graph, np.array([0, 1, 0]))

    assert parts.tolist() in ([1, 1], [2, 1])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_area_and_perimeter_of_grids_need_no_overlay(seed: int):
    rng = np.random.default_rng(seed)
    units = build_units(square(), towns.lattice(), towns.scattered(rng, 30))
    labels = rng.integers(0, 4, len(units.graph))

    households, area_m2, perimeter_m = grid_sums(units.graph, labels)

    for label in range(int(labels.max()) + 1):
        grid = shapely.coverage_union_all(units.polygons[labels == label])
        assert area_m2[label] == pytest.approx(grid.area)
        assert perimeter_m[label] == pytest.approx(grid.length)
    assert households.sum() == units.graph.households.sum()
