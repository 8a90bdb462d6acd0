# SPDX-License-Identifier: MIT
"""How far the band must be widened before a proof no longer stands in the way."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Certificate, LumpProof, TotalProof, renumbered
from gridmgr.planning.partition.totals import least_widening
from gridmgr.planning.proving.land import Ground
from gridmgr.planning.proving.lessening import Lessening
from gridmgr.planning.units import UnitGraph

_NEAR_GRIDS = 8
"""Land for so many of the largest grids around a proof decides whether it still stands in a wider band."""


def widened(proof: Certificate, graph: UnitGraph, band: Band, locked: NDArray[np.bool_] | None = None) -> Band:
    """Return the band with one limit moved as little as makes the proof fail; other proofs may still stand.

    A wider band allows every division that a narrower one allows, so a proof that fails once fails from there on, and
    halving finds the place. Only the land near the proof is looked at. The upper limit is not raised to where a
    building above the maximum becomes legal.
    """
    if isinstance(proof, LumpProof):
        return Band(band.low, max(band.high, proof.households))
    if isinstance(proof, TotalProof):
        return least_widening(proof.households, band)

    near = _near(proof, graph, _NEAR_GRIDS * band.high)
    number = {unit: place for place, unit in enumerate(np.flatnonzero(near).tolist())}
    local, closed = graph.part(np.flatnonzero(near)), None if locked is None else locked[near]
    told = renumbered(proof, number.__getitem__)

    def stands(wide: Band) -> bool:
        return Lessening(Ground(local, wide, closed), wide).again(told, told.whole) is not None

    lumps = local.households[local.households > band.high]
    room = int(lumps.min(initial=2 * band.high)) - band.high - 1
    lower = _least(lambda move: stands(Band(band.low - move, band.high)), band.low)
    upper = _least(lambda move: stands(Band(band.low, band.high + move)), max(0, min(room, lower - 1)))
    if upper < lower and not stands(Band(band.low, band.high + upper)):
        return Band(band.low, band.high + upper)
    return Band(band.low - lower, band.high)


def _least(stands: Callable[[int], bool], most: int) -> int:
    """Return the least move up to `most` at which nothing stands any more; `most` where it stands to the end."""
    first, last = 0, most
    while first < last:
        middle = (first + last) // 2
        if stands(middle):
            first = middle + 1
        else:
            last = middle
    return first


def _near(proof: Certificate, graph: UnitGraph, households: int) -> NDArray[np.bool_]:
    """Return the units of a proof and the rings around them until they hold enough households."""
    near = np.zeros(len(graph), dtype=bool)
    near[[*proof.units, *getattr(proof, "reach", ()), *getattr(proof, "around", ())]] = True
    a, b = graph.edge_a[graph.passable], graph.edge_b[graph.passable]
    while True:
        wider = near.copy()
        wider[a[near[b]]] = True
        wider[b[near[a]]] = True
        if np.array_equal(wider, near) or graph.households[near].sum() >= households:
            return wider
        near = wider
