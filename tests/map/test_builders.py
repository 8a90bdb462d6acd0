# SPDX-License-Identifier: MIT
import numpy as np
import pytest
import shapely

from gridmgr.map.builders import band_states, scene_from_tables, scene_with_plan
from gridmgr.map.legend import entries
from gridmgr.map.scene import MapScene
from gridmgr.map.style import LIGHT, BandState
from gridmgr.model.bands import Band

FACES = shapely.box(*np.array([[x, 0, x + 10, 10] for x in range(0, 40, 10)]).T)


def test_both_limits_of_the_rule_are_inside() -> None:
    states = band_states([299, 300, 500, 501], Band())

    assert states == [BandState.BELOW, BandState.INSIDE, BandState.INSIDE, BandState.ABOVE]


def test_a_scene_needs_no_more_than_ids_and_geometries() -> None:
    scene = scene_from_tables({"grid": {"id": [7], "geometry": [FACES[0]]}})

    assert (scene.grids.ids, scene.grids.names, scene.grids.states) == (["7"], [""], [BandState.BELOW])
    assert scene.extent == (0, 0, 10, 10)


def test_a_table_without_geometry_is_refused() -> None:
    with pytest.raises(KeyError, match="geometry"):
        scene_from_tables({"grid": {"id": ["a"]}})


def test_a_plan_in_the_making_shows_its_grids_on_the_same_land(scene: MapScene) -> None:
    owner, households = np.array([0, 0, 1, -1]), np.array([200, 150, 90, 999])

    draft = scene_with_plan(scene, FACES, owner, households, ["01", "02"])

    assert draft.has_same_land(scene)
    assert draft.grids.geometries[0].equals(shapely.box(0, 0, 20, 10))
    assert [int(count) for count in draft.grids.households] == [350, 90]
    assert draft.grids.states == [BandState.INSIDE, BandState.BELOW]


def test_an_owner_that_is_no_grid_is_refused(scene: MapScene) -> None:
    with pytest.raises(ValueError, match="grid 2 of 2"):
        scene_with_plan(scene, FACES, np.array([0, 1, 2, 0]), np.zeros(4, np.int64), ["01", "02"])


def test_the_legend_names_what_is_there_and_counts_the_grids(scene: MapScene) -> None:
    texts = [entry.text for entry in entries(scene, LIGHT)]

    assert texts[:2] == ["社区界线", "网格界线"]
    assert texts[2:5] == ["不足 300 户（2 个网格）", "300–500 户（3 个网格）", "超过 500 户（4 个网格）"]
    assert texts[5:] == ["建筑物", "道路", "铁路", "水域"]
    assert entries(MapScene(), LIGHT) == []
