# SPDX-License-Identifier: MIT
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmgr.planning.chains import cut_at_blocks

HORSESHOE = shapely.Polygon([(0, 0), (90, 0), (90, 90), (60, 90), (60, 30), (30, 30), (30, 90), (0, 90)])
"""A block that a straight line can leave and enter again."""


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), corners=st.integers(2, 6))
def test_what_is_kept_of_borders_is_what_lies_in_their_block(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    xy = np.round(rng.uniform(-30, 120, (8, corners, 2)), int(rng.integers(-1, 4)))
    lines = shapely.linestrings(xy[shapely.length(shapely.linestrings(xy)) > 1])
    pairs = np.stack((np.arange(len(lines)), np.arange(len(lines)) + 100), axis=1)

    chains = cut_at_blocks(lines, pairs, np.array([HORSESHOE], dtype=object), np.zeros(len(lines), dtype=np.int64))

    for number, line in enumerate(lines):
        pieces = chains.lines[chains.pairs[:, 0] == number]
        # Where a line runs along the rim, or back over itself, overlay may keep a piece once, twice or not.
        kept = shapely.buffer(shapely.union_all(pieces), 0.002)
        expected = shapely.intersection(line, shapely.buffer(HORSESHOE, -0.01, join_style="mitre"))
        assert shapely.covers(shapely.buffer(HORSESHOE, 0.002), pieces).all()
        assert shapely.covers(shapely.buffer(line, 0.002), pieces).all()
        assert shapely.difference(expected, kept).length == 0


def test_a_border_that_ends_on_the_rim_runs_on_as_before_and_says_so() -> None:
    lines = shapely.linestrings([[(10, 10), (10, -5)], [(-5, 20), (10, 20)], [(5, 5), (8, 8)], [(10, 60), (80, 60)]])
    pairs = np.array([(0, 1), (2, 3), (4, 5), (6, 7)])

    chains = cut_at_blocks(lines, pairs, np.array([HORSESHOE], dtype=object), np.zeros(4, dtype=np.int64))

    found = {
        (low, *map(tuple, shapely.get_coordinates(line))): (on_rim[0], on_rim[1])
        for (low, _), line, on_rim in zip(chains.pairs.tolist(), chains.lines, chains.on_rim.tolist(), strict=True)
    }
    assert found == {
        (0, (10, 10), (10, 0)): (False, True),
        (2, (0, 20), (10, 20)): (True, False),
        (4, (5, 5), (8, 8)): (False, False),
        (6, (10, 60), (30, 60)): (False, True),
        (6, (60, 60), (80, 60)): (True, False),
    }
