# SPDX-License-Identifier: MIT
"""Tiles lie where they belong, to a small part of a pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.map.basemap.grids import TILE_PX, TileGrid, children, degrees, parent, picture, web_mercator
from gridmgr.map.basemap.placement import MOST_TILES
from tests.map.basemap.ground import DISTRICT, MIDDLE, between, placed, view

PHOTO = picture(DISTRICT, (0.5, 0.0, 562_000.0, 0.0, -0.5, 2_908_000.0), (5000, 3000), (0, 5))
TURNED = picture("EPSG:3857", (0.4, 0.3, 13_095_000.0, 0.3, -0.4, 3_020_000.0), (4096, 4096), (0, 4))


@pytest.mark.parametrize(("level", "worst_px"), [(12, 0.05), (14, 0.015), (16, 0.004), (18, 0.001)])
@pytest.mark.parametrize("make", [web_mercator, degrees])
def test_one_affine_a_tile_is_true_to_a_small_part_of_a_pixel(make: object, level: int, worst_px: float):
    grid: TileGrid = make(1, 18)  # type: ignore[operator]  # one of two functions
    place, to_district = placed(grid), between(grid.crs, DISTRICT)
    pixel = grid.to_pixels(between(DISTRICT, grid.crs)(np.array([MIDDLE])))[0] * 2**level / TILE_PX
    key = (level, int(pixel[0]), int(pixel[1]))
    scale = 40_000_000 * np.cos(np.radians(26.3)) / 256 / 2**level
    seen = view(scale)

    way = place.transform(key, seen)
    inside = np.array([[x, y] for x in np.linspace(0, 256, 9) for y in np.linspace(0, 256, 9)])
    painted = np.array([way.map(x, y) for x, y in inside.tolist()])
    exact = seen.to_screen(to_district(grid.to_crs((inside / TILE_PX + key[1:]) * TILE_PX / 2**level)))

    assert np.abs(painted - exact).max() < worst_px


@given(level=st.integers(0, 20), x=st.floats(0, 1, exclude_max=True), y=st.floats(0, 1, exclude_max=True))
def test_every_place_lies_in_one_tile_of_a_level_and_in_its_parents(level: int, x: float, y: float):
    grid = web_mercator(0, 20)
    point = (x * TILE_PX, y * TILE_PX)

    (key,) = grid.keys((*point, *point), level) or [None]

    if key is not None:
        assert key == (level, int(x * 2**level), int(y * 2**level))
        assert all(parent(child) == key for child in children(key))


@given(x=st.floats(0, 256), y=st.floats(0, 256))
def test_pixels_and_places_are_turned_into_each_other(x: float, y: float):
    for grid in (web_mercator(0, 18), degrees(1, 18), PHOTO, TURNED):
        there = grid.to_pixels(grid.to_crs(np.array([[x, y]])))
        assert np.abs(there - [[x, y]]).max() < 1e-6


def test_the_tiles_of_web_maps_are_numbered_as_everywhere():
    place = placed(web_mercator(0, 18))

    keys = place.wanted(view(0.5, 2, 2))

    longitude, latitude = between(DISTRICT, "EPSG:4326")(np.array([MIDDLE]))[0]
    column = int((longitude + 180) / 360 * 2**18)
    row = int((1 - np.arcsinh(np.tan(np.radians(latitude))) / np.pi) / 2 * 2**18)
    assert keys[0] == (18, column, row)


def test_the_matrix_set_in_degrees_begins_at_the_north_pole_with_two_tiles():
    grid = degrees(1, 18)

    assert sorted(grid.keys((0, 0, 256, 128), 1)) == [(1, 0, 0), (1, 1, 0)]
    assert grid.to_crs(np.array([[128.0, 64.0]])).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("metres_per_pixel", [0.1, 0.3, 1.0, 7.0])
def test_the_level_is_as_sharp_as_the_screen(metres_per_pixel: float):
    place = placed(web_mercator(0, 22))

    level = place.level(view(metres_per_pixel))
    fine = place.level(view(metres_per_pixel), pixel_ratio=2.0)

    tile_pixel = 40_075_016 * np.cos(np.radians(26.28)) / 256 / 2**level
    assert 0.5 < tile_pixel / metres_per_pixel < 1.35
    assert fine == level + 1


def test_a_source_is_never_asked_for_levels_that_it_does_not_have():
    place = placed(web_mercator(12, 15))

    assert place.level(view(0.05)) == 15
    assert place.level(view(90.0)) == 12


def test_tiles_in_the_middle_come_first_and_cover_the_whole_view():
    place, seen = placed(web_mercator(0, 18)), view(1.0)

    keys = place.wanted(seen)

    centres = np.array([place.transform(key, seen).map(128.0, 128.0) for key in keys])
    distances = np.hypot(*(centres - [300, 200]).T)
    corners = np.array([place.transform(key, seen).map(0.0, 0.0) for key in keys])
    assert distances[0] < 260
    assert distances[0] == distances.min()
    assert distances[-3:].min() > distances[:3].max()
    assert (corners.min(axis=0) < 0).all()


def test_too_many_tiles_are_never_asked_for():
    wide = view(20.0, 4000, 3000)

    assert len(placed(web_mercator(0, 18)).wanted(wide, 3.0)) <= MOST_TILES
    assert placed(web_mercator(18, 18)).wanted(wide) == []


def test_where_the_source_has_nothing_no_tile_is_asked_for():
    elsewhere = placed(web_mercator(0, 18, (100.0, 30.0, 101.0, 31.0)))
    here = placed(web_mercator(0, 18, (117.6, 26.2, 117.7, 26.4)))

    assert elsewhere.wanted(view(1.0)) == []
    assert here.wanted(view(1.0)) != []
    assert placed(PHOTO).wanted(view(1.0).panned(90_000, 0)) == []


def test_a_picture_lies_where_its_file_says():
    place, seen = placed(PHOTO), view(0.5)

    keys = place.wanted(seen)
    way = place.transform((5, 0, 0), seen)

    assert {key[0] for key in keys} == {5}
    assert way.map(0.0, 0.0) == pytest.approx(tuple(seen.to_screen(np.array([[562_000.0, 2_908_000.0]]))[0]))
    assert place.bounds() == pytest.approx((562_000.0, 2_906_500.0, 564_500.0, 2_908_000.0))
    assert PHOTO.size((5, 19, 11)) == (136.0, 184.0)


def test_the_whole_world_has_no_bounds_on_the_ground_of_a_district():
    assert placed(web_mercator(0, 18)).bounds() is None
