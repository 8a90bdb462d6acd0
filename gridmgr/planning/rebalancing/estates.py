# SPDX-License-Identifier: MIT
"""Estates in a repair: which may be split when nothing else works, and which were."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from gridmgr.planning.rebalancing.result import RepairCode, RepairReason
from gridmgr.planning.units import UnitGraph


def estates_near(graph: UnitGraph, labels: NDArray[np.int64], grids: Collection[int]) -> list[int]:
    """Return the estates with land in some grids, ascending."""
    inside = np.isin(labels, sorted(grids)) & (graph.compound >= 0)
    found: list[int] = np.unique(graph.compound[inside]).tolist()
    return found


def split_estates(graph: UnitGraph, before: NDArray[np.int64], after: NDArray[np.int64]) -> list[RepairReason]:
    """Tell the estates that lie in more grids after a repair than before."""
    reasons = []
    touched = np.unique(graph.compound[(before != after) & (graph.compound >= 0)])
    for estate in touched.tolist():
        units = graph.compound == estate
        old, new = np.unique(before[units]), np.unique(after[units])
        if len(new) > len(old):
            households = int(graph.households[units].sum())
            reasons.append(RepairReason(RepairCode.ESTATE_SPLIT, households, tuple(new.tolist()), int(estate)))
    return reasons
