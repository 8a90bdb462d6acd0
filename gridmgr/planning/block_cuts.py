# SPDX-License-Identifier: MIT
"""How street blocks are cut into the lands of their owners: borders inside each block, and where they meet its rim.

The cut of a block hangs on nothing but its polygon and the footprints in it, so it can be kept while other blocks
change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmgr.planning.land import faces_of_owners
from gridmgr.planning.precision import Geometries, corner_numbers
from gridmgr.planning.shared_borders import sides
from gridmgr.planning.tessellation import Chains
from gridmgr.planning.walks import Numbers


@dataclass(frozen=True, slots=True)
class Cuts:
    """Borders between owners (s) and the places on the rims of blocks where one begins (e), on the millimetre grid."""

    start: NDArray[np.float64]
    """(s, 2)"""
    end: NDArray[np.float64]
    """(s, 2)"""
    left: Numbers
    """(s,) the owner to the left of each piece of border."""
    right: Numbers
    """(s,)"""
    place: NDArray[np.float64]
    """(e, 2)"""
    block: Numbers
    """(e,) the block on whose rim the place lies."""
    before: Numbers
    """(e,) who owns the rim before the place, for one who walks with the block to the left."""
    after: Numbers
    """(e,)"""

    def renamed(self, owner: Numbers, block: Numbers) -> "Cuts":
        """Return the cuts with the numbers of owners and blocks looked up in `owner` and `block`."""
        return Cuts(
            self.start,
            self.end,
            owner[self.left],
            owner[self.right],
            self.place,
            block[self.block],
            owner[self.before],
            owner[self.after],
        )

    def outside(self, block: Numbers, blocks: list[int]) -> "Cuts":
        """Return the cuts that are not in some blocks; `block` (o,) is the block of each owner."""
        kept, places = ~np.isin(block[self.left], blocks), ~np.isin(self.block, blocks)
        return self._only(kept, places)

    def sorted(self, block: Numbers) -> "Cuts":
        """Return the cuts in the order of their blocks."""
        return self._only(np.argsort(block[self.left], kind="stable"), np.argsort(self.block, kind="stable"))

    def _only(self, kept: Numbers | NDArray[np.bool_], places: Numbers | NDArray[np.bool_]) -> "Cuts":
        return Cuts(
            self.start[kept],
            self.end[kept],
            self.left[kept],
            self.right[kept],
            self.place[places],
            self.block[places],
            self.before[places],
            self.after[places],
        )

    @classmethod
    def together(cls, cuts: Iterable["Cuts"]) -> "Cuts":
        """Return several cuts as one."""
        every = [_NOTHING, *cuts]
        return cls(*(np.concatenate([getattr(cut, name) for cut in every]) for name in cls.__slots__))


_FLOATS, _WHOLES = np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
_NOTHING = Cuts(_FLOATS, _FLOATS, _WHOLES, _WHOLES, _FLOATS, _WHOLES, _WHOLES, _WHOLES)


def cuts_along(chains: Chains, block: Numbers) -> Cuts:
    """Return the cuts that chains make which cross no footprint; `block` (o,) is the block of each owner."""
    xy, chain = shapely.get_coordinates(chains.lines, return_index=True)
    inside = chain[1:] == chain[:-1]
    pairs = chains.pairs[chain[:-1][inside]]
    first = np.searchsorted(chain, np.flatnonzero(chains.on_rim[:, 0]))
    last = np.searchsorted(chain, np.flatnonzero(chains.on_rim[:, 1]), side="right") - 1
    # Where a line begins, its left lies before the place on the rim; where it ends, its left lies behind.
    comes, goes = chains.pairs[chains.on_rim[:, 0]], chains.pairs[chains.on_rim[:, 1]]
    return Cuts(
        start=xy[:-1][inside],
        end=xy[1:][inside],
        left=pairs[:, 0],
        right=pairs[:, 1],
        place=np.concatenate((xy[first], xy[last])),
        block=block[np.concatenate((comes[:, 0], goes[:, 0]))],
        before=np.concatenate((comes[:, 0], goes[:, 1])),
        after=np.concatenate((comes[:, 1], goes[:, 0])),
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
        start=start[inner],
        end=end[inner],
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
