# SPDX-License-Identifier: MIT
"""Where a community ends, its own border hides that of the grids: it need not be painted."""

from dataclasses import replace

import numpy as np
import shapely

from gridmgr.map.coverage import lies_along
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Communities, Grids, MapScene
from tests.map.conftest import invented_scene


def test_the_borders_of_grids_at_the_edge_of_a_community_lie_along_its_border() -> None:
    scene = invented_scene(6)
    arcs = scene.grids.borders.layer

    along = lies_along(arcs, scene.communities.borders.layer)

    edge = shapely.union_all(shapely.boundary(scene.communities.layer.geometries))
    assert along.any()
    assert (~along).any()
    assert (along == shapely.covers(shapely.buffer(edge, 0.001), arcs.geometries)).all()
    assert (scene.is_inner_border == ~along).all()


def test_without_communities_every_border_is_an_inner_one() -> None:
    scene = replace(invented_scene(4), communities=Communities())

    assert scene.is_inner_border.all()
    assert MapScene().is_inner_border.shape == (0,)


def test_borders_that_stayed_keep_the_forms_for_all_scales_that_were_seen() -> None:
    before = invented_scene(6).grids
    for metres_per_pixel in (0.5, 4.0):
        before.borders.at(metres_per_pixel)
    shapes = before.layer.geometries.copy()
    bite = shapely.box(*shapely.bounds(shapes[0])).buffer(0).intersection(shapely.box(0, 0, 560_100, 2_906_100))
    shapes[0] = shapely.difference(shapes[0], bite)
    after = regridded(before, Grids(before.ids, before.names, shapes, before.households, before.states))

    for metres_per_pixel in (0.5, 4.0):
        parts = list(after.borders.made_in_parts(metres_per_pixel))
        layer = after.borders.at(metres_per_pixel)

        assert parts == []
        plain = shapely.simplify(after.borders.layer.geometries, 2.0 ** np.floor(np.log2(metres_per_pixel)) / 2)
        assert shapely.equals_exact(layer.geometries, plain, 1e-9).all()
