# SPDX-License-Identifier: MIT
"""Locking borders from the window: the menu on a grid in the tree and on the map."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from gridmgr.operations.locking import Turn, lock_all, lock_grids
from gridmgr.ui.features import Feature
from gridmgr.ui.overview import GridEntry
from gridmgr.ui.tree_panel import TreePanel

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

LOCK, UNLOCK = "锁定边界", "解锁边界"


class Locking(Feature):
    """Locks and unlocks grids; what is locked keeps its border whatever is drawn or divided round it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        window.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        window.canvas.customContextMenuRequested.connect(self._on_map_menu)
        tree = window.findChild(TreePanel)
        assert tree is not None
        self._tree = tree
        self._tree.more_wanted.connect(lambda menu, kind, record: add_locking(menu, window, kind, record))

    def lock(self, grid_ids: Collection[str], is_locked: bool) -> None:
        """Lock or unlock some grids in one step."""
        if self.window.document is not None and grid_ids:
            self.window.document.run(lambda store: lock_grids(store, grid_ids, Turn.LOCK if is_locked else Turn.UNLOCK))

    def lock_community(self, code: str, is_locked: bool) -> None:
        """Lock or unlock all grids of a community in the plan that is shown."""
        overview = self.window.overview
        if self.window.document is not None and overview is not None:
            plan = overview.plan_id
            self.window.document.run(lambda store: lock_all(store, plan, code, Turn.LOCK if is_locked else Turn.UNLOCK))

    def toggle_chosen(self) -> None:
        """Lock the chosen grid, or unlock it."""
        grid = self.chosen
        if grid is not None:
            self.lock([grid.id], not grid.is_locked)

    @property
    def chosen(self) -> GridEntry | None:
        """The grid that is chosen; None for anything else."""
        selection = self.window.selection
        return self.entry(selection.id) if selection.kind == "grid" else None

    def entry(self, grid_id: str) -> GridEntry | None:
        """Return a grid of the plan that is shown."""
        overview = self.window.overview
        grids = (grid for c in overview.communities for grid in c.grids) if overview is not None else ()
        return next((grid for grid in grids if grid.id == grid_id), None)

    def _on_map_menu(self, place: QPoint) -> None:
        """Offer what can be done with the grid under the pointer, unless a tool is in the hand."""
        grid = self.grid_at(place)
        if self.window.canvas.tool is not None or not grid:
            return
        self.window.selection.choose("grid", grid)
        menu = self._tree.menu_for("grid", grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.window.canvas.mapToGlobal(place))

    def grid_at(self, place: QPoint) -> str:
        """Return the grid at a place of the map (pixels); empty where there is none."""
        x, y = self.window.canvas.view.point_at(place.x(), place.y())
        layer = self.window.canvas.scene.grids.layer
        rows = layer.tree.query(shapely.Point(x, y), predicate="intersects")
        found = layer.ids[int(rows.min())] if len(rows) else ""
        return found if self.entry(found) is not None else ""


def add_locking(menu: QMenu, window: "MainWindow", kind: str, record_id: str) -> None:
    """Add to the menu of a grid or community what locks and unlocks it."""
    locking = window.feature(Locking)
    can = window.document is not None and not window.document.access.read_only
    if kind == "grid":
        grid = locking.entry(record_id)
        if grid is not None:
            text = UNLOCK if grid.is_locked else LOCK
            menu.addAction(text, lambda: locking.lock([record_id], not grid.is_locked)).setEnabled(can)
        return
    overview = window.overview
    community = next((c for c in overview.communities if c.id == record_id), None) if overview is not None else None
    if community is not None and community.grids:
        locked = sum(grid.is_locked for grid in community.grids)
        entries = (("全部锁定边界", True, locked < len(community.grids)), ("全部解锁边界", False, locked > 0))
        for text, is_locked, is_needed in entries:
            run = menu.addAction(text)
            run.setEnabled(can and is_needed)
            run.triggered.connect(lambda _on=False, to=is_locked: locking.lock_community(community.code, to))


def toggle_lock(window: "MainWindow") -> None:
    """Lock or unlock the chosen grid."""
    window.feature(Locking).toggle_chosen()


def can_lock(window: "MainWindow") -> bool:
    """Tell whether a grid is chosen that may be locked or unlocked."""
    is_open = window.document is not None and not window.document.access.read_only
    return is_open and window.selection.kind == "grid" and bool(window.selection.id)


def lock_text(window: "MainWindow") -> str:
    """Say what the command would do."""
    grid = window.feature(Locking).chosen if window.overview is not None else None
    return UNLOCK if grid is not None and grid.is_locked else LOCK
