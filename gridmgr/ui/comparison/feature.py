# SPDX-License-Identifier: MIT
"""The comparison workspace: reads two plans, shows them, and keeps map and tables together."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmgr.data.store import LoggedChange, Store
from gridmgr.map.scene import MapScene
from gridmgr.map.view import Box, ViewState
from gridmgr.model.progress import Progress
from gridmgr.operations.succession import continue_grids
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.showing import Backing
from gridmgr.ui.commands import today
from gridmgr.ui.comparison.lines import Line, flow_lines, grid_lines, summary_text
from gridmgr.ui.comparison.output import ComparisonOutput
from gridmgr.ui.comparison.page import WAITING, ComparisonPage
from gridmgr.ui.comparison.reading import Compared, PlanChoice, read_choices, read_compared, usual_pair
from gridmgr.ui.comparison.role_lines import role_lines, roles_text
from gridmgr.ui.features import Feature
from gridmgr.ui.layers import LayerChoice
from gridmgr.ui.workspaces import Workspace

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

NAME = "compare"
GONE = "正在比较的方案已被删除，改为比较现有的方案。"
ONE_GONE = "正在比较的方案已被删除。"
SPLIT = "comparison_split"
GAP_PX = 6
MATTERS = frozenset(
    {"plan", "grid", "building", "household", "resident", "community", "district", "appointment", "staff", "barrier"}
)
"""Types of records on which a comparison depends."""


class Comparison(Feature):
    """Compares when the workspace is shown; what is outdated when it arrives is dropped."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.compared: Compared | None = None
        """What is shown; None before it was read."""
        self._pair = ("", "")
        self._wanted = ("", "")
        self._viewed: set[str] = set()
        self._is_stale = self._is_reading = self._is_taking_over = False
        self._backing: Backing | None = None
        """The basemaps below both maps, once somebody has looked."""
        self.page = ComparisonPage(window)
        window.workspaces.add(Workspace(NAME, "比较", "arrows-diff", "Ctrl+5", self.page))
        window.workspaces.entered.connect(self._on_entered)
        window.compare_wanted.connect(self.show)
        window.document_changed.connect(lambda _document: self._forget())
        window.records_touched.connect(self._on_touched)
        window.overview_changed.connect(lambda _overview: self._on_overview())
        self.output = ComparisonOutput(window, self)
        page = self.page
        page.pair_wanted.connect(self._compare)
        page.again_wanted.connect(lambda: self._compare(*self._pair))
        page.take_over_wanted.connect(self._on_take_over)
        page.only_moves.toggled.connect(lambda _on: self._show_maps())
        page.tables.chosen.connect(self._on_chosen)
        page.tables.wanted.connect(self._on_wanted)
        page.swipe.picked.connect(self._on_picked)
        page.swipe.pointed.connect(window.status.show_place)
        page.swipe.view_changed.connect(self._on_viewed)
        window.workspaces.leaving.connect(self._on_leaving)
        page.split.restoreState(window.memory.bytes_of(SPLIT))
        page.empty.plan_wanted.connect(lambda: window.menus.actions["plan.make"].trigger())
        page.empty.draft_wanted.connect(lambda: window.menus.actions["plan.draft"].trigger())

    def show(self, old_id: str = "", new_id: str = "") -> None:
        """Show the workspace with two plans; without ids those shown last, at first the usual ones."""
        self._wanted = (old_id, new_id)
        if self.window.workspaces.current == NAME:
            self._look()
        elif self.window.document is not None:
            self.window.workspaces.show(NAME)

    @property
    def is_ready(self) -> bool:
        """Whether what is shown is what was chosen, as it is now."""
        return self.compared is not None and not self._is_reading and not self._is_stale

    def _on_entered(self, name: str) -> None:
        if name != NAME:
            return
        self._take_layers()
        if self._is_stale:
            self.compared = None
        self._look()
        self.window.status.show_view(self.page.swipe.view)
        self.page.swipe.handle.setFocus()

    def _on_leaving(self, name: str) -> None:
        if name == NAME:
            if self._backing is not None:
                self._backing.rest()
            self.window.memory.keep_bytes(SPLIT, self.page.split.saveState())
            self.window.status.show_view(self.window.canvas.view)

    def _on_overview(self) -> None:
        """Something was changed: a plan may be gone, another may be there."""
        self._look()
        if self.window.workspaces.current == NAME:
            self.window.status.show_view(self.page.swipe.view)

    def _on_viewed(self, view: ViewState) -> None:
        """Show the scale, but not that of a map nobody sees, which is laid out all the same."""
        if self.window.workspaces.current == NAME:
            self.window.status.show_view(view)

    def _take_layers(self) -> None:
        """Show the same layers as the map of the other workspaces."""
        choice, swipe = self.window.feature(LayerChoice), self.page.swipe
        if self._backing is None:
            self._backing = Backing(self.window.feature(Basemaps), [swipe.old, swipe.new], "comparison", swipe)
            self._backing.changed.connect(self._take_layers)
            choice.changed.connect(lambda _layers: self._take_layers())
            self.page.lying.toggled.connect(lambda _lying: self._lift_credit())
            for moved in (swipe.handle.dragged, swipe.handle.stepped):
                moved.connect(lambda _to: self._lift_credit())
        layers = self._backing.dressed(choice.layers.settled())
        for canvas in (swipe.old, swipe.new):
            if canvas.scene.layers != layers:
                canvas.set_layers(layers)
        self._lift_credit()
        swipe.set_legend_shown(self.window.memory.is_on("view.legend", otherwise=True))

    def _lift_credit(self) -> None:
        """Keep the name of the basemap's maker from that of the new plan, which lies below a lying line."""
        if self._backing is not None:
            is_lying = not self.page.swipe.is_upright
            self._backing.credit.lift(self.page.swipe.new_name.height() + GAP_PX if is_lying else 0)
            # The line between the plans goes behind it.
            self._backing.credit.raise_()

    def _look(self) -> None:
        """Read which plans there are; only while somebody looks."""
        if self.window.workspaces.current == NAME and self.window.document is not None:
            self.window.document.ask(read_choices).succeeded.connect(self._on_choices)

    def _on_choices(self, choices: list[PlanChoice]) -> None:
        overview = self.window.overview
        if overview is None or self.window.workspaces.current != NAME:
            return
        known = {choice.id for choice in choices}
        wanted, self._wanted = self._wanted, ("", "")
        pair = next((p for p in (wanted, self._pair) if set(p) <= known), None)
        if pair is None:
            pair = usual_pair(choices, overview.plan_id)
            if all(self._pair) and self.compared is not None:
                self.window.message.say(GONE if all(pair) else ONE_GONE)
                self.compared = None
        self.page.show_choices(choices, pair)
        if not all(pair):
            self._pair, self.compared = ("", ""), None
        elif pair != self._pair or (self.compared is None and not self._is_reading):
            self._compare(*pair)
        elif self._is_taking_over and self._is_stale:
            # Only now is it known that the change has arrived everywhere; read earlier, it would be outdated at once.
            self._is_taking_over = False
            self._compare(*pair)
        else:
            self._allow()

    def _compare(self, old_id: str, new_id: str) -> None:
        """Read two plans in the background."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None or not old_id or not new_id:
            return
        pair, land, day = (old_id, new_id), overview.scene, today()
        self._pair, self._is_stale, self._is_reading = pair, False, True
        self.page.choose(pair)
        self.page.say(WAITING)
        self.page.show_stale(False)
        self.page.allow_output(False)

        def read(store: Store, progress: Progress) -> Compared:
            return read_compared(store, pair, land, day, progress)

        job = document.study(read, "比较方案")
        job.can_be_left = True
        job.succeeded.connect(lambda compared: self._on_read(pair, compared))
        job.failed.connect(lambda _error: self._on_failed(pair))

    def _on_read(self, pair: tuple[str, str], compared: Compared) -> None:
        if pair != self._pair:
            return
        self.compared, self._is_reading = compared, False
        self.page.say(f"{summary_text(compared)}{roles_text(compared.adjustment.roles)}")
        roles = role_lines(compared.adjustment.roles, compared.adjustment.handover)
        self.page.tables.show_lines(grid_lines(compared), flow_lines(compared), roles)
        is_draft = compared.difference.new.state == "draft" and compared.difference.old.state != "draft"
        self.page.show_apart(len(compared.difference.apart) if is_draft else 0)
        self._allow()
        self._show_maps()
        if set(pair) != self._viewed:
            # The same two plans again, or swapped: the map stays where the person took it.
            self._viewed = set(pair)
            self._show_what_moves()

    def _allow(self) -> None:
        """Let nothing leave the program that no longer holds."""
        compared = self.compared
        is_whole = compared is not None and not compared.difference.is_empty
        self.page.allow_output(is_whole and self.is_ready)
        self.page.show_stale(self._is_stale and compared is not None)

    def _on_take_over(self) -> None:
        """Let grids of the draft go on as those whose place they take, and compare again."""
        if self.compared is not None and self.window.document is not None:
            difference = self.compared.difference
            self._is_taking_over = True
            job = self.window.document.run(lambda store: continue_grids(store, difference))
            job.failed.connect(self._on_not_taken_over)

    def _on_not_taken_over(self, _error: object) -> None:
        self._is_taking_over = False

    def _on_failed(self, pair: tuple[str, str]) -> None:
        if pair == self._pair:
            self._is_reading = False
            self.page.say("没有比较完；在上面再选一次方案，就会重新比较。")

    def _show_maps(self) -> None:
        compared = self.compared
        if compared is None:
            return
        alone = self.page.only_moves.isChecked()
        old, new = (replace(scene, shows_only_moves=alone) for scene in (compared.old, compared.new))
        names = tuple(choice.name for choice in compared.choices)
        self.page.swipe.show_scenes(old, new, (names[0], names[1]))

    def _show_what_moves(self) -> None:
        """Bring all that changes hands into view."""
        compared = self.compared
        extent = compared.old.moves.layer.extent if compared is not None else None
        if extent is not None:
            self.page.swipe.show_ground(extent)
        else:
            self.page.swipe.show_all()

    def _on_chosen(self, line: Line | None) -> None:
        if line is not None:
            self._mark(line.old_id, line.new_id)

    def _on_wanted(self, line: Line) -> None:
        """Bring what a line is about into view: the land that changes hands, else the grids."""
        compared = self.compared
        if compared is None:
            return
        self._mark(line.old_id, line.new_id)
        box = place_of(compared, line)
        if box is not None:
            self.page.swipe.show_ground(box)

    def _on_picked(self, kind: str, record_id: str, is_new: bool) -> None:
        if kind != "grid" or self.compared is None:
            return
        for grid in self.compared.difference.grids:
            old_id, new_id = (side.id if side is not None else "" for side in (grid.old, grid.new))
            if record_id == (new_id if is_new else old_id):
                self._mark(old_id, new_id)
                self.page.tables.select_grid(old_id, new_id)

    def _mark(self, old_id: str, new_id: str) -> None:
        """Mark a grid on both sides of the map."""
        swipe = self.page.swipe
        for canvas, record_id in ((swipe.old, old_id), (swipe.new, new_id)):
            canvas.select("grid" if record_id else "", record_id)

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        if {change.record_type for change in touched} & MATTERS:
            self._is_stale = True

    def _forget(self) -> None:
        self.compared = None
        self._pair = self._wanted = ("", "")
        self._viewed = set()
        self._is_stale = self._is_reading = self._is_taking_over = False
        self.page.tables.show_lines((), (), ())
        self.page.swipe.show_scenes(MapScene(), MapScene(), ("", ""))
        self.page.allow_output(False)
        self.page.show_apart(0)


def place_of(compared: Compared, line: Line) -> Box | None:
    """Return where on the ground (metres) a line is: the land between two grids, else the grids; None for nowhere."""
    land = compared.old.moves.layer
    row = land.row_of.get(f"{line.old_id} {line.new_id}")
    if row is not None:
        shapes = [land.geometries[row]]
    else:
        layers = ((compared.old.grids.layer, line.old_id), (compared.new.grids.layer, line.new_id))
        shapes = [layer.geometries[layer.row_of[one]] for layer, one in layers if one in layer.row_of]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return west, south, east, north
