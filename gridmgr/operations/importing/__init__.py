# SPDX-License-Identifier: MIT
"""Bringing tables and map files into a district's data."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_HOMES = {
    "KINDS": "options",
    "ImportOptions": "options",
    "ImportReport": "report",
    "Importer": "importer",
    "InspectedLayer": "inspection",
    "Inspection": "inspection",
    "Prepared": "importer",
    "inspect_source": "inspection",
    "write_report": "reporting",
}


def __getattr__(name: str) -> object:
    """Load what is imported from here when it is first asked for, so that the window opens without it.

    Raises AttributeError for a name that is not here.
    """
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
