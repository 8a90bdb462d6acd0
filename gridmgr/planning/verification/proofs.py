# SPDX-License-Identifier: MIT
"""Checks a certificate: does its argument hold on this graph, and are its figures true?

The arguments, and why they prove what they claim, are told in `gridmgr.planning.certificates`.
"""

from dataclasses import dataclass
from itertools import pairwise

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
from gridmgr.planning.units import UnitGraph
from gridmgr.planning.verification.open_land import OpenLand, both, legal_totals, open_land, sums_of
from gridmgr.planning.verification.packings import can_be_packed
from gridmgr.planning.verification.regions import can_be_covered


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a certificate holds, and if not, what is wrong with it."""

    fault: str = ""

    def __bool__(self) -> bool:
        return not self.fault


class _RefusedError(Exception):
    """The proof does not hold; the message says why."""


def verify(certificate: Certificate, graph: UnitGraph, band: Band, locked: NDArray[np.bool_] | None = None) -> Checked:
    """Check a proof about a graph that holds its declared links as passable borders; never raises for a bad proof.

    `locked` (n,) are the units of the grids that stay as they are.
    """
    closed = np.zeros(len(graph), dtype=bool) if locked is None else locked
    try:
        _check_units(certificate, graph, closed)
        if isinstance(certificate, LumpProof):
            _check_lump(certificate, graph, band)
        else:
            _Proof(certificate, graph, band, closed).check()
    except _RefusedError as refused:
        return Checked(str(refused))
    return Checked()


def _demand(is_true: bool, otherwise: str) -> None:
    if not is_true:
        raise _RefusedError(otherwise)


def _check_units(certificate: Certificate, graph: UnitGraph, closed: NDArray[np.bool_]) -> None:
    """Demand units and estates that exist, in order, and that are not locked."""
    units, whole = certificate.units, certificate.whole
    _demand(bool(units) and units[0] >= 0 and units[-1] < len(graph), "the units are not those of the graph")
    _demand(all(a < b for a, b in pairwise(units)), "the units are not ascending")
    _demand(not closed[list(units)].any(), "a unit is locked")
    _demand(len(set(whole)) == len(whole), "an estate is named twice")
    for estate in whole:
        members = graph.compound == estate
        _demand(estate >= 0 and bool(members.any()), "there is no such estate")
        _demand(not (members & closed).any(), "an estate is locked in part")


def _check_lump(proof: LumpProof, graph: UnitGraph, band: Band) -> None:
    if proof.whole:
        members = np.flatnonzero(graph.compound == proof.whole[0]).tolist()
        _demand(len(proof.whole) == 1 and list(proof.units) == members, "the units are not those of the estate")
    else:
        _demand(len(proof.units) == 1, "several units can be divided")
    households = int(graph.households[list(proof.units)].sum())
    _demand(households == proof.households, "the households are others")
    _demand(households > band.high, "it is not above the maximum")


class _Proof:
    """One proof on the open land."""

    def __init__(self, proof: Certificate, graph: UnitGraph, band: Band, closed: NDArray[np.bool_]) -> None:
        sizes = [int(graph.households[graph.compound == estate].sum()) for estate in proof.whole]
        _demand(max(sizes, default=0) <= band.high, "an estate that is above the maximum cannot stay whole anyway")
        self._proof, self._band = proof, band
        self._land: OpenLand = open_land(graph, band, closed, proof.whole)
        self._nodes = self._covering(proof.units)

    def check(self) -> None:
        """Raise when the proof does not hold."""
        match self._proof:
            case TotalProof():
                self._check_total(self._proof)
            case IslandProof():
                self._check_island(self._proof)
            case PocketProof():
                self._check_pocket(self._proof)
            case JointProof():
                self._check_joint(self._proof)
            case PackingProof():
                self._check_packing(self._proof)
            case RegionProof():
                self._check_region(self._proof)

    def _covering(self, units: tuple[int, ...]) -> frozenset[int]:
        nodes = self._land.covered(units)
        if nodes is None:
            raise _RefusedError("the units are not whole nodes of the open land")
        return nodes

    def _demand_part(self) -> None:
        everything = frozenset(self._land.units)
        part = self._land.spread({min(self._nodes)}, everything)
        _demand(part == self._nodes, "the units are not a connected part of the open land")

    def _check_total(self, proof: TotalProof) -> None:
        self._demand_part()
        total = self._land.total(self._nodes)
        _demand(total == proof.households, "the households are others")
        _demand(not legal_totals(self._band, total)[total], "the total can be served")

    def _check_island(self, proof: IslandProof) -> None:
        _demand(len(self._nodes) == 1, "an island is one node")
        (node,) = self._nodes
        everything = frozenset(self._land.units)
        reach = self._land.in_reach(node, everything, self._band.high - self._land.weight[node]) | {node}
        total = self._land.total(reach)
        _demand(self._covering(proof.reach) == reach, "the reach is another")
        _demand(total == proof.households, "the households are others")
        _demand(total < self._band.low, "the reach suffices for a grid")

    def _check_pocket(self, proof: PocketProof) -> None:
        total = self._land.total(self._nodes)
        around = self._land.border(self._nodes)
        _demand(total == proof.households, "the households are others")
        _demand(self._covering(proof.around) == around, "the nodes beside the pocket are others")
        taken = sums_of((), total)
        for node in around:
            room = self._band.high - self._land.weight[node]
            taken = both(taken, self._takings(node, self._nodes, room, total), total)
        _demand(int(np.flatnonzero(taken).max()) == proof.taken, "the neighbours can take another number")
        left = legal_totals(self._band, total)
        left[0] = True
        _demand(not (taken & left[::-1]).any(), "the pocket can be divided among its neighbours and itself")

    def _check_joint(self, proof: JointProof) -> None:
        self._demand_part()
        joints = self._covering(proof.joint)
        _demand(len(joints) == 1 and joints <= self._nodes, "a joint is one node of the part")
        (joint,) = joints
        own = self._land.weight[joint]
        _demand(own == proof.households, "the households are others")
        room = self._band.high - own
        totals = sums_of((), room)
        waiting = self._nodes - joints
        while waiting:
            piece = self._land.spread({min(waiting)}, waiting)
            waiting -= piece
            totals = both(totals, self._suiting(joint, piece, room), room)
        legal = [own + some for some in np.flatnonzero(totals).tolist() if own + some >= self._band.low]
        _demand(not legal, "the node can suit all its pieces")

    def _suiting(self, joint: int, piece: frozenset[int], room: int) -> NDArray[np.bool_]:
        """Return what a node can take from a piece so that the rest makes grids, or nothing is left."""
        total = self._land.total(piece)
        left = legal_totals(self._band, total)
        left[0] = True
        return self._takings(joint, piece, room, total) & left[::-1]

    def _takings(self, node: int, within: frozenset[int], room: int, most: int) -> NDArray[np.bool_]:
        """Return what the grid of a node can take from a set, as totals up to `most`."""
        sizes = [self._land.weight[other] for other in self._land.in_reach(node, within, room)]
        takings = sums_of(sizes, most)
        takings[room + 1 :] = False
        return takings

    def _check_packing(self, proof: PackingProof) -> None:
        self._demand_part()
        total = self._land.total(self._nodes)
        _demand(total == proof.households, "the households are others")
        fewest, low, high = max(1, -(-total // self._band.high)), self._band.low, self._band.high
        possible = [count for count in range(fewest, total // max(1, low) + 1) if count * low <= total <= count * high]
        _demand(set(proof.counts) == set(possible), "the numbers of grids are not those that the total allows")
        sizes = [self._land.weight[node] for node in self._nodes]
        for count in possible:
            _demand(not can_be_packed(sizes, proof.least, count, self._band), "the nodes may be packed into grids")

    def _check_region(self, proof: RegionProof) -> None:
        around = self._land.border(self._nodes)
        _demand(self._land.total(self._nodes) == proof.households, "the households are others")
        _demand(self._covering(proof.around) == around, "the nodes beside the region are others")
        may_be = can_be_covered(self._land, self._nodes, around, self._band)
        _demand(not may_be, "the region may be divided")
