# SPDX-License-Identifier: MIT
"""Drawing grids on the map: takes tools into the hand, shows what a stroke would do, stores what it did."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from shapely.geometry.base import BaseGeometry

from gridmgr.data.store import LoggedChange, Store
from gridmgr.map.builders import band_states
from gridmgr.map.regridding import regridded
from gridmgr.map.scene import Grids, MapScene
from gridmgr.map.tools.areas import AssignTool, DrawTool
from gridmgr.map.tools.borders import BorderTool
from gridmgr.map.tools.lines import MeasureTool, MergeTool, SplitTool
from gridmgr.map.tools.selecting import SelectTool
from gridmgr.map.tools.tool import Tool
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Preview, Workpiece
from gridmgr.model.changes import ChangeSet
from gridmgr.model.progress import Progress
from gridmgr.operations.drafts import CopiedPlan, copy_plan
from gridmgr.operations.redrawing import (
    Edit,
    Redrawing,
    appointments_kept,
    draw_new_grid,
    merge_grids,
    move_faces,
    next_off_band,
    split_grid,
    store_redrawing,
)
from gridmgr.report.scenes import short_number
from gridmgr.ui.balance import BalancePanel, Row
from gridmgr.ui.commands import today
from gridmgr.ui.drawing_land import LandKeeper, Prepared, workpiece_of
from gridmgr.ui.drawing_palette import TOOLS, DraftOffer, Palette
from gridmgr.ui.features import Feature
from gridmgr.ui.jobs import Job, WorkThread
from gridmgr.ui.overview import CommunityEntry, Overview

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

EDITING = frozenset(entry.name for entry in TOOLS if entry.edits)
HANDLING = EDITING | {"select", "select_lasso"}
"""Tools that need the land of a community: chosen buildings are handed over, too."""
LETTERS = {entry.key: entry.name for entry in TOOLS}


@dataclass(frozen=True, slots=True)
class Worked:
    """What a gesture comes to: the change, the land as tools see it afterwards, and its picture."""

    redrawing: Redrawing
    piece: Workpiece
    grids: Grids


class Drawing(Feature):
    """Keeps the bench, the tools and the balance panel of the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.bench = Workbench(self)
        self.keeper = LandKeeper(self)
        self.tools = self._made_tools()
        self.palette = Palette(window.canvas)
        window.canvas.keep_clear(self.palette)
        self.offer = DraftOffer(window.canvas)
        self.balance = BalancePanel(window)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self.dock = window.panels.add("均衡", "balance_dock", self.balance, right, {"plan"}, on_top=True)
        self._thread = WorkThread("drawing")
        self._community = ""
        self._awaited: tuple[str, str] | None = None
        """The tool to take and the code of the grid to choose once the new draft is shown."""
        self._gesture: Job | None = None
        self._said = ""
        """What was last said about a stroke; the next one that succeeds takes it away."""
        self._connect()

    @property
    def tool_name(self) -> str:
        """Name of the tool in hand; "browse" for none."""
        return next((name for name, tool in self.tools.items() if tool is self.window.canvas.tool), "browse")

    @property
    def is_working(self) -> bool:
        """Whether a gesture is being worked out."""
        return self._gesture is not None

    def choose(self, name: str) -> None:
        """Take a tool into the hand; of a plan that is not a draft, offer one first."""
        overview = self.window.overview
        self.offer.hide()
        if overview is None:
            return
        if name in EDITING and overview.plan is not None and not overview.plan.is_draft:
            self._awaited = name, self._grid_code(self.window.selection.id)
            self.window.workspaces.show("plan")
            self.offer.offer(overview.plan.name, f"现在是“{overview.plan.state}”状态")
            name = "browse"
        if name != "browse":
            self.window.workspaces.show("plan")
            self.window.canvas.setFocus()
        self.window.canvas.set_tool(self.tools.get(name))
        self.palette.show_tool(name)
        if name in HANDLING:
            self._take_community()

    def make_draft(self) -> None:
        """Copy the plan that is shown into a draft and show that."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None or not overview.plan_id:
            return
        self.offer.hide()
        if self._awaited is None:
            self._awaited = self.tool_name, self._grid_code(self.window.selection.id)
        made: list[CopiedPlan] = []
        plan_id, author = overview.plan_id, document.author

        def make(store: Store) -> ChangeSet:
            made.append(copy_plan(store, plan_id, author, today()))
            return made[0].changes

        job = document.run(make, "新建草案")
        job.succeeded.connect(lambda _step: document.show_plan(made[0].plan.name))
        job.failed.connect(self._forget_awaited)

    def show_next_off_band(self) -> None:
        """Choose the next grid, in the order of the tree, that is off the size rule."""
        overview = self.window.overview
        if overview is None:
            return
        counts = [(grid.id, grid.households) for c in overview.communities for grid in c.grids]
        found = next_off_band(counts, overview.band, self.window.selection.id)
        if found:
            self.window.show_record("grid", found)
        else:
            self.window.message.say(f"全部网格都在 {overview.band.low}–{overview.band.high} 户之内。")

    def _made_tools(self) -> dict[str, Tool]:
        return {
            "select": SelectTool(self.bench, lasso=False, parent=self),
            "select_lasso": SelectTool(self.bench, lasso=True, parent=self),
            "border": BorderTool(self.bench, self),
            "lasso": AssignTool(self.bench, freehand=True, parent=self),
            "polygon": AssignTool(self.bench, freehand=False, parent=self),
            "draw": DrawTool(self.bench, freehand=False, parent=self),
            "split": SplitTool(self.bench, self),
            "merge": MergeTool(self.bench, self),
            "measure": MeasureTool(self),
        }

    def _connect(self) -> None:
        window, bench = self.window, self.bench
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(self._on_overview)
        window.records_touched.connect(self._on_touched)
        window.selection.changed.connect(self._on_selected)
        window.workspaces.entered.connect(self._on_workspace)
        window.canvas.tool_changed.connect(lambda _tool: self.palette.show_tool(self.tool_name))
        window.canvas.letter_typed.connect(self._on_letter)
        self.palette.chosen.connect(self.choose)
        self.offer.accepted.connect(self.make_draft)
        self.offer.leave.clicked.connect(self._forget_awaited)
        self.keeper.ready.connect(self._on_prepared)
        self.keeper.waiting.connect(lambda sentence: bench.put(None, sentence))
        self.balance.chosen.connect(lambda grid: window.selection.choose("grid", grid))
        self.balance.shown.connect(lambda grid: window.show_record("grid", grid))
        bench.changed.connect(window.canvas.update)
        bench.previewed.connect(self._on_previewed)
        bench.place_needed.connect(self._on_place_needed)
        bench.target_chosen.connect(lambda grid: window.selection.choose("grid", grid))
        bench.buildings_chosen.connect(self._on_buildings)
        bench.refused.connect(self._say)
        bench.move_wanted.connect(self._on_move)
        bench.split_wanted.connect(self._on_split)
        bench.merge_wanted.connect(self._on_merge)
        bench.drawing_wanted.connect(self._on_drawing)

    def _on_move(self, faces: NDArray[np.int64], target: str) -> None:
        self._edit(lambda land: move_faces(land, faces, target))

    def _on_split(self, grid: str, line: BaseGeometry) -> None:
        self._edit(lambda land: split_grid(land, grid, line))

    def _on_merge(self, kept: str, absorbed: str) -> None:
        self._edit(lambda land: merge_grids(land, kept, absorbed))

    def _on_drawing(self, polygon: BaseGeometry) -> None:
        self._edit(lambda land: draw_new_grid(land, polygon))

    def _edit(self, edit: Edit) -> None:
        """Work a gesture out away from the window, then show and store it."""
        land, overview = self.keeper.land, self.window.overview
        if land is None or overview is None:
            return
        if overview.plan is None or not overview.plan.is_draft:
            self.choose(self.tool_name)
            return
        if self._gesture is not None:
            self.window.message.say("上一笔还没有画完，请稍候再画。")
            return
        scene, band, before = self.window.canvas.scene, overview.band, self.bench.piece

        def work(_progress: Progress) -> Worked:
            redrawing = edit(land)
            piece = workpiece_of(redrawing.after, band, before)
            return Worked(redrawing, piece, regridded(scene.grids, redrawn_grids(scene, redrawing)))

        self._gesture = Job("", self)
        self._gesture.succeeded.connect(self._on_worked)
        self._gesture.failed.connect(self._on_gesture_failed)
        self._gesture.ended.connect(self._on_gesture_ended)
        self._thread.start(self._gesture, work)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.window.message.say(sentence)

    def _on_gesture_failed(self, error: Exception) -> None:
        self.window.message.tell(error)
        self._said = self.window.message.text

    def _on_gesture_ended(self) -> None:
        self._gesture = None

    def _on_worked(self, worked: Worked) -> None:
        """Show the result at once and store it; if it is refused, what is stored comes back."""
        document, redrawing = self.window.document, worked.redrawing
        if document is None or self.keeper.land is not redrawing.before:
            return
        self.keeper.keep((redrawing.after, worked.piece))
        document.remember_grids(worked.grids)
        self.window.canvas.set_scene(replace(self.window.canvas.scene, grids=worked.grids))
        self._show_rows()
        if redrawing.told:
            self._say(redrawing.told)
        elif self._said and self.window.message.text == self._said:
            self.window.message.hide()
        kept: list[int] = []

        def make(store: Store) -> ChangeSet:
            kept.append(appointments_kept(store, redrawing))
            return store_redrawing(store, redrawing)

        job = document.run(make)
        job.succeeded.connect(lambda _step: self._tell_appointments(redrawing, kept[0]))
        job.failed.connect(self._on_refused)

    def _tell_appointments(self, redrawing: Redrawing, count: int) -> None:
        if count:
            self.window.message.say(
                f"{redrawing.label}。被并网格的 {count} 项任职没有改动，现行方案仍按原网格；新方案执行时再调整人员。"
            )

    def _on_refused(self, _error: Exception) -> None:
        """Put the picture back; why it was refused stands in the message bar."""
        if self.window.overview is not None:
            self.window.canvas.set_scene(self.window.overview.scene)
        self.keeper.look()

    def _on_prepared(self, prepared: Prepared) -> None:
        self.bench.put(prepared[1])
        self.bench.aim(self.bench.target)

    def _on_previewed(self, preview: Preview | None) -> None:
        self.balance.show_change(preview.households if preview is not None else {})

    def _on_document(self, document: Any) -> None:  # Any: a Document or None
        self.keeper.follow(document)
        self._community, self._awaited = "", None
        self.offer.hide()
        self.window.canvas.set_tool(None)
        self.palette.setVisible(document is not None)
        self.balance.show_rows("", (), self.balance.band)

    def _on_overview(self, overview: Overview) -> None:
        is_open = self.window.document is not None and not self.window.document.access.read_only
        self.palette.allow(is_open and overview.plan is not None)
        self.keeper.band = overview.band
        if overview.plan is not None and overview.plan.is_draft and self._awaited is not None:
            (name, code), self._awaited = self._awaited, None
            grid = next((g.id for c in overview.communities for g in c.grids if g.code == code), "")
            if grid:
                self.window.selection.choose("grid", grid)
            self.choose(name)
        elif self.tool_name in EDITING and overview.plan is not None and not overview.plan.is_draft:
            self.window.canvas.set_tool(None)
        elif self.tool_name in HANDLING:
            self._take_community()
        self._show_rows()

    def _on_touched(self, touched: list[LoggedChange]) -> None:
        self.keeper.hear(touched)

    def _on_workspace(self, name: str) -> None:
        if name != "plan":
            self.window.canvas.set_tool(None)
            self.offer.hide()
        self.palette.setVisible(name == "plan" and self.window.document is not None)

    def _on_letter(self, letter: str) -> None:
        name = LETTERS.get(letter)
        if name is not None and self.palette.isVisible() and self.palette.buttons[name].isEnabled():
            self.choose(name)

    def _on_selected(self, kind: str, record_id: str) -> None:
        if kind == "grid":
            self.bench.aim(record_id)
        if self.tool_name in HANDLING:
            self._take_community()
        self._show_rows()
        self.balance.select(record_id if kind == "grid" else "")

    def _on_buildings(self, chosen: tuple[str, ...]) -> None:
        if len(chosen) == 1:
            self.window.selection.choose("building", chosen[0])

    def _on_place_needed(self, x: float, y: float) -> None:
        """Choose the grid at a place, or the community where there is none; its community comes into the hand."""
        scene = self.window.canvas.scene
        for kind, layer in (("grid", scene.grids.layer), ("community", scene.communities.layer)):
            rows = layer.tree.query(shapely.Point(x, y), predicate="intersects")
            if len(rows):
                self.window.selection.choose(kind, layer.ids[int(rows.min())])
                return

    def _take_community(self) -> None:
        overview, community = self.window.overview, self._at_hand()
        if overview is not None and overview.plan is not None and overview.plan.is_draft and community is not None:
            self.keeper.want(overview.plan_id, community.code, community.name)

    def _at_hand(self) -> CommunityEntry | None:
        """Return the community of what is chosen; with a building or nothing chosen, the one before."""
        overview, selection = self.window.overview, self.window.selection
        if overview is None:
            return None
        for community in overview.communities:
            if selection.id == community.id or any(grid.id == selection.id for grid in community.grids):
                self._community = community.code
                return community
        return next((c for c in overview.communities if c.code == self._community), None)

    def _show_rows(self) -> None:
        overview, community, land = self.window.overview, self._at_hand(), self.keeper.land
        if overview is None or community is None:
            self.balance.show_rows("", (), self.balance.band)
            return
        counts = [(grid.id, grid.code, grid.households) for grid in community.grids]
        if land is not None and (land.plan_id, land.community.code) == (overview.plan_id, community.code):
            grids = sorted(land.grids.values(), key=lambda grid: grid.code)
            counts = [(grid.id, grid.code, land.households_of(grid.id)) for grid in grids]
        rows = [Row(grid, short_number(code, community.code), households) for grid, code, households in counts]
        self.balance.show_rows(community.name, rows, overview.band)
        if self.window.selection.kind == "grid":
            self.balance.select(self.window.selection.id)

    def _grid_code(self, grid_id: str) -> str:
        overview = self.window.overview
        grids = (grid for c in overview.communities for grid in c.grids) if overview is not None else ()
        return next((grid.code for grid in grids if grid.id == grid_id), "")

    def _forget_awaited(self) -> None:
        self._awaited = None


def redrawn_grids(scene: MapScene, redrawing: Redrawing) -> Grids:
    """Return the grids of a scene after a gesture, in the order in which the store gives them."""
    before, after = redrawing.before, redrawing.after
    old = scene.grids
    rows: dict[str, tuple[str, object, int]] = {
        one: (old.names[row], old.layer.geometries[row], int(old.households[row])) for row, one in enumerate(old.ids)
    }
    for gone in before.grids.keys() - after.grids.keys():
        rows.pop(gone, None)
    for one, grid in after.grids.items():
        rows[one] = short_number(grid.code, grid.community), grid.geom, after.households_of(one)
    ids = sorted(rows)
    shown = [one for one in ids if rows[one][1] is not None]
    counts = np.array([rows[one][2] for one in shown], np.int64)
    return Grids(
        shown,
        [rows[one][0] for one in shown],
        np.array([rows[one][1] for one in shown], dtype=object),
        counts,
        band_states(counts.tolist(), scene.band),
    )
