# SPDX-License-Identifier: MIT
"""How work begins: the first page, a new district, a server, and the card in an empty district."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from gridmgr.data.opening import is_url
from gridmgr.operations.servers import ServerAddress, server_address
from gridmgr.ui.features import Feature
from gridmgr.ui.overview import Overview
from gridmgr.ui.starting.district_dialog import DistrictDialog
from gridmgr.ui.starting.empty_card import EmptyCard
from gridmgr.ui.starting.server_dialog import ServerDialog
from gridmgr.ui.welcome import RecentPlace
from gridmgr.ui.wording import size_text

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class Starting(Feature):
    """Answers the first page and keeps what was opened of late."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.empty_card = EmptyCard(window.canvas)
        self.recent = QMenu("最近使用", window)
        self.recent.aboutToShow.connect(self._fill_menu)
        page = window.welcome
        page.sample_wanted.connect(window.open_sample)
        page.new_wanted.connect(lambda: self.begin_district())
        page.file_wanted.connect(lambda: window.menus.actions["file.open"].trigger())
        page.server_wanted.connect(lambda: self.connect_server())
        page.recent_wanted.connect(window.open_location)
        page.known_server_wanted.connect(lambda url: self.connect_server(server_address(url)))
        page.forgotten.connect(self._on_forgotten)
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(self._on_overview)

    def begin_district(self, url: str = "") -> DistrictDialog:
        """Ask for a new district, in a file or in the empty database at an address."""
        dialog = DistrictDialog(self.window, self.window.memory.text("folder.default"), url)
        dialog.made.connect(self.window.open_location)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def connect_server(self, known: ServerAddress | None = None) -> ServerDialog:
        """Ask for a server and an account."""
        dialog = ServerDialog(self.window, known)
        dialog.connected.connect(self.window.open_location)
        dialog.empty_found.connect(self.begin_district)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def places(self) -> list[RecentPlace]:
        """Return the files and servers of late as they are now."""
        memory = self.window.memory
        return [*map(_file_place, memory.recent_places), *map(_server_place, memory.servers)]

    def _on_document(self, document: object) -> None:
        opened = self.window.document
        if opened is not None and is_url(opened.location):
            self.window.memory.add_server(server_address(opened.location).url())
        if document is None:
            self.empty_card.hide()
            self.window.welcome.show_recent(self.places())

    def _on_overview(self, overview: Overview) -> None:
        if overview.communities or overview.scene.buildings.ids:
            self.empty_card.hide()
        else:
            self.empty_card.show_actions(self.window.menus.actions)
            self.empty_card.appear()

    def _on_forgotten(self, location: str) -> None:
        if is_url(location):
            self.window.memory.forget_server(location)
        else:
            self.window.memory.forget_recent(location)
        self.window.welcome.show_recent(self.places())

    def _fill_menu(self) -> None:
        self.recent.clear()
        for place in self.places():
            action = self.recent.addAction(f"{place.title}    {place.place}")
            action.setEnabled(place.is_there)
            wanted = self.window.welcome.known_server_wanted if place.is_server else self.window.welcome.recent_wanted
            action.triggered.connect(lambda _checked=False, signal=wanted, where=place.location: signal.emit(where))
        if self.recent.isEmpty():
            self.recent.addAction("还没有打开过文件").setEnabled(False)


def begin_district(window: "MainWindow") -> None:
    """Ask for a new district."""
    window.feature(Starting).begin_district()


def connect_server(window: "MainWindow") -> None:
    """Ask for a server."""
    window.feature(Starting).connect_server()


def _file_place(location: str) -> RecentPlace:
    """Say of a file where it lies, when it was changed and how large it is."""
    path = Path(location)
    try:
        known = path.stat()
    except OSError:
        return RecentPlace(location, path.stem, str(path.parent), "找不到了", is_there=False)
    day = datetime.fromtimestamp(known.st_mtime).astimezone()
    return RecentPlace(location, path.stem, str(path.parent), f"{day:%Y-%m-%d %H:%M}    {size_text(known.st_size)}")


def _server_place(url: str) -> RecentPlace:
    address = server_address(url)
    return RecentPlace(url, address.database, f"{address.host}:{address.port}", f"用户 {address.user}", is_server=True)
