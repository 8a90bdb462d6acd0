# SPDX-License-Identifier: MIT
"""What the menu line of the comparison does."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


def compare_plans(window: "MainWindow") -> None:
    """Compare the plan in force with the one that is shown, or go on with what was compared."""
    window.compare_wanted.emit("", "")
