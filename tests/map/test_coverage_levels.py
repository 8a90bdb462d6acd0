# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.map.arrays import Kind, LayerArrays
from gridmgr.map.coverage import POINTS_PER_PART, Levels


def circles(count: int) -> LayerArrays:
    shapes = shapely.buffer(shapely.points(np.arange(count) * 300.0, 0.0), 100, quad_segs=64)
    return LayerArrays.from_geometries(Kind.POLYGON, [str(number) for number in range(count)], shapes)


def test_a_large_layer_is_simplified_in_parts_to_the_same_shapes_as_at_once():
    layer = circles(200)
    at_once = shapely.simplify(layer.geometries, 0.5)
    levels = Levels(layer)

    parts = list(levels.made_in_parts(1.0))

    assert len(parts) > 1
    assert max(parts) < 2 * POINTS_PER_PART
    assert shapely.equals_exact(levels.at(1.0).geometries, at_once).all()
    assert list(levels.made_in_parts(1.5)) == []


def test_after_an_edit_only_what_changed_is_simplified_again():
    before, after = Levels(circles(5)), Levels(circles(6))
    seen = before.at(1.0)

    after.follow(before, np.array([0, 1, 2, 3, -1, -1]))

    assert list(after.made_in_parts(1.0)) == []
    assert after.at(1.0).geometries[2] is seen.geometries[2]
    assert shapely.equals_exact(after.at(1.0).geometries[:5], seen.geometries).all()
