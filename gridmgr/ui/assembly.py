# SPDX-License-Identifier: MIT
"""Every feature of the window, in the order in which they are made."""

from gridmgr.ui.checking import Checking
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.features import Feature
from gridmgr.ui.inspecting import Inspecting
from gridmgr.ui.planning import Planning
from gridmgr.ui.roles import Roles

FEATURES: tuple[type[Feature], ...] = (
    Checking,
    Drawing,
    Inspecting,
    Roles,
    Planning,
)
