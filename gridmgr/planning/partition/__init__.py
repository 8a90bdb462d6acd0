# SPDX-License-Identifier: MIT
"""The automatic plan of one community: every grid in one piece, and in the band where it can be."""

from typing import TYPE_CHECKING

from gridmgr.planning.partition.conclusion import conclusion
from gridmgr.planning.partition.gaps import Gap, gap_table
from gridmgr.planning.partition.result import (
    EXCUSES,
    TEMPLATES,
    Partition,
    Policy,
    Reason,
    ReasonCode,
    Verdict,
    Weights,
    Wish,
)
from gridmgr.planning.partition.totals import gap_totals, possible_counts

if TYPE_CHECKING:
    from gridmgr.planning.partition.solve import partition

__all__ = [
    "EXCUSES",
    "TEMPLATES",
    "Gap",
    "Partition",
    "Policy",
    "Reason",
    "ReasonCode",
    "Verdict",
    "Weights",
    "Wish",
    "conclusion",
    "gap_table",
    "gap_totals",
    "partition",
    "possible_counts",
]


def __getattr__(name: str) -> object:
    """Load the solver only when a plan is made: the window opens without it. Raises AttributeError for other names."""
    if name == "partition":
        from gridmgr.planning.partition.solve import partition

        return partition
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
