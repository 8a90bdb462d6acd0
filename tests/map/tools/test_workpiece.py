# SPDX-License-Identifier: MIT
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.map.tools.board import piece_of

HALVES = "aabb" * 4
STRIPES = "abca" * 4


def test_a_stroke_is_counted_without_being_carried_out():
    piece = piece_of(HALVES)

    preview = piece.after_moving(np.array([2, 6]), "a")

    assert preview.households == {"a": (100, 20), "b": (60, -20)}
    assert (preview.buildings, preview.moved) == (2, 20)
    assert piece.households_of("a") == 80


def test_a_stroke_that_cuts_a_grid_in_two_says_so():
    piece = piece_of(HALVES)

    assert piece.after_moving(np.array([6, 7]), "a").torn == ("b",)
    assert piece.after_moving(np.array([6]), "a").torn == ()


def test_a_grid_that_was_in_two_parts_before_is_not_called_torn():
    assert piece_of(STRIPES).after_moving(np.array([0]), "b").torn == ()


def test_a_lasso_catches_buildings_by_their_middle():
    piece = piece_of(HALVES)

    assert piece.faces_in(shapely.box(140, 40, 260, 140)).tolist() == [1, 2]
    assert piece.faces_in(shapely.box(160, 60, 240, 140)).tolist() == []


def test_what_hangs_on_the_faces_is_taken_over():
    piece = piece_of(HALVES)
    moved = piece_of("abbb" + "aabb" * 3)
    object.__setattr__(moved.coverage, "faces", piece.coverage.faces)
    object.__setattr__(moved.coverage, "points", piece.coverage.points)

    after = moved.following(piece)

    assert after.tree is piece.tree
    assert after.households_of("a") == 70


@given(st.lists(st.integers(0, 15), unique=True, min_size=1), st.sampled_from("ab"))
def test_households_are_neither_made_nor_lost_by_a_stroke(faces, target):
    piece = piece_of(HALVES)

    preview = piece.after_moving(np.array(sorted(faces)), target)

    assert sum(change for _, change in preview.households.values()) == 0
    assert all(count == piece.households_of(grid) + change for grid, (count, change) in preview.households.items())
