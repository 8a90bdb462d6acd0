# SPDX-License-Identifier: MIT
"""Which sides of its own block something lies at, found without asking all other blocks."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.ordering import Numbers, ranges

Places = NDArray[np.float64]

_FEW = 200
"""Blocks with so many sides, on the average, are quicker gone through than searched by place."""


def sides_at(
    low: Places, high: Places, block: Numbers, sides: tuple[Places, Places, Numbers]
) -> tuple[Numbers, Numbers]:
    """Return boxes (q,) from `low` to `high` and the sides of their `block` whose own boxes meet them: (p,), (p,).

    `sides` are the starts (i, 2), the ends (i, 2) and the blocks of all sides, ascending.
    """
    start, end, side_block = sides
    first = np.searchsorted(side_block, block)
    count = np.searchsorted(side_block, block, side="right") - first
    if int(count.sum()) > _FEW * len(block):
        return _searched(low, high, block, sides)
    which, side = np.repeat(np.arange(len(block)), count), ranges(first, count)
    for axis in (0, 1):
        here, there = start[:, axis], end[:, axis]
        meets = np.minimum(here, there).take(side) <= high[:, axis].take(which)
        meets &= np.maximum(here, there).take(side) >= low[:, axis].take(which)
        kept = np.flatnonzero(meets)
        which, side = which.take(kept), side.take(kept)
    return which, side


def _searched(
    low: Places, high: Places, block: Numbers, sides: tuple[Places, Places, Numbers]
) -> tuple[Numbers, Numbers]:
    start, end, side_block = sides
    tree = shapely.STRtree(shapely.linestrings(np.stack((start, end), axis=1)))
    which, side = tree.query(shapely.linestrings(np.stack((low, high), axis=1)))
    own = np.flatnonzero(side_block.take(side) == block.take(which))
    return which.take(own), side.take(own)
