# SPDX-License-Identifier: MIT
"""Every feature of the window, in the order in which they are made."""

from gridmgr.ui.checking import Checking
from gridmgr.ui.features import Feature
from gridmgr.ui.records.records import Records

FEATURES: tuple[type[Feature], ...] = (Checking, Records)
