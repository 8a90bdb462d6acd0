# SPDX-License-Identifier: MIT
"""The arguments of the certificates, one function each: the proof where the argument holds, else None.

Why each of them is sound is told in `gridmgr.planning.certificates`.
"""

from collections.abc import Collection
from heapq import heappop, heappush

from gridmgr.model.bands import Band
from gridmgr.planning.certificates import IslandProof, JointProof, PocketProof, TotalProof
from gridmgr.planning.partition.islands import find_island
from gridmgr.planning.proving.land import Land
from gridmgr.planning.proving.sums import added, makes_grids, subset_sums, values

_MOST_AROUND = 16
"""Nodes beside a pocket up to which it is looked at: more of them take over any pocket."""


def prove_total(land: Land, part: Collection[int], band: Band) -> TotalProof | None:
    """Prove that no number of grids can serve the total of a connected part."""
    households = land.total(part)
    if makes_grids(households, band):
        return None
    return TotalProof(land.units(part), households)


def prove_island(land: Land, node: int, band: Band, whole: tuple[int, ...]) -> IslandProof | None:
    """Prove that a node can be put together with too few households."""
    island = find_island(land, node, band)
    if island is None:
        return None
    return IslandProof(tuple(land.members[node]), land.units(island.reach), island.households, whole)


def prove_pocket(land: Land, pocket: Collection[int], band: Band, whole: tuple[int, ...]) -> PocketProof | None:
    """Prove that a connected pocket can neither stand alone nor be taken over by its neighbours."""
    total = land.total(pocket)
    around = land.beside(pocket)
    if makes_grids(total, band) or not 0 < len(around) <= _MOST_AROUND:
        return None
    if any(land.households[node] + total <= band.high for node in around):
        return None
    taken = 1
    for node in sorted(around):
        room = band.high - land.households[node]
        sizes = _reached(land, node, pocket, room)
        taken = added(taken, subset_sums(sizes, room), total)
    if any(total == some or makes_grids(total - some, band) for some in values(taken)):
        return None
    return PocketProof(land.units(pocket), total, land.units(around), taken.bit_length() - 1, whole)


def prove_joint(land: Land, part: Collection[int], joint: int, band: Band, whole: tuple[int, ...]) -> JointProof | None:
    """Prove that a node cannot suit all the pieces of a connected part that hang on it."""
    room = band.high - land.households[joint]
    totals = 1
    for piece in land.pieces(node for node in part if node != joint):
        within = set(piece)
        total = land.total(piece)
        sums = subset_sums(_reached(land, joint, within, room), min(room, total))
        fit = [some for some in values(sums) if total == some or makes_grids(total - some, band)]
        totals = added(totals, sum(1 << some for some in fit), room)
    if any(band.contains(land.households[joint] + some) for some in values(totals)):
        return None
    return JointProof(land.units(part), tuple(land.members[joint]), land.households[joint], whole)


def _reached(land: Land, start: int, within: Collection[int], room: int) -> list[int]:
    """Return the sizes of the nodes that a node reaches inside a set by paths that leave it within its room."""
    best = {start: 0}
    heap = [(0, start)]
    done: set[int] = set()
    while heap:
        path, place = heappop(heap)
        if place in done:
            continue
        done.add(place)
        for other in land.near[place]:
            longer = path + land.households[other]
            if other in within and longer <= room and longer < best.get(other, longer + 1):
                best[other] = longer
                heappush(heap, (longer, other))
    return [land.households[node] for node in done if node != start]
