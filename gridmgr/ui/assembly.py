# SPDX-License-Identifier: MIT
"""Every feature of the window, in the order in which they are made."""

from gridmgr.ui.checking import Checking
from gridmgr.ui.exporting import Exporting
from gridmgr.ui.features import Feature
from gridmgr.ui.importing import Importing

FEATURES: tuple[type[Feature], ...] = (Checking, Importing, Exporting)
