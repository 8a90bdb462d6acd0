# SPDX-License-Identifier: MIT
"""Looks for proofs that a community has no legal plan, or none with its estates whole."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.model.progress import Progress, Silent
from gridmgr.planning.certificates import Certificate, LumpProof, TotalProof
from gridmgr.planning.proving.arguments import prove_total
from gridmgr.planning.proving.land import Ground
from gridmgr.planning.proving.lessening import Lessening
from gridmgr.planning.proving.search import PartSearch
from gridmgr.planning.proving.widening import widened
from gridmgr.planning.units import UnitGraph

__all__ = ["prove", "widened"]

_SILENT = Silent()


def prove(
    graph: UnitGraph,
    band: Band,
    locked: NDArray[np.bool_] | None = None,
    whole_compounds: bool = True,
    progress: Progress = _SILENT,
) -> tuple[Certificate, ...]:
    """Return the proofs that are found within a short time, the gravest first; none proves that a plan exists.

    `graph` holds its declared links as passable borders; `locked` (n,) are the units of grids that stay as they are.
    Proofs with estates that stay whole come last, each with as few estates as can be. The work is bounded by counted
    steps; the same graph gives the same proofs. Raises CancelledError when `progress` does.
    """
    return _Proving(graph, band, locked, progress).run(whole_compounds)


class _Proving:
    """What is proven so far about one community."""

    def __init__(self, graph: UnitGraph, band: Band, locked: NDArray[np.bool_] | None, progress: Progress) -> None:
        self._ground = Ground(graph, band, locked)
        self._band = band
        self._progress = progress
        self._steps = 0
        self._found: dict[Certificate, None] = {}
        self._settled: set[int] = set()
        """Units of parts whose total is proven to be impossible: nothing more need be said about them."""

    def run(self, whole_compounds: bool) -> tuple[Certificate, ...]:
        """Prove what stands whatever becomes of the estates first, then what stands while they are whole."""
        self._found.update(dict.fromkeys(self._lumps()))
        self._totals()
        self._search(())
        if whole_compounds:
            self._found.update(dict.fromkeys(self._large_estates()))
            self._search(tuple(self._ground.estates(self._band)))
        return tuple(sorted(self._telling(), key=lambda proof: len(proof.whole)))

    def _lumps(self) -> Iterator[Certificate]:
        for unit, households in enumerate(self._ground.households):
            if households > self._band.high and not self._ground.locked[unit]:
                yield LumpProof((unit,), households)

    def _large_estates(self) -> Iterator[Certificate]:
        """Yield the proofs that estates above the maximum cannot be whole."""
        members: dict[int, list[int]] = {}
        for unit, estate in enumerate(self._ground.compound):
            members.setdefault(estate, []).append(unit)
        for estate, units in sorted(members.items()):
            households = sum(self._ground.households[unit] for unit in units)
            if estate >= 0 and households > self._band.high and not any(self._ground.locked[unit] for unit in units):
                yield LumpProof(tuple(units), households, (estate,))

    def _totals(self) -> None:
        land = self._ground.land()
        for part in land.pieces(range(len(land))):
            self._look()
            proof = prove_total(land, part, self._band)
            if proof is not None:
                self._found[proof] = None
                self._settled.update(proof.units)

    def _search(self, whole: tuple[int, ...]) -> None:
        land = self._ground.land(whole)
        lessening = Lessening(self._ground, self._band)
        for part in land.pieces(range(len(land))):
            if land.members[part[0]][0] in self._settled:
                continue
            for proof in PartSearch(land, part, self._band, whole).proofs(self._look):
                self._found[lessening.fewest(proof)] = None
                self._look()

    def _telling(self) -> list[Certificate]:
        """Return the proofs that claim more than every other: about fewer units, with fewer whole estates.

        A lump or a total stays beside them: it says why in the fewest words.
        """
        claims = [(frozenset(proof.units), frozenset(proof.whole)) for proof in self._found]
        telling = []
        for number, (proof, (units, whole)) in enumerate(zip(self._found, claims, strict=True)):
            said = any(
                fewer <= units and less <= whole and ((fewer, less) != (units, whole) or other < number)
                for other, (fewer, less) in enumerate(claims)
                if other != number
            )
            if not said or isinstance(proof, LumpProof | TotalProof):
                telling.append(proof)
        return telling

    def _look(self) -> None:
        self._steps += 1
        self._progress.step(self._steps, self._steps + 1)
