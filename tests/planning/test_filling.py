# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.planning.coverage import Coverage
from gridmgr.planning.filling import fillings, patch_at, patches
from gridmgr.planning.shared_borders import shared_segments

SIDE = 4


def board(owners: str) -> Coverage:
    """Return a board of squares from south to north, a letter a square for its grid, a dot for none."""
    squares = [shapely.box(c * 100, r * 100, c * 100 + 100, r * 100 + 100) for r in range(SIDE) for c in range(SIDE)]
    faces = np.array(squares, dtype=object)
    grid = np.array([letter.strip(".") for letter in owners], dtype=object)
    return Coverage(faces, grid, shapely.centroid(faces), np.arange(len(faces)))


TEN = np.full(SIDE * SIDE, 10)


def test_what_one_grid_encloses_goes_to_it_before_the_rest_is_counted():
    land = board("aaaba.abaaa.bbbb")

    found = patches(land, shared_segments(land.faces), TEN)
    planned = fillings(found, {"a": 70, "b": 60})

    assert [(one.patch.faces.tolist(), one.taker, one.before, one.after) for one in planned] == [
        ([5], "a", 70, 80),
        ([11], "b", 60, 70),
    ]
    assert planned[0].patch.is_enclosed


def test_the_neighbour_with_the_fewest_households_gains():
    land = board("aaa.aaaabbbbbbb.")

    planned = fillings(patches(land, shared_segments(land.faces), TEN), {"a": 90, "b": 50})

    assert [one.taker for one in planned] == ["a", "b"]


def test_a_part_that_lies_apart_is_a_patch_and_the_main_part_is_none():
    land = board("aabbaabbbbbabbbb")
    borders = shared_segments(land.faces)

    stray = patch_at(land, borders, TEN, 11)

    assert stray is not None
    assert (stray.owner, stray.takers, stray.households) == ("a", ["b"], 10)
    assert patch_at(land, borders, TEN, 0) is None


def test_land_that_nothing_touches_is_left_alone():
    land = board("." * 16)

    assert fillings(patches(land, shared_segments(land.faces), TEN), {}) == []
