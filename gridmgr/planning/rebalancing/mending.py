# SPDX-License-Identifier: MIT
"""Mends one cluster of bad grids: integer program first, then searches, then a proof of how few moves must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil

import numpy as np

from gridmgr.model.progress import Part, Progress
from gridmgr.planning.rebalancing.clusters import Neighbourhood
from gridmgr.planning.rebalancing.drift import Drift, Schedule
from gridmgr.planning.rebalancing.legality import broken_grids, settle
from gridmgr.planning.rebalancing.meter import Effort
from gridmgr.planning.rebalancing.program import Program
from gridmgr.planning.rebalancing.proof import Proof
from gridmgr.planning.rebalancing.region import make_region
from gridmgr.planning.rebalancing.scene import Scene
from gridmgr.planning.rebalancing.starts import dissolved, split_off
from gridmgr.planning.rebalancing.windows import way_out

_STEPS_PER_NODE = 150
_LEAST_STEPS, _MOST_STEPS = 2_000, 40_000
_TRIES = 3
_REACHES = (1, 2, 3)
_STEP_UP = 1.3
_TREE_NODES = 150
_TREE_COLUMNS = 4_000
_ENOUGH = 0.93
"""A proof is good enough when so much of the households moved is proven to be needed."""
_FOR_LOOKS = 1.03
"""How many times the fewest households may move for straighter borders."""
_COOL = 3.0
_WORK_FOR_ANY = 1_500
"""Budget of the programs where no search found a repair."""

Moves = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of a cluster: the nodes that move (None where no repair was found) and what is proven."""

    moves: Moves | None
    bound: int
    """Households that any repair moves at least."""
    is_impossible: bool = False
    """Whether it is proven that there is no repair under these conditions."""
    active: frozenset[int] = frozenset()
    """The grids that the proof rests on."""
    least: int = 0
    """Households that the repair with the fewest moves that was found moves."""


class Mending:
    """Mends clusters of one scene. Holds what all attempts share."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self.scene = scene
        self.rng = rng
        self.neighbourhood = Neighbourhood(scene)
        self.fresh = scene.fresh

    def run(self, bad: list[int], progress: Progress) -> Mended:
        """Mend some grids with as few households moved as can be found, and prove how few it must be."""
        need, resting_on = self._need(bad)
        proof = Proof(self.scene, frozenset(bad), bound=need)
        best = self._by_program(bad, Part(progress, 0, 5))
        if best is None:
            best = self._by_drift(bad, Part(progress, 1, 5))
        if best is None:
            best = self._by_proof(proof, bad, Part(progress, 2, 5))
        if best is None:
            is_impossible = proof.is_impossible and not self.scene.rim
            return Mended(None, proof.bound, is_impossible, proof.active | resting_on)
        best = self._proven(proof, best, Part(progress, 3, 5))
        straight = self._straightened(bad, best, Part(progress, 4, 5))
        least = self.moved(best)
        bound = max(need, min(proof.bound, least, way_out(self.scene, proof.active, least)))
        return Mended(straight, bound, False, proof.active | resting_on, least)

    def moved(self, moves: Moves) -> int:
        """Return the households that change hands."""
        return sum(self.scene.households[node] for node in moves)

    def _need(self, bad: list[int]) -> tuple[int, frozenset[int]]:
        """Return the households that must move whatever the map looks like, and the grids that this rests on.

        Those too many leave, those missing come or a grid is dissolved; where the total of all grids that hang together
        asks for more grids, each of these takes the lower limit, where it asks for fewer, the smallest ones go.
        """
        sizes, band = self.scene.sizes(), self.scene.band
        off = [band.excess(sizes[grid]) for grid in bad]
        over, under = sum(max(0, o) for o in off), sum(max(0, -o) for o in off)
        local = max(over, min(under, *(sizes[grid] for grid in bad)))
        if self.scene.rim:  # The total of a window says nothing: households may come and go over its rim.
            return local, frozenset(bad)
        near = frozenset(self.neighbourhood.around(bad, len(sizes), len(sizes)))
        total, present = sum(sizes[grid] for grid in near), len(near)
        more, fewer = -(-total // band.high) - present, present - total // max(1, band.low)
        by_total = max(0, more) * band.low + sum(sorted(sizes[grid] for grid in near)[: max(0, fewer)])
        return (by_total, near) if by_total > local else (local, frozenset(bad))

    def _by_program(self, bad: list[int], progress: Progress) -> Moves | None:
        """Solve the program whose divisions are in one piece by construction, for more and more households moved."""
        active = frozenset(bad)
        most = max(20, ceil(1.15 * self._need(bad)[0]))
        top = int(1.1 * self.scene.band.low) + most
        while most <= top:
            progress.step(most, top + 1, "求最少变动")
            region = make_region(self.scene, active, (), most)
            program = Program(region, is_tree=True)
            if len(program.cost) > _TREE_COLUMNS:
                return None
            answer = program.solve(_TREE_NODES, partial(progress.step, most, top + 1, "求最少变动"))
            if answer.side_of is None:
                most = ceil(most * _STEP_UP)
                continue
            settled = settle(self.scene, active, answer.side_of)
            if not settled.broken:
                return settled.moves if not broken_grids(self.scene, settled.moves) else None
            if settled.broken <= active:
                return None
            active |= settled.broken
        return None

    def _by_drift(self, bad: list[int], progress: Progress) -> Moves | None:
        """Search from the present plan, with a grid split off, or with one dissolved; keep the fewest moves."""
        found: list[Moves] = []
        tried: set[int] = set()
        for number, reach in enumerate(_REACHES):
            part = Part(progress, number, len(_REACHES))
            movable = self.neighbourhood.around(bad, reach)
            if movable == tried:
                break
            tried = movable
            starts = self._starts(bad, movable)
            for place, (start, fresh) in enumerate(starts):
                moves = self._drift(movable, start, fresh, Part(part, place, len(starts)))
                if moves is not None:
                    found.append(moves)
            if found:
                break
        return min(found, key=lambda moves: (self.moved(moves), sorted(moves.items())), default=None)

    def _starts(self, bad: list[int], movable: set[int]) -> list[tuple[Moves, tuple[int, ...]]]:
        sizes, high = self.scene.sizes(), self.scene.band.high
        starts: list[tuple[Moves, tuple[int, ...]]] = [({}, ())]
        for grid in bad:
            if sizes[grid] > high:
                splits = [split_off(self.scene, grid, self.fresh, self.rng) for _ in range(_TRIES)]
                starts += [(split, (self.fresh,)) for split in splits]
            else:
                starts.append((dissolved(self.scene, grid, movable), ()))
        return starts

    def _drift(self, movable: set[int], start: Moves, fresh: tuple[int, ...], progress: Progress) -> Moves | None:
        nodes = sum(1 for grid in self.scene.grid if grid in movable)
        schedule = Schedule(_steps(nodes))
        moves = Drift(self.scene, movable, start, fresh).run(self.rng, schedule, progress)
        return moves if moves is not None and not broken_grids(self.scene, moves) else None

    def _by_proof(self, proof: Proof, bad: list[int], progress: Progress) -> Moves | None:
        """Look for any repair at all, or for the proof that there is none."""
        scene = self.scene
        total = sum(h for h, g in zip(scene.households, scene.grid, strict=True) if g not in scene.frozen)
        effort = Effort(progress, _WORK_FOR_ANY)
        most = max(20, 2 * self._need(bad)[0])
        while True:
            most = min(most, total)
            moves = proof.below(most, effort)
            if moves is not None and not broken_grids(scene, moves):
                return moves
            if not proof.is_impossible or most == total:
                proof.is_impossible = proof.is_impossible and most == total
                return None
            most *= 2

    def _proven(self, proof: Proof, best: Moves, progress: Progress) -> Moves:
        """Prove that fewer moves do not do, or find fewer."""
        households = self.moved(best)
        effort = Effort(progress)
        steps = [most for most in (self.scene.band.low - 1, households - 1) if proof.bound <= most < households]
        for most in sorted(set(steps)):
            if proof.bound < _ENOUGH * households:
                fewer = proof.below(most, effort, _ENOUGH)
                if fewer is not None and not broken_grids(self.scene, fewer):
                    return fewer
        return best

    def _straightened(self, bad: list[int], best: Moves, progress: Progress) -> Moves:
        """Search around a repair for straighter borders with hardly more households moved."""
        fresh = tuple(sorted({grid for grid in best.values() if grid >= self.fresh}))
        movable = {*best.values(), *(self.scene.grid[node] for node in best), *bad} - set(fresh)
        nodes = sum(1 for grid in self.scene.grid if grid in movable)
        schedule = Schedule(_steps(nodes), _COOL, 6.0, _FOR_LOOKS * self.moved(best))
        moves = Drift(self.scene, movable, best, fresh).run(self.rng, schedule, progress)
        return moves if moves is not None and not broken_grids(self.scene, moves) else best


def _steps(nodes: int) -> int:
    """Return how long a search on some nodes should last."""
    return min(_MOST_STEPS, max(_LEAST_STEPS, _STEPS_PER_NODE * nodes))
