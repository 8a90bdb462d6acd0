# SPDX-License-Identifier: MIT
"""The main window: the map in the middle, the panels round it, one selection and one open district."""

from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.scene import MapScene
from gridmgr.ui.actions import FILE, VIEW, Menus
from gridmgr.ui.assembly import FEATURES
from gridmgr.ui.cards import Card
from gridmgr.ui.commands import today
from gridmgr.ui.document import Access, Document
from gridmgr.ui.errors import MessageBar
from gridmgr.ui.features import Feature
from gridmgr.ui.inspector import Inspector
from gridmgr.ui.memory import Memory
from gridmgr.ui.opening import Opening, let_go
from gridmgr.ui.overview import Overview
from gridmgr.ui.panels import Panels
from gridmgr.ui.selection import Selection
from gridmgr.ui.starting.feature import Starting
from gridmgr.ui.status import StatusLine
from gridmgr.ui.tree import DistrictTree
from gridmgr.ui.tree_panel import TreePanel
from gridmgr.ui.watching import Watch
from gridmgr.ui.welcome import WelcomePage
from gridmgr.ui.workspaces import Workspace, Workspaces

F = TypeVar("F", bound=Feature)

PROGRAM = "社区网格化管理"
SIZE_PX = 1440, 900
SCREEN_SHARE = 0.94
"""How much of the screen the first window may take, with room for its frame."""
SMALLEST_PX = 900, 560


class MainWindow(QMainWindow):
    """Shows one district; everything it does stands in the table of actions, what it is made of in `assembly`."""

    document_changed = Signal(object)
    """Another Document is open, or None; `overview_changed` follows for a document."""
    overview_changed = Signal(object)
    """The Overview of the present state of the district was read."""
    records_touched = Signal(object)
    """A list of LoggedChange: what was changed, here or elsewhere. `overview_changed` follows."""
    closing = Signal()
    """The district is about to close and still open."""
    plan_left = Signal()
    """What is known of the plan on the map no longer holds: it was changed, or gave way to another."""

    records_wanted = Signal(str, object)
    """A person wants the list of records of a type (name) that fit: a mapping as `Records.show` takes it."""
    record_wanted = Signal(str, str)
    """A person wants the form of one record (type, id)."""
    new_record_wanted = Signal(str, object)
    """A person wants to add a record of a type; a mapping of field values that are known already comes with it."""
    rebalance_wanted = Signal(object)
    """A person wants these grids (a list of ids) brought into the band with the least change."""
    print_wanted = Signal(str, str)
    """A person wants a grid, a community or the district (kind, id) on paper."""
    compare_wanted = Signal(str, str)
    """A person wants to compare two plans (ids, the old one first; both empty for the usual ones)."""

    def __init__(self, memory: Memory | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.memory = memory or Memory()
        self.document: Document | None = None
        self.overview: Overview | None = None
        self._make_parts()
        self._lay_out()
        self._add_own_places()
        self._features = {kind: kind(self) for kind in FEATURES}
        self.menus = Menus(self)
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
        self.closing.emit()
        document, self.document = self.document, None
        if document is not None:
            let_go(document)
        self._show_nothing()

    def feature(self, kind: type[F]) -> F:
        """Return the feature of this kind. Raises KeyError when it is not in `assembly.FEATURES`."""
        found = self._features[kind]
        assert isinstance(found, kind)
        return found

    def show_record(self, kind: str, record_id: str) -> None:
        """Choose a building, grid or community and bring it into view on the map."""
        self.selection.choose(kind, record_id)
        if kind:
            self.canvas.show_record(kind, record_id)

    def show_community(self, code: str) -> None:
        """Choose a community by its code and bring it into view."""
        for community in self.overview.communities if self.overview else ():
            if community.code == code:
                self.show_record("community", community.id)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and let go of the data."""
        self.closing.emit()
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
        self.status = StatusLine(self)
        self.panels = Panels(self, self.memory)
        self.opening = Opening(self)
        self.watch = Watch(self)

    def _lay_out(self) -> None:
        self.workspaces = Workspaces(self, self.welcome)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.message, self.banner, self.workspaces.pages):
            column.addWidget(widget)
        column.setStretchFactor(self.workspaces.pages, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)

    def _add_own_places(self) -> None:
        area = Qt.DockWidgetArea
        self.panels.add("区划", "tree_dock", TreePanel(self, self.tree), area.LeftDockWidgetArea, {"plan", "check"})
        self.panels.add("详情", "inspector_dock", self.inspector, area.RightDockWidgetArea, {"plan", "check"})
        self.workspaces.add(Workspace("plan", "规划", "map", "Ctrl+1", self.canvas))
        self.workspaces.add(Workspace("check", "检查", "checklist", "Ctrl+3", self.canvas))

    def _connect(self) -> None:
        self.opening.opened.connect(self._on_opened)
        self.opening.failed.connect(self.message.tell)
        self.watch.failed.connect(self.message.tell)
        self.opening.job_started.connect(self.status.job.watch)
        self.tree.chosen.connect(self.show_record)
        self.workspaces.leaving.connect(lambda _name: self.panels.remember())
        self.workspaces.entered.connect(self.panels.show)
        self.workspaces.entered.connect(lambda _name: self.menus.refresh())
        self.canvas.picked.connect(self.selection.choose)
        self.canvas.pointed.connect(self.status.show_place)
        self.canvas.view_changed.connect(self.status.show_view)
        self.selection.changed.connect(self._on_selected)
        self.status.plan_chosen.connect(self._on_plan_chosen)

    def _add_menus(self) -> None:
        file, view = self.menus.menus[FILE], self.menus.menus[VIEW]
        after_sample = file.actions().index(self.menus.actions["file.sample"]) + 1
        file.insertMenu(file.actions()[after_sample], self.feature(Starting).recent)
        docks = QMenu("面板", self)
        docks.addActions([dock.toggleViewAction() for dock in self.panels.all])
        view.insertMenu(self.menus.actions["view.panels"], docks)

    def _show_nothing(self) -> None:
        self.overview = None
        self.watch.follow(None)
        self.selection.clear()
        self.panels.hide()
        self.banner.hide()
        self.tree.forget()
        self.canvas.set_scene(MapScene())
        self.canvas.show_all()
        self.status.show_overview(None)
        self.workspaces.leave()
        self.setWindowTitle(PROGRAM)
        self.menus.refresh()
        self.document_changed.emit(None)

    def _on_opened(self, document: Document, overview: Overview) -> None:
        """Put a district that could be opened in the place of the one before."""
        self.close_document()
        self.document = document
        document.setParent(self)
        document.failed.connect(self.message.tell)
        document.refreshed.connect(self._on_refreshed)
        document.described.connect(self._on_described)
        document.changed.connect(self.plan_left)
        document.touched.connect(self.records_touched)
        document.job_started.connect(self.status.job.watch)
        document.job_started.connect(self.menus.refresh)
        document.job_ended.connect(self.menus.refresh)
        self.memory.add_recent(document.location)
        self._show_access(document.access)
        self.document_changed.emit(document)
        self.workspaces.show()
        self._on_refreshed(overview)
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
        locked = "（只读）" if self.document and self.document.access.read_only else ""
        self.setWindowTitle(f"{overview.title} - {name}{locked} - {PROGRAM}")
        if self.selection.kind == "grid" and self.tree.item_of("grid", self.selection.id) is None:
            self.selection.clear()
        self._show_selected()
        self.overview_changed.emit(overview)
        self.menus.refresh()

    def _on_plan_chosen(self, name: str) -> None:
        if self.document is not None:
            self.plan_left.emit()
            self.document.show_plan(name)

    def _on_selected(self, kind: str, record_id: str) -> None:
        self.tree.select(kind, record_id)
        self.canvas.select(kind, record_id)
        self._show_selected()
        self.menus.refresh()

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
