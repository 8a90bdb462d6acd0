# SPDX-License-Identifier: MIT
"""Appointing, replacing and dismissing the five of a grid, and the list of all who held a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from gridmgr.data.store import Store
from gridmgr.model.areas import Grid
from gridmgr.operations.roles import (
    Candidate,
    RoleWish,
    Tenure,
    candidates,
    end_role,
    give_role,
    role_warnings,
    tenures,
)
from gridmgr.ui.cards import Does, Link, RoleLine
from gridmgr.ui.commands import today
from gridmgr.ui.errors import sentence
from gridmgr.ui.features import Feature
from gridmgr.ui.grid_card import community_name, grid_title
from gridmgr.ui.role_dialogs import AppointDialog, DismissDialog, TenuresDialog
from gridmgr.ui.role_rows import END, GIVE, HISTORY

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the dialogs need to know of a grid."""

    title: str
    community: str
    people: tuple[Candidate, ...]
    tenures: tuple[Tenure, ...]
    sources: tuple[tuple[str, str], ...]
    """Code and label of where people come from."""


def read_staffing(store: Store, grid_id: str) -> Staffing | None:
    """Read who could be appointed in a grid and who was; None when the grid is gone."""
    grid = store.get(Grid, grid_id)
    if grid is None:
        return None
    return Staffing(
        title=f"{grid_title(grid.code, grid.community, grid.name)}（{community_name(store, grid.community)}）",
        community=grid.community,
        people=tuple(candidates(store, today())),
        tenures=tuple(tenures(store, grid.grid_uid, today())),
        sources=tuple((item.code, item.label) for item in store.code_lists()["role_source"].items),
    )


class Roles(Feature):
    """Opens the dialogs of the role board and stores what they ask for."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.dialog: QDialog | None = None
        """The dialog that is open, None otherwise."""
        window.inspector.role_wanted.connect(self.act)
        window.inspector.followed.connect(self._on_followed)

    def act(self, does: str, line: RoleLine) -> None:
        """Appoint or replace (give), dismiss (end) or list (history)."""
        if does == END:
            asking = DismissDialog(line, today(), self.window)
            asking.agreed.connect(lambda day: self._store_end(line, day))
            self._open(asking)
            return
        document = self.window.document
        if document is not None:
            job = document.ask(lambda store: read_staffing(store, line.grid_id))
            job.succeeded.connect(lambda known: self._on_read(does, line, known))

    def _on_followed(self, link: Link) -> None:
        if link.does is Does.HISTORY:
            self.act(HISTORY, RoleLine(link.id, "", ""))

    def _on_read(self, does: str, line: RoleLine, known: Staffing | None) -> None:
        if known is None:
            return
        if does == GIVE:
            self._open_appointing(line, known)
        else:
            shown: Sequence[Tenure] = [t for t in known.tenures if t.role == line.label or not line.label]
            self._open(TenuresDialog(f"任职历史：{known.title}", shown, self.window))

    def _open_appointing(self, line: RoleLine, known: Staffing) -> None:
        dialog = AppointDialog(known.title, line, known.people, today(), self.window)
        dialog.offer(known.community, known.sources)
        dialog.wished.connect(lambda wish: self._store_wish(dialog, wish))
        dialog.considered.connect(lambda wish: self._warn(dialog, wish))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _warn(self, dialog: AppointDialog, wish: RoleWish) -> None:
        if self.window.document is not None:
            job = self.window.document.ask(lambda store: role_warnings(store, wish))
            job.succeeded.connect(lambda said: self._on_warnings(dialog, wish, said))

    def _store_wish(self, dialog: AppointDialog, wish: RoleWish) -> None:
        if self.window.document is None:
            return
        job = self.window.document.run(lambda store: give_role(store, wish))
        job.succeeded.connect(lambda _step: self._on_stored(dialog, None))
        job.failed.connect(lambda error: self._on_stored(dialog, error))

    def _store_end(self, line: RoleLine, day: date) -> None:
        if self.window.document is not None:
            self.window.document.run(lambda store: end_role(store, line.appointment_id, day))

    def _on_warnings(self, dialog: AppointDialog, wish: RoleWish, said: Sequence[str]) -> None:
        if self.dialog is dialog:
            dialog.warn(wish, said)

    def _on_stored(self, dialog: AppointDialog, error: Exception | None) -> None:
        """Close the dialog, or say in it why nothing was stored (the window tells it as well)."""
        if self.dialog is not dialog:
            return
        if error is None:
            dialog.accept()
        else:
            dialog.refuse(sentence(error))
