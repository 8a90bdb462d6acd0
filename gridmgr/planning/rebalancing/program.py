# SPDX-License-Identifier: MIT
"""The integer program of a repair: which nodes leave home for which side, so that the fewest households move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gridmgr.planning.rebalancing.cuts import NO_ROOT, Cut
from gridmgr.planning.rebalancing.region import OUTSIDE, Region
from gridmgr.planning.rebalancing.waiting import waited_for

_INFEASIBLE = 2
_GAP = 0.002
LIGHT = 0.9
"""What all units together weigh against one household: of equal divisions the one that moves fewer units wins."""


class Ending(Enum):
    """How the solver ended."""

    OPTIMAL = 0
    INFEASIBLE = 1
    GIVEN_UP = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found: nodes that leave home and the side they go to, and a proven lower bound of the cost."""

    ending: Ending
    side_of: Mapping[int, int] | None
    bound: float
    work: int = 0
    """Branches that it took."""


class Program:
    """Columns are moves (node, side), dissolved grids, and whatever `price` adds; rows are added one by one."""

    def __init__(self, region: Region, is_tree: bool = False) -> None:
        self.region = region
        self.column: dict[tuple[int, int], int] = {}
        self.cost: list[float] = []
        self.integral: list[int] = []
        self.top: list[float] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        households, members = region.scene.households, region.scene.members
        light = LIGHT / (1 + sum(len(members[node]) for node in region.options))
        for node, sides in sorted(region.options.items()):
            for side in sides:
                self.column[node, side] = self.add_column(households[node] + light * len(members[node]))
        self._gone = {grid: self.add_column(0.0) for grid in sorted(region.dissolvable)}
        self._used = {grid: self.add_column(0.0) for grid in region.fresh}
        self._add_choices()
        for side in region.sides:
            if side != OUTSIDE:
                self._add_band(side)
        if is_tree:
            self._add_trees()
        else:
            self._add_neighbours()
        self.moved = {column: float(households[node]) for (node, _), column in self.column.items()}
        self.add_row(self.moved, -np.inf, float(region.most))

    def add_column(self, cost: float, is_whole: bool = True, top: float = 1.0) -> int:
        """Add a variable from 0 to `top` and return its column."""
        self.cost.append(cost)
        self.integral.append(int(is_whole))
        self.top.append(top)
        return len(self.cost) - 1

    def add_row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """Add a row low <= terms <= high."""
        self._rows.append((dict(terms), low, high))

    def terms(self, node: int, side: int) -> tuple[dict[int, float], float]:
        """Return "the node is on this side" as coefficients and a constant."""
        if self.region.home(node) == side:
            return {self.column[node, other]: -1.0 for other in self.region.options.get(node, ())}, 1.0
        column = self.column.get((node, side))
        return ({} if column is None else {column: 1.0}), 0.0

    def add_cut(self, cut: Cut) -> None:
        """Forbid what a cut forbids."""
        row, constant = self.terms(cut.node, cut.side)
        if cut.root != NO_ROOT:
            constant += _add(row, self.terms(cut.root, cut.side), 1.0) - 1.0
        for node in sorted(cut.gate):
            constant += _add(row, self.terms(node, cut.side), -1.0)
        self.add_row(row, -np.inf, -constant)

    def solve(self, nodes: int, look: Callable[[], None]) -> Answer:
        """Solve within a number of branch-and-bound nodes; the same program gives the same answer.

        `look` is called several times a second. Raises what it raises.
        """
        if not self.cost:
            fits = all(low <= 0.0 <= high for _, low, high in self._rows)
            return Answer(Ending.OPTIMAL if fits else Ending.INFEASIBLE, {} if fits else None, 0.0)
        values = np.array([v for row, _, _ in self._rows for v in row.values()])
        columns = np.array([c for row, _, _ in self._rows for c in row], dtype=np.int64)
        starts = np.cumsum([0, *(len(row) for row, _, _ in self._rows)])
        matrix = csr_array((values, columns, starts), shape=(len(self._rows), len(self.cost)))
        limits = LinearConstraint(matrix, [low for _, low, _ in self._rows], [high for _, _, high in self._rows])
        solve = partial(
            milp,
            np.array(self.cost),
            integrality=np.array(self.integral),
            bounds=Bounds(0.0, np.array(self.top)),
            constraints=limits,
            options={"node_limit": nodes, "mip_rel_gap": _GAP},
        )
        found = waited_for(solve, look)
        work = int(found.mip_node_count or 0)
        if found.status == _INFEASIBLE:
            return Answer(Ending.INFEASIBLE, None, np.inf, work)
        bound = float(found.mip_dual_bound) if found.mip_dual_bound is not None else 0.0
        ending = Ending.OPTIMAL if found.status == 0 else Ending.GIVEN_UP
        if found.x is None:
            return Answer(ending, None, bound, work)
        moves = {node: side for (node, side), column in self.column.items() if found.x[column] > 0.5}
        return Answer(ending, moves, bound, work)

    def _add_choices(self) -> None:
        for node, sides in self.region.options.items():
            if len(sides) > 1:
                self.add_row({self.column[node, side]: 1.0 for side in sides}, 0.0, 1.0)

    def _add_band(self, side: int) -> None:
        """Keep a grid in the band, or without any land where it is dissolved or not founded."""
        scene, region = self.region.scene, self.region
        row: dict[int, float] = {}
        constant = 0.0
        for node in range(len(scene)):
            if scene.households[node] and (region.home(node) == side or (node, side) in self.column):
                constant += _add(row, self.terms(node, side), float(scene.households[node]))
        band = scene.band
        switch = self._used.get(side, self._gone.get(side))
        if switch is None:
            self.add_row(row, band.low - constant, band.high - constant)
            return
        is_fresh = side in self._used
        base = (0.0, 0.0) if is_fresh else (float(band.low), float(band.high))
        sign = 1.0 if is_fresh else -1.0
        self.add_row({**row, switch: -sign * band.low}, base[0] - constant, np.inf)
        self.add_row({**row, switch: -sign * band.high}, -np.inf, base[1] - constant)
        self._add_switch(side, switch, is_fresh)

    def _add_switch(self, side: int, switch: int, is_fresh: bool) -> None:
        """Let no land without households stay in, or come to, a grid that is not there."""
        for node in range(len(self.region.scene)):
            if self.region.home(node) == side or (node, side) in self.column:
                row, constant = self.terms(node, side)
                row[switch] = -1.0 if is_fresh else 1.0
                self.add_row(row, -np.inf, (0.0 if is_fresh else 1.0) - constant)

    def _add_neighbours(self) -> None:
        """A node that comes to a side that is there has a neighbour on it."""
        region, scene = self.region, self.region.scene
        for node, side in self.column:
            beside = () if side in region.fresh else scene.beside(node, side)
            others = [self.terms(other, side) for other in beside]
            if side in region.fresh or any(constant == 1.0 and not terms for terms, constant in others):
                continue
            row, constant = self.terms(node, side)
            for other in others:
                constant += _add(row, other, -1.0)
            self.add_row(row, -np.inf, -constant)

    def _add_trees(self) -> None:
        """Join every node to its side by a neighbour that is nearer to the side's core: in one piece without any cut.

        Leaves out divisions that wind back; those left are legal. Source: Mehrotra, Johnson, Nemhauser 1998.
        """
        region = self.region
        for side in region.sides:
            core = self._core(side)
            steps = self._steps(side, core)
            reached = [node for node in steps if node not in core]
            lost = [node for node, other in self.column if other == side and node not in steps]
            for node in lost:
                self.add_row({self.column[node, side]: 1.0}, 0.0, 0.0)
            for node in reached:
                row, constant = self.terms(node, side)
                for other in region.scene.beside(node, side):
                    if steps.get(other, steps[node]) < steps[node]:
                        constant += _add(row, self.terms(other, side), -1.0)
                self.add_row(row, -np.inf, -constant)

    def _core(self, side: int) -> set[int]:
        """Return the nodes that a side surely keeps; where it might lose all, its heaviest one, which it then keeps."""
        region = self.region
        core = set(region.fixed.get(side, ()))
        own = [node for node in region.options if region.home(node) == side]
        if core or side == OUTSIDE or not own:
            return core | (set(own) if side == OUTSIDE else set())
        heaviest = max(own, key=lambda node: (region.scene.households[node], -node))
        for other in region.options[heaviest]:
            self.add_row({self.column[heaviest, other]: 1.0}, 0.0, 0.0)
        return {heaviest}

    def _steps(self, side: int, core: set[int]) -> dict[int, int]:
        """Return how many steps from the core the nodes lie that can be on a side."""
        steps = dict.fromkeys(sorted(core), 0)
        queue = sorted(core)
        for node in queue:
            for other in self.region.scene.beside(node, side):
                can_be = self.region.home(other) == side or (other, side) in self.column
                if other not in steps and can_be:
                    steps[other] = steps[node] + 1
                    queue.append(other)
        return steps


def _add(row: dict[int, float], other: tuple[Mapping[int, float], float], times: float) -> float:
    """Add terms to a row; return what is added to its constant."""
    terms, constant = other
    for column, value in terms.items():
        row[column] = row.get(column, 0.0) + times * value
    return times * constant
