# SPDX-License-Identifier: MIT
"""Which grids an edit makes reach across a railway, a river or a main road that they did not reach across before.

Only buildings count: land without any may lie on the other bank. What people have drawn on both banks before, in
whatever grid, is not asked about again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridmgr.planning.barriers import Barriers
from gridmgr.planning.bridges import bridge_pairs, linked_pairs
from gridmgr.planning.coverage import UNASSIGNED
from gridmgr.planning.shared_borders import components

TRACK_M = 0.05
"""Half the width that a railway drawn as a line is given before it is taken out of a grid."""


@dataclass(frozen=True, eq=False)
class Footing:
    """Where the buildings of a community (b) stand, as barriers see it."""

    grid: NDArray[np.object_]
    """(b,) id of the grid of each, UNASSIGNED for none."""
    part: NDArray[np.int64]
    """(b,) number of the piece of its grid that each stands on, -1 where that was not asked for."""
    side: NDArray[np.int64]
    """(b,) number of the land of its grid that one gets to from each without crossing a barrier, -1 likewise."""


@dataclass(frozen=True, eq=False)
class Reach:
    """A grid that reaches across a barrier."""

    grid: str
    home: NDArray[np.int64]
    """The buildings on this side."""
    beyond: tuple[NDArray[np.int64], ...]
    """The buildings of every side beyond."""

    @property
    def buildings(self) -> NDArray[np.int64]:
        """All buildings beyond, ascending."""
        return np.sort(np.concatenate(self.beyond))


def new_reaches(before: Footing, after: Footing) -> list[Reach]:
    """Return the grids that reach across a barrier after an edit and did not before, by id.

    Both are about the same buildings. A grid whose pieces lie apart reaches across nothing: that is told elsewhere.
    """
    rows = np.flatnonzero((after.side >= 0) & (after.grid != UNASSIGNED))
    found = []
    for part in _parted(after.part[rows], after.side[rows]):
        here = rows[after.part[rows] == part]
        reach = _reach(before, after, here)
        if reach is not None:
            found.append(reach)
    return sorted(found, key=lambda one: (one.grid, int(one.home[0])))


def _parted(part: NDArray[np.int64], side: NDArray[np.int64]) -> Iterable[int]:
    """Return the pieces of land that have buildings on more than one side."""
    pairs = np.unique(np.stack((part, side), axis=1), axis=0)
    parts, sides = np.unique(pairs[:, 0], return_counts=True)
    return [int(one) for one in parts[sides > 1]]


def _reach(before: Footing, after: Footing, here: NDArray[np.int64]) -> Reach | None:
    """Return what a piece of a grid reaches across by its buildings; None where it did so before."""
    sides, number = np.unique(after.side[here], return_inverse=True)
    group = _known_together(before, here, number, len(sides))
    if not group.any():
        return None
    grid = str(after.grid[here[0]])
    own = np.bincount(group[number], before.grid[here] == grid)
    every = np.bincount(group[number])
    home = min(range(len(every)), key=lambda one: (-own[one], -every[one], one))
    away = [side for side in range(len(sides)) if group[side] != home]
    return Reach(grid, here[group[number] == home], tuple(here[number == side] for side in away))


def _known_together(
    before: Footing, here: NDArray[np.int64], number: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Number the groups of sides (s,) that one grid, whichever it was, lay across before."""
    pairs = []
    for grid in sorted(set(before.grid[here].tolist()) - {UNASSIGNED}):
        mine = before.grid[here] == grid
        known = np.unique(np.stack((before.side[here][mine], number[mine]), axis=1), axis=0)
        pairs += [
            (int(one), int(other))
            for row, (was, one) in enumerate(known.tolist())
            for also, other in known[row + 1 :].tolist()
            if was != also and one != other
        ]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return components(count, ends[:, 0], ends[:, 1])


def drawn_footing(
    points: NDArray[np.object_], grid: NDArray[np.object_], areas: Mapping[str, BaseGeometry], barriers: Barriers
) -> Footing:
    """Return where buildings stand in grids of which only the outlines are known.

    `points` (b,) lie in the buildings, `grid` (b,) names the grid of each, `areas` are the grids that are asked for.
    Bridges, underpasses and what an office has linked are ways across.
    """
    part, side = (np.full(len(points), -1, np.int64) for _ in range(2))
    barred = barriers.geometry[~barriers.crossable & ~shapely.is_empty(barriers.geometry)]
    lines = shapely.get_dimensions(barred) == 1
    taken = shapely.union_all(np.concatenate((barred[~lines], shapely.buffer(barred[lines], TRACK_M, quad_segs=1))))
    used = 0
    for name, area in areas.items():
        rows = np.flatnonzero(grid == name)
        whole, dry = shapely.get_parts(area), shapely.get_parts(shapely.difference(area, taken))
        if not len(rows) or not len(dry):
            continue
        ways = np.concatenate((linked_pairs(barriers, dry), bridge_pairs(barriers, dry, np.arange(len(dry)))))
        land = components(len(dry), ways[:, 0], ways[:, 1])
        part[rows] = used + shapely.STRtree(whole).nearest(points[rows])
        side[rows] = used + land[shapely.STRtree(dry).nearest(points[rows])]
        used += max(len(whole), len(dry))
    return Footing(grid, part, side)
