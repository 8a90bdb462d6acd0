# SPDX-License-Identifier: MIT
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.map.view import ViewState

views = st.builds(
    ViewState,
    x=st.floats(3e5, 7e5),
    y=st.floats(2e6, 5e6),
    metres_per_pixel=st.floats(0.05, 100.0),
    width=st.integers(1, 4000),
    height=st.integers(1, 4000),
)
pixels = st.floats(0, 4000)


@given(views, pixels, pixels)
def test_a_pixel_comes_back_from_the_ground(view: ViewState, px: float, py: float) -> None:
    there = view.to_ground(np.array([[px, py]]))

    back = view.to_screen(there)

    assert back == pytest.approx(np.array([[px, py]]), abs=1e-3)


@given(views, pixels, pixels, st.floats(0.5, 2.0))
def test_zooming_keeps_the_ground_under_the_cursor(view: ViewState, px: float, py: float, factor: float) -> None:
    closer = view.zoomed(factor, px, py)

    assert closer.point_at(px, py) == pytest.approx(view.point_at(px, py), abs=1e-3)


@given(views, pixels, pixels)
def test_a_dragged_map_follows_the_hand(view: ViewState, right: float, down: float) -> None:
    dragged = view.panned(right, down)

    assert dragged.point_at(right, down) == pytest.approx(view.point_at(0, 0), abs=1e-3)


def test_fitting_shows_everything_and_north_is_up() -> None:
    view = ViewState.fit((0, 0, 2000, 500), 800, 600)

    (left, top), (right, bottom) = view.to_screen(np.array([[0.0, 500.0], [2000.0, 0.0]])).tolist()

    assert 0 < left < right < 800
    assert 0 < top < bottom < 600


def test_a_point_can_be_fitted_too() -> None:
    view = ViewState.fit((10, 20, 10, 20), 800, 600)

    assert view.point_at(400, 300) == pytest.approx((10, 20))


def test_zooming_in_without_end_stops_at_centimetres() -> None:
    view = ViewState(0, 0, 1.0, 800, 600)

    closest = view.zoomed(1e9, 400, 300)

    assert 0.001 < closest.metres_per_pixel < 0.1


def test_the_scale_is_that_of_a_screen_with_96_dots_an_inch() -> None:
    assert ViewState(0, 0, 1.0, 800, 600).scale_denominator() == pytest.approx(3779.5, abs=0.1)


def test_the_margin_is_whole_pixels_on_every_side() -> None:
    grown = ViewState(0, 0, 1.0, 801, 601).grown(0.25)

    assert (grown.width - 801) % 2 == 0
    assert (grown.width, grown.height) == (1201, 901)
