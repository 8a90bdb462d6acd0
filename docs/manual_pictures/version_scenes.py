# SPDX-License-Identifier: MIT
"""Scenes of plans side by side: ways to divide, two plans on one map, the list of versions."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from docs.manual_pictures.studio import Studio
from gridmgr.ui.comparison.feature import Comparison
from gridmgr.ui.planning import Planning
from gridmgr.ui.planpanel.choosing import Choosing
from gridmgr.ui.versions import Versions

COMMUNITY = 2
WAYS = 4


def choosing(studio: Studio, _sample: Path) -> None:
    """Several ways to divide one community, the recommended one on the map; one is taken."""
    overview = studio.window.overview
    assert overview is not None
    community = overview.communities[COMMUNITY]
    studio.window.show_community(community.code)
    studio.settle()
    planning, found = studio.window.feature(Planning), studio.window.feature(Choosing)
    planning.ask(frozenset({community.code}))
    studio.wait(planning.panel_dock.isVisible)
    panel = planning.panel
    assert panel is not None
    panel.tick([community.code])
    panel.choices.setValue(WAYS)
    panel.start.click()
    studio.wait(lambda: found.panel is not None and found.panel.found is not None)
    studio.settle()
    studio.keep("choices", studio.area_of(studio.canvas, found.dock))
    found.take(1)
    studio.wait(planning.dock.isVisible)
    studio.settle()
    planning.dock.hide()
    planning.panel_dock.hide()


def comparing(studio: Studio, _sample: Path) -> None:
    """The plan in force and the draft on one map, with the table of grids."""
    studio.window.compare_wanted.emit("", "")
    comparison = studio.window.feature(Comparison)
    studio.wait(lambda: comparison.is_ready)
    studio.settle()
    studio.wait(lambda: comparison.page.swipe.old.is_sharp and comparison.page.swipe.new.is_sharp)
    studio.keep("comparison")


def versions(studio: Studio, _sample: Path) -> None:
    """The plans with their states."""
    panel = studio.window.feature(Versions).panel
    studio.window.feature(Versions).show()
    studio.wait(lambda: panel.list.topLevelItemCount() > 0)
    studio.settle()
    studio.keep("versions", studio.area_of(studio.find(QWidget, "versions_dock")))
    studio.find(QWidget, "versions_dock").hide()
