# SPDX-License-Identifier: MIT
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridmgr.planning.accumulators import GridFigures

GRIDS = ("甲", "乙", "丙", "丁")


def figures() -> GridFigures:
    return GridFigures(["甲", "甲", "乙"], {"households": np.array([10, 20, 30]), "area_m2": np.array([1.5, 2.5, 4.0])})


def test_the_figures_of_a_grid_are_those_of_its_buildings():
    assert figures().of("甲") == {"members": 2, "households": 30, "area_m2": 4.0}


def test_a_grid_without_buildings_has_zeros():
    assert figures().of("戊") == {"members": 0, "households": 0, "area_m2": 0}


def test_a_building_that_moves_takes_its_households_along():
    found = figures()

    found.move(np.array([1]), "丙")

    assert found.of("甲")["households"] == 10
    assert found.of("丙")["households"] == 20
    assert found.grid_of(1) == "丙"


def test_what_a_move_would_bring_is_told_before_it_happens():
    found = figures()

    after = found.after(np.array([0]), "乙")

    assert {grid: row["households"] for grid, row in after.items()} == {"甲": 20, "乙": 40}
    assert found.of("甲")["households"] == 30


@given(
    households=st.lists(st.integers(0, 500), min_size=1, max_size=30),
    moves=st.lists(st.tuples(st.sets(st.integers(0, 29), max_size=8), st.sampled_from(GRIDS)), max_size=40),
)
def test_after_any_moves_the_figures_equal_a_recount(households: list[int], moves: list[tuple[set[int], str]]):
    count = len(households)
    found = GridFigures(["甲"] * count, {"households": np.array(households), "persons": np.array(households) * 3})

    for members, grid in moves:
        found.move(np.array(sorted(m for m in members if m < count), dtype=np.int64), grid)

    again = found.recounted()
    assert {grid: found.of(grid) for grid in GRIDS} == {grid: again.of(grid) for grid in GRIDS}
