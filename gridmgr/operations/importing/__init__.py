# SPDX-License-Identifier: MIT
"""Bringing tables and map files into a district's data."""

from gridmgr.operations.importing.importer import Importer, Prepared
from gridmgr.operations.importing.inspection import InspectedLayer, Inspection, inspect_source
from gridmgr.operations.importing.options import KINDS, ImportOptions
from gridmgr.operations.importing.report import ImportReport
from gridmgr.operations.importing.reporting import write_report

__all__ = [
    "KINDS",
    "ImportOptions",
    "ImportReport",
    "Importer",
    "InspectedLayer",
    "Inspection",
    "Prepared",
    "inspect_source",
    "write_report",
]
