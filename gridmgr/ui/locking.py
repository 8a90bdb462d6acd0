# SPDX-License-Identifier: MIT
"""The three locks in the window: on the menus of the tree and the map, on the cards, in the menu, for all at once."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from gridmgr.model.locks import BORDER, BUILDING, ROSTER
from gridmgr.operations.locking import WORDS, Turn, lock_all, lock_buildings, lock_buildings_of, lock_grids
from gridmgr.ui.cards import Does, Link
from gridmgr.ui.features import Feature
from gridmgr.ui.lock_dialog import LockDialog
from gridmgr.ui.overview import GridEntry
from gridmgr.ui.tree_panel import TreePanel

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

ALL = ((Turn.LOCK, "全部锁定"), (Turn.UNLOCK, "全部解锁"), (Turn.INVERT, "反转锁定"))


class Locking(Feature):
    """Locks and unlocks; what is locked stays as it is whatever is drawn, divided, imported or taken back."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: LockDialog | None = None
        window.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        window.canvas.customContextMenuRequested.connect(self._on_map_menu)
        window.inspector.followed.connect(self._follow)
        tree = window.findChild(TreePanel)
        assert tree is not None
        self._tree = tree
        self._tree.more_wanted.connect(lambda menu, kind, record: add_locking(menu, window, kind, record))

    def lock(self, ids: Collection[str], turn: Turn, lock: str = BORDER) -> None:
        """Lock or unlock some grids, or buildings, in one step."""
        if self.window.document is None or not ids:
            return
        if lock == BUILDING:
            self.window.document.run(lambda store: lock_buildings(store, ids, turn))
        else:
            self.window.document.run(lambda store: lock_grids(store, ids, turn, lock))

    def lock_inside(self, grid_ids: Collection[str], turn: Turn) -> None:
        """Lock or unlock all buildings of some grids of the plan that is shown."""
        overview = self.window.overview
        if self.window.document is not None and overview is not None:
            plan = overview.plan_id
            self.window.document.run(lambda store: lock_buildings_of(store, plan, grid_ids, turn))

    def lock_all(self, code: str, turn: Turn, lock: str = BORDER) -> None:
        """Lock, unlock or invert all of a community in the plan that is shown; of the whole plan without a code."""
        overview = self.window.overview
        if self.window.document is not None and overview is not None:
            plan = overview.plan_id
            self.window.document.run(lambda store: lock_all(store, plan, code, turn, lock))

    def toggle_chosen(self, lock: str = BORDER) -> None:
        """Turn the lock of the chosen grid; a chosen building is locked in its grid, or let go."""
        chosen = self.window.selection
        if chosen.kind in {"grid", "building"}:
            self.lock([chosen.id], Turn.INVERT, BUILDING if chosen.kind == "building" else lock)

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

    def open(self) -> None:
        """Open the table from which all of a community or plan are locked at once."""
        overview = self.window.overview
        if overview is None or self.window.document is None:
            return
        if self.dialog is not None:
            self.dialog.close()
        at_hand = self.window.selection.id if self.window.selection.kind == "community" else ""
        self.dialog = LockDialog(self.window.document, overview.plan_id, overview.communities, self.window)
        self.dialog.choose(next((c.code for c in overview.communities if c.id == at_hand), ""))
        self.dialog.turned.connect(self.lock_all)
        self.window.overview_changed.connect(self.dialog.refresh)
        self.dialog.show()

    def _follow(self, link: Link) -> None:
        """Turn the lock that a button of the inspector names."""
        if link.does is Does.LOCK:
            self.lock([link.id], Turn(str(link.wanted["turn"])), str(link.wanted["lock"]))

    def _on_map_menu(self, place: QPoint) -> None:
        """Offer what can be done with the grid and the building under the pointer, unless a tool is in the hand."""
        grid = self.grid_at(place)
        if self.window.canvas.tool is not None or not grid:
            return
        self.window.selection.choose("grid", grid)
        menu = self._tree.menu_for("grid", grid)
        building = self.building_at(place)
        if building:
            menu.addSeparator()
            add_locking(menu, self.window, "building", building)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.window.canvas.mapToGlobal(place))

    def grid_at(self, place: QPoint) -> str:
        """Return the grid at a place of the map (pixels); empty where there is none."""
        layer = self.window.canvas.scene.grids.layer
        rows = layer.tree.query(self._point(place), predicate="intersects")
        found = layer.ids[int(rows.min())] if len(rows) else ""
        return found if self.entry(found) is not None else ""

    def building_at(self, place: QPoint) -> str:
        """Return the building at a place of the map (pixels); empty where there is none."""
        layer = self.window.canvas.scene.buildings.layer
        rows = layer.tree.query(self._point(place), predicate="intersects")
        return layer.ids[int(rows.min())] if len(rows) else ""

    def _point(self, place: QPoint) -> shapely.Point:
        return shapely.Point(*self.window.canvas.view.point_at(place.x(), place.y()))


def add_locking(menu: QMenu, window: "MainWindow", kind: str, record_id: str) -> None:
    """Add to the menu of a grid, building or community what locks and unlocks it."""
    locking = window.feature(Locking)
    before = len(menu.actions())
    if kind == "grid":
        _add_for_grid(menu, locking, record_id)
    elif kind == "building":
        _add_for_building(menu, locking, record_id)
    else:
        _add_for_community(menu, locking, record_id)
    if not _may_write(window):
        for action in menu.actions()[before:]:
            action.setEnabled(False)


def _add_for_grid(menu: QMenu, locking: Locking, grid_id: str) -> None:
    grid = locking.entry(grid_id)
    if grid is None:
        return
    for lock, is_locked in ((BORDER, grid.is_locked), (ROSTER, grid.is_roster_locked)):
        turn = Turn.UNLOCK if is_locked else Turn.LOCK
        run = menu.addAction(turn_text(lock, is_locked))
        run.triggered.connect(lambda _on=False, t=turn, what=lock: locking.lock([grid_id], t, what))
    inside = menu.addMenu("楼幢归属")
    inside.addAction("锁定这里的全部楼幢", lambda: locking.lock_inside([grid_id], Turn.LOCK))
    inside.addAction("解锁这里的全部楼幢", lambda: locking.lock_inside([grid_id], Turn.UNLOCK))


def _add_for_building(menu: QMenu, locking: Locking, building_id: str) -> None:
    buildings = locking.window.canvas.scene.buildings
    is_locked = building_id in buildings.locked
    number = buildings.numbers[buildings.layer.row_of[building_id]] or "这幢楼"
    text = f"{turn_text(BUILDING, is_locked)}：{number}"
    turn = Turn.UNLOCK if is_locked else Turn.LOCK
    menu.addAction(text, lambda: locking.lock([building_id], turn, BUILDING))


def _add_for_community(menu: QMenu, locking: Locking, community_id: str) -> None:
    overview = locking.window.overview
    community = next((c for c in overview.communities if c.id == community_id), None) if overview is not None else None
    if community is None or not community.grids:
        return
    locks = menu.addMenu("锁定")
    for lock, words in WORDS.items():
        if not locks.isEmpty():
            locks.addSeparator()
        for turn, text in ALL:
            run = locks.addAction(f"{words.what}：{text}")
            run.triggered.connect(lambda _on=False, t=turn, what=lock: locking.lock_all(community.code, t, what))


def turn_text(lock: str, is_locked: bool) -> str:
    """Say what turning a lock would do: 锁定边界, 解锁人员."""
    return f"{'解锁' if is_locked else '锁定'}{WORDS[lock].what}"


def toggle_lock(window: "MainWindow") -> None:
    """Turn the border lock of the chosen grid, or the lock of the chosen building."""
    window.feature(Locking).toggle_chosen()


def toggle_roster(window: "MainWindow") -> None:
    """Turn the roster lock of the chosen grid."""
    window.feature(Locking).toggle_chosen(ROSTER)


def open_locks(window: "MainWindow") -> None:
    """Open the table of locks."""
    window.feature(Locking).open()


def _may_write(window: "MainWindow") -> bool:
    return window.document is not None and not window.document.access.read_only


def can_lock(window: "MainWindow") -> bool:
    """Tell whether a grid or building is chosen that may be locked or unlocked."""
    return _may_write(window) and window.selection.kind in {"grid", "building"} and bool(window.selection.id)


def can_lock_roster(window: "MainWindow") -> bool:
    """Tell whether a grid is chosen whose roster may be locked or unlocked."""
    return _may_write(window) and window.selection.kind == "grid" and bool(window.selection.id)


def can_lock_all(window: "MainWindow") -> bool:
    """Tell whether there is a plan with something to lock."""
    return _may_write(window) and window.overview is not None and bool(window.overview.plan_id)


def lock_text(window: "MainWindow") -> str:
    """Say what the command would do."""
    if window.overview is not None and window.selection.kind == "building":
        return turn_text(BUILDING, window.selection.id in window.overview.scene.buildings.locked)
    grid = window.feature(Locking).chosen if window.overview is not None else None
    return turn_text(BORDER, grid is not None and grid.is_locked)


def roster_text(window: "MainWindow") -> str:
    """Say what the command would do."""
    grid = window.feature(Locking).chosen if window.overview is not None else None
    return turn_text(ROSTER, grid is not None and grid.is_roster_locked)
