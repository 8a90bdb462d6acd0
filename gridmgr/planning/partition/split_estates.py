# SPDX-License-Identifier: MIT
"""Says of every estate in more than one grid why it is so: too large, torn, locked, proven, or only not found."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Certificate, LumpProof
from gridmgr.planning.partition.linking import Pieces
from gridmgr.planning.partition.result import Reason, ReasonCode
from gridmgr.planning.units import UnitGraph


def has_unexplained_split(graph: UnitGraph, labels: NDArray[np.int64], band: Band, closed: NDArray[np.bool_]) -> bool:
    """Tell whether an estate is in several grids that a proof might be needed for."""
    split = _split_estates(graph, labels)
    return any(_plain_cause(graph, units, band, closed) is None for units in split.values())


def estate_reasons(
    graph: UnitGraph,
    labels: NDArray[np.int64],
    band: Band,
    closed: NDArray[np.bool_],
    proofs: Sequence[Certificate],
) -> Iterator[Reason]:
    """Yield a reason for every estate in more than one grid, in the order of their numbers."""
    split = _split_estates(graph, labels)
    for estate, units in split.items():
        grids = tuple(np.unique(labels[units]).tolist())
        households = int(graph.households[units].sum())
        values = {"estate": estate, "low": band.low, "high": band.high}
        code = _plain_cause(graph, units, band, closed)
        proof = _proof_for(estate, set(split), proofs)
        if code is None and proof is not None:
            code = ReasonCode.COMPOUNDS_EXCLUDE if len(proof.whole) > 1 else ReasonCode.COMPOUND_MUST_SPLIT
            stuck = int(graph.households[list(proof.units)].sum())
            values |= {"stuck": stuck, "others": len(proof.whole) - 1}
        code = code or ReasonCode.COMPOUND_SPLIT
        yield Reason(code, households, tuple(units), grids, values, proof)


def _split_estates(graph: UnitGraph, labels: NDArray[np.int64]) -> dict[int, list[int]]:
    """Return the units of the estates in more than one grid, by number, ascending."""
    members: dict[int, list[int]] = {}
    for unit in np.flatnonzero(graph.compound >= 0).tolist():
        members.setdefault(int(graph.compound[unit]), []).append(unit)
    return {estate: units for estate, units in sorted(members.items()) if len(np.unique(labels[units])) > 1}


def _plain_cause(graph: UnitGraph, units: list[int], band: Band, closed: NDArray[np.bool_]) -> ReasonCode | None:
    """Return why an estate cannot be whole, where that is plain to see."""
    if closed[units].any():
        return ReasonCode.COMPOUND_LOCKED
    if graph.households[units].sum() > band.high:
        return ReasonCode.COMPOUND_TOO_LARGE
    return ReasonCode.COMPOUND_APART if _is_torn(graph, units) else None


def _is_torn(graph: UnitGraph, units: list[int]) -> bool:
    estate = graph.compound[units[0]]
    inside = graph.passable & (graph.compound[graph.edge_a] == estate) & (graph.compound[graph.edge_b] == estate)
    pieces = Pieces(len(graph))
    for a, b in zip(graph.edge_a[inside].tolist(), graph.edge_b[inside].tolist(), strict=True):
        pieces.join(a, b)
    return len({pieces.find(unit) for unit in units}) > 1


def _proof_for(estate: int, split: set[int], proofs: Sequence[Certificate]) -> Certificate | None:
    """Return a proof that the estate cannot be whole as long as the estates that are whole stay so, the simplest first.

    A proof about two estates that are both split excuses neither: one of them might have stayed whole.
    """
    fitting = [proof for proof in proofs if split.intersection(proof.whole) == {estate}]
    return min(fitting, key=lambda proof: (len(proof.whole), not isinstance(proof, LumpProof)), default=None)
