# SPDX-License-Identifier: MIT
"""Blocks in which borders run into footprints: only the land around those is noded, the rest is cut as elsewhere."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

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
        near = shapely.dwithin(shapely.boundary(block), shapely.points(xy), 2 * GRID_M)
        xy = np.unique(xy[near], axis=0)
        return Cuts.corners(xy, np.full(len(xy), number))


def careful_cut(block: Geometries, footprints: Geometries, chains: Chains, is_whole: bool) -> CarefulCut:
    """Cut one block, an array of one polygon, whose owners are numbered as their footprints.

    Owners are in one part where a border of theirs runs into a footprint; all of them if the block `is_whole`, or
    where the other borders do not make sound parts.
    """
    part = np.zeros(len(footprints), dtype=np.int64) if is_whole else _groups(footprints, chains)
    polygons = _parts(block, chains, part)
    if polygons is None:
        part, polygons = np.zeros_like(part), block
    home = np.where(part[chains.pairs[:, 0]] == part[chains.pairs[:, 1]], part[chains.pairs[:, 0]], -1)
    found = []
    for number in np.flatnonzero(np.bincount(part) > 1).tolist():
        mine, lines = np.flatnonzero(part == number), np.flatnonzero(home == number)
        inner = chains.only(lines).renamed(np.cumsum(part == number) - 1)
        cuts = cuts_with_walls(polygons[number : number + 1], footprints[mine], inner)
        found.append(cuts.renamed(mine, np.array([number])))
    return CarefulCut(polygons, part, Cuts.together(found))


def _groups(footprints: Geometries, chains: Chains) -> Numbers:
    """Number the groups of owners whose borders have to be found together."""
    dirty = np.flatnonzero(~chains.clear)
    line, met = blocked_by(chains.lines.take(dirty), footprints)
    one, other = chains.pairs.take(dirty, axis=0).T
    return components(len(footprints), np.concatenate((one, one.take(line))), np.concatenate((other, met)))


def _parts(block: Geometries, chains: Chains, part: Numbers) -> Geometries | None:
    """Return the land of each group of owners; None where it is not to be had from the borders between groups."""
    count = int(part.max(initial=0)) + 1
    if count == 1:
        return block
    outer = chains.only(part[chains.pairs[:, 0]] != part[chains.pairs[:, 1]])
    cuts = cuts_along(outer, np.zeros_like(part)).renamed(part, np.zeros(1, dtype=np.int64))
    rims = rims_of(block, cuts)
    if len(rims.bad) or (rims.owner < 0).any():
        return None
    land = assembled(cuts, rims, np.ones(count, dtype=np.bool_))
    return land.polygons if not len(land.wrong) and len(land.owner) == count else None
