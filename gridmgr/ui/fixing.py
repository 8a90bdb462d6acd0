# SPDX-License-Identifier: MIT
"""Putting findings right: reads the offers of the chosen finding and stores what a person agrees to."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from gridmgr.data.store import Step, Store
from gridmgr.map.scene import Moves
from gridmgr.model.areas import Grid
from gridmgr.model.changes import ChangeSet
from gridmgr.model.findings import Finding
from gridmgr.model.people import Appointment
from gridmgr.operations.fixes import NOT_A_DRAFT, Course, Offer, carry_out, carry_out_all, may_go_at_once, offers
from gridmgr.operations.remedies import Cure, Remedy
from gridmgr.operations.roles import vacant_roles
from gridmgr.ui.cards import RoleLine
from gridmgr.ui.commands import today
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.features import Feature
from gridmgr.ui.finding_detail import READ_ONLY
from gridmgr.ui.findings import FindingsPanel
from gridmgr.ui.moved_preview import moves_shown
from gridmgr.ui.role_rows import GIVE
from gridmgr.ui.roles import Roles

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class Fixing(Feature):
    """Stands between the list of findings and what can be done about them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        panel = window.findChild(FindingsPanel)
        assert panel is not None, "the findings are made before what puts them right"
        self.panel = panel
        self.detail = self.panel.detail
        self.menu: QMenu | None = None
        """The menu of the finding last asked for."""
        self._menu_at: QPoint | None = None
        self._together: Sequence[Finding] = ()
        self._hatched: Moves | None = None
        """What is hatched on the map for a finding; what others hatch there is left alone."""
        self.panel.chosen.connect(self.look_at)
        self.panel.menu_wanted.connect(self._on_menu)
        self.detail.agreed.connect(self.agree)
        self.detail.looked_at.connect(self.preview)
        self.detail.all_wanted.connect(self.ask_about_all)
        self.detail.all_agreed.connect(self.agree_to_all)

    def look_at(self, finding: Finding | None) -> None:
        """Show a finding and read what can be done about it."""
        document, overview = self.window.document, self.window.overview
        self.detail.show_finding(finding)
        self.stop_preview()
        if finding is None or document is None or overview is None or not finding.record_id:
            return
        plan_id = overview.plan_id
        # Compounds are put together from small pieces of land: that must not hold up short reading.
        job = document.study(lambda store, _progress: offers(store, plan_id, finding), "")
        job.succeeded.connect(partial(self._on_offers, finding))

    def preview(self, offer: Offer | Course) -> None:
        """Hatch on the map what an offer would change, or several findings put right at once."""
        overview = self.window.overview
        if overview is not None:
            self._hatched = moves_shown(offer.land, offer.buildings)
            self.window.canvas.set_scene(replace(overview.scene, moves=self._hatched))

    def stop_preview(self) -> None:
        """Show the map without what was hatched for a finding."""
        overview, hatched, self._hatched = self.window.overview, self._hatched, None
        if overview is not None and hatched is not None and self.window.canvas.scene.moves is hatched:
            self.window.canvas.set_scene(overview.scene)
            self.window.feature(Drawing).trying.show()

    def agree(self, remedy: Remedy) -> None:
        """Do one thing about a finding; what is done elsewhere is asked for there."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None:
            return
        if remedy.cure is Cure.REBALANCE:
            self.window.rebalance_wanted.emit([remedy.finding.record_id])
        elif remedy.cure is Cure.APPOINT:
            grid_id = remedy.finding.record_id
            document.ask(lambda store: first_vacancy(store, grid_id)).succeeded.connect(self._on_vacancy)
        else:
            plan_id = overview.plan_id
            title = "拆分网格" if remedy.cure is Cure.SPLIT else ""
            document.run(lambda store: carry_out(store, plan_id, remedy), title).succeeded.connect(self._on_done)

    def ask_about_all(self, finding: Finding) -> None:
        """Work out what putting right every listed finding of a kind would change, and tell it."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None:
            return
        plan_id, together = overview.plan_id, self._like(finding)
        self._together = together
        job = document.study(lambda store, _progress: carry_out_all(store, plan_id, together), "计算修复结果")
        job.succeeded.connect(self._on_course)

    def agree_to_all(self) -> None:
        """Put right what was just told, worked out from the present state."""
        document, overview = self.window.document, self.window.overview
        if document is None or overview is None:
            return
        plan_id, together = overview.plan_id, self._together

        def make(store: Store) -> ChangeSet:
            return carry_out_all(store, plan_id, together).changes

        document.run(make, "修复检查问题").succeeded.connect(self._on_done)

    def _like(self, finding: Finding) -> list[Finding]:
        return [f for f in self.panel.filtered if f.rule == finding.rule and may_go_at_once(f)]

    def _on_offers(self, finding: Finding, found: list[Offer]) -> None:
        if self.detail.finding is not finding:
            return
        count = len(self._like(finding)) if found else 0
        self.detail.show_offers(found, self._note(found), count)
        if self._menu_at is not None:
            self._open_menu(self._menu_at)

    def _note(self, found: Sequence[Offer]) -> str:
        """Say why nothing can be changed, where it cannot."""
        document, overview = self.window.document, self.window.overview
        if not found or document is None or overview is None or overview.plan is None:
            return ""
        if document.access.read_only:
            return READ_ONLY
        is_about_land = any(offer.remedy.cure is not Cure.APPOINT for offer in found)
        return NOT_A_DRAFT if is_about_land and not overview.plan.is_draft else ""

    def _on_course(self, course: Course) -> None:
        self.detail.show_course(course.words, course.done, course.left)
        self.preview(course)

    def _on_vacancy(self, line: RoleLine | None) -> None:
        if line is not None:
            self.window.feature(Roles).act(GIVE, line)

    def _on_done(self, step: Step | None) -> None:
        if step is not None:
            self.window.message.say(f"{step.label}。可以用 Ctrl+Z 撤销。")

    def _on_menu(self, at: QPoint) -> None:
        if self.detail.offers:
            self._open_menu(at)
        else:
            self._menu_at = at

    def _open_menu(self, at: QPoint) -> None:
        self._menu_at = None
        self.menu = self.detail.menu(self.panel)
        self.menu.popup(at)


def first_vacancy(store: Store, grid_id: str) -> RoleLine | None:
    """Return the first role of a grid that nobody holds today; None where all are held or the grid is gone."""
    grid = store.get(Grid, grid_id)
    if grid is None:
        return None
    roles = store.code_lists()["grid_role"]
    vacant = vacant_roles(grid.grid_uid, store.find(Appointment, grid_uid=grid.grid_uid), today(), roles)
    return RoleLine(grid.id, vacant[0], roles.label(vacant[0])) if vacant else None
