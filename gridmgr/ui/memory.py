# SPDX-License-Identifier: MIT
"""What the window remembers from one day to the next: recent files, last folder, its place and arrangement."""

from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from gridmgr.data.opening import is_url

MOST = 8


class Memory:
    """Small settings of one person on one computer; nothing of the district's data, and no server with a password."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self.state_folder = platformdirs.user_state_path("gridmgr", appauthor=False)
        """Where it is noted which district is open, for the case that the program is killed."""
        if settings is not None:
            self.state_folder = Path(settings.fileName()).parent / "state"
        self._settings = settings or QSettings("gridmgr", "gridmgr")

    @property
    def recent(self) -> list[str]:
        """The files opened last that are still there, newest first."""
        return [name for name in self.recent_places if Path(name).is_file()]

    @property
    def recent_places(self) -> list[str]:
        """The files opened last, newest first, whether they are still there or not."""
        return self._texts("files/recent")

    def forget_recent(self, location: str) -> None:
        """Take a file off the list."""
        self._settings.setValue("files/recent", [name for name in self.recent_places if name != location])

    @property
    def servers(self) -> list[str]:
        """The addresses of the servers used last, without passwords, newest first."""
        return self._texts("files/servers")

    def add_server(self, address: str) -> None:
        """Put a server first; the caller hands in its address without a password."""
        self._settings.setValue("files/servers", [address, *(a for a in self.servers if a != address)][:MOST])

    def forget_server(self, address: str) -> None:
        """Take a server off the list."""
        self._settings.setValue("files/servers", [a for a in self.servers if a != address])

    def add_recent(self, location: str) -> None:
        """Put a file first; servers are not kept, as their address may carry a password."""
        if is_url(location):
            return
        path = str(Path(location).absolute())
        self._settings.setValue("files/recent", [path, *(name for name in self.recent_places if name != path)][:MOST])
        self.folder = str(Path(path).parent)

    @property
    def folder(self) -> str:
        """The folder used last."""
        return str(self._settings.value("files/folder", ""))

    @folder.setter
    def folder(self, path: str) -> None:
        self._settings.setValue("files/folder", path)

    def knows(self, name: str) -> bool:
        """Tell whether a switch was ever set."""
        return self._settings.contains(f"view/{name}")

    def is_on(self, name: str, otherwise: bool) -> bool:
        """Tell whether a switch is on."""
        return bool(self._settings.value(f"view/{name}", otherwise, type=bool))

    def switch(self, name: str, is_on: bool) -> None:
        """Remember a switch."""
        self._settings.setValue(f"view/{name}", is_on)

    def text(self, name: str, otherwise: str = "") -> str:
        """Return a small text, such as the choice made last in a dialog."""
        return str(self._settings.value(f"text/{name}", otherwise))

    def keep_text(self, name: str, value: str) -> None:
        """Remember a small text; never a password and nothing of the district's people."""
        self._settings.setValue(f"text/{name}", value)

    def bytes_of(self, name: str) -> QByteArray:
        """Return the place or arrangement of the window, empty where none is kept."""
        kept = self._settings.value(f"window/{name}", QByteArray())
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_bytes(self, name: str, value: QByteArray) -> None:
        """Remember the place or arrangement of the window."""
        self._settings.setValue(f"window/{name}", value)

    def forget_arrangement(self) -> None:
        """Forget how the panels lie."""
        self._settings.remove("window/state")

    def _texts(self, name: str) -> list[str]:
        """Return a list of texts; QSettings gives back a single one as itself."""
        kept = self._settings.value(name, [])
        return [kept] if isinstance(kept, str) else [str(one) for one in kept] if isinstance(kept, list) else []
