# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.coverage import Levels, arcs, neighbours
from gridmgr.map.hues import assign_hues


def cells(seed: int, count: int) -> LayerArrays:
    """Return `count` areas that cover a square without a gap."""
    xy = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    square = shapely.box(0, 0, 1000, 1000)
    shapes = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=square))
    return LayerArrays.from_geometries(
        Kind.POLYGON, [str(row) for row in range(count)], shapely.intersection(shapes, square)
    )


@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_neighbouring_grids_never_look_alike(seed: int, count: int) -> None:
    layer = cells(seed, count)
    pairs = neighbours(layer)

    hues = assign_hues(count, pairs)

    assert set(hues.tolist()) <= {0, 1, 2, 3}
    assert (hues[pairs[:, 0]] != hues[pairs[:, 1]]).all()


def test_the_same_map_gets_the_same_hues() -> None:
    layer = cells(5, 80)

    first, second = (assign_hues(80, neighbours(layer)) for _ in range(2))

    assert first.tolist() == second.tolist()


def test_areas_that_meet_at_a_corner_are_no_neighbours() -> None:
    squares = [shapely.box(x, y, x + 10, y + 10) for y in (0, 10) for x in (0, 10)]
    layer = LayerArrays.from_geometries(Kind.POLYGON, list("abcd"), squares)

    assert neighbours(layer).tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]


def test_grids_drawn_with_a_sliver_between_them_are_neighbours() -> None:
    shapes = [shapely.box(0, 0, 100, 100), shapely.box(100.2, 0, 200, 100), shapely.box(300, 0, 400, 100)]
    layer = LayerArrays.from_geometries(Kind.POLYGON, list("abc"), shapes)

    assert neighbours(layer).tolist() == [[0, 1]]


def test_more_than_four_mutual_neighbours_are_survived() -> None:
    pairs = np.array([[a, b] for a in range(6) for b in range(a + 1, 6)])

    hues = assign_hues(6, pairs)

    assert set(hues.tolist()) == {0, 1, 2, 3}


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_a_shared_border_is_drawn_once(seed: int, count: int) -> None:
    layer = cells(seed, count)

    lines = arcs(layer)

    # The outside belongs to one area, every other border to two.
    drawn, rings = shapely.length(lines.geometries).sum(), shapely.length(layer.geometries).sum()
    assert 2 * drawn - 4000 == pytest.approx(rings, rel=1e-3)


def test_lines_seen_from_afar_have_fewer_points_and_the_same_ends() -> None:
    x = np.linspace(0, 1000, 500)
    wavy = shapely.linestrings(np.stack([x, 3 * np.sin(x)], axis=1))
    levels = Levels(LayerArrays.from_geometries(Kind.LINE, ["a"], [wavy]))

    near, far = levels.at(0.05), levels.at(16.0)

    assert len(near.xy) == 500
    assert len(far.xy) == 2
    assert (far.xy[[0, -1]] == near.xy[[0, -1]]).all()
    assert levels.at(17.0) is far
