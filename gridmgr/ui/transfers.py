# SPDX-License-Identifier: MIT
"""What the menus do to bring data in and to take them out."""

from typing import TYPE_CHECKING

from gridmgr.ui.exporting import Exporting
from gridmgr.ui.importing import Importing
from gridmgr.ui.templates import TemplateDialog

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow


def open_import(window: "MainWindow") -> None:
    """Open the import wizard."""
    window.feature(Importing).open()


def open_export(window: "MainWindow") -> None:
    """Open the export dialog."""
    window.feature(Exporting).open()


def open_templates(window: "MainWindow") -> None:
    """Offer blank workbooks to fill in."""
    if window.document is not None:
        TemplateDialog(window, window.document).open()
