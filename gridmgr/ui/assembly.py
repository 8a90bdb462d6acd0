# SPDX-License-Identifier: MIT
"""Every feature of the window, in the order in which they are made."""

from gridmgr.ui.checking import Checking
from gridmgr.ui.features import Feature
from gridmgr.ui.inspecting import Inspecting
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.planning import Planning
from gridmgr.ui.roles import Roles

FEATURES: tuple[type[Feature], ...] = (Checking, LayerChoice, Inspecting, Roles, Planning)
