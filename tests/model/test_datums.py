"""Shifted map coordinates come back to where the building stands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.model.datums import Datum, shifted, unshifted

MEILIE = np.array([[117.6374, 26.2715]])


@pytest.mark.parametrize(("datum", "offset_m"), [(Datum.GCJ02, 620), (Datum.BD09, 1172)])
def test_the_shift_at_meilie_is_the_known_one(datum, offset_m):
    moved = shifted(MEILIE, datum) - MEILIE

    metres = np.hypot(moved[0, 0] * 111_320 * np.cos(np.radians(26.2715)), moved[0, 1] * 110_780)

    assert metres == pytest.approx(offset_m, rel=0.005)


@given(st.floats(74, 135), st.floats(18, 53), st.sampled_from(list(Datum)))
def test_a_place_comes_back_to_within_a_hundredth_of_a_millimetre(longitude, latitude, datum):
    place = np.array([[longitude, latitude]])

    back = unshifted(shifted(place, datum), datum)

    assert np.abs(back - place).max() < 1e-10


def test_outside_china_nothing_is_shifted():
    brooklyn = np.array([[-73.97, 40.67]])

    assert (shifted(brooklyn, Datum.GCJ02) == brooklyn).all()
