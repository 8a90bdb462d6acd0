# SPDX-License-Identifier: MIT
"""Finds the reason of every grid outside the band, with its proof where there is one."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import (
    Certificate,
    IslandProof,
    JointProof,
    LumpProof,
    PackingProof,
    PocketProof,
    RegionProof,
    TotalProof,
)
from gridmgr.planning.partition.result import Reason, ReasonCode, Verdict
from gridmgr.planning.partition.split_estates import estate_reasons, has_unexplained_split
from gridmgr.planning.proving import prove, widened
from gridmgr.planning.units import UnitGraph

_VERDICTS = {
    ReasonCode.NO_UNITS: Verdict.INFEASIBLE,
    ReasonCode.TOTAL_TOO_SMALL: Verdict.INFEASIBLE,
    ReasonCode.TOTAL_IN_GAP: Verdict.INFEASIBLE,
    ReasonCode.JOINT: Verdict.INFEASIBLE,
    ReasonCode.PACKING: Verdict.INFEASIBLE,
    ReasonCode.REGION: Verdict.INFEASIBLE,
    ReasonCode.LUMP: Verdict.LUMP,
    ReasonCode.CUT_OFF_BY_LUMP: Verdict.LUMP,
    ReasonCode.ISLAND: Verdict.LUMP,
    ReasonCode.POCKET: Verdict.LUMP,
    ReasonCode.LOCKED: Verdict.LOCKED,
    ReasonCode.CUT_OFF_BY_LOCK: Verdict.LOCKED,
    ReasonCode.NOT_FOUND: Verdict.NOT_FOUND,
}
_WORST_FIRST = (Verdict.NOT_FOUND, Verdict.INFEASIBLE, Verdict.LUMP, Verdict.LOCKED)
_PLAINEST_FIRST = (LumpProof, TotalProof, IslandProof, PocketProof, RegionProof, JointProof, PackingProof)


def verdict_of(reasons: list[Reason]) -> Verdict:
    """Return the gravest verdict that the reasons allow; COMPLETE where none excuses a grid."""
    found = {_VERDICTS[reason.code] for reason in reasons if reason.code in _VERDICTS}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), Verdict.COMPLETE)


def explain(
    graph: UnitGraph,
    labels: NDArray[np.int64],
    band: Band,
    locked: NDArray[np.bool_] | None = None,
    known: Sequence[Certificate] | None = None,
) -> list[Reason]:
    """Return a reason for every grid outside the band, and one for every estate in more than one grid.

    `graph` is in one piece, its links included. `known` are the proofs about it that were found before; where there
    are none, they are looked for, and only if something has to be explained.
    """
    closed = np.zeros(len(graph), dtype=bool) if locked is None else locked
    told = _Told(graph, labels, band, closed)
    is_split = has_unexplained_split(graph, labels, band, closed)
    if told.bad or is_split:
        told.proofs = prove(graph, band, closed, is_split) if known is None else known
    return [*told.bad_grids(), *estate_reasons(graph, labels, band, closed, told.proofs)]


class _Told:
    """A plan, and what can be proven about its community."""

    def __init__(self, graph: UnitGraph, labels: NDArray[np.int64], band: Band, closed: NDArray[np.bool_]) -> None:
        self._graph, self._labels, self._band, self._closed = graph, labels, band, closed
        sizes = np.bincount(labels, graph.households).astype(np.int64).tolist()
        self._sizes: list[int] = sizes
        self.bad = [grid for grid, size in enumerate(sizes) if not band.contains(size)]
        self.proofs: Sequence[Certificate] = ()
        self._limits = {"low": band.low, "high": band.high}

    def bad_grids(self) -> Iterator[Reason]:
        """Yield the reasons of the grids outside the band: locked ones, lumps, other proofs, what is not proven."""
        waiting = set(self.bad)
        for grid in self.bad:
            members = self._labels == grid
            if (members & self._closed).any():
                waiting.discard(grid)
                units = tuple(np.flatnonzero(members).tolist())
                yield Reason(ReasonCode.LOCKED, self._sizes[grid], units, (grid,), self._limits)
        general = [proof for proof in self.proofs if not proof.whole]
        for proof in sorted(general, key=lambda proof: _PLAINEST_FIRST.index(type(proof))):
            grids = waiting.intersection(self._labels[list(proof.units)].tolist())
            if grids:
                waiting -= grids
                yield from self._proven(proof, tuple(sorted(grids)))
        for grid in sorted(waiting):
            units = tuple(np.flatnonzero(self._labels == grid).tolist())
            yield Reason(ReasonCode.NOT_FOUND, self._sizes[grid], units, (grid,), self._limits)

    def _proven(self, proof: Certificate, grids: tuple[int, ...]) -> Iterator[Reason]:
        if isinstance(proof, LumpProof):
            yield Reason(ReasonCode.LUMP, proof.households, proof.units, grids, self._limits, proof)
            yield from self._land_with(proof.units[0], grids)
            return
        wide = widened(proof, self._graph, self._band, self._closed)
        values = self._limits | {"wide_low": wide.low, "wide_high": wide.high}
        total = int(self._graph.households[list(proof.units)].sum())
        code, units, further = self._case(proof)
        yield Reason(code, total, units, grids, values | further, proof)

    def _land_with(self, lump: int, grids: tuple[int, ...]) -> Iterator[Reason]:
        others = (self._labels == grids[0]) & (np.arange(len(self._graph)) != lump)
        land = tuple(np.flatnonzero(others).tolist())
        if land:
            yield Reason(ReasonCode.LAND_WITH_LUMP, int(self._graph.households[others].sum()), land, grids)

    def _case(self, proof: Certificate) -> tuple[ReasonCode, tuple[int, ...], dict[str, int]]:
        """Return what a proof says, the units to show, and the figures that its sentence needs."""
        match proof:
            case TotalProof():
                return self._total(proof)
            case IslandProof():
                own = int(self._graph.households[list(proof.units)].sum())
                shown = sorted({*proof.units, *self._beside(proof.reach)})
                return ReasonCode.ISLAND, tuple(shown), {"own": own, "reach": proof.households}
            case PocketProof():
                return ReasonCode.POCKET, proof.units, {"taken": proof.taken}
            case JointProof():
                return ReasonCode.JOINT, proof.joint, {"own": proof.households}
            case RegionProof():
                return ReasonCode.REGION, proof.units, {}
        return ReasonCode.PACKING, proof.units, {}

    def _total(self, proof: TotalProof) -> tuple[ReasonCode, tuple[int, ...], dict[str, int]]:
        beside = list(self._beside(proof.units))
        if self._closed[beside].any():
            return ReasonCode.CUT_OFF_BY_LOCK, proof.units, {}
        if beside:
            return ReasonCode.CUT_OFF_BY_LUMP, proof.units, {}
        total, low, high = proof.households, self._band.low, self._band.high
        if total < low:
            return ReasonCode.TOTAL_TOO_SMALL, proof.units, {}
        fewer = total // high
        figures = {"fewer": fewer, "over": total - fewer * high, "more": fewer + 1, "under": (fewer + 1) * low - total}
        return ReasonCode.TOTAL_IN_GAP, proof.units, figures | {"chosen": len(self._sizes)}

    def _beside(self, units: tuple[int, ...]) -> set[int]:
        """Return the units that a passable border joins with some units."""
        inside = np.zeros(len(self._graph), dtype=bool)
        inside[list(units)] = True
        a, b = self._graph.edge_a[self._graph.passable], self._graph.edge_b[self._graph.passable]
        return {*b[inside[a] & ~inside[b]].tolist(), *a[inside[b] & ~inside[a]].tolist()}
