# SPDX-License-Identifier: MIT
"""Takes out of a proof the estates that it does not need, so that it blames nobody without cause."""

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import Certificate, IslandProof, JointProof, PackingProof, PocketProof, RegionProof
from gridmgr.planning.proving.arguments import prove_island, prove_joint, prove_pocket
from gridmgr.planning.proving.land import Ground
from gridmgr.planning.proving.packing import prove_packing
from gridmgr.planning.proving.regions import prove_region
from gridmgr.planning.proving.sums import grid_counts


class Lessening:
    """Tries a proof again with fewer whole estates."""

    def __init__(self, ground: Ground, band: Band) -> None:
        self._ground, self._band = ground, band

    def fewest(self, proof: Certificate) -> Certificate:
        """Return the proof with none of its estates, else with one, else with as few as leaving out in turn gives."""
        involved = self._involved(proof)
        for few in ((), *((estate,) for estate in involved)):
            lesser = self.again(proof, few)
            if lesser is not None:
                return lesser
        least = self.again(proof, tuple(involved)) or proof
        for estate in involved:
            without = tuple(other for other in least.whole if other != estate)
            least = self.again(least, without) or least
        return least

    def again(self, proof: Certificate, whole: tuple[int, ...]) -> Certificate | None:
        """Try the same argument at the same place with other whole estates, or with another band."""
        land = self._ground.land(whole)
        part = sorted(land.nodes(proof.units))
        if isinstance(proof, JointProof | PackingProof) and land.beside(part):
            return None
        if isinstance(proof, IslandProof):
            return prove_island(land, part[0], self._band, whole)
        if isinstance(proof, PocketProof):
            return prove_pocket(land, part, self._band, whole)
        if isinstance(proof, JointProof):
            return prove_joint(land, part, land.node_of[proof.joint[0]], self._band, whole)
        if isinstance(proof, PackingProof):
            return prove_packing(land, part, grid_counts(land.total(part), self._band), self._band, whole)
        if isinstance(proof, RegionProof):
            return prove_region(land, part, self._band, whole)
        return None

    def _involved(self, proof: Certificate) -> list[int]:
        """Return the estates that the proof speaks about, ascending; the others are left out at once."""
        spoken = set(proof.units)
        if isinstance(proof, IslandProof):
            land = self._ground.land(proof.whole)
            reach = land.nodes(proof.reach)
            spoken.update(land.units(reach | land.beside(reach)))
        if isinstance(proof, PocketProof | RegionProof):
            spoken.update(proof.around)
        return sorted({self._ground.compound[unit] for unit in spoken}.intersection(proof.whole))
