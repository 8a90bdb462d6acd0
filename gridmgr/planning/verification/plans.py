# SPDX-License-Identifier: MIT
"""Checks the plan of a community: every promise that a plan makes, and that nothing is broken in silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Certificate, Statement
from gridmgr.planning.units import UnitGraph
from gridmgr.planning.verification.links import with_links
from gridmgr.planning.verification.proofs import verify

_NOTHING_SAID = Statement()


class FaultKind(StrEnum):
    """What a plan can do wrong."""

    NUMBERS = "numbers"
    """A unit without a grid, or a grid without a unit."""
    LINK = "link"
    """A link between units that a way over passable borders joins already, or between no units at all."""
    CERTIFICATE = "certificate"
    """A proof that does not hold."""
    APART = "apart"
    """A grid in several pieces."""
    BAND = "band"
    """A grid outside the band that is neither locked nor proven nor admitted."""
    LOCK = "lock"
    """A locked grid that changed."""
    ESTATE = "estate"
    """An estate in several grids that is neither too large, nor torn, nor proven, nor admitted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken promise. `places` are grids, estates, links or certificates by their number, as the kind tells."""

    kind: FaultKind
    places: tuple[int, ...] = ()
    detail: str = ""


def verify_partition(
    graph: UnitGraph,
    labels: NDArray[np.int64],
    band: Band,
    previous: NDArray[np.int64] | None = None,
    locked: NDArray[np.bool_] | None = None,
    said: Statement = _NOTHING_SAID,
) -> list[Fault]:
    """Return what is wrong with a plan; nothing for one that keeps every promise or says where it does not.

    `graph` is the community as built, without the links that the plan declares in `said`. `locked` (n,) are the units
    that must form the same grids as in `previous` (n,), with nothing added.
    """
    numbers = _number_faults(graph, labels)
    if numbers or not len(graph):
        return numbers
    linked, bad_links = with_links(graph, said.links)
    closed = np.zeros(len(graph), dtype=bool) if locked is None else locked
    faults = [Fault(FaultKind.LINK, tuple(bad_links))] if bad_links else []
    checked = [verify(proof, linked, band, closed) for proof in said.certificates]
    faults += [Fault(FaultKind.CERTIFICATE, (i,), each.fault) for i, each in enumerate(checked) if not each]
    proofs = [proof for proof, each in zip(said.certificates, checked, strict=True) if each]
    plan = _Plan(linked, labels, closed, proofs, said)
    faults += [*plan.torn(), *plan.off_band(band), *plan.split_estates(band)]
    if previous is not None:
        faults += _lock_faults(labels, previous, closed)
    return faults


def _number_faults(graph: UnitGraph, labels: NDArray[np.int64]) -> list[Fault]:
    if labels.shape != (len(graph),):
        return [Fault(FaultKind.NUMBERS, detail="not one grid for every unit")]
    known = np.unique(labels).tolist()
    if known != list(range(len(known))):
        return [Fault(FaultKind.NUMBERS, detail="the numbers of the grids have holes")]
    return []


def _lock_faults(labels: NDArray[np.int64], previous: NDArray[np.int64], closed: NDArray[np.bool_]) -> list[Fault]:
    changed = []
    for grid in np.unique(previous[closed]).tolist():
        kept = closed & (previous == grid)
        if not np.array_equal(labels == labels[kept][0], kept):
            changed.append(grid)
    return [Fault(FaultKind.LOCK, tuple(changed))] if changed else []


@dataclass(frozen=True, slots=True)
class _Plan:
    """A plan with the proofs that hold."""

    graph: UnitGraph
    labels: NDArray[np.int64]
    closed: NDArray[np.bool_]
    proofs: list[Certificate]
    said: Statement

    def torn(self) -> Iterator[Fault]:
        """Yield the grids that are in several pieces."""
        inside = self.labels[self.graph.edge_a] == self.labels[self.graph.edge_b]
        piece = self._pieces(inside)
        pairs = np.unique(np.stack((self.labels, piece), axis=1), axis=0)
        grids, counts = np.unique(pairs[:, 0], return_counts=True)
        if (counts > 1).any():
            yield Fault(FaultKind.APART, tuple(grids[counts > 1].tolist()))

    def off_band(self, band: Band) -> Iterator[Fault]:
        """Yield the grids outside the band for which nothing is said."""
        sizes = np.bincount(self.labels, self.graph.households).astype(np.int64).tolist()
        proven = {int(self.labels[unit]) for proof in self.proofs if not proof.whole for unit in proof.units}
        excused = proven | set(np.unique(self.labels[self.closed]).tolist()) | self.said.missed
        bad = tuple(g for g, size in enumerate(sizes) if not band.low <= size <= band.high and g not in excused)
        if bad:
            yield Fault(FaultKind.BAND, bad)

    def split_estates(self, band: Band) -> Iterator[Fault]:
        """Yield the estates in several grids for which nothing is said."""
        proven = {estate for proof in self.proofs for estate in proof.whole}
        whole = self._pieces(self.graph.compound[self.graph.edge_a] == self.graph.compound[self.graph.edge_b])
        faults = []
        for estate in np.unique(self.graph.compound[self.graph.compound >= 0]).tolist():
            inside = self.graph.compound == estate
            is_whole = len(np.unique(self.labels[inside])) == 1
            is_said = estate in proven or estate in self.said.split or bool((inside & self.closed).any())
            is_torn = len(np.unique(whole[inside])) > 1 or self.graph.households[inside].sum() > band.high
            if not (is_whole or is_said or is_torn):
                faults.append(estate)
        if faults:
            yield Fault(FaultKind.ESTATE, tuple(faults))

    def _pieces(self, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return the piece of every unit over some of the passable borders."""
        used = chosen & self.graph.passable
        a, b, count = self.graph.edge_a[used], self.graph.edge_b[used], len(self.graph)
        _, piece = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(count, count)), directed=False)
        pieces: NDArray[np.int32] = piece
        return pieces
