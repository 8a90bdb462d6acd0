# SPDX-License-Identifier: MIT
import pytest

from gridmgr.model.bands import Band
from gridmgr.ui.wording import area_text, band_sentence, crs_text, off_band_text


@pytest.mark.parametrize(
    ("households", "sentence"),
    [
        (288, "▼ 288 户，比下限少 12 户"),
        (300, "● 300 户，在 300–500 户之内"),
        (531, "▲ 531 户，比上限多 31 户"),
    ],
)
def test_a_number_of_households_comes_with_sign_and_distance(households, sentence):
    assert band_sentence(households, Band()) == sentence


def test_grids_off_the_rule_are_counted_by_sign():
    assert off_band_text(below=2, above=1, grids=7) == "▼2 ▲1"
    assert off_band_text(below=0, above=0, grids=7) == "●"
    assert off_band_text(below=0, above=0, grids=0) == ""


@pytest.mark.parametrize(
    ("epsg", "name", "text"),
    [
        (4548, "CGCS2000 / 3-degree Gauss-Kruger CM 117E", "CGCS2000 / 117°E"),
        (32650, "WGS 84 / UTM zone 50N", "WGS 84 / UTM zone 50N"),
        (None, "", "坐标系未定"),
    ],
)
def test_a_crs_is_named_briefly(epsg, name, text):
    assert crs_text(epsg, name) == text


def test_areas_are_told_in_hectares():
    assert area_text(64_730.0) == "6.47 公顷"
