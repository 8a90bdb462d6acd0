# SPDX-License-Identifier: MIT
"""The automatic plan of one community: every grid in one piece, and in the band where it can be."""

from gridmgr.planning.partition.result import (
    EXCUSES,
    Partition,
    Reason,
    ReasonCode,
    Verdict,
    Weights,
)
from gridmgr.planning.partition.solve import partition
from gridmgr.planning.partition.totals import gap_totals, possible_counts

__all__ = [
    "EXCUSES",
    "Partition",
    "Reason",
    "ReasonCode",
    "Verdict",
    "Weights",
    "gap_totals",
    "partition",
    "possible_counts",
]
