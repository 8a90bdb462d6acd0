# SPDX-License-Identifier: MIT
"""What the window is made of beside its map: each feature looks after one thing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


class Feature(QObject):
    """One thing the window can do, with the widgets it needs.

    It is made once with the window, before anything is open. It may add panels (`window.panels.add`) and workspaces
    (`window.workspaces.add`), and connects itself to `window.document_changed`, `overview_changed` and
    `records_touched`. What the menus call on it stands in the action table.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window = window
