# SPDX-License-Identifier: MIT
"""Coordinates as people type them."""

import pytest

from gridmgr.model.errors import InputError
from gridmgr.operations.coordinates import read_place

CGCS2000_117 = 4548


@pytest.mark.parametrize(
    "text",
    [
        "563668, 2907071",
        "563668 2907071",
        "563 668, 2 907 071",
        "５６３６６８，２９０７０７１",
        "东 563668；北 2907071",
        "563668\t2907071",
    ],
)
def test_metres_are_read_however_they_are_written(text: str):
    assert read_place(text, CGCS2000_117) == (563668, 2907071)


@pytest.mark.parametrize(
    "text", ["117.6365, 26.2723", "117°38′11.4″ 26°16′20.28″", "东经117度38分11.4秒 北纬26度16分20.28秒"]
)
def test_degrees_become_metres_of_the_district(text: str):
    x, y = read_place(text, CGCS2000_117)
    assert x == pytest.approx(563_560, abs=200)
    assert y == pytest.approx(2_906_900, abs=400)


@pytest.mark.parametrize("text", ["", "菜市场", "563668", "1 2 3"])
def test_what_is_no_place_is_said_with_an_example(text: str):
    with pytest.raises(InputError, match="例如"):
        read_place(text, CGCS2000_117)
