# SPDX-License-Identifier: MIT
"""The automatic plan of one community, from its units to a partition with reasons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.model.progress import Progress, Silent
from gridmgr.planning.certificates import Certificate
from gridmgr.planning.partition.closeness import nearer_to
from gridmgr.planning.partition.draft import Draft
from gridmgr.planning.partition.explain import explain, verdict_of
from gridmgr.planning.partition.kernel.loading import kernel
from gridmgr.planning.partition.linking import Linked, link_pieces
from gridmgr.planning.partition.lumps import take_out_lumps
from gridmgr.planning.partition.meter import Meter
from gridmgr.planning.partition.network import unit_network
from gridmgr.planning.partition.numbering import number_grids
from gridmgr.planning.partition.repair import Repair
from gridmgr.planning.partition.result import Partition, Reason, ReasonCode, Verdict, Wish
from gridmgr.planning.partition.search import Search
from gridmgr.planning.proving import prove
from gridmgr.planning.units import UnitGraph

_STEPS_PER_UNIT = 500
_NO_WISH = Wish()
_SILENT = Silent()


def partition(
    graph: UnitGraph,
    band: Band,
    *,
    seed: int = 0,
    wish: Wish = _NO_WISH,
    second: NDArray[np.float64] | None = None,
    previous: NDArray[np.int64] | None = None,
    locked: NDArray[np.bool_] | None = None,
    progress: Progress = _SILENT,
) -> Partition:
    """Divide the units of a community into grids, each in one piece and, wherever the buildings allow it, in the band.

    Pieces that nothing passable joins are linked once and reported; buildings above the maximum become grids of their
    own; estates stay whole unless no plan is found without splitting them. Every grid outside the band has a reason.
    `second` (n,) is a second measure that may be balanced; `previous` (n,) the grid of every unit in the plan in
    force, -1 for none; `locked` (n,) the units whose previous grid stays as it is, with nothing added.
    The work is bounded by counted steps (`wish.effort` multiplies them), so the same input and seed give the same
    labels on every machine. Raises CancelledError when `progress` does.
    """
    if not len(graph):
        nothing = np.zeros(0, dtype=np.int64)
        return Partition(nothing, nothing, Verdict.INFEASIBLE, (Reason(ReasonCode.NO_UNITS),))
    meter = Meter(progress, len(graph) * _STEPS_PER_UNIT * wish.effort)
    linked = link_pieces(graph)
    meter.look()
    draft = _draft(linked.graph, band, wish, second)
    free = _lock(draft, previous, locked)
    search = Search(band, wish, np.random.default_rng(seed), meter, kernel())
    if free:
        before = previous.tolist() if previous is not None and wish.weights.closeness > 0.0 else None
        _divide(draft, free, search, before)
    meter.look()
    proofs = _Proofs(linked.graph, band, locked, meter)
    _repair(draft, free, search, proofs.find)
    number_grids(draft)
    meter.finish()
    return _finished(draft, linked, proofs)


@dataclass(slots=True)
class _Proofs:
    """The proofs about a community, looked for once."""

    graph: UnitGraph
    band: Band
    locked: NDArray[np.bool_] | None
    meter: Meter
    known: Sequence[Certificate] | None = None

    def find(self) -> Sequence[Certificate]:
        """Return the proofs. Raises CancelledError when the plan was given up."""
        if self.known is None:
            self.known = prove(self.graph, self.band, self.locked, True, _Watch(self.meter))
        return self.known


@dataclass(frozen=True, slots=True)
class _Watch:
    """Lets work that counts its own steps be given up."""

    meter: Meter

    def step(self, _done: int, _total: int, _what: str = "") -> None:
        """Raise CancelledError when the plan was given up."""
        self.meter.look()


def _draft(graph: UnitGraph, band: Band, wish: Wish, second: NDArray[np.float64] | None) -> Draft:
    compound = graph.compound.tolist()
    size: dict[int, int] = {}
    for estate, households in zip(compound, graph.households.tolist(), strict=True):
        size[estate] = size.get(estate, 0) + households
    whole = {estate for estate, households in size.items() if estate >= 0 and households <= band.high}
    return Draft(unit_network(graph, wish.weights, second), compound, whole, [0] * len(graph), {})


def _lock(draft: Draft, previous: NDArray[np.int64] | None, locked: NDArray[np.bool_] | None) -> list[int]:
    """Give the locked units the first grid numbers, and return the free units."""
    count = len(draft.units)
    if locked is None or not locked.any():
        return list(range(count))
    if previous is None or (previous[locked] < 0).any():
        raise ValueError("every locked unit needs a previous grid")
    names = {name: number for number, name in enumerate(np.unique(previous[locked]).tolist())}
    for unit in np.flatnonzero(locked).tolist():
        draft.labels[unit] = names[int(previous[unit])]
    draft.locked = set(names.values())
    return np.flatnonzero(~locked).tolist()


def _divide(draft: Draft, units: list[int], search: Search, previous: list[int] | None) -> None:
    """Give every lump its grid, and divide the parts that are left one after the other."""
    used = len(draft.locked)
    search.meter.look()
    network = draft.network(units)
    search.meter.look()
    parted = take_out_lumps(network, search.band)
    for grid, nodes in enumerate(parted.lumps, start=used):
        draft.lumps[grid] = units[network.origin[nodes[0]][0]]
        draft.assign(units, network.part(nodes).rooted(network), [grid] * len(nodes), list(range(grid + 1)))
    used += len(parted.lumps)
    for nodes in parted.parts:
        part = network.part(nodes)
        search.meter.look()
        found = search.divide(part)
        part = part.rooted(network)
        if previous:
            found = nearer_to([previous[unit] for unit in units], part, found, search)
        draft.assign(units, part, found.labels, list(range(used, used + found.grids)))
        used += found.grids


def _repair(draft: Draft, units: list[int], search: Search, proofs: Callable[[], Sequence[Certificate]]) -> None:
    """Mend the grids outside the band, and smooth the borders where that changed something."""
    if Repair(search, draft, proofs).run():
        search.meter.look()
        _polish(draft, units, search)
    search.meter.look()


def _polish(draft: Draft, units: list[int], search: Search) -> None:
    """Smooth the borders after a repair, where no grid suffers from it."""
    network = draft.network(units)
    settled = draft.settled
    loose = [node for node, members in enumerate(network.origin) if draft.labels[units[members[0]]] not in settled]
    for nodes in network.pieces(loose):
        part = network.part(nodes).rooted(network)
        names = [draft.labels[units[members[0]]] for members in part.origin]
        numbers = sorted(set(names))
        found = search.polish(part, [numbers.index(name) for name in names])
        draft.assign(units, part, found.labels, numbers)


def _finished(draft: Draft, linked: Linked, proofs: _Proofs) -> Partition:
    labels = np.array(draft.labels, dtype=np.int64)
    reasons = explain(linked.graph, labels, proofs.band, proofs.locked, proofs.known)
    sizes = draft.sizes()
    households = np.array([sizes[grid] for grid in range(len(sizes))], dtype=np.int64)
    return Partition(labels, households, verdict_of(reasons), (*reasons, *linked.reasons), linked.links)
