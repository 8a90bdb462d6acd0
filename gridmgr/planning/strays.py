# SPDX-License-Identifier: MIT
"""Pieces of land that a bend in the street cuts off from their building: they go to the neighbour beside them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.block_cuts import Cuts
from gridmgr.planning.land_sides import LandSides
from gridmgr.planning.ordering import Numbers
from gridmgr.planning.precision import Geometries
from gridmgr.planning.rims import Rims
from gridmgr.planning.walks import followers, walks


def strays_given_away(
    cuts: Cuts, rims: Rims, owners: Numbers, footprint: Geometries, town: Numbers | None = None
) -> tuple[Cuts, Rims]:
    """Give every piece of the land of some owners that is not the one with their footprint to another owner.

    That is the one with the longest border in the same block. Land with a hole in it stays as it is. `owners` are those
    of one town (o,).
    """
    label = np.concatenate((cuts.left, cuts.right, rims.owner))
    sides = LandSides.of(cuts, rims, label, town)
    mine = np.flatnonzero(np.isin(label, owners))
    following, double = followers(label[mine], sides.begin[mine], sides.finish[mine])
    if double.any() or (following < 0).any():
        return cuts, rims
    order, ring = walks(following)
    bounds = np.searchsorted(ring, np.arange(int(ring[-1]) + 2)) if len(ring) else np.zeros(1, dtype=np.int64)
    rings = [mine[order[first:last]] for first, last in pairwise(bounds)]
    strays = []
    for owner in owners.tolist():
        theirs = [ring for ring in rings if label[ring[0]] == owner]
        strays += _apart(theirs, sides, footprint[owner])
    return _relabelled(cuts, rims, _given(strays, label, sides.length_m, len(cuts.left)))


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


def _apart(rings: list[Numbers], sides: LandSides, footprint: object) -> list[Numbers]:
    """Return the rings of land that do not lie around the footprint; none where one is a hole."""
    corners = [sides.xy[sides.corners(ring)] for ring in rings]
    if any(len(xy) < 3 for xy in corners):
        return []
    pieces = [shapely.linearrings(xy) for xy in corners]
    if not all(shapely.is_ccw(np.array(pieces))):
        return []
    home = shapely.intersects(shapely.polygons(pieces), shapely.point_on_surface(footprint))
    return [ring for ring, at_home in zip(rings, home.tolist(), strict=True) if not at_home] if home.any() else []


def _relabelled(cuts: Cuts, rims: Rims, label: Numbers) -> tuple[Cuts, Rims]:
    count = len(cuts.left)
    left, right = label[:count], label[count : 2 * count]
    kept = np.flatnonzero(left != right)
    return (
        replace(cuts, first=cuts.first[kept], count=cuts.count[kept], left=left[kept], right=right[kept]),
        replace(rims, owner=label[2 * count :]),
    )
