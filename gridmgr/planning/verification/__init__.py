# SPDX-License-Identifier: MIT
"""Checks proofs and plans by its own reckoning: it shares no code with what makes them.

Only the unit graph, the band and the plain data of `gridmgr.planning.certificates` are known here; the import check
keeps it so.
"""

from gridmgr.planning.verification.plans import Fault, FaultKind, verify_partition
from gridmgr.planning.verification.proofs import Checked, verify

__all__ = ["Checked", "Fault", "FaultKind", "verify", "verify_partition"]
