# SPDX-License-Identifier: MIT
"""Small regions in which all ways of dividing can be gone through. Sets of nodes are whole numbers, a bit each."""

from collections.abc import Collection, Iterator

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import RegionProof
from gridmgr.planning.proving.land import Land

MOST_NODES = 20
"""Nodes of a region and beside it up to which it is looked at."""
_MOST_SETS = 2_000
"""Connected sets in a region; a checker makes a list of all of them."""
_MOST_TRIES = 3_000
"""Sets that are tried before a region counts as dividable."""


def prove_region(land: Land, region: Collection[int], band: Band, whole: tuple[int, ...]) -> RegionProof | None:
    """Prove that not all nodes of a region can be in legal grids, whatever happens beside it."""
    around = land.beside(region)
    if len(region) + len(around) > MOST_NODES:
        return None
    search = _RegionSearch(land, region, around, band)
    if search.can_be_divided() or not search.is_short():
        return None
    return RegionProof(land.units(region), land.total(region), land.units(around), whole)


class _RegionSearch:
    """Covers a region by sets, the heaviest node that is still open first: it has the fewest choices."""

    def __init__(self, land: Land, region: Collection[int], around: Collection[int], band: Band) -> None:
        heaviest_first = sorted(region, key=lambda node: (-land.households[node], node))
        nodes = [*heaviest_first, *sorted(around)]
        place = {node: number for number, node in enumerate(nodes)}
        self._size = [land.households[node] for node in nodes]
        self._near = [sum(1 << place[other] for other in land.near[node] if other in place) for node in nodes]
        self._region = (1 << len(region)) - 1
        self._around = (1 << len(nodes)) - 1 ^ self._region
        self._band = band
        self._tries = 0
        self._stuck: set[int] = set()

    def can_be_divided(self) -> bool:
        """Tell whether a cover is found, or not refuted within the number of tries."""
        return self._covers(self._region | self._around)

    def is_short(self) -> bool:
        """Tell whether the connected sets are few enough to be listed."""
        count = 0
        for node in range(len(self._size)):
            for _ in self._sets(node, -1 << node):
                count += 1
                if count > _MOST_SETS:
                    return False
        return True

    def _covers(self, free: int) -> bool:
        """Tell whether what is free of the region can be covered by free nodes."""
        rest = free & self._region
        if not rest:
            return True
        if free in self._stuck:
            return False
        first = (rest & -rest).bit_length() - 1
        for chosen, size in self._sets(first, free):
            self._tries += 1
            if self._tries > _MOST_TRIES:
                return True
            if (size >= self._band.low or chosen & self._around) and self._covers(free & ~chosen):
                return True
        self._stuck.add(free)
        return False

    def _sets(self, start: int, free: int) -> Iterator[tuple[int, int]]:
        """Yield the connected sets of free nodes that hold a node, up to the maximum, each once with its size.

        A node that was passed over stays out of all sets that follow (Wernicke, Efficient detection of network motifs,
        IEEE/ACM Trans. Comput. Biol. Bioinf. 3, 2006).
        """
        waiting = [(1 << start, self._size[start], self._near[start] & free, 1 << start)]
        while waiting:
            chosen, size, open_nodes, seen = waiting.pop()
            yield chosen, size
            while open_nodes:
                bit = open_nodes & -open_nodes
                open_nodes ^= bit
                seen |= bit
                node = bit.bit_length() - 1
                if size + self._size[node] <= self._band.high:
                    fresh = self._near[node] & free & ~seen & ~open_nodes
                    waiting.append((chosen | bit, size + self._size[node], open_nodes | fresh, seen))
