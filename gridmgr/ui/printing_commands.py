# SPDX-License-Identifier: MIT
"""What the lines of the menu 打印 do."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


def print_selected(window: "MainWindow") -> None:
    """Show what is chosen as it will be printed: a grid, a community; else the whole book."""
    kind, record_id = window.selection.kind, window.selection.id
    window.print_wanted.emit(*((kind, record_id) if kind in {"grid", "community"} else ("district", "")))


def print_communities(window: "MainWindow") -> None:
    """Show the map of the community that is chosen, or of all."""
    _print(window, "community")


def print_sheets(window: "MainWindow") -> None:
    """Show the sheet of the grid that is chosen, or of all."""
    _print(window, "grid")


def print_book(window: "MainWindow") -> None:
    """Show the whole book."""
    window.print_wanted.emit("district", "")


def _print(window: "MainWindow", kind: str) -> None:
    window.print_wanted.emit(kind, window.selection.id if window.selection.kind == kind else "")
