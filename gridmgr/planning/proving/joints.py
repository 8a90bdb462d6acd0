# SPDX-License-Identifier: MIT
"""The nodes that hold a part together, and what would fall apart without them."""

from dataclasses import dataclass, field

from gridmgr.planning.proving.land import Land


@dataclass(slots=True)
class Joint:
    """A node without which its part falls into pieces, and the households of every piece."""

    node: int
    pieces: list[int] = field(default_factory=list)


def find_joints(land: Land, start: int) -> list[Joint]:
    """Return the joints of the part that holds a node, ascending.

    Tarjan's low points (Depth-first search and linear graph algorithms, SIAM J. Comput. 1, 1972), without recursion.
    """
    walk = _Walk(land, start)
    walk.run()
    total = walk.sums[start]
    found = []
    for node, pieces in sorted(walk.hanging.items()):
        rest = total - land.households[node] - sum(pieces)
        beyond = [] if node == start else [rest]
        if len(pieces) + len(beyond) > 1:
            found.append(Joint(node, [*pieces, *beyond]))
    return found


class _Walk:
    """A walk through a part in depth, that notes what hangs on which node alone."""

    def __init__(self, land: Land, start: int) -> None:
        self._land, self._start = land, start
        self._rank = {start: 0}
        self._low = {start: 0}
        self.sums = {start: land.households[start]}
        """Households of every node and all that was found from it."""
        self.hanging: dict[int, list[int]] = {}

    def run(self) -> None:
        """Walk until every node of the part was left again."""
        way = [(self._start, iter(self._land.near[self._start]))]
        while way:
            node, others = way[-1]
            fresh = next((other for other in others if self._is_fresh(node, other)), None)
            if fresh is not None:
                self._rank[fresh] = self._low[fresh] = len(self._rank)
                self.sums[fresh] = self._land.households[fresh]
                way.append((fresh, iter(self._land.near[fresh])))
                continue
            way.pop()
            if way:
                self._leave(way[-1][0], node)

    def _is_fresh(self, node: int, other: int) -> bool:
        if other not in self._rank:
            return True
        self._low[node] = min(self._low[node], self._rank[other])
        return False

    def _leave(self, parent: int, child: int) -> None:
        self._low[parent] = min(self._low[parent], self._low[child])
        self.sums[parent] += self.sums[child]
        if self._low[child] >= self._rank[parent]:
            self.hanging.setdefault(parent, []).append(self.sums[child])
