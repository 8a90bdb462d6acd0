# SPDX-License-Identifier: MIT
"""Finding several ways to divide a community, previewing them on the map, and taking one."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridmgr.map.builders import band_states
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Grids, MapScene
from gridmgr.model.bands import Band
from gridmgr.operations.plans import PlanDraft, PlanRequest
from gridmgr.ui.features import Feature
from gridmgr.ui.jobs import Job

if TYPE_CHECKING:
    from gridmgr.data.store import Store
    from gridmgr.model.changes import ChangeSet
    from gridmgr.model.progress import Progress
    from gridmgr.operations.candidates import Choice, Choices
    from gridmgr.ui.planpanel.choices import ChoicesPanel
    from gridmgr.ui.window import MainWindow

HIGH_PX, HIGH_SHARE = 300, 0.36


class Choosing(Feature):
    """Keeps the panel of the ways to divide one community."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.panel: ChoicesPanel | None = None
        """Made when it is first needed."""
        self._place = QWidget(window)
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        self.dock = window.panels.add("划法比较", "choices_dock", self._place, below, set())
        self._is_previewing = False
        window.document_changed.connect(lambda _document: self.leave())
        window.overview_changed.connect(lambda _overview: self._preview_again())
        window.plan_left.connect(self.stop_preview)

    def find(self, request: PlanRequest, count: int) -> Job | None:
        """Find up to `count` ways to divide the one community of a request, and show them; nothing is stored."""
        document = self.window.document
        if document is None:
            return None

        def work(store: "Store", progress: "Progress") -> "Choices":
            from gridmgr.operations.candidates import find_choices

            return find_choices(store, request, count, progress)

        job = document.study(work, "列出划法")
        job.succeeded.connect(self.show)
        return job

    def show(self, found: "Choices") -> None:
        """Show the ways that were found, the recommended one on the map."""
        panel = self._made_panel()
        self.window.workspaces.show("plan")
        self.window.canvas.set_tool(None)
        self.dock.show()
        self.dock.raise_()
        # The map gives room only to what demands it.
        self._place.setMinimumHeight(min(HIGH_PX, round(HIGH_SHARE * self.window.height())))
        panel.show_choices(found, self._is_dark)
        # The panel takes its room at once, so that the community is fitted into what is left of the map.
        layout = self.window.layout()
        assert layout is not None
        layout.activate()
        self.window.show_community(found.community.code)

    def preview(self, number: int) -> None:
        """Show a way to divide on the map in place of the stored grids."""
        document, overview, found = self.window.document, self.window.overview, self._found
        if number < 0:
            self.stop_preview()
        if document is None or overview is None or found is None or number < 0:
            return
        choice, scene = found.choices[number], overview.scene
        own = {g.id for c in overview.communities if c.code == found.community.code for g in c.grids}
        self._is_previewing = True
        job = document.ask(lambda _store: with_choice(scene, own, choice, found.band))
        job.succeeded.connect(lambda grids: self._on_previewed(scene, number, grids))

    def stop_preview(self) -> None:
        """Show the stored grids again."""
        if self._is_previewing and self.window.overview is not None:
            self.window.canvas.set_scene(self.window.overview.scene)
            self.window.message.hide()
        self._is_previewing = False

    def take(self, number: int) -> None:
        """Store a way to divide as a draft, in one step."""
        document, found = self.window.document, self._found
        if document is None or found is None:
            return
        made: list[PlanDraft] = []

        def make(store: "Store") -> "ChangeSet":
            from gridmgr.operations.candidates import take_choice

            made.append(take_choice(store, found, number))
            return made[0].changes

        from gridmgr.ui.planning import Planning

        job = document.run(make, "保存方案")
        job.succeeded.connect(lambda _step: self.leave())
        job.succeeded.connect(lambda _step: self.window.feature(Planning).show_outcome(made[0], found.request))

    def leave(self) -> None:
        """Put the ways away; the stored grids are shown again."""
        self.stop_preview()
        self.dock.hide()
        if self.panel is not None:
            self.panel.found = None

    @property
    def _found(self) -> "Choices | None":
        return self.panel.found if self.panel is not None else None

    @property
    def _is_dark(self) -> bool:
        return self.window.memory.is_on("view.dark", otherwise=False)

    def _made_panel(self) -> "ChoicesPanel":
        if self.panel is None:
            from gridmgr.ui.planpanel.choices import ChoicesPanel

            self.panel = ChoicesPanel(self._place)
            layout = self._place.layout()
            assert layout is not None
            layout.addWidget(self.panel)
            self.panel.previewed.connect(self.preview)
            self.panel.taken.connect(self.take)
            self.panel.left.connect(self.leave)
            self.dock.visibilityChanged.connect(self._on_visible)
            self.window.menus.actions["view.dark"].toggled.connect(self.panel.paint_pictures)
        return self.panel

    def _on_visible(self, is_visible: bool) -> None:
        if not is_visible and self.dock.isHidden():
            self.stop_preview()

    def _on_previewed(self, scene: MapScene, number: int, grids: Grids) -> None:
        overview, panel = self.window.overview, self.panel
        is_wanted = self._is_previewing and panel is not None and panel.chosen == number
        if overview is None or overview.scene is not scene or not is_wanted:
            return
        found = self._found
        band = found.band if found is not None else scene.band
        self.window.canvas.set_scene(replace(self.window.canvas.scene, grids=grids, band=band))
        self.window.message.say(f"地图上是第 {number + 1} 种划法的预览，还没有保存。")

    def _preview_again(self) -> None:
        """The map shows what is stored after a change; the preview comes back over it."""
        if self._is_previewing and self.panel is not None and self.panel.chosen >= 0:
            self.preview(self.panel.chosen)


def with_choice(scene: MapScene, own: set[str], choice: "Choice", band: Band) -> Grids:
    """Return the grids of a scene with those of one community (`own`, ids) in the way of a choice."""
    old = scene.grids
    locked = {grid.id for grid in choice.divided.locked}
    rows = [row for row, one in enumerate(old.ids) if one not in own or one in locked]
    ids = [*(old.ids[row] for row in rows), *(f"choice-{k:03d}" for k in range(len(choice.shapes)))]
    names = [*(old.names[row] for row in rows), *(f"{k}" for k in range(1, len(choice.shapes) + 1))]
    shapes = np.array([*(old.layer.geometries[row] for row in rows), *choice.shapes], dtype=object)
    counts = np.array([*(int(old.households[row]) for row in rows), *choice.households], dtype=np.int64)
    states = band_states(counts.tolist(), band)
    return regridded(old, Grids(ids, names, shapes, counts, states, old.locked & set(ids)))
