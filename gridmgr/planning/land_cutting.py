# SPDX-License-Identifier: MIT
"""The land of every owner of a community: its blocks cut one by one, those only that are not known yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from gridmgr.model.progress import Part, Progress, Silent
from gridmgr.model.shapes import GRID_M
from gridmgr.planning.assembly import Assembly, assembled
from gridmgr.planning.block_cuts import Cuts, cuts_along
from gridmgr.planning.careful_cuts import CarefulCut, CarefulTask, careful_cuts
from gridmgr.planning.chains import Chains
from gridmgr.planning.land import faces_of_owners
from gridmgr.planning.ordering import Numbers
from gridmgr.planning.party_walls import along_walls
from gridmgr.planning.precision import Geometries, corner_numbers
from gridmgr.planning.rims import Rims, rims_of
from gridmgr.planning.shared_borders import dissolved, shared_segments
from gridmgr.planning.strays import strays_given_away
from gridmgr.planning.tessellation import cell_chains

ROUNDS = 4
"""So many times blocks whose quick cut proves wrong are cut again with care."""


@dataclass(frozen=True, slots=True)
class Parcels:
    """What is to be cut: blocks (k,), and owners (o,) with their block."""

    blocks: Geometries
    footprint: Geometries
    block: Numbers
    town: Numbers | None = None
    """(k,) the community of each block, where there are several: they know nothing of each other; None for one."""

    @classmethod
    def together(cls, several: Sequence["Parcels"]) -> "Parcels":
        """Return the parcels of several communities as one."""
        counts = [len(one.blocks) for one in several]
        before = np.cumsum(counts) - counts
        return cls(
            np.concatenate([one.blocks for one in several]),
            np.concatenate([one.footprint for one in several]),
            np.concatenate([one.block + first for one, first in zip(several, before, strict=True)]),
            np.repeat(np.arange(len(several)), counts),
        )

    @property
    def town_of_owner(self) -> Numbers | None:
        """(o + k,) the community of each owner, then of each block."""
        return np.concatenate((self.town.take(self.block), self.town)) if self.town is not None else None

    def keys(self) -> list[bytes]:
        """Return for every block all that its cut hangs on."""
        order = np.argsort(self.block, kind="stable")
        outlines, walls = shapely.to_wkb(self.blocks), shapely.to_wkb(self.footprint[order])
        bounds = np.searchsorted(self.block[order], np.arange(len(self.blocks) + 1)).tolist()
        return [b"".join([outlines[k], *walls[bounds[k] : bounds[k + 1]]]) for k in range(len(self.blocks))]

    def owners_in(self, block: int) -> Numbers:
        """Return the owners of one block."""
        return np.flatnonzero(self.block == block)


@dataclass(frozen=True, slots=True)
class CutLand:
    """The land of a community as it was cut, with what a later cut can use again."""

    parcels: Parcels
    chains: Chains
    """Sorted by block."""
    walled: frozenset[int]
    """Blocks in which a line between two lands runs into a footprint."""
    careful: dict[int, CarefulCut] = field(repr=False)
    """The cuts of blocks that were cut with care, owners numbered within the block."""
    land: Assembly


def cut_land(parcels: Parcels, progress: Progress, known: CutLand | None = None) -> CutLand:
    """Share all blocks out among their owners.

    Land of a block without an owner gets the number of owners plus the block. Blocks that `known` has with the very
    same outline and footprints are not cut again; the answer is the same as without it. Raises CancelledError.
    """
    cut, wrong = _cut(parcels, _reused(parcels, known) if known is not None else _Reused.nothing(parcels), progress)
    return replace(cut, land=_noded_at_once(parcels, cut.chains)) if wrong else cut


def cut_lands(several: Sequence[Parcels], progress: Progress) -> list[CutLand]:
    """Share out the blocks of several communities; the answer is that of `cut_land` for each, in less time.

    Raises CancelledError.
    """
    if len(several) == 1:
        return [cut_land(several[0], progress)]
    together = Parcels.together(several)
    cut, wrong = _cut(together, _Reused.nothing(together), progress)
    odd = set(together.town[sorted(wrong)].tolist()) if together.town is not None else set()
    parts = _parted(cut, several)
    return [cut_land(parcels, Silent()) if k in odd else parts[k] for k, parcels in enumerate(several)]


def _cut(parcels: Parcels, reused: "_Reused", progress: Progress) -> tuple[CutLand, set[int]]:
    """Return the land of all owners, and the blocks for which no cut was found that fits."""
    chains, walled = _fresh_chains(parcels, reused.fresh, Part(progress, 0, 2))
    chains = _sorted(parcels, [reused.chains, chains])
    walled = walled | reused.walled
    careful = dict(reused.careful)
    quick = cuts_along(chains.only(~np.isin(parcels.block[chains.pairs[:, 0]], sorted(walled))), parcels.block)
    chosen, failed = set(walled), set[int]()
    for _ in range(ROUNDS):
        _cut_with_care(parcels, chains, chosen - set(careful), (careful, failed), Part(progress, 1, 2))
        land, wrong = _put_together(parcels, quick, {k: careful[k] for k in sorted(chosen)})
        if not wrong:
            break
        again = {k for k in wrong & chosen if len(careful[k].polygons) > 1}
        chosen, failed = chosen | wrong, failed | again
        for k in again:
            del careful[k]
    return CutLand(parcels, chains, frozenset(walled), careful, land), wrong


@dataclass(frozen=True, slots=True)
class _Reused:
    fresh: Numbers
    chains: Chains
    walled: frozenset[int]
    careful: dict[int, CarefulCut]

    @classmethod
    def nothing(cls, parcels: Parcels) -> "_Reused":
        return cls(np.arange(len(parcels.blocks)), Chains.none(), frozenset(), {})


def _reused(parcels: Parcels, known: CutLand) -> _Reused:
    """Find the blocks that are what they were, and their cuts under the new numbers."""
    old = {key: k for k, key in enumerate(known.parcels.keys())}
    same = {k: old[key] for k, key in enumerate(parcels.keys()) if key in old}
    owner = np.full(len(known.parcels.block), -1, dtype=np.int64)
    for new, was in same.items():
        owner[known.parcels.owners_in(was)] = parcels.owners_in(new)
    kept = known.chains.only(owner[known.chains.pairs[:, 0]] >= 0)
    return _Reused(
        fresh=np.setdiff1d(np.arange(len(parcels.blocks)), list(same)),
        chains=replace(kept, pairs=owner[kept.pairs]),
        walled=frozenset(new for new, was in same.items() if was in known.walled),
        careful={new: known.careful[was] for new, was in same.items() if was in known.careful},
    )


def _fresh_chains(parcels: Parcels, fresh: Numbers, progress: Progress) -> tuple[Chains, frozenset[int]]:
    """Return the chains in some blocks, and those of the blocks where one runs into a footprint."""
    owners = np.flatnonzero(np.isin(parcels.block, fresh))
    footprint, block = parcels.footprint[owners], np.searchsorted(fresh, parcels.block[owners])
    chains = cell_chains(parcels.blocks[fresh], footprint, block, progress)
    chains, met = along_walls(chains, footprint, block)
    return chains.renamed(owners), frozenset(fresh[met].tolist())


def _parted(cut: CutLand, several: Sequence[Parcels]) -> list[CutLand]:
    """Part what was cut together again."""
    owners, blocks = (
        np.cumsum([0, *map(len, some)]) for some in zip(*((p.block, p.blocks) for p in several), strict=True)
    )
    chain = np.searchsorted(cut.parcels.block.take(cut.chains.pairs[:, 0]), blocks)
    found = []
    for town, parcels in enumerate(several):
        owner, first, last = int(owners[town]), int(blocks[town]), int(blocks[town + 1])
        chains = cut.chains.only(np.arange(chain[town], chain[town + 1]))
        chains = replace(chains, pairs=chains.pairs - owner)
        walled = frozenset(k - first for k in cut.walled if first <= k < last)
        careful = {k - first: cuts for k, cuts in cut.careful.items() if first <= k < last}
        lands = owner, owner + len(parcels.block), int(owners[-1]) + first, int(owners[-1]) + last
        found.append(CutLand(parcels, chains, walled, careful, cut.land.part(*lands)))
    return found


def _sorted(parcels: Parcels, chains: list[Chains]) -> Chains:
    together = Chains.together(chains)
    order = np.argsort(parcels.block[together.pairs[:, 0]], kind="stable")
    return together.only(order)


def _cut_with_care(
    parcels: Parcels,
    chains: Chains,
    wanted: set[int],
    known: tuple[dict[int, CarefulCut], set[int]],
    progress: Progress,
) -> None:
    """Cut blocks with care and add them to what is known; those for which that failed before are cut as a whole."""
    careful, failed = known
    block = parcels.block[chains.pairs[:, 0]]
    tasks = []
    for k in sorted(wanted):
        owners = parcels.owners_in(k)
        mine = chains.only(np.arange(*np.searchsorted(block, (k, k + 1))))
        mine = replace(mine, pairs=np.searchsorted(owners, mine.pairs))
        tasks.append(CarefulTask(parcels.blocks[k : k + 1], parcels.footprint[owners], mine, k in failed))
    careful.update(zip(sorted(wanted), careful_cuts(tasks, progress), strict=True))


def _put_together(parcels: Parcels, quick: Cuts, careful: dict[int, CarefulCut]) -> tuple[Assembly, set[int]]:
    """Return the land of all owners, and the blocks in which it is not right."""
    parted = [k for k, cut in careful.items() if len(cut.polygons) > 1]
    finer, cuts, origin = _finer(parcels, quick.outside(parcels.block, sorted(careful)), careful)
    rims = rims_of(finer.blocks, cuts, finer.town)
    wrong = {*origin[rims.bad].tolist(), *_unlike(rims, origin, parted)}
    rims = _with_lone_owners(finer, rims.outside(parted))
    town = finer.town_of_owner
    block = np.concatenate((finer.block, np.arange(len(finer.blocks))))
    free = np.isin(origin, sorted(careful)) & (np.bincount(finer.block, minlength=len(origin)) > 1)
    whole = ~free[block] & (np.arange(len(block)) < len(finer.block))
    land = assembled(cuts, rims, whole, town)
    torn = land.wrong[whole[land.wrong]]
    if len(torn):
        of_town = town.take(torn) if town is not None else np.zeros_like(torn)
        for number in np.unique(of_town):
            cuts, rims = strays_given_away(cuts, rims, torn[of_town == number], finer.footprint, town)
        land = assembled(cuts, rims, whole, town)
    home = origin[block[land.owner]]
    wrong |= {*origin[block[land.wrong]].tolist()}
    return replace(land, crossing=home[land.segments.a] != home[land.segments.b]), wrong


def _finer(parcels: Parcels, quick: Cuts, careful: dict[int, CarefulCut]) -> tuple[Parcels, Cuts, Numbers]:
    """Return parcels in which the parts of blocks cut with care are blocks, all cuts, and the block of each part.

    A block in several parts stays among them, with every corner on its rim that the parts have, so that the blocks
    beside it get the same corners; and the parts get those that blocks beside them have.
    """
    count, block = len(parcels.blocks), parcels.block.copy()
    blocks, origin, named = [parcels.blocks], [np.arange(count)], [quick]
    for k, cut in careful.items():
        owners, parts = parcels.owners_in(k), len(cut.polygons)
        if parts == 1:
            named.append(cut.cuts.renamed(owners, np.array([k])))
            continue
        block[owners] = count + cut.part
        named.append(cut.cuts.renamed(owners, np.arange(count, count + parts)))
        named.append(cut.corners(parcels.blocks[k], k))
        blocks.append(cut.polygons)
        origin.append(np.full(parts, k))
        count += parts
    source = np.concatenate(origin)
    town = parcels.town[source] if parcels.town is not None else None
    finer = Parcels(np.concatenate(blocks), parcels.footprint, block, town)
    cuts = Cuts.together(named)
    if len(source) > len(parcels.blocks):
        cuts = Cuts.together([cuts, _corners_beside(finer, cuts, len(parcels.blocks))])
    return finer, cuts.sorted(block), source


def _corners_beside(finer: Parcels, cuts: Cuts, first: int) -> Cuts:
    """Return the corners that parts, the blocks from `first` on, get because blocks beside them have them."""
    parts = shapely.boundary(finer.blocks[first:])
    place, part = shapely.STRtree(parts).query(shapely.points(cuts.place), predicate="dwithin", distance=2 * GRID_M)
    part += first
    if finer.town is not None:
        near = finer.town.take(cuts.block.take(place)) == finer.town.take(part)
        place, part = place[near], part[near]
    return Cuts.corners(cuts.place.take(place, axis=0), part)


def _unlike(rims: Rims, origin: Numbers, parted: list[int]) -> list[int]:
    """Return the blocks whose parts do not make up the block corner by corner."""
    home = origin.take(rims.block)
    mine = np.flatnonzero(np.isin(home, parted))
    if not len(mine):
        return []
    home, turned = home.take(mine), np.isin(rims.block.take(mine), parted)
    corner = corner_numbers(np.concatenate((rims.start.take(mine, axis=0), rims.end.take(mine, axis=0))))
    start, end = corner[: len(mine)], corner[len(mine) :]
    p, q = np.where(turned, end, start), np.where(turned, start, end)
    size = int(corner.max()) + 1
    forth, back = (home * size + p) * size + q, (home * size + q) * size + p
    return [int(k) for k in np.unique(home[~np.isin(forth, back)])]


def _noded_at_once(parcels: Parcels, chains: Chains) -> Assembly:
    """Cut all blocks together, for the rare land whose blocks do not fit each other when they are cut one by one."""
    faces, owner = faces_of_owners(parcels.blocks, parcels.footprint, parcels.block, chains)
    owners, land = np.unique(owner, return_inverse=True)
    segments = shared_segments(faces)
    block = np.concatenate((parcels.block, np.arange(len(parcels.blocks))))[owners][land]
    apart = land[segments.a] != land[segments.b]
    crossing = (block[segments.a] != block[segments.b])[apart]
    return Assembly(owners, dissolved(faces, land, len(owners)), segments.between(land), crossing, owners[:0])


def _with_lone_owners(parcels: Parcels, rims: Rims) -> Rims:
    """Name the owners of rims that no border meets: the only one of the block, else the nearest one."""
    lone = np.flatnonzero(rims.owner < 0)
    count = np.bincount(parcels.block, minlength=len(parcels.blocks))
    owner = rims.owner.copy()
    block = rims.block[lone]
    owner[lone] = len(parcels.block) + block
    any_owner = np.zeros(len(parcels.blocks), dtype=np.int64)
    any_owner[parcels.block] = np.arange(len(parcels.block))
    owner[lone] = np.where(count[block] == 1, any_owner[block], owner[lone])
    for k in np.unique(block[count[block] > 1]).tolist():
        mine = lone[block == k]
        owners = parcels.owners_in(k)
        points = shapely.points(rims.start[mine])
        owner[mine] = owners[shapely.STRtree(parcels.footprint[owners]).nearest(points)]
    return replace(rims, owner=owner)
