# SPDX-License-Identifier: MIT
"""Buildings are listed as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.operations.name_lists import by_number, short_list


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["莲峰小区2幢", "莲峰小区1幢", "莲峰小区3幢", "莲峰小区8幢"], "莲峰小区1–3、8幢"),
        (["东安路438号", "榕山路8号", "东安路452号"], "东安路438、452号、榕山路8号"),
        (["1幢", "2幢"], "1、2幢"),
        (["综合楼", "", "", "3幢"], "3幢、综合楼、无名楼幢 2 幢"),
        (["新村01幢", "新村2幢"], "新村01幢、新村2幢"),
        (["新村2幢", "新村2号"], "新村2号、新村2幢"),
    ],
)
def test_names_that_differ_in_their_number_are_joined(names, said):
    assert short_list(names) == said


@given(st.sets(st.integers(1, 60), min_size=1))
def test_every_number_can_be_read_back(numbers):
    text = short_list([f"新村{n}幢" for n in numbers]).removeprefix("新村").removesuffix("幢")

    read = set()
    for part in text.split("、"):
        first, _, last = part.partition("–")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == numbers


def test_names_with_figures_are_listed_as_people_count():
    assert sorted(["新村10幢", "新村2幢", "新村1幢", "3号"], key=by_number) == ["3号", "新村1幢", "新村2幢", "新村10幢"]
