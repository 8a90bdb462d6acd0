# SPDX-License-Identifier: MIT
"""The main window: the map in the middle, the panels round it, one selection and one open district."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.scene import MapScene
from gridmgr.map.view import ViewState
from gridmgr.model.findings import Finding
from gridmgr.operations.checking import CheckReport
from gridmgr.ui.actions import FILE, VIEW, Menus
from gridmgr.ui.cards import Card
from gridmgr.ui.commands import today
from gridmgr.ui.document import Access, Document, Planned
from gridmgr.ui.errors import MessageBar
from gridmgr.ui.findings import FindingsPanel, counts_text, surroundings
from gridmgr.ui.inspector import Inspector
from gridmgr.ui.memory import Memory
from gridmgr.ui.opening import Opening, let_go
from gridmgr.ui.outcome import OutcomePanel
from gridmgr.ui.overview import Overview
from gridmgr.ui.panels import Panels
from gridmgr.ui.selection import Selection
from gridmgr.ui.status import StatusLine
from gridmgr.ui.tree import DistrictTree
from gridmgr.ui.watching import Watch
from gridmgr.ui.welcome import WelcomePage

PROGRAM = "社区网格化管理"
SIZE_PX = 1440, 900
SCREEN_SHARE = 0.94
"""How much of the screen the first window may take, with room for its frame."""
SMALLEST_PX = 900, 560


class MainWindow(QMainWindow):
    """Shows one district; everything it does stands in the table of actions."""

    def __init__(self, memory: Memory | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.memory = memory or Memory()
        self.document: Document | None = None
        self.overview: Overview | None = None
        self._is_checked = False
        self._make_parts()
        self.menus = Menus(self)
        self._lay_out()
        self._connect()
        self._add_menus()
        self.setMinimumSize(*SMALLEST_PX)
        self.resize(QSize(*SIZE_PX).boundedTo(self.screen().availableSize() * SCREEN_SHARE))
        self.restoreGeometry(self.memory.bytes_of("geometry"))
        self._show_nothing()

    def open_location(self, location: str) -> None:
        """Open a file or server in place of what is open, which stays if that fails."""
        if self.opening.is_busy:
            self.message.say("正在打开另一个文件，请等它打开后再试。")
            return
        if self.document is not None and self.document.is_at_work:
            self.message.say("还有工作没有完成，请等它完成或先取消，再打开别的文件。")
            return
        if self.document is not None and self.document.location == location:
            self.message.say(f"“{self.document.name}”已经打开。")
            return
        self.opening.open(location)

    def open_sample(self) -> None:
        """Open the sample district, made first in the background where there is none."""
        job = self.opening.find_sample()
        if job is not None:
            job.succeeded.connect(self.open_location)

    def close_document(self) -> None:
        """Close the district and show the first page."""
        document, self.document = self.document, None
        if document is not None:
            let_go(document)
        self._show_nothing()

    def show_outcome(self, planned: Planned) -> None:
        """Show a plan that was just made, and what came of it."""
        if self.document is not None:
            self.document.show_plan(planned.draft.plan.name)
        self.outcome.show_draft(planned.draft)
        self.panels.outcome.show()
        self.panels.outcome.raise_()

    def show_report(self, report: CheckReport) -> None:
        """Show what a check found."""
        self.findings.show_report(report)
        self._take_findings(report.findings)
        self._raise_findings()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and let go of the data."""
        self.memory.keep_bytes("geometry", self.saveGeometry())
        self.panels.remember()
        self.watch.follow(None)
        self.opening.close()
        if self.document is not None:
            let_go(self.document)
        self.document = None
        super().closeEvent(event)

    def _make_parts(self) -> None:
        is_dark = self.memory.is_on("view.dark", otherwise=False)
        self.selection = Selection(self)
        self.message = MessageBar(self)
        self.banner = QLabel(self)
        self.banner.setObjectName("read_only_banner")
        self.banner.setWordWrap(True)
        self.welcome = WelcomePage(self)
        self.canvas = MapCanvas(self, is_dark)
        self.canvas.set_legend_shown(self.memory.is_on("view.legend", otherwise=True))
        self.tree = DistrictTree(self)
        self.inspector = Inspector(self)
        self.findings = FindingsPanel(self)
        self.outcome = OutcomePanel(self)
        self.status = StatusLine(self)
        self.panels = Panels(self, self.memory)
        self.opening = Opening(self)
        self.watch = Watch(self)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.canvas)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.message, self.banner, self._pages):
            column.addWidget(widget)
        column.setStretchFactor(self._pages, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        self.opening.opened.connect(self._on_opened)
        self.opening.failed.connect(self.message.tell)
        self.watch.failed.connect(self.message.tell)
        self.opening.job_started.connect(self.status.job.watch)
        self.welcome.sample_wanted.connect(self.open_sample)
        self.welcome.file_wanted.connect(self.menus.actions["file.open"].trigger)
        self.welcome.recent_wanted.connect(self.open_location)
        self.tree.chosen.connect(self._on_tree_chosen)
        self.canvas.picked.connect(self.selection.choose)
        self.canvas.pointed.connect(self.status.show_place)
        self.canvas.view_changed.connect(self.status.show_view)
        self.selection.changed.connect(self._on_selected)
        self.findings.shown.connect(self._on_finding_wanted)
        self.outcome.shown.connect(self._on_community_wanted)
        self.status.plan_chosen.connect(self._on_plan_chosen)
        self.status.findings_wanted.connect(self._on_check_wanted)

    def _add_menus(self) -> None:
        self._recent = QMenu("最近文件", self)
        self._recent.aboutToShow.connect(self._on_recent_opening)
        file = self.menus.menus[FILE]
        after_sample = file.actions().index(self.menus.actions["file.sample"]) + 1
        file.insertMenu(file.actions()[after_sample], self._recent)
        view = self.menus.menus[VIEW]
        for dock in (self.panels.tree, self.panels.inspector):
            view.insertAction(self.menus.actions["view.panels"], dock.toggleViewAction())

    def _show_nothing(self) -> None:
        self.overview = None
        self.watch.follow(None)
        self.selection.clear()
        self._take_findings(None)
        self.panels.hide()
        self.banner.hide()
        self.tree.forget()
        self.canvas.set_scene(MapScene())
        self.status.show_overview(None)
        self.welcome.show_recent(self.memory.recent)
        self._pages.setCurrentWidget(self.welcome)
        self.setWindowTitle(PROGRAM)
        self.menus.refresh()

    def _on_opened(self, document: Document, overview: Overview) -> None:
        """Put a district that could be opened in the place of the one before."""
        self.close_document()
        self.document = document
        document.setParent(self)
        document.failed.connect(self.message.tell)
        document.refreshed.connect(self._on_refreshed)
        document.described.connect(self._on_described)
        document.changed.connect(self._on_changed)
        document.job_started.connect(self.status.job.watch)
        document.job_started.connect(self.menus.refresh)
        document.job_ended.connect(self.menus.refresh)
        self.memory.add_recent(document.location)
        self._show_access(document.access)
        self._pages.setCurrentWidget(self.canvas)
        self.panels.show()
        self._on_refreshed(overview)
        self.canvas.show_all()
        self.canvas.setFocus()
        self.watch.follow(document)

    def _show_access(self, access: Access) -> None:
        self.banner.setText(f"只读：{access.refusal or '这份数据只能查看，不能修改。'}")
        self.banner.setVisible(access.read_only)
        if access.notices:
            self.message.say(" ".join(access.notices))
        else:
            self.message.hide()

    def _on_refreshed(self, overview: Overview) -> None:
        """Show the present state of the district in every view."""
        self.overview = overview
        self.canvas.set_scene(overview.scene)
        self.tree.show_overview(overview)
        self.status.show_overview(overview)
        self.status.show_view(self.canvas.view)
        name = self.document.name if self.document else ""
        self.setWindowTitle(f"{overview.title} - {name} - {PROGRAM}")
        if self.selection.kind == "grid" and self.tree.item_of("grid", self.selection.id) is None:
            self.selection.clear()
        self._show_selected()
        self.menus.refresh()

    def _on_changed(self) -> None:
        """What was checked is no longer what is there."""
        self._take_findings(None)
        self.panels.findings.hide()

    def _on_plan_chosen(self, name: str) -> None:
        if self.document is not None:
            self._on_changed()
            self.document.show_plan(name)

    def _take_findings(self, findings: Sequence[Finding] | None) -> None:
        self._is_checked = findings is not None
        self.inspector.show_findings(findings)
        self.status.show_check(None if findings is None else counts_text(findings))

    def _on_tree_chosen(self, kind: str, record_id: str) -> None:
        self.selection.choose(kind, record_id)
        if kind:
            self.canvas.show_record(kind, record_id)

    def _on_selected(self, kind: str, record_id: str) -> None:
        self.tree.select(kind, record_id)
        self.canvas.select(kind, record_id)
        self._show_selected()

    def _show_selected(self) -> None:
        if self.selection.kind and self.document is not None:
            self.document.describe(self.selection.kind, self.selection.id, today())
        else:
            self.inspector.show_card(None)

    def _on_described(self, card: Card | None) -> None:
        """Show a card, unless something else was chosen meanwhile."""
        if card is None:
            self.selection.clear()
        elif (card.kind, card.id) == (self.selection.kind, self.selection.id):
            self.inspector.show_card(card)

    def _on_check_wanted(self) -> None:
        """Show the findings; a plan that has not been checked as it is, is checked first."""
        if self._is_checked:
            self._raise_findings()
        else:
            self.menus.actions["plan.check"].trigger()

    def _raise_findings(self) -> None:
        self.panels.findings.show()
        self.panels.findings.raise_()

    def _on_finding_wanted(self, finding: Finding) -> None:
        if finding.record_type == "community":
            self._on_community_wanted(finding.record_id)
        elif finding.record_type in {"grid", "building"}:
            self.selection.choose(finding.record_type, finding.record_id)
            self.canvas.show_record(finding.record_type, finding.record_id)
        if finding.place is not None:
            box = surroundings(finding.place)
            self.canvas.set_view(ViewState.fit(box, self.canvas.width(), self.canvas.height()))

    def _on_community_wanted(self, code: str) -> None:
        for community in self.overview.communities if self.overview else ():
            if community.code == code:
                self._on_tree_chosen("community", community.id)

    def _on_recent_opening(self) -> None:
        self._recent.clear()
        for location in self.memory.recent:
            action = self._recent.addAction(location)
            action.triggered.connect(lambda _checked=False, path=location: self.open_location(path))
        if self._recent.isEmpty():
            self._recent.addAction("还没有打开过文件").setEnabled(False)
