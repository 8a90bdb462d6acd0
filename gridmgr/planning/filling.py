# SPDX-License-Identifier: MIT
"""Land that belongs to no grid, or lies apart from its own: which grid it should go to.

What one grid encloses goes to that grid; what several touch goes to the one with the fewest households, as in
DistrictBuilder's "fix unassigned". Enclosed land comes first, so that counts are right when the rest is decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.coverage import UNASSIGNED, Coverage
from gridmgr.planning.shared_borders import Segments, components


@dataclass(frozen=True, eq=False)
class Patch:
    """Connected land that one grid should take."""

    faces: NDArray[np.int64]
    owner: str
    """The grid it belongs to now, UNASSIGNED for none."""
    takers: Sequence[str]
    """The grids round it, the longest border first; none where nothing touches it."""
    buildings: int
    households: int

    @property
    def is_enclosed(self) -> bool:
        """Whether one grid alone lies round it."""
        return len(self.takers) == 1


@dataclass(frozen=True, slots=True)
class Filling:
    """A patch with the grid that it should go to, and that grid's households before and after."""

    patch: Patch
    taker: str
    before: int
    after: int


def patches(
    coverage: Coverage, borders: Segments, households: NDArray[np.int64], owner: str = UNASSIGNED
) -> list[Patch]:
    """Return the connected parts of the land of one owner in the order of their first face."""
    mine = coverage.grid == owner
    inner = mine[borders.a] & mine[borders.b]
    part = components(len(mine), borders.a[inner], borders.b[inner])
    return [_patch(coverage, borders, households, np.flatnonzero(mine & (part == n))) for n in np.unique(part[mine])]


def patch_at(coverage: Coverage, borders: Segments, households: NDArray[np.int64], face: int) -> Patch | None:
    """Return the patch at a face: land of no grid, or a part of a grid that is not its largest one; else None."""
    owner = str(coverage.grid[face])
    found = patches(coverage, borders, households, owner)
    here = next(patch for patch in found if face in patch.faces)
    if owner == UNASSIGNED:
        return here
    is_main = max(found, key=lambda patch: (patch.households, len(patch.faces))) is here
    return None if is_main else here


def fillings(found: Sequence[Patch], households: Mapping[str, int]) -> list[Filling]:
    """Return where patches should go, enclosed ones first; each count builds on the ones before."""
    counts = dict(households)
    planned = []
    for patch in sorted(found, key=lambda one: (not one.is_enclosed, -one.households, one.faces.tolist())):
        if patch.takers:
            taker = min(patch.takers, key=lambda name: (counts.get(name, 0), patch.takers.index(name)))
            before = counts.get(taker, 0)
            counts[taker] = before + patch.households
            planned.append(Filling(patch, taker, before, counts[taker]))
    return planned


def _patch(coverage: Coverage, borders: Segments, households: NDArray[np.int64], faces: NDArray[np.int64]) -> Patch:
    inside = np.zeros(len(coverage.faces) + 1, np.bool_)
    inside[faces] = True
    rim = borders.only(inside[borders.a] != inside[borders.b])
    beyond = coverage.grid[np.where(inside[rim.a], rim.b, rim.a)]
    metres = rim.length_m
    around = {str(name): float(metres[beyond == name].sum()) for name in sorted(set(beyond.tolist()) - {UNASSIGNED})}
    # A building outside has face -1, which is the last entry and always False.
    on = inside[coverage.face_of_building]
    takers = sorted(around, key=lambda name: (-around[name], name))
    return Patch(faces, str(coverage.grid[faces[0]]), takers, int(on.sum()), int(households[on].sum()))
