# SPDX-License-Identifier: MIT
"""What the lines of the action table do, and when they can be done."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QFileDialog

from gridmgr.map.canvas import MapCanvas
from gridmgr.map.swipe import SwipeMap
from gridmgr.ui.appearance import apply_appearance
from gridmgr.ui.checking import Checking
from gridmgr.ui.comparison.page import ComparisonPage
from gridmgr.ui.icons import retint
from gridmgr.ui.keys import KeysDialog

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

ZOOM = 1.5
FILES = "区县数据文件 (*.gpkg)"


def today() -> date:
    """Return the day on the office's own clock."""
    return date.today()  # noqa: DTZ011 - the day on the office's own clock


def has_document(window: "MainWindow") -> bool:
    """Tell whether a district is shown."""
    return window.overview is not None


def is_at_rest(window: "MainWindow") -> bool:
    """Tell whether a district is shown and nothing is being done to it."""
    return has_document(window) and window.document is not None and not window.document.is_at_work


def is_free(window: "MainWindow") -> bool:
    """Tell whether nothing is being done to a district, be one open or not."""
    return window.document is None or not window.document.is_at_work


def has_plan(window: "MainWindow") -> bool:
    """Tell whether a plan is shown."""
    return window.overview is not None and window.overview.plan is not None


def has_plan_on_map(window: "MainWindow") -> bool:
    """Tell whether a plan is shown and the map is seen; elsewhere its keys belong to others (F2 edits a cell)."""
    return has_plan(window) and has_map(window)


def has_map(window: "MainWindow") -> bool:
    """Tell whether the map of a district is seen; elsewhere its keys belong to others."""
    return has_document(window) and window.workspaces.pages.currentWidget() is window.canvas


def seen_map(window: "MainWindow") -> MapCanvas | SwipeMap:
    """Return the map that is seen: that of the comparison in its workspace, else that of the plan."""
    page = window.workspaces.pages.currentWidget()
    return page.swipe if isinstance(page, ComparisonPage) else window.canvas


def may_write(window: "MainWindow") -> bool:
    """Tell whether the district can be changed just now."""
    return is_at_rest(window) and window.document is not None and not window.document.access.read_only


def can_undo(window: "MainWindow") -> bool:
    """Tell whether there is a step to take back."""
    return may_write(window) and window.overview is not None and window.overview.undo_label is not None


def can_redo(window: "MainWindow") -> bool:
    """Tell whether there is a step to do again."""
    return may_write(window) and window.overview is not None and window.overview.redo_label is not None


def can_plan(window: "MainWindow") -> bool:
    """Tell whether there are communities to divide."""
    return may_write(window) and window.overview is not None and bool(window.overview.communities)


def can_check(window: "MainWindow") -> bool:
    """Tell whether there is a plan to check."""
    return has_plan(window) and is_at_rest(window)


def undo_text(window: "MainWindow") -> str:
    """Name the step that undo takes back."""
    label = window.overview.undo_label if window.overview else None
    return f"撤销“{label}”" if label else "撤销"


def redo_text(window: "MainWindow") -> str:
    """Name the step that redo does again."""
    label = window.overview.redo_label if window.overview else None
    return f"重做“{label}”" if label else "重做"


def open_file(window: "MainWindow") -> None:
    """Ask for a file and open it."""
    path, _ = QFileDialog.getOpenFileName(window, "打开文件", window.memory.folder, FILES)
    if path:
        window.open_location(path)


def open_sample(window: "MainWindow") -> None:
    """Open the sample district, made first where there is none."""
    window.open_sample()


def close_document(window: "MainWindow") -> None:
    """Close the district."""
    window.close_document()


def leave(window: "MainWindow") -> None:
    """Close the window."""
    window.close()


def undo(window: "MainWindow") -> None:
    """Take the newest step back."""
    if window.document is not None:
        window.document.undo()


def redo(window: "MainWindow") -> None:
    """Do the last undone step again."""
    if window.document is not None:
        window.document.redo()


def zoom_in(window: "MainWindow") -> None:
    """Zoom into the middle of the map."""
    seen_map(window).zoom(ZOOM)


def zoom_out(window: "MainWindow") -> None:
    """Zoom out about the middle of the map."""
    seen_map(window).zoom(1 / ZOOM)


def show_all(window: "MainWindow") -> None:
    """Show the whole district."""
    seen_map(window).show_all()


def show_legend(window: "MainWindow", is_on: bool) -> None:
    """Show or hide the legend."""
    window.memory.switch("view.legend", is_on)
    for shown in {window.canvas, seen_map(window)}:
        shown.set_legend_shown(is_on)


def go_dark(window: "MainWindow", is_on: bool) -> None:
    """Switch between the light and the dark window."""
    window.memory.switch("view.dark", is_on)
    window.memory.keep_text("look", "dark" if is_on else "light")
    application = QApplication.instance()
    if isinstance(application, QApplication):
        apply_appearance(application, is_on)
    retint(window)
    window.canvas.set_dark(is_on)


def restore_panels(window: "MainWindow") -> None:
    """Put the panels where they were at first."""
    window.panels.restore_default()


def check_plan(window: "MainWindow") -> None:
    """Check the plan that is shown."""
    if window.document is not None:
        window.document.check(today()).succeeded.connect(window.feature(Checking).show_report)


def show_keys(window: "MainWindow") -> None:
    """List the shortcuts."""
    from gridmgr.ui.actions import ACTIONS

    KeysDialog([(a.shortcut, a.text.removesuffix("…"), a.tip) for a in ACTIONS if a.shortcut], window).exec()
