# SPDX-License-Identifier: MIT
"""Every feature of the window, in the order in which they are made."""

from gridmgr.ui.basemaps.choosing import RowChoice
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.checking import Checking
from gridmgr.ui.colleagues import Colleagues
from gridmgr.ui.comparison.feature import Comparison
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.exporting import Exporting
from gridmgr.ui.features import Feature
from gridmgr.ui.figures import Figures
from gridmgr.ui.fixing import Fixing
from gridmgr.ui.forms.feature import Forms
from gridmgr.ui.guide import Guide
from gridmgr.ui.history import History
from gridmgr.ui.importing import Importing
from gridmgr.ui.inspecting import Inspecting
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.locking import Locking
from gridmgr.ui.manual.pressing import ManualHelp
from gridmgr.ui.mapview.bookmarks import Bookmarks
from gridmgr.ui.mapview.key_sheet import KeyHelp
from gridmgr.ui.mapview.places import Places
from gridmgr.ui.mapview.second_map import SecondMap
from gridmgr.ui.mapview.small_maps import SmallMaps
from gridmgr.ui.mending import Mending
from gridmgr.ui.palette import Palette
from gridmgr.ui.planning import Planning
from gridmgr.ui.planpanel.choosing import Choosing
from gridmgr.ui.printing import Printing
from gridmgr.ui.rebalancing import Rebalancing
from gridmgr.ui.records.records import Records
from gridmgr.ui.roles import Roles
from gridmgr.ui.saving import Saving
from gridmgr.ui.settings import Settings
from gridmgr.ui.starting.feature import Starting
from gridmgr.ui.theming import Theming
from gridmgr.ui.versions import Versions

FEATURES: tuple[type[Feature], ...] = (
    Starting,
    Checking,
    Drawing,
    Inspecting,
    Roles,
    Fixing,
    Mending,
    Planning,
    Versions,
    Choosing,
    Locking,
    Rebalancing,
    Figures,
    History,
    Colleagues,
    Saving,
    Settings,
    Guide,
    Importing,
    Exporting,
    Records,
    Palette,
    LayerChoice,
    Basemaps,
    RowChoice,
    Theming,
    Bookmarks,
    KeyHelp,
    Places,
    SecondMap,
    SmallMaps,
    ManualHelp,
    Printing,
    Comparison,
    Forms,
)
