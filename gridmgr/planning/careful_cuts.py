# SPDX-License-Identifier: MIT
"""Blocks in which borders run into footprints: only the land around those is noded, the rest is cut as elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridmgr.model.progress import Progress
from gridmgr.model.shapes import GRID_M
from gridmgr.planning.assembly import assembled
from gridmgr.planning.block_cuts import Cuts, cuts_along, cuts_with_walls
from gridmgr.planning.chains import Chains
from gridmgr.planning.ordering import Numbers
from gridmgr.planning.party_walls import blocked_by
from gridmgr.planning.precision import Geometries
from gridmgr.planning.rims import rims_of
from gridmgr.planning.shared_borders import components


@dataclass(frozen=True, slots=True)
class CarefulCut:
    """How one block was cut: first into parts (m), then the parts with several owners (o) along their walls."""

    polygons: Geometries
    """(m,) together the block."""
    part: Numbers
    """(o,) the part of each owner."""
    cuts: Cuts
    """The borders inside parts."""

    def corners(self, block: BaseGeometry, number: int) -> Cuts:
        """Return the corners that the parts have on the rim of the block, which has this number."""
        xy = np.concatenate((shapely.get_coordinates(self.polygons), self.cuts.place))
        rim = shapely.boundary(block)
        shapely.prepare(rim)
        xy = np.unique(xy[shapely.dwithin(rim, shapely.points(xy), 2 * GRID_M)], axis=0)
        return Cuts.corners(xy, np.full(len(xy), number))


@dataclass(frozen=True, slots=True)
class CarefulTask:
    """A block, an array of one polygon, that is to be cut with care; its owners are numbered as their footprints."""

    block: Geometries
    footprints: Geometries
    chains: Chains
    is_whole: bool
    """Whether all owners are to be in one part."""


def careful_cuts(tasks: Sequence[CarefulTask], progress: Progress) -> list[CarefulCut]:
    """Cut blocks, each by itself.

    Owners are in one part where a border of theirs runs into a footprint; all of them if the block is whole, or
    where the other borders do not make sound parts. Raises CancelledError.
    """
    parts = [np.zeros(len(t.footprints), dtype=np.int64) if t.is_whole else _groups(t) for t in tasks]
    found = []
    for number, (task, part, polygons) in enumerate(zip(tasks, parts, _lands(tasks, parts), strict=True)):
        progress.step(number, len(tasks), "拼接地块")
        found.append(_walled(task, part, polygons) if polygons is not None else _walled(task, part * 0, task.block))
    return found


def _walled(task: CarefulTask, part: Numbers, polygons: Geometries) -> CarefulCut:
    """Cut the parts of a block that have several owners along their walls."""
    chains = task.chains
    home = np.where(part[chains.pairs[:, 0]] == part[chains.pairs[:, 1]], part[chains.pairs[:, 0]], -1)
    found = []
    for number in np.flatnonzero(np.bincount(part) > 1).tolist():
        mine, lines = np.flatnonzero(part == number), np.flatnonzero(home == number)
        inner = chains.only(lines).renamed(np.cumsum(part == number) - 1)
        cuts = cuts_with_walls(polygons[number : number + 1], task.footprints[mine], inner)
        found.append(cuts.renamed(mine, np.array([number])))
    return CarefulCut(polygons, part, Cuts.together(found))


def _groups(task: CarefulTask) -> Numbers:
    """Number the groups of owners whose borders have to be found together."""
    footprints, chains = task.footprints, task.chains
    dirty = np.flatnonzero(~chains.clear)
    line, met = blocked_by(chains.lines.take(dirty), footprints)
    one, other = chains.pairs.take(dirty, axis=0).T
    return components(len(footprints), np.concatenate((one, one.take(line))), np.concatenate((other, met)))


def _lands(tasks: Sequence[CarefulTask], parts: Sequence[Numbers]) -> list[Geometries | None]:
    """Return the land of each group of owners of every block; None where the borders between groups do not tell it."""
    found = [task.block if part.max(initial=0) == 0 else None for task, part in zip(tasks, parts, strict=True)]
    chosen = [number for number, land in enumerate(found) if land is None]
    if chosen:
        lands = _lands_apart([tasks[number] for number in chosen], [parts[number] for number in chosen])
        for number, land in zip(chosen, lands, strict=True):
            found[number] = land
    return found


def _lands_apart(tasks: Sequence[CarefulTask], parts: Sequence[Numbers]) -> list[Geometries | None]:
    """Return what `_lands` does for blocks with several groups each. As towns of their own they know nothing of others.

    Their groups are numbered one after the other.
    """
    count = np.array([int(part.max()) + 1 for part in parts])
    first, home = np.cumsum(count) - count, np.repeat(np.arange(len(tasks)), count)
    outer = []
    for task, part, before in zip(tasks, parts, first.tolist(), strict=True):
        pairs = task.chains.pairs
        between = task.chains.only(part[pairs[:, 0]] != part[pairs[:, 1]])
        outer.append(between.renamed(part + before))
    cuts = cuts_along(Chains.together(outer), home)
    towns = np.arange(len(tasks))
    rims = rims_of(np.concatenate([task.block for task in tasks]), cuts, towns)
    torn = np.union1d(rims.bad, rims.block[rims.owner < 0]).tolist()
    town = np.concatenate((home, towns))
    land = assembled(cuts.outside(home, torn), rims.outside(torn), np.ones(len(home), dtype=np.bool_), town)
    has_land = np.bincount(home.take(land.owner), minlength=len(tasks)) == count
    has_land[home.take(land.wrong)] = False
    bounds = np.searchsorted(land.owner, np.append(first, len(home)))
    return [land.polygons[slice(*bounds[k : k + 2])] if has_land[k] else None for k in towns.tolist()]
