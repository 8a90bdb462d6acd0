# SPDX-License-Identifier: MIT
"""Every feature of the window, in the order in which they are made."""

from gridmgr.ui.checking import Checking
from gridmgr.ui.features import Feature
from gridmgr.ui.forms.feature import Forms

FEATURES: tuple[type[Feature], ...] = (Checking, Forms)
