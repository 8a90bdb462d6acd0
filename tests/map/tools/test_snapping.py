# SPDX-License-Identifier: MIT
import shapely

from gridmgr.map.scene import Barriers, Buildings, Grids, MapScene
from gridmgr.map.style import BandState
from gridmgr.map.tools.snapping import caught
from gridmgr.map.view import ViewState

VIEW = ViewState(200.0, 200.0, 1.0, 400, 400)
SCENE = MapScene(
    grids=Grids(
        ["a", "b"], ["a", "b"], [shapely.box(0, 0, 200, 400), shapely.box(200, 0, 400, 400)], [0, 0],
        [BandState.BELOW] * 2,
    ),
    buildings=Buildings(["1"], ["1"], [10], [shapely.box(50, 50, 80, 70)]),
    barriers=Barriers(["r"], ["road"], ["residential"], ["路"], [shapely.LineString([(100, 300), (300, 310)])]),
)  # fmt: skip


def at(x: float, y: float) -> tuple[float, float, str] | None:
    found = caught(SCENE, VIEW, x, y)
    return (round(found.x, 2), round(found.y, 2), found.reason.value) if found else None


def test_a_point_is_drawn_to_what_is_near_and_the_reason_is_said():
    assert at(203, 4) == (200, 0, "端点")
    assert at(204, 120) == (200, 120, "边线")
    assert at(201, 301) == (200, 305, "交点")
    assert at(83, 72) == (80, 70, "建筑角")
    assert at(150, 306)[2] == "道路"


def test_far_from_everything_a_point_stays_where_it_is():
    assert at(120, 200) is None


def test_corners_of_buildings_count_only_where_they_can_be_told_apart():
    far = ViewState(200.0, 200.0, 5.0, 400, 400)

    assert caught(SCENE, far, 65, 90) is None


def test_roads_that_are_not_shown_catch_nothing():
    hidden = MapScene(barriers=SCENE.barriers, layers=type(SCENE.layers)(roads=False, waters=False))

    assert caught(hidden, VIEW, 150, 306) is None
