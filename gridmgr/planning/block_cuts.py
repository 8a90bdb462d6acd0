# SPDX-License-Identifier: MIT
"""How street blocks are cut into the lands of their owners: borders inside each block, and where they meet its rim.

The cut of a block hangs on nothing but its polygon and the footprints in it, so it can be kept while other blocks
change.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.chains import Chains
from gridmgr.planning.land import faces_of_owners
from gridmgr.planning.ordering import Numbers, order_of, ranges
from gridmgr.planning.precision import Geometries, corner_numbers
from gridmgr.planning.shared_borders import sides


@dataclass(frozen=True, slots=True)
class Cuts:
    """Borders between owners (a) and the places on the rims of blocks where one begins (e), on the millimetre grid.

    A border is a line of corners; the corners of all borders (c) lie one after the other.
    """

    xy: NDArray[np.float64]
    """(c, 2)"""
    first: Numbers
    """(a,) the first corner of each border."""
    count: Numbers
    """(a,) how many corners it has, two or more."""
    left: Numbers
    """(a,) the owner to its left."""
    right: Numbers
    """(a,)"""
    place: NDArray[np.float64]
    """(e, 2)"""
    block: Numbers
    """(e,) the block on whose rim the place lies."""
    before: Numbers
    """(e,) who owns the rim before the place, walking with the block to the left; -1 where no border begins."""
    after: Numbers
    """(e,)"""

    def renamed(self, owner: Numbers, block: Numbers) -> "Cuts":
        """Return the cuts with the numbers of owners and blocks looked up in `owner` and `block`."""
        return replace(
            self,
            left=owner[self.left],
            right=owner[self.right],
            block=block[self.block],
            before=owner[self.before],
            after=owner[self.after],
        )

    def outside(self, block: Numbers, blocks: list[int]) -> "Cuts":
        """Return the cuts that are not in some blocks; `block` (o,) is the block of each owner."""
        kept, places = ~np.isin(block[self.left], blocks), ~np.isin(self.block, blocks)
        return self._only(np.flatnonzero(kept), np.flatnonzero(places))

    def sorted(self, block: Numbers) -> "Cuts":
        """Return the cuts in the order of their blocks."""
        return self._only(order_of(block.take(self.left)), order_of(self.block))

    def _only(self, kept: Numbers, places: Numbers) -> "Cuts":
        count = self.count.take(kept)
        return Cuts(
            self.xy.take(ranges(self.first.take(kept), count), axis=0),
            np.cumsum(count) - count,
            count,
            self.left.take(kept),
            self.right.take(kept),
            self.place.take(places, axis=0),
            self.block.take(places),
            self.before.take(places),
            self.after.take(places),
        )

    @classmethod
    def corners(cls, place: NDArray[np.float64], block: Numbers) -> "Cuts":
        """Return no borders, but places on the rims of blocks that are to be corners of these."""
        none = np.full(len(block), -1, dtype=np.int64)
        return replace(_NOTHING, place=place, block=block, before=none, after=none)

    @classmethod
    def together(cls, cuts: Iterable["Cuts"]) -> "Cuts":
        """Return several cuts as one."""
        every = [_NOTHING, *cuts]
        found = cls(*(np.concatenate([getattr(cut, name) for cut in every]) for name in cls.__slots__))
        return replace(found, first=np.cumsum(found.count) - found.count)


_FLOATS, _WHOLES = np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
_NOTHING = Cuts(_FLOATS, _WHOLES, _WHOLES, _WHOLES, _WHOLES, _FLOATS, _WHOLES, _WHOLES, _WHOLES)


def cuts_along(chains: Chains, block: Numbers) -> Cuts:
    """Return the cuts that chains make which cross no footprint; `block` (o,) is the block of each owner."""
    xy, chain = shapely.get_coordinates(chains.lines, return_index=True)
    count = np.bincount(chain, minlength=len(chains.lines))
    first = np.cumsum(count) - count
    starts, ends = np.flatnonzero(chains.on_rim[:, 0]), np.flatnonzero(chains.on_rim[:, 1])
    # Where a line begins, its left lies before the place on the rim; where it ends, its left lies behind.
    left, right = np.ascontiguousarray(chains.pairs.T)
    before = np.concatenate((left.take(starts), right.take(ends)))
    return Cuts(
        xy=xy,
        first=first,
        count=count,
        left=left,
        right=right,
        place=xy.take(np.concatenate((first.take(starts), (first + count - 1).take(ends))), axis=0),
        block=block.take(before),
        before=before,
        after=np.concatenate((right.take(starts), left.take(ends))),
    )


def cuts_with_walls(block: Geometries, footprints: Geometries, chains: Chains) -> Cuts:
    """Return the cuts of one block, an array of one polygon, whose chains cross footprints: there the wall rules.

    The owners are numbered as their footprints; one may get several pieces of land, or none.
    """
    if not len(footprints):
        return _NOTHING
    faces, owner = faces_of_owners(block, footprints, np.zeros(len(footprints), dtype=np.int64), chains)
    start, end, face = sides(shapely.orient_polygons(faces))
    corner = corner_numbers(np.concatenate((start, end)))
    p, q = corner[: len(start)], corner[len(start) :]
    size = int(corner.max(initial=0)) + 1
    forth, back = p * size + q, q * size + p
    order = np.argsort(forth, kind="stable")
    at = np.minimum(np.searchsorted(forth[order], back), len(order) - 1)
    partner = np.where(forth[order][at] == back, order[at], -1)
    label = owner[face]
    apart = (partner >= 0) & (label[partner] != label)
    inner = np.flatnonzero(apart & (np.arange(len(p)) < partner))
    rim = np.flatnonzero(partner < 0)
    comes, goes = _meetings(rim, p, q, np.unique(p[apart]))
    return Cuts(
        xy=np.stack((start[inner], end[inner]), axis=1).reshape(-1, 2),
        first=2 * np.arange(len(inner)),
        count=np.full(len(inner), 2),
        left=label[inner],
        right=label[partner[inner]],
        place=start[goes],
        block=np.zeros(len(goes), dtype=np.int64),
        before=label[comes],
        after=label[goes],
    )


def _meetings(rim: Numbers, p: Numbers, q: Numbers, met: Numbers) -> tuple[Numbers, Numbers]:
    """Return the sides of the rim that come to, and that leave, each corner where a border meets the rim."""
    goes = rim[np.isin(p[rim], met)]
    comes = rim[np.isin(q[rim], met)]
    goes, comes = goes[np.argsort(p[goes], kind="stable")], comes[np.argsort(q[comes], kind="stable")]
    return comes, goes
