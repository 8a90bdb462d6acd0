# SPDX-License-Identifier: MIT
"""Says up to when everything is stored, comes back to where a person left off, and offers that after a crash."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from gridmgr.data.opening import is_url
from gridmgr.data.store import Step
from gridmgr.map.view import ViewState
from gridmgr.operations.servers import server_address
from gridmgr.ui.features import Feature
from gridmgr.ui.running_marks import LastWork, RunningMark, left_behind

if TYPE_CHECKING:
    from gridmgr.ui.jobs import Job
    from gridmgr.ui.window import MainWindow

QUIET_MS = 800
"""How long the view must rest before it is kept."""
ON_THE_MAP = {"grid", "building", "community"}
OFFER = "上次没有正常退出，数据完好：最后一步是 {at} 的“{step}”。"
OFFER_WITHOUT_STEP = "上次没有正常退出，数据完好。"


class Saving(Feature):
    """Watches over what is stored and where the person is."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.left = left_behind(window.memory.state_folder)
        self._mark = RunningMark(window.memory.state_folder)
        self._work: LastWork | None = None
        self._is_new = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._keep_place)
        window.document_changed.connect(self._on_document)
        window.overview_changed.connect(self._on_overview)
        window.canvas.view_changed.connect(lambda _view: self._timer.start())
        window.selection.changed.connect(lambda _kind, _id: self._timer.start())
        window.workspaces.entered.connect(self._on_workspace)
        window.closing.connect(self._on_closing)
        window.welcome.offer_taken.connect(self.go_on)
        if self.left is not None:
            window.welcome.show_offer(offer_text(self.left), "恢复上次的工作")

    def go_on(self) -> None:
        """Open what was open when the program was killed; a server asks for the password first."""
        left = self.left
        if left is None:
            return
        if is_url(left.location):
            self.window.welcome.known_server_wanted.emit(left.location)
        else:
            self.window.open_location(left.location)

    def _on_document(self, _document: object) -> None:
        document = self.window.document
        if document is None:
            return
        location = document.location
        self._work = LastWork(server_address(location).url() if is_url(location) else location)
        self._is_new = True
        self._mark.keep(self._work)
        self.window.status.show_saved("")
        document.job_started.connect(self._on_job)
        document.job_ended.connect(self._say_saved)
        self.window.welcome.show_offer("", "")

    def _on_job(self, job: "Job") -> None:
        if not job.can_stop and not job.property("reading"):
            self.window.status.show_saved("正在保存…")

    def _on_overview(self, _overview: object) -> None:
        document = self.window.document
        if document is None:
            return
        document.ask(lambda store: store.journal(1)).succeeded.connect(self._on_steps)
        if self._is_new:
            self._is_new = False
            # Once the window has shown the whole district, which it does for a file that it does not know.
            self._restore_place()

    def _on_steps(self, steps: list[Step]) -> None:
        if self._work is None:
            return
        if steps:
            self._work = replace(self._work, step=steps[0].label, at=clock_text(steps[0].at))
            self._mark.keep(self._work)
        self._say_saved()

    def _say_saved(self) -> None:
        document = self.window.document
        if document is None or self._work is None or document.is_at_work:
            return
        if document.access.read_only:
            self.window.status.show_saved("只读，不会改动")
        else:
            self.window.status.show_saved(f"已自动保存 {self._work.at}".rstrip())

    def _on_workspace(self, name: str) -> None:
        if self._work is not None:
            self._work = replace(self._work, workspace=name)
            self._mark.keep(self._work)
            self._timer.start()

    def _keep_place(self) -> None:
        """Remember view, workspace and selection of the file that is open."""
        self._timer.stop()
        if self._work is None or self._is_new:
            return
        window = self.window
        view, chosen = window.canvas.view, window.selection
        kept = {
            "x": view.x,
            "y": view.y,
            "metres_per_pixel": view.metres_per_pixel,
            "workspace": window.workspaces.current or self._work.workspace,
            "kind": chosen.kind if chosen.kind in ON_THE_MAP else "",
            "id": chosen.id if chosen.kind in ON_THE_MAP else "",
        }
        window.memory.keep_text(_key(self._work.location), json.dumps(kept))

    def _restore_place(self) -> None:
        kept = _kept(self.window.memory.text(_key(self._work.location))) if self._work is not None else None
        if kept is None:
            return
        window = self.window
        with suppress(KeyError, ValueError, TypeError):  # kept by another version of the program
            view = ViewState(float(kept["x"]), float(kept["y"]), float(kept["metres_per_pixel"]), 1, 1)
            window.canvas.set_view(view)
            if kept["workspace"] in window.workspaces.names:
                window.workspaces.show(kept["workspace"])
            if kept["kind"]:
                window.selection.choose(kept["kind"], kept["id"])

    def _on_closing(self) -> None:
        self._keep_place()
        self._work = None
        self._mark.clear()


def offer_text(left: LastWork) -> str:
    """Say what happened last time, and that nothing is lost."""
    return OFFER.format(at=left.at, step=left.step) if left.step else OFFER_WITHOUT_STEP


def clock_text(at: datetime) -> str:
    """Say a moment by this computer's clock, with the day where it was not today."""
    here = at.astimezone()
    is_today = here.date() == datetime.now().astimezone().date()
    return f"{here:%H:%M}" if is_today else f"{here:%m-%d %H:%M}"


def _kept(text: str) -> dict[str, Any] | None:
    """Return what was kept of a place, None where that is nothing or unreadable (Any: figures and names)."""
    with suppress(ValueError):
        found = json.loads(text)
        return found if isinstance(found, dict) else None
    return None


def _key(location: str) -> str:
    """Return the name under which the place in a file is kept; settings take no slashes."""
    return f"place/{sha256(location.encode()).hexdigest()[:16]}"
