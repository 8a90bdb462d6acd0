# SPDX-License-Identifier: MIT
"""Drawing grids on the map: takes tools into the hand, keeps the community at hand and the balance panel."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shapely
from PySide6.QtCore import Qt

from gridmgr.data.store import LoggedChange, Store
from gridmgr.map.tools.workbench import Workbench
from gridmgr.map.tools.workpiece import Preview
from gridmgr.model.changes import ChangeSet
from gridmgr.operations.drafts import CopiedPlan, copy_plan
from gridmgr.operations.redrawing import next_off_band
from gridmgr.report.scenes import short_number
from gridmgr.ui.assigning import Assigning
from gridmgr.ui.balance import BalancePanel, Row
from gridmgr.ui.barrier_question import BarrierQuestion
from gridmgr.ui.commands import today
from gridmgr.ui.drawing_land import LandKeeper, Prepared
from gridmgr.ui.drawing_palette import DraftOffer, Palette
from gridmgr.ui.drawing_strokes import Strokes, Worked
from gridmgr.ui.drawing_tools import BROWSE, EDITING, HANDLING, LETTERS, SWITCHES, made_tools
from gridmgr.ui.features import Feature
from gridmgr.ui.filling import FillingOffer
from gridmgr.ui.overview import CommunityEntry, Overview
from gridmgr.ui.trying import Trying

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class Drawing(Feature):
    """Keeps the bench, the tools and the balance panel of the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.bench = Workbench(self)
        self.keeper = LandKeeper(self)
        self.tools = made_tools(self.bench)
        self.strokes = Strokes(self.bench, self.keeper, window.canvas, window.message)
        self.palette = Palette(window.canvas)
        window.canvas.keep_clear(self.palette)
        self.offer = DraftOffer(window.canvas)
        self.balance = BalancePanel(window)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self.dock = window.panels.add("均衡", "balance_dock", self.balance, right, {"plan"}, on_top=True)
        self._community = ""
        self._awaited: tuple[str, str] | None = None
        """The tool to take and the code of the grid to choose once the new draft is shown."""
        self.filling = FillingOffer(self)
        self._connect()
        self.assigning = Assigning(self)
        self.barriers = BarrierQuestion(self)
        self.trying = Trying(self)
        self.strokes.collects = self.trying.collect
        self.assigning.strip.trial_wanted.connect(self.trying.switch)

    @property
    def tool_name(self) -> str:
        """Name of the tool in hand; BROWSE for none."""
        return next((name for name, tool in self.tools.items() if tool is self.window.canvas.tool), BROWSE)

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
            name = BROWSE
        if name != BROWSE:
            self.window.workspaces.show("plan")
            self.window.canvas.setFocus()
        self.window.canvas.set_tool(self.tools.get(name))
        self.palette.show_tool(name)
        if name in HANDLING:
            self._take_community()

    def is_on(self, name: str) -> bool:
        """Tell whether a switch of the tools is on."""
        return self.bench.magnet if name == "magnet" else self.bench.traces

    def turn(self, name: str, is_on: bool) -> None:
        """Turn a switch of the tools on or off; it stays so the next time."""
        if name == "magnet":
            self.bench.magnet = is_on
        else:
            self.bench.traces = is_on
        self.window.memory.switch(f"tool.{name}", is_on)
        self.palette.show_switch(name, is_on)
        self.bench.changed.emit()

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

    def _connect(self) -> None:
        window, bench = self.window, self.bench
        window.document_changed.connect(self._on_document)
        window.closing.connect(self.strokes.settle)
        window.overview_changed.connect(self._on_overview)
        window.records_touched.connect(self._on_touched)
        window.selection.changed.connect(self._on_selected)
        window.workspaces.entered.connect(self._on_workspace)
        window.canvas.tool_changed.connect(lambda _tool: self.palette.show_tool(self.tool_name))
        window.canvas.letter_typed.connect(self._on_letter)
        self.palette.chosen.connect(self.choose)
        self.palette.switched.connect(self.turn)
        for switch in SWITCHES:
            self.turn(switch.name, window.memory.is_on(f"tool.{switch.name}", otherwise=switch.starts_on))
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
        self.strokes.draft_needed.connect(lambda: self.choose(self.tool_name))
        self.strokes.worked.connect(self._on_worked)
        self.strokes.refused.connect(self._on_refused)

    def _on_worked(self, worked: Worked) -> None:
        """Show the result of a gesture at once; it is being stored meanwhile."""
        if self.window.document is None:
            return
        self.window.document.remember_grids(worked.grids)
        scene = replace(self.window.canvas.scene, grids=worked.grids, split_estates=worked.estates)
        self.window.canvas.set_scene(scene)
        self._show_rows()

    def _on_refused(self) -> None:
        """Put the picture back; why it was refused stands in the message bar."""
        if self.window.overview is not None:
            self.window.canvas.set_scene(self.window.overview.scene)
        self.keeper.look()

    def _on_prepared(self, prepared: Prepared) -> None:
        self.bench.put(prepared[1])
        self._show_rows()
        self.bench.aim(self.bench.target)

    def _on_previewed(self, preview: Preview | None) -> None:
        self.balance.show_change(preview.households if preview is not None else {})

    def _on_document(self, document: Any) -> None:  # Any: a Document or None
        self.keeper.follow(document)
        self.strokes.document = document
        self._community, self._awaited = "", None
        self.offer.hide()
        self.window.canvas.set_tool(None)
        self.palette.setVisible(document is not None)
        self.balance.show_rows("", (), self.balance.band)

    def _on_overview(self, overview: Overview) -> None:
        is_open = self.window.document is not None and not self.window.document.access.read_only
        self.palette.allow(is_open and overview.plan is not None)
        self.keeper.band = overview.band
        self.strokes.is_draft = overview.plan is not None and overview.plan.is_draft
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
        elif self.palette.isVisible():
            for switch in (one.name for one in SWITCHES if one.key == letter):
                self.turn(switch, not self.is_on(switch))

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
