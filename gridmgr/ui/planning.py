# SPDX-License-Identifier: MIT
"""The automatic plan: asking what to divide, dividing, and what becomes of the result."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from gridmgr.model.progress import Progress
from gridmgr.operations.comparing import PlanComparison, compare_plans
from gridmgr.operations.plan_states import Dividable, discard, dividable
from gridmgr.operations.plans import PlanDraft, PlanRequest
from gridmgr.ui.cards import Does, Link
from gridmgr.ui.commands import has_document, today
from gridmgr.ui.features import Feature
from gridmgr.ui.outcome import OutcomePanel, comparison_text
from gridmgr.ui.versions import Versions

if TYPE_CHECKING:
    from gridmgr.data.store import Store
    from gridmgr.ui.window import MainWindow

DRAFT = "草案"


def open_planning(window: "MainWindow") -> None:
    """Ask what to divide into grids."""
    window.feature(Planning).ask()


class Planning(Feature):
    """Makes plans and shows what came of them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: QDialog | None = None
        """The dialog that is open, None otherwise."""
        self._draft: PlanDraft | None = None
        self.outcome = OutcomePanel(window)
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        self.dock = window.panels.add("划分结果", "outcome_dock", self.outcome, below, set())
        self.outcome.shown.connect(window.show_community)
        self.outcome.undo_wanted.connect(lambda: window.menus.actions["edit.undo"].trigger())
        self.outcome.adopt_wanted.connect(self.ask_adoption)
        self.outcome.discard_wanted.connect(self.discard)
        window.inspector.followed.connect(self._on_followed)
        window.overview_changed.connect(lambda _overview: self._refresh())
        window.document_changed.connect(self._on_document)

    def ask(self, communities: frozenset[str] = frozenset()) -> None:
        """Ask which communities to divide and how; none ticked at first means those that are chosen, else all."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None:
            return
        band = overview.band
        ticked = communities or self._chosen()
        document.ask(lambda store: dividable(store, band)).succeeded.connect(lambda found: self._on_read(found, ticked))

    def start(self, request: PlanRequest) -> None:
        """Divide and store; the window stays free for other work meanwhile."""
        document = self.window.document
        if document is not None:
            document.make_plan(request).succeeded.connect(self._store)

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

    def _on_read(self, found: list[Dividable], ticked: frozenset[str]) -> None:
        overview, document = self.window.overview, self.window.document
        if overview is None or document is None:
            return
        names = {plan.name for plan in overview.plans}
        draft = overview.plan.name if overview.plan and overview.plan.state == DRAFT else ""
        from gridmgr.ui.plan_dialog import PlanDialog

        dialog = PlanDialog(found, overview.band, names, self.window)
        dialog.tick(ticked)
        dialog.offer_draft(draft, overview.plan_id if draft else "")
        dialog.wished.connect(lambda request: self.start(_signed(request, document.author)))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _store(self, draft: PlanDraft) -> None:
        if self.window.document is not None:
            job = self.window.document.run(lambda _store: draft.changes, "保存方案")
            job.succeeded.connect(lambda _step: self.show_outcome(draft))

    def show_outcome(self, draft: PlanDraft) -> None:
        """Show a plan that was just stored, and what came of it."""
        document = self.window.document
        if document is None:
            return
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

    def _on_document(self, _document: object) -> None:
        self._draft = None


def _signed(request: PlanRequest, author: str) -> PlanRequest:
    return replace(request, made_by=author, today=today())
