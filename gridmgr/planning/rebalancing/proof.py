# SPDX-License-Identifier: MIT
"""The fewest households that must move, proven: integer programs on a region that grows, with cuts where needed.

Every program leaves something out that a repair must obey, so none of them asks for more households than a repair does.
Where the answer of one is a legal repair all the same, no repair moves fewer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import ceil, isfinite

from gridmgr.planning.rebalancing.cuts import Cut, torn_cuts
from gridmgr.planning.rebalancing.legality import settle
from gridmgr.planning.rebalancing.meter import Effort
from gridmgr.planning.rebalancing.program import LIGHT, Ending, Program
from gridmgr.planning.rebalancing.reach import spread
from gridmgr.planning.rebalancing.region import Region, make_region
from gridmgr.planning.rebalancing.scene import Scene

_MOST_COLUMNS = 6_000
"""Programs above this size are not tried: a window waits for the answer."""
_MOST_FRESH = 2


@dataclass(slots=True)
class Proof:
    """The search for the fewest moves that mend some bad grids, as far as it has come."""

    scene: Scene
    active: frozenset[int]
    """The grids whose rules the programs know. Starts with the bad ones."""
    bound: int = 0
    """Households that move at least, in every repair."""
    is_impossible: bool = False
    """Whether it is proven that no repair moves at most the households asked for last."""
    _cuts: dict[Cut, None] = field(default_factory=dict)

    def below(self, most: int, effort: Effort, enough: float = 1.0) -> dict[int, int] | None:
        """Return a repair that moves as few households as any and at most `most`; None where none is found.

        Stops when the bound has come to `enough` of the households asked for.
        """
        self.is_impossible = False
        while effort.is_left:
            region = make_region(self.scene, self.active, self._fresh(most), most)
            moves = self._solved(region, effort, enough)
            if moves is None:
                return None
            settled = settle(self.scene, self.active, moves)
            if not settled.broken:
                return settled.moves
            grown = self.active | settled.broken
            if self.bound >= enough * (most + 1) or grown == self.active:
                return None
            self.active = grown
        return None

    def _solved(self, region: Region, effort: Effort, enough: float) -> Mapping[int, int] | None:
        """Solve a program and cut off torn answers until one is in one piece; None where there is none or not found."""
        program = Program(region)
        for cut in self._cuts:
            program.add_cut(cut)
        if len(program.cost) > _MOST_COLUMNS:
            effort.spend_all()
        while effort.is_left:
            answer = program.solve(effort.nodes, effort.look)
            effort.spend(len(program.cost), answer.work)
            if answer.ending is Ending.INFEASIBLE:
                self.bound, self.is_impossible = max(self.bound, region.most + 1), True
                return None
            if isfinite(answer.bound):
                self.bound = max(self.bound, min(region.most + 1, ceil(answer.bound - LIGHT - 1e-6)))
            if answer.side_of is None:
                return None
            cuts = [cut for cut in torn_cuts(region, answer.side_of) if cut not in self._cuts]
            if not cuts:
                return answer.side_of
            if self.bound >= enough * (region.most + 1):
                return None
            for cut in cuts:
                self._cuts[cut] = None
                program.add_cut(cut)
        return None

    def _fresh(self, most: int) -> tuple[int, ...]:
        """Return numbers of grids that may be founded: each takes the lower limit at least."""
        first = self.scene.fresh
        return tuple(range(first, first + min(_MOST_FRESH, most // max(1, self.scene.band.low))))


def grids_reached(scene: Scene, grids: Collection[int], most: int) -> set[int]:
    """Return the other grids between which and these a node can move when at most so many households move."""
    return {scene.grid[node] for node in spread(scene, scene.nodes_of(grids), most)}
