# SPDX-License-Identifier: MIT
import numpy as np
import shapely

from gridmgr.map.coverage import arcs, neighbours
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Grids
from gridmgr.map.style import BandState


def town(cuts: dict[int, tuple[int, ...]], size: int = 4) -> Grids:
    """Return grids made of the squares of a board: grid number to squares."""
    squares = [shapely.box(c * 100, r * 100, c * 100 + 100, r * 100 + 100) for r in range(size) for c in range(size)]
    ids = [f"g{number:02d}" for number in sorted(cuts)]
    shapes = [shapely.union_all([squares[s] for s in cuts[number]]) for number in sorted(cuts)]
    return Grids(ids, ids, shapes, np.full(len(ids), 400), [BandState.INSIDE] * len(ids))


def in_pairs() -> dict[int, tuple[int, ...]]:
    return {number: (2 * number, 2 * number + 1) for number in range(8)}


def assert_drawn_like_new(made: Grids) -> None:
    """Its borders cover what borders made from nothing cover, and neighbours differ in colour."""
    fresh = arcs(made.layer)
    one, other = (shapely.union_all(lines) for lines in (made.borders.layer.geometries, fresh.geometries))
    assert one.symmetric_difference(other).length < 0.01
    assert sum(line.length for line in made.borders.layer.geometries) < other.length + 0.01
    assert all(made.hues[a] != made.hues[b] for a, b in neighbours(made.layer).tolist())


def test_moved_land_changes_only_what_is_beside_it():
    before, cuts = town(in_pairs()), in_pairs()
    cuts[0], cuts[1] = (0, 1, 2), (3,)

    made = regridded(before, town(cuts))

    assert_drawn_like_new(made)
    assert np.array_equal(made.anchors[2:], before.anchors[2:])
    assert np.array_equal(made.hues[2:], before.hues[2:])
    assert np.isfinite(made.anchors).all()


def test_split_and_merged_grids_get_borders_and_colours():
    before, split, merged = town(in_pairs()), in_pairs(), in_pairs()
    split[3], split[8] = (6,), (7,)
    merged[1] = (2, 3, *merged.pop(3))

    assert_drawn_like_new(regridded(before, town(split)))
    assert_drawn_like_new(regridded(before, town(merged)))
    assert_drawn_like_new(regridded(town(split), before))


def test_the_same_grids_are_the_very_same_object():
    before, cuts = town(in_pairs()), in_pairs()
    cuts[0], cuts[1] = (0, 1, 2), (3,)
    after = town(cuts)

    assert regridded(before, town(in_pairs())) is before
    assert regridded(after, town(in_pairs()), (before,)) is before


def test_other_counts_on_the_same_land_keep_the_picture_of_the_land():
    before = town(in_pairs())
    counted = Grids(before.ids, before.names, before.geometries, np.full(8, 420), before.states)

    made = regridded(before, counted)

    assert made is counted
    assert made.borders is before.borders
    assert made.households[0] == 420
