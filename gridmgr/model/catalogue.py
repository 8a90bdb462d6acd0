# SPDX-License-Identifier: MIT
"""All record types in one place, whichever module declares them."""

from collections.abc import Mapping

from gridmgr.model import areas, people
from gridmgr.model.records import RECORDS, Record

RECORD_TYPES: Mapping[str, type[Record]] = RECORDS
"""Record types by stored name; a type stands after those that it points to."""

DECLARED_IN = (areas, people)
"""The modules that declare them."""
