# SPDX-License-Identifier: MIT
"""Brings a plan back into the band after households changed, with the fewest households changing hands."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridmgr.model.bands import Band
from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.planning.partition.linking import link_pieces
from gridmgr.planning.partition.totals import possible_counts
from gridmgr.planning.rebalancing.anew import divided_anew
from gridmgr.planning.rebalancing.clusters import Neighbourhood
from gridmgr.planning.rebalancing.estates import estates_near, split_estates
from gridmgr.planning.rebalancing.mending import Mended, Mending
from gridmgr.planning.rebalancing.proof import grids_reached
from gridmgr.planning.rebalancing.result import (
    UNSOLVED,
    Rebalanced,
    RepairCode,
    RepairReason,
    RepairVerdict,
)
from gridmgr.planning.rebalancing.scene import NOWHERE, Scene, make_scene, whole_estates
from gridmgr.planning.rebalancing.windows import LARGE, window_around
from gridmgr.planning.units import UnitGraph

_SILENT = Silent()
_MOST_ANEW = 14
"""Grids whose land is divided anew at most."""


def rebalance(
    graph: UnitGraph,
    labels: NDArray[np.int64],
    band: Band,
    *,
    touch: Collection[int] | None = None,
    locked: Collection[int] = (),
    seed: int = 0,
    progress: Progress = _SILENT,
) -> Rebalanced:
    """Bring the grids of a plan back into the band and move as few households as can be.

    `labels` (n,) hold the grid of each unit, -1 for none. Grids in the band change only where that helps one that is
    not. `locked` grids never change; with `touch`, only those grids may. Every changed grid is in one piece (one that
    was torn before gets no more pieces) and in the band; estates stay whole unless nothing else was found. Grids that
    cannot be mended stay as they are, with a reason. The work is counted, so the same plan and seed give the same
    repair. Raises CancelledError when `progress` does.
    """
    present = np.asarray(labels, dtype=np.int64)
    grids = set(np.unique(present).tolist()) - {NOWHERE}
    kept = set(locked) & grids
    if touch is not None:
        kept |= grids - set(touch)
    linked = link_pieces(graph).graph
    repair = _Repair(linked, present.copy(), band, kept, np.random.default_rng(seed))
    repair.run(progress)
    progress.step(1, 1)
    return repair.result(present)


@dataclass(slots=True)
class _Repair:
    """The plan while its clusters of bad grids are mended one after the other."""

    graph: UnitGraph
    """The graph of the community in one piece."""
    labels: NDArray[np.int64]
    band: Band
    kept: set[int]
    rng: np.random.Generator
    reasons: list[RepairReason] = field(default_factory=list)
    proven: list[Mended] = field(default_factory=list)
    leaving: int = 0
    """Households above the maximum in the grids that were mended: each of them leaves its grid in every repair."""

    def run(self, progress: Progress) -> None:
        """Mend every cluster; grids that an earlier one changed stay as they are where that is possible."""
        bad = self._mendable()
        scene = self._scene(set())
        neighbourhood, sizes = Neighbourhood(scene), scene.sizes()
        clusters = neighbourhood.clusters(bad)
        changed: set[int] = set()
        before = self.labels.copy()
        for number, cluster in enumerate(clusters):
            part = Part(progress, number, len(clusters))
            part.step(0, 1)
            # What hangs together keeps its total whatever is mended in it.
            total = sum(sizes[grid] for grid in neighbourhood.around(cluster, len(sizes), len(sizes)))
            if possible_counts(total, self.band):
                mended, scene = self._mend(cluster, changed - set(cluster), part)
            else:
                mended, scene = Mended(None, 0, True), self._scene(set())
            present = scene.sizes()
            if mended.moves is None and not self._divide_anew(cluster, mended, changed, part):
                self._explain(cluster, mended)
                continue
            self.leaving += sum(max(0, self.band.excess(present[grid])) for grid in cluster)
            if mended.moves is not None:
                self.proven.append(mended)
                for node, grid in mended.moves.items():
                    self.labels[scene.members[node]] = grid
            moved = self.labels != before
            changed |= {*self.labels[moved].tolist(), *before[moved].tolist()}

    def result(self, present: NDArray[np.int64]) -> Rebalanced:
        """Return what came out, in the numbers of the present grids."""
        self.labels = _renamed(present, self.labels, self.graph.households)
        moved = self.labels != present
        old, new = set(present.tolist()), set(self.labels.tolist())
        reasons = [*self.reasons, *split_estates(self.graph, present, self.labels)]
        bound, is_exact = self._bound()
        return Rebalanced(
            labels=self.labels,
            moved_households=int(self.graph.households[moved].sum()),
            moved_units=int(np.count_nonzero(moved)),
            bound_households=bound,
            bound_is_exact=is_exact,
            verdict=_verdict(bool(moved.any()), [reason for reason in reasons if reason.code in UNSOLVED]),
            reasons=tuple(reasons),
            founded=tuple(sorted(new - old)),
            dissolved=tuple(sorted(old - new)),
        )

    def _scene(self, frozen: set[int], freed: Collection[int] = (), around: Collection[int] = ()) -> Scene:
        """Return the scene of the community; of a large one only the window around some grids, where they are named."""
        whole, barred = whole_estates(self.graph, self.band) - set(freed), self.kept | frozen
        if not around or len(self.graph) <= LARGE:
            return make_scene(self.graph, self.labels, self.band, barred, whole)
        window = window_around(self.graph, self.labels, around, {*barred, NOWHERE})
        part = self.graph.part(window.units)
        scene = make_scene(part, self.labels[window.units], self.band, barred, whole)
        members = [window.units[units].tolist() for units in scene.members]
        rim = frozenset(node for node, units in enumerate(members) if not window.rim.isdisjoint(units))
        return replace(scene, members=members, fresh=int(self.labels.max()) + 1, rim=rim)

    def _mendable(self) -> list[int]:
        """Return the bad grids that may change and that no single building excuses; tell why of the others."""
        inside = self.labels >= 0
        sizes = np.bincount(self.labels[inside], self.graph.households[inside]).astype(np.int64)
        heaviest = np.zeros(len(sizes), dtype=np.int64)
        np.maximum.at(heaviest, self.labels[inside], self.graph.households[inside])
        mendable = []
        for grid in np.unique(self.labels[inside]).tolist():
            size = int(sizes[grid])
            if heaviest[grid] > self.band.high:
                self.kept.add(grid)
                self._tell(RepairCode.LUMP, int(heaviest[grid]), (grid,))
            elif self.band.excess(size) and grid in self.kept:
                self._tell(RepairCode.LOCKED, size, (grid,))
            elif self.band.excess(size):
                mendable.append(grid)
        return mendable

    def _mend(self, cluster: list[int], changed: set[int], progress: Progress) -> tuple[Mended, Scene]:
        """Mend a cluster: with whole estates, then with those near the bad grids free to be split."""
        scene = self._scene(changed, around=cluster)
        mended = Mending(scene, self.rng).run(cluster, Part(progress, 0, 3))
        if mended.moves is not None:
            return mended, scene
        for number, (reach, frozen) in enumerate(((0, changed), (2, changed))):
            freed = estates_near(self.graph, self.labels, Neighbourhood(scene).around(cluster, reach))
            looser = self._scene(frozen, freed, cluster)
            found = Mending(looser, self.rng).run(cluster, Part(progress, 1 + number, 3)) if freed else mended
            if found.moves is not None:
                return found, looser
            mended = found
        return mended, scene

    def _divide_anew(self, cluster: list[int], mended: Mended, changed: set[int], progress: Progress) -> bool:
        """Divide the land of a cluster and its neighbours anew where nothing smaller helped; tell whether that did."""
        neighbourhood = Neighbourhood(self._scene(set()))
        for reach in () if mended.is_impossible else (1, 2):
            grids = set(neighbourhood.around(cluster, reach, _MOST_ANEW)) - self.kept - (changed - set(cluster))
            found = divided_anew(self.graph, self.labels, self.band, grids, progress)
            if found is not None:
                found = _renamed(self.labels, found, self.graph.households)
                least = int(self.graph.households[found != self.labels].sum())
                self.proven.append(Mended({}, mended.bound, False, mended.active, least))
                self.labels[:] = found
                return True
        return False

    def _explain(self, cluster: list[int], mended: Mended) -> None:
        """Tell why a cluster could not be mended: the totals do not allow it, it was proven, or nothing was found."""
        scene = self._scene(set())
        free = [node for node, grid in enumerate(scene.grid) if grid not in scene.frozen]
        for piece in scene.pieces(free, NOWHERE):
            grids = {scene.grid[node] for node in piece}
            total = sum(scene.households[node] for node in piece)
            inside = tuple(grid for grid in cluster if grid in grids)
            if inside and not possible_counts(total, self.band):
                self._tell(RepairCode.TOTALS, total, inside)
            else:
                code = RepairCode.PROVEN if mended.is_impossible else RepairCode.NOT_FOUND
                sizes = scene.sizes()
                for grid in inside:
                    self._tell(code, sizes[grid], (grid,))

    def _tell(self, code: RepairCode, households: int, grids: tuple[int, ...]) -> None:
        values = {"low": self.band.low, "high": self.band.high}
        self.reasons.append(RepairReason(code, households, grids, values=values))

    def _bound(self) -> tuple[int, bool]:
        """Return the households that must move in all; bounds add up only where no node counts for two of them."""
        scene = self._scene(set())
        most = sum(mended.least for mended in self.proven)
        chosen: list[Mended] = []
        for mended in sorted(self.proven, key=lambda m: -m.bound):
            reached = grids_reached(scene, mended.active, most) if len(self.proven) > 1 else set()
            if all(reached.isdisjoint(other.active) for other in chosen):
                chosen.append(mended)
        bound = max(sum(mended.bound for mended in chosen), self.leaving)
        return bound, bound == most


def _verdict(has_moved: bool, unsolved: list[RepairReason]) -> RepairVerdict:
    if unsolved:
        return RepairVerdict.PARTLY if has_moved else RepairVerdict.UNSOLVED
    return RepairVerdict.REPAIRED if has_moved else RepairVerdict.NOTHING_TO_DO


def _renamed(before: NDArray[np.int64], after: NDArray[np.int64], households: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give new and changed grids the numbers with which the most households keep theirs."""
    moved = before != after
    names = sorted({*before[moved].tolist(), *after[moved].tolist()})
    if not names:
        return after
    place = {name: number for number, name in enumerate(names)}
    kept = np.zeros((len(names), len(names)))
    for old, new, size in zip(before.tolist(), after.tolist(), households.tolist(), strict=True):
        if old in place and new in place:
            kept[place[new], place[old]] += size + 1e-3 + (1e-4 if old == new else 0.0)
    rows, columns = linear_sum_assignment(-kept)
    name_of = {names[row]: names[column] for row, column in zip(rows, columns, strict=True)}
    return np.array([name_of.get(grid, grid) for grid in after.tolist()], dtype=np.int64)
