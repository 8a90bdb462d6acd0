# SPDX-License-Identifier: MIT
"""Repairs a plan with least change: the grids off the band are mended, and nothing else is touched without need."""

from typing import TYPE_CHECKING

from gridmgr.planning.rebalancing.result import (
    Rebalanced,
    RepairCode,
    RepairReason,
    RepairVerdict,
)

if TYPE_CHECKING:
    from gridmgr.planning.rebalancing.repair import rebalance

__all__ = ["Rebalanced", "RepairCode", "RepairReason", "RepairVerdict", "rebalance"]


def __getattr__(name: str) -> object:
    """Load the solver only when a plan is repaired: the window opens without it. Raises AttributeError otherwise."""
    if name == "rebalance":
        from gridmgr.planning.rebalancing.repair import rebalance

        return rebalance
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
