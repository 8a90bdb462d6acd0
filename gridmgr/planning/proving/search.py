# SPDX-License-Identifier: MIT
"""Looks for the places of an open land where an argument may hold, and tries it there.

What is not found proves nothing: only the certificates that come out of here count.
"""

from collections.abc import Callable, Iterator

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Certificate
from gridmgr.planning.proving.arguments import prove_island, prove_joint, prove_pocket
from gridmgr.planning.proving.joints import Joint, find_joints
from gridmgr.planning.proving.land import Land
from gridmgr.planning.proving.packing import prove_packing
from gridmgr.planning.proving.regions import MOST_NODES, prove_region
from gridmgr.planning.proving.sums import grid_counts, makes_grids

_MOST_POCKETS = 60
_MOST_LEVELS = 12
_MOST_REGIONS = 200

Look = Callable[[], None]
"""Called between pieces of work; raises CancelledError when nobody wants the rest."""


class PartSearch:
    """Tries the arguments on one connected part of a land whose total is legal."""

    def __init__(self, land: Land, part: list[int], band: Band, whole: tuple[int, ...]) -> None:
        self._land, self._part, self._band, self._whole = land, part, band, whole
        self._proven: list[frozenset[int]] = []
        self._tried: list[frozenset[int]] = []
        self._spread = band.high - band.low
        self._light = [node for node in part if land.households[node] <= self._spread]
        self._heavy = [node for node in part if land.households[node] > self._spread]

    def proofs(self, look: Look) -> Iterator[Certificate]:
        """Yield the proofs that are found, the most telling first."""
        yield from self._islands()
        look()
        yield from self._pockets()
        look()
        yield from self._joints()
        look()
        counts = grid_counts(self._land.total(self._part), self._band)
        packing = prove_packing(self._land, self._part, counts, self._band, self._whole)
        if packing is not None:
            yield packing
        look()
        yield from self._regions()

    def _islands(self) -> Iterator[Certificate]:
        """Yield the islands among heavy nodes and in small groups of light ones.

        A light node in a large group is none: before its paths reach `high` they have met `low` households.
        """
        small = [group for group in self._land.pieces(self._light) if self._land.total(group) < self._band.low]
        for node in sorted([*self._heavy, *(node for group in small for node in group)]):
            proof = prove_island(self._land, node, self._band, self._whole) if self._land.households[node] else None
            if proof is not None:
                yield proof

    def _pockets(self) -> Iterator[Certificate]:
        """Yield the pockets between heavy nodes; one that can be taken over is tried again with a neighbour in it.

        A neighbour of at most `high` − `low` households takes over whatever is too small for a grid.
        """
        waiting = [frozenset(pocket) for pocket in self._first_pockets()]
        known = set(waiting)
        for pocket in waiting:
            proof = prove_pocket(self._land, pocket, self._band, self._whole)
            if proof is not None:
                self._proven.append(pocket)
                yield proof
                continue
            self._tried.append(pocket)
            for other in sorted(self._land.beside(pocket)):
                larger = pocket | {other}
                if len(known) < _MOST_POCKETS and larger not in known and self._is_stuck(larger):
                    known.add(larger)
                    waiting.append(larger)

    def _first_pockets(self) -> Iterator[list[int]]:
        yield from (piece for piece in self._gaps() if self._is_stuck(piece))
        yield from ([node] for node in self._heavy if self._is_stuck([node]))

    def _gaps(self) -> Iterator[list[int]]:
        """Yield the pieces of land that are left between the nodes above a limit, for several limits."""
        sizes = sorted({self._land.households[node] for node in self._heavy})[:_MOST_LEVELS]
        for limit in (self._spread, *sizes):
            yield from self._land.pieces(node for node in self._part if self._land.households[node] <= limit)

    def _is_stuck(self, pocket: "list[int] | frozenset[int]") -> bool:
        return len(pocket) < len(self._part) and not makes_grids(self._land.total(pocket), self._band)

    def _regions(self) -> Iterator[Certificate]:
        """Yield the small regions that cannot be divided: pockets with what lies beside them, and small parts.

        Gaps between estates are tried too: the whole estates around them may leave no way. A region that holds one for
        which there is a proof already is left out.
        """
        regions = [frozenset(self._part)] if len(self._part) <= MOST_NODES else []
        small = [frozenset(gap) for gap in self._gaps() if len(gap) < MOST_NODES] if self._whole else []
        for pocket in sorted(dict.fromkeys([*self._tried, *small]), key=lambda pocket: (len(pocket), min(pocket))):
            regions += [pocket | {other} for other in sorted(self._land.beside(pocket))]
        for region in list(dict.fromkeys([*self._tried, *small, *regions]))[:_MOST_REGIONS]:
            if any(proven <= region for proven in self._proven):
                continue
            proof = prove_region(self._land, region, self._band, self._whole)
            if proof is not None:
                self._proven.append(region)
                yield proof

    def _joints(self) -> Iterator[Certificate]:
        for joint in find_joints(self._land, self._part[0]):
            if self._is_easy(joint):
                continue
            proof = prove_joint(self._land, self._part, joint.node, self._band, self._whole)
            if proof is not None:
                yield proof

    def _is_easy(self, joint: Joint) -> bool:
        """Tell whether the node simply takes over all pieces that are too small or in a gap; then nothing is proven."""
        own = self._land.households[joint.node]
        taken = sum(piece for piece in joint.pieces if not makes_grids(piece, self._band))
        lavish = any(piece >= own + 2 * self._band.high and self._is_free(piece) for piece in joint.pieces)
        return own + taken <= self._band.high and (lavish or own + taken >= self._band.low)

    def _is_free(self, piece: int) -> bool:
        """Tell whether a piece can give any number up to a whole grid and still make grids."""
        return all(makes_grids(piece - given, self._band) for given in (0, self._band.low, self._band.high))
