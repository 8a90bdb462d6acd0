# SPDX-License-Identifier: MIT
from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter, QPainterPath

from gridmgr.map.builders import scene_from_tables
from gridmgr.map.furniture import length_text, round_length
from gridmgr.map.lettering import Face, font, ink, write
from gridmgr.map.painting import blank_image, map_steps, render_image
from gridmgr.map.primitives import RINGS_PER_CALL, batches, path, polygon
from gridmgr.map.scene import MapScene
from gridmgr.map.sheet import How, Sheet, Step
from gridmgr.map.style import DARK, LIGHT
from gridmgr.map.view import ViewState
from tests.map.conftest import invented_scene


def pixels(image: QImage) -> np.ndarray:
    """Return a copy of the pixels of a picture as (height, width) numbers."""
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def steps_at(scene: MapScene, metres_per_pixel: float, width: int = 800, height: int = 600) -> list[Step]:
    """Paint a scene and return what every step did."""
    fitted = ViewState.fit(scene.extent, width, height)
    image = blank_image(width, height)
    painter = QPainter(image)
    view = replace(fitted, metres_per_pixel=metres_per_pixel)
    try:
        return list(map_steps(Sheet(painter, view, LIGHT, (0, 0, width, height)), scene))
    finally:
        painter.end()


def test_a_map_shows_land_plan_and_names(scene: MapScene) -> None:
    painted = {(step.layer, step.how) for step in steps_at(scene, 1.6)}

    assert painted >= {
        ("ground", How.FILL),
        ("water", How.FILL),
        ("building", How.SMOOTH),
        ("railway", How.LINE),
        ("road", How.LINE),
        ("grid", How.FILL),
        ("grid", How.LINE),
        ("community", How.LINE),
        ("label", How.TEXT),
    }


@pytest.mark.parametrize(
    ("metres_per_pixel", "look"), [(10.0, How.DOT), (4.0, How.PLAIN), (2.0, How.OUTLINED), (0.5, How.SMOOTH)]
)
def test_buildings_are_drawn_as_plainly_as_their_size_asks(metres_per_pixel: float, look: How) -> None:
    courts = shapely.box(*np.array([[x, y, x + 20, y + 20] for x in range(0, 900, 30) for y in range(0, 900, 30)]).T)
    homes = {"id": [str(row) for row in range(len(courts))], "geometry": courts}

    steps = [
        step for step in steps_at(scene_from_tables({"building": homes}), metres_per_pixel) if step.layer == "building"
    ]

    assert {step.how for step in steps} == {look}
    if metres_per_pixel >= 2:
        assert sum(step.features for step in steps) == len(courts)


@pytest.mark.parametrize("metres_per_pixel", [0.2, 0.5, 1.0, 2.0, 5.0])
def test_no_single_call_gets_more_than_256_rings(metres_per_pixel: float, qapp: object) -> None:
    town = invented_scene(across=20)

    steps = steps_at(town, metres_per_pixel, 1600, 1000)

    assert max(step.largest_call for step in steps) <= RINGS_PER_CALL


def test_batches_cover_every_feature_once_and_respect_both_limits() -> None:
    rng = np.random.default_rng(3)
    rings = np.concatenate([[0], np.cumsum(rng.integers(0, 5, 3000))])
    offsets = np.concatenate([[0], np.cumsum(rng.integers(4, 80, rings[-1]))])

    runs = list(batches(offsets, rings))

    assert [first for first, _ in runs] == [0, *[stop for _, stop in runs][:-1]]
    assert runs[-1][1] == 3000
    assert max(rings[stop] - rings[first] for first, stop in runs) <= RINGS_PER_CALL


def test_paths_made_from_arrays_are_those_made_point_by_point(qapp: object) -> None:
    xy = np.array([[0, 0], [10, 0], [10, 10], [0, 0], [3, 3], [5, 3], [5, 5], [3, 3]], np.float64)

    made = path(xy, np.array([0, 4, 8]))

    wanted = QPainterPath()
    for ring in (xy[:4], xy[4:]):
        wanted.addPolygon(polygon(ring))
    assert made.elementCount() == wanted.elementCount() == 8
    assert [(made.elementAt(i).x, made.elementAt(i).y) for i in range(8)] == [tuple(point) for point in xy.tolist()]
    assert made.boundingRect() == wanted.boundingRect()


def test_a_courtyard_stays_open_and_overlapping_footprints_stay_filled(qapp: object) -> None:
    hollow = shapely.box(0, 0, 60, 60).difference(shapely.box(20, 20, 40, 40))
    table = {"id": ["a", "b"], "geometry": [hollow, shapely.box(50, 0, 110, 60)]}
    view = ViewState(55, 30, 0.25, 600, 400)

    image = render_image(scene_from_tables({"building": table}), 600, 400, view)

    def colour_at(x: float, y: float) -> str:
        px, py = view.to_screen(np.array([[x, y]]))[0]
        return image.pixelColor(int(px), int(py)).name().upper()

    assert colour_at(30, 30) == LIGHT.ground
    assert colour_at(55, 30) == LIGHT.building
    assert colour_at(10, 10) == LIGHT.building


def test_strange_and_empty_layers_can_be_painted(qapp: object) -> None:
    ring = shapely.box(0, 0, 500, 500).difference(shapely.box(100, 100, 200, 200))
    pieces = shapely.MultiPolygon([shapely.box(600, 0, 900, 300), shapely.box(1000, 0, 1200, 400)])
    awkward = [ring, pieces, None, shapely.Polygon(), shapely.GeometryCollection([shapely.Point(3, 3), pieces])]
    table = {"id": list("abcde"), "geometry": awkward}
    lines = [shapely.LineString(), None, shapely.LineString([(5, 5), (5, 5)]), shapely.Point(1, 1), pieces]
    barriers = {**table, "geometry": lines, "kind": ["road", "river", "railway", "road", "river"], "class": [None] * 5}
    scene = scene_from_tables({"community": table, "grid": table, "building": table, "barrier": barriers})

    for one in (scene, MapScene(), replace(scene, shows_balance=True)):
        for metres_per_pixel in (0.05, 1.0, 50.0):
            assert steps_at(one, metres_per_pixel)


def test_a_huge_area_seen_from_very_near_is_painted_right(qapp: object) -> None:
    lake = {"id": ["w"], "kind": ["river"], "geometry": [shapely.Point(0, 0).buffer(20_000, quad_segs=64)]}

    image = render_image(scene_from_tables({"barrier": lake}), 300, 200, ViewState(19_990, 0, 0.05, 300, 200))

    assert image.pixelColor(5, 60).name().upper() == LIGHT.water


def test_the_same_scene_gives_the_same_picture(scene: MapScene) -> None:
    first, second = (render_image(scene, 700, 500) for _ in range(2))

    assert first == second


def test_the_dark_map_is_another_picture(scene: MapScene) -> None:
    light, dark = render_image(scene, 700, 500), render_image(scene, 700, 500, dark=True)

    assert light.pixelColor(2, 250).name().upper() == LIGHT.ground
    assert dark.pixelColor(2, 250).name().upper() == DARK.ground


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_pictures_for_fine_screens_have_more_pixels_for_the_same_map(scene: MapScene, ratio: float) -> None:
    image = render_image(scene, 600, 400, pixel_ratio=ratio)

    assert (image.width(), image.height()) == (600 * ratio, 400 * ratio)
    assert image.devicePixelRatio() == ratio
    assert image.deviceIndependentSize().toTuple() == (600, 400)


def test_the_balance_view_shades_by_size_and_hatches(scene: MapScene) -> None:
    usual, balance = render_image(scene, 700, 500), render_image(replace(scene, shows_balance=True), 700, 500)

    assert (pixels(usual) != pixels(balance)).mean() > 0.1


def test_chinese_characters_are_characters_and_not_boxes(qapp: object) -> None:
    pictures = []
    for text in "网格社区户":
        image = blank_image(30, 30)
        painter = QPainter(image)
        write(painter, text, Face(20), ink("#000000"), (15, 15))
        painter.end()
        pictures.append(pixels(image))

    assert font(Face(20)).pixelSize() == 20
    for number, one in enumerate(pictures):
        assert one.any()
        assert all((one != other).any() for other in pictures[:number])


def test_scale_bars_have_round_lengths() -> None:
    assert [round_length(most) for most in (0.3, 1.0, 7.9, 49.0, 150.0, 999.0, 2500.0)] == [
        0.2,
        1,
        5,
        20,
        100,
        500,
        2000,
    ]
    assert [length_text(metres) for metres in (0.2, 5.0, 200.0, 1000.0, 20000.0)] == [
        "20 厘米",
        "5 米",
        "200 米",
        "1 公里",
        "20 公里",
    ]
