# SPDX-License-Identifier: MIT
"""What the menu lines of drawing do, and when they can be done."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gridmgr.ui import commands
from gridmgr.ui.commands import has_document, has_plan, may_write
from gridmgr.ui.drawing import Drawing
from gridmgr.ui.drawing_tools import ToolEntry

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


def taking(name: str) -> "Callable[[MainWindow], None]":
    """Return what takes a tool into the hand."""
    return lambda window: window.feature(Drawing).choose(name)


def switching(name: str) -> "Callable[[MainWindow], None]":
    """Return what turns a switch of the tools on or off."""

    def turn(window: "MainWindow") -> None:
        drawing = window.feature(Drawing)
        drawing.turn(name, not drawing.is_on(name))

    return turn


def can_draw(window: "MainWindow") -> bool:
    """Tell whether there is a plan that may be changed, or copied and then changed."""
    return has_plan(window) and may_write(window)


def needed_by(entry: ToolEntry) -> "Callable[[MainWindow], bool]":
    """Return what tells whether a tool can be taken."""
    return can_draw if entry.edits else can_look


def can_look(window: "MainWindow") -> bool:
    """Tell whether there is a map."""
    return has_document(window)


def toggle_trial(window: "MainWindow") -> None:
    """Begin to try changes without storing them, or store them at once again."""
    trying = window.feature(Drawing).trying
    trying.switch(not trying.is_on)


def undo(window: "MainWindow") -> None:
    """Take the last tried gesture back, else the newest step that is stored."""
    if not window.feature(Drawing).trying.step_back():
        commands.undo(window)


def can_undo(window: "MainWindow") -> bool:
    """Tell whether there is a gesture or a step to take back."""
    return commands.can_undo(window) or window.feature(Drawing).trying.present is not None


def undo_text(window: "MainWindow") -> str:
    """Name what undo takes back."""
    tried = window.feature(Drawing).trying.present if window.overview is not None else None
    is_tried = tried is not None and not tried.is_stale
    return "撤回试改的一笔" if is_tried else commands.undo_text(window)


def make_draft(window: "MainWindow") -> None:
    """Copy the plan that is shown into a draft."""
    window.feature(Drawing).make_draft()


def show_next_off_band(window: "MainWindow") -> None:
    """Go to the next grid that is off the size rule."""
    window.feature(Drawing).show_next_off_band()
