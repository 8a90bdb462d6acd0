# SPDX-License-Identifier: MIT
"""Whether the large nodes of a part can be packed into legal grids at all, wherever they lie.

An integer program would answer the same question, but its answer "no" comes without a proof that is short enough to
check. The large nodes are few, so all packings are gone through instead, and a checker can do it again. What is small
is sand: it may be divided at will, which only makes packing easier, so a refutation stays true.
"""

from bisect import insort
from collections.abc import Collection, Sequence

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import PackingProof
from gridmgr.planning.proving.land import Land

_MOST_LARGE = 16
MOST_STATES = 1_500
"""Packings of some of the large nodes that are looked at per number of grids: a checker goes through as many."""


def prove_packing(
    land: Land, part: Collection[int], counts: Sequence[int], band: Band, whole: tuple[int, ...]
) -> PackingProof | None:
    """Prove that the nodes of a part cannot be packed into any of the given numbers of grids."""
    sizes = sorted((land.households[node] for node in part), reverse=True)
    if not counts or not sizes[0]:
        return None
    least = max(1, sizes[min(_MOST_LARGE, len(sizes)) - 1])
    large = [size for size in sizes if size >= least]
    if len(large) > 2 * _MOST_LARGE:
        return None
    sand = sum(sizes) - sum(large)
    if any(_Packing(large, sand, band).fits(count) for count in counts):
        return None
    return PackingProof(land.units(part), least, tuple(counts), sum(sizes), whole)


class _Packing:
    """Puts large sizes, the largest first, into grids; counts as fitting when it takes too long to tell."""

    def __init__(self, large: Sequence[int], sand: int, band: Band) -> None:
        self._large, self._sand, self._band = large, sand, band
        self._left = [sum(large[position:]) for position in range(len(large) + 1)]
        self._seen: set[tuple[int, tuple[int, ...]]] = set()

    def fits(self, count: int) -> bool:
        """Tell whether the sizes fit into `count` grids with no more missing than there is sand."""
        return self._fits(0, (0,) * count)

    def _fits(self, position: int, loads: tuple[int, ...]) -> bool:
        state = (position, loads)
        missing = sum(self._band.low - load for load in loads if load < self._band.low)
        if state in self._seen or missing > self._sand + self._left[position]:
            return False
        if position == len(self._large) or len(self._seen) >= MOST_STATES:
            return True
        self._seen.add(state)
        return any(self._fits(position + 1, after) for after in self._placed(position, loads))

    def _placed(self, position: int, loads: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Return the ways to place a size, the emptiest grid first; loads stay ascending."""
        size = self._large[position]
        ways = []
        for place, load in enumerate(loads):
            if load + size > self._band.high:
                break
            if place and load == loads[place - 1]:
                continue
            rest = [*loads[:place], *loads[place + 1 :]]
            insort(rest, load + size)
            ways.append(tuple(rest))
        return ways
