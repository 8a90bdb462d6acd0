# SPDX-License-Identifier: MIT
"""F1: the manual opens at the chapter that fits where it was pressed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gridmgr.ui.features import Feature
from gridmgr.ui.manual.chapters import manual_folder
from gridmgr.ui.manual.window import ManualWindow, PictureWindow

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

HELP_KEY = "F1"
START, LOOK, BRING, PLAN, DRAW, ROLES = (
    *("01-start.md", "02-window.md", "03-import.md"),
    *("04-plan.md", "05-draw.md", "06-roles.md"),
)
RECORDS, CHECK, VERSIONS, PRINT, SHARE, BACKUP, KEYS = (
    *("07-records.md", "08-check.md", "09-versions.md", "10-print.md"),
    *("11-share.md", "12-backup.md", "13-keys.md"),
)
FITTING = {
    "welcome_page": START, "district_dialog": START, "guide_card": START, "empty_card": START,
    "tree_dock": LOOK, "layer_panel": LOOK, "palette": LOOK, "settings_dialog": LOOK,
    "import_wizard": BRING, "template_dialog": BRING, "export_dialog": BRING,
    "plan_dock": PLAN, "choices_dock": PLAN, "outcome_dock": PLAN, "rebalance_dialog": PLAN,
    "balance_dock": DRAW, "tool_palette": DRAW, "draft_offer": DRAW,
    "inspector_dock": ROLES, "appoint_dialog": ROLES, "dismiss_dialog": ROLES, "tenures_dialog": ROLES,
    "records_page": RECORDS, "paste_dialog": RECORDS, "question": RECORDS, "draft_bar": RECORDS,
    "findings_dock": CHECK, "journal_dock": CHECK, "mending_dialog": CHECK,
    "versions_dock": VERSIONS, "decision_dialog": VERSIONS, "name_dialog": VERSIONS,
    "renumber_dialog": VERSIONS, "succession_dialog": VERSIONS, "comparison_page": VERSIONS,
    "print_page": PRINT, "print_dialog": PRINT, "print_question": PRINT,
    "server_dialog": SHARE, "conflict_dialog": SHARE, "lost_banner": SHARE,
    "backups_dialog": BACKUP, "doctor_dialog": BACKUP, "message_bar": BACKUP,
    "keys_dialog": KEYS,
}  # fmt: skip
"""Object name of a widget -> the chapter that explains it."""
OF_WORKSPACE = {"": START, "plan": DRAW, "records": RECORDS, "check": CHECK, "print": PRINT, "compare": VERSIONS}


class ManualHelp(Feature):
    """Keeps the one window of the manual, and hears F1 in every window of the program."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.manual: ManualWindow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def show(self) -> ManualWindow:
        """Open the manual at the chapter that fits what has the focus."""
        focused = QApplication.focusWidget()
        name = chapter_for(focused) or OF_WORKSPACE.get(self.window.workspaces.current, START)
        # A window that waits for an answer blocks every other one but its own.
        parent = QApplication.activeModalWidget() or self.window
        if self.manual is not None and self.manual.parentWidget() is not parent:
            self.manual.close()
        if self.manual is None:
            self.manual = ManualWindow(manual_folder(), parent)
            self.manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.manual.finished.connect(self._on_finished)
        self.manual.show_chapter(name)
        self.manual.show()
        self.manual.raise_()
        self.manual.activateWindow()
        return self.manual

    def _on_finished(self) -> None:
        self.manual = None

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Have F1 heard in a dialog that comes to the front for the first time; the menu hears it elsewhere."""
        top = now.window() if now is not None else None
        if not isinstance(top, QDialog) or isinstance(top, ManualWindow | PictureWindow):
            return
        if top.findChild(QShortcut, HELP_KEY, Qt.FindChildOption.FindDirectChildrenOnly) is None:
            heard = QShortcut(QKeySequence(HELP_KEY), top, self.show)
            heard.setObjectName(HELP_KEY)


def chapter_for(widget: QWidget | None) -> str:
    """Return the chapter that explains a widget or the nearest one it lies in; empty where none is known."""
    while widget is not None:
        name = widget.objectName()
        if name in FITTING:
            return FITTING[name]
        if widget.property("role") == "form":
            return RECORDS
        widget = widget.parentWidget()
    return ""


def show_manual(window: "MainWindow") -> None:
    """Open the manual beside the window."""
    window.feature(ManualHelp).show()
