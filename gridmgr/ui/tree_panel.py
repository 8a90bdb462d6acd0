# SPDX-License-Identifier: MIT
"""The tree with a box above it that finds by name, initials or number, and what can be done with a row."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from gridmgr.operations.initials import name_initials
from gridmgr.ui.document import Document
from gridmgr.ui.overview import Overview
from gridmgr.ui.tree import DistrictTree

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class TreePanel(QWidget):
    """The box, and the tree of the district below it."""

    more_wanted = Signal(QMenu, str, str)
    """The menu of a record (kind, id) is being made; features add what they can do."""

    def __init__(self, window: "MainWindow", tree: DistrictTree) -> None:
        super().__init__(window)
        self._window, self._tree = window, tree
        self._spelled: Document | None = None
        """The district whose names can be looked for without waiting."""
        self.box = QLineEdit(self)
        self.box.setObjectName("tree_filter")
        self.box.setAccessibleName("在区划里查找")
        self.box.setPlaceholderText("名称、首字母或网格号")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(tree.narrow)
        self.box.returnPressed.connect(self._on_return)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._on_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        frame = QVBoxLayout()
        frame.setContentsMargins(8, 8, 8, 8)
        frame.addWidget(self.box)
        column.addLayout(frame)
        column.addWidget(tree, 1)
        window.document_changed.connect(lambda _document: self.box.clear())
        window.overview_changed.connect(self._spell)

    def menu_for(self, kind: str, record_id: str) -> QMenu:
        """Return what can be done with a community or grid."""
        window = self._window
        wanted = {"grid_id": record_id} if kind == "grid" else {"community": self._code(record_id)}
        menu = QMenu(self)
        menu.addAction("放大到此处", lambda: window.show_record(kind, record_id))
        menu.addSeparator()
        menu.addAction("查看楼幢…", lambda: window.records_wanted.emit("building", wanted))
        menu.addAction("查看住户…", lambda: window.records_wanted.emit("household", wanted))
        menu.addAction("查看居民…", lambda: window.records_wanted.emit("resident", wanted))
        menu.addAction("登记内容…", lambda: window.record_wanted.emit(kind, record_id))
        menu.addSeparator()
        self.more_wanted.emit(menu, kind, record_id)
        menu.addSeparator()
        menu.addAction("打印…", lambda: window.print_wanted.emit(kind, record_id))
        return menu

    def _spell(self, overview: Overview) -> None:
        """Have the readings of characters loaded before somebody types; that takes a second, away from the window."""
        document = self._window.document
        if document is not None and document is not self._spelled:
            self._spelled = document
            names = [community.name for community in overview.communities]
            document.study(lambda _store, _progress: [name_initials(name) for name in names], "")

    def _on_menu(self, place: QPoint) -> None:
        kind, record_id = self._tree.record_at(place)
        if kind in {"grid", "community"}:
            menu = self.menu_for(kind, record_id)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._tree.viewport().mapToGlobal(place))

    def _on_return(self) -> None:
        self._tree.choose_first()
        self._tree.setFocus()

    def _code(self, community_id: str) -> str:
        overview = self._window.overview
        return next((c.code for c in overview.communities if c.id == community_id), "") if overview else ""
