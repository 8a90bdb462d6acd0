# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.squares import SquareIndex

HOLLOW = shapely.Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
TWO = shapely.MultiPolygon([shapely.box(20, 0, 22, 2), shapely.box(30, 0, 32, 2)])
MIXED = shapely.GeometryCollection([shapely.Point(1, 1), shapely.LineString([(0, 0), (5, 5)]), TWO])
points = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), max_size=60)


def test_every_record_keeps_its_row_whatever_its_geometry() -> None:
    layer = LayerArrays.from_geometries(
        Kind.POLYGON, ["a", "b", "c", "d", "e"], [HOLLOW, None, TWO, shapely.Polygon(), MIXED]
    )

    rings = np.diff(layer.feature_offsets)

    assert rings.tolist() == [2, 0, 2, 0, 2]
    assert np.isnan(layer.bounds[[1, 3]]).all()
    assert layer.row_of["c"] == 2


def test_holes_run_against_their_outer_ring() -> None:
    layer = LayerArrays.from_geometries(Kind.POLYGON, ["a"], [HOLLOW])

    outer, hole = (
        layer.xy[start:stop] for start, stop in zip(layer.ring_offsets[:-1], layer.ring_offsets[1:], strict=True)
    )

    assert shapely.is_ccw(shapely.linearrings(outer))
    assert not shapely.is_ccw(shapely.linearrings(hole))


def test_coordinates_are_kept_near_a_local_origin_and_come_back_whole() -> None:
    far = shapely.box(559_000.123, 2_905_000.456, 559_050.123, 2_905_040.456)
    layer = LayerArrays.from_geometries(Kind.POLYGON, ["a"], [far])

    xy, offsets = layer.coordinates_of(layer.rings_of(np.array([0])))

    assert np.abs(layer.xy).max() < 100
    assert shapely.polygons(xy).equals(far)
    assert offsets.tolist() == [0, 5]


def test_a_snapshot_never_changes() -> None:
    layer = LayerArrays.from_geometries(Kind.POLYGON, ["a", "b"], [HOLLOW, TWO])

    later = layer.replaced(np.array([1]), [shapely.box(0, 0, 1, 1)])

    assert (layer.version, later.version) == (1, 2)
    assert layer.size[1] == 12
    assert later.size[1] == 1
    with pytest.raises(ValueError, match="read-only"):
        layer.xy[0] = 5


def test_ids_and_geometries_must_match() -> None:
    with pytest.raises(ValueError, match="1 ids for 2"):
        LayerArrays.from_geometries(Kind.POLYGON, ["a"], [HOLLOW, TWO])


def test_an_empty_layer_is_a_layer() -> None:
    layer = LayerArrays.from_geometries(Kind.LINE, [], [])

    assert layer.extent is None
    assert layer.within((0, 0, 10, 10)).tolist() == []


def test_points_and_lines_are_layers_as_well() -> None:
    dots = LayerArrays.from_geometries(Kind.POINT, ["a", "b"], [shapely.MultiPoint([(0, 0), (2, 2)]), MIXED])
    lines = LayerArrays.from_geometries(Kind.LINE, ["a"], [MIXED])

    assert len(dots.xy) == 3
    assert len(lines.xy) == 2


@given(points, st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), st.floats(0, 5e3))
def test_a_look_at_a_part_finds_what_a_look_at_everything_finds(
    places: list[tuple[float, float]], corner: tuple[float, float], side: float
) -> None:
    xy = np.array(places, np.float64).reshape(-1, 2)
    box = (*corner, corner[0] + side, corner[1] + side)

    found = SquareIndex.build(xy, per_square=3).within(box)

    inside = (xy >= box[:2]).all(axis=1) & (xy <= box[2:]).all(axis=1)
    assert found.tolist() == np.flatnonzero(inside).tolist()


@given(st.integers(0, 2**32 - 1))
def test_culling_loses_no_feature_large_or_small(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, 1000, (80, 2))
    size = rng.choice([1.0, 10.0, 400.0], (80, 1)) * rng.uniform(0.5, 1, (80, 2))
    shapes = shapely.box(*np.hstack([low, low + size]).T)
    layer = LayerArrays.from_geometries(Kind.POLYGON, [str(number) for number in range(80)], shapes)
    corner = rng.uniform(0, 900, 2)
    box = (corner[0], corner[1], corner[0] + 120, corner[1] + 80)

    rows = layer.within(box)

    assert rows.tolist() == np.flatnonzero(shapely.intersects(shapes, shapely.box(*box))).tolist()
