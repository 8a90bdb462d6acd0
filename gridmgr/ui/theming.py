# SPDX-License-Identifier: MIT
"""Reads what the grids are coloured by, in the background, and keeps it until something of it changes."""

from typing import TYPE_CHECKING, Any

from gridmgr.data.store import LoggedChange
from gridmgr.map.scene import MapScene
from gridmgr.model.themes import GridTheme, Theme
from gridmgr.operations.grid_themes import grid_theme
from gridmgr.ui.commands import today
from gridmgr.ui.features import Feature

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

DEPENDS_ON = {
    GridTheme.SPECIAL: {"household", "resident", "building", "grid", "plan"},
    GridTheme.VISITS: {"household", "building", "grid", "plan"},
    GridTheme.VACANCIES: {"appointment", "grid", "plan"},
    GridTheme.PILOT: {"community", "grid", "plan"},
}
"""Types of the records whose change makes a theme be read anew."""


class Theming(Feature):
    """Gives every scene of the map the theme that is chosen in the layer panel."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._known: dict[tuple[str, GridTheme], Theme] = {}
        self._stale: set[tuple[str, GridTheme]] = set()
        """What is shown until it has been read anew."""
        self._awaited: tuple[str, GridTheme] | None = None
        window.document_changed.connect(self._on_document)
        window.records_touched.connect(self._on_touched)
        window.overview_changed.connect(lambda _overview: self._look())
        window.canvas.scene_changed.connect(lambda _scene: self._look())

    def _wanted(self) -> tuple[str, GridTheme] | None:
        """Return plan and theme that the map shall show, None while it shows no theme."""
        kind, overview = self.window.canvas.scene.fill.theme, self.window.overview
        if kind is None or overview is None or not overview.plan_id:
            return None
        return overview.plan_id, kind

    def _look(self) -> None:
        """Show the theme that is wanted, or read it first."""
        wanted, document = self._wanted(), self.window.document
        self._dress(self.window.canvas.scene)
        if wanted is None or document is None or wanted == self._awaited:
            return
        if wanted not in self._known or wanted in self._stale:
            self._awaited = wanted
            self._stale.discard(wanted)
            plan_id, kind = wanted
            # Who edits with a theme on the map does not wait for it: only the first reading is announced.
            title = "" if wanted in self._known else "统计网格"
            job = document.study(lambda store, _progress: grid_theme(store, plan_id, kind, today()), title)
            job.succeeded.connect(lambda theme: self._on_read(wanted, theme))
            job.failed.connect(lambda _error: self._on_lost(wanted))

    def _dress(self, scene: MapScene) -> None:
        """Put the theme into the scene that is shown, where it is not there yet."""
        wanted = self._wanted()
        theme = self._known.get(wanted) if wanted is not None else None
        if scene.theme is not theme:
            self.window.canvas.set_scene(scene.with_theme(theme))

    def _on_read(self, wanted: tuple[str, GridTheme], theme: Theme) -> None:
        if self._awaited == wanted:
            self._awaited = None
            self._known[wanted] = theme
            self._dress(self.window.canvas.scene)

    def _on_lost(self, wanted: tuple[str, GridTheme]) -> None:
        if self._awaited == wanted:
            self._awaited = None

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        """Note what may have changed; it is read anew when the overview has been."""
        types = {change.record_type for change in touched}
        self._stale |= {key for key in self._known if DEPENDS_ON[key[1]] & types}
        if self._awaited is not None and DEPENDS_ON[self._awaited[1]] & types:
            self._awaited = None

    def _on_document(self, _document: Any) -> None:  # Any: a Document or None
        self._known.clear()
        self._stale.clear()
        self._awaited = None
