# SPDX-License-Identifier: MIT
"""Every scene of the manual in the order in which it is played, and the theatre they are played in."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from docs.manual_pictures import clerk_scenes, desk_scenes, planner_scenes, version_scenes
from docs.manual_pictures.studio import Studio
from gridmgr.ui.appearance import apply_appearance
from gridmgr.ui.application import translate

Scene = Callable[[Studio, Path], None]
SCENES: Sequence[Scene] = (
    desk_scenes.first_page,
    desk_scenes.window,
    desk_scenes.search,
    desk_scenes.layers,
    desk_scenes.server,
    desk_scenes.conflict,
    clerk_scenes.table,
    clerk_scenes.household,
    clerk_scenes.bringing_in,
    planner_scenes.roles,
    planner_scenes.findings,
    planner_scenes.paper,
    planner_scenes.offer,
    desk_scenes.guide,
    planner_scenes.lasso,
    planner_scenes.split,
    planner_scenes.border,
    planner_scenes.halves,
    planner_scenes.trying,
    planner_scenes.dividing,
    version_scenes.choosing,
    version_scenes.comparing,
    version_scenes.versions,
    desk_scenes.history,
    desk_scenes.backups,
)


def play(sample: Path, pictures: Path, only: Sequence[str]) -> None:
    """Play all scenes, or those of some names, and keep their pictures in a folder."""
    application = QApplication([])
    translate(application)
    apply_appearance(application, dark=False)
    pictures.mkdir(exist_ok=True)
    studio = Studio(sample.parent, pictures)
    for scene in SCENES:
        if not only or scene.__name__ in only:
            studio.restart(sample)
            scene(studio, sample)
    studio.window.close()
