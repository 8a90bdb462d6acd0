# SPDX-License-Identifier: MIT
"""The automatic plan: asking what to divide, dividing, and what becomes of the result."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gridmgr.model.bands import Band
from gridmgr.model.errors import CancelledError
from gridmgr.model.progress import Progress
from gridmgr.operations.comparing import PlanComparison, compare_plans
from gridmgr.operations.locking import Turn
from gridmgr.operations.plan_outcomes import DividedCommunity
from gridmgr.operations.plan_states import Dividable, discard, dividable
from gridmgr.operations.plans import PlanDraft, PlanRequest, plan_of
from gridmgr.ui.cards import Does, Link
from gridmgr.ui.commands import has_document, today
from gridmgr.ui.features import Feature
from gridmgr.ui.locking import Locking
from gridmgr.ui.outcome import OutcomePanel, comparison_text
from gridmgr.ui.planpanel.choosing import Choosing
from gridmgr.ui.versions import Versions

if TYPE_CHECKING:
    from gridmgr.data.store import Store
    from gridmgr.ui.planpanel.panel import PlanPanel
    from gridmgr.ui.window import MainWindow

DRAFT = "草案"
PANEL_PX = 320
FEWEST_OTHERS = 3
"""So many ways at least are shown to somebody who asks for others."""


def open_planning(window: "MainWindow") -> None:
    """Ask what to divide into grids."""
    window.feature(Planning).ask()


class Planning(Feature):
    """Makes plans and shows what came of them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: QDialog | None = None
        """The dialog that is open, None otherwise."""
        self.panel: PlanPanel | None = None
        """Made when it is first needed."""
        self._draft: PlanDraft | None = None
        self._request = PlanRequest()
        self.outcome = OutcomePanel(window)
        area = Qt.DockWidgetArea
        self.dock = window.panels.add("划分结果", "outcome_dock", self.outcome, area.BottomDockWidgetArea, set())
        self._place = QWidget(window)
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self.panel_dock = window.panels.add("自动划分", "plan_dock", self._place, area.LeftDockWidgetArea, set())
        self.outcome.shown.connect(window.show_community)
        self.outcome.others_wanted.connect(self.find_others)
        self.outcome.compare_wanted.connect(self.compare)
        self.outcome.undo_wanted.connect(lambda: window.menus.actions["edit.undo"].trigger())
        self.outcome.adopt_wanted.connect(self.ask_adoption)
        self.outcome.discard_wanted.connect(self.discard)
        window.inspector.followed.connect(self._on_followed)
        window.overview_changed.connect(self._on_overview)
        window.document_changed.connect(self._on_document)

    def ask(self, communities: frozenset[str] = frozenset()) -> None:
        """Ask which communities to divide and how; none ticked at first means those that are chosen, else all."""
        ticked = communities or self._chosen()
        self._read_then(lambda found: self._open_panel(found, ticked))

    def start(self, request: PlanRequest, count: int = 1) -> None:
        """Divide and store, or show several ways; the window stays free for other work meanwhile."""
        document = self.window.document
        if document is None:
            return
        if count > 1:
            self.window.feature(Choosing).find(request, count)
            return
        finished: list[DividedCommunity] = []
        job = document.make_plan(request, finished)
        job.succeeded.connect(lambda draft: self._store(draft, request))
        job.failed.connect(lambda error: self._on_given_up(error, request, tuple(finished)))

    def find_others(self, code: str) -> None:
        """Show other ways to divide one community of the plan that was just made."""
        draft = self._draft
        if draft is None:
            return
        count = max(self.panel.choices.value() if self.panel is not None else 0, FEWEST_OTHERS)
        is_alone = self._request.communities == (code,)
        wish = self._request.wish if is_alone else replace(self._request.wish, grids=None)
        band = Band(draft.plan.min_households, draft.plan.max_households)
        request = replace(self._request, communities=(code,), into=draft.plan.id, name="", wish=wish, band=band)
        self.window.feature(Choosing).find(request, count)

    def ask_adoption(self) -> None:
        """Check the plan of the result and ask whether it is to take the place of the plan in force."""
        if self.window.document is not None and self._draft is not None:
            self.window.feature(Versions).ask_adoption(self._draft.plan.id)

    def discard(self) -> None:
        """Remove the plan of the result."""
        draft = self._draft
        if self.window.document is not None and draft is not None:
            job = self.window.document.run(lambda store: discard(store, draft.plan.id))
            job.succeeded.connect(lambda _step: self._forget())

    def _chosen(self) -> frozenset[str]:
        """Return the code of the community that is chosen, or of the grid's."""
        selection, overview = self.window.selection, self.window.overview
        found = [
            c.code
            for c in (overview.communities if overview else ())
            if (selection.kind, selection.id) == ("community", c.id)
            or (selection.kind == "grid" and any(g.id == selection.id for g in c.grids))
        ]
        return frozenset(found)

    def _read_then(self, show: Callable[[list[Dividable]], None]) -> None:
        """Read the communities, then show them."""
        document, overview = self.window.document, self.window.overview
        if document is not None and overview is not None:
            band = overview.band
            document.ask(lambda store: dividable(store, band)).succeeded.connect(show)

    def _open_panel(self, found: list[Dividable], ticked: frozenset[str]) -> None:
        overview = self.window.overview
        if overview is None:
            return
        self.window.workspaces.show("plan")
        panel = self._made_panel()
        self._fill(panel, found)
        panel.tick(ticked)
        draft = overview.plan.name if overview.plan and overview.plan.is_draft else ""
        panel.offer_draft(draft, overview.plan_id if draft else "", overview.plan_id)
        tree = self.window.panels.dock("tree_dock")
        if not self.panel_dock.isFloating():
            self.window.tabifyDockWidget(tree, self.panel_dock)
        self.panel_dock.show()
        self.panel_dock.raise_()
        self.window.resizeDocks([self.panel_dock], [PANEL_PX], Qt.Orientation.Horizontal)
        panel.start.setFocus()

    def _fill(self, panel: "PlanPanel", found: list[Dividable]) -> None:
        """Show the district in the panel as it is now."""
        from gridmgr.ui.planpanel.locks import Locked

        overview = self.window.overview
        if overview is None:
            return
        locked = [
            Locked(g.id, g.name, c.code, g.households) for c in overview.communities for g in c.grids if g.is_locked
        ]
        panel.show_district(found, overview.band, {plan.name for plan in overview.plans}, locked)

    def _made_panel(self) -> "PlanPanel":
        if self.panel is None:
            from gridmgr.ui.planpanel.panel import PlanPanel

            panel = self.panel = PlanPanel(self.window.memory, self._place)
            layout = self._place.layout()
            assert layout is not None
            layout.addWidget(panel)
            panel.wished.connect(self._on_wished)
            panel.closed.connect(self.panel_dock.hide)
            panel.locks.shown.connect(lambda grid: self.window.show_record("grid", grid))
            panel.locks.unlock_wanted.connect(lambda grids: self.window.feature(Locking).lock(grids, Turn.UNLOCK))
        return self.panel

    def _on_wished(self, request: PlanRequest, count: int) -> None:
        if self.window.document is not None:
            self.start(_signed(request, self.window.document.author), count)

    def _on_given_up(self, error: Exception, request: PlanRequest, done: tuple[DividedCommunity, ...]) -> None:
        """Offer to keep the communities that were divided before the work was given up."""
        document = self.window.document
        if document is None or not isinstance(error, CancelledError) or not any(one.division for one in done):
            return

        def keep() -> None:
            self.window.message.hide()
            job = document.study(lambda store, _progress: plan_of(store, request, done), "整理方案")
            job.succeeded.connect(lambda draft: self._store(draft, request))

        self.window.message.say(
            f"已停止，还没有保存。划好的 {len(done)} 个社区可以留下，其余社区沿用现有网格。",
            f"保留已完成的 {len(done)} 个社区",
            keep,
        )

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _store(self, draft: PlanDraft, request: PlanRequest) -> None:
        if self.window.document is not None:
            job = self.window.document.run(lambda _store: draft.changes, "保存方案")
            job.succeeded.connect(lambda _step: self.show_outcome(draft, request))

    def show_outcome(self, draft: PlanDraft, request: PlanRequest) -> None:
        """Show a plan that was just stored, and what came of it."""
        document = self.window.document
        if document is None:
            return
        self._request = request
        document.show_plan(draft.plan.name)
        self._draft = draft
        self.outcome.show_draft(draft)
        self.dock.show()
        self.dock.raise_()
        if draft.base_id and draft.base_id != draft.plan.id:

            def work(store: "Store", progress: Progress) -> PlanComparison | None:
                return compare_plans(store, draft.base_id, draft.plan.id, progress)

            document.study(work, "比较方案").succeeded.connect(self._on_compared)

    def _on_compared(self, found: PlanComparison | None) -> None:
        if found is not None and self._draft is not None and found.new.name == self._draft.plan.name:
            self.outcome.show_comparison(comparison_text(found))

    def compare(self) -> None:
        """Compare the plan of the result with the one before."""
        if self._draft is not None:
            self.window.compare_wanted.emit(self._draft.base_id, self._draft.plan.id)

    def _refresh(self) -> None:
        """Offer what can be done with the result as things are now."""
        overview, draft = self.window.overview, self._draft
        if overview is None or draft is None:
            return
        shown = next((p for p in overview.plans if p.name == draft.plan.name), None)
        if shown is None:
            self.outcome.say_gone(draft)
            return
        is_last = overview.undo_label == draft.changes.label
        self.outcome.allow(undo=is_last, adopt=overview.plan == shown, is_draft=shown.state == DRAFT)

    def _forget(self) -> None:
        self._draft = None
        self.dock.hide()

    def _on_followed(self, link: Link) -> None:
        overview = self.window.overview
        if link.does is Does.DIVIDE and overview is not None and has_document(self.window):
            self.ask(frozenset(c.code for c in overview.communities if c.id == link.id))

    def _on_overview(self, _overview: object) -> None:
        self._refresh()
        if self.panel is not None and not self.panel_dock.isHidden():
            panel = self.panel
            self._read_then(lambda found: self._refill(panel, found))

    def _refill(self, panel: "PlanPanel", found: list[Dividable]) -> None:
        """Show what changed in the district beside what a person has set so far."""
        overview = self.window.overview
        if overview is not None:
            self._fill(panel, found)
            draft = overview.plan.name if overview.plan and overview.plan.is_draft else ""
            panel.offer_draft(draft, overview.plan_id if draft else "", overview.plan_id)

    def _on_document(self, _document: object) -> None:
        self._draft = None
        if self.panel is not None:
            self.panel.forget()
            self.panel_dock.hide()


def _signed(request: PlanRequest, author: str) -> PlanRequest:
    return replace(request, made_by=author, today=today())
