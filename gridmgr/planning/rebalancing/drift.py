# SPDX-License-Identifier: MIT
"""Searches a repair by moving one node at a time over a border, cool, from the present plan.

Every node away from home costs its households, so what does not help drifts back.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import exp, inf

import numpy as np

from gridmgr.model.progress import Progress
from gridmgr.planning.rebalancing.scene import Scene

_HOT, _COLD = 12.0, 0.4
"""Temperatures in households."""
_SOFT, _HARD = 0.5, 6.0
"""What a household off the band costs at the beginning and at the end."""
_UNIT = 3.0
"""What a unit away from home costs beside its households, so that land without any does not drift."""
_RANDOM_AT_ONCE = 4096
_LOOK = 1000


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how warm a search is, and how many households may be away from home at its end."""

    steps: int
    hot: float = _HOT
    soft: float = _SOFT
    most: float = inf

    def at(self, step: int) -> tuple[float, float]:
        """Return the temperature and the price of a household off the band at a step."""
        share = step / self.steps
        return self.hot * (_COLD / self.hot) ** share, self.soft * (_HARD / self.soft) ** share


class Drift:
    """The plan while nodes move. Only nodes of the `movable` grids do."""

    def __init__(
        self, scene: Scene, movable: Collection[int], start: Mapping[int, int], fresh: Collection[int]
    ) -> None:
        self.scene = scene
        self.labels = list(scene.grid)
        self.movable = frozenset(movable) | frozenset(fresh)
        self.moves: dict[int, int] = {}
        self.sizes = scene.sizes()
        for grid in fresh:
            self.sizes[grid] = 0
        self._rim: list[int] = []
        self._place: dict[int, int] = {}
        self._count: dict[int, int] = dict.fromkeys(self.sizes, 0)
        for grid in scene.grid:
            self._count[grid] += 1
        self.cost = 0.0
        self.away = 0
        for node, grid in start.items():
            self._shift(node, grid)
        for node in range(len(scene)):
            self._note(node)

    @property
    def excess(self) -> int:
        """Return by how many households the movable grids are off the band; a grid without land is off by none."""
        band = self.scene.band
        return sum(abs(band.excess(self.sizes[g])) for g in sorted(self.movable) if self._count[g])

    def run(self, rng: np.random.Generator, schedule: "Schedule", progress: Progress) -> dict[int, int] | None:
        """Move nodes and return the cheapest legal moves that were met, None where none were.

        Raises CancelledError when `progress` does.
        """
        best, best_cost = None, float("inf")
        excess = self.excess
        if excess == 0 and self.away <= schedule.most:
            best, best_cost = dict(self.moves), self.cost
        chance = _chances(rng)
        for step in range(schedule.steps if self._rim else 0):
            if step % _LOOK == 0:
                progress.step(step, schedule.steps)
            relief = self._try(chance, *schedule.at(step))
            if relief is None:
                continue
            excess += relief
            if excess == 0 and self.cost < best_cost - 1e-9 and self.away <= schedule.most:
                best, best_cost = dict(self.moves), self.cost
            if not self._rim:
                break
        return best

    def _try(self, chance: Iterator[float], warmth: float, press: float) -> int | None:
        """Propose one move; return what it changes of the households off the band, None where it is not made."""
        node = self._rim[int(next(chance) * len(self._rim))]
        target = self._target(node, next(chance))
        if target is None:
            return None
        relief = self._relief(node, target)
        worse = self._price(node, target) + press * relief
        if worse > 0.0 and next(chance) >= exp(-worse / warmth):
            return None
        if not self._leaves_whole(node):
            return None
        self._shift(node, target)
        for touched in (node, *self.scene.near[node]):
            self._note(touched)
        return relief

    def _target(self, node: int, chance: float) -> int | None:
        own = self.labels[node]
        others = sorted({self.labels[o] for o in self.scene.near[node]} & self.movable - {own})
        return others[int(chance * len(others))] if others else None

    def _price(self, node: int, target: int) -> float:
        """Return what a move costs beside the band: households and units away from home, borders off the streets."""
        own, home = self.labels[node], self.scene.grid[node]
        weight = self.scene.households[node] + _UNIT * len(self.scene.members[node])
        change = weight * ((target != home) - (own != home))
        for other, worth in self.scene.borders[node]:
            label = self.labels[other]
            if label == own:
                change += worth
            elif label == target:
                change -= worth
        return change

    def _relief(self, node: int, target: int) -> int:
        """Return by how much a move changes the households off the band."""
        band, weight, own = self.scene.band, self.scene.households[node], self.labels[node]
        old, new = self.sizes[own], self.sizes[target]
        was = abs(band.excess(old)) + (abs(band.excess(new)) if self._count[target] else 0)
        left = abs(band.excess(old - weight)) if self._count[own] > 1 else 0
        return left + abs(band.excess(new + weight)) - was

    def _shift(self, node: int, target: int) -> None:
        self.cost += self._price(node, target)
        own, weight, home = self.labels[node], self.scene.households[node], self.scene.grid[node]
        self.away += weight * ((target != home) - (own != home))
        self.sizes[own] -= weight
        self.sizes[target] += weight
        self._count[own] -= 1
        self._count[target] += 1
        self.labels[node] = target
        if target == home:
            self.moves.pop(node, None)
        else:
            self.moves[node] = target

    def _note(self, node: int) -> None:
        """Keep the list of nodes on a border up to date."""
        own = self.labels[node]
        is_rim = own in self.movable and any(
            self.labels[o] != own and self.labels[o] in self.movable for o in self.scene.near[node]
        )
        place = self._place.get(node)
        if is_rim and place is None:
            self._place[node] = len(self._rim)
            self._rim.append(node)
        elif not is_rim and place is not None:
            last = self._rim.pop()
            del self._place[node]
            if last != node:
                self._rim[place] = last
                self._place[last] = place

    def _leaves_whole(self, node: int) -> bool:
        """Tell whether the grid of a node stays in one piece without it."""
        own, labels = self.labels[node], self.labels
        around = {o for o in self.scene.beside(node, own) if labels[o] == own}
        if len(around) < 2:
            return True
        first = min(around)
        left = around - {first}
        seen, queue = {node, first}, [first]
        for one in queue:
            for other in self.scene.beside(one, own):
                if labels[other] == own and other not in seen:
                    left.discard(other)
                    if not left:
                        return True
                    seen.add(other)
                    queue.append(other)
        return False


def _chances(rng: np.random.Generator) -> Iterator[float]:
    while True:
        yield from rng.random(_RANDOM_AT_ONCE).tolist()
