# SPDX-License-Identifier: MIT
"""The last way to bring grids back into the band: their land is divided anew, close to the present plan."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from gridmgr.model.bands import Band
from gridmgr.model.progress import Part, Progress
from gridmgr.planning.partition import Weights, Wish
from gridmgr.planning.partition.solve import partition
from gridmgr.planning.rebalancing.scene import NOWHERE
from gridmgr.planning.units import UnitGraph

_SEEDS = 4
_CLOSE = Wish(weights=Weights(closeness=1.0), effort=2)


def divided_anew(
    graph: UnitGraph, labels: NDArray[np.int64], band: Band, grids: Collection[int], progress: Progress
) -> NDArray[np.int64] | None:
    """Return labels (n,) in which the land of some grids is divided into legal ones, None where that was not found.

    `graph` is in one piece. New grids get numbers that no grid has. Raises CancelledError when given up.
    """
    units = np.flatnonzero(np.isin(labels, sorted(set(grids) - {NOWHERE})))
    part = graph.part(units)
    best: tuple[int, NDArray[np.int64]] | None = None
    for seed in range(_SEEDS):
        plan = partition(
            part, band, seed=seed, wish=_CLOSE, previous=labels[units], progress=Part(progress, seed, _SEEDS)
        )
        if plan.links or not all(band.contains(size) for size in plan.households.tolist()):
            continue
        moved = _moved(labels[units], plan.labels, part.households)
        if best is None or moved < best[0]:
            best = (moved, plan.labels)
    if best is None:
        return None
    found = labels.copy()
    found[units] = best[1] + int(labels.max()) + 1
    return found


def _moved(before: NDArray[np.int64], after: NDArray[np.int64], households: NDArray[np.int64]) -> int:
    """Return the households that change hands where every new grid goes on as the old one it has most of."""
    names, place = np.unique(before, return_inverse=True)
    common = np.zeros((len(names), int(after.max()) + 1), dtype=np.int64)
    np.add.at(common, (place, after), households)
    return int(common.sum() - common.max(axis=0).sum())
