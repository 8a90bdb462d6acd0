# SPDX-License-Identifier: MIT
"""Pieces of land that a bend in the street cuts off from their building: they go to the neighbour beside them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.block_cuts import Cuts
from gridmgr.planning.precision import Geometries, corner_numbers
from gridmgr.planning.rims import Rims
from gridmgr.planning.walks import Numbers, followers, walks


def strays_given_away(cuts: Cuts, rims: Rims, owners: Numbers, footprint: Geometries) -> tuple[Cuts, Rims]:
    """Give every piece of the land of some owners that is not the one with their footprint to another owner.

    That is the one with the longest border in the same block. Land with a hole in it stays as it is.
    """
    label = np.concatenate((cuts.left, cuts.right, rims.owner))
    start = np.concatenate((cuts.start, cuts.end, rims.start))
    end = np.concatenate((cuts.end, cuts.start, rims.end))
    mine = np.flatnonzero(np.isin(label, owners))
    corner = corner_numbers(np.concatenate((start[mine], end[mine])))
    following, double = followers(label[mine], corner[: len(mine)], corner[len(mine) :])
    if double.any() or (following < 0).any():
        return cuts, rims
    order, ring = walks(following)
    bounds = np.searchsorted(ring, np.arange(int(ring[-1]) + 2)) if len(ring) else np.zeros(1, dtype=np.int64)
    rings = [mine[order[first:last]] for first, last in pairwise(bounds)]
    strays = []
    for owner in owners.tolist():
        theirs = [sides for sides in rings if label[sides[0]] == owner]
        strays += _apart(theirs, start, footprint[owner])
    return _relabelled(cuts, rims, _given(strays, label, np.hypot(*(end - start).T), len(cuts.left)))


def _given(strays: list[Numbers], label: Numbers, length: NDArray[np.float64], inner: int) -> Numbers:
    """Return the labels of sides after all strays are given away, those beside settled land first.

    The first `inner` sides and the next as many are the two directions of borders inside blocks.
    """
    given, loose = label.copy(), np.zeros(len(label), dtype=np.bool_)
    for sides in strays:
        loose[sides] = True
    while strays:
        settled = []
        for sides in strays:
            beside = sides[sides < 2 * inner]
            across = (beside + inner) % (2 * inner)
            known = ~loose[across]
            if known.any():
                settled.append((sides, int(np.bincount(given[across[known]], length[beside[known]]).argmax())))
        if not settled:
            break
        for sides, owner in settled:
            given[sides], loose[sides] = owner, False
        strays = [sides for sides in strays if loose[sides[0]]]
    return given


def _apart(rings: list[Numbers], start: NDArray[np.float64], footprint: object) -> list[Numbers]:
    """Return the rings of land that do not lie around the footprint; none where one is a hole."""
    if any(len(sides) < 3 for sides in rings):
        return []
    pieces = [shapely.linearrings(start[sides]) for sides in rings]
    if not all(shapely.is_ccw(np.array(pieces))):
        return []
    home = shapely.intersects(shapely.polygons(pieces), shapely.point_on_surface(footprint))
    return [sides for sides, at_home in zip(rings, home.tolist(), strict=True) if not at_home] if home.any() else []


def _relabelled(cuts: Cuts, rims: Rims, label: Numbers) -> tuple[Cuts, Rims]:
    count = len(cuts.left)
    left, right = label[:count], label[count : 2 * count]
    kept = left != right
    return (
        replace(cuts, start=cuts.start[kept], end=cuts.end[kept], left=left[kept], right=right[kept]),
        replace(rims, owner=label[2 * count :]),
    )
