# SPDX-License-Identifier: MIT
"""Places of the map that a person wants to find again: named views, kept for each district on this computer."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from gridmgr.ui.features import Feature
from gridmgr.ui.memory import Memory

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

SIZE_PX = 380, 420
ROW_PX = 28
EMPTY = "还没有书签。把地图移到常去的地方，按“添加当前位置”，以后双击就能回来。"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One named view of the map: its middle (metres, district CRS) and its scale."""

    name: str
    x: float
    y: float
    metres_per_pixel: float


def kept_bookmarks(memory: Memory, location: str) -> list[Bookmark]:
    """Return the bookmarks of a district; what cannot be read is none of ours and left out."""
    kept = memory.text(_key(location))
    return [Bookmark(**one) for one in json.loads(kept)] if kept else []


def keep_bookmarks(memory: Memory, location: str, bookmarks: Sequence[Bookmark]) -> None:
    """Remember the bookmarks of a district."""
    memory.keep_text(_key(location), json.dumps([asdict(one) for one in bookmarks], ensure_ascii=False))


def _key(location: str) -> str:
    """Return under what they are kept; the address of a server may carry a password and is not written down."""
    return f"bookmarks.{sha256(location.encode()).hexdigest()[:16]}"


class BookmarkDialog(QDialog):
    """The list: a double click or Enter goes there, F2 renames, Delete removes."""

    def __init__(self, window: "MainWindow", location: str) -> None:
        super().__init__(window)
        self.setObjectName("bookmarks")
        self.setWindowTitle("地图书签")
        self.resize(*SIZE_PX)
        self._window, self._location = window, location
        self.bookmarks = kept_bookmarks(window.memory, location)
        self.list = QListWidget(self)
        self.list.setObjectName("bookmark_list")
        self.list.setAccessibleName("书签")
        self.empty = QLabel(EMPTY, self)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        self.add = self._button("添加当前位置", "bookmark_add")
        self.go = self._button("前往", "bookmark_go")
        self.go.setProperty("primary", True)
        self.rename = self._button("重命名", "bookmark_rename")
        self.remove = self._button("删除", "bookmark_remove")
        self._lay_out()
        self.add.clicked.connect(self.add_here)
        self.go.clicked.connect(self.go_there)
        self.rename.clicked.connect(self._edit)
        self.remove.clicked.connect(self.remove_chosen)
        self.list.itemDoubleClicked.connect(lambda _item: self.go_there())
        self.list.itemChanged.connect(self._on_renamed)
        self.list.currentRowChanged.connect(lambda _row: self._allow())
        self._fill(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there, F2 renames, Delete removes."""
        keys = {
            Qt.Key.Key_Return: self.go_there,
            Qt.Key.Key_Enter: self.go_there,
            Qt.Key.Key_F2: self._edit,
            Qt.Key.Key_Delete: self.remove_chosen,
        }
        run = keys.get(Qt.Key(event.key()))
        if run is None:
            super().keyPressEvent(event)
        else:
            run()

    def add_here(self) -> None:
        """Keep what the map shows; the name is proposed and can be typed over at once."""
        view = self._window.canvas.view
        self.bookmarks.append(Bookmark(self._proposed(), view.x, view.y, view.metres_per_pixel))
        self._keep()
        self._fill(len(self.bookmarks) - 1)
        self._edit()

    def go_there(self) -> None:
        """Show the chosen place on the map."""
        row = self.list.currentRow()
        if row >= 0:
            one, canvas = self.bookmarks[row], self._window.canvas
            self._window.workspaces.show("plan")
            view = canvas.view.centred(one.x, one.y)
            canvas.set_view(view.scaled(one.metres_per_pixel))

    def remove_chosen(self) -> None:
        """Forget the chosen place."""
        row = self.list.currentRow()
        if row >= 0:
            del self.bookmarks[row]
            self._keep()
            self._fill(min(row, len(self.bookmarks) - 1))

    def _proposed(self) -> str:
        """Name the place after the grid or community that is chosen, else by its number."""
        chosen = self._window.selection
        overview = self._window.overview
        for community in overview.communities if overview is not None else ():
            if chosen.id == community.id:
                return community.name
            for grid in community.grids:
                if chosen.id == grid.id:
                    return f"{community.name} {grid.name.removeprefix(community.name)}"
        return f"书签 {len(self.bookmarks) + 1}"

    def _edit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        old, name = self.bookmarks[row], item.text().strip()
        if name and name != old.name:
            self.bookmarks[row] = Bookmark(name, old.x, old.y, old.metres_per_pixel)
            self._keep()
        elif not name:
            item.setText(old.name)

    def _keep(self) -> None:
        keep_bookmarks(self._window.memory, self._location, self.bookmarks)

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.bookmarks:
            item = QListWidgetItem(one.name, self.list)
            item.setSizeHint(QSize(0, ROW_PX))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.blockSignals(False)
        self.list.setCurrentRow(row)
        self.empty.setVisible(not self.bookmarks)
        self._allow()

    def _allow(self) -> None:
        for button in (self.go, self.rename, self.remove):
            button.setEnabled(self.list.currentRow() >= 0)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.add, self.rename, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(row)


class Bookmarks(Feature):
    """Opens the list for the district at hand."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: BookmarkDialog | None = None
        window.document_changed.connect(lambda _document: self._close())

    def open(self) -> None:
        """Show the list; it stays open beside the map."""
        document = self.window.document
        if document is None:
            return
        if self.dialog is None:
            self.dialog = BookmarkDialog(self.window, document.location)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.list.setFocus()

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None


def open_bookmarks(window: "MainWindow") -> None:
    """Show the bookmarks."""
    window.feature(Bookmarks).open()
